"""What a sweep says while it runs and before: progress, forecast, end; for a terminal or a log."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from ecosim.lab.precision import looks
from ecosim.lab.sweep.forecast import Forecast, Power
from ecosim.lab.sweep.runner import Progress, Swept
from ecosim.lab.sweep.study import Study
from ecosim.lab.words import counted
from ecosim.measures import OUTCOMES

SECONDS_BETWEEN_LINES = 10.0


@contextmanager
def progress(console: Console) -> Iterator[Progress]:
    """Tells how far a sweep is: a bar on a terminal, else a line now and then."""
    if not console.is_terminal:
        yield lines_now_and_then(lambda line: console.print(line, highlight=False))
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        TextColumn("{task.fields[speed]}"),
    )  # fmt: skip
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("loading the engine", total=None, speed="")
        pace = Pace()

        def tell(done: int, total: int, failures: int) -> None:
            speed = f"{pace.runs_a_second(done):.1f} runs/s{failed(failures)}"
            bar.update(task, description="runs", completed=done, total=total, speed=speed)

        yield tell


class Pace:
    """How fast runs are made, those that were there before the first report left out."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock, self.begun, self.before = clock, clock(), -1

    def runs_a_second(self, done: int) -> float:
        """Runs made a second since the first report."""
        if self.before < 0:
            self.begun, self.before = self.clock(), done
        elapsed = self.clock() - self.begun
        return (done - self.before) / elapsed if elapsed > 0 else 0.0


def lines_now_and_then(
    write: Callable[[str], None], clock: Callable[[], float] = time.monotonic
) -> Progress:
    """Progress as plain lines: the first and last report, and one after each ten seconds."""
    last, pace = -math.inf, Pace(clock)

    def tell(done: int, total: int, failures: int) -> None:
        nonlocal last
        speed = pace.runs_a_second(done)
        if done < total and clock() - last < SECONDS_BETWEEN_LINES:
            return
        last = clock()
        left = f"; {duration((total - done) / speed)} left" if speed and done < total else ""
        fast = f" at {speed:.1f} runs a second" if speed else ""
        write(f"{done:,} of {total:,} runs are done{fast}{failed(failures)}{left}.")

    return tell


def failed(failures: int) -> str:
    """How many runs failed, if any did."""
    return f", {failures:,} failed" if failures else ""


def duration(seconds: float) -> str:
    """Seconds as a person says them."""
    if seconds < 0.5:
        return "less than a second"
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def forecast_in_words(study: Study, made: Forecast) -> list[str]:
    """What `--dry-run` says."""
    at_least = "at least " if study.precision is not None else ""
    points, teams = counted(made.points, "point"), counted(len(study.teams), "team")
    lines = [
        f"{study.name}: {points} x {teams}, {at_least}{counted(made.runs, 'run')} of {made.weeks} "
        f"weeks; {made.there:,} are there already.",
        f"{made.buyer_weeks:.3g} buyer-weeks if every point has {made.buyers:,} buyers.",
        f"One run took {1000 * made.seconds_a_run:.1f} ms: {at_least}"
        f"{duration(made.seconds)} with {counted(made.processes, 'process', 'processes')}, "
        "besides some seconds to begin.",
    ]
    if study.precision is not None:
        lines.append(precise_in_words(study, made))
    return lines + [power_in_words(power) for power in made.power]


def precise_in_words(study: Study, made: Forecast) -> str:
    """How many runs a study with a precision is likely to take, as far as the pilot tells."""
    asked = study.precision
    assert asked is not None
    if made.enough is None:
        return "How many runs the precision takes, the pilot does not tell."
    each = min(max(made.enough, looks(asked.most)[0]), asked.most)
    runs = each * made.points * len(study.teams)
    seconds = made.seconds * runs / max(made.runs - made.there, 1)
    short = " (the most allowed, which is too few)" if made.enough > asked.most else ""
    return (
        f"If every point is as the pilot's, the precision takes about {each:,} replications"
        f"{short}: some {counted(runs, 'run')}, about {duration(seconds)} from the beginning."
    )


def power_in_words(power: Power) -> str:
    """How many replications a half width needs, as a sentence."""
    what = f"{power.first} minus {power.second}" if power.first != power.second else power.first
    if power.replications is None:
        return f"{what}, {power.outcome}: the pilot does not tell how many replications are needed."
    unit = OUTCOMES[power.outcome].unit
    factor, told = (100, " points") if unit == "share" else (1, unit and f" {unit}")
    return (
        f"{what}, {power.outcome}: about {power.replications:,} replications for "
        f"\u00b1{factor * power.half_width:g}{told} (sd {factor * power.sd:.3g}{told} in a pilot "
        "of 10 pairs at one point)."
    )


def end_in_words(swept: Swept, folder: Path) -> list[str]:
    """What a sweep says at its end."""
    lines = []
    if swept.other_engine:
        lines.append(
            f"{swept.other_engine:,} parts in the folder were made by another engine; they are "
            "left out, and left where they are."
        )
    there = swept.runs - swept.made
    lines.append(
        f"{swept.made:,} runs in {duration(swept.seconds)}"
        + (f", {there:,} were there already" if there else "")
        + f"{failed(swept.failures)}."
    )
    if swept.failures:
        lines.append("Why runs failed is in the column error; --retry-failed runs them again.")
    if swept.table is None:
        lines.append(
            f"This shard is done; when all are, `ecosim merge {folder} ...` with the folders of "
            "all shards puts them together."
        )
    else:
        lines.append(f"The table of runs is {swept.table}.")
    return lines
