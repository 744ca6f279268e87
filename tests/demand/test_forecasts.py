"""Three forecasts of one pipeline, worked out by hand and held against chance."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import small

from ecosim.measures import forecasts, outcomes
from ecosim.rows import (
    LEDGER,
    SNAPSHOT,
    WEEKLY,
)
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import Run, simulate
from ecosim.state import (
    LOST,
    OPEN,
    WON,
)
from ecosim.team import Team
from ecosim.world import World


def noting(scenario: Scenario, **dials: float) -> Scenario:
    world = scenario.world
    return replace(
        scenario, world=replace(world, forecasts=replace(world.forecasts, every_weeks=13, **dials))
    )


def run_of(deals: list[tuple[int, int, float]], notes: list[tuple[int, int, int, float]]) -> Run:
    """Deals (outcome, closed, value) and snapshots (week, deal, level, judged) as a run."""
    ledger = np.zeros(len(deals), LEDGER).view(np.recarray)
    for row, (outcome, closed, value) in enumerate(deals):
        ledger["outcome"][row], ledger["closed"][row], ledger["value"][row] = outcome, closed, value
    snapshots = np.zeros(len(notes), SNAPSHOT).view(np.recarray)
    for row, (week, deal, level, judged) in enumerate(notes):
        snapshots["week"][row], snapshots["row"][row] = week, deal
        snapshots["stage"][row], snapshots["missing"][row] = level, level
        snapshots["judged"][row] = judged
    scenario = Scenario(World("a"), (Team("a"),), Horizon(20, 20, 40))
    weekly = np.zeros((80, 1), WEEKLY).view(np.recarray)
    return Run(scenario, 0, ledger, weekly, 0, snapshots)


def test_forecasts_by_hand() -> None:
    """Before: of two deals at level 1 the one of 100 came, that of 300 did not; the one at level 2
    did not. After: a deal at level 1 of 80 that comes, one at level 2 of 40 that does not."""
    won, lost, still = int(WON), int(LOST), int(OPEN)
    deals = [(won, 15, 100.0), (lost, 20, 300.0), (still, -1, 200.0), (won, 40, 80.0)]
    deals += [(won, 60, 40.0)]  # too late for the quarter after week 38
    notes = [(12, 0, 1, 0.9), (12, 1, 1, 0.5), (12, 2, 2, 0.2), (38, 3, 1, 0.5), (38, 4, 2, 0.25)]
    run = run_of(deals, notes)
    usual, overall = 200.0, 100.0 / 600.0
    first = (100.0 + usual * overall) / (400.0 + usual)
    second = usual * overall / (200.0 + usual)
    forecast = 80 * first + 40 * second
    found = forecasts.outcomes(run, 0)
    assert found["forecast_bias_stage"] == pytest.approx((forecast - 80) / 80)
    assert found["forecast_wape_missing"] == pytest.approx(abs(forecast - 80) / 80)
    judged = 80 * 0.5 + 40 * 0.25
    assert found["forecast_bias_judged"] == pytest.approx((judged - 80) / 80)
    assert found["forecast_brier_judged"] == pytest.approx((0.25 + 0.0625) / 2)
    assert found["forecast_mape_judged"] == found["forecast_wape_judged"]  # one forecast
    assert found["forecast_slope_judged"] == pytest.approx(1.0 / 0.25)  # .5 came, .25 did not
    eight = 80 * (1 - 0.5 ** (8 / 13)) + 40 * (1 - 0.75 ** (8 / 13))
    assert found["forecast_wape_judged_8"] == pytest.approx((80 - eight) / 80)  # came after 2
    four = 80 * (1 - 0.5 ** (4 / 13)) + 40 * (1 - 0.75 ** (4 / 13))
    assert found["forecast_wape_judged_4"] == pytest.approx((80 - four) / 80)


def test_a_calibrated_forecast_has_slope_one_and_exaggeration_less() -> None:
    chance = np.repeat([0.2, 0.6], 100)
    came = np.concatenate([np.arange(100) < 20, np.arange(100) < 60]).astype(float)
    assert forecasts.calibration_slope(chance, came) == pytest.approx(1.0)
    assert forecasts.calibration_slope(np.repeat([0.0, 0.8], 100), came) == pytest.approx(0.5)
    assert np.isnan(forecasts.calibration_slope(np.full(9, 0.3), np.ones(9)))
    assert np.isnan(forecasts.calibration_slope(np.zeros(0), np.zeros(0)))


def test_nothing_noted_is_nothing_known() -> None:
    named = outcomes(simulate(small("mid-market-saas", "hybrid"), 1), 0)
    assert all(np.isnan(named[row.name]) for row in forecasts.ROWS)


def test_noting_the_pipeline_changes_nothing_else() -> None:
    plain = small("mid-market-saas", "hybrid")
    run, noted = simulate(plain, 2), simulate(noting(plain), 2)
    assert run.ledger.tobytes() == noted.ledger.tobytes()
    assert len(noted.snapshots) > 0 == len(run.snapshots)
    assert set(noted.snapshots["week"].tolist()) == {12, 25}
    open_deals = noted.weekly["open"][[12, 25], 0].sum()
    assert len(noted.snapshots) == open_deals  # every open deal, once


def test_optimism_moves_judgement_up_and_no_other_forecast() -> None:
    plain = replace(small("mid-market-saas", "hybrid", accounts=80), horizon=Horizon(20, 60, 20))
    sober = forecasts.outcomes(simulate(noting(plain), 3), 0)
    hopeful = forecasts.outcomes(simulate(noting(plain, optimism=1.0), 3), 0)
    assert hopeful["forecast_bias_judged"] > sober["forecast_bias_judged"]
    assert hopeful["forecast_bias_stage"] == sober["forecast_bias_stage"]


def test_calibration_counts_every_deal_once() -> None:
    plain = replace(small("mid-market-saas", "hybrid", accounts=80), horizon=Horizon(20, 60, 20))
    run = simulate(noting(plain), 3)
    inside = (run.snapshots["week"] >= 20) & (run.snapshots["week"] < 100 - 13)
    for way in forecasts.WAYS:
        rows = forecasts.calibration(run, 0, way)
        assert sum(count for _, _, count in rows) == inside.sum()
        assert all(0 <= chance <= 1 and 0 <= came <= 1 for chance, came, _ in rows)


def test_reps_expect_of_their_pipelines_what_they_have_brought() -> None:
    """Without luck of the day each rep's chances, by value, sum up to the part of value that its
    deals have brought; the first time to one part in five."""
    scenario = noting(small("mid-market-saas", "hybrid"), judgement_sd=0.0)
    run = simulate(scenario, 2)
    rows, usual = run.snapshots, scenario.world.market.value_median
    deals = run.ledger[rows["row"]]
    first, brought, seen, before = int(rows["week"].min()), 0, 0, 0.0
    for rep in np.unique(deals["rep"]):
        mine = (deals["rep"] == rep) & (rows["week"] == first)
        value = deals["value"][mine]
        won = run.ledger[(run.ledger["rep"] == rep) & (run.ledger["outcome"] == WON)]
        before = float(won["value"][won["closed"] <= first].sum())
        share = (before + usual) / (before + 5.0 * usual)
        assert (rows["judged"][mine] * value).sum() == pytest.approx(share * value.sum(), rel=1e-6)
        brought, seen = brought + 1, seen + int(mine.sum())
    assert brought > 1
    assert seen > 10
