"""A comparison as a folder of tables, complete enough to be drawn, checked and run again.

    runs.parquet      one row a team and replication: every outcome
    weekly.parquet    one row a team, replication and week, every column for the week alone
    deals.parquet     one row a deal of the entry cohorts
    estimates.csv     one row a team and outcome, with its interval
    differences.csv   one row a pair of teams and outcome, with interval and verdict
    network.json      one team, its accounts and influencers, in a typical run
    manifest.json     what was run: scenarios in full, seeds, versions; no host, user or path

Every file is written whole under another name and then renamed. The manifest says `complete: false`
until everything else stands, so that a folder left half-way is recognised.
"""

import csv
import io
import json
import math
import platform
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ecosim.compiling import engine_hash
from ecosim.lab.compare import Comparison, values_of
from ecosim.lab.folders import KIND, made_ready, write_text, write_whole
from ecosim.lab.network import network_of
from ecosim.lab.records import CAUSES_AT_END, DEAL_OF_RUN, WEEK_OF_RUN
from ecosim.lab.runs import Block
from ecosim.measures import MAIN_OUTCOMES, OUTCOMES
from ecosim.scenario import content_hash, facts_of
from ecosim.state import COMMITMENTS
from ecosim.state import OUTCOMES as DEAL_OUTCOMES

SOURCES = ("prospected", "requested", "marketed")
VERSIONS = ("ecosim", "mesa", "numba", "numpy")
WORDS = {  # columns of deals that hold a number for a word
    "outcome": DEAL_OUTCOMES,
    "cause": CAUSES_AT_END,
    "source": SOURCES,
    "stuck_at": ("", *COMMITMENTS),
}


def store(comparison: Comparison, folder: Path) -> None:
    """Write a comparison into a folder, over an older comparison if one is there.

    Raises:
        FolderError: as made_ready.
    """
    made_ready(folder)
    manifest = manifest_of(comparison)
    write_text(folder / "manifest.json", as_json(manifest | {"complete": False}))
    write_table(folder / "runs.parquet", runs_table(comparison))
    write_table(folder / "weekly.parquet", weekly_table(comparison))
    write_table(folder / "deals.parquet", deals_table(comparison))
    write_text(folder / "estimates.csv", as_csv(estimate_rows(comparison)))
    write_text(folder / "differences.csv", as_csv(difference_rows(comparison)))
    shown = comparison.scenarios[-1].teams[0].name
    network = network_of(comparison.scenarios[-1], manifest["typical_seeds"][shown])
    write_text(folder / "network.json", as_json(network))
    write_text(folder / "manifest.json", as_json(manifest | {"complete": True}))


def manifest_of(comparison: Comparison) -> dict[str, Any]:
    """What is needed to run the comparison again, and what the tables mean."""
    teams = comparison.teams
    return {
        "kind": KIND,
        "teams": [team.name for team in teams],
        "together": comparison.together,
        "world": comparison.world.name,
        "scenarios": [facts_of(scenario) for scenario in comparison.scenarios],
        "scenario_hashes": [content_hash(scenario) for scenario in comparison.scenarios],
        "horizon": facts_of(comparison.horizon),
        "seed": comparison.seed,
        "seeds": comparison.seeds.tolist(),
        "replications": len(comparison.seeds),
        "precision": comparison.precision,
        "precision_reached": comparison.precise,
        "typical_seeds": {
            team.name: typical_seed(block)
            for team, block in zip(teams, comparison.blocks, strict=True)
        },
        "main_outcomes": list(MAIN_OUTCOMES),
        "outcomes": [asdict(outcome) for outcome in OUTCOMES.values()],
        "engine_hash": engine_hash(),
        "versions": {"python": platform.python_version()} | {v: version(v) for v in VERSIONS},
    }


def typical_seed(block: Block) -> int:
    """The seed of the run whose win rate is nearest the median; of equals the lowest seed."""
    rates = values_of(block, "win_rate")
    defined = np.flatnonzero(~np.isnan(rates))
    if len(defined) == 0:
        return int(block.seeds[0])
    distance = np.abs(rates[defined] - np.median(rates[defined]))
    return int(block.seeds[defined[int(distance.argmin())]])


def runs_table(comparison: Comparison) -> pa.Table:
    """One row a team and replication: team, seed, every outcome."""
    seeds = [block.seeds for block in comparison.blocks]
    columns = {"team": team_column(comparison, seeds), "seed": np.concatenate(seeds)}
    measured = np.concatenate([block.outcomes for block in comparison.blocks])
    return pa.table(columns | {name: measured[:, k] for k, name in enumerate(OUTCOMES)})


def weekly_table(comparison: Comparison) -> pa.Table:
    """One row a team, replication and week."""
    weeks = [block.weekly.ravel() for block in comparison.blocks]
    together = np.concatenate(weeks)
    columns = {"team": team_column(comparison, weeks)}
    return pa.table(columns | {name: together[name].copy() for name in WEEK_OF_RUN.names or ()})


def deals_table(comparison: Comparison) -> pa.Table:
    """One row a deal of the entry cohorts, with words for numbers that stand for words."""
    deals = [block.deals for block in comparison.blocks]
    together = np.concatenate(deals)
    columns = {"team": team_column(comparison, deals)}
    for name in DEAL_OF_RUN.names or ():
        column = together[name].copy()
        if name == "stuck_at":
            column += 1  # -1, nothing missing, comes first
        if name in WORDS:
            column = in_words(column, list(WORDS[name]))
        columns[name] = column.astype(bool) if name == "rival" else column
    return pa.table(columns)


def team_column(comparison: Comparison, tables: list[np.ndarray]) -> pa.Array:
    """The team's name for every row of one table a team."""
    codes = np.repeat(np.arange(len(tables), dtype=np.int32), [len(table) for table in tables])
    return in_words(codes, [team.name for team in comparison.teams])


def in_words(codes: np.ndarray, words: list[str]) -> pa.Array:
    """A column of text from places in a list of words (a plain text column once read again)."""
    return pa.DictionaryArray.from_arrays(codes, words).dictionary_decode()


def estimate_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """The rows of estimates.csv."""
    return [
        {
            "team": made.team, "outcome": made.outcome, "label": OUTCOMES[made.outcome].label,
            "mean": made.interval.estimate, "low": made.interval.low, "high": made.interval.high,
            "unit": OUTCOMES[made.outcome].unit, "replications": made.interval.replications,
            "left_out": made.interval.left_out,
        }
        for made in comparison.estimates
    ]  # fmt: skip


def difference_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """The rows of differences.csv: the first team minus the second."""
    return [
        {
            "first": made.first, "second": made.second, "outcome": made.outcome,
            "label": OUTCOMES[made.outcome].label,
            "estimate": made.verdict.interval.estimate, "low": made.verdict.interval.low,
            "high": made.verdict.interval.high, "unit": OUTCOMES[made.outcome].unit,
            "replications": made.verdict.interval.replications,
            "left_out": made.verdict.interval.left_out,
            "smallest_that_matters": made.verdict.smallest_that_matters,
            "p": made.p, "corrected_p": made.verdict.corrected_p,
            "finding": made.verdict.finding.value, "favours": made.verdict.favours,
            "variance_ratio": made.variance_ratio, "sentence": made.sentence,
        }
        for made in comparison.differences
    ]  # fmt: skip


def as_csv(rows: list[dict[str, Any]]) -> str:
    """Rows as CSV; what is undefined stays empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: shown(value) for key, value in row.items()} for row in rows)
    return text.getvalue()


def shown(value: Any) -> Any:
    """A cell's value; empty where undefined."""
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else value


def as_json(content: dict[str, Any]) -> str:
    """A table as readable JSON, without NaN."""
    return json.dumps(content, indent=1, allow_nan=False) + "\n"


def write_table(path: Path, table: pa.Table) -> None:
    """Write a Parquet file whole."""
    write_whole(path, lambda partial: pq.write_table(table, partial, compression="zstd"))
