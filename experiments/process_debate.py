"""The flagship experiment: which axis causes what, and where do the lines cross?

{script, roadmap, adaptive} x {lone, hierarchy, cluster, hybrid} x heterogeneity h from 0 to 1, on
the same luck; the preset teams are marked points at their world's own h. Only the two axes differ:
everything else of a team is the default, and `standard_work` is 0 everywhere.

    uv run python -m experiments.process_debate          # about 2 minutes on two processors
    uv run python -m experiments.process_debate --replications 4 --out out/process_debate
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from ecosim.files import load_team, load_world, team_names
from ecosim.lab.analysis.variation import shares_of_variation
from ecosim.lab.estimate import mean_interval, paired_difference
from ecosim.lab.folders import write_text
from ecosim.lab.manifest import manifest_of_jobs
from ecosim.lab.runs import Block, Job, Seeds, run_all, seeds_of
from ecosim.measures import OUTCOMES
from ecosim.mechanisms.skills import Coaching
from ecosim.report.crossover import draw_crossover, draw_difference
from ecosim.scenario import Scenario
from ecosim.team import Playbook, Structure, Team
from ecosim.world import World

WORLD = "mid-market-in-full"  # every mechanism at work
HETEROGENEITY = tuple(round(0.1 * step, 1) for step in range(11))
STRUCTURES = {
    "lone": Structure(cluster_size=1, span=0),
    "hierarchy": Structure(cluster_size=1, span=8),
    "cluster": Structure(cluster_size=6, span=0),
    "hybrid": Structure(cluster_size=6, span=8),
}
PLAYBOOKS = {
    "script": Playbook(order="script", adherence=1.0),
    "roadmap": Playbook(order="roadmap", adherence=0.0, listening_hours=0.7, gate=True),
    "adaptive": Playbook(order="adaptive", adherence=0.0, listening_hours=0.7),
}
# what the difference between adaptive and script rests on: one assumption at a time, at h = 0.3
VARIATIONS: dict[str, dict[str, float]] = {
    "as it is": {},
    "only what is required differs": {"dials.h_order": 0.0, "dials.h_role": 0.0},
    "only the order differs": {"dials.h_set": 0.0, "dials.h_role": 0.0},
    "only the role differs": {"dials.h_set": 0.0, "dials.h_order": 0.0},
    "asking too early costs nothing": {"conversation.out_of_order": 1.0},
    "a wrong role costs nothing": {"conversation.wrong_role": 1.0},
    "neither costs anything": {"conversation.out_of_order": 1.0, "conversation.wrong_role": 1.0},
    "a wrong role is hopeless": {"conversation.wrong_role": 0.0},
    "buyers are hard to read (noise 0.9)": {"dials.noise": 0.9},
    "buyers cannot be read (noise 1)": {"dials.noise": 1.0},
    "hours are scarce (18 h a week)": {"people.hours": 18.0},
    "hours are scarce and noise 0.9": {"people.hours": 18.0, "dials.noise": 0.9},
}
# who coaches in each structure
COACHING = {
    "lone": Coaching(),
    "hierarchy": Coaching(manager_hours=0.5),
    "cluster": Coaching(colleague_hours=0.5),
    "hybrid": Coaching(manager_hours=0.25, colleague_hours=0.25),
}
# what the difference between a cluster and a hierarchy rests on, both adaptive, at h = 0.3
STRUCTURE_VARIATIONS: dict[str, dict[str, float | bool]] = {
    "as it is": {},
    "no knowledge": {"knowledge.bits": 0},
    "hearsay is copied blindly": {"knowledge.dated": 0.0},
    "a third of priorities is local": {"knowledge.local": 0.33},
    "skills do not grow": {"skills.growth": 0.0, "skills.coaching_growth": 0.0},
    "no exceptions": {"exceptions.rate": 0.0},
    "distance does not blur": {"exceptions.noise_per_step": 0.0},
    "managers see better than reps": {"exceptions.noise_per_step": -0.15},
    "an open exception holds nothing up": {"exceptions.holds_up": False},
    "no specialists": {
        "specialists.engineers": 0, "specialists.financiers": 0, "specialists.lawyers": 0,
    },
    "influencers do not matter": {"influencers.count": 0},
    "freedom is unclear (0.2 logit)": {"skills.ambiguity": 0.2},
    "freedom helps (0.2 logit)": {"skills.ambiguity": -0.2},
    "none of it": {
        "knowledge.bits": 0, "skills.growth": 0.0, "skills.coaching_growth": 0.0,
        "exceptions.rate": 0.0, "influencers.count": 0, "specialists.engineers": 0,
        "specialists.financiers": 0, "specialists.lawyers": 0,
    },
}  # fmt: skip
TOLD = ("win_rate", "order_volatility", "no_decision_rate", "revenue_per_rep_hour")


type Pair = tuple[tuple[str, str], tuple[str, str]]

PLAYBOOK_PAIR: Pair = (("hierarchy", "adaptive"), ("hierarchy", "script"))
STRUCTURE_PAIR: Pair = (("cluster", "adaptive"), ("hierarchy", "adaptive"))


def team_at(structure: str, playbook: str) -> Team:
    """The team at one point of the grid."""
    return Team(
        "point", "", STRUCTURES[structure], PLAYBOOKS[playbook], coaching=COACHING[structure]
    )


def points() -> list[tuple[str, str, float, str, Team]]:
    """Every point: playbook, structure, h, preset ("" for a point of the grid), team."""
    grid = [
        (playbook, structure, h, "", team_at(structure, playbook))
        for playbook, structure, h in product(PLAYBOOKS, STRUCTURES, HETEROGENEITY)
    ]
    own = load_world(WORLD).dials.h_role
    presets = [(name, load_team(name)) for name in team_names()]
    return grid + [
        (team.playbook.order, team.structure.form, own, name, team) for name, team in presets
    ]


def values(block: Block, outcome: str) -> np.ndarray:
    return block.outcomes[:, list(OUTCOMES).index(outcome)]


def estimates(blocks: list[Block]) -> pd.DataFrame:
    """One row a point: means and 95 % intervals of the outcomes told."""
    rows = []
    for (playbook, structure, h, preset, _), block in zip(points(), blocks, strict=True):
        row: dict[str, object] = {
            "playbook": playbook, "structure": structure, "h": h, "preset": preset,
        }  # fmt: skip
        for outcome in TOLD:
            interval = mean_interval(values(block, outcome))
            low, high = f"{outcome}_low", f"{outcome}_high"
            row |= {outcome: interval.estimate, low: interval.low, high: interval.high}
        rows.append(row)
    return pd.DataFrame(rows)


def differences(blocks: list[Block], outcome: str, first: str, second: str) -> pd.DataFrame:
    """Paired differences between two playbooks, per structure and h."""
    found = {point[:4]: block for point, block in zip(points(), blocks, strict=True)}
    rows = []
    for structure, h in product(STRUCTURES, HETEROGENEITY):
        ours = values(found[first, structure, h, ""], outcome)
        theirs = values(found[second, structure, h, ""], outcome)
        interval = paired_difference(ours, theirs)
        rows.append(
            {"structure": structure, "h": h, "first": first, "second": second, "outcome": outcome,
             "difference": interval.estimate, "low": interval.low, "high": interval.high}
        )  # fmt: skip
    return pd.DataFrame(rows)


def varied(world: World, change: Mapping[str, float | bool]) -> World:
    """The world with some numbers, named section.key, set to other values."""
    for name, value in change.items():
        section, key = name.split(".")
        world = replace(world, **{section: replace(getattr(world, section), **{key: value})})
    return world


def premise_jobs(
    world: World, seeds: Seeds, variations: Mapping[str, Mapping[str, float | bool]], pair: Pair
) -> list[Job]:
    """For each variation both teams of a pair, (structure, playbook) each, at h = 0.3."""
    return [
        Job(Scenario(varied(world.at_heterogeneity(0.3), change), (team_at(*point),)), seeds)
        for change in variations.values()
        for point in pair
    ]


def premises(
    blocks: list[Block], variations: Iterable[str], names: tuple[str, str]
) -> pd.DataFrame:
    """The first team of a pair minus the second under each variation, paired."""
    rows = []
    for place, name in enumerate(variations):
        first, second = (values(block, "win_rate") for block in blocks[2 * place : 2 * place + 2])
        interval = paired_difference(first, second)
        rows.append(
            {"variation": name, names[0]: float(np.nanmean(first)),
             names[1]: float(np.nanmean(second)),
             "difference": interval.estimate, "low": interval.low, "high": interval.high}
        )  # fmt: skip
    return pd.DataFrame(rows)


def axis_shares(blocks: list[Block], outcome: str) -> pd.DataFrame:
    """How much of the variation of an outcome over the grid each axis causes, chance taken off."""
    shape = (len(PLAYBOOKS), len(STRUCTURES), len(HETEROGENEITY))
    cells = np.array([values(block, outcome) for block in blocks[: int(np.prod(shape))]])
    table = shares_of_variation(cells.reshape(*shape, -1), ("playbook", "structure", "h"))
    return table.assign(outcome=outcome)


def main(
    replications: Annotated[int, typer.Option(min=2)] = 40,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    jobs: Annotated[int | None, typer.Option(min=1)] = None,
    out: Path = Path("results/process_debate"),
) -> None:
    """Run the experiment, write its tables, figures and manifest."""
    world, seeds = load_world(WORLD), seeds_of(seed, replications)
    work = [
        Job(Scenario(world if preset else world.at_heterogeneity(h), (team,)), seeds)
        for _, _, h, preset, team in points()
    ]

    def told(done: int, total: int) -> None:
        if done % max(1, total // 50) < 8:
            typer.echo(f"\r{done:,} of {total:,} runs", nl=False, err=True)

    tried = premise_jobs(world, seeds, VARIATIONS, PLAYBOOK_PAIR)
    formed = premise_jobs(world, seeds, STRUCTURE_VARIATIONS, STRUCTURE_PAIR)
    all_blocks = run_all(work + tried + formed, jobs, told)
    blocks, rest = all_blocks[: len(work)], all_blocks[len(work) :]
    premise_blocks, structure_blocks = rest[: len(tried)], rest[len(tried) :]
    typer.echo("", err=True)
    table = estimates(blocks)
    paired = pd.concat(
        differences(blocks, outcome, first, second)
        for outcome in ("win_rate", "order_volatility")
        for first, second in (("adaptive", "script"), ("roadmap", "script"))
    )
    shares = pd.concat(axis_shares(blocks, outcome) for outcome in TOLD)
    out.mkdir(parents=True, exist_ok=True)
    tables = {
        "estimates": table, "differences": paired, "axis_shares": shares,
        "premises": premises(premise_blocks, VARIATIONS, ("adaptive", "script")),
        "structure_premises": premises(
            structure_blocks, STRUCTURE_VARIATIONS, ("cluster", "hierarchy")
        ),
    }  # fmt: skip
    for name, rows in tables.items():
        text = rows.to_csv(index=False, float_format="%.6g", lineterminator="\n")
        write_text(out / f"{name}.csv", text)
    named: list[object] = [point[:4] for point in points()]
    named += [[name, *point] for name in VARIATIONS for point in PLAYBOOK_PAIR]
    named += [[name, *point] for name in STRUCTURE_VARIATIONS for point in STRUCTURE_PAIR]
    done = work + tried + formed
    write_text(out / "manifest.json", manifest_of_jobs("process debate", done, named))
    drawn = table.rename(
        columns={"win_rate_low": "low", "win_rate_high": "high",
                 "order_volatility_low": "volatility_low",
                 "order_volatility_high": "volatility_high"}
    )  # fmt: skip
    draw_crossover(drawn, out / "lines_over_h")
    main_pair = paired[(paired["outcome"] == "win_rate") & (paired["first"] == "adaptive")]
    draw_difference(main_pair, out / "adaptive_minus_script")
    typer.echo(f"written to {out}")


if __name__ == "__main__":
    typer.run(main)
