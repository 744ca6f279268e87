"""Waiting times against Erlang, in whatever portions they are worked off."""

import heapq

import numpy as np
import pytest

from ecosim.actions.agenda import put, taken
from ecosim.rows import AGENDA
from ecosim.rules import queueing as rules
from ecosim.theory import queueing as theory


def test_erlang_c_has_its_known_values() -> None:
    assert theory.chance_of_waiting(1, 0.7) == pytest.approx(0.7)
    assert theory.chance_of_waiting(2, 0.5) == pytest.approx(1 / 3)
    assert theory.chance_of_waiting(3, 2 / 3) == pytest.approx(4 / 9)


def test_every_check_passes() -> None:
    rows = theory.checks(theory.measured())
    assert len(rows) == 10
    assert [row for row in rows if not row.passed] == []


@pytest.mark.parametrize("weeks_at_once", theory.WEEKS_AT_ONCE[1:])
def test_the_portions_make_no_difference_to_a_bit(weeks_at_once: float) -> None:
    desks = theory.Desks(2, 0.9, stages=3)
    small = theory.waits(desks, 5000, 8, theory.WEEKS_AT_ONCE[0])
    assert (theory.waits(desks, 5000, 8, weeks_at_once) == small).all()


def test_later_desks_wait_as_if_they_stood_alone() -> None:
    desks = theory.Desks(1, 0.6, stages=3)
    waits = theory.waits(desks, 150_000, 2).mean(axis=0)
    assert waits == pytest.approx(np.full(3, theory.expected_wait(desks)), rel=0.05)


def test_the_agenda_gives_out_entries_as_a_sorted_list_would() -> None:
    random = np.random.default_rng(2)
    agenda, other = np.zeros(300, AGENDA), []
    waiting = 0
    for case in range(2000):
        if waiting < 300 and (waiting == 0 or random.random() < 0.52):
            rank, since = int(random.integers(3)), float(random.integers(3))
            entry = (float(random.integers(20)), rank, since, case % 4)
            waiting = put(agenda, waiting, *entry)
            heapq.heappush(other, entry)
        else:
            first = agenda[0].item()
            waiting = taken(agenda, waiting)
            assert first == heapq.heappop(other)
    assert waiting == len(other)


def test_the_free_server_with_the_lowest_number_serves() -> None:
    assert rules.first_free(np.array([2.0, 1.0, 1.0])) == 1
    assert rules.first_free(np.array([0.0, 0.0])) == 0
    assert rules.starts_at(3.0, 5.0) == 5.0
    assert rules.starts_at(6.0, 5.0) == 6.0


@pytest.mark.statistical
def test_heavy_load_with_many_cases() -> None:
    desks = theory.Desks(2, 0.9)
    found = theory.waits(desks, 2_000_000, 3).mean()
    assert found == pytest.approx(theory.expected_wait(desks), rel=0.05)
