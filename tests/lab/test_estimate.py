"""Intervals on small examples worked by hand, and the rules for undefined outcomes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ecosim.lab.estimate import (
    mean_interval,
    paired_difference,
    unpaired_difference,
    variance_ratio,
)

T_975_2 = 0.95 * math.sqrt(2 / (4 * 0.975 * 0.025))  # closed form at 2 degrees of freedom
outcomes = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=2, max_size=40)


def test_mean_of_three_by_hand() -> None:
    """1, 2, 3: mean 2, standard error 1/sqrt(3)."""
    interval = mean_interval([1, 2, 3])
    assert (interval.estimate, interval.replications, interval.left_out) == (2, 3, 0)
    assert interval.high == pytest.approx(2 + T_975_2 / math.sqrt(3), rel=1e-12)
    assert interval.low == pytest.approx(2 - T_975_2 / math.sqrt(3), rel=1e-12)


def test_undefined_values_are_left_out_and_counted() -> None:
    """An undefined run changes the count and nothing else."""
    with_gaps = mean_interval([1, math.nan, 2, 3, math.nan], level=0.9)
    without = mean_interval([1, 2, 3], level=0.9)
    assert (with_gaps.replications, with_gaps.left_out, with_gaps.level) == (3, 2, 0.9)
    assert (with_gaps.low, with_gaps.high) == (without.low, without.high)


def test_one_value_has_no_interval_and_none_no_estimate() -> None:
    """One value gives NaN ends; no value gives NaN throughout."""
    one, none = mean_interval([7.0]), mean_interval([math.nan])
    assert one.estimate == 7 and math.isnan(one.low) and math.isnan(one.high)
    assert math.isnan(none.estimate) and math.isnan(none.low)
    assert (none.replications, none.left_out) == (0, 1)


def test_constant_values_have_width_zero_exactly() -> None:
    """0.1 summed many times is not exact; the interval of a constant is."""
    interval = mean_interval([0.1] * 37)
    assert (interval.low, interval.estimate, interval.high) == (0.1, 0.1, 0.1)


def test_paired_difference_leaves_out_pairs_with_either_side_undefined() -> None:
    """Differences 1, 2, 3 remain out of five pairs."""
    a, b = [2, math.nan, 4, 6, 1], [1, 5, 2, 3, math.nan]
    interval = paired_difference(a, b)
    assert (interval.estimate, interval.replications, interval.left_out) == (2, 3, 2)
    assert interval.half_width == pytest.approx(T_975_2 / math.sqrt(3), rel=1e-12)


@pytest.mark.parametrize("n", [1, 2, 50])
def test_equal_teams_differ_by_exactly_zero(n: int) -> None:
    """The same values on both sides give [0, 0], not almost zero."""
    values = np.random.default_rng(3).lognormal(size=n)
    interval = paired_difference(values, values)
    assert (interval.estimate, interval.low, interval.high) == (0, 0, 0)
    assert interval.exactly_zero


def test_no_defined_pair_gives_nan() -> None:
    """Nothing to compare: NaN, and every pair counted as left out."""
    interval = paired_difference([math.nan, 1], [2, math.nan])
    assert math.isnan(interval.estimate) and math.isnan(interval.low)
    assert (interval.replications, interval.left_out) == (0, 2)
    assert not interval.exactly_zero


def test_unpaired_difference_is_welch() -> None:
    """The same ends as scipy's Welch interval."""
    rng = np.random.default_rng(4)
    a, b = rng.normal(1, 1, 12), rng.normal(0, 5, 30)
    expected = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    interval = unpaired_difference(np.append(a, math.nan), b)
    assert (interval.low, interval.high) == pytest.approx((expected.low, expected.high))
    assert (interval.replications, interval.left_out) == (42, 1)


def test_unpaired_difference_of_constant_and_of_single_values() -> None:
    """Two constants are known exactly; a single value on one side gives no interval."""
    known = unpaired_difference([3, 3, 3], [1, 1])
    assert (known.low, known.high) == (2, 2)
    assert math.isnan(unpaired_difference([3.0], [1, 2]).low)
    assert unpaired_difference([3.0], [1, 2]).estimate == 1.5


def test_variance_ratio_by_hand() -> None:
    """var(a) = 1, var(b) = 4, a - b = -1, -2, -3 has variance 1: ratio 5."""
    assert variance_ratio([1, 2, 3], [2, 4, 6]) == 5
    assert variance_ratio([1, 2, 3, math.nan], [2, 4, 6, 100]) == 5


def test_variance_ratio_at_the_edges() -> None:
    """Differences without variance: infinite. Fewer than three pairs: NaN."""
    assert variance_ratio([1, 2, 3], [2, 3, 4]) == math.inf
    assert math.isnan(variance_ratio([1, 2, math.nan], [2, 3, 4]))


def test_unusable_input_is_refused() -> None:
    """Infinite values, tables, unequal pairs and levels outside 0 to 1."""
    with pytest.raises(ValueError, match="infinite"):
        mean_interval([1, math.inf])
    with pytest.raises(ValueError, match="shape"):
        mean_interval([[1, 2]])
    with pytest.raises(ValueError, match="equal lengths"):
        paired_difference([1, 2], [1])
    with pytest.raises(ValueError, match="level"):
        mean_interval([1, 2], level=95)


@given(outcomes, st.randoms(use_true_random=False))
def test_the_order_of_replications_does_not_matter(values: list[float], shuffler: object) -> None:
    """Exactly the same interval for every order."""
    shuffled = list(values)
    shuffler.shuffle(shuffled)  # type: ignore[attr-defined]
    assert mean_interval(values) == mean_interval(shuffled)


@given(outcomes, outcomes)
def test_exchanging_the_teams_mirrors_the_interval(a: list[float], b: list[float]) -> None:
    """Exactly, in every bit, paired and unpaired."""
    n = min(len(a), len(b))
    there, back = paired_difference(a[:n], b[:n]), paired_difference(b[:n], a[:n])
    assert (there.estimate, there.low, there.high) == (-back.estimate, -back.high, -back.low)
    there, back = unpaired_difference(a, b), unpaired_difference(b, a)
    assert (there.estimate, there.low, there.high) == (-back.estimate, -back.high, -back.low)
