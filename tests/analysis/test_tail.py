"""The mean of the worst tenth of runs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosim.lab.analysis.tail import worst_part, worst_tenths

ONCE = np.ones((1, 10))


def test_the_worst_tenth_by_hand() -> None:
    assert worst_part(np.arange(10.0)[None], ONCE)[0] == 0.0
    assert worst_part(np.arange(10.0)[None], ONCE, 0.25)[0] == pytest.approx(
        (0 + 1 + 0.5 * 2) / 2.5
    )
    two_worlds = np.stack([np.arange(10.0), np.arange(10.0) - 100])
    assert worst_part(two_worlds, ONCE)[0] == pytest.approx((-100 - 99) / 2)
    assert np.isnan(worst_part(np.full((1, 10), np.nan), ONCE)[0])


def test_what_is_undefined_is_left_out_and_what_is_drawn_twice_counts_twice() -> None:
    values = np.array([[np.nan, 5.0, 1.0, 9.0]])
    assert worst_part(values, np.ones((1, 4)), 1 / 3)[0] == pytest.approx(1.0)
    twice = np.array([[0.0, 1.0, 2.0, 1.0]])
    assert worst_part(values, twice, 0.75)[0] == pytest.approx((1 + 1 + 5) / 3)


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=30))
def test_it_lies_between_the_worst_run_and_the_mean(runs: list[float]) -> None:
    values = np.array(runs)[None]
    found = worst_part(values, np.ones((1, len(runs))))[0]
    assert min(runs) - 1e-9 <= found <= np.mean(runs) + 1e-6


def test_where_less_is_better_the_worst_is_the_most_and_the_interval_holds_it() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(3, 2, 400))
    for sign in (1, -1):
        made, low, high = worst_tenths(values, sign)
        assert (sign * made < -1.5).all()  # -1.755 for a normal outcome
        assert ((low < made) & (made < high)).all()
