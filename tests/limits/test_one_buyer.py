"""One commitment, one buyer, no rival, a fixed chance: how long it takes is geometric."""

from functools import cache

import numpy as np
from scipy import stats

from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import simulate
from ecosim.state import OPEN, WON
from ecosim.team import Playbook, Structure, Team
from ecosim.theory.one_buyer import lonely_world

CHANCE = 0.3  # that a conversation secures the commitment
MEETING = 0.9  # that a new contact agrees to a meeting
LAST_START = 150  # weeks; deals opened until then have ended by the end of the run


@cache
def first_successes() -> tuple[np.ndarray, np.ndarray]:
    """Conversations and weeks until the first success, at accounts that need one commitment."""
    reads = Playbook(order="adaptive", adherence=0.0, listening_hours=0.01)
    scenario = Scenario(
        lonely_world(CHANCE, MEETING), (Team("reader", "", Structure(), reads),), Horizon(0, 200, 0)
    )
    ledger = simulate(scenario, 11).ledger
    assert (ledger["size"] == 1).all()
    early = ledger[(ledger["commitments"] == 1) & (ledger["opened"] <= LAST_START)]
    assert (early["outcome"] != OPEN).all()
    assert (early["outcome"] == WON).all()
    return early["talks"].astype(int), (early["closed"] - early["opened"] + 1).astype(int)


def p_geometric(counts: np.ndarray, chance: float, cells: int) -> float:
    """Chi-square p-value of 1, 2, ... cells - 1, and beyond, against the geometric law."""
    observed = np.bincount(np.minimum(counts, cells), minlength=cells + 1)[1:]
    expected = stats.geom.pmf(np.arange(1, cells + 1), chance)
    expected[-1] = stats.geom.sf(cells - 1, chance)
    assert (expected * len(counts) > 5).all()
    return float(stats.chisquare(observed, expected * len(counts)).pvalue)


def test_conversations_to_the_first_success_are_geometric() -> None:
    talks, _ = first_successes()
    assert len(talks) > 2000
    assert p_geometric(talks, CHANCE, cells=12) > 1e-4
    four_errors = 4 * np.sqrt(1 - CHANCE) / CHANCE / np.sqrt(len(talks))
    assert abs(talks.mean() - 1 / CHANCE) < four_errors


def test_weeks_to_the_first_success_are_geometric_with_the_chance_of_a_meeting_in_it() -> None:
    _, weeks = first_successes()
    chance = CHANCE * MEETING
    assert p_geometric(weeks, chance, cells=12) > 1e-4
    four_errors = 4 * np.sqrt(1 - chance) / chance / np.sqrt(len(weeks))
    assert abs(weeks.mean() - 1 / chance) < four_errors


def test_one_success_says_nothing_about_the_next() -> None:
    talks, _ = first_successes()
    likeness = np.corrcoef(talks[:-1], talks[1:])[0, 1]
    assert abs(likeness) < 4 / np.sqrt(len(talks))
