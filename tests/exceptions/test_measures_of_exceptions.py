"""Outcomes of exceptions from a log written by hand."""

import math

import numpy as np
import pytest

from ecosim.measures import exceptions as measures
from ecosim.rows import (
    EXCEPTION,
    LEDGER,
    WEEKLY,
)
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import Run
from ecosim.state import (
    DROPPED,
    ENACTED,
    LOST,
    NO_DECISION,
    RENEGED,
    UNDECIDED,
    WON,
)
from ecosim.team import Structure, Team
from ecosim.world import World

# team, novel, status, best, deal, raised, ended, hours, line hours, quality, buy-in, value
LOG = [
    (0, 0, ENACTED, -1, 0, 10.5, 11.0, 1.0, 1.0, 0.5, 0.6, 0.3),
    (0, 1, ENACTED, 1, 0, 11.0, 12.0, 3.0, 2.0, 0.8, 0.5, 0.4),
    (0, 1, ENACTED, 0, 1, 12.0, 15.0, 3.0, 1.0, 0.2, 1.0, 0.1),
    (0, 1, DROPPED, -1, 1, 13.0, 15.0, 5.0, 2.0, 0.0, 0.0, 0.0),
    (0, 1, RENEGED, -1, 2, 14.0, 20.0, 1.0, 0.0, 0.0, 0.0, 0.0),
    (0, 1, UNDECIDED, -1, 3, 19.0, -1.0, 1.0, 0.0, 0.0, 0.0, 0.0),
    (0, 1, ENACTED, 1, 3, 9.9, 10.5, 9.0, 9.0, 9.0, 0.9, 9.0),  # raised in the burn-in
    (1, 1, ENACTED, 1, 4, 11.0, 11.5, 9.0, 9.0, 9.0, 0.9, 9.0),  # another team's
]
COLUMNS = ("team", "novel", "status", "best", "deal", "raised", "ended", "hours", "line_hours",
           "quality", "buy_in", "value")  # fmt: skip


def run_of(log: list[tuple[float, ...]]) -> Run:
    exceptions = np.zeros(len(log), EXCEPTION)
    for name, column in zip(COLUMNS, zip(*log, strict=True), strict=False):
        exceptions[name] = column
    ledger = np.zeros(5, LEDGER)
    ledger["outcome"] = WON, NO_DECISION, LOST, NO_DECISION, WON
    ledger["opened"], ledger["team"] = 10, (0, 0, 0, 0, 1)
    team = Team("a", "", Structure(span=8))
    scenario = Scenario(World("any"), (team, Team("b")), Horizon(10, 10, 10))
    weekly = np.zeros((30, 2), WEEKLY).view(np.recarray)
    return Run(
        scenario, 0, ledger.view(np.recarray), weekly, 0,
        exceptions=exceptions.view(np.recarray),
    )  # fmt: skip


def test_outcomes_by_hand() -> None:
    found = measures.outcomes(run_of(LOG), 0)
    expected = {
        "routine_decision_weeks": 0.5,
        "novel_decision_weeks": 2.0,  # 1, 3, 2
        "novel_decision_weeks_median": 2.0,
        "novel_enacted_share": 2 / 4,
        "novel_quality_enacted": 0.5,
        "best_option_enacted_share": 1 / 4,
        "buy_in_enacted": 0.75,
        "bad_enacted_share": 0.0,  # 0.8 and 0.2 are at least 0.2
        "good_dropped_share": 0.0,
        "exception_value": 0.8 / 5,
        "novel_value": 0.5 / 4,
        "exception_hours": 14 / 6,
        "manager_utilisation": 6 / (1.0 * 24 * 0.5 * 10),
        "exceptions_per_deal": 6 / 4,
        "died_waiting_share": 1 / 4,  # the one given up; the open one's deal is not known to be
    }
    for name, value in expected.items():
        assert found[name] == pytest.approx(value), name
    assert set(found) == set(measures.NAMES)


def test_errors_of_both_kinds_by_hand() -> None:
    """Good enough is 0.2: of three enacted one is worse, of two dropped one is as good."""
    novel = np.zeros(6, EXCEPTION)
    novel["status"] = ENACTED, ENACTED, ENACTED, DROPPED, DROPPED, RENEGED
    novel["quality"] = 0.8, 0.2, 0.1, 0.2, 0.1, 9.0
    found = measures.errors(novel, 0.2)
    assert found["bad_enacted_share"] == pytest.approx(1 / 3)
    assert found["good_dropped_share"] == pytest.approx(1 / 2)
    assert math.isnan(measures.errors(novel[:0], 0.2)["bad_enacted_share"])


def test_no_exceptions_no_outcomes() -> None:
    found = measures.outcomes(run_of(LOG)._replace(exceptions=run_of(LOG).exceptions[:0]), 0)
    assert all(math.isnan(value) for value in found.values())
    assert set(found) == set(measures.NAMES)


def test_no_managers_no_utilisation() -> None:
    assert math.isnan(measures.outcomes(run_of(LOG), 1)["manager_utilisation"])
