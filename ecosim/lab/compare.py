"""Comparing team designs in one world: the same accounts, needs, rivals and luck for each.

Every team sells alone in its own copy of the market, against the outside rival, under the same
seeds (common random numbers), so that two teams are compared replication by replication; or, which
is another question, all sell together in one world, to the same accounts. Main outcomes are named
beforehand (measures.MAIN_OUTCOMES); their signs are claimed only after Holm's correction over all
pairs of teams. All other outcomes are told with plain intervals: they explain, they do not decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from ecosim.lab.estimate import Interval, mean_interval, paired_difference, variance_ratio
from ecosim.lab.precision import FEWEST_PAIRS, next_total, precision_reached
from ecosim.lab.runs import Block, Job, Progress, Seeds, Workers, joined, seeds_of
from ecosim.lab.verdict import Verdict, holm, p_value, sentence
from ecosim.measures import MAIN_OUTCOMES, OUTCOMES
from ecosim.scenario import Horizon, Scenario
from ecosim.team import Team
from ecosim.world import World

REPLICATIONS = 50
MOST_PAIRS = 2000  # where a comparison that waits for precision gives up

type Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """The mean of one outcome of one team over the replications."""

    team: str
    outcome: str
    interval: Interval


@dataclass(frozen=True)
class Difference:
    """How two teams differ in one outcome: the first minus the second, pair by pair.

    Attributes:
        first: name of the first team.
        second: name of the second team.
        outcome: name of the outcome.
        verdict: what the interval says; main outcomes carry a corrected p-value.
        p: p-value of no difference, for this comparison alone.
        variance_ratio: how many times as many replications unpaired runs would need; infinite
            where the difference is the same in every pair, NaN if undefined.
    """

    first: str
    second: str
    outcome: str
    verdict: Verdict
    p: float
    variance_ratio: float

    @property
    def sentence(self) -> str:
        """The verdict for a reader who knows selling and no statistics."""
        measure = OUTCOMES[self.outcome]
        return sentence(self.verdict, self.first, self.second, measure.label, measure.unit)


@dataclass(frozen=True)
class Comparison:
    """Teams compared in one world.

    Attributes:
        world: the market.
        teams: the designs, in the order given.
        horizon: weeks of every run.
        seed: the base seed, see runs.seeds_of.
        blocks: one for each team, under the same seeds in the same order.
        estimates: one for each team and outcome.
        differences: one for each pair of teams and outcome.
        precision: half width of the win rate's interval asked for, in points; None if none was.
        precise: whether it was reached; None if none was asked for.
        together: whether all teams sold in one world.
    """

    world: World
    teams: tuple[Team, ...]
    horizon: Horizon
    seed: int
    blocks: tuple[Block, ...]
    estimates: tuple[Estimate, ...]
    differences: tuple[Difference, ...]
    precision: float | None = None
    precise: bool | None = None
    together: bool = False

    @property
    def seeds(self) -> Seeds:
        """The seeds, shape (replications,)."""
        return self.blocks[0].seeds

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """What was run: one scenario for each team."""
        jobs = jobs_of(self.world, self.teams, self.horizon, self.seeds, self.together)
        return tuple(job.scenario for job in jobs)

    def values(self, team: str, outcome: str) -> Values:
        """One value for each replication of a team; NaN where undefined."""
        place = [design.name for design in self.teams].index(team)
        return values_of(self.blocks[place], outcome)

    def estimate(self, team: str, outcome: str) -> Interval:
        """The mean of a team's outcome with its interval."""
        wanted = (team, outcome)
        return next(e.interval for e in self.estimates if (e.team, e.outcome) == wanted)

    def difference(self, first: str, second: str, outcome: str) -> Difference:
        """How two teams differ in an outcome, in the order in which the teams were given."""
        wanted = (first, second, outcome)
        return next(d for d in self.differences if (d.first, d.second, d.outcome) == wanted)


def compare(
    world: World,
    teams: Sequence[Team],
    *,
    replications: int = REPLICATIONS,
    precision: float | None = None,
    seed: int = 0,
    horizon: Horizon | None = None,
    processes: int | None = None,
    on_progress: Progress | None = None,
    together: bool = False,
) -> Comparison:
    """Run every team in the same markets and say how they differ.

    Args:
        world: the market.
        teams: one or more designs with different names.
        replications: how many pairs; not used when a precision is given.
        precision: go on until the interval of every paired difference in win rate (of the win rate
            itself for a single team) has at most this half width, in points; at least 50 pairs, at
            most 2000. The rule and what it does to coverage: precision.py.
        seed: the base seed; replication r has seed 1,000,000 x seed + r.
        horizon: burn-in, entry cohort, follow-up; a year each if not given.
        processes: see runs.Workers; changes no number.
        on_progress: called with runs done and runs to do.
        together: all teams sell in one world (at most three), not each against the rival alone.

    Raises:
        ValueError: no team, two of one name, fewer than 2 replications or a precision not above 0.
    """
    names = [team.name for team in teams]
    twice = [name for name in names if names.count(name) > 1]
    if twice or not names:
        raise ValueError(f"two teams have the name {twice[0]}" if twice else "no team is given")
    if replications < 2 or (precision is not None and not precision > 0):
        raise ValueError("at least 2 replications, and a precision above 0, are needed")
    horizon = horizon or Horizon()
    with Workers(processes) as workers:
        if precision is None:
            seeds = seeds_of(seed, replications)
            blocks = workers.run(jobs_of(world, teams, horizon, seeds, together), on_progress)
        else:
            blocks = run_until_precise(
                workers, jobs_of(world, teams, horizon, seeds_of(seed, 1), together),
                precision / 100, seed, on_progress,
            )  # fmt: skip
    return Comparison(
        world, tuple(teams), horizon, seed, tuple(blocks),
        estimates_of(names, blocks), differences_of(names, blocks),
        precision, None if precision is None else is_precise(blocks, precision / 100), together,
    )  # fmt: skip


def jobs_of(
    world: World, teams: Sequence[Team], horizon: Horizon, seeds: Seeds, together: bool
) -> list[Job]:
    """One job for each team: alone in the world, or one of all teams in it."""
    if together:
        shared = Scenario(world, tuple(teams), horizon)
        return [Job(shared, seeds, place) for place in range(len(teams))]
    return [Job(Scenario(world, (team,), horizon), seeds) for team in teams]


def run_until_precise(
    workers: Workers,
    jobs: Sequence[Job],
    half_width: float,
    seed: int,
    on_progress: Progress | None,
) -> list[Block]:
    """Run more pairs, look by look, until every difference in win rate is known well enough.

    Teams under the same rule stop together, at the largest number that any pair asks for.
    """
    blocks: list[Block] = []
    at_hand, wanted = 0, FEWEST_PAIRS
    while wanted > at_hand:
        seeds = seeds_of(seed, wanted - at_hand, at_hand)
        tell = counting_on(on_progress, at_hand * len(jobs))
        more = workers.run([job._replace(seeds=seeds) for job in jobs], tell)
        blocks = [joined(parts) for parts in zip(blocks, more, strict=True)] if blocks else more
        at_hand = wanted
        wanted = max(
            next_total(watched, half_width, cap=MOST_PAIRS) for watched in watched_by(blocks)
        )
    return blocks


def counting_on(on_progress: Progress | None, before: int) -> Progress | None:
    """The same report of progress, with runs made before counted in."""
    if on_progress is None:
        return None
    return lambda done, total: on_progress(before + done, before + total)


def watched_by(blocks: Sequence[Block]) -> list[Values]:
    """What precision is judged on: every pair's difference in win rate, or one team's win rate."""
    rates = [values_of(block, "win_rate") for block in blocks]
    return [a - b for a, b in combinations(rates, 2)] or rates


def is_precise(blocks: Sequence[Block], half_width: float) -> bool:
    """Whether every interval that precision is judged on is narrow enough."""
    return all(precision_reached(watched, half_width) for watched in watched_by(blocks))


def values_of(block: Block, outcome: str) -> Values:
    """One outcome's values over the replications."""
    return block.outcomes[:, list(OUTCOMES).index(outcome)]


def estimates_of(names: Sequence[str], blocks: Sequence[Block]) -> tuple[Estimate, ...]:
    """The mean of every outcome of every team."""
    return tuple(
        Estimate(name, outcome, mean_interval(values_of(block, outcome)))
        for name, block in zip(names, blocks, strict=True)
        for outcome in OUTCOMES
    )


def differences_of(names: Sequence[str], blocks: Sequence[Block]) -> tuple[Difference, ...]:
    """Every outcome's difference of every pair; Holm's correction over all main ones at once."""
    compared = [
        (
            first,
            second,
            outcome,
            values_of(blocks[first], outcome),
            values_of(blocks[second], outcome),
        )
        for first, second in combinations(range(len(names)), 2)
        for outcome in OUTCOMES
    ]
    alone = [p_value(a - b) for *_, a, b in compared]
    main = [place for place, row in enumerate(compared) if row[2] in MAIN_OUTCOMES]
    corrected = dict(zip(main, holm([alone[place] for place in main]), strict=True))
    return tuple(
        Difference(
            names[first],
            names[second],
            outcome,
            Verdict(
                paired_difference(a, b),
                OUTCOMES[outcome].smallest_that_matters,
                OUTCOMES[outcome].more_is_better,
                float(corrected[place]) if place in corrected else None,
            ),
            alone[place],
            variance_ratio(a, b),
        )
        for place, (first, second, outcome, a, b) in enumerate(compared)
    )
