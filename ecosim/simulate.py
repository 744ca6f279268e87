"""simulate(scenario, seed): the compiled loop. No Mesa object is built."""

from typing import NamedTuple

import numpy as np

from ecosim.actions.reps import deals_are_noted
from ecosim.build import build
from ecosim.scenario import Scenario
from ecosim.state import State
from ecosim.week import one_week


class Run(NamedTuple):
    """What a run leaves behind: the ledger of deals and the weekly rows, for all outcomes."""

    scenario: Scenario
    seed: int
    ledger: np.recarray  # [deal], see state.LEDGER
    weekly: np.recarray  # [week, team], see state.WEEKLY
    buyers: int


def with_room(state: State) -> State:
    """The state with a ledger long enough for one more week (every team may open every account)."""
    needed = int(state.clock["n_deals"][0]) + state.deals.shape[1] * len(state.teams)
    if needed <= len(state.ledger):
        return state
    longer = np.zeros(2 * needed, state.ledger.dtype)
    longer[: len(state.ledger)] = state.ledger
    return state._replace(ledger=longer)


def finished(state: State, scenario: Scenario, seed: int) -> Run:
    """The run's records once its last week is over."""
    deals_are_noted(state)
    ledger = state.ledger[: int(state.clock["n_deals"][0])].view(np.recarray)
    return Run(scenario, seed, ledger, state.weekly.view(np.recarray), len(state.buyers))


def simulate(scenario: Scenario, seed: int) -> Run:
    """Run a scenario from its first week to its last.

    The same scenario and seed give the same bits on every machine, in any process and order.
    """
    state = build(scenario, seed)
    for _ in range(scenario.horizon.weeks):
        state = with_room(state)
        one_week(state)
    return finished(state, scenario, seed)
