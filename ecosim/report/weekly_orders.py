"""Figure: the weekly order value of a typical run of each team, before a band of pure chance."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ecosim.report.comparison import Comparison
from ecosim.report.style import (
    BLANK,
    GREY,
    INK,
    PALE,
    SMALL,
    blank_figure,
    headline,
    percent,
    team_colours,
    wrapped,
)

BINS = 4096


class TypicalRun(NamedTuple):
    """One team's typical run: its weekly order value and the band that pure chance would give."""

    seed: int
    win_rate: float
    order_value: npt.NDArray[np.float64]  # [week], USD
    band: tuple[float, float]  # USD a week

    def outside(self, burn_in: int) -> float:
        """Share of the weeks after the burn-in that lie outside the band."""
        measured = self.order_value[burn_in:]
        if not measured.size:
            return math.nan
        low, high = self.band
        return float(np.mean((measured < low) | (measured > high)))


def draw_weekly_orders(comparison: Comparison) -> Figure:
    """A panel per team on one scale: the typical run's weeks, the burn-in shaded."""
    teams, colours = comparison.teams, team_colours(comparison.teams)
    columns = 1 if len(teams) <= 2 else 2
    rows = math.ceil(len(teams) / columns)
    figure = blank_figure(1.5 + 1.5 * rows)
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    typical = {team: typical_run(comparison, team) for team in teams}
    for axes, team in zip(grid.flat, teams, strict=False):
        _draw_run(axes, typical[team], comparison.burn_in, colours[team])
        name = wrapped(team, 36 if columns == 2 else 90)
        which = f"win rate {percent(typical[team].win_rate)}, seed {typical[team].seed}"
        axes.set_title(f"{name}\n{which}", fontsize=SMALL)
    for axes in grid.flat[len(teams) :]:
        axes.set_axis_off()
    for column in range(columns):
        lowest = grid[(len(teams) - 1 - column) // columns, column]
        lowest.tick_params(labelbottom=True)
        lowest.set_xlabel("week")
    first: Axes = grid[0, 0]
    first.set_ylim(bottom=0)
    first.annotate(
        "burn-in", (0.02, 0.97), xycoords="axes fraction", va="top", color=INK, bbox=BLANK
    )
    figure.supylabel("order value, kUSD a week", fontsize=SMALL)
    figure.supxlabel(
        "Of each team the replication whose win rate is nearest the team's median.\n"
        "Grey band: 95 % of weeks if orders of the run's own sizes came purely by chance.",
        fontsize=SMALL, x=0.01, ha="left",
    )  # fmt: skip
    headline(figure, _finding(list(typical.values()), comparison.burn_in))
    return figure


def typical_run(comparison: Comparison, team: str) -> TypicalRun:
    """The replication whose win rate is nearest the team's median; of equals the lowest seed.

    A team without any win rate gives its lowest seed.
    """
    runs = comparison.runs[comparison.runs["team"] == team].sort_values("seed")
    distance = (runs["win_rate"] - runs["win_rate"].median()).abs().fillna(np.inf)
    chosen = runs.iloc[int(distance.to_numpy().argmin())]
    seed = int(chosen["seed"])
    weeks = _of(comparison.weekly, team, seed).sort_values("week")
    deals = _of(comparison.deals, team, seed)
    sizes = deals.loc[deals["outcome"] == "won", "value"].to_numpy(np.float64)
    orders_a_week = float(weeks.loc[weeks["week"] >= comparison.burn_in, "orders"].mean())
    values = weeks["order_value"].to_numpy(np.float64)
    return TypicalRun(seed, float(chosen["win_rate"]), values, chance_band(orders_a_week, sizes))


def chance_band(
    orders_a_week: float, sizes: npt.NDArray[np.float64], level: float = 0.95
) -> tuple[float, float]:
    """Where weekly order value lies in 95 % of weeks if orders came by chance (compound Poisson).

    Orders arrive at a constant rate and each takes one of the given sizes at random. The
    distribution is worked out by Fourier transform on a grid of 4,096 values; nothing is drawn.
    The band leaves out as many weeks below as above, or none below if empty weeks are too
    frequent for that.

    Args:
        orders_a_week: Mean orders a week.
        sizes: Order values to choose from, USD; without any the band is empty, (0, 0).
        level: Share of weeks within the band.

    Returns:
        Lower and upper end, USD a week.
    """
    if sizes.size == 0 or not orders_a_week > 0:
        return 0.0, 0.0
    mean = orders_a_week * float(sizes.mean())
    deviation = math.sqrt(orders_a_week * float((sizes**2).mean()))
    step = (mean + 12 * deviation + 2 * float(sizes.max())) / BINS
    places = np.rint(sizes / step).astype(np.int64)
    one_order = np.bincount(places, minlength=BINS) / sizes.size
    week = np.fft.irfft(np.exp(orders_a_week * (np.fft.rfft(one_order) - 1)), BINS)
    reached = np.cumsum(week)
    tail = (1 - level) / 2
    below, above = (tail, tail) if reached[0] < tail else (0.0, 2 * tail)
    low, high = np.searchsorted(reached, [below, 1 - above])
    return float(low * step), float(high * step)


def _draw_run(axes: Axes, run: TypicalRun, burn_in: int, colour: str) -> None:
    """One run's weeks as a filled step line, the chance band and the burn-in behind it."""
    weeks = run.order_value.size
    low, high = run.band
    if high > 0:
        axes.fill_between([burn_in, weeks], low / 1e3, high / 1e3, color=PALE, linewidth=0)
    if burn_in:
        axes.axvspan(0, burn_in, facecolor="none", edgecolor=PALE, hatch="///", linewidth=0)
    axes.stairs(run.order_value / 1e3, np.arange(weeks + 1), color=colour, fill=True)
    if not run.order_value.any():
        axes.annotate("no orders", (0.5, 0.5), xycoords="axes fraction", ha="center", color=GREY)
    axes.set_xlim(0, max(weeks, 1))


def _finding(typical: list[TypicalRun], burn_in: int) -> str:
    """How often the typical runs leave the band, where 5 % of weeks would by chance."""
    shares = [run.outside(burn_in) for run in typical if run.band[1] > 0]
    known = [share for share in shares if not math.isnan(share)]
    if not known:
        return "Weekly orders: no run has any after the burn-in"
    low, high = percent(min(known)), percent(max(known))
    amount = low if low == high else f"{low} to {high}"
    return f"Typical runs leave the band of pure chance in {amount} of weeks (chance: 5\u00a0%)"


def _of(table: pd.DataFrame, team: str, seed: int) -> pd.DataFrame:
    return table[(table["team"] == team) & (table["seed"] == seed)]
