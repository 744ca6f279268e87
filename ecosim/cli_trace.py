"""The command `ecosim trace`: where two paired runs part, and the story of one deal."""

from pathlib import Path
from typing import Annotated

import typer


def trace(
    first: Annotated[str, typer.Argument(metavar="A", help="A team: preset or TOML file.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another team.")],
    seed: Annotated[
        int, typer.Option(min=0, max=2**63 - 1, help="Which luck both teams face.")
    ] = 0,
    account: Annotated[
        int | None, typer.Option(help="Whose deal to tell (default: one is chosen).")
    ] = None,
    world: Annotated[str, typer.Option(help="A preset or a TOML file.")] = "mid-market-saas",
    out: Annotated[
        Path | None, typer.Option(help="Write it into a file too: .csv a table, else text.")
    ] = None,
) -> None:
    """Show where two teams' runs part under the same luck, and a deal only one of them won."""
    from ecosim.build import build
    from ecosim.files import load_team, load_world
    from ecosim.lab.folders import write_text
    from ecosim.lab.trace import partings
    from ecosim.lab.trace_story import TraceError, story
    from ecosim.lab.trace_words import opening, partings_in_words, side_by_side, table_of
    from ecosim.scenario import Scenario

    market = load_world(world)
    teams = load_team(first), load_team(second)
    one, other = (Scenario(market, (team,)) for team in teams)
    told, why_not = None, ""
    try:
        told = story(one, other, seed, account)
    except TraceError as error:
        if account is not None:
            raise
        why_not = str(error)
    found = partings(one, other, seed)
    buyers = build(one, seed).buyers
    lines = [f"{market.name}, seed {seed}, {one.horizon.weeks} weeks."]
    lines += partings_in_words(found, (teams[0].name, teams[1].name), buyers)
    if told is not None:
        lines += ["", opening(told), "", *side_by_side(told)]
    elif found.anywhere is not None:
        lines += ["", why_not]
    for line in lines:
        typer.echo(line)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.suffix.lower() == ".csv":
            table = "" if told is None else table_of(told).to_csv(index=False, lineterminator="\n")
            write_text(out, table)
        else:
            write_text(out, "\n".join(lines) + "\n")
        typer.echo(f"Written into {out}.")
