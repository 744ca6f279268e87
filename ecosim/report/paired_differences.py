"""Figure: differences in win rate between teams that met the same luck."""

import math

import pandas as pd
from matplotlib.figure import Figure

from ecosim.report.comparison import Comparison
from ecosim.report.style import (
    GREY,
    INK,
    PALE,
    SMALL,
    blank_figure,
    headline,
    team_colours,
    wrapped,
)

SMALLEST_THAT_MATTERS = 0.02  # share: two points of win rate


def draw_paired_differences(comparison: Comparison) -> Figure:
    """A row per pair of teams, largest difference first; differences too small to matter shaded.

    A row takes the colour of the team that wins more, and grey if its interval holds zero.
    """
    table = win_rate_differences(comparison)
    colours = team_colours(comparison.teams)
    labels = [wrapped(f"{r.first} minus {r.second}", 46) for r in table.itertuples()]
    lines = sum(label.count("\n") + 1 for label in labels)
    figure = blank_figure(1.35 + 0.1 * len(table) + 0.16 * lines)
    axes = figure.subplots()
    points = 100 * SMALLEST_THAT_MATTERS
    axes.axvspan(-points, points, color=PALE, linewidth=0, zorder=0)
    axes.axvline(0, color=INK, linewidth=1, zorder=1)
    for row, pair in enumerate(table.itertuples()):
        middle, low, high = 100 * pair.estimate, 100 * pair.low, 100 * pair.high
        colour = GREY
        if low > 0 or high < 0:
            colour = colours.get(str(pair.first if middle > 0 else pair.second), INK)
        if not math.isnan(low):
            axes.plot([low, high], [row, row], color=colour, linewidth=2.5, zorder=2)
        axes.plot(middle, row, "o", color=colour, markersize=7, markeredgecolor="white", zorder=3)
        axes.annotate(f"{middle:+.1f}", (1.0, row), xycoords=("axes fraction", "data"),
                      xytext=(4, 0), textcoords="offset points", va="center")  # fmt: skip
    axes.set_yticks(range(len(table)), labels)
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(
        "paired difference in win rate, points, with 95 % interval\n"
        f"(grey band: less than {points:g} points, too small to matter)"
    )
    headline(figure, difference_finding(table))
    return figure


def win_rate_differences(comparison: Comparison) -> pd.DataFrame:
    """The stored differences in win rate that are defined, turned so that none is negative."""
    table = comparison.differences
    table = table[(table["outcome"] == "win_rate") & table["estimate"].notna()].copy()
    turned = table.rename(columns={"first": "second", "second": "first"}).assign(
        estimate=-table["estimate"], low=-table["high"], high=-table["low"]
    )
    both = pd.concat([table[table["estimate"] >= 0], turned[table["estimate"] < 0]])
    columns = ["first", "second", "estimate", "low", "high"]
    return both[columns].sort_values("estimate", ascending=False, kind="stable")


def difference_finding(table: pd.DataFrame) -> str:
    """How many differences surely matter, and the largest of those.

    A difference surely matters if its whole interval is at least the smallest that matters.
    """
    matters = table[table["low"] >= SMALLEST_THAT_MATTERS]
    points = f"{100 * SMALLEST_THAT_MATTERS:g} points"
    if matters.empty:
        if len(table) == 1:
            return f"The difference in win rate is not surely {points} or more"
        return f"None of {len(table)} differences in win rate is surely {points} or more"
    top = matters.iloc[0]
    largest = f"{top['first']} over {top['second']}, {100 * top['estimate']:.1f} points"
    if len(table) == 1:
        return f"The difference in win rate matters: {largest}"
    return f"{len(matters)} of {len(table)} differences are surely {points} or more: most, {largest}"
