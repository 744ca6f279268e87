"""Figure: at which commitment, and of which cause, each team's deals die."""

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from ecosim.lab.records import CAUSES_AT_END, SILENT
from ecosim.report.comparison import Comparison
from ecosim.report.style import SMALL, blank_figure, headline, percent, wrapped
from ecosim.state import CAUSES, COMMITMENTS, OTHER_CHOSEN, PATIENCE_OUT, REVIEWED

NOT_AGREED = "all secured,\ngroup not agreed"
PLACES = (*COMMITMENTS, NOT_AGREED)
ROWS = [*range(len(COMMITMENTS)), len(COMMITMENTS) + 0.6]
UNKNOWN = "of another cause"
# dark, light and middling in turn, so that print in grey tells neighbours apart too
CAUSE_COLOURS = {
    CAUSES[int(OTHER_CHOSEN)]: "#332288",
    CAUSES[int(PATIENCE_OUT)]: "#DDCC77",
    CAUSES[int(REVIEWED)]: "#7F7F7F",
    CAUSES_AT_END[SILENT]: "#88CCEE",
    UNKNOWN: "#222222",
}


def draw_where_deals_die(comparison: Comparison) -> Figure:
    """A panel per team: stacked bars over the commitments, coloured by cause of death."""
    teams = comparison.teams
    columns = min(3, len(teams))
    rows = math.ceil(len(teams) / columns)
    figure = blank_figure(1.3 + 2.3 * rows)
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    shares = {team: death_shares(comparison.deals, team) for team in teams}
    for axes, team in zip(grid.flat, teams, strict=False):
        _draw_bars(axes, shares[team])
        died = float(shares[team].to_numpy().sum())
        name = wrapped(team, 21 if columns == 3 else 40)
        axes.set_title(f"{name}\n{percent(died)} of deals die", fontsize=SMALL)
    for axes in grid.flat[len(teams) :]:
        axes.set_axis_off()
    for column in range(columns):
        lowest = grid[(len(teams) - 1 - column) // columns, column]
        lowest.tick_params(labelbottom=True)
        lowest.set_xlabel("% of the cohort's deals")
    first: Axes = grid[0, 0]
    first.set_yticks(ROWS, PLACES)
    first.set_ylim(ROWS[-1] + 0.6, -0.5)
    first.set_xlim(left=0)
    figure.supylabel("commitment missing at the end", fontsize=SMALL)
    seen = [c for c in CAUSE_COLOURS if any(table[c].sum() > 0 for table in shares.values())]
    handles = [Patch(color=CAUSE_COLOURS[cause], label=cause) for cause in seen]
    if handles:
        figure.legend(
            handles=handles, loc="outside lower left", ncols=3 if len(handles) == 3 else 2
        )
    headline(figure, death_finding(shares))
    return figure


def death_shares(deals: pd.DataFrame, team: str) -> pd.DataFrame:
    """The share of a team's cohort deals that died at each place, of each cause.

    A deal dies where it is lost or ends without a decision; its place is the commitment that came
    next in the account's own order. Deals still open count in the whole, not among the dead.

    Returns:
        One row per commitment in canonical order and one for deals with all of them secured; one
        column per cause.
    """
    own = deals[deals["team"] == team]
    dead = own[own["outcome"].isin(["lost", "no decision"])]
    place = dead["stuck_at"].fillna("").replace("", NOT_AGREED)
    cause = dead["cause"].where(dead["cause"].isin(list(CAUSE_COLOURS)), UNKNOWN)
    table = pd.crosstab(place, cause)
    table = table.reindex(index=list(PLACES), columns=list(CAUSE_COLOURS), fill_value=0)
    return table / max(len(own), 1)


def death_finding(shares: dict[str, pd.DataFrame]) -> str:
    """Where most deals die, and in how many teams that is the most frequent place."""
    places = {team: table.sum(axis=1) for team, table in shares.items()}
    deadly = {team: str(p.idxmax()) for team, p in places.items() if p.sum() > 0}
    if not deadly:
        return "No deal died"
    most = max(PLACES, key=lambda place: sum(p == place for p in deadly.values()))
    teams = sum(place == most for place in deadly.values())
    where = "with all secured but the group not agreed" if most == NOT_AGREED else f'at "{most}"'
    amounts = [float(places[team][most]) for team, place in deadly.items() if place == most]
    low, high = percent(min(amounts)), percent(max(amounts))
    amount = low if low == high else f"{low} to {high}"
    if len(shares) == 1:
        return f"{next(iter(shares))}: deals die most often {where} ({amount} of all)"
    who = f"all {len(shares)} teams" if teams == len(shares) else f"{teams} of {len(shares)} teams"
    return f"In {who} deals die most often {where} ({amount} of all)"


def _draw_bars(axes: Axes, table: pd.DataFrame) -> None:
    """One stacked bar per commitment, in percent of the cohort."""
    start = 0.0 * table.sum(axis=1)
    for cause, colour in CAUSE_COLOURS.items():
        axes.barh(ROWS, 100 * table[cause], left=100 * start, color=colour, height=0.8)
        start = start + table[cause]
    axes.tick_params(axis="y", length=0)
