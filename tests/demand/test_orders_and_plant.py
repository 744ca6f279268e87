"""Customers who order again, the plant behind them, turns of the market."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import small

from ecosim.actions.plant import plant_plans
from ecosim.build import build
from ecosim.files import load_team
from ecosim.measures import demand, outcomes
from ecosim.rules.demand import demand_factor
from ecosim.rules.orders import reordered, weeks_bought_ahead
from ecosim.rules.plant import planned
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import simulate, with_room
from ecosim.state import State
from ecosim.week import one_week
from ecosim.world import World


def with_customers(scenario: Scenario, **plant: object) -> Scenario:
    world = scenario.world
    world = replace(
        world,
        orders=replace(world.orders, consumption=0.08),
        plant=replace(world.plant, averaged_weeks=8, **plant),
    )
    return replace(scenario, world=world)


def lived(scenario: Scenario, seed: int) -> State:
    state = build(scenario, seed)
    for _ in range(scenario.horizon.weeks):
        state = with_room(state)
        one_week(state)
    return state


def test_a_customer_orders_at_its_reorder_point_and_up_to_its_level() -> None:
    assert reordered(31.0, 10.0, 3.0, 13.0) == 0.0
    assert reordered(30.0, 10.0, 3.0, 13.0) == 100.0
    assert reordered(0.0, 0.0, 3.0, 13.0) == 0.0


def test_a_discount_is_worth_so_many_weeks_of_holding() -> None:
    assert weeks_bought_ahead(0.05, 0.01, 8.0) == pytest.approx(5.0)
    assert weeks_bought_ahead(0.30, 0.01, 8.0) == 8.0
    assert weeks_bought_ahead(-0.1, 0.01, 8.0) == 0.0


def test_plans_follow_orders_and_the_level() -> None:
    assert planned(10.0, 25.0, 20.0, False) == 15.0
    assert planned(10.0, 5.0, 20.0, False) == 0.0
    assert planned(10.0, 5.0, 20.0, True) == -5.0


@given(seed=st.integers(0, 50), team=st.sampled_from(["hybrid", "linear-process"]))
@settings(max_examples=8, deadline=None)
def test_everything_ordered_is_used_or_in_stock_or_returned(seed: int, team: str) -> None:
    scenario = with_customers(small("transactional", team, "chaotic-cluster"))
    state = lived(replace(scenario, horizon=Horizon(20, 60, 20)), seed)
    customers, weekly = state.customers, state.weekly
    kept = customers["used"] + customers["stock"] + customers["returned"]
    np.testing.assert_allclose(customers["ordered"], kept, rtol=1e-9, atol=1e-6)
    booked = (weekly["order_value"] + weekly["repeat_value"]).sum(axis=0)
    np.testing.assert_allclose(booked, customers["ordered"].sum(axis=1), rtol=1e-9)
    np.testing.assert_allclose(weekly["used"].sum(axis=0), customers["used"].sum(axis=1))
    assert (customers["stock"] >= 0).all()
    assert weekly["repeat_orders"].sum() > 0
    assert (customers["active"].sum(axis=0) <= 1).all()  # nobody is two teams' customer


def test_the_plant_ends_with_what_it_planned_less_what_was_sold() -> None:
    scenario = with_customers(small("transactional", "hybrid"), lead_weeks=3)
    state = lived(scenario, 4)
    weekly = state.weekly[:, 0]
    arrived = weekly["planned"][:-3].sum()
    sold = (weekly["order_value"] + weekly["repeat_value"]).sum()
    assert state.plants["stock"][0] == pytest.approx(arrived - sold)
    assert weekly["plant_stock"][-1] == state.plants["stock"][0]


@pytest.mark.parametrize("averaged", [8, 13])
@pytest.mark.parametrize("lead", [2, 3, 4])
def test_plans_vary_as_chen_and_others_say(averaged: int, lead: int) -> None:
    """Independent weekly orders, plans that may be negative: variance 1 + 2 L/p + 2 (L/p)^2 times
    as large. 20,000 weeks; the standard error of the ratio is about 0.015."""
    world = World("plant")
    world = replace(
        world,
        market=replace(world.market, accounts=1),
        plant=replace(world.plant, averaged_weeks=averaged, lead_weeks=lead, cancels=True),
    )
    weeks = 2000
    ratios = []
    for seed in range(10):
        state = build(Scenario(world, (load_team("hybrid"),), Horizon(0, weeks, 0)), 0)
        sold = np.random.default_rng(seed).gamma(4.0, 25.0, weeks)
        state.weekly["order_value"][:, 0] = sold
        for week in range(weeks):
            state.clock["week"] = week
            plant_plans(0, state)
        plans = state.weekly["planned"][averaged + 1 :, 0]
        ratios.append(plans.var() / sold[averaged + 1 :].var())
    expected = 1 + 2 * lead / averaged + 2 * (lead / averaged) ** 2
    assert np.mean(ratios) == pytest.approx(expected, abs=0.05)


def test_a_plant_changes_nothing_else_and_repeat_orders_no_deal() -> None:
    plain = small("transactional", "hybrid")
    run, more = simulate(plain, 6), simulate(with_customers(plain), 6)
    assert run.ledger.tobytes() == more.ledger.tobytes()
    assert run.weekly["order_value"].tobytes() == more.weekly["order_value"].tobytes()
    assert more.weekly["repeat_value"].sum() > 0 == run.weekly["repeat_value"].sum()


def test_customers_use_what_they_used_before_on_average() -> None:
    """Repeat orders replace what is used up: over a long time the two differ by stock alone."""
    scenario = with_customers(small("transactional", "hybrid"))
    run = simulate(replace(scenario, horizon=Horizon(52, 520, 0)), 1)
    weekly = run.weekly[:, 0]
    bought = (weekly["order_value"] + weekly["repeat_value"]).sum()
    assert 0.5 * bought < weekly["used"].sum() <= bought


def test_larger_batches_amplify_demand() -> None:
    def orders_over_needs(level: float) -> float:
        scenario = with_customers(small("transactional", "hybrid"))
        world = scenario.world
        world = replace(world, orders=replace(world.orders, order_up_to_weeks=level))
        long = replace(scenario, world=world, horizon=Horizon(52, 260, 0))
        found = [outcomes(simulate(long, seed), 0)["orders_over_needs"] for seed in range(6)]
        return float(np.mean(found))

    assert orders_over_needs(26.0) > orders_over_needs(3.2)


def test_a_shock_lasts_as_long_as_it_says() -> None:
    assert [demand_factor(week, 2, 3, -0.3) for week in (1, 2, 4, 5)] == [1.0, 0.7, 0.7, 1.0]


def test_a_drop_in_demand_brings_fewer_deals_while_it_lasts_and_none_before() -> None:
    plain = replace(small("transactional", "hybrid", accounts=120), horizon=Horizon(10, 40, 10))
    turns = replace(plain.world.turns, shock_week=20, shock_weeks=20, shock=-0.8)
    shocked = replace(plain, world=replace(plain.world, turns=turns))
    before, during = slice(0, 20), slice(20, 40)
    usual = [simulate(plain, seed).weekly["opened"] for seed in range(6)]
    fewer = [simulate(shocked, seed).weekly["opened"] for seed in range(6)]
    for one, other in zip(usual, fewer, strict=True):
        assert (one[before] == other[before]).all()
    assert sum(o[during].sum() for o in fewer) < 0.6 * sum(o[during].sum() for o in usual)


def test_selling_gets_harder_over_the_years() -> None:
    def win_rate(harder: float) -> float:
        plain = small("mid-market-saas", "linear-process", accounts=80)
        turns = replace(plain.world.turns, harder=harder)
        long = replace(plain, world=replace(plain.world, turns=turns), horizon=Horizon(104, 52, 26))
        return float(np.mean([outcomes(simulate(long, k), 0)["win_rate"] for k in range(6)]))

    assert win_rate(1.0) < win_rate(0.0) < win_rate(-1.0)


# measures, by hand


def test_quarters_are_counted_from_week_zero() -> None:
    weekly = np.arange(40.0)
    quarters = demand.whole_quarters(weekly, 10)  # weeks 10 to 49: quarters 13-25 and 26-38
    assert quarters.shape == (2, 13)
    assert quarters[0, 0] == 3.0


def test_the_last_third_of_a_quarter() -> None:
    assert demand.LAST_THIRD.sum() == pytest.approx(13 / 3)
    assert demand.LAST_THIRD[-4:].tolist() == [1.0] * 4
    assert demand.LAST_THIRD[8] == pytest.approx(1 / 3)


def test_gini_of_even_and_of_one_week_only() -> None:
    assert demand.mean_gini(np.ones((1, 13))) == pytest.approx(0.0)
    one = np.zeros((1, 13))
    one[0, 5] = 4.0
    assert demand.mean_gini(one) == pytest.approx(12 / 13)
    assert np.isnan(demand.mean_gini(np.zeros((2, 13))))


def test_changes_of_schedule_and_variance_ratio_by_hand() -> None:
    assert demand.schedule_changes(np.array([10.0, 20.0, 10.0, 20.0])) == pytest.approx(10 / 15)
    assert demand.variance_ratio(np.array([0.0, 4.0]), np.array([0.0, 2.0])) == 4.0
    assert np.isnan(demand.variance_ratio(np.ones(3), np.ones(3)))
    assert demand.autocorrelation(np.tile([1.0, 3.0], 13), 13) == pytest.approx(-0.5)
