"""Figure: win rate and order volatility of each team, with 95 % intervals."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ecosim.report.comparison import Comparison, Estimate
from ecosim.report.paired_differences import win_rate_differences
from ecosim.report.style import (
    BLANK,
    GREY,
    INK,
    SMALL,
    blank_figure,
    panel_headline,
    percent,
    signed,
    team_colours,
    wrapped,
)

GOLDEN = 0.6180339887498949  # successive multiples, modulo one, never bunch


def draw_win_and_volatility(comparison: Comparison) -> Figure:
    """Two panels, a row per team: dot and bar for the estimate, replications faintly behind."""
    figure = blank_figure(1.5 + 0.5 * len(comparison.teams))
    left, right = figure.subplots(1, 2, sharey=True)
    _rows(left, comparison, "win_rate", 100.0)
    left.set_xlabel("win rate,\n% of the cohort's decided deals")
    panel_headline(left, win_finding(comparison), 26)
    _rows(right, comparison, "order_volatility", 1.0)
    right.axvline(0, color=INK, linewidth=1, zorder=1)
    right.annotate("0 = pure chance", (0, 0.0), xycoords=("data", "axes fraction"),
                   xytext=(3, 3), textcoords="offset points", fontsize=SMALL)  # fmt: skip
    right.set_xlabel("order volatility,\nCV\u00b2 minus that of pure chance")
    panel_headline(right, volatility_finding(comparison), 26)
    left.set_yticks(range(len(comparison.teams)), [wrapped(team) for team in comparison.teams])
    left.set_ylim(len(comparison.teams) - 0.35, -0.6)
    for axes in (left, right):
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.margins(x=0.08)
    return figure


def win_finding(comparison: Comparison) -> str:
    """Who wins most, in words.

    A team is named as the winner only if its interval lies above all the others, or if every
    paired difference from the others lies above zero, which is then said.
    """
    estimates = {team: comparison.estimate(team, "win_rate") for team in comparison.teams}
    known = {team: e for team, e in estimates.items() if not math.isnan(e.mean)}
    if not known:
        return "No team has a win rate"
    best = max(known, key=lambda team: known[team].mean)
    amount = percent(known[best].mean)
    if len(known) == 1:
        return f"{best} wins {amount}"
    if any(math.isnan(e.low) for e in known.values()):
        return f"No clear winner: too few replications ({best} {amount})"
    others = [e for team, e in known.items() if team != best]
    if all(_lies_above(known[best], other) for other in others):
        return f"{best} wins most ({amount})"
    beaten = {p.second for p in win_rate_differences(comparison) if p.first == best and p.low > 0}
    if beaten >= known.keys() - {best}:
        return f"{best} wins most ({amount}), told apart by pairing only"
    level = [team for team in known if team != best and not _lies_above(known[best], known[team])]
    return f"No clear winner: {best} ({amount}) overlaps with {_counted(level)}"


def volatility_finding(comparison: Comparison) -> str:
    """How many teams' orders are clearly more, or clearly less, volatile than pure chance."""
    estimates = [comparison.estimate(team, "order_volatility") for team in comparison.teams]
    known = [e for e in estimates if not math.isnan(e.mean)]
    if not known:
        return "No team has a volatility"
    above = sum(e.low > 0 for e in known)
    below = sum(e.high < 0 for e in known)
    parts = []
    if above:
        parts.append(f"above chance in {_share_of_teams(above, len(known))}")
    if below:
        parts.append(f"below chance in {_share_of_teams(below, len(known))}")
    return f"Volatility {', '.join(parts) or 'cannot be told from pure chance'}"


def _rows(axes: Axes, comparison: Comparison, outcome: str, scale: float) -> None:
    """A row per team: replications faint, interval as a bar, mean as a dot and in digits."""
    colours = team_colours(comparison.teams)
    runs = comparison.runs
    for row, team in enumerate(comparison.teams):
        values = scale * runs.loc[runs["team"] == team, outcome].to_numpy(np.float64)
        values = values[~np.isnan(values)]
        scatter = (np.arange(1, values.size + 1) * GOLDEN % 1 - 0.5) * 0.36
        axes.plot(values, row + scatter, "o", color=colours[team], markersize=3.5,
                  alpha=0.3, markeredgewidth=0, zorder=2)  # fmt: skip
        estimate = comparison.estimate(team, outcome)
        if math.isnan(estimate.mean):
            axes.annotate("undefined", (0.5, row), xycoords=("axes fraction", "data"),
                          ha="center", va="center", color=GREY, fontsize=SMALL)  # fmt: skip
            continue
        if not math.isnan(estimate.low):
            ends = [scale * estimate.low, scale * estimate.high]
            axes.plot(ends, [row, row], color=colours[team], linewidth=3, zorder=3)
        axes.plot(scale * estimate.mean, row, "o", color=colours[team], markersize=8,
                  markeredgecolor="white", zorder=4)  # fmt: skip
        label = percent(estimate.mean) if scale == 100 else signed(estimate.mean, 2)
        axes.annotate(label, (scale * estimate.mean, row), xytext=(0, 7), ha="center",
                      textcoords="offset points", fontsize=SMALL, zorder=5,
                      bbox=BLANK)  # fmt: skip


def _lies_above(higher: Estimate, lower: Estimate) -> bool:
    """Whether one interval lies wholly above another; never without intervals."""
    return higher.low > lower.high


def _counted(teams: list[str]) -> str:
    return teams[0] if len(teams) == 1 else f"{len(teams)} others"


def _share_of_teams(some: int, every: int) -> str:
    if every == 1:
        return "this team"
    return f"all {every} teams" if some == every else f"{some} of {every} teams"
