"""A comparison as it lies in its folder: tables, network and manifest, read and never changed."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd


class Estimate(NamedTuple):
    """A mean with its 95 % interval; NaN where the replications allow none."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Comparison:
    """The stored results that the figures draw.

    Attributes:
        teams: Names of the team designs in the order they were given.
        burn_in: Weeks before anything is measured.
        cohort: Weeks in which the measured deals enter.
        estimates: One row per team and outcome.
        differences: One row per pair of teams and outcome; empty for a single team.
        runs: One row per team and replication, one column per outcome.
        weekly: One row per team, replication and week.
        deals: One row per deal of the cohort.
        network: Node-link data of one team, its accounts and the influencers; None if not stored.
    """

    teams: tuple[str, ...]
    burn_in: int
    cohort: int
    estimates: pd.DataFrame
    differences: pd.DataFrame
    runs: pd.DataFrame
    weekly: pd.DataFrame
    deals: pd.DataFrame
    network: dict[str, Any] | None

    def estimate(self, team: str, outcome: str) -> Estimate:
        """The stored estimate of one outcome for one team; NaN throughout if there is none."""
        table = self.estimates
        rows = table[(table["team"] == team) & (table["outcome"] == outcome)]
        if rows.empty:
            return Estimate(float("nan"), float("nan"), float("nan"))
        row = rows.iloc[0]
        return Estimate(float(row["mean"]), float(row["low"]), float(row["high"]))


def read_comparison(folder: Path) -> Comparison:
    """Read the tables, the network and the manifest of one comparison.

    Raises:
        FileNotFoundError: A table or the manifest is missing (only the network may be).
    """
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    network = folder / "network.json"
    words = {"first": str, "second": str, "team": str, "outcome": str}
    return Comparison(
        teams=tuple(_name(team) for team in manifest["teams"]),
        burn_in=int(manifest["horizon"]["burn_in"]),
        cohort=int(manifest["horizon"]["cohort"]),
        estimates=pd.read_csv(folder / "estimates.csv", dtype=words),
        differences=pd.read_csv(folder / "differences.csv", dtype=words),
        runs=pd.read_parquet(folder / "runs.parquet"),
        weekly=pd.read_parquet(folder / "weekly.parquet"),
        deals=pd.read_parquet(folder / "deals.parquet"),
        network=json.loads(network.read_text(encoding="utf-8")) if network.exists() else None,
    )


def _name(team: str | dict[str, Any]) -> str:
    """A team's name, whether the manifest gives the name alone or the team in full."""
    return team if isinstance(team, str) else str(team["name"])
