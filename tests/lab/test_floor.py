"""What a regime adds to swings beyond the same team's linear-pay floor."""

from dataclasses import replace

import numpy as np
import pytest

from ecosim.files import load_team, load_world
from ecosim.lab.floor import over_floor, swing_over_floor
from ecosim.lab.runs import seeds_of
from ecosim.scenario import Horizon, Scenario


def test_a_ratio_of_means_by_hand() -> None:
    """Means 3 and 2, and the pair without a floor left out."""
    found = over_floor([2.0, 4.0, 9.0], [1.0, 3.0, np.nan])
    assert found.estimate == pytest.approx(1.5)
    assert found.replications == 2
    assert found.low < 1.5 < found.high
    assert np.isnan(over_floor([np.nan], [1.0]).estimate)


def test_linear_pay_is_its_own_floor_and_a_plan_is_not() -> None:
    world = load_world("mid-market-saas").sized(0.25)
    world = replace(
        world,
        orders=replace(world.orders, consumption=0.02),
        plant=replace(world.plant, averaged_weeks=8),
    )
    seeds, horizon = seeds_of(0, 3), Horizon(13, 39, 0)
    linear = Scenario(world, (load_team("hierarchy"),), horizon)
    floor = swing_over_floor(linear, seeds)
    assert floor.estimate == pytest.approx(1.0)
    assert floor.half_width == pytest.approx(0.0, abs=1e-12)
    quota = replace(linear, teams=(load_team("hierarchy@quota-managed"),))
    assert swing_over_floor(quota, seeds, "bullwhip_needs").estimate != 1.0
