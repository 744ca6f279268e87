"""Cumulative incidence with competing ends, by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import small

from ecosim.measures.incidence import cumulative_incidence, outcomes
from ecosim.rows import LEDGER
from ecosim.simulate import simulate
from ecosim.state import LOST, NO_DECISION, OPEN, WON


def deals(*rows: tuple[int, int, int]) -> np.ndarray:
    """Deals by opening week, outcome and closing week."""
    table = np.zeros(len(rows), LEDGER)
    for place, (opened, outcome, closed) in enumerate(rows):
        table["opened"][place], table["outcome"][place] = opened, outcome
        table["closed"][place] = closed
    return table


def test_chances_of_competing_ends_by_hand() -> None:
    """Four deals: won after 1 week, lost after 2, still open after 2 (censored), won after 4."""
    table = deals((0, WON, 1), (3, LOST, 5), (8, OPEN, -1), (0, WON, 4))
    chances = cumulative_incidence(table, 10)
    assert chances[0].tolist() == [0, 0, 0]
    assert chances[1].tolist() == [0.25, 0, 0]
    # three left of the four at 2 weeks: one is lost, one leaves unseen after that
    assert chances[2] == pytest.approx([0.25, 0.75 / 3, 0])
    assert chances[4] == pytest.approx([0.25 + 0.5, 0.25, 0])  # the only one left is won
    assert chances[10] == pytest.approx([0.75, 0.25, 0])


@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from([WON, LOST, NO_DECISION]),
                          st.integers(0, 20)), min_size=1, max_size=30))  # fmt: skip
def test_without_censoring_chances_are_plain_shares(rows: list[tuple[int, int, int]]) -> None:
    table = deals(*((opened, end, opened + took) for opened, end, took in rows))
    chances = cumulative_incidence(table, 60)
    ends = [[end == kind for _, end, _ in rows] for kind in (WON, LOST, NO_DECISION)]
    assert chances[-1] == pytest.approx([np.mean(found) for found in ends])
    assert (np.diff(chances, axis=0) >= 0).all()


def test_chances_of_a_run_rise_with_the_weeks() -> None:
    found = outcomes(simulate(small("mid-market-saas", "hybrid"), 1), 0)
    assert 0 <= found["won_within_13"] <= found["won_within_26"] <= found["won_within_52"] <= 1
