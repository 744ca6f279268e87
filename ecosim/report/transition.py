"""The path of a change of design: weekly orders, win rates by entry week, what it gained so far."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ecosim.report.style import (
    BLANK,
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

STYLES = {  # arm: colour, line
    "stays": (GREY, "-"),
    "changes": (TEAM_COLOURS[1], "-"),
    "from the start": (TEAM_COLOURS[0], ":"),
}


@dataclass(frozen=True)
class StoredPath:
    """A change of design as it lies in its folder.

    Attributes:
        facts: the manifest.
        weeks: one row a week.
        entries: one row an arm and quarter of entry weeks.
    """

    facts: dict[str, Any]
    weeks: pd.DataFrame
    entries: pd.DataFrame


def read_path(folder: Path) -> StoredPath:
    """Read the tables and the manifest of one change of design."""
    facts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return StoredPath(facts, pd.read_csv(folder / "path.csv"), pd.read_csv(folder / "entries.csv"))


def draw_transition(folder: Path) -> list[Path]:
    """Draw the figure of a stored path into its folder `figures`; the files written."""
    with house_style():
        return save(figure_of(read_path(folder)), folder / "figures" / "transition")


def figure_of(path: StoredPath) -> Figure:
    """Three panels below each other on one time axis, the change marked."""
    figure = blank_figure(7.6)
    orders, rates, gained = figure.subplots(3, 1, sharex=True)
    draw_orders(orders, path)
    draw_rates(rates, path)
    draw_gained(gained, path)
    since = path.weeks["weeks_after"]
    for axes in (orders, rates, gained):
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.set_xlim(since.min(), since.max())
    gained.set_xlabel("weeks after the change")
    figure.supxlabel(
        f"{path.facts['world']}, {path.facts['replications']} replications under the same luck.\n"
        "Bands and bars: 95 % intervals (replications resampled).",
        fontsize=SMALL, x=0.01, ha="left",
    )  # fmt: skip
    headline(figure, finding(path.facts))
    return figure


def names_of(facts: dict[str, Any]) -> dict[str, str]:
    """What each arm is called in the figure."""
    before, after = facts["before"], facts["after"]
    return {
        "stays": f"stays with {before}",
        "changes": f"changes to {after}",
        "from the start": f"{after} from the start",
    }


def draw_orders(axes: Axes, path: StoredPath) -> None:
    """Weekly order value of the three arms, smoothed."""
    since, names = path.weeks["weeks_after"], names_of(path.facts)
    for arm, (colour, line) in STYLES.items():
        stem = f"{arm.replace(' ', '_')}_order_value_smoothed"
        mean, low, high = (path.weeks[f"{stem}{end}"] / 1e3 for end in ("", "_low", "_high"))
        if arm != "from the start":
            axes.fill_between(since, low, high, color=colour, alpha=0.2, linewidth=0)
        axes.plot(since, mean, line, color=colour, label=wrapped(names[arm], 60), linewidth=1.4)
    axes.set_ylim(bottom=0)
    axes.set_title("Order value, kUSD a week (mean of the last 13 weeks)")
    axes.legend(loc="lower right")


def draw_rates(axes: Axes, path: StoredPath) -> None:
    """Win rate of deals by the quarter in which they entered."""
    shift = {"stays": -1.2, "changes": 1.2, "from the start": 0.0}
    for arm, (colour, line) in STYLES.items():
        rows = path.entries[path.entries["arm"] == arm]
        middle = (rows["first_week"] + rows["last_week"]) / 2 - path.facts["switch_at"] + shift[arm]
        rate, low, high = (100 * rows[name] for name in ("win_rate", "low", "high"))
        if arm == "from the start":
            axes.plot(middle, rate, line, color=colour, linewidth=1.4)
        else:
            axes.errorbar(
                middle, rate, [rate - low, high - rate], fmt="o-", color=colour, markersize=3,
                linewidth=1, elinewidth=1,
            )  # fmt: skip
    axes.set_title("Win rate, %, of deals by the quarter in which they entered")


def draw_gained(axes: Axes, path: StoredPath) -> None:
    """What the change has gained so far, its lowest point and the break-even week."""
    since = path.weeks["weeks_after"] + 1
    mean, low, high = (path.weeks[f"gained_{end}_USD"] / 1e3 for end in ("estimate", "low", "high"))
    colour = STYLES["changes"][0]
    axes.fill_between(since, low, high, color=colour, alpha=0.2, linewidth=0)
    axes.plot(since, mean, color=colour, linewidth=1.4)
    axes.axhline(0, color=GREY, linewidth=0.8)
    lowest, even = path.facts["lowest"], path.facts["break_even"]
    if lowest["high"] is not None and lowest["high"] < 0:
        at = (lowest["week_after"], lowest["estimate"] / 1e3)
        axes.plot(*at, "v", color=INK, markersize=5)
        axes.annotate(
            f"lowest: week {at[0]}, {at[1]:,.0f} kUSD", at, xytext=(6, -4),
            textcoords="offset points", va="top", bbox=BLANK,
        )  # fmt: skip
    end = path.facts["weeks_after"]
    if even["estimate"] is not None:
        left = even["low"] if even["low"] is not None else end
        right = even["high"] if even["high"] is not None else end
        axes.axvspan(left, right, color=PALE, zorder=0)
        axes.plot(even["estimate"], 0, "o", color=INK, markersize=5)
        axes.annotate(
            f"break-even: week {even['estimate']:.0f}", (even["estimate"], 0), xytext=(6, -6),
            textcoords="offset points", va="top", bbox=BLANK,
        )  # fmt: skip
    axes.margins(y=0.15)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.set_title("Order value gained by the change, kUSD (grey: 95 % interval of break-even)")


def finding(facts: dict[str, Any]) -> str:
    """What the figure says."""
    change = f"From {facts['before']} to {facts['after']}"
    if facts["no_difference"]:
        return f"{change}: the change changes nothing"
    even, lowest = facts["break_even"], facts["lowest"]
    dips = lowest["high"] is not None and lowest["high"] < 0
    fall = (
        f"at most {-lowest['estimate'] / 1e3:,.0f} kUSD behind" if dips else "no dip beyond chance"
    )
    if even["estimate"] is None:
        return f"{change}: {fall}, no break-even within {facts['weeks_after']} weeks"
    if even["estimate"] == 1 and not dips:
        return f"{change}: {fall}, ahead from the first week on"
    high = "never" if even["high"] is None else f"{even['high']:.0f}"
    low = "never" if even["low"] is None else f"{even['low']:.0f}"
    week = even["estimate"]
    return f"{change}: {fall}, break-even in week {week:.0f} (95 % interval: {low} to {high})"
