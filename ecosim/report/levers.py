"""Figures of the levers experiment: single levers, quotas over capacity, bad and good years."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ecosim.measures import OUTCOMES
from ecosim.report.style import (
    GREY,
    INK,
    TEAM_COLOURS,
    blank_figure,
    headline,
    house_style,
    panel_headline,
    save,
    wrapped,
)

REFERENCE_LINES = {"process-managed": (TEAM_COLOURS[2], "-"), "linear": (GREY, "--")}
KIND_COLOURS = {"base": TEAM_COLOURS[1], "lever": TEAM_COLOURS[0], "all off": INK}
SHOCKS_DRAWN = {-0.6: "demand -60% in years 4, 5", 0.0: "demand as usual", 0.6: "demand +60%"}
ARM_COLOURS = (TEAM_COLOURS[1], TEAM_COLOURS[2], TEAM_COLOURS[5], GREY)


def draw_levers(table: pd.DataFrame, finding: str, stem: Path) -> list[Path]:
    """A panel for each outcome: its mean with 95 % interval for the regime as it is, for each lever
    alone and for all levers off; process-managed and linear pay are lines.

    Args:
        table: Columns reference, outcome, point, kind, mean, mean_low, mean_high, reference_mean.
        finding: The headline.
        stem: Path of the files without their endings.
    """
    outcomes = list(table["outcome"].unique())
    points = list(table["point"].unique())
    with house_style():
        figure = blank_figure(1.0 + 2 * (0.95 + 0.165 * len(points)))
        grid = figure.subplots(2, 3, sharey=True).reshape(-1)
        for axes, outcome in zip(grid, outcomes, strict=False):
            _dots(axes, table[table["outcome"] == outcome])
            panel_headline(axes, OUTCOMES[outcome].label, 17)
            axes.set_yticks(range(len(points)), [wrapped(point, 34) for point in points])
            axes.set_ylim(len(points) - 0.5, -0.5)
        for axes in grid[len(outcomes) :]:
            axes.axis("off")
        _legend(grid[len(outcomes)])
        headline(figure, finding)
        return save(figure, stem)


def _dots(axes: Axes, part: pd.DataFrame) -> None:
    """One outcome: lines for the references, a dot with its interval for each point."""
    factor = _factor(str(part["outcome"].iloc[0]))
    for reference, (colour, style) in REFERENCE_LINES.items():
        level = part[part["reference"] == reference]["reference_mean"].iloc[0]
        axes.axvline(factor * level, color=colour, linestyle=style, linewidth=1.3)
    rows = part[part["reference"] == part["reference"].iloc[0]].to_dict("records")
    for place, row in enumerate(rows):
        colour = KIND_COLOURS[row["kind"]]
        axes.hlines(place, factor * row["mean_low"], factor * row["mean_high"], color=colour)
        axes.plot(factor * row["mean"], place, "o", color=colour, markersize=4)
    axes.set_xlabel(_unit(str(part["outcome"].iloc[0])))
    axes.tick_params(axis="y", length=0)


def _factor(outcome: str) -> float:
    return 100.0 if OUTCOMES[outcome].unit == "share" else 1.0


def _unit(outcome: str) -> str:
    unit = OUTCOMES[outcome].unit
    return "%" if unit == "share" else unit


def _legend(axes: Axes) -> None:
    """What lines and dots stand for."""
    for name, (colour, style) in REFERENCE_LINES.items():
        axes.plot([], [], color=colour, linestyle=style, label=name)
    names = {"base": "quota-managed", "lever": "one lever alone", "all off": "all levers off"}
    for kind, colour in KIND_COLOURS.items():
        axes.plot([], [], "o", color=colour, markersize=4, label=names[kind])
    axes.legend(loc="center", title="mean, 95% interval")


def draw_quotas(table: pd.DataFrame, finding: str, stem: Path) -> list[Path]:
    """A panel for each outcome over quota/capacity: a line through measured quotas for each
    setting, hollow marks for growing ones, a dotted line at the level of process-managed.

    Args:
        table: Columns setting, outcome, kind, point, over_capacity, mean, mean_low, mean_high.
        finding: The headline.
        stem: Path of the files without their endings.
    """
    outcomes, settings = list(table["outcome"].unique()), list(table["setting"].unique())
    rows = -(-len(outcomes) // 3)
    with house_style():
        figure = blank_figure(1.3 + 2.2 * rows)
        grid = figure.subplots(rows, 3, sharex=True, squeeze=False).reshape(-1)
        for axes, outcome in zip(grid, outcomes, strict=False):
            for setting, colour in zip(settings, TEAM_COLOURS, strict=False):
                chosen = (table["outcome"] == outcome) & (table["setting"] == setting)
                _over_capacity(axes, table[chosen], colour)
            panel_headline(axes, OUTCOMES[outcome].label, 20)
            axes.set_ylabel(_unit(outcome))
        for axes in grid[len(outcomes) - 3 : len(outcomes)]:
            axes.set_xlabel("quota over capacity")
        handles = [
            *(figure.axes[0].plot([], [], "o-", color=colour, markersize=4, label=setting)[0]
              for setting, colour in zip(settings, TEAM_COLOURS, strict=False)),
            figure.axes[0].plot([], [], "o", color=INK, markerfacecolor="white", markersize=5,
                                label="growing quota")[0],
            figure.axes[0].plot([], [], ":", color=INK, label="process-managed")[0],
        ]  # fmt: skip
        figure.legend(handles=handles, loc="outside lower center", ncols=4)
        headline(figure, finding)
        return save(figure, stem)


def _over_capacity(axes: Axes, part: pd.DataFrame, colour: str) -> None:
    factor = _factor(str(part["outcome"].iloc[0]))
    for kind, look in (("measured", "o-"), ("growing", "o")):
        rows = part[part["kind"] == kind].sort_values("over_capacity")
        low, high = factor * rows["mean_low"], factor * rows["mean_high"]
        axes.vlines(rows["over_capacity"], low, high, color=colour, linewidth=1, alpha=0.6)
        axes.plot(
            rows["over_capacity"], factor * rows["mean"], look, color=colour, markersize=4,
            markerfacecolor="white" if kind == "growing" else colour,
        )  # fmt: skip
    level = part[part["point"] == "process-managed"]["mean"].iloc[0]
    axes.axhline(factor * level, color=colour, linestyle=":", linewidth=1.2)


def draw_years(
    shortfalls: pd.DataFrame, conversion: pd.DataFrame, finding: str, stem: Path
) -> list[Path]:
    """A column for each setting. Above: by how much quota-managed falls short of process-managed in
    profit, by year, with bad, calm and good years 4 and 5. Below: conversion by year where
    selling gets harder most.

    Args:
        shortfalls: Columns setting, outcome, shock, year, estimate, low, high.
        conversion: Columns setting, harder, arm, year, estimate, low, high.
        finding: The headline.
        stem: Path of the files without their endings.
    """
    settings = list(shortfalls["setting"].unique())
    hardest = conversion["harder"].max()
    profit = shortfalls[shortfalls["outcome"] == "profit_per_rep_hour"]
    with house_style():
        figure = blank_figure(6.4)
        grid = figure.subplots(2, len(settings), sharey="row", squeeze=False)
        for (above, below), setting in zip(grid.T, settings, strict=True):
            _lines(above, {
                words: profit[(profit["setting"] == setting) & (profit["shock"] == shock)]
                for shock, words in SHOCKS_DRAWN.items()
            }, (TEAM_COLOURS[1], GREY, TEAM_COLOURS[0]), 1.0)  # fmt: skip
            above.axhline(0, color=GREY, linewidth=0.8)
            panel_headline(above, setting, 36)
            here = conversion[
                (conversion["setting"] == setting) & (conversion["harder"] == hardest)
            ]
            arms = {str(arm): here[here["arm"] == arm] for arm in here["arm"].unique()}
            _lines(below, arms, ARM_COLOURS, 100.0)
            below.set_xlabel("year")
        grid[0, 0].set_ylabel("process-managed ahead in profit,\nUSD per rep-hour")
        grid[1, 0].set_ylabel(f"conversion, % of deals;\n{hardest:g} logit harder a year")
        for row in grid:
            row[0].set_ylim(top=row[0].get_ylim()[1] + 0.25 * np.ptp(row[0].get_ylim()))
            row[0].legend(loc="upper left", fontsize=8)
        headline(figure, finding)
        return save(figure, stem)


def _lines(
    axes: Axes, parts: dict[str, pd.DataFrame], colours: tuple[str, ...], factor: float
) -> None:
    """A line with interval bars for each part, set a little apart so that bars do not hide."""
    for place, ((name, part), colour) in enumerate(zip(parts.items(), colours, strict=False)):
        x = part["year"] + 0.08 * (place - 1)
        axes.vlines(x, factor * part["low"], factor * part["high"], color=colour, linewidth=1)
        axes.plot(x, factor * part["estimate"], "o-", color=colour, markersize=4, label=name)
    axes.set_xticks(sorted({int(year) for part in parts.values() for year in part["year"]}))
