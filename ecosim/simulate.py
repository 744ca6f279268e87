"""simulate(scenario, seed): the compiled loop. No Mesa object is built."""

from typing import NamedTuple

import numpy as np

from ecosim.actions.births_exceptions import exceptions_in_a_week
from ecosim.actions.reps import deals_are_noted
from ecosim.build import build
from ecosim.scenario import Scenario
from ecosim.state import EXCEPTION, SNAPSHOT, State, Table
from ecosim.switching import designs_changed
from ecosim.week import one_week

NOTHING = np.zeros(0, SNAPSHOT).view(np.recarray)
NO_EXCEPTIONS = np.zeros(0, EXCEPTION).view(np.recarray)


class Run(NamedTuple):
    """What a run leaves behind: the ledger of deals and the weekly rows, for all outcomes."""

    scenario: Scenario
    seed: int
    ledger: np.recarray  # [deal], see state.LEDGER
    weekly: np.recarray  # [week, team], see state.WEEKLY
    buyers: int
    snapshots: np.recarray = NOTHING  # [open deal], see state.SNAPSHOT
    exceptions: np.recarray = NO_EXCEPTIONS  # [exception], see state.EXCEPTION
    lessons: np.ndarray = np.zeros((0, 0))  # [every fourth week, team], see state.LESSON


def with_room(state: State) -> State:
    """The state with logs long enough for one more week: every team may open every account, and
    every conversation there are hours for may throw up an exception."""
    opening = state.deals.shape[1] * len(state.teams)
    needed = int(state.clock["n_deals"][0]) + opening
    if needed > len(state.ledger):
        state = state._replace(ledger=longer(state.ledger, 2 * needed))
    if state.numbers["forecasts_every_weeks"][0] > 0:
        needed = int(state.clock["n_snapshots"][0] + state.reps["open_deals"].sum()) + opening
        if needed > len(state.snapshots):
            state = state._replace(snapshots=longer(state.snapshots, 2 * needed))
    if state.numbers["exceptions_rate"][0] > 0:
        needed = int(state.clock["n_exceptions"][0])
        needed += exceptions_in_a_week(state.numbers, len(state.reps))
        if needed > len(state.exceptions):
            state = state._replace(
                exceptions=longer(state.exceptions, 2 * needed),
                agenda=longer(state.agenda, 2 * needed),
            )
    return state


def longer(table: Table, length: int) -> Table:
    """A log with room for so many rows."""
    made = np.zeros(length, table.dtype)
    made[: len(table)] = table
    return made


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
