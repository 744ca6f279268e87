"""Pay in whole runs: off switches, pay-neutrality, the ledger, calendars, waiting, twins."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import small

from ecosim.actions.waiting import account_hears
from ecosim.build import build
from ecosim.files import load_team, load_world, regime_names
from ecosim.lab.twin import boundary_of, moved, needless_discounts, needlessly_given, pull_forward
from ecosim.measures import outcomes
from ecosim.measures.pay import by_week_of_period, peak_p_value, whole_periods
from ecosim.mechanisms.pay import Pay, Regime
from ecosim.rows import LEDGER
from ecosim.rules.pay import pay_of
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import Run, simulate, with_room
from ecosim.state import WON
from ecosim.week import one_week

LONG = Horizon(26, 91, 0)
PLAN = Regime(quota="measured", bonus=0.3, accelerator=0.5, penalty=0.1, discount_cap=0.3)
STEERED = Pay(pressing=1.5, early_asks=True, price_sensitivity=10.0, timed_attention=1.0)
IGNORED = Pay(effort_response=0.0, hold_back=0.0, timed_attention=0.0)


def under(regime: Regime, pay: Pay | None = None, horizon: Horizon = LONG) -> Scenario:
    """A small transactional market sold to by a hierarchy under a regime."""
    scenario = small("transactional", "hierarchy", reps=8, accounts=160)
    teams = tuple(replace(team, regime=regime) for team in scenario.teams)
    world = replace(scenario.world, pay=pay or Pay())
    return replace(scenario, teams=teams, world=world, horizon=horizon)


def hesitant(scenario: Scenario, wait_utility: float = 2.5) -> Scenario:
    """The scenario with groups that rather wait than order, so that a price can move them."""
    buyers = replace(scenario.world.buyers, wait_utility=wait_utility)
    return replace(scenario, world=replace(scenario.world, buyers=buyers))


PRICED = Pay(early_asks=True, price_sensitivity=10.0)


def same(one: Run, other: Run) -> bool:
    return one.ledger.tobytes() == other.ledger.tobytes()


def test_numbers_of_pay_without_a_plan_change_nothing() -> None:
    plain = under(Regime())
    restless = Pay(
        effort_response=3.0, hold_back=0.5, next_period_weight=0.0, price_sensitivity=9.0,
        learning=0.5, held_loss=0.2, free_riding=0.0, timed_attention=1.0,
    )  # fmt: skip
    assert same(simulate(plain, 1), simulate(under(Regime(), restless), 1))
    dressed = Regime(
        quota="growth", period_weeks=6, calendar_shift=3, staggered=True, inspection=1.0,
        credit="shared", bundled=1.0,
    )  # fmt: skip
    assert simulate(under(dressed), 1).weekly.tobytes() == simulate(plain, 1).weekly.tobytes()


def test_a_plan_that_reps_ignore_is_linear_pay() -> None:
    ignored = replace(PLAN, discount_cap=0.0)
    plain, quota = simulate(under(Regime()), 2), simulate(under(ignored, IGNORED), 2)
    assert plain.weekly.tobytes() == quota.weekly.tobytes()
    assert len(quota.pay_weeks) == LONG.weeks


def test_a_plan_that_reps_heed_is_not() -> None:
    assert not same(simulate(under(Regime()), 2), simulate(under(PLAN, STEERED), 2))


@pytest.mark.parametrize("regime", [
    PLAN, replace(PLAN, pay_ceiling=1.5, quota="growth"), replace(PLAN, penalty=0.5, bonus=0.0),
])  # fmt: skip
def test_plans_are_pay_neutral_for_reps_who_ignore_them(regime: Regime) -> None:
    """Pay over linear pay for the same sales, whole periods of 24 runs: 1 within 4 standard
    errors and 3%, with seeds that the plan was not set by."""
    scenario = under(replace(regime, discount_cap=0.0), IGNORED)
    pay, linear = [], []
    for seed in range(24):
        rows = simulate(scenario, seed).periods
        rows = rows[:, 2:8]  # whole periods after the burn-in
        pay.append(float(rows["pay"].sum()))
        linear.append(float(rows["booked"].sum()))
    gap = np.array(pay) - np.array(linear)
    error = gap.std(ddof=1) / np.sqrt(len(gap))
    assert abs(gap.mean()) < 4 * error + 0.03 * np.mean(linear)


def test_pay_and_credit_equal_the_ledger() -> None:
    scenario = hesitant(under(PLAN, PRICED))
    run, regime = simulate(scenario, 3), scenario.teams[0].regime
    orders = run.ledger[run.ledger["outcome"] == WON]
    assert (orders["discount"] > 0).any()
    np.testing.assert_allclose(orders["net"], orders["value"] * (1 - orders["discount"]))
    for rep in range(8):
        for nth in range(LONG.weeks // 13):
            row = run.periods[rep, nth]
            mine = orders[(orders["rep"] == rep) & (orders["closed"] // 13 == nth)]
            assert row["booked"] == pytest.approx(mine["credited"].sum())
            assert row["orders"] == len(mine)
            assert row["ends"] == nth * 13 + 12
            paid = pay_of(
                float(row["booked"]), float(row["quota"]), float(row["commission"]), regime.bonus,
                regime.accelerator, regime.penalty, regime.penalty_below, regime.pay_ceiling,
            )  # fmt: skip
            assert row["pay"] == pytest.approx(paid)


def test_shared_credit_pays_all_of_a_cluster_alike() -> None:
    scenario = under(replace(PLAN, credit="shared"), STEERED)
    cluster = load_team("chaotic-cluster")
    team = replace(cluster, regime=scenario.teams[0].regime)
    run = simulate(replace(scenario, teams=(team,)), 1)
    size = cluster.structure.cluster_size
    pay = run.periods["pay"][:, :8]
    for first in range(0, 8, size):
        part = pay[first : first + size]
        assert (part == part[0]).all()


def test_staggered_calendars_end_in_different_weeks_and_shifted_ones_earlier() -> None:
    staggered = simulate(under(replace(PLAN, staggered=True)), 0)
    ends = staggered.periods["ends"][:, 1] % 13
    assert len(set(ends.tolist())) == 8
    shifted = simulate(under(replace(PLAN, calendar_shift=5)), 0)
    assert set((shifted.periods["ends"][:, 1] % 13).tolist()) == {12 - 5}


def test_zero_learning_leaves_buyers_without_expectations_and_learning_stays_bounded() -> None:
    naive = simulate(hesitant(under(PLAN, PRICED)), 0)
    assert (naive.pay_weeks["expected_saving"] == 0).all()
    learning = simulate(hesitant(under(PLAN, replace(PRICED, learning=0.3))), 0)
    expected = learning.pay_weeks["expected_saving"] / 162
    assert (expected != 0).any()
    assert np.abs(expected).max() <= 0.3


def test_what_was_learned_goes_away_when_nobody_discounts_any_more() -> None:
    plain = replace(PLAN, discount_cap=0.0)
    other = build(under(plain, replace(STEERED, learning=0.3)), 0)
    other.offers["at_end"] = 0.3
    for _ in range(60):
        other = with_room(other)
        one_week(other)
    assert other.offers["at_end"].mean() < 0.15


def test_a_held_offer_is_no_order() -> None:
    """With nothing to lose by it, reps who may not hold back never do."""
    assert simulate(under(PLAN, replace(STEERED, hold_back=0.0)), 0).pay_weeks["held"].sum() == 0
    seen = replace(PLAN, inspection=1.0)
    assert simulate(under(seen, STEERED), 0).pay_weeks["held"].sum() == 0
    assert sum(simulate(under(PLAN, STEERED), seed).pay_weeks["held"].sum() for seed in (0, 1)) > 0


def test_a_work_limit_stops_prospecting_and_improvement_makes_steps_easier() -> None:
    free, limited = simulate(under(Regime()), 0), simulate(under(Regime(work_limit=3)), 0)
    assert limited.weekly["prospecting_hours"][-1, 0] < free.weekly["prospecting_hours"][-1, 0]
    scenario = under(Regime(improvement_hours=2.0))
    state = build(scenario, 0)
    assert state.reps["week_hours"][0] == build(under(Regime()), 0).reps["week_hours"][0] - 2.0
    for _ in range(40):
        state = with_room(state)
        one_week(state)
    assert (state.pay["gained"] > 0).any()
    assert state.pay["gained"].max() < scenario.world.pay.improvement_most


def test_improvement_without_effect_only_costs_hours() -> None:
    useless = Pay(improvement_rate=0.0)
    worst = under(Regime(improvement_hours=2.0), useless)
    everywhere = under(Regime(improvement_hours=2.0, improves="all steps"), useless)
    assert simulate(worst, 0).weekly.tobytes() == simulate(everywhere, 0).weekly.tobytes()


def test_orders_that_lack_something_may_be_given_back() -> None:
    pay = replace(STEERED, missing_returns=1.0, misfit_returns=0.5)
    run = simulate(under(PLAN, pay), 0)
    returned = run.ledger["returned"] == 1
    assert returned.any()
    assert (run.ledger["outcome"][returned] == WON).all()
    assert simulate(under(PLAN, STEERED), 0).ledger["returned"].sum() == 0


def test_budgets_move_orders_to_their_end() -> None:
    """Buyers' own deadlines, under linear pay: a period end that no pay plan makes."""

    def share(pay: Pay) -> float:
        scenario = hesitant(under(Regime(), pay, Horizon(26, 260, 0)))
        runs = (simulate(scenario, seed) for seed in range(3))
        return float(np.mean([outcomes(run, 0)["end_share_count_2"] for run in runs]))

    assert share(Pay(budget_share=1.0, budget_pull=5.0)) > share(Pay()) + 0.015


def test_the_linear_twin_is_the_same_run() -> None:
    scenario = under(Regime(), STEERED)
    assert moved(scenario, 0, boundary_of(scenario))[:2] == (0.0, 0.0)
    ignored = under(replace(PLAN, discount_cap=0.0), IGNORED)
    assert moved(ignored, 0, boundary_of(ignored))[:2] == (0.0, 0.0)


def test_a_twin_differs_from_its_deadline_on() -> None:
    scenario = under(PLAN, STEERED)
    found = pull_forward(scenario, range(6))
    assert found.gained.estimate != 0.0
    assert found.net.estimate == pytest.approx(found.gained.estimate + found.after.estimate)


def test_every_regime_crosses_with_every_team() -> None:
    world = load_world("transactional")
    for regime in regime_names():
        for team in ("hierarchy", "chaotic-cluster", "roadmap"):
            design = load_team(f"{team}@{regime}")
            assert design.name == f"{team} under {regime}"
            assert design.structure == load_team(team).structure
            Scenario(world, (design,))


def peaks(regime: Regime, pay: Pay, seeds: range, horizon: Horizon) -> list[float]:
    """p-values of the peak at one cycle a period, one a seed."""
    scenario = under(regime, pay, horizon)
    found = []
    for seed in seeds:
        run = simulate(scenario, seed)
        value = run.weekly["order_value"][horizon.burn_in :, 0]
        found.append(
            peak_p_value(whole_periods(value, horizon.burn_in, scenario.teams[0].regime), 99, seed)
        )
    return found


@pytest.mark.statistical
def test_no_peak_without_a_deadline() -> None:
    """200 runs: rejections at .05 are binomial, sd .0154."""
    found = peaks(Regime(), STEERED, range(200), Horizon(26, 104, 0))
    assert np.mean(np.array(found) <= 0.05) < 0.05 + 3 * 0.0154


@pytest.mark.statistical
def test_a_shifted_calendar_moves_the_swing_and_a_staggered_one_flattens_it() -> None:
    horizon = Horizon(26, 260, 0)

    def swing(regime: Regime) -> np.ndarray:
        """Orders by week counted from week 0, mean 1, over 30 runs."""
        total = np.zeros(13)
        for seed in range(30):
            run = simulate(under(regime, STEERED, horizon), seed)
            counted = replace(regime, calendar_shift=0)
            run = run._replace(
                scenario=replace(
                    run.scenario, teams=(replace(run.scenario.teams[0], regime=counted),)
                )
            )
            total += by_week_of_period(run, 0)["orders"]
        return total / total.mean()

    plain, shifted = swing(PLAN), swing(replace(PLAN, calendar_shift=6))
    staggered = swing(replace(PLAN, staggered=True))
    assert np.corrcoef(np.roll(plain, -6), shifted)[0, 1] > 0.5
    assert staggered.std() < plain.std()


@pytest.mark.statistical
def test_a_lump_sum_gives_effort_and_timing_only_where_holding_back_is_free() -> None:
    """F25 (Steenburgh 2008): effort without much timing comes out only if offers can not be held
    back; where they can, orders avoid the end of the period. 30 runs each; the share of the last
    two weeks has a standard error of .004."""
    lump = Regime(quota="measured", quota_ratio=1.1, bonus=0.3)

    def found(hold_back: float) -> tuple[float, float]:
        runs = [simulate(under(lump, Pay(hold_back=hold_back)), seed) for seed in range(30)]
        named = [outcomes(run, 0) for run in runs]
        effort = np.mean([one["effort"] for one in named])
        return float(effort), float(np.mean([one["end_share_count_2"] for one in named]))

    effort, share = found(0.0)
    assert effort > 1.05
    assert abs(share - 2 / 13) < 0.02
    effort, share = found(1.0)
    assert effort > 1.05
    assert share < 2 / 13 - 0.03


def test_discounts_that_are_alike_in_all_weeks_teach_no_waiting() -> None:
    """Whoever hears of the same discount every week expects nothing of a period's end, neither a
    better price nor a worse one, from the first period on."""
    scenario = under(PLAN, replace(PRICED, learning=0.2))
    state = build(scenario, 1)
    for week in range(1, 66):
        state.clock["week"] = week
        account_hears(0, 0, 0.1, state)
        if week % 13 == 0:
            offer = state.offers[0, 0]
            assert offer["at_end"] == pytest.approx(offer["in_middle"], abs=0.006)
    assert state.offers["at_end"][0, 0] > 0.08


def test_discounts_on_orders_that_come_anyway_are_needless() -> None:
    """By hand: 10 on an order that comes 5 weeks later without; 20 on one that does not come within
    a quarter; none on the third."""
    with_them = np.zeros(3, LEDGER)
    with_them["account"], with_them["closed"] = [1, 2, 3], [10, 20, 30]
    with_them["value"], with_them["discount"] = 100.0, [0.1, 0.2, 0.0]
    without = np.zeros(2, LEDGER)
    without["account"], without["closed"] = [1, 2], [15, 34]
    assert needlessly_given(with_them, without) == pytest.approx(10.0)
    scenario = hesitant(under(PLAN, PRICED))
    found = needless_discounts(scenario, range(3))
    assert 0 <= found.estimate < 0.3
    assert needless_discounts(under(Regime(), PRICED), range(2)).estimate == 0.0
