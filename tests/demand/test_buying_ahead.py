"""Repeat orders that reps are credited with: discounts on them, buying ahead, credit and quota."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import small

from ecosim.actions.orders import quantity_at, repeat_discount
from ecosim.build import build
from ecosim.experience import SEEDS, experience_of, under_linear_pay
from ecosim.mechanisms.pay import Regime
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import Run, simulate, week_begins
from ecosim.state import WON, State
from ecosim.week import one_week

PLAN = Regime(quota="measured", bonus=0.3, accelerator=0.5, discount_cap=0.3)
WEEKS = Horizon(26, 91, 0)


def selling_again(regime: Regime, **orders: float) -> Scenario:
    """A small transactional market whose customers order again, with half of it credited."""
    scenario = small("transactional", "hierarchy", reps=8, accounts=160)
    numbers = {"consumption": 0.05, "repeat_credit": 0.5, "order_up_to_weeks": 6.0} | orders
    world = replace(scenario.world, orders=replace(scenario.world.orders, **numbers))
    team = replace(scenario.teams[0], regime=regime)
    return Scenario(world, (team,), WEEKS)


def repeats_given_away(run: Run) -> float:
    return float(run.weekly["repeat_discounts"].sum())


def a_customer(stock: float, share: float, credit: float = 0.5) -> State:
    """A state with one customer of rep 0, which uses 1 a week, and that rep's standing."""
    state = week_begins(build(selling_again(PLAN, repeat_credit=credit), 1), selling_again(PLAN), 1)
    customer, rep = state.customers[0, 0:1], state.paid[0:1]
    customer["active"], customer["rate"], customer["stock"], customer["bought"] = 1, 1.0, stock, -1
    rep["share"], rep["quota"] = share, 1.0
    return state


def test_a_discount_raises_reorder_point_and_level_by_the_weeks_it_is_worth() -> None:
    state = a_customer(stock=10.0, share=0.5)  # reorders at 3 weeks up to 6; holding 1% a week
    assert quantity_at(0, 0, 0.0, state) == 0.0
    assert quantity_at(0, 0, 0.05, state) == 0.0  # 5 weeks ahead: reorders at 8
    assert quantity_at(0, 0, 0.3, state) == pytest.approx(6.0 + 8.0 - 10.0)


@pytest.mark.parametrize(("share", "expected"), [(0.5, 0.0), (0.3, 0.0), (1.0, 0.1)])
def test_a_rep_offers_the_discount_worth_most_to_it(share: float, expected: float) -> None:
    """With everything paid now: at 10 in stock the customer orders from a discount on at which it
    buys 7 weeks ahead (6 + 7 - 10 = 3 units at 7%, but the grid is 5%: 8 weeks and 4 units at 10%,
    the most it buys ahead; deeper only costs). Who is paid alike, or more later, offers none."""
    assert repeat_discount(0, 0, a_customer(10.0, share)) == pytest.approx(expected)


def test_without_credit_or_timing_nobody_offers_a_customer_anything() -> None:
    assert repeat_discount(0, 0, a_customer(10.0, 1.0, credit=0.0)) == 0.0
    assert repeats_given_away(simulate(selling_again(Regime(discount_cap=0.3)), 1)) == 0.0


def test_under_a_plan_some_repeat_orders_are_pulled_forward_at_a_price() -> None:
    runs = [simulate(selling_again(PLAN), seed) for seed in range(3)]
    assert sum(map(repeats_given_away, runs)) > 0
    never = [simulate(selling_again(PLAN, repeat_credit=0.0), seed) for seed in range(3)]
    assert sum(map(repeats_given_away, never)) == 0


def test_who_holds_nothing_ahead_is_given_nothing() -> None:
    """Nothing is ordered earlier, so that a discount would only cost."""
    run = simulate(selling_again(PLAN, most_ahead_weeks=0.0), 1)
    assert repeats_given_away(run) == 0.0


def test_credit_of_repeats_is_the_ledgers() -> None:
    """What a rep is credited with in a period is its orders and the stated half of its customers'
    repeat orders; no discount is given, so these are at list price."""
    scenario = selling_again(replace(PLAN, discount_cap=0.0))
    run = simulate(scenario, 3)
    orders = run.ledger[run.ledger["outcome"] == WON]
    whole = run.periods[:, : WEEKS.weeks // 13]
    first = np.zeros(whole.shape)
    np.add.at(first, (orders["rep"], orders["closed"] // 13), orders["credited"])
    np.testing.assert_allclose(whole["booked"], first + whole["repeats"], rtol=1e-9, atol=1e-6)
    sold = run.weekly["repeat_value"].reshape(-1, 13).sum(axis=1)
    np.testing.assert_allclose(whole["repeats"].sum(axis=0), 0.5 * sold, rtol=1e-9)
    assert whole["repeats"].sum() > 0


def test_quotas_count_on_repeat_orders() -> None:
    """Experience under linear pay has in it what customers order again: the same weekly sum as in
    runs of the same luck, plus half of the repeats."""
    with_repeats, without = (
        experience_of(under_linear_pay(selling_again(PLAN, repeat_credit=credit)), build)[0]
        for credit in (0.5, 0.0)
    )
    assert with_repeats.typical == without.typical
    plain = replace(under_linear_pay(selling_again(PLAN)), horizon=Horizon(52, 104, 0))
    repeats = sum(float(simulate(plain, seed).weekly["repeat_value"][52:].sum()) for seed in SEEDS)
    assert with_repeats.sold.sum() - without.sold.sum() == pytest.approx(0.5 * repeats)
    assert with_repeats.share > without.share


def test_everything_ordered_ahead_is_used_or_in_stock() -> None:
    scenario = selling_again(PLAN)
    state = build(scenario, 2)
    for _ in range(WEEKS.weeks):
        state = week_begins(state, scenario, 2)
        one_week(state)
    assert state.weekly["repeat_discounts"].sum() > 0
    customers = state.customers
    kept = customers["used"] + customers["stock"] + customers["returned"]
    np.testing.assert_allclose(customers["ordered"], kept, rtol=1e-9, atol=1e-6)
