"""Profit by hand."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import small

from ecosim.measures import outcomes
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
