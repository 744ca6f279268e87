"""Room for the records of a run, which grow with it."""

import numpy as np

from ecosim.actions.births_exceptions import exceptions_in_a_week
from ecosim.state import State, Table


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
