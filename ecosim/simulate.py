"""simulate(scenario, seed): the compiled loop. No Mesa object is built."""

from typing import NamedTuple

import numpy as np

from ecosim.actions.reps import deals_are_noted
from ecosim.build import build
from ecosim.room import with_room
from ecosim.rows import (
    EXCEPTION,
    PAY_WEEK,
    PERIOD,
    REACH,
    SNAPSHOT,
)
from ecosim.scenario import Scenario
from ecosim.state import State
from ecosim.switching import designs_changed
from ecosim.week import one_week

__all__ = ["Run", "finished", "simulate", "week_begins", "with_room"]

NO_SNAPSHOTS = np.zeros(0, SNAPSHOT).view(np.recarray)
NO_EXCEPTIONS = np.zeros(0, EXCEPTION).view(np.recarray)
NO_PERIODS = np.zeros((0, 0), PERIOD)
NO_WEEKS = np.zeros((0, 0), PAY_WEEK)
NO_REACH = np.zeros((0, 0), REACH).view(np.recarray)


class Run(NamedTuple):
    """What a run leaves behind: the records that all outcomes come from."""

    scenario: Scenario
    seed: int
    ledger: np.recarray  # [deal], see state.LEDGER
    weekly: np.recarray  # [week, team], see state.WEEKLY
    buyers: int
    snapshots: np.recarray = NO_SNAPSHOTS  # [open deal], see state.SNAPSHOT
    exceptions: np.recarray = NO_EXCEPTIONS  # [exception], see state.EXCEPTION
    lessons: np.ndarray = np.zeros((0, 0))  # [every fourth week, team], see state.LESSON
    periods: np.ndarray = NO_PERIODS  # [rep, period of its calendar], see state.PERIOD
    pay_weeks: np.ndarray = NO_WEEKS  # [week, team], see state.PAY_WEEK
    reach: np.recarray = NO_REACH  # [week, team], see state.REACH


def week_begins(state: State, scenario: Scenario, seed: int) -> State:
    """The state made ready for its next week: changes of design that are due, room for records."""
    week = int(state.clock["week"][0])
    if any(switch.week == week for switch in scenario.switches):
        state = designs_changed(state, scenario, seed)
    return with_room(state)


def finished(state: State, scenario: Scenario, seed: int) -> Run:
    """The run's records once its last week is over."""
    deals_are_noted(state)
    clock = state.clock[0]
    return Run(
        scenario, seed, state.ledger[: int(clock["n_deals"])].view(np.recarray),
        state.weekly.view(np.recarray), len(state.buyers),
        state.snapshots[: int(clock["n_snapshots"])].view(np.recarray),
        state.exceptions[: int(clock["n_exceptions"])].view(np.recarray), state.lessons,
        state.periods, state.pay_weeks, state.reach.view(np.recarray),
    )  # fmt: skip


def simulate(scenario: Scenario, seed: int) -> Run:
    """Run a scenario from its first week to its last.

    The same scenario and seed give the same bits on every machine, in any process and order.
    """
    state = build(scenario, seed)
    for _ in range(scenario.horizon.weeks):
        state = week_begins(state, scenario, seed)
        one_week(state)
    return finished(state, scenario, seed)
