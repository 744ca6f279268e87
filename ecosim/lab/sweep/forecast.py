"""What a study will take, before it is run: runs, buyer-weeks, time, and how many are enough."""

import time
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import special

from ecosim.lab.compiled import compile_engine, one_week_somewhere
from ecosim.lab.estimate import paired_values
from ecosim.lab.runs import seeds_of
from ecosim.lab.sweep.folder import is_study
from ecosim.lab.sweep.parts import parts_folder, present
from ecosim.lab.sweep.plan import Plan
from ecosim.lab.sweep.settings import team_with, world_with
from ecosim.lab.sweep.study import Study
from ecosim.lab.worker_pool import processors
from ecosim.measures import OUTCOMES, outcomes
from ecosim.scenario import Scenario
from ecosim.simulate import simulate

PILOT_PAIRS = 10
EFFICIENCY = 0.9  # of several processes, measured
LEVEL = 0.95
MOST_REPLICATIONS = 1_000_000


@dataclass(frozen=True)
class Power:
    """How many replications a half width of a paired difference will need.

    Attributes:
        first: name of the first team.
        second: name of the second team; the first again if there is one team only.
        outcome: of which outcome.
        half_width: asked for, in its unit.
        sd: of the paired differences in the pilot; NaN if fewer than two pairs are defined.
        replications: needed, as far as the pilot tells; None if it does not.
    """

    first: str
    second: str
    outcome: str
    half_width: float
    sd: float
    replications: int | None


@dataclass(frozen=True)
class Forecast:
    """What a study will take.

    Attributes:
        points: of the design, over all worlds.
        runs: in all; with a precision, the fewest.
        there: of those, already in the folder.
        buyers: in the run that was measured.
        weeks: of a run.
        seconds_a_run: measured on one run.
        processes: that the time is estimated for.
        power: for every pair of teams and outcome looked at.
    """

    points: int
    runs: int
    there: int
    buyers: int
    weeks: int
    seconds_a_run: float
    processes: int
    power: tuple[Power, ...]

    @property
    def enough(self) -> int | None:
        """What the pair least well known needs; None if the pilot does not tell of some pair."""
        asked = [one.replications for one in self.power]
        known = [count for count in asked if count is not None]
        return max(known) if known and len(known) == len(asked) else None

    @property
    def buyer_weeks(self) -> float:
        """Buyers times weeks times runs, if all points have as many buyers as the one measured."""
        return float(self.buyers) * self.weeks * self.runs

    @property
    def seconds(self) -> float:
        """Estimated for what is not there yet."""
        share = 1.0 if self.processes == 1 else EFFICIENCY * self.processes
        return (self.runs - self.there) * self.seconds_a_run / share


def forecast(study: Study, folder: Path | None = None, processes: int | None = None) -> Forecast:
    """Measure one run and a pilot of ten pairs at the first point that can be run.

    Raises:
        ValueError: nothing can be run at any point of the study.
    """
    plan = Plan(study)
    there: set[str] = set()
    if folder is not None and is_study(folder) and parts_folder(folder).is_dir():
        there = present(parts_folder(folder))
    known = sum(len(block.seeds) for block in plan.blocks() if block.name in there) if there else 0
    scenarios = runnable(plan)
    compile_engine()
    one_week_somewhere()
    begun = time.perf_counter()
    run = simulate(scenarios[0], int(seeds_of(study.seed, 1)[0]))
    seconds = time.perf_counter() - begun
    return Forecast(
        len(plan.frame), plan.runs, known, run.buyers, study.horizon.weeks, seconds,
        processes or processors(), tuple(power(study, scenarios)),
    )  # fmt: skip


def runnable(plan: Plan) -> list[Scenario]:
    """Every team's scenario at the first point where all of them can be built."""
    study = plan.study
    problem: ValueError | None = None
    for point, settings in enumerate(plan.settings()):
        try:
            world = world_with(study.worlds[point % len(study.worlds)], settings)
            return [
                Scenario(world, (team_with(team, settings),), study.horizon) for team in study.teams
            ]
        except ValueError as error:
            problem = problem or error
    raise ValueError("No point of the study can be run.") from problem


def power(study: Study, scenarios: list[Scenario]) -> list[Power]:
    """The replications needed for each pair of teams, from ten pairs.

    The half width is the one the study asks for, else the smallest difference that matters of each
    main outcome, both as the study states them. Ten pairs know a standard deviation to about a
    quarter: a plan, no promise.
    """
    asked = study.precision
    smallest = dict(study.smallest_that_matters)
    wanted = {
        name: smallest.get(name, OUTCOMES[name].smallest_that_matters) for name in study.deciding
    }
    if asked is not None:
        wanted = {asked.outcome: asked.half_width}
    seeds = seeds_of(study.seed, PILOT_PAIRS)
    pilot = [
        [outcomes(simulate(scenario, int(seed)), 0) for seed in seeds] for scenario in scenarios
    ]
    places = list(combinations(range(len(scenarios)), 2)) or [(0, 0)]
    found = []
    for first, second in places:
        names = study.teams[first].name, study.teams[second].name
        for name, half_width in wanted.items():
            values = np.asarray([row[name] for row in pilot[first]])
            if first != second:
                values = paired_values(values, [row[name] for row in pilot[second]])
            sd = _sd(values)
            found.append(Power(*names, name, half_width, sd, needed(sd, half_width)))
    return found


def _sd(values: npt.NDArray[np.float64]) -> float:
    defined = values[~np.isnan(values)]
    return float(defined.std(ddof=1)) if len(defined) > 1 else float("nan")


def needed(sd: float, half_width: float, level: float = LEVEL) -> int | None:
    """The fewest replications whose Student interval has at most this half width.

    None if the standard deviation is unknown or the answer is above a million.
    """
    if np.isnan(sd) or half_width <= 0:
        return None
    low, high = 2, MOST_REPLICATIONS

    def wide(n: int) -> bool:
        quantile = float(special.stdtrit(n - 1, (1 + level) / 2))
        return bool(quantile * sd > half_width * n**0.5)

    if wide(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if wide(middle) else (low, middle)
    return low
