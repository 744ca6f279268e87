"""A world's own target table, and the model held against it."""

import math
import tomllib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from scipy import special

from ecosim.files import FileError, load_team, team_names
from ecosim.lab.pool import FACTS, Pool, pooled
from ecosim.lab.worker_pool import ends_with_its_parent, processors
from ecosim.scenario import Scenario
from ecosim.simulate import Run, simulate
from ecosim.world import World

FOLDER = Path(__file__).parent.parent / "presets" / "targets"


@dataclass(frozen=True)
class Target:
    """A fact that a world should show: the range that passes, its source, tuned on or held out."""

    fact: str
    low: float
    high: float
    source: str
    tuned: bool


@dataclass(frozen=True)
class Checked:
    """A target beside what the model gives.

    Attributes:
        target: the range that passes.
        value: what the model gives.
        low: lower end of its 95% interval over replications; NaN if it is not known.
        high: upper end.
    """

    target: Target
    value: float
    low: float = math.nan
    high: float = math.nan

    @property
    def passed(self) -> bool:
        return self.target.low <= self.value <= self.target.high

    @property
    def miss(self) -> float:
        """Distance from the range in half-widths; 0 inside, 9 where the model gives nothing."""
        if math.isnan(self.value):
            return 9.0
        half = 0.5 * (self.target.high - self.target.low)
        return max(0.0, self.target.low - self.value, self.value - self.target.high) / half


def worlds_with_targets() -> list[str]:
    """The worlds that have a target table."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_targets(world: str) -> list[Target]:
    """The target table of a preset world.

    Raises:
        FileError: the world has no table, or a row names a fact that does not exist.
    """
    path = FOLDER / f"{world}.toml"
    if not path.exists():
        known = ", ".join(worlds_with_targets())
        raise FileError(world, [f"this world has no target table; those that have one: {known}."])
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["target"]
    targets = [Target(**row) for row in rows]
    for target in targets:
        if target.fact not in FACTS:
            known = ", ".join(FACTS)
            raise FileError(path.name, [f"fact {target.fact} does not exist; known: {known}."])
    return targets


def _one(job: tuple[World, str, int]) -> Run:
    world, team, seed = job
    return simulate(Scenario(world, (load_team(team),)), seed)


def pool_of_presets(
    world: World, replications: int, first_seed: int = 0, processes: int | None = None
) -> Pool:
    """The cohort deals of every preset team alike; arguments as runs_of_presets."""
    return pooled(runs_of_presets(world, replications, first_seed, processes))


def runs_of_presets(
    world: World, replications: int, first_seed: int = 0, processes: int | None = None
) -> list[Run]:
    """Runs of every preset team alike, each with the same seeds: team by team.

    Args:
        world: the market.
        replications: runs of each preset team.
        first_seed: the first of consecutive seeds.
        processes: how many to use; None takes all processors, 1 stays in this process.
    """
    seeds = range(first_seed, first_seed + replications)
    jobs = [(world, team, seed) for team in team_names() for seed in seeds]
    workers = min(processors() if processes is None else processes, len(jobs))
    if workers == 1:
        return list(map(_one, jobs))
    _one(jobs[0])  # compiles once, before the workers start
    with ProcessPoolExecutor(workers, get_context("spawn"), ends_with_its_parent) as executor:
        return list(executor.map(_one, jobs, chunksize=4))


def checked(pool: Pool, targets: list[Target]) -> list[Checked]:
    """Every target beside what the model gives."""
    return [Checked(target, FACTS[target.fact](pool)) for target in targets]


def checked_runs(runs: list[Run], targets: list[Target], level: float = 0.95) -> list[Checked]:
    """Every target beside what the model gives, with its interval over replications.

    The interval is Student's with the jackknife's standard error: all runs with one seed are left
    out, seed after seed. So much is left out at a time that it holds for medians too.

    Source:
        J. Shao and C. F. J. Wu (1989), Ann. Stat. 17, 1176-1197 (leaving out more than one).
    """
    seeds = sorted({run.seed for run in runs})
    whole = checked(pooled(runs), targets)
    if len(seeds) < 2:
        return whole
    fewer = [
        [row.value for row in checked(pooled([run for run in runs if run.seed != out]), targets)]
        for out in seeds
    ]
    count = len(seeds)
    errors = np.std(np.asarray(fewer), axis=0) * math.sqrt(count - 1)
    wide = float(special.stdtrit(count - 1, (1 + level) / 2)) * errors
    return [
        replace(row, low=row.value - half, high=row.value + half)
        for row, half in zip(whole, map(float, wide), strict=True)
    ]
