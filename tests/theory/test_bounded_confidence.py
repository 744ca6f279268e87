"""Bounded confidence in small groups: exact for two, an independent program for the others."""

import numpy as np
import pytest

from ecosim.theory import bounded_confidence as theory


def textbook(people: int, reach: float, groups: int, seed: int) -> float:
    """The same model written apart, for all groups at once and with NumPy's own chance."""
    random = np.random.default_rng(seed)
    opinions = random.random((groups, people))
    every = np.arange(groups)
    for _ in range(theory.MEETINGS_EACH * people):
        one = random.integers(people, size=groups)
        other = (one + random.integers(1, people, size=groups)) % people
        first, second = opinions[every, one], opinions[every, other]
        listen = abs(first - second) < reach
        middle = (first + second) / 2
        opinions[every, one] = np.where(listen, middle, first)
        opinions[every, other] = np.where(listen, middle, second)
    return float((np.ptp(opinions, axis=1) < theory.AGREED_WITHIN).mean())


def test_every_check_passes() -> None:
    rows = theory.checks(theory.table())
    assert [row for row in rows if not row.passed] == []
    assert len(rows) == 3 + 15 + 1


@pytest.mark.parametrize("reach", [0.05, 0.2, 0.45, 0.8, 1.1])
def test_two_people_agree_if_they_begin_within_reach(reach: float) -> None:
    exact = theory.exact_for_two(min(reach, 1.0))
    found = theory.share_agreed(2, max(reach, theory.AGREED_WITHIN), 20_000, seed=5)
    assert abs(found - exact) < 4 * np.sqrt(0.25 / 20_000)


@pytest.mark.parametrize(("people", "reach"), [(3, 0.5), (5, 0.4), (11, 0.3)])
def test_a_program_written_apart_agrees(people: int, reach: float) -> None:
    found = theory.share_agreed(people, reach, 20_000, seed=1)
    other = textbook(people, reach, 4000, seed=2)
    assert abs(found - other) < theory.TOLERANCE


def test_everybody_agrees_when_everybody_is_within_reach() -> None:
    assert theory.share_agreed(7, 1.1, 500, seed=0) == 1.0


def test_meetings_are_enough() -> None:
    twice = theory.share_agreed(11, 0.5, 5000, 3, meetings_each=2 * theory.MEETINGS_EACH)
    assert abs(twice - theory.share_agreed(11, 0.5, 5000, 3)) < 0.002


@pytest.mark.statistical
@pytest.mark.parametrize("reach", theory.REACHES)
@pytest.mark.parametrize("people", theory.GROUP_SIZES)
def test_the_recomputed_table_is_that_of_the_program_written_apart(
    people: int, reach: float
) -> None:
    cell = theory.RECOMPUTED[reach][theory.GROUP_SIZES.index(people)]
    assert abs(textbook(people, reach, 50_000, seed=7) - cell) < 0.012
