"""Figures of the flagship experiment: at which heterogeneity h does adapting beat the script?"""

import math
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ecosim.report.crossing import Crossing, crossing_in_words, first_crossing
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
    spread_apart,
    wrapped,
)

PLAYBOOK_COLOURS = dict(zip(("script", "roadmap", "adaptive"), TEAM_COLOURS, strict=False))
PLAYBOOK_LINES = {"script": "-", "roadmap": "--", "adaptive": "-."}
H_LABEL = "heterogeneity h, share"
STRUCTURES = (
    "Structures pay their hours; what they give depends on the mechanisms the world has on."
)
LINE = 12.5  # points from one line of names to the next


def draw_crossover(table: pd.DataFrame, path_stem: Path) -> list[Path]:
    """Draw win rate and order volatility over h: a column per structure, a line per playbook.

    Bands are 95 % intervals. Preset teams are points at their own h, named above their structure.

    Args:
        table: Columns playbook, structure, h, win_rate, low, high (shares), order_volatility,
            volatility_low, volatility_high, preset ("" where the row is no preset).
        path_stem: Path of the files without their endings.

    Returns:
        The PNG and the SVG.
    """
    structures = list(dict.fromkeys(table["structure"]))
    letters = 64 // len(structures)
    presets = _presets(table)
    names = {str(s): _preset_names(presets[presets["structure"] == s], letters) for s in structures}
    room = max(map(len, names.values()))
    with house_style():
        figure = blank_figure(5.2)
        grid = figure.subplots(2, len(structures), sharex=True, sharey="row", squeeze=False)
        for column, structure in enumerate(structures):
            rows = table[table["structure"] == structure]
            win, volatility = grid[:, column]
            last = column == len(structures) - 1
            _draw_lines(win, rows, ("win_rate", "low", "high"), 100, last)
            _draw_lines(
                volatility, rows, ("order_volatility", "volatility_low", "volatility_high"), 1, last
            )
            volatility.axhline(0, color=INK, linewidth=0.8, zorder=1)
            _write_above(win, names[str(structure)], room)
            win.set_title(wrapped(str(structure), letters), pad=6 + LINE * room)
        grid[0, 0].set_ylabel("win rate, %")
        grid[1, 0].set_ylabel("order volatility, CV\u00b2\nminus that of pure chance")
        figure.supxlabel(f"{H_LABEL}\n{STRUCTURES}", fontsize=SMALL)
        headline(figure, _best_playbooks(table))
        return save(figure, path_stem)


def draw_difference(table: pd.DataFrame, path_stem: Path) -> list[Path]:
    """Draw adaptive minus script over h, a panel per structure, with the crossing's interval.

    Args:
        table: Columns structure, h, difference, low, high (shares of win rate, paired).
        path_stem: Path of the files without their endings.

    Returns:
        The PNG and the SVG.
    """
    structures = list(dict.fromkeys(table["structure"]))
    with house_style():
        figure = blank_figure(3.3)
        grid = figure.subplots(1, len(structures), sharex=True, sharey=True, squeeze=False)
        crossings = {}
        for axes, structure in zip(grid.flat, structures, strict=True):
            rows = table[table["structure"] == structure].sort_values("h")
            crossings[str(structure)] = _draw_panel(axes, rows, 84 // len(structures))
        grid[0, 0].set_ylabel("adaptive minus script,\npoints of win rate")
        figure.supxlabel(f"{H_LABEL}\n{STRUCTURES}", fontsize=SMALL)
        headline(figure, _crossing_finding(crossings))
        return save(figure, path_stem)


def _draw_lines(
    axes: Axes, rows: pd.DataFrame, columns: tuple[str, str, str], scale: int, label: bool
) -> None:
    """A line with its band per playbook, the presets as points; names at the right if asked."""
    middle, low, high = columns
    ends: list[tuple[str, float]] = []
    for number, (playbook, own) in enumerate(rows.groupby("playbook", sort=False)):
        name, presets = str(playbook), _presets(own)
        line = own.drop(presets.index).sort_values("h")  # presets differ in more than their axes
        colour = PLAYBOOK_COLOURS.get(name, TEAM_COLOURS[(3 + number) % len(TEAM_COLOURS)])
        axes.fill_between(line["h"], scale * line[low], scale * line[high], color=colour,
                          alpha=0.18, linewidth=0)  # fmt: skip
        axes.plot(line["h"], scale * line[middle], color=colour, linewidth=1.6,
                  linestyle=PLAYBOOK_LINES.get(name, ":"))  # fmt: skip
        axes.plot(presets["h"], scale * presets[middle], "o", color=colour, markersize=7,
                  markeredgecolor="white", zorder=4)  # fmt: skip
        defined = line[line[middle].notna()]
        if not defined.empty:
            ends.append((name, scale * float(defined[middle].iloc[-1])))
    axes.margins(x=0.03)
    if label:
        _name_lines(axes, ends)


def _presets(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["preset"].fillna("") != ""]


def _preset_names(presets: pd.DataFrame, letters: int) -> list[tuple[str, str]]:
    """The lines that name the presets, each with its playbook's colour."""
    lines = []
    for name, playbook in zip(presets["preset"], presets["playbook"], strict=True):
        colour = PLAYBOOK_COLOURS.get(str(playbook), INK)
        lines += [(line, colour) for line in wrapped(f"\u25cf\u00a0{name}", letters).split("\n")]
    return lines


def _write_above(axes: Axes, lines: list[tuple[str, str]], room: int) -> None:
    """Write coloured lines between a panel and its title, which leaves room for so many."""
    for number, (line, colour) in enumerate(lines, start=1):
        height = 4 + LINE * (room - number)
        axes.annotate(line, (0, 1), xycoords="axes fraction", xytext=(0, height),
                      textcoords="offset points", color=colour, fontsize=SMALL)  # fmt: skip


def _name_lines(axes: Axes, ends: list[tuple[str, float]]) -> None:
    """Write each line's name at its right end, moved apart where two would collide."""
    low, high = axes.get_ylim()
    placed = spread_apart([end for _, end in ends], 0.12 * (high - low))
    for (name, _), height in zip(ends, placed, strict=True):
        axes.annotate(name, (1.0, height), xycoords=("axes fraction", "data"), va="center",
                      xytext=(4, 0), textcoords="offset points", fontsize=SMALL,
                      color=INK, annotation_clip=False)  # fmt: skip


def _best_playbooks(table: pd.DataFrame) -> str:
    """Which playbook wins most at the lowest and at the highest h, in how many structures."""
    parts = []
    count = table["structure"].nunique()
    for word, h in (("lowest", table["h"].min()), ("highest", table["h"].max())):
        at = table[(table["h"] == h) & table["win_rate"].notna()]
        best: dict[str, int] = {}
        for _, rows in at.groupby("structure", sort=False):
            order = rows.sort_values("win_rate", ascending=False)
            apart = len(order) == 1 or order["low"].iloc[0] > order["high"].iloc[1:].max()
            name = str(order["playbook"].iloc[0]) if apart else "no playbook clearly"
            best[name] = best.get(name, 0) + 1
        name = max(best, key=lambda playbook: best[playbook])
        share = "" if best[name] == count else f" in {best[name]} of {count} structures"
        parts.append(f"at the {word} h {name} wins most{share}")
    finding = "; ".join(parts)
    return finding[0].upper() + finding[1:]


def _draw_panel(axes: Axes, rows: pd.DataFrame, letters: int) -> tuple[Crossing | None, str]:
    """One structure's difference with its band; its crossing as a point, the interval as a bar."""
    h, difference, low, high = (
        rows[name].to_numpy(np.float64) for name in ("h", "difference", "low", "high")
    )
    crossing = first_crossing(h, difference, low, high)
    axes.axhline(0, color=INK, linewidth=1, zorder=1)
    axes.fill_between(h, 100 * low, 100 * high, color=PALE, linewidth=0, zorder=0)
    axes.plot(h, 100 * difference, color=GREY, linewidth=1.6, zorder=2)
    if crossing:
        left = float(h[0]) if math.isnan(crossing.low) else crossing.low
        right = float(h[-1]) if math.isnan(crossing.high) else crossing.high
        colour = PLAYBOOK_COLOURS["adaptive"]
        axes.plot([left, right], [0, 0], color=colour, linewidth=4, zorder=3)
        axes.plot(crossing.h, 0, "o", color=colour, markersize=8, markeredgecolor="white",
                  zorder=4)  # fmt: skip
    words = crossing_in_words(crossing, low, high)
    structure = str(rows["structure"].iloc[0])
    axes.set_title(f"{wrapped(structure, letters)}\n{wrapped(words, letters)}", fontsize=SMALL)
    return crossing, words


def _crossing_finding(crossings: dict[str, tuple[Crossing | None, str]]) -> str:
    """In how many structures adapting overtakes the script, and between which h."""
    found = [crossing.h for crossing, _ in crossings.values() if crossing]
    if not found:
        words = {words for _, words in crossings.values()}
        return words.pop().capitalize() if len(words) == 1 else "No crossing in any structure"
    low, high = f"{min(found):.2f}", f"{max(found):.2f}"
    where = f"at h = {low}" if low == high else f"at h = {low} to {high}"
    if len(crossings) == 1:
        return f"Adaptive and script cross {where}"
    return f"Adaptive and script cross {where} in {len(found)} of {len(crossings)} structures"
