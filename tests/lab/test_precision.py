"""The schedule of looks and the rule that stops on width alone."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosim.lab.estimate import mean_interval
from ecosim.lab.precision import looks, next_total, precision_reached

NORMAL = np.random.default_rng(11).normal(0.3, 1.0, 400)


def test_looks_by_hand() -> None:
    """50, then a quarter more each time rounded up, then the cap."""
    assert looks(130) == (50, 63, 79, 99, 124, 130)
    assert looks(50) == (50,)
    assert looks(20) == (20,)
    assert looks(9, minimum_pairs=2) == (2, 3, 4, 5, 7, 9)


def test_precision_needs_the_minimum_of_defined_differences() -> None:
    """Fifty pairs of which one is undefined are too few."""
    differences = np.zeros(51)
    differences[:2] = math.nan
    assert not precision_reached(differences, 1.0)
    differences[1] = 0
    assert precision_reached(differences, 1.0)


def test_precision_is_judged_by_the_interval() -> None:
    """A half width just reached and just missed."""
    half = mean_interval(NORMAL[:60]).half_width
    assert precision_reached(NORMAL[:60], half)
    assert not precision_reached(NORMAL[:60], half * 0.999)
    assert not precision_reached(NORMAL[:60], half, level=0.99)


def test_first_answer_is_the_minimum_and_last_the_cap() -> None:
    """From nothing to fifty; never past the cap however wide the interval."""
    assert next_total([], 0.2, cap=400) == 50
    assert next_total(NORMAL[:50], 1e-6, cap=400) == 63
    assert next_total(NORMAL[:51], 1e-6, cap=400) == 63
    assert next_total(NORMAL, 1e-6, cap=400) == 400
    assert next_total(NORMAL, 1e-6, cap=20) == 20


def test_undefined_pairs_count_towards_the_schedule() -> None:
    """With one gap in the first fifty the first possible stop is the second look."""
    gaps = np.where(np.arange(100) == 7, math.nan, 1.0)
    assert next_total(gaps, 0.5, cap=400) == 63


@pytest.mark.parametrize("half_width", [0.1, 0.15, 0.2, 0.25])
@pytest.mark.parametrize("batch", [1, 7, 50, 400])
def test_the_batches_do_not_move_the_stop(half_width: float, batch: int) -> None:
    """However many pairs arrive at once, the run stops at the same pair."""
    at_hand = 0
    while next_total(NORMAL[:at_hand], half_width, cap=400) > at_hand:
        at_hand = min(at_hand + batch, 400)
    stop = next_total(NORMAL[:at_hand], half_width, cap=400)
    assert stop == next_total(NORMAL, half_width, cap=400)
    assert stop in looks(400)


@given(st.floats(-1000, 1000).map(lambda x: round(x * 64) / 64), st.sampled_from([-1, 1]))
def test_sign_and_size_of_the_difference_do_not_move_the_stop(shift: float, sign: int) -> None:
    """The rule sees the width only: shifted and mirrored samples stop together."""
    grid = np.round(NORMAL * 64) / 64  # shifts are then exact
    moved = sign * grid + shift
    assert next_total(moved, 0.15, cap=400) == next_total(grid, 0.15, cap=400)


def test_unusable_settings_are_refused() -> None:
    """A half width of zero and minima below two."""
    with pytest.raises(ValueError, match="half width"):
        precision_reached(NORMAL, 0.0)
    with pytest.raises(ValueError, match="half width"):
        precision_reached(NORMAL, math.nan)
    with pytest.raises(ValueError, match="at least 2"):
        next_total(NORMAL, 0.1, cap=1)
    with pytest.raises(ValueError, match="at least 2"):
        precision_reached(NORMAL, 0.1, minimum_pairs=1)
