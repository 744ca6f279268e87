"""The path of a change of design as a folder of tables, complete enough to be drawn and run again.

path.csv          one row a week: orders and order value of each arm, the cumulative difference
entries.csv       one row an arm and quarter of entry weeks: win rate with its interval
weekly.parquet    one row an arm, replication and week
deals.parquet     one row a deal of the measured entry weeks
manifest.json     what was run, what came out in words; no host, user or path
"""

import math
import platform
from importlib.metadata import version
from pathlib import Path as Folder
from typing import Any

import numpy as np
import pyarrow as pa

from ecosim.compiling import engine_hash
from ecosim.lab.folders import CHANGE_KIND, made_ready, write_text
from ecosim.lab.records import DEAL_OF_RUN, WEEK_OF_RUN
from ecosim.lab.store import VERSIONS, WORDS, as_csv, as_json, in_words, write_table
from ecosim.lab.transition import ARMS, SMOOTHED_WEEKS, Path, Point, smoothed
from ecosim.lab.transition_words import opening, sentences
from ecosim.scenario import content_hash, facts_of


def store_path(path: Path, folder: Folder) -> None:
    """Write the path of a change into a folder, over an older one if one is there.

    Raises:
        FolderError: as made_ready.
    """
    made_ready(folder, CHANGE_KIND)
    manifest = manifest_of(path)
    write_text(folder / "manifest.json", as_json(manifest | {"complete": False}))
    write_text(folder / "path.csv", as_csv(week_rows(path)))
    write_text(folder / "entries.csv", as_csv(entry_rows(path)))
    write_table(folder / "weekly.parquet", weekly_table(path))
    write_table(folder / "deals.parquet", deals_table(path))
    write_text(folder / "manifest.json", as_json(manifest | {"complete": True}))


def manifest_of(path: Path) -> dict[str, Any]:
    """What is needed to run it again, and what came out."""
    week, lowest = path.lowest
    return {
        "kind": CHANGE_KIND,
        "world": path.world.name,
        "before": path.before.name,
        "after": path.after.name,
        "switch_at": path.switch_at,
        "weeks_after": path.weeks_after,
        "horizon": facts_of(path.horizon),
        "arms": list(ARMS),
        "scenarios": [facts_of(scenario) for scenario in path.scenarios],
        "scenario_hashes": [content_hash(scenario) for scenario in path.scenarios],
        "seed": path.seed,
        "seeds": path.blocks[0].seeds.tolist(),
        "replications": len(path.blocks[0].seeds),
        "lowest": {"week_after": week} | named(lowest),
        "break_even": named(path.break_even) | {"never_share_of_resamples": path.never},
        "at_the_end": named(path.at_the_end),
        "no_difference": path.no_difference,
        "opening": opening(path),
        "sentences": sentences(path),
        "engine_hash": engine_hash(),
        "versions": {"python": platform.python_version()} | {v: version(v) for v in VERSIONS},
    }


def named(point: Point) -> dict[str, float | None]:
    """A number with its interval; None where it is infinite (never)."""
    ends = {"estimate": point.estimate, "low": point.low, "high": point.high}
    return {name: end if math.isfinite(end) else None for name, end in ends.items()}


def week_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of path.csv: means over replications, trailing means of a quarter year."""
    weeks = path.horizon.weeks
    columns: dict[str, Any] = {
        "week": np.arange(weeks), "weeks_after": np.arange(weeks) - path.switch_at
    }  # fmt: skip
    for arm, name in enumerate(ARMS):
        for column, unit in (("order_value", "USD"), ("orders", "orders")):
            values = path.weekly(arm, column)
            band = path.band(smoothed(values))
            stem = f"{name.replace(' ', '_')}_{column}"
            columns[f"{stem}_{unit}_a_week"] = values.mean(axis=0)
            columns[f"{stem}_smoothed"] = band.estimate
            columns[f"{stem}_smoothed_low"] = band.low
            columns[f"{stem}_smoothed_high"] = band.high
    gained = path.band(path.gained)
    for side in ("estimate", "low", "high"):
        padded = np.zeros(weeks)
        padded[path.switch_at :] = getattr(gained, side)
        columns[f"gained_{side}_USD"] = padded
    return [
        {name: values[week].item() for name, values in columns.items()} for week in range(weeks)
    ]


def entry_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of entries.csv."""
    rows = []
    for arm, name in enumerate(ARMS):
        first, band = path.win_rates(arm)
        for place, week in enumerate(first.tolist()):
            rows.append(
                {
                    "arm": name, "first_week": week, "last_week": week + SMOOTHED_WEEKS - 1,
                    "win_rate": float(band.estimate[place]), "low": float(band.low[place]),
                    "high": float(band.high[place]),
                }
            )  # fmt: skip
    return rows


def weekly_table(path: Path) -> pa.Table:
    """One row an arm, replication and week."""
    return table_of([block.weekly.ravel() for block in path.blocks], WEEK_OF_RUN)


def deals_table(path: Path) -> pa.Table:
    """One row a deal of the measured entry weeks."""
    return table_of([block.deals for block in path.blocks], DEAL_OF_RUN)


def table_of(parts: list[np.ndarray], kind: np.dtype[np.void]) -> pa.Table:
    """Tables of the arms one below the other, with words for numbers that stand for words."""
    codes = np.repeat(np.arange(len(parts), dtype=np.int32), [len(part) for part in parts])
    together = np.concatenate(parts)
    columns: dict[str, Any] = {"arm": in_words(codes, list(ARMS))}
    for name in kind.names or ():
        column = together[name].copy()
        if name == "stuck_at":
            column += 1  # -1, nothing missing, comes first
        columns[name] = in_words(column, list(WORDS[name])) if name in WORDS else column
    return pa.table(columns)
