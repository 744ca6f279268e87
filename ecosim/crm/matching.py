"""Turning a world until its simulated deals look like a company's: arrivals, cycle and win rate.

The model itself is asked: a small part of the world is simulated with each of three team designs,
so that none is favoured, and the dials are turned together, a bounded number of times: at first
with deals as they are, and only where that does not come near, with easier ones.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import lsq_linear

from ecosim.crm.turning import turned
from ecosim.files import load_team
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import simulate
from ecosim.state import OPEN, REQUESTED, WON
from ecosim.team import Team
from ecosim.world import World

TEAMS: Final = ("linear-process", "hybrid", "chaotic-cluster")
HORIZON: Final = Horizon(burn_in=52, cohort=52, follow_up=0)
ROUNDS: Final = (8, 12, 4)  # at most: deals as they are, easier ones, a closer look
STALE: Final = 3  # rounds without a fall of cost by a tenth, after which a search ends
FALL: Final = 0.9
MOST_REPS: Final = 12  # in a part of the world that is simulated
FEWEST_REPS: Final = 6  # one cluster
ACCOUNTS_AT_ONCE: Final = 3_000
ACCOUNTS_A_ROUND: Final = 14_000  # over all replications with one team
SEEDS: Final = (3, 16)  # fewest and most
CLOSER: Final = 3  # times as many seeds in a closer look
ACCOUNTS_A_REP: Final = 1_000
FRESH_SEEDS: Final = 1000  # the matched world is measured with luck it was not matched with
CLOSE_ENOUGH: Final = 0.05
NEAR_ENOUGH: Final = np.array([0.08, 0.15, 0.10])  # so near that deals are not made easier
WORTH_EASING: Final = 0.5  # easier deals must leave at most this part of the cost
LARGEST_MISS: Final = 4.0

# dials: ln activity, ln pace of buyers, logit of a conversation's success, ease of deals
LOW: Final = np.array([-9.0, -2.5, -4.0, 0.0])
HIGH: Final = np.array([9.0, 1.5, 3.0, 1.0])
LARGEST_TURN: Final = np.array([1.0, 0.7, 1.5, 0.4])
# where searches with easier deals begin: ease, and base above that of the named world
EASIER: Final = ((0.5, 1.0), (0.8, 0.0), (0.8, 1.5), (1.0, 0.0), (1.0, 1.5))
# first guess of what a turn does to ln arrivals, ln cycle, logit win rate; learnt on the way
FIRST_GUESS: Final = np.array(
    [[0.85, 0.30, 0.08, 0.20], [0.0, -0.80, -0.20, -1.0], [-0.20, -1.30, 0.70, 2.5]]
)
WEIGHTS: Final = np.array([1.0, 0.5, 0.5])
GUESS_WEIGHT: Final = 0.1  # of the first guess, against what was seen one largest turn away
LEAST_EASE: Final = 0.01
RELUCTANCE: Final = 0.02  # to make deals easier: only where nothing else will do

type Floats = npt.NDArray[np.float64]
type Progress = Callable[[int, int], None]  # rounds done, rounds at most


class Target(NamedTuple):
    """What the simulated deals should look like; None where that is not asked for."""

    reps: int
    accounts: int
    arrivals_per_week: float
    cycle_weeks: float | None
    win_rate: float | None


class Sight(NamedTuple):
    """What a year of simulated deals looks like, on average over the three team designs.

    Attributes:
        arrivals_per_rep_week: deals opened per rep and week.
        cycle_weeks: median weeks from opened to won; NaN without a won deal.
        win_rate: won as a share of the deals closed in the records.
        requested_share: share of the deals that began with a request for offers.
        won_size_shift: median ln size of won deals above that of all opened ones.
        won_size_ln_sd: standard deviation of ln size of won deals.
    """

    arrivals_per_rep_week: float
    cycle_weeks: float
    win_rate: float
    requested_share: float
    won_size_shift: float
    won_size_ln_sd: float


@dataclass(frozen=True)
class Match:
    """The world after matching, how far each dial was turned, and what is seen before and after.

    Attributes:
        world: the matched world.
        pace: factor on everything that buyers and the rival do per week.
        ease: how far deals were made easier, from 0 (as they were) to 1.
        before: the named world as it was.
        after: the matched world, with luck it was not matched with.
    """

    world: World
    pace: float
    ease: float
    before: Sight
    after: Sight


class _Look(NamedTuple):
    """Dials that were tried, what then was missed, and what it costs."""

    dials: Floats
    miss: Floats
    cost: float


type Looking = Callable[[Floats], _Look]


def match(world: World, target: Target, on_progress: Progress | None = None) -> Match:
    """Turn activity, pace, success and ease of a world until its simulated deals look as asked.

    Deals are made easier only if the search without that ends far from the target, and are kept
    so only if that helps much. With busy reps luck weighs much, so that the last rounds simulate
    more companies. If a target lies out of reach, the nearest that was seen is kept.
    """
    tell, most = on_progress or (lambda done, most: None), sum(ROUNDS) + len(EASIER)
    before, looks = seen(world, FRESH_SEEDS), list[_Look]()
    low, high = _limits(world, target)

    def look(dials: Floats, times: int = 1) -> _Look:
        tell(len(looks), most)
        sight = seen(turned(world, target.reps, target.accounts, dials), 0, times)
        miss = misses(target, sight)
        looks.append(_Look(dials, miss, _cost(miss, dials)))
        return looks[-1]

    limits = low, high * [1.0, 1.0, 1.0, 0.0]
    start = look(np.clip(_first_dials(world, target, before), *limits))
    best = _nearest(start, looks, look, limits, ROUNDS[0] - 1)
    if high[3] > 0.0 and (np.abs(best.miss) > NEAR_ENOUGH).any():
        starts = [look(dials) for dials in _easier(world, best.dials, (low, high))]
        start = min(starts, key=lambda look: look.cost)
        eased = _nearest(start, looks, look, (low, high), ROUNDS[1])
        if eased.cost < WORTH_EASING * best.cost:
            best, limits = eased, (low, high)
    closer = look(best.dials, CLOSER)
    luck = closer.miss - best.miss
    looks[:] = [one._replace(miss=one.miss + luck) for one in looks if one is not best][:-1]
    best = _nearest(closer, looks, lambda dials: look(dials, CLOSER), limits, ROUNDS[2] - 1)
    tell(most, most)
    matched = turned(world, target.reps, target.accounts, best.dials)
    pace, ease = float(np.exp(best.dials[1])), float(best.dials[3])
    return Match(matched, pace, ease, before, seen(matched, FRESH_SEEDS, CLOSER))


def _nearest(
    start: _Look, looks: list[_Look], look: Looking, limits: tuple[Floats, Floats], rounds: int
) -> _Look:
    """Step from the best look to what all looks so far suggest, less far after each that fails."""
    best, reach, stale = start, 1.0, 0
    for _ in range(rounds):
        if stale == STALE or np.abs(best.miss).max() < CLOSE_ENOUGH:
            break
        dials = _next_dials(_learnt(best, looks), best, limits, reach * LARGEST_TURN)
        if np.abs(dials - best.dials).max() < 1e-3:
            break
        tried = look(dials)
        stale = 0 if tried.cost < FALL * best.cost else stale + 1
        reach = min(1.0, 2.0 * reach) if tried.cost < best.cost else 0.4 * reach
        best = min(best, tried, key=lambda look: look.cost)
    return best


def _easier(world: World, dials: Floats, limits: tuple[Floats, Floats]) -> list[Floats]:
    """Where to begin with easier deals: as busy as was found, at the named world's pace."""
    base = world.conversation.base
    return [
        np.clip(np.array([dials[0], 0.0, base + above, ease]), *limits) for ease, above in EASIER
    ]


def seen(world: World, first_seed: int, times: int = 1) -> Sight:
    """Simulate a part of the world with each of the three teams and measure a year of its deals."""
    each = world.market.accounts / world.people.reps
    reps = min(world.people.reps, MOST_REPS, max(FEWEST_REPS, int(ACCOUNTS_AT_ONCE / each)))
    part = world.sized(reps / world.people.reps)
    count = times * int(np.clip(ACCOUNTS_A_ROUND // part.market.accounts, *SEEDS))
    count = min(count, 2 * SEEDS[1])
    seeds = range(first_seed, first_seed + count)
    sights = [_seen_of_team(part, load_team(name), seeds) for name in TEAMS]
    return Sight(*(_mean(column) for column in zip(*sights, strict=True)))


def _mean(column: tuple[float, ...]) -> float:
    known = [value for value in column if not np.isnan(value)]
    return float(np.mean(known)) if known else np.nan


def _seen_of_team(world: World, team: Team, seeds: range) -> Sight:
    scenario = Scenario(world=world, teams=(team,), horizon=HORIZON)
    deals = np.concatenate([np.asarray(simulate(scenario, seed).ledger) for seed in seeds])
    opened = deals[deals["opened"] >= HORIZON.burn_in]
    closed = deals[(deals["outcome"] != OPEN) & (deals["closed"] >= HORIZON.burn_in)]
    won = closed[closed["outcome"] == WON]
    weeks = len(seeds) * (HORIZON.weeks - HORIZON.burn_in)
    ln_won, ln_opened = np.log(won["value"]), np.log(opened["value"])
    return Sight(
        arrivals_per_rep_week=len(opened) / weeks / world.people.reps,
        cycle_weeks=_middle_week(won["closed"] - won["opened"]),
        win_rate=(len(won) + 0.5) / (len(closed) + 1.0),
        requested_share=float((opened["source"] == REQUESTED).mean()) if len(opened) else np.nan,
        won_size_shift=float(np.median(ln_won) - np.median(ln_opened)) if len(won) else np.nan,
        won_size_ln_sd=float(ln_won.std()) if len(won) else np.nan,
    )


def _middle_week(weeks: npt.NDArray[np.int32]) -> float:
    """The median of whole weeks, as if those of one week were spread evenly over it."""
    if not len(weeks):
        return np.nan
    middle = float(np.median(weeks))
    below, at = float((weeks < middle).mean()), float((weeks == middle).mean())
    return max(0.5, middle - 0.5 + (0.5 - below) / at) if at else middle


def misses(target: Target, sight: Sight) -> Floats:
    """How far a sight lies from the target: ln arrivals, ln cycle, logit win rate."""
    arrivals = max(sight.arrivals_per_rep_week, 1e-6) * target.reps
    miss = [np.log(arrivals / target.arrivals_per_week), 0.0, 0.0]
    if target.cycle_weeks is not None:
        unknown = np.isnan(sight.cycle_weeks)
        miss[1] = 0.5 if unknown else np.log(sight.cycle_weeks / target.cycle_weeks)
    if target.win_rate is not None:
        miss[2] = _logit(sight.win_rate) - _logit(target.win_rate)
    return np.asarray(np.clip(np.array(miss), -LARGEST_MISS, LARGEST_MISS))


def _logit(share: float) -> float:
    return float(np.log(share / (1.0 - share)))


def _cost(miss: Floats, dials: Floats) -> float:
    return float(((WEIGHTS * miss) ** 2).sum() + (RELUCTANCE * dials[3]) ** 2)


def _limits(world: World, target: Target) -> tuple[Floats, Floats]:
    """Lowest and highest dials; those with nothing to match stay where the world has them."""
    base = world.conversation.base
    low = np.array([LOW[0], LOW[1], min(LOW[2], base), LOW[3]])
    busiest = np.log(ACCOUNTS_A_REP * world.people.reps / world.market.accounts)
    high = np.array([max(0.0, busiest), HIGH[1], max(HIGH[2], base), HIGH[3]])
    if target.cycle_weeks is None:
        low[1] = high[1] = 0.0
    if target.win_rate is None:
        low[2:] = high[2:] = base, 0.0
    return low, high


def _first_dials(world: World, target: Target, before: Sight) -> Floats:
    """Begin where each miss of the named world would be mended if it stood alone."""
    arrivals, cycle, win = misses(target, before)
    alone: Floats = np.array([-arrivals, cycle, -win / FIRST_GUESS[2, 2], 0.0])
    alone[1:] = np.clip(alone[1:], -LARGEST_TURN[1:], LARGEST_TURN[1:])
    alone[2] += world.conversation.base
    return alone


def _next_dials(effect: Floats, best: _Look, limits: tuple[Floats, Floats], turn: Floats) -> Floats:
    """The step that should come nearest to the target, within limits and not too far at once."""
    rows = np.vstack([WEIGHTS[:, None] * effect, RELUCTANCE * np.eye(4)[3]])
    aims = np.append(-WEIGHTS * best.miss, -RELUCTANCE * best.dials[3])
    low = np.maximum(limits[0] - best.dials, -turn)
    high = np.minimum(limits[1] - best.dials, turn)
    step = lsq_linear(rows, aims, bounds=(low - 1e-9, high + 1e-9)).x
    reached = np.clip(best.dials + step, *limits)
    reached[3] = 0.0 if reached[3] < LEAST_EASE else reached[3]
    return np.asarray(reached)


def _learnt(best: _Look, looks: list[_Look]) -> Floats:
    """What turns do near the best look: fitted to all looks, the nearest counting most.

    The first guess stands in for directions in which nothing was tried. A line through the last
    two looks would not do: with reps overloaded the effects are others than with time to spare.
    """
    others = [look for look in looks if look is not best]
    if not others:
        return FIRST_GUESS
    steps = np.array([(look.dials - best.dials) / LARGEST_TURN for look in others])
    changes = np.array([look.miss - best.miss for look in others])
    guess = FIRST_GUESS * LARGEST_TURN
    weights = 1.0 / (0.1 + (steps**2).sum(axis=1)) ** 2
    squares = (steps.T * weights) @ steps + GUESS_WEIGHT * np.eye(4)
    correction = np.linalg.solve(squares, (steps.T * weights) @ (changes - steps @ guess.T))
    return np.asarray((guess + correction.T) / LARGEST_TURN)
