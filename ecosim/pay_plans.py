"""Pay plans before the first week: quotas, pay-neutral commissions, tables of closing.

Plans with a quota are pay-neutral: their commission is set so that a rep who ignores the plan is
paid by it, on average, as much as linear pay would (measured in runs under linear pay).
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ecosim.actions.births_pay import table_is_filled
from ecosim.arithmetic import logarithm
from ecosim.experience import (
    Build,
    Experience,
    Floats,
    chances_of_order,
    experience_of,
    rest_of_period,
    shared_out,
    spread,
    under_linear_pay,
)  # fmt: skip
from ecosim.mechanisms.pay import Regime
from ecosim.rows import (
    OFFER,
    PAY_REP,
    PAY_TEAM,
    PAY_WEEK,
    PERIOD,
)
from ecosim.rules.pay import pay_of
from ecosim.scenario import Scenario
from ecosim.state import Table
from ecosim.team import Team
from ecosim.world import World

WEEKS_A_YEAR = 52
_KNOWN: dict[tuple[World, tuple[Team, ...], int], Table] = {}  # what was worked out before


class PayTables(NamedTuple):
    """The tables of pay and offers, in the order in which State has them."""

    pay: Table
    paid: Table
    offers: Table
    periods: Table
    pay_weeks: Table


def acts(scenario: Scenario, team: Team) -> bool:
    """Whether a team's reps have anything to choose about their offers."""
    world = scenario.world.pay
    choices = team.regime.discount_cap > 0 or world.pressing > 0 or world.early_asks
    return team.regime.has_deadline or choices


def pay_tables(
    scenario: Scenario, teams: Table, reps: Table, accounts: Table, numbers: Table, build: Build
) -> PayTables:
    """The tables of pay and offers before the first week; `build` builds a state under linear pay.
    Where no team has anything to choose they are short and cost nothing."""
    weeks, count = scenario.horizon.weeks, len(scenario.teams)
    pay, paid = np.zeros(count, PAY_TEAM), np.zeros(len(reps), PAY_REP)
    pay["improves"] = [team.regime.improvement_hours > 0 for team in scenario.teams]
    paid["effort"] = 1.0
    for t, team in enumerate(scenario.teams):
        paid["offset"][reps["team"] == t] = calendar_offsets(team, scenario.world.people.reps)
    if not any(acts(scenario, team) for team in scenario.teams):
        none = (np.zeros((count, 0), OFFER), np.zeros((len(reps), 0), PERIOD))
        return PayTables(pay, paid, *none, np.zeros((0, count), PAY_WEEK))
    shortest = min(team.regime.period_weeks for team in scenario.teams)
    periods = np.zeros((len(reps), weeks // shortest + 4), PERIOD)
    learned = experience_of(under_linear_pay(scenario), build)
    for t, team in enumerate(scenario.teams):
        if acts(scenario, team):
            mine = slice(t * scenario.world.people.reps, (t + 1) * scenario.world.people.reps)
            known = (scenario.world, scenario.teams, t)
            if known not in _KNOWN:
                know_closing(pay[t : t + 1], team, learned[t])
                table_is_filled(pay[t : t + 1], teams[t : t + 1], numbers)
                _KNOWN.clear()  # the next run is mostly of the same scenario
                _KNOWN[known] = pay[t : t + 1].copy()
            pay[t : t + 1] = _KNOWN[known]
            paid["capacity"][mine] = capacities(team, learned[t].share, accounts, mine)
            set_quotas(periods[mine], paid[mine], team, learned[t])
    offers = np.zeros((count, len(accounts)), OFFER)
    offers["week"] = -1
    return PayTables(pay, paid, offers, periods, np.zeros((weeks, count), PAY_WEEK))


def calendar_offsets(team: Team, reps: int) -> npt.NDArray[np.int64]:
    """How far each rep's calendar is ahead of the weeks: the team's shift, and if periods are
    staggered an even spread over reps, or over clusters that share their credit."""
    regime, number = team.regime, np.arange(reps)
    offsets = np.full(reps, regime.calendar_shift)
    if regime.staggered:
        size = team.structure.cluster_size if regime.credit == "shared" else 1
        groups = -(-reps // size)
        offsets += number // size * regime.period_weeks // groups
    return offsets % regime.period_weeks


def know_closing(pay: Table, team: Team, learned: Experience) -> None:
    """Write into a team's row what its reps know of closing."""
    pay["acts"], pay["deadline"] = 1, team.regime.has_deadline
    pay["agreed"], pay["won"] = learned.agreed, learned.won
    pay["logit"] = logarithm(learned.won[0] / (1 - learned.won[0]))
    pay["gone"], pay["moves"] = learned.gone, learned.moves.reshape(-1)
    chances = chances_of_order(learned)
    pay["chance"], pay["typical"] = chances.reshape(-1), learned.typical
    mean, variance, shares = rest_of_period(learned, chances)
    pay["rest_mean"], pay["rest_variance"], pay["uncertain"] = mean, variance, shares
    pay["taken"] = learned.taken
    pay["period_variance"] = spread(period_ratios(learned, team))


def period_ratios(learned: Experience, team: Team) -> Floats:
    """What each rep sold in each period under linear pay, by what its territory usually yields in
    one; of reps that share their credit, what each cluster sold. Territories that yield nothing are
    left out."""
    runs, weeks, reps = learned.sold.shape
    length = team.regime.period_weeks
    size = team.structure.cluster_size if team.regime.credit == "shared" else 1
    ratios = []
    for run in range(runs):
        for first in range(0, reps, size):
            usual = math.fsum(learned.yields[run, first : first + size]) * length
            sold = learned.sold[run, :, first : first + size]
            for start in range(0, weeks - length + 1, length):
                if usual > 0:
                    ratios.append(math.fsum(sold[start : start + length].reshape(-1)) / usual)
    return np.array(ratios or [0.0])


def capacities(team: Team, share: float, accounts: Table, mine: slice) -> Floats:
    """What each rep's territory yields in a week: the value of its accounts times the team's yield.
    In a cluster that hands requests round, the mean of the cluster."""
    reps = mine.stop - mine.start
    values = [math.fsum(accounts["value"][accounts["territory"] == r]) for r in range(reps)]
    return share * shared_out(np.array(values), team)


def set_quotas(periods: Table, paid: Table, team: Team, learned: Experience) -> None:
    """Quota and pay-neutral commission of every rep and period; a first period that began before
    the run counts for its part."""
    regime, ratios = team.regime, period_ratios(learned, team)
    known: dict[tuple[float, float], float] = {}
    for nth in range(periods.shape[1]):
        year = nth * regime.period_weeks // WEEKS_A_YEAR
        ratio = regime.quota_ratio
        ratio *= (1 + regime.quota_growth) ** year if regime.quota == "growth" else 1.0
        weight = regime.year_end if ends_a_year(nth, regime.period_weeks) else 1.0
        periods["commission"][:, nth], periods["weight"][:, nth] = 1.0, weight
        if regime.has_deadline:
            periods["quota"][:, nth] = ratio * regime.period_weeks * paid["capacity"]
            if (ratio, weight) not in known:
                known[ratio, weight] = neutral_commission(regime, ratio, ratios, weight)
            periods["commission"][:, nth] = known[ratio, weight]
    periods["quota"][:, 0] *= 1 - paid["offset"] / regime.period_weeks


def ends_a_year(nth: int, length: int) -> bool:
    """Whether the n-th accounting period is the last of a fiscal year: of as many whole periods as
    come nearest to a year, the first period of a run beginning one."""
    a_year = max(1, round(WEEKS_A_YEAR / length))
    return nth % a_year == a_year - 1


def neutral_commission(regime: Regime, quota: float, ratios: Floats, weight: float = 1.0) -> float:
    """The commission at which a plan pays as much as linear pay for the same sales, on average.

    Args:
        quota: in usual sales of a period, as `ratios` are.
        ratios: what reps sold in a period under linear pay, by what is usual.
        weight: of bonus, accelerator and penalty in this period.

    Raises:
        ValueError: bonus, accelerator and penalty together leave no room for a commission.
    """
    linear = math.fsum(ratios)
    if linear <= 0:
        return 1.0

    def paid(commission: float) -> float:
        return math.fsum(
            pay_of(
                float(r), quota, commission, weight * regime.bonus, weight * regime.accelerator,
                weight * regime.penalty, regime.penalty_below, regime.pay_ceiling,
            )
            for r in ratios
        )  # fmt: skip

    fixed = paid(0.0)
    commission = (linear - fixed) / (paid(1.0) - fixed)
    if commission < 0:
        raise ValueError(
            "a plan's bonus and accelerator cost more than linear pay in all: no commission is left"
        )
    return commission
