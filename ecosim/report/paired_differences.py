"""Figure: differences in win rate between teams that met the same luck."""

import math
from typing import NamedTuple

from matplotlib.figure import Figure

from ecosim.report.comparison import Comparison
from ecosim.report.style import (
    GREY,
    INK,
    PALE,
    blank_figure,
    headline,
    signed,
    team_colours,
    wrapped,
)

SMALLEST_THAT_MATTERS = 0.02  # share of deals, where the table does not say


class Difference(NamedTuple):
    """How much more one team wins than another, with its 95 % interval; shares."""

    first: str
    second: str
    estimate: float
    low: float
    high: float
    matters_from: float = SMALLEST_THAT_MATTERS


def draw_paired_differences(comparison: Comparison) -> Figure:
    """A row per pair of teams, largest difference first; differences too small to matter shaded.

    A row takes the colour of the team that wins more, and grey if its interval holds zero.
    """
    pairs = win_rate_differences(comparison)
    colours = team_colours(comparison.teams)
    labels = [wrapped(f"{pair.first} minus {pair.second}", 46) for pair in pairs]
    lines = sum(label.count("\n") + 1 for label in labels)
    figure = blank_figure(1.35 + 0.1 * len(pairs) + 0.16 * lines)
    axes = figure.subplots()
    points = 100 * pairs[0].matters_from
    axes.axvspan(-points, points, color=PALE, linewidth=0, zorder=0)
    axes.axvline(0, color=INK, linewidth=1, zorder=1)
    for row, pair in enumerate(pairs):
        middle, low, high = 100 * pair.estimate, 100 * pair.low, 100 * pair.high
        colour = GREY
        if low > 0 or high < 0:
            colour = colours.get(pair.first, INK)
        if not math.isnan(low):
            axes.plot([low, high], [row, row], color=colour, linewidth=2.5, zorder=2)
        axes.plot(middle, row, "o", color=colour, markersize=7, markeredgecolor="white", zorder=3)
        axes.annotate(signed(middle, 1), (1.0, row), xycoords=("axes fraction", "data"),
                      xytext=(4, 0), textcoords="offset points", va="center")  # fmt: skip
    axes.set_yticks(range(len(pairs)), labels)
    axes.set_ylim(len(pairs) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(
        "paired difference in win rate, points, with 95 % interval\n"
        f"(grey band: less than {points:g} points, too small to matter)"
    )
    headline(figure, difference_finding(pairs))
    return figure


def win_rate_differences(comparison: Comparison) -> list[Difference]:
    """The stored differences in win rate that are defined, the largest first.

    Each is turned so that the team with more wins stands first and no difference is negative.
    """
    table = comparison.differences
    table = table[(table["outcome"] == "win_rate") & table["estimate"].notna()]
    numbers = table[["estimate", "low", "high"]].to_numpy(float)
    pairs = []
    names = zip(table["first"], table["second"], strict=True)
    stated = table.get("smallest_that_matters")
    matters_from = (
        SMALLEST_THAT_MATTERS if stated is None or stated.empty else float(stated.iloc[0])
    )
    for (first, second), (estimate, low, high) in zip(names, numbers.tolist(), strict=True):
        if estimate < 0:
            first, second, estimate, low, high = second, first, -estimate, -high, -low
        pairs.append(Difference(str(first), str(second), estimate, low, high, matters_from))
    return sorted(pairs, key=lambda pair: -pair.estimate)


def difference_finding(pairs: list[Difference]) -> str:
    """How many differences clearly matter, and the largest of those.

    A difference clearly matters if its whole interval is at least the smallest that matters.
    """
    matters = [pair for pair in pairs if pair.low >= pair.matters_from]
    points = f"{100 * pairs[0].matters_from:g} points or more"
    if not matters:
        if len(pairs) == 1:
            return f"The difference in win rate is not clearly {points}"
        return f"None of {len(pairs)} differences in win rate is clearly {points}"
    top = matters[0]
    largest = f"{top.first} over {top.second}, {100 * top.estimate:.1f} points"
    if len(pairs) == 1:
        return f"The difference in win rate matters: {largest}"
    verb = "is" if len(matters) == 1 else "are"
    return (
        f"{len(matters)} of {len(pairs)} differences in win rate {verb} clearly {points}; "
        f"the largest: {largest}"
    )
