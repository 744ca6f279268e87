"""A team that changes its design, beside the same team that stays as it is: the path of a change.

Three runs under the same luck: the team stays with its design; it changes at a given week; it has
the new design from the start (where the change leads to). The first two are the same to the bit
until the week of the change. Intervals come from resampling whole replications, for a break-even
week is no mean: the week from which on the cumulative difference in order value stays above zero.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ecosim.lab.runs import Block, Job, Progress, Workers, seeds_of
from ecosim.scenario import Horizon, Scenario, Switch
from ecosim.state import LOST, NO_DECISION, WON
from ecosim.team import Team
from ecosim.world import World

ARMS = ("stays", "changes", "from the start")
STAYS, CHANGES, FROM_START = range(3)
WEEKS_AFTER = 156
FEWEST_WEEKS_AFTER = 26
SHORT_WEEKS = 52  # a follow-up below this sees little of the deals that entered after the change
LONGEST_BURN_IN, LONGEST_FOLLOW_UP = 52, 52
SMOOTHED_WEEKS = 13
RESAMPLES = 2000
LEVEL = 0.95

type Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Band:
    """An estimate and its interval, week by week (or group by group)."""

    estimate: Values
    low: Values
    high: Values


@dataclass(frozen=True)
class Point:
    """A number with its interval; infinite where it never comes."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Path:
    """What became of a change of design.

    Attributes:
        world: the market.
        before: the design at first.
        after: the design it changes to.
        switch_at: the first week of the new design.
        horizon: weeks of every run.
        seed: the base seed.
        blocks: one for each of ARMS, under the same seeds.
    """

    world: World
    before: Team
    after: Team
    switch_at: int
    horizon: Horizon
    seed: int
    blocks: tuple[Block, ...]

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """What was run: one scenario for each of ARMS."""
        return scenarios_of(self.world, self.before, self.after, self.switch_at, self.horizon)

    @property
    def weeks_after(self) -> int:
        """Weeks from the change to the end of the runs."""
        return self.horizon.weeks - self.switch_at

    def weekly(self, arm: int, column: str = "order_value") -> Values:
        """A column of the weekly rows, shape (replications, weeks)."""
        return self.blocks[arm].weekly[column].astype(np.float64)

    @cached_property
    def shares(self) -> Values:
        """The weight of each replication in each resample, shape (resamples, replications)."""
        replications = len(self.blocks[0].seeds)
        drawn = np.random.default_rng(0).multinomial(
            replications, np.full(replications, 1 / replications), RESAMPLES
        )
        return np.asarray(drawn / replications)

    def band(self, values: Values) -> Band:
        """The mean over replications, shape (replications, weeks), with its interval."""
        return Band(values.mean(axis=0), *ends(self.shares @ values))

    @cached_property
    def gained(self) -> Values:
        """Order value by which the team that changes is ahead of the one that stays, added up from
        the change on; shape (replications, weeks after)."""
        apart = self.weekly(CHANGES) - self.weekly(STAYS)
        return np.asarray(np.cumsum(apart[:, self.switch_at :], axis=1))

    @property
    def no_difference(self) -> bool:
        """Whether the change changed nothing at all, in any replication."""
        return not self.gained.any()

    @cached_property
    def break_even(self) -> Point:
        """Weeks after the change from which on the cumulative difference is above zero to the end;
        infinite: not within the follow-up."""
        weeks = np.sort([weeks_to_break_even(path) for path in self.shares @ self.gained])
        tail = int(len(weeks) * (1 - LEVEL) / 2)
        estimate = weeks_to_break_even(self.gained.mean(axis=0))
        return Point(estimate, float(weeks[tail]), float(weeks[-1 - tail]))

    @cached_property
    def never(self) -> float:
        """Share of the resamples in which the change is not made up for within the follow-up."""
        paths = self.shares @ self.gained
        return float(np.mean([math.isinf(weeks_to_break_even(path)) for path in paths]))

    @cached_property
    def lowest(self) -> tuple[int, Point]:
        """The weeks after the change at which the team is furthest behind (1: after its first
        week), and how far, in order value."""
        band = self.band(self.gained)
        week = int(band.estimate.argmin())
        return week + 1, Point(
            *(float(side[week]) for side in (band.estimate, band.low, band.high))
        )

    @cached_property
    def at_the_end(self) -> Point:
        """The cumulative difference in order value at the end of the runs."""
        band = self.band(self.gained[:, -1:])
        return Point(float(band.estimate[0]), float(band.low[0]), float(band.high[0]))

    @property
    def still_gaining(self) -> bool:
        """Whether over the last quarter year the team that changes sold more than the other."""
        late = self.gained[:, -1] - self.gained[:, -1 - SMOOTHED_WEEKS]
        return float(late.mean()) > 0

    def win_rates(self, arm: int) -> tuple[npt.NDArray[np.int64], Band]:
        """The first week of each quarter of entry weeks, and the win rate of the deals that entered
        in it: won of won, lost and without decision, all replications together."""
        first, end = self.horizon.burn_in, self.horizon.burn_in + self.horizon.cohort
        start = first + (self.switch_at - first) % SMOOTHED_WEEKS  # a quarter begins at the change
        quarters = (end - start) // SMOOTHED_WEEKS
        deals, seeds = self.blocks[arm].deals, self.blocks[arm].seeds
        quarter = (deals["opened"] - start) // SMOOTHED_WEEKS
        seen = (deals["opened"] >= start) & (quarter < quarters)
        run = np.searchsorted(seeds, deals["seed"])
        won, resolved = np.zeros((2, len(seeds), max(quarters, 0)))
        for table, outcomes in ((won, (WON,)), (resolved, (WON, LOST, NO_DECISION))):
            rows = seen & np.isin(deals["outcome"], outcomes)
            np.add.at(table, (run[rows], quarter[rows]), 1.0)
        with np.errstate(invalid="ignore"):
            rates = (self.shares @ won) / (self.shares @ resolved)
            estimate = won.sum(axis=0) / resolved.sum(axis=0)
        return start + SMOOTHED_WEEKS * np.arange(quarters), Band(estimate, *ends(rates))


def ends(resampled: Values) -> tuple[Values, Values]:
    """Where 95% of the resamples lie, column by column."""
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(resampled, [tail, 1 - tail], axis=0)
    return low, high


def weeks_to_break_even(path: Values) -> float:
    """The first week, counted from 1, from which on a path stays above zero; infinite if it ends
    at or below it."""
    below = np.flatnonzero(path <= 0)
    if len(below) == 0:
        return 1.0
    last = int(below[-1])
    return math.inf if last == len(path) - 1 else float(last + 2)


def smoothed(values: Values, weeks: int = SMOOTHED_WEEKS) -> Values:
    """Mean of the last so many weeks, shape (replications, weeks); of fewer at the beginning.

    It looks back only, so that nothing of a change is seen before its week.
    """
    added = np.cumsum(values, axis=1)
    before = np.zeros_like(added)
    before[:, weeks:] = added[:, :-weeks]
    return np.asarray((added - before) / np.minimum(np.arange(values.shape[1]) + 1, weeks))


def horizon_of(switch_at: int, weeks_after: int) -> Horizon:
    """Runs that end so many weeks after the change; deals that enter in the last year (of a short
    follow-up: its last third) are not measured by entry week, for they may still be open."""
    burn_in, follow_up = min(LONGEST_BURN_IN, switch_at), min(LONGEST_FOLLOW_UP, weeks_after // 3)
    return Horizon(burn_in, switch_at + weeks_after - burn_in - follow_up, follow_up)


def scenarios_of(
    world: World, before: Team, after: Team, switch_at: int, horizon: Horizon
) -> tuple[Scenario, ...]:
    """One scenario for each of ARMS."""
    return (
        Scenario(world, (before,), horizon),
        Scenario(world, (before,), horizon, switches=(Switch(switch_at, after),)),
        Scenario(world, (after,), horizon),
    )


def follow_change(
    world: World,
    before: Team,
    after: Team,
    switch_at: int,
    *,
    weeks_after: int = WEEKS_AFTER,
    replications: int = 50,
    seed: int = 0,
    processes: int | None = None,
    on_progress: Progress | None = None,
) -> Path:
    """Run a change of design, the same team without it, and the new design from the start.

    Args:
        world: the market.
        before, after: the designs.
        switch_at: the first week of the new design.
        weeks_after: weeks from then to the end.
        replications: how many, at least 2.
        seed: the base seed; replication r has seed 1,000,000 x seed + r.
        processes: see runs.Workers; changes no number.
        on_progress: called with runs done and runs to do.

    Raises:
        ValueError: fewer than 2 replications or 26 weeks after the change.
    """
    if replications < 2 or weeks_after < FEWEST_WEEKS_AFTER:
        raise ValueError(
            f"at least 2 replications and {FEWEST_WEEKS_AFTER} weeks after the change are needed"
        )
    horizon = horizon_of(switch_at, weeks_after)
    seeds = seeds_of(seed, replications)
    with Workers(processes) as workers:
        blocks = workers.run(
            [Job(made, seeds) for made in scenarios_of(world, before, after, switch_at, horizon)],
            on_progress,
        )
    return Path(world, before, after, switch_at, horizon, seed, tuple(blocks))
