"""Comparison folders in the stored format, made from a few short runs of the preset teams."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ecosim.files import load_team, load_world
from ecosim.lab.estimate import mean_interval, paired_difference, variance_ratio
from ecosim.scenario import Scenario
from ecosim.simulate import Run, simulate
from ecosim.state import CAUSES, COMMITMENTS, OUTCOMES

LABELS = {
    "win_rate": ("win rate", "share"),
    "order_volatility": ("order volatility", ""),
    "no_decision_rate": ("no-decision rate", "share"),
}

type Tables = dict[str, pd.DataFrame]


def deals_of(team: str, run: Run) -> pd.DataFrame:
    """The cohort's deals of one run, in words."""
    horizon = run.scenario.horizon
    table = pd.DataFrame(run.ledger)
    last = horizon.burn_in + horizon.cohort
    table = table[(table["opened"] >= horizon.burn_in) & (table["opened"] < last)]
    return table.assign(
        team=team,
        seed=run.seed,
        outcome=[OUTCOMES[k] for k in table["outcome"]],
        cause=[CAUSES[k] for k in table["cause"]],
        source=[("prospected", "requested")[k] for k in table["source"]],
        stuck_at=["" if k < 0 else COMMITMENTS[k] for k in table["stuck_at"]],
    )


def weeks_of(team: str, run: Run) -> pd.DataFrame:
    """The weekly rows of one run with one team."""
    table = pd.DataFrame(run.weekly[:, 0])
    return table.assign(team=team, seed=run.seed, week=np.arange(len(table)))


def outcomes_of(deals: pd.DataFrame, weekly: pd.DataFrame, burn_in: int) -> dict[str, float]:
    """Rough outcomes, good enough for a picture; the laboratory has the exact ones."""
    ended = deals[deals["outcome"] != "open"]
    won = ended[ended["outcome"] == "won"]
    measured = weekly[weekly["week"] >= burn_in]
    mean = measured["order_value"].mean()
    chance = measured["orders"].mean() * (won["value"] ** 2).mean()
    return {
        "win_rate": len(won) / len(ended) if len(ended) else np.nan,
        "no_decision_rate": float((ended["outcome"] == "no decision").mean()),
        "order_volatility": (measured["order_value"].var() - chance) / mean**2 if mean else np.nan,
    }


def estimates_of(runs: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for team, own in runs.groupby("team", sort=False):
        for outcome, (label, unit) in LABELS.items():
            found = mean_interval(own[outcome])
            rows.append((team, outcome, label, unit, found.estimate, found.low, found.high,
                         found.replications))  # fmt: skip
    names = ["team", "outcome", "label", "unit", "mean", "low", "high", "replications"]
    return pd.DataFrame(rows, columns=names)


def differences_of(runs: pd.DataFrame) -> pd.DataFrame:
    rows = []
    teams = list(dict.fromkeys(runs["team"]))
    for i, first in enumerate(teams):
        for second in teams[i + 1 :]:
            for outcome in LABELS:
                a, b = (runs.loc[runs["team"] == t, outcome].to_numpy() for t in (first, second))
                found = paired_difference(a, b)
                rows.append((first, second, outcome, found.estimate, found.low, found.high,
                             variance_ratio(a, b), "a sentence"))  # fmt: skip
    names = ["first", "second", "outcome", "estimate", "low", "high", "variance_ratio", "sentence"]
    return pd.DataFrame(rows, columns=names)


def made_up_network(team: str, reps: int = 24, clusters: int = 4, accounts: int = 300) -> Any:
    """Reps in clusters, some with a manager; four fifths of the accounts have a deal."""
    random = np.random.default_rng(3)
    nodes: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []

    def link(source: str, target: str, kind: str) -> None:
        links.append({"source": source, "target": target, "kind": kind})

    for i in range(reps):
        cluster = i * clusters // reps
        nodes.append({"id": f"rep {i}", "kind": "rep", "cluster": cluster, "label": f"rep {i}"})
        link(f"rep {i}", f"manager {i // 8}", "reports to")
        for j in range(i):
            if j * clusters // reps == cluster:
                link(f"rep {j}", f"rep {i}", "colleague")
    for i in range((reps + 7) // 8):
        nodes.append({"id": f"manager {i}", "kind": "manager", "cluster": None, "label": ""})
    for i in range(accounts):
        size = int(random.integers(2, 12))
        nodes.append({"id": f"account {i}", "kind": "account", "cluster": None, "label": "",
                      "size": size})  # fmt: skip
        if random.random() < 0.8:
            link(f"rep {random.integers(reps)}", f"account {i}", "deal")
        if random.random() < 0.3:
            link(f"account {i}", f"influencer {random.integers(12)}", "follows")
    for i in range(12):
        nodes.append({"id": f"influencer {i}", "kind": "influencer", "cluster": None, "label": ""})
        link(f"rep {random.integers(reps)}", f"influencer {i}", "knows")
    return {"team": team, "directed": False, "multigraph": False, "nodes": nodes, "links": links}


@pytest.fixture(scope="session")
def simulated() -> Callable[[str, int], tuple[pd.DataFrame, pd.DataFrame]]:
    """The deals and weeks of a preset team's run, each run only once."""
    world = load_world("mid-market-saas")
    kept: dict[tuple[str, int], tuple[pd.DataFrame, pd.DataFrame]] = {}

    def of(preset: str, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        if (preset, seed) not in kept:
            run = simulate(Scenario(world=world, teams=(load_team(preset),)), seed)
            kept[preset, seed] = deals_of(preset, run), weeks_of(preset, run)
        return kept[preset, seed]

    return of


@pytest.fixture
def write_comparison(
    simulated: Callable[[str, int], tuple[pd.DataFrame, pd.DataFrame]],
) -> Callable[..., Path]:
    """Write a comparison of presets, under other `names`; those in `loses` win nothing."""

    def write(
        folder: Path,
        presets: Sequence[str],
        replications: int = 4,
        names: Sequence[str] = (),
        loses: Sequence[str] = (),
    ) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        teams = list(names or presets)
        deals, weekly, runs = [], [], []
        for preset, team in zip(presets, teams, strict=True):
            for seed in range(replications):
                own, weeks = (table.assign(team=team) for table in simulated(preset, seed))
                if preset in loses:
                    own = own.replace({"outcome": {"won": "lost"}})
                    own = own.replace({"cause": {"chosen": "another seller chosen"}})
                    weeks = weeks.assign(orders=0, order_value=0.0)
                outcomes = outcomes_of(own, weeks, burn_in=52)
                runs.append({"team": team, "seed": seed} | outcomes)
                deals.append(own)
                weekly.append(weeks)
        table = pd.DataFrame(runs)
        table.to_parquet(folder / "runs.parquet", index=False)
        pd.concat(deals).to_parquet(folder / "deals.parquet", index=False)
        pd.concat(weekly).to_parquet(folder / "weekly.parquet", index=False)
        estimates_of(table).to_csv(folder / "estimates.csv", index=False)
        differences_of(table).to_csv(folder / "differences.csv", index=False)
        manifest = {
            "horizon": {"burn_in": 52, "cohort": 52, "follow_up": 52},
            "world": {"name": "mid-market-saas"},
            "teams": [{"name": team} for team in teams],
        }
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        network = json.dumps(made_up_network(teams[0]))
        (folder / "network.json").write_text(network, encoding="utf-8")
        return folder

    return write
