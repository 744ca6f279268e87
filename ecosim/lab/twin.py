"""Twin runs: what one deadline moves, by the same run with that deadline lifted.

Two runs share world, team, seed and every draw. In one of them a single boundary between accounting
periods is lifted for its last two weeks: reps choose effort and offers as under linear pay, at the
pay-neutral commission, then everything goes on as before. What differs is what that deadline did:
orders gained or lost in the two weeks, and afterwards. Under linear pay nothing differs, exactly.

Another twin has no discounts at all: it tells which of those given were needless.

Lifting the deadline for good would be ill-defined: incentives would change in level, and the window
would hold the next deadline. Source: prototype.md 3.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ecosim.build import build
from ecosim.lab.estimate import Interval, mean_interval
from ecosim.scenario import Scenario
from ecosim.simulate import Run, finished, simulate, week_begins
from ecosim.state import WON
from ecosim.week import one_week

LIFTED_WEEKS = 2
QUARTER_WEEKS = 13

type Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class PullForward:
    """What one deadline moved, over replications; all with their signs, nothing clipped.

    Attributes:
        gained: order value, repeat orders included, in the deadline's last two weeks, with it
            minus without it.
        after: the same in the weeks of the period that follows.
        net: both together: what the deadline added, or destroyed, in all.
        share: order value gained over order value in the two weeks without the deadline.
        ratio: orders missing afterwards over orders gained, of the means: 1 where all was pulled
            forward from the next period, 0 where it is new; without meaning if nothing is gained.
    """

    gained: Interval
    after: Interval
    net: Interval
    share: Interval
    ratio: Interval


def boundary_of(scenario: Scenario, team: int = 0) -> int:
    """The first week of the first accounting period that begins at least a period after the
    burn-in, by the team's calendar."""
    regime = scenario.teams[team].regime
    week = scenario.horizon.burn_in + regime.period_weeks
    return week + -(week + regime.calendar_shift) % regime.period_weeks


def without_deadline(scenario: Scenario, seed: int, boundary: int, team: int = 0) -> Values:
    """Weekly orders of a team with one deadline lifted, shape (weeks,), repeat orders included.

    Args:
        scenario: world, teams, horizon.
        seed: of the replication.
        boundary: first week of the period that follows the deadline.
        team: whose deadline is lifted.
    """
    state = build(scenario, seed)
    state.pay["lifted_from"][team] = boundary - LIFTED_WEEKS
    state.pay["lifted_until"][team] = boundary
    for _ in range(scenario.horizon.weeks):
        state = week_begins(state, scenario, seed)
        one_week(state)
    return sold_by_week(finished(state, scenario, seed), team)


def sold_by_week(run: Run, team: int) -> Values:
    """Value of a team's first and repeat orders by week."""
    weekly = run.weekly[:, team]
    return np.asarray(weekly["order_value"] + weekly["repeat_value"])


def moved(
    scenario: Scenario, seed: int, boundary: int, team: int = 0
) -> tuple[float, float, float]:
    """Order value that a deadline gained in its last two weeks and in the period after it, and what
    there would have been in the two weeks without it.

    Raises:
        ValueError: the run ends before the period that follows the deadline.
    """
    length = scenario.teams[team].regime.period_weeks
    if boundary + length > scenario.horizon.weeks:
        raise ValueError(
            f"a twin run needs {boundary + length} weeks, but the run has {scenario.horizon.weeks}"
        )
    factual = sold_by_week(simulate(scenario, seed), team)
    lifted = without_deadline(scenario, seed, boundary, team)
    difference = factual - lifted
    last, after = slice(boundary - LIFTED_WEEKS, boundary), slice(boundary, boundary + length)
    return float(difference[last].sum()), float(difference[after].sum()), float(lifted[last].sum())


def pull_forward(scenario: Scenario, seeds: Sequence[int], team: int = 0) -> PullForward:
    """What one deadline moves, over replications; the same seeds give the same answer.

    The interval of a ratio of means treats it as linear around the means (delta method).
    """
    boundary = boundary_of(scenario, team)
    rows = np.array([moved(scenario, seed, boundary, team) for seed in seeds])
    gained, after, usual = rows[:, 0], rows[:, 1], rows[:, 2]
    return PullForward(
        mean_interval(gained), mean_interval(after), mean_interval(gained + after),
        ratio_of_means(gained, usual), ratio_of_means(-after, gained),
    )  # fmt: skip


def needless_discounts(scenario: Scenario, seeds: Sequence[int], team: int = 0) -> Interval:
    """Excess leakage: discounts given on orders that would have come without, over the list value
    of all orders after the burn-in (a ratio of means over replications).

    In the twin run of each seed the team may give no discount. An order with a discount was to be
    had without if the twin has an order of the same account within a quarter of it.
    """
    regime = replace(scenario.teams[team].regime, discount_cap=0.0)
    teams = list(scenario.teams)
    teams[team] = replace(teams[team], regime=regime)
    twin = replace(scenario, teams=tuple(teams))
    rows = []
    for seed in seeds:
        factual, plain = (orders_of(simulate(each, seed), team) for each in (scenario, twin))
        rows.append((needlessly_given(factual, plain), float(factual["value"].sum())))
    given, listed = np.array(rows).T
    return ratio_of_means(given, listed)


def orders_of(run: Run, team: int) -> np.ndarray:
    """A team's first orders after the burn-in, as rows of the ledger."""
    ledger = np.asarray(run.ledger)
    won = (ledger["team"] == team) & (ledger["outcome"] == WON)
    orders: np.ndarray = ledger[won & (ledger["closed"] >= run.scenario.horizon.burn_in)]
    return orders


def needlessly_given(orders: np.ndarray, without: np.ndarray) -> float:
    """Discounts, in money, on orders that come in a run without discounts as well."""
    total = 0.0
    for order in orders[orders["discount"] > 0]:
        same = without["closed"][without["account"] == order["account"]]
        if (np.abs(same - order["closed"]) <= QUARTER_WEEKS).any():
            total += float(order["value"] * order["discount"])
    return total


def ratio_of_means(part: Values, whole: Values) -> Interval:
    """Interval of mean(part) / mean(whole) over replications; NaN where the whole is zero."""
    mean = float(whole.mean())
    if mean == 0:
        return mean_interval(np.full(len(whole), np.nan))
    ratio = float(part.mean()) / mean
    return mean_interval(ratio + (part - ratio * whole) / mean)
