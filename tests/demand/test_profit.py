"""Profit by hand."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import small

from ecosim.measures import outcomes, profit
from ecosim.simulate import simulate
from ecosim.state import WON


def test_profit_is_margin_less_payroll() -> None:
    scenario = small("transactional", "hybrid")
    world = replace(scenario.world, costs=replace(scenario.world.costs, margin=0.5, hour=20.0))
    scenario = replace(scenario, world=world)
    run = simulate(scenario, 3)
    won = run.ledger[(run.ledger["outcome"] == WON) & (run.ledger["closed"] >= 8)]
    assert scenario.horizon.burn_in == 8
    hours = world.people.hours * world.people.reps * (scenario.horizon.weeks - 8)
    expected = 0.5 * np.sum(won["value"]) / hours - 20.0
    assert outcomes(run, 0)["profit_per_rep_hour"] == pytest.approx(expected)
    run.ledger["net"][(run.ledger["outcome"] == WON)] *= 0.9
    assert outcomes(run, 0)["profit_per_rep_hour"] == pytest.approx(
        expected - 0.1 * np.sum(won["value"]) / hours
    )


def test_effort_and_pay_beyond_the_payroll_are_charged() -> None:
    scenario = small("transactional", "hybrid@quota-managed")
    run = simulate(scenario, 3)
    people, burn_in = scenario.world.people, scenario.horizon.burn_in
    effort = run.pay_weeks["effort"][burn_in:, 0]
    extra = np.maximum(effort - people.reps, 0).sum() * people.hours
    assert profit.hours_beyond(run, 0) == pytest.approx(extra)
    free = simulate(small("transactional", "hybrid"), 3)
    assert profit.hours_beyond(free, 0) == 0.0 == profit.pay_beyond(free, 0)
