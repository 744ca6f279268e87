"""What reps know of closing, measured in runs of the same scenario under linear pay.

Before a run with quotas, discounts or pressing, the same scenario is run a few times with linear
pay: same world, same structures, same playbooks. From these runs come the chances that reps reckon
with and the yield of a territory that quotas are set by.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ecosim.actions.offers import FRESH
from ecosim.mechanisms.pay import Regime
from ecosim.room import with_room
from ecosim.scenario import Horizon, Scenario
from ecosim.state import STEPS, WEEKS, WON, State
from ecosim.team import Team
from ecosim.week import one_week

SEEDS = tuple(2**62 + k for k in range(4))  # no replication has these
HORIZON = Horizon(52, 104, 0)
IMAGINED_WON = np.array([0.5, 0.02, 0.01, 0.0])
BITS = np.array([k.bit_count() for k in range(1024)])

type Floats = npt.NDArray[np.float64]
type Whole = npt.NDArray[np.int64]
type Build = Callable[[Scenario, int], State]


@dataclass(frozen=True)
class Experience:
    """One team's experience under linear pay. Chances are by value: a deal counts by its size.

    The steps left are counted at the moment of the week when groups decide: commitments missing,
    and one more where the group does not agree yet.

    Attributes:
        won: (4,) chance of an order in a week, by steps left.
        gone: (4,) chance that a deal which brings no order is over that week.
        agreed: (4,) chance that the group agrees.
        taken: chance that a group which is ready for an order is lost within the week if the offer
            is held back: another seller is ready too, and the group does not wait.
        moves: (4, 4) chances of the steps left a week later, of a deal that is not over.
        in_line: (runs, weeks, reps, 4) value of open deals by steps left, when a week begins.
        in_line_squared: the same of squared values.
        sold: (runs, weeks, reps) order value, of repeat orders the part that is credited.
        yields: (runs, reps) what each rep's territory yields in a week, as quotas are set by.
        share: what is sold in a week by the value of the accounts of a territory.
        typical: mean value of an order.
    """

    won: Floats
    gone: Floats
    agreed: Floats
    taken: float
    moves: Floats
    in_line: Floats
    in_line_squared: Floats
    sold: Floats
    yields: Floats
    share: float
    typical: float


def under_linear_pay(scenario: Scenario) -> Scenario:
    """The scenario with linear pay, no discounts and no pressing for every team; limits on work
    and hours for improvement stay, for they are part of how a team works."""

    def plain(regime: Regime) -> Regime:
        return Regime(
            work_limit=regime.work_limit, improves=regime.improves,
            improvement_hours=regime.improvement_hours,
        )  # fmt: skip

    teams = tuple(replace(team, regime=plain(team.regime)) for team in scenario.teams)
    pay = replace(scenario.world.pay, pressing=0.0, early_asks=False)
    world = replace(scenario.world, pay=pay)
    return replace(scenario, world=world, teams=teams, horizon=HORIZON, switches=())


@lru_cache(maxsize=32)
def experience_of(scenario: Scenario, build: Build) -> tuple[Experience, ...]:
    """Each team's experience in a scenario under linear pay; remembered for the next run of it."""
    watched = [watch(scenario, seed, build) for seed in SEEDS]
    return tuple(
        summed_up([run[t] for run in watched], team) for t, team in enumerate(scenario.teams)
    )


@dataclass(frozen=True)
class Watched:
    """One team in one run: what became of the value of its deals, and what its reps sold."""

    seen: Floats  # (4,) value of deals, week by week, by steps left
    won: Floats  # (4,)
    gone: Floats  # (4,)
    agreed: Floats  # (4,)
    contested: Floats  # (1,) of what was ready for an order: another seller was ready too
    moves: Floats  # (4, 4)
    in_line: Floats  # (weeks, reps, 4)
    in_line_squared: Floats
    sold: Floats  # (weeks, reps)
    orders: Floats  # (2,) number and value
    values: Floats  # (reps,) of the accounts in each territory


def watch(scenario: Scenario, seed: int, build: Build) -> list[Watched]:
    """Run a scenario and note, week by week after the burn-in, what becomes of open deals."""
    state, reps = build(scenario, seed), scenario.world.people.reps
    accounts = state.accounts
    values = [math.fsum(accounts["value"][accounts["territory"] == rep]) for rep in range(reps)]
    n_weeks, burn_in = HORIZON.weeks - HORIZON.burn_in, HORIZON.burn_in
    seen = [empty(n_weeks, reps, np.array(values)) for _ in scenario.teams]
    for week in range(HORIZON.weeks):
        state = with_room(state)
        live, rows = state.accounts["open"] == 1, state.deals["row"].astype(np.int64)
        open_before = [state.deals["open"][t] == 1 for t in range(len(seen))]
        steps = [steps_left(state, t) for t in range(len(seen))]
        fresh = [counted_on(state, t) for t in range(len(seen))]
        ordered = state.customers["ordered"].copy()
        one_week(state)
        for t in range(len(seen)) if week >= burn_in else ():
            note_sales(seen[t], state, t, week - burn_in)
            note_repeats(seen[t], state, t, week - burn_in, ordered)
            note_line(seen[t], state, steps[t], fresh[t], rows[t], week - burn_in)
            note_moves(seen[t], state, steps[t], open_before[t] & live, rows[t], t)
    return seen


def empty(weeks: int, reps: int, values: Floats) -> Watched:
    """Nothing seen yet."""
    seen, won, gone, agreed = (np.zeros(STEPS) for _ in range(4))
    line = np.zeros((weeks, reps, STEPS))
    return Watched(
        seen, won, gone, agreed, np.zeros(1), np.zeros((STEPS, STEPS)), line, line.copy(),
        np.zeros((weeks, reps)), np.zeros(2), values,
    )  # fmt: skip


def steps_left(state: State, team: int) -> Whole:
    """How many steps each account is from an order to a team; STEPS and more: far."""
    accounts, deals = state.accounts, state.deals[team]
    missing = BITS[accounts["required"] & ~deals["covered"] & 1023]
    steps: Whole = missing + (accounts["support"] < state.numbers["buyers_quorum"][0])
    return steps


def counted_on(state: State, team: int) -> npt.NDArray[np.bool_]:
    """Which deals a team's reps count on: near an order, and somebody talked there of late."""
    deals = state.deals[team]
    silent = state.clock["week"][0] - deals["last_talk"] > FRESH
    counted: npt.NDArray[np.bool_] = (deals["open"] == 1) & ~silent
    return counted & (steps_left(state, team) < STEPS)


def note_sales(seen: Watched, state: State, team: int, week: int) -> None:
    """Add the orders of the week that is just over."""
    ledger, now = state.ledger[: int(state.clock["n_deals"][0])], int(state.clock["week"][0]) - 1
    mine = (ledger["team"] == team) & (ledger["outcome"] == WON) & (ledger["closed"] == now)
    np.add.at(seen.sold[week], ledger["rep"][mine], ledger["value"][mine])
    seen.orders[0] += int(mine.sum())
    seen.orders[1] += math.fsum(ledger["value"][mine])


def note_repeats(seen: Watched, state: State, team: int, week: int, before: Floats) -> None:
    """Add the part of the week's repeat orders that is credited to whoever sold there last;
    `before` is what each customer had ordered a week ago."""
    credit = float(state.numbers["orders_repeat_credit"][0])
    if credit == 0.0 or before.shape[1] == 0:
        return
    customers, now = state.customers[team], int(state.clock["week"][0]) - 1
    first = np.where(customers["bought"] == now, state.accounts["value"], 0.0)
    repeats = np.where(customers["active"] == 1, customers["ordered"] - before[team] - first, 0.0)
    number = state.reps["number"][customers["rep"]]
    np.add.at(seen.sold[week], number, credit * repeats)


def note_line(
    seen: Watched, state: State, steps: Whole, fresh: npt.NDArray[np.bool_], rows: Whole, week: int
) -> None:
    """Add the deals that reps counted on when the week began."""
    row, steps = rows[fresh], steps[fresh]
    rep, value = state.ledger["rep"][row], state.ledger["value"][row]
    np.add.at(seen.in_line[week], (rep, steps), value)
    np.add.at(seen.in_line_squared[week], (rep, steps), value * value)


def note_moves(
    seen: Watched, state: State, steps: Whole, live: npt.NDArray[np.bool_], rows: Whole, team: int
) -> None:
    """Add what became of live deals in the week that is just over."""
    now, row = steps_left(state, team), rows
    weight = state.accounts["value"] / state.numbers["market_value_median"][0]
    before, after = live & (steps < STEPS), live & (now < STEPS)
    np.add.at(seen.moves, (steps[before], np.minimum(now[before], STEPS - 1)), weight[before])
    won = after & (state.ledger["outcome"][np.where(after, row, 0)] == WON)
    gone = after & ~won & (state.accounts["open"] == 0)
    agreed = after & (state.accounts["support"] >= state.numbers["buyers_quorum"][0])
    for counted, which in (
        (seen.seen, after), (seen.won, won), (seen.gone, gone), (seen.agreed, agreed)
    ):  # fmt: skip
        np.add.at(counted, now[which], weight[which])
    contested = after & (now == 0) & others_ready(state, team)
    np.add.at(seen.contested, np.zeros(int(contested.sum()), int), weight[contested])


def others_ready(state: State, team: int) -> npt.NDArray[np.bool_]:
    """Where another seller has secured all that the account requires as well."""
    ready = np.zeros(len(state.accounts), bool)
    for other in range(len(state.deals)):
        deals = state.deals[other]
        there = deals["open"] == 1 if other < len(state.teams) else state.accounts["rival_there"]
        complete = (state.accounts["required"] & ~deals["covered"]) == 0
        if other != team:
            ready |= (there == 1) & complete & (deals["talks"] > 0)
    return ready


def summed_up(runs: list[Watched], team: Team) -> Experience:
    """One team's experience of all runs; a few imagined deals keep every chance between 0 and 1."""

    def total_of(name: str) -> Floats:
        counts: list[Floats] = [getattr(run, name) for run in runs]
        total = counts[0].copy()
        for more in counts[1:]:
            total += more
        return total

    seen, won, gone, agreed = (total_of(name) for name in ("seen", "won", "gone", "agreed"))
    contested, decided = total_of("contested")[0], won[0] + gone[0]
    moves, orders = total_of("moves") + np.eye(STEPS), total_of("orders")
    sold = np.array([run.sold for run in runs])
    total = math.fsum(sold.reshape(-1))
    values = np.array([shared_out(run.values, team) for run in runs])
    worth = math.fsum(values.reshape(-1)) * sold.shape[1]
    share = total / worth if worth > 0 else 0.0
    return Experience(
        (won + IMAGINED_WON) / (seen + 1.0), (gone + 0.5) / (seen - won + 5.0),
        (agreed + 0.5) / (seen + 1.0),
        (contested + 0.5) / (seen[0] + 1.0) * (decided + 0.5) / (seen[0] + 1.0),
        moves / ((moves[:, 0] + moves[:, 1]) + (moves[:, 2] + moves[:, 3]))[:, None],
        np.array([run.in_line for run in runs]), np.array([run.in_line_squared for run in runs]),
        sold, share * values, share, orders[1] / max(1.0, orders[0]),
    )  # fmt: skip


def shared_out(values: Floats, team: Team) -> Floats:
    """Values of territories, evened out over clusters that hand requests round."""
    size = team.structure.cluster_size
    if size == 1 or not team.structure.routes_requests:
        return values
    even = values.copy()
    for first in range(0, len(values), size):
        part = values[first : first + size]
        even[first : first + size] = math.fsum(part) / len(part)
    return even


def chances_of_order(learned: Experience) -> Floats:
    """(4, 27) the chance of an order in this week or the k after it, by steps left before."""
    chances, on = np.zeros((STEPS, WEEKS)), np.zeros(STEPS)
    for left in range(WEEKS):
        at_decision = learned.won + (1 - learned.won) * (1 - learned.gone) * on
        on = np.array([math.fsum(row * at_decision) for row in learned.moves])
        chances[:, left] = on
    return chances


def rest_of_period(learned: Experience, chances: Floats) -> tuple[Floats, Floats, Floats]:
    """(27,) mean and variance, in weekly yields squared where due, of what a rep sells in this week
    and the k after it beyond what it expects of its open deals; and the share of the variance it
    would expect of these if each went its own way that comes out."""
    means, variances, shares = np.zeros(WEEKS), np.zeros(WEEKS), np.ones(WEEKS)
    weeks = learned.sold.shape[1]
    known = learned.yields > 0  # territories that yield nothing are left out
    units = np.where(known, learned.yields, 1.0)[:, None, :]
    for left in range(WEEKS):
        last = weeks - left
        sold = sum(learned.sold[:, k : k + last] for k in range(left + 1))
        p = chances[:, left]
        expected = sum(learned.in_line[:, :last, :, k] * p[k] for k in range(STEPS))
        seen = sum(
            learned.in_line_squared[:, :last, :, k] * (p[k] * (1 - p[k])) for k in range(STEPS)
        )
        surprise = ((sold - expected) / units).transpose(0, 2, 1)[known].reshape(-1)
        seen = (seen / (units * units)).transpose(0, 2, 1)[known].reshape(-1)
        if not surprise.size:
            break
        means[left] = math.fsum(surprise) / surprise.size
        known_part = math.fsum(seen) / surprise.size
        variances[left] = max(0.0, spread(surprise) - known_part)
        if known_part > 0:
            shares[left] = min(1.0, spread(surprise) / known_part)
    return means, variances, shares


def spread(values: Floats) -> float:
    """The variance of some values, summed exactly, so that every machine gets the same bits."""
    mean = math.fsum(values) / values.size
    return math.fsum((values - mean) ** 2) / values.size
