"""The command `ecosim`: it reads what was asked for, hands it on, and says what came out.

Everything heavy is imported only when it is needed, so that help and mistakes answer at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from ecosim.cli_change import DEFAULT_FOLDER as CHANGE_FOLDER
from ecosim.cli_change import SWITCH_WEEKS, WEEKS_AFTER, change_of_design, problem_with, told_lines
from ecosim.cli_progress import progress
from ecosim.cli_results import analyse, report
from ecosim.cli_studies import AskedWrongly, Interrupted, merge, sweep
from ecosim.cli_trace import trace

if TYPE_CHECKING:
    from rich.console import Console

    from ecosim.lab.compare import Comparison
    from ecosim.scenario import Horizon
    from ecosim.team import Team
    from ecosim.world import World

DEFAULT_WORLD = "mid-market-saas"
DEFAULT_TEAMS = ("linear-process", "hybrid", "chaotic-cluster")
DEFAULT_FOLDER = Path("out/compare")
REPLICATIONS = (2, 50, 100_000)  # fewest, default, most
PRECISIONS = (0.05, 25.0)  # points of win rate
WEEKS = (12, 6000)
MOST_SEED = 10**12
MOST_JOBS = 256
MOST_TEAMS = 3  # in one world
INTERRUPTED = 130


class Mistake(ValueError):
    """Something asked for can not be done; the message is one sentence."""


@contextmanager
def one_sentence() -> Iterator[None]:
    """A mistake ends the command with one sentence on stderr and exit code 2, Ctrl-C with 130."""
    try:
        yield
    except Interrupted as stopped:
        typer.echo(str(stopped), err=True)
        raise typer.Exit(INTERRUPTED) from None
    except KeyboardInterrupt:
        typer.echo("Stopped before the end; nothing more is written.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except (typer.Exit, typer.Abort, BrokenPipeError):
        raise
    except Exception as error:
        typer.echo(sentence_of(error), err=True)
        raise typer.Exit(2) from None


def sentence_of(error: Exception) -> str:
    """What to tell the user; an error that is no mistake of the user goes on as it is."""
    from ecosim.files import FileError
    from ecosim.lab.folders import FolderError

    if isinstance(error, (Mistake, AskedWrongly, FileError, FolderError)):
        return str(error)  # at once: what follows takes seconds to import
    from pydantic import ValidationError

    from ecosim.crm.reading import CrmError
    from ecosim.lab.sweep.cluster import ClusterError
    from ecosim.lab.sweep.engine import WorkersDie
    from ecosim.lab.sweep.parts import OtherEngine
    from ecosim.lab.sweep.runner import StudyError
    from ecosim.lab.trace_story import TraceError

    ours = (CrmError, StudyError, TraceError, OtherEngine, WorkersDie, ClusterError)
    if isinstance(error, ours):
        return str(error)
    if isinstance(error, ValidationError):  # a world and a team that do not go together
        return " ".join(
            f"{detail['msg'].removeprefix('Value error, ')}." for detail in error.errors()
        )
    if isinstance(error, OSError):
        return f"A file can not be read or written ({error.strerror or error})."
    wording = getattr(error, "format_message", None)  # what the command line could not read
    if wording is None:
        raise error
    return str(wording())


class Commands(TyperGroup):
    """The commands of ecosim: user errors are one sentence each, never a traceback."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Reads what stands before the command's name."""
        with one_sentence():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        """Reads what stands behind it and runs it."""
        with one_sentence():
            return super().invoke(ctx)


app = typer.Typer(
    cls=Commands,
    help="Simulate sales ecosystems and compare team designs.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


app.command()(sweep)
app.command()(merge)
app.command()(analyse)
app.command()(report)
app.command()(trace)


@app.command()
def compare(
    teams: Annotated[
        list[str] | None, typer.Argument(help="Presets or TOML files.", show_default=False)
    ] = None,
    world: Annotated[str, typer.Option(help="A preset or a TOML file.")] = DEFAULT_WORLD,
    deals: Annotated[
        Path | None, typer.Option(help="A CRM export of opportunities (CSV) to set the world by.")
    ] = None,
    replications: Annotated[
        int | None, typer.Option(help=f"Runs of each team (default {REPLICATIONS[1]}).")
    ] = None,
    precision: Annotated[
        float | None,
        typer.Option(help="Go on until win rates differ by a known amount, +- so many points."),
    ] = None,
    weeks: Annotated[
        int | None, typer.Option(help="Weeks of a run (default 156); a third is burn-in.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Which luck all teams face.")] = 0,
    jobs: Annotated[int | None, typer.Option(help="Processes (default: as many as help).")] = None,
    together: Annotated[
        bool, typer.Option("--together", help="All teams sell in one world, against each other.")
    ] = False,
    switch_at: Annotated[
        int | None, typer.Option(help="The first of two teams changes to the second in this week.")
    ] = None,
    weeks_after: Annotated[
        int, typer.Option(help="Weeks to follow a change of design (with --switch-at).")
    ] = 156,
    out: Annotated[
        Path | None,
        typer.Option(help=f"Folder (default {DEFAULT_FOLDER}; a change: {CHANGE_FOLDER})."),
    ] = None,
) -> None:
    """Compare team designs in one market under the same luck.

    Without TEAM: linear-process, hybrid, chaotic-cluster. See `ecosim teams` and `ecosim worlds`.
    Each team sells alone against the outside rival; --together: all in one world.
    """
    from rich.console import Console

    if replications is not None and precision is not None:
        raise Mistake("--replications and --precision exclude each other; give one of them.")
    wanted = within("--replications", replications, REPLICATIONS[0], REPLICATIONS[2])
    points = within("--precision", precision, *PRECISIONS, unit=" points of win rate")
    base = within("--seed", seed, 0, MOST_SEED)
    processes = within("--jobs", jobs, 1, MOST_JOBS)
    horizon = thirds(within("--weeks", weeks, *WEEKS))
    market, notes = market_of(world, deals)
    designs = designs_of(list(teams or DEFAULT_TEAMS))
    if switch_at is not None:
        problem = problem_with(designs, weeks, precision, together)
        if problem:
            raise Mistake(problem)
        within("--switch-at", switch_at, *SWITCH_WEEKS, unit=" (week)")
        within("--weeks-after", weeks_after, *WEEKS_AFTER)
    if together and not 2 <= len(designs) <= MOST_TEAMS:
        raise Mistake(f"--together takes 2 to {MOST_TEAMS} teams; {len(designs)} are given.")
    out = out or (DEFAULT_FOLDER if switch_at is None else CHANGE_FOLDER)

    from ecosim.lab import folders

    folders.made_ready(out, folders.KIND if switch_at is None else folders.CHANGE_KIND)
    for note in notes:
        typer.echo(note)
    runs = int(wanted or REPLICATIONS[1])
    if switch_at is not None:
        with progress(Console(stderr=True)) as tell:
            lines = change_of_design(
                market, designs, switch_at, weeks_after, runs, int(base or 0),
                None if processes is None else int(processes), out, tell,
            )  # fmt: skip
        told_lines(lines)
        return

    from ecosim.lab.compare import compare as run_comparison
    from ecosim.lab.store import store

    with progress(Console(stderr=True)) as tell:
        result = run_comparison(
            market, designs, replications=runs, precision=points,
            seed=int(base or 0), horizon=horizon, on_progress=tell,
            processes=None if processes is None else int(processes), together=together,
        )  # fmt: skip
    print_comparison(result, Console(highlight=False, markup=False))
    store(result, out)
    drawn = draw(out)
    typer.echo(f"\nTables are in {out}" + (f", figures in {drawn}." if drawn else "."))


@app.command()
def validate(
    world: Annotated[str, typer.Argument(help="A preset, or a TOML file that has its name.")],
    replications: Annotated[int, typer.Option(help="Runs of each preset team.")] = 8,
    seed: Annotated[int, typer.Option(help="The first of the seeds.")] = 1000,
    jobs: Annotated[int | None, typer.Option(help="Processes.")] = None,
) -> None:
    """Hold a world against its own target table: facts from real data beside what the model gives.

    All preset teams alike; exit code 1 if a target that was tuned on fails.
    """
    from rich.console import Console

    within("--replications", replications, 1, 1000)
    base = within("--seed", seed, 0, MOST_SEED)
    within("--jobs", jobs, 1, MOST_JOBS)

    from ecosim.files import load_world
    from ecosim.lab.targets import checked_runs, load_targets, runs_of_presets
    from ecosim.lab.validation import in_words, table_of

    market = load_world(world)
    targets = load_targets(market.name)
    runs = runs_of_presets(market, replications, int(base or 0), jobs)
    results = checked_runs(runs, targets)
    console = Console(highlight=False, markup=False)
    console.print(table_of(market.name, results, replications))
    console.print(in_words(results))
    if not all(row.passed for row in results if row.target.tuned):
        raise typer.Exit(1)


@app.command()
def verify(
    out: Annotated[Path, typer.Option(help="Folder for table and figures.")] = Path(
        "out/verification"
    ),
) -> None:
    """Hold rules alone against the theory they come from; exit code 1 if a check fails."""
    from rich.console import Console
    from rich.table import Table

    from ecosim.theory.verify import verify as run_theories

    checks = run_theories(out, lambda done, total: told(f"{done} of {total} theories are done."))
    table = Table("theory", "check", "expected", "model", "tolerance", "")
    for check in checks:
        table.add_row(
            check.theory, check.name, check.expected_in_words, f"{check.found:.4g}",
            f"{check.tolerance:.2g}", "pass" if check.passed else "FAIL",
        )  # fmt: skip
    Console(highlight=False, markup=False).print(table)
    passed = sum(check.passed for check in checks)
    typer.echo(f"{passed} of {len(checks)} checks pass. Table and figures are in {out}.")
    if passed < len(checks):
        raise typer.Exit(1)


def told(line: str) -> None:
    """Progress, on stderr."""
    typer.echo(line, err=True)


@app.command()
def worlds() -> None:
    """List the worlds: the markets that come with ecosim."""
    from ecosim.files import load_world, world_names

    print_list([load_world(name) for name in world_names()])


@app.command()
def teams() -> None:
    """List the team designs that come with ecosim."""
    from ecosim.files import load_team, team_names

    print_list([load_team(name) for name in team_names()])


def within(
    option: str, value: float | None, least: float, most: float, unit: str = ""
) -> float | None:
    """The value if it is in its range; None if it was not given."""
    if value is not None and not least <= value <= most:
        allowed = f"{least:,} to {most:,}{unit}"
        raise Mistake(f"{option} is {value:,}, but must be {allowed}.")
    return value


def thirds(weeks: float | None) -> "Horizon":
    """The weeks as burn-in, entry cohort and follow-up, a third each; the last takes the rest."""
    from ecosim.scenario import Horizon

    if weeks is None:
        return Horizon()
    third = int(weeks) // 3
    return Horizon(third, third, int(weeks) - 2 * third)


def market_of(world: str, deals: Path | None) -> tuple["World", list[str]]:
    """The world, set by a CRM export if one is given, and what was read from it in words."""
    from ecosim.files import load_world

    market = load_world(world)
    if deals is None:
        return market, []
    made: tuple[World, list[str]] = import_module("ecosim.crm.world").world_from_deals(
        deals, market
    )
    return made


def designs_of(names: list[str]) -> list["Team"]:
    """The team designs, which must have different names."""
    from ecosim.files import load_team

    designs = [load_team(name) for name in names]
    called = [design.name for design in designs]
    for name in called:
        if called.count(name) > 1:
            raise Mistake(
                f'Two of the teams have the name "{name}"; name another, or write another name '
                "into its file."
            )
    return designs


def draw(folder: Path) -> Path | None:
    """Draw the figures of a stored comparison; the folder they stand in, if there are any."""
    try:
        figures = import_module("ecosim.report.figures")
    except ModuleNotFoundError as error:
        if error.name not in ("ecosim.report", "ecosim.report.figures"):
            raise
        return None
    drawn = figures.draw_all(folder)
    return Path(drawn[0]).parent if drawn else None


def print_comparison(comparison: "Comparison", console: "Console") -> None:
    """The table of teams, the verdict on each pair, and what can not be said."""
    from ecosim.lab import summary

    plus_minus = "±" if console.encoding.lower().startswith("utf") else "+-"
    console.print(f"{summary.opening(comparison)}\n")
    for table in summary.team_tables(comparison, console.width, plus_minus):
        console.print(table)
    console.print(f"\n{summary.READ_AS}")
    for heading, findings in summary.pairs(comparison):
        console.print(f"\n{heading}", style="bold")
        for finding in findings:
            console.print(f"- {finding}")
    for note in summary.limits(comparison):
        console.print(f"\n{note}")


def print_list(things: "list[World] | list[Team]") -> None:
    """Names with descriptions."""
    from rich.console import Console
    from rich.padding import Padding

    console = Console(highlight=False, markup=False)
    for thing in things:
        console.print(thing.name, style="bold")
        console.print(Padding(thing.description, (0, 0, 0, 4)))
