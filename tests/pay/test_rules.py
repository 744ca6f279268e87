"""The rules of pay by hand and against independent computations."""

import math
import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosim.arithmetic import normal_density, normal_share
from ecosim.measures.pay import harmonics, peak, peak_p_value
from ecosim.rules.closing import gain_of_waiting, nearest_share, refusal_hazard
from ecosim.rules.pay import effort_for, expected_pay, pay_of, share_now

NORMAL = statistics.NormalDist()
PLAN = (0.8, 0.3, 0.5, 0.1, 0.8, 2.0)  # commission, bonus, accelerator, penalty, below, ceiling


@settings(deadline=None)
@given(st.floats(-40, 40))
def test_the_normal_distribution_is_that_of_the_library(z: float) -> None:
    assert normal_share(z) == pytest.approx(0.5 * math.erfc(-z / math.sqrt(2)), abs=1e-14)
    assert normal_density(z) == pytest.approx(NORMAL.pdf(z), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize(
    ("sold", "paid"),
    [
        (50.0, 0.8 * 50 - 0.1 * 100),  # below 80% of the quota
        (80.0, 0.8 * 80),
        (100.0, 0.8 * 100 + 0.3 * 100),  # the lump sum
        (150.0, 0.8 * 150 + 30 + 0.5 * 50),
        (250.0, 0.8 * 200 + 30 + 0.5 * 100),  # nothing beyond twice the quota
    ],
)
def test_a_plan_by_hand(sold: float, paid: float) -> None:
    assert pay_of(sold, 100.0, *PLAN) == pytest.approx(paid)


@settings(deadline=None)
@given(st.floats(0, 300), st.floats(0.1, 80))
def test_expected_pay_is_the_mean_of_pay(mean: float, spread: float) -> None:
    """Against the mean over 20,000 quantiles of the normal distribution."""
    quantiles = mean + spread * QUANTILES
    paid = np.mean([pay_of(float(x), 100.0, *PLAN) for x in quantiles])
    assert expected_pay(mean, spread, 100.0, *PLAN) == pytest.approx(paid, abs=0.15)


QUANTILES = np.array([NORMAL.inv_cdf((k + 0.5) / 4000) for k in range(4000)])


def test_without_uncertainty_expected_pay_is_pay() -> None:
    for sold in (20.0, 99.0, 101.0, 250.0):
        assert expected_pay(sold, 0.0, 100.0, *PLAN) == pytest.approx(pay_of(sold, 100.0, *PLAN))


@settings(deadline=None)
@given(st.floats(0, 500), st.floats(0, 100), st.floats(1, 300))
def test_linear_pay_is_proportional(mean: float, spread: float, quota: float) -> None:
    assert expected_pay(mean, spread, quota, 1.0, 0.0, 0.0, 0.0, 0.8, 0.0) == mean


def test_a_half_is_where_it_does_not_matter() -> None:
    assert share_now(1.0, 1.0) == 0.5
    assert share_now(0.0, 0.0) == 0.5
    assert share_now(-1.0, 2.0) == 0.0
    assert nearest_share(0.5) == 20


@settings(deadline=None)
@given(st.floats(-5, 5), st.floats(0, 3))
def test_effort_is_one_at_linear_pay_and_stays_in_bounds(marginal: float, response: float) -> None:
    assert effort_for(1.0, response, 0.5, 1.6) == 1.0
    assert 0.5 <= effort_for(marginal, response, 0.5, 1.6) <= 1.6
    assert effort_for(marginal, 0.0, 0.5, 1.6) == 1.0


def test_waiting_gains_nothing_where_nothing_is_expected() -> None:
    assert gain_of_waiting(0.0, 2.0, 5, 0.0) == 0.0
    assert gain_of_waiting(-0.3, 2.0, 5, 0.1) == 0.0
    assert gain_of_waiting(0.2, 5.0, 4, 0.1) == pytest.approx(0.6)


def test_a_plain_offer_refused_costs_nothing() -> None:
    assert refusal_hazard(0, 0, 0.5, 0.5) == 0.0


def noise(rng: np.random.Generator, periods: int) -> np.ndarray:
    """Weekly order value with neighbours alike (AR 0.3), no common place in the period."""
    shocks = rng.standard_normal(periods * 13 + 50)
    series = np.zeros_like(shocks)
    for k in range(1, len(series)):
        series[k] = 0.3 * series[k - 1] + shocks[k]
    return np.exp(0.4 * series[50:]).reshape(periods, 13)


def test_the_peak_test_cries_wolf_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    found = [peak_p_value(noise(rng, 8), 59, k) <= 0.05 for k in range(200)]
    assert 0.01 <= np.mean(found) <= 0.10  # 200 times .05: sd .0154


def test_the_peak_test_sees_a_hockey_stick() -> None:
    rng = np.random.default_rng(8)
    stick = np.ones(13)
    stick[-1] = 2.5
    found = [peak_p_value(noise(rng, 12) * stick, 99, k) <= 0.05 for k in range(60)]
    assert np.mean(found) > 0.7


def test_peak_of_a_pure_cycle_is_endless_and_of_too_little_undefined() -> None:
    cycle = np.tile(1 + 0.5 * np.sin(2 * np.pi * np.arange(13) / 13), (8, 1))
    assert peak(cycle) > 1e6
    assert math.isnan(peak(cycle[:1]))


def test_a_spike_in_every_period_has_harmonics_and_a_wave_has_none() -> None:
    spike = np.ones((8, 13))
    spike[:, 12] = 5.0
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 0.01, (8, 13))
    assert harmonics(spike + noise) > 100
    wave = 1.0 + 0.5 * np.sin(2 * np.pi * np.arange(13) / 13)
    assert harmonics(np.tile(wave, (8, 1)) + noise) < 10
    assert np.isnan(harmonics(np.ones((1, 13))))
    assert np.isnan(harmonics(np.ones((4, 4))))  # three cycles of four weeks cannot be seen
