"""Figures of the demand experiment: where period ends swell, who causes swings, weeks and years."""

from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ecosim.lab.analysis.variation import ALL
from ecosim.report.style import (
    GREY,
    INK,
    PALE,
    SMALL,
    TEAM_COLOURS,
    blank_figure,
    headline,
    house_style,
    panel_headline,
    save,
    signed,
    wrapped,
)

MORE, LESS = TEAM_COLOURS[1], TEAM_COLOURS[0]
CELL_POINTS = 7.0  # five numbers fit side by side into a panel
MAP_NOTE = "points more (orange) or fewer (blue) than under linear pay; grey: undecided at 95%"


def draw_sign_map(table: pd.DataFrame, finding: str, stem: Path) -> list[Path]:
    """A row of panels for each map, a panel for each plan; a cell says how much more, or less, of a
    period's orders come in its last two weeks than under linear pay, in percentage points. Cells
    whose interval holds zero are pale: undecided.

    Args:
        table: Columns plan, map, x_name, x, y_name, y, difference, low, high.
        finding: The headline.
        stem: Path of the files without their endings.
    """
    plans, maps = list(table["plan"].unique()), list(table["map"].unique())
    with house_style():
        figure = blank_figure(1.2 + 2.2 * len(maps))
        grid = figure.subplots(len(maps), len(plans), squeeze=False, sharey="row")
        for row, name in enumerate(maps):
            for column, plan in enumerate(plans):
                chosen = table[(table["plan"] == plan) & (table["map"] == name)]
                _cells(grid[row, column], chosen, str(plan), named=column == 0)
        headline(figure, finding)
        figure.supxlabel(MAP_NOTE, fontsize=SMALL)
        return save(figure, stem)


def _cells(axes: Axes, table: pd.DataFrame, title: str, named: bool) -> None:
    """One map: coloured cells with their differences; the axis upwards is named where asked."""
    across, up = sorted(table["x"].unique()), sorted(table["y"].unique())
    for cell in table.to_dict("records"):
        x, y = across.index(cell["x"]), up.index(cell["y"])
        colour = MORE if cell["low"] > 0 else LESS if cell["high"] < 0 else PALE
        axes.add_patch(_square(x, y, colour))
        axes.annotate(
            signed(100 * cell["difference"], 1), (x, y), ha="center", va="center",
            color=GREY if colour == PALE else "white", fontsize=CELL_POINTS,
        )  # fmt: skip
    axes.set_xlim(-0.5, len(across) - 0.5)
    axes.set_ylim(-0.5, len(up) - 0.5)
    axes.set_xticks(range(len(across)), [f"{value:g}" for value in across])
    axes.set_yticks(range(len(up)), [f"{value:g}" for value in up])
    axes.set_xlabel(str(table["x_name"].iloc[0]))
    if named:
        axes.set_ylabel(str(table["y_name"].iloc[0]))
    axes.tick_params(length=0)
    panel_headline(axes, title, 22)


def _square(x: float, y: float, colour: str) -> Rectangle:
    return Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, facecolor=colour, edgecolor="none")


def draw_causes(table: pd.DataFrame, finding: str, stem: Path) -> list[Path]:
    """A panel for each outcome: what share of its variation over the cells each axis causes.

    Args:
        table: Columns outcome, label, effect, share, share_low, share_high.
        finding: The headline.
        stem: Path of the files without their endings.
    """
    outcomes = list(table["outcome"].unique())
    rows = -(-len(outcomes) // 2)
    with house_style():
        figure = blank_figure(0.9 + 2.2 * rows)
        grid = figure.subplots(rows, 2, sharey=True, squeeze=False).reshape(-1)
        for axes, outcome in zip(grid, outcomes, strict=False):
            part = table[(table["outcome"] == outcome) & (table["effect"] != ALL)]
            places = range(len(part))
            panel_headline(axes, str(part["label"].iloc[0]), 24)
            axes.axvline(0, color=GREY, linewidth=1)
            if part["share"].isna().all():
                axes.annotate("no variation\nbeyond chance", (50, len(part) / 2 - 0.5),
                              ha="center", va="center", color=GREY)  # fmt: skip
            axes.hlines(places, 100 * part["share_low"], 100 * part["share_high"],
                        color=LESS, linewidth=3)  # fmt: skip
            axes.plot(100 * part["share"], places, "o", color=LESS, markeredgecolor="white")
            axes.set_yticks(places, part["effect"])
            axes.set_ylim(len(part) - 0.5, -0.5)
            axes.set_xlim(-20, 120)
        for axes in grid[len(outcomes) :]:
            axes.set_visible(False)
        for axes in grid[max(0, len(outcomes) - 2) : len(outcomes)]:
            axes.set_xlabel("share of variation, %,\nwith 95% interval")
        headline(figure, finding)
        return save(figure, stem)


def draw_series(
    table: pd.DataFrame, finding: str, labels: tuple[str, str], even: float | None, stem: Path
) -> list[Path]:
    """A small panel for each case: a line over weeks or years with its 95 % band.

    Args:
        table: Columns case, x, estimate, low, high.
        finding: The headline.
        labels: Of the two axes.
        even: Where a grey line stands that the reader holds the line against; None: no line.
        stem: Path of the files without their endings.
    """
    cases = list(table["case"].unique())
    rows = -(-len(cases) // 3)
    with house_style():
        figure = blank_figure(0.9 + 1.85 * rows)
        grid = figure.subplots(rows, 3, sharex=True, sharey=True, squeeze=False).reshape(-1)
        for axes, case in zip(grid, cases, strict=False):
            _line(axes, table[table["case"] == case], even)
            panel_headline(axes, wrapped(str(case), 24), 24)
        for axes in grid[len(cases) :]:
            axes.set_visible(False)
        for axes in grid[::3]:
            axes.set_ylabel(labels[1])
        for axes in grid[max(0, len(cases) - 3) : len(cases)]:
            axes.set_xlabel(labels[0])
            axes.tick_params(labelbottom=True)
        headline(figure, finding)
        return save(figure, stem)


def _line(axes: Axes, part: pd.DataFrame, even: float | None) -> None:
    if even is not None:
        axes.axhline(even, color=GREY, linewidth=1)
    axes.fill_between(part["x"], part["low"], part["high"], color=LESS, alpha=0.25, linewidth=0)
    axes.plot(part["x"], part["estimate"], color=LESS, linewidth=1.6)
    axes.set_facecolor("white")
    axes.tick_params(color=INK)
