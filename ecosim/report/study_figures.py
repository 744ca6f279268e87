"""Figures of a study's answers: differences over points, what decides, crossover maps, regret."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ecosim.lab.analysis.answers import Section
from ecosim.lab.analysis.variation import ALL
from ecosim.lab.sweep.study import Study
from ecosim.measures import OUTCOMES
from ecosim.report.crossover_map import draw_crossover_map
from ecosim.report.style import (
    GREY,
    INK,
    PALE,
    SMALL,
    TEAM_COLOURS,
    blank_figure,
    headline,
    house_style,
    save,
    wrapped,
)

MOST_ROWS = 24
MOST_MAPS = 12


def figures_of(section: Section, study: Study) -> dict[str, Figure]:
    """The figures of a section, by name; none where there is nothing to draw."""
    teams = tuple(team.name for team in study.teams)
    if section.name == "differences" and section.tables:
        return _differences(section.tables["differences"], study, teams)
    if section.name == "variation" and section.tables:
        return _bars(section.tables["variation"], "variation")
    if section.name == "sensitivity" and section.tables:
        return _indices(section.tables["sensitivity"])
    if section.name == "regret" and section.tables:
        return _regrets(section.tables["regret"])
    if section.name == "crossover":
        return {
            f"crossover-{number}": draw_crossover_map(one, teams)
            for number, one in enumerate(section.maps[:MOST_MAPS], start=1)
        }
    return {}


def draw_answers(sections: list[Section], study: Study, folder: Path) -> list[Path]:
    """Draw the figures of all sections as PNG and SVG into a folder."""
    drawn: list[Path] = []
    with house_style():
        for section in sections:
            for name, figure in figures_of(section, study).items():
                drawn += save(figure, folder / name)
    return drawn


def scale(outcome: str) -> tuple[float, str]:
    """By what an outcome is multiplied in figures, and its unit then."""
    unit = OUTCOMES[outcome].unit
    return (100.0, "points") if unit == "share" else (1.0, unit)


def _differences(table: pd.DataFrame, study: Study, teams: tuple[str, ...]) -> dict[str, Figure]:
    """A figure a main outcome: every pair's difference at every point, if they are not too many."""
    made = {}
    for outcome, rows in table[table["corrected_p"].notna()].groupby("outcome", sort=False):
        if len(rows) <= MOST_ROWS:
            made[f"differences-{outcome}"] = _forest(rows, study, str(outcome), teams)
        else:
            made[f"differences-{outcome}"] = _ranked(rows, str(outcome))
    return made


def _forest(rows: pd.DataFrame, study: Study, outcome: str, teams: tuple[str, ...]) -> Figure:
    """A row a pair and point: the difference with its interval."""
    factor, unit = scale(outcome)
    records = rows.to_dict("records")
    labels = [
        wrapped(f"{row['first']} minus {row['second']}{_where(row, study)}", 44) for row in records
    ]
    lines = sum(label.count("\n") + 1 for label in labels)
    figure = blank_figure(1.5 + 0.1 * len(records) + 0.15 * lines)
    axes = figure.subplots()
    smallest = factor * float(records[0]["smallest_that_matters"])
    axes.axvspan(-smallest, smallest, color=PALE, linewidth=0, zorder=0)
    axes.axvline(0, color=INK, linewidth=1, zorder=1)
    for place, row in enumerate(records):
        ahead = str(row["favours"])
        colour = TEAM_COLOURS[teams.index(ahead) % len(TEAM_COLOURS)] if ahead in teams else GREY
        ends = [factor * row["low"], factor * row["high"]]
        axes.plot(ends, [place, place], color=colour, linewidth=2.5, zorder=2)
        axes.plot(factor * row["estimate"], place, "o", color=colour, markersize=6.5,
                  markeredgecolor="white", zorder=3)  # fmt: skip
    axes.set_yticks(range(len(records)), labels)
    axes.set_ylim(len(records) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    label = OUTCOMES[outcome].label
    _below(
        figure,
        f"paired difference in {label}{f', {unit}' if unit else ''}, with 95% interval\n"
        "(colour: the team it speaks for after correction; grey: undecided"
        + (f";\nband: below {smallest:g}, too small to matter)" if smallest else ")"),
    )
    claimed = sum(bool(row["favours"]) for row in records)
    headline(figure, f"{label}: {claimed} of {len(records)} differences have a sure sign")
    return figure


def _below(figure: Figure, label: str) -> None:
    """What the numbers across are, below the whole figure: wide names beside it leave no room."""
    figure.supxlabel(label, fontsize=SMALL)


def _where(row: dict[object, object], study: Study) -> str:
    """The point of a row in words; nothing where there is one point only."""
    words = [str(row["world"])] if len(study.worlds) > 1 else []
    words += [f"{name.rpartition('.')[2]} {_short(row[name])}" for name in study.varied]
    return f"\n{', '.join(words)}" if words else ""


def _short(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _ranked(rows: pd.DataFrame, outcome: str) -> Figure:
    """Many points: each pair's differences in rising order, with their intervals."""
    factor, unit = scale(outcome)
    pairs = list(rows.groupby(["first", "second"], sort=False))
    figure = blank_figure(1.0 + 1.7 * len(pairs))
    grid = figure.subplots(len(pairs), 1, sharex=True, squeeze=False)
    for axes, ((first, second), own) in zip(grid.flat, pairs, strict=True):
        ranked = own.sort_values("estimate")
        places = np.arange(len(ranked)) / max(len(ranked) - 1, 1)
        values = {
            name: factor * ranked[name].to_numpy(np.float64) for name in ("estimate", "low", "high")
        }
        axes.fill_between(100 * places, values["low"], values["high"], color=PALE, linewidth=0)
        axes.plot(100 * places, values["estimate"], color=TEAM_COLOURS[0], linewidth=1.8)
        axes.axhline(0, color=INK, linewidth=1)
        axes.set_title(wrapped(f"{first} minus {second}", 70), fontsize=SMALL)
        axes.set_ylabel(f"difference,\n{unit or 'no unit'}")
    _below(
        figure,
        f"the {len(ranked):,} points of the study, in rising order of the difference, %\n"
        "(line: difference; band: its 95% interval at each point by itself)",
    )
    label = OUTCOMES[outcome].label
    sure = int((rows["favours"] != "").sum())
    headline(figure, f"{label}: {sure:,} of {len(rows):,} differences have a sure sign")
    return figure


def _bars(table: pd.DataFrame, name: str) -> dict[str, Figure]:
    """What decides: a row an effect, its share with its interval."""
    made = {}
    for outcome, rows in table[table["effect"] != ALL].groupby("outcome", sort=False):
        known = rows[rows["share"].notna()].sort_values("share", ascending=False).head(MOST_ROWS)
        if known.empty:
            continue
        records = known.to_dict("records")
        label = OUTCOMES[str(outcome)].label
        columns = ("share", "share_low", "share_high")
        figure = _dots(
            [(_last(str(row["effect"])), *(100 * row[one] for one in columns)) for row in records],
            "share of the variance over the cells, %, with 95% interval",
        )
        top = records[0]
        headline(figure, f"{label}: {_last(str(top['effect']))} causes {100 * top['share']:.0f}%")
        made[f"{name}-{outcome}"] = figure
    return made


def _last(effect: str) -> str:
    """An effect by the last parts of the names in it."""
    return " \u00d7 ".join(part.rpartition(".")[2] for part in effect.split(" x "))


def _indices(table: pd.DataFrame) -> dict[str, Figure]:
    """Sensitivity: a row a factor, a figure an outcome and pair or team."""
    sobol = "total_order" in table
    index = "total_order" if sobol else "mean_absolute_effect"
    told = "total-order Sobol index" if sobol else "mean absolute elementary effect"
    made = {}
    groups = table.groupby(["outcome", "of", "world"], sort=False)
    for number, ((outcome, what, world), rows) in enumerate(groups, start=1):
        if number > MOST_MAPS:
            break
        ranked = rows.sort_values(index, ascending=False).to_dict("records")
        figure = _dots(
            [
                (_last(str(row["factor"])), row[index], row[index] - row[f"{index}_half_width"],
                 row[index] + row[f"{index}_half_width"])
                for row in ranked
            ],
            f"{told}, with 95% interval",
        )  # fmt: skip
        label = OUTCOMES[str(outcome)].label
        first = _last(str(ranked[0]["factor"]))
        headline(figure, f"{label} of {what} in {world}: most depends on {first}")
        made[f"sensitivity-{number}"] = figure
    return made


def _regrets(table: pd.DataFrame) -> dict[str, Figure]:
    """The largest regret of each choice."""
    made = {}
    for outcome, rows in table.groupby("outcome", sort=False):
        factor, unit = scale(str(outcome))
        columns = ("max_regret", "max_regret_low", "max_regret_high")
        records = rows.sort_values("max_regret").head(MOST_ROWS).to_dict("records")
        figure = _dots(
            [(str(row["choice"]), *(factor * row[one] for one in columns)) for row in records],
            f"largest regret over the worlds{f', {unit}' if unit else ''}, with 95% interval",
        )
        label = OUTCOMES[str(outcome)].label
        headline(figure, f"{label}: {records[0]['choice']} has the smallest largest regret")
        made[f"regret-{outcome}"] = figure
    return made


def _dots(rows: list[tuple[str, float, float, float]], label: str) -> Figure:
    """A row each: name, estimate and interval."""
    names = [wrapped(name, 40) for name, *_ in rows]
    lines = sum(name.count("\n") + 1 for name in names)
    figure = blank_figure(1.1 + 0.12 * len(rows) + 0.15 * lines)
    axes = figure.subplots()
    axes.axvline(0, color=INK, linewidth=1, zorder=1)
    for place, (_, estimate, low, high) in enumerate(rows):
        colour = TEAM_COLOURS[0] if low > 0 else GREY
        axes.plot([low, high], [place, place], color=colour, linewidth=2.5, zorder=2)
        axes.plot(estimate, place, "o", color=colour, markersize=6.5, markeredgecolor="white",
                  zorder=3)  # fmt: skip
    axes.set_yticks(range(len(rows)), names)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    grey = any(not low > 0 for _, _, low, _ in rows)
    _below(figure, f"{label}{'\n(grey: zero lies in it)' if grey else ''}")
    return figure
