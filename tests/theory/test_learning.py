"""Learning from a code (March) and in clusters (Fang et al.), and the rules they are made of."""

import itertools

import numpy as np
import pytest

from ecosim.rules import knowledge
from ecosim.theory import fang, march


def test_a_belief_goes_one_step_and_never_past_the_code() -> None:
    for belief, code in itertools.product((-1, 0, 1), repeat=2):
        nearer = knowledge.stepped_toward(belief, code)
        if code == 0 or belief == code:
            assert nearer == belief
        else:
            assert nearer == belief + np.sign(code - belief)


def test_a_code_follows_its_betters_and_each_vote_makes_it_likelier() -> None:
    assert [knowledge.majority_of(votes) for votes in (-3, 0, 2)] == [-1, 0, 1]
    assert knowledge.counted_vote(-1, 5.0, 5.0) == 0
    assert knowledge.counted_vote(-1, 5.1, 5.0) == -1
    for votes in range(-4, 5):
        expected = 1 - (1 - 0.3) ** abs(votes)
        assert knowledge.adoption_chance(votes, 0.3) == pytest.approx(expected, abs=1e-15)


def test_without_a_belief_a_coin_decides() -> None:
    assert [knowledge.acted_on(0, coin) for coin in (0.0, 0.49, 0.5, 0.99)] == [1, 1, -1, -1]
    assert [knowledge.acted_on(belief, 0.7) for belief in (-1, 1)] == [-1, 1]


def test_march_1991_is_reproduced() -> None:
    found = march.equilibria(runs=100)
    paths = {turnover: march.drift_path(turnover, runs=100) for turnover in march.WITH_DRIFT}
    rows = march.checks(found, paths)
    assert len(rows) == 11
    assert [row for row in rows if not row.passed] == []


def test_slow_learners_teach_a_fast_code_more() -> None:
    known = [
        march.code_knowledge(march.Organisation(by_people, 0.9), 60, seed=500).mean()
        for by_people in (0.1, 0.5, 0.9)
    ]
    assert known[0] > known[1] > known[2]


def test_a_code_nobody_can_teach_learns_nothing() -> None:
    organisation = march.Organisation(0.5, 0.0, periods=50)
    assert (march.code_path(organisation, 3) == 0.0).all()


def test_the_same_seed_gives_the_same_path() -> None:
    organisation = march.Organisation(0.5, 0.5)
    assert (march.code_path(organisation, 4) == march.code_path(organisation, 4)).all()
    assert march.code_path(organisation, 4).tolist() != march.code_path(organisation, 5).tolist()


def test_some_links_across_clusters_beat_none_and_all() -> None:
    rows = fang.checks(fang.curve(replications=12))
    assert [row for row in rows if not row.passed] == []


@pytest.mark.statistical
def test_march_1991_with_many_runs() -> None:
    found = march.equilibria(runs=2000, seed=10_000)
    for speeds, expected in march.EQUILIBRIUM.items():
        assert found[speeds] == pytest.approx(expected, abs=0.01)


@pytest.mark.statistical
def test_some_links_across_clusters_beat_none_and_all_under_other_luck() -> None:
    rows = fang.checks(fang.curve(replications=40, seed=1000))
    assert [row for row in rows if not row.passed] == []
