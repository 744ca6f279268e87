"""Figure: over two dials of a world, where either team is ahead and where it is open."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from ecosim.lab.analysis.crossover import Crossover, short
from ecosim.lab.sweep.settings import varied_parameters
from ecosim.measures import OUTCOMES
from ecosim.report.style import (
    BLANK,
    GREY,
    INK,
    PALE,
    SMALL,
    TEAM_COLOURS,
    blank_figure,
    headline,
    wrapped,
)

HALO = withStroke(linewidth=2.5, foreground="white")


def draw_crossover_map(crossover: Crossover, teams: tuple[str, ...] = ()) -> Figure:
    """Regions in the colours of the teams, a pale band where it is open, the zero line on it.

    Dots are the points that were run; numbers beside them the difference there.

    Args:
        crossover: What lab.analysis.crossover found.
        teams: All teams of the study, so that each keeps its colour over several figures.
    """
    every = teams or (crossover.first, crossover.second)
    colours = {team: TEAM_COLOURS[k % len(TEAM_COLOURS)] for k, team in enumerate(every)}
    figure = blank_figure(4.3)
    axes = figure.subplots()
    x, y = crossover.at_x, crossover.at_y
    axes.set_facecolor(PALE)
    for ends, team, levels in (
        (crossover.low, crossover.first, [0, np.inf]),
        (crossover.high, crossover.second, [-np.inf, 0]),
    ):
        known = ends[~np.isnan(ends)]
        if known.size and levels[0] <= known.max() and known.min() <= levels[1]:
            axes.contourf(x, y, ends, levels=levels, colors=[colours[team]], alpha=0.55)
    known = crossover.difference[~np.isnan(crossover.difference)]
    if known.size and known.min() < 0 < known.max():
        axes.contour(x, y, crossover.difference, levels=[0.0], colors=[INK], linewidths=2)
    _write_values(axes, crossover)
    axes.set_xlim(x[0], x[-1])
    axes.set_ylim(y[0], y[-1])
    axes.set_xlabel(dial(crossover.x))
    axes.set_ylabel(dial(crossover.y))
    axes.margins(0)
    _write_legend(axes, crossover, colours)
    headline(figure, f"{crossover.world}: {map_finding(crossover)}")
    return figure


def dial(name: str) -> str:
    """A dial's name for an axis, with its unit."""
    known = varied_parameters().get(name)
    unit = f", {known.unit}" if known and known.unit else ""
    return f"{short(name)}{unit}\n({name})"


def map_finding(crossover: Crossover) -> str:
    """What the map shows, as a headline."""
    first, second, open_part = crossover.shares
    if first > 0 and second > 0:
        return (
            f"{crossover.first} is ahead on {100 * first:.0f}% of the map, {crossover.second} on "
            f"{100 * second:.0f}%; {100 * open_part:.0f}% is open"
        )
    if first == 0 and second == 0:
        return f"Nowhere is it clear whether {crossover.first} or {crossover.second} is ahead"
    ahead, share = (crossover.first, first) if first > 0 else (crossover.second, second)
    where = "everywhere" if share > 0.995 else f"on {100 * share:.0f}% of the map, else it is open"
    return f"{ahead} is ahead {where}: no crossing in these ranges is beyond chance"


def _write_values(axes: Axes, crossover: Crossover) -> None:
    """The points that were run, with their differences where there is room."""
    factor = 100.0 if OUTCOMES[crossover.outcome].unit == "share" else 1.0
    room = len(crossover.grid_x) <= 9 and len(crossover.grid_y) <= 9
    biggest = float(np.nanmax(np.abs(factor * crossover.difference), initial=0.0))
    decimals = 1 if biggest >= 1 else 2
    for value_y in crossover.grid_y:
        for value_x in crossover.grid_x:
            row = int(np.abs(crossover.at_y - value_y).argmin())
            column = int(np.abs(crossover.at_x - value_x).argmin())
            difference = factor * crossover.difference[row, column]
            axes.plot(value_x, value_y, "o", color=INK, markersize=3, clip_on=False, zorder=4)
            if room and not np.isnan(difference):
                right, low = value_x < crossover.grid_x[-1], value_y < crossover.grid_y[-1]
                shift = (4 if right else -4, 4 if low else -4)
                text = f"{difference:+.{decimals}f}".replace("-", "\u2212")
                axes.annotate(text, (value_x, value_y), xytext=shift,
                              textcoords="offset points", ha="left" if right else "right",
                              va="bottom" if low else "top", fontsize=SMALL - 1,
                              color=INK, zorder=5, path_effects=[HALO])  # fmt: skip


def _write_legend(axes: Axes, crossover: Crossover, colours: dict[str, str]) -> None:
    """What the colours mean, to the right of the map."""
    unit = OUTCOMES[crossover.outcome].unit
    told = "points" if unit == "share" else unit or "no unit"
    lines = [
        (f"{crossover.first} ahead", colours[crossover.first]),
        (f"{crossover.second} ahead", colours[crossover.second]),
        ("open: the 95% band of the zero line", GREY),
    ]
    height = 1.0
    for text, colour in lines:
        words = wrapped(text, 20)
        axes.annotate(words, (1.03, height), xycoords="axes fraction", va="top", color=colour,
                      fontsize=SMALL, fontweight="bold")  # fmt: skip
        height -= 0.075 * (words.count("\n") + 1) + 0.03
    note = (
        f"numbers: {crossover.first} minus {crossover.second} in "
        f"{OUTCOMES[crossover.outcome].label}, {told}; between dots interpolated"
    )
    if crossover.averaged_over:
        note += f"; averaged over {', '.join(short(name) for name in crossover.averaged_over)}"
    axes.annotate(wrapped(note, 22), (1.03, 0.0), xycoords="axes fraction", va="bottom",
                  fontsize=SMALL - 1, bbox=BLANK)  # fmt: skip
