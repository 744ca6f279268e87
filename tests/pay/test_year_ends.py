"""Fiscal years: what counts more, or less, in the last period of a year."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import small

from ecosim.build import build
from ecosim.mechanisms.pay import Pay, Regime
from ecosim.pay_plans import ends_a_year
from ecosim.rules.pay import pay_of
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import simulate

PLAN = Regime(quota="measured", bonus=0.2, accelerator=0.3)


def under(regime: Regime, pay: Pay | None = None) -> Scenario:
    scenario = small("transactional", "hierarchy", reps=8, accounts=160)
    world = replace(scenario.world, pay=pay or Pay())
    team = replace(scenario.teams[0], regime=regime)
    return Scenario(world, (team,), Horizon(26, 130, 0))


def test_which_periods_end_a_year() -> None:
    assert [nth for nth in range(9) if ends_a_year(nth, 13)] == [3, 7]
    assert [nth for nth in range(27) if ends_a_year(nth, 4)] == [12, 25]
    assert [nth for nth in range(4) if ends_a_year(nth, 26)] == [1, 3]


def test_a_years_last_period_weighs_what_is_stated_and_every_period_is_pay_neutral() -> None:
    periods = build(under(replace(PLAN, year_end=2.0)), 1).periods
    assert periods["weight"][0, :8].tolist() == [1, 1, 1, 2, 1, 1, 1, 2]
    plain = build(under(PLAN), 1).periods
    assert (plain["weight"] == 1).all()
    ordinary = periods["weight"][0] == 1
    assert (periods["commission"][:, ordinary] == plain["commission"][:, ordinary]).all()
    assert (periods["commission"][:, ~ordinary] < plain["commission"][:, ~ordinary]).all()


def test_at_weight_one_nothing_changes_and_at_nought_the_last_period_pays_a_commission() -> None:
    plain, same = (simulate(under(regime), 1) for regime in (PLAN, replace(PLAN, year_end=1.0)))
    assert plain.weekly.tobytes() == same.weekly.tobytes()
    periods = simulate(under(replace(PLAN, year_end=0.0)), 1).periods
    last = periods[:, 3]
    np.testing.assert_allclose(last["commission"], 1.0)
    np.testing.assert_allclose(last["pay"], last["booked"])


def test_pay_of_a_years_last_period_is_by_its_weight() -> None:
    regime = replace(PLAN, year_end=2.0)
    for row in simulate(under(regime), 2).periods[:, 3]:
        paid = pay_of(
            float(row["booked"]), float(row["quota"]), float(row["commission"]),
            2 * regime.bonus, 2 * regime.accelerator, 0.0, regime.penalty_below, 0.0,
        )  # fmt: skip
        assert row["pay"] == pytest.approx(paid)


def test_reps_know_what_a_years_end_is_worth() -> None:
    """Effort in the last period of a year moves with its weight, in the first it does not."""
    runs = [
        simulate(under(replace(PLAN, year_end=weight, calendar_shift=0)), 4)
        for weight in (0.0, 2.0)
    ]
    effort = [run.pay_weeks["effort"][:, 0] / 8 for run in runs]
    assert (effort[0][:13] == effort[1][:13]).all()
    assert np.allclose(effort[0][39:52], 1.0, atol=0.2)
    assert np.abs(effort[1][39:52] - 1.0).mean() > np.abs(effort[0][39:52] - 1.0).mean()
