"""What common random numbers buy on the real model, under two ways of keying conversations.

For pairs of preset teams on the same seeds: variance ratio of the paired difference (how many times
fewer replications for the same interval) of win rate and order volatility, with conversations keyed
by the n-th occurrence for the buyer, or by the clock.

    uv run python -m experiments.pairing            # about 3 minutes on two processors
"""

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import pandas as pd
import typer

from ecosim.files import load_team, load_world
from ecosim.lab.estimate import variance_ratio
from ecosim.lab.folders import write_text
from ecosim.lab.manifest import manifest_of_jobs
from ecosim.lab.runs import Job, run_all, seeds_of
from ecosim.measures import OUTCOMES
from ecosim.scenario import Scenario

TEAMS = ("linear-process", "hybrid", "chaotic-cluster", "hierarchy", "adaptive-lone-wolves")
SCHEMES: tuple[Literal["occurrence", "clock"], ...] = ("occurrence", "clock")
TOLD = ("win_rate", "no_decision_rate", "order_volatility", "weekly_cv")


def main(
    replications: Annotated[int, typer.Option(min=10)] = 200,
    seed: Annotated[int, typer.Option(min=0)] = 7,
    out: Path = Path("results/pairing"),
) -> None:
    """Measure and write the table and its manifest."""
    world, seeds = load_world("mid-market-saas"), seeds_of(seed, replications)
    plan = [(scheme, team) for scheme in SCHEMES for team in TEAMS]
    work = [
        Job(replace(Scenario(world, (load_team(team),)), conversations_keyed_by=scheme), seeds)
        for scheme, team in plan
    ]
    blocks = dict(zip(plan, run_all(work), strict=True))
    rows = []
    for scheme in SCHEMES:
        for outcome in TOLD:
            column = list(OUTCOMES).index(outcome)
            ratios = [
                variance_ratio(
                    blocks[scheme, one].outcomes[:, column],
                    blocks[scheme, two].outcomes[:, column],
                )
                for one, two in combinations(TEAMS, 2)
            ]
            rows.append(
                {"keyed by": scheme, "outcome": outcome, "pairs": len(ratios),
                 "median ratio": np.median(ratios), "lowest": min(ratios), "highest": max(ratios)}
            )  # fmt: skip
    table = pd.DataFrame(rows)
    out.mkdir(parents=True, exist_ok=True)
    text = table.to_csv(index=False, float_format="%.3g", lineterminator="\n")
    write_text(out / "variance_ratios.csv", text)
    write_text(out / "manifest.json", manifest_of_jobs("pairing", work, plan))
    typer.echo(table.to_string(index=False))


if __name__ == "__main__":
    typer.run(main)
