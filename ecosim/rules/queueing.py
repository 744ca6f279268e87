"""Waiting for people with limited hours: first come, first served, by several servers.

Cases wait on an agenda ordered by time; what happens at the same time goes by the case's number,
then by its stage. Because the order is total and each server remembers until when it is taken,
it does not matter in which portions (days, weeks) the agenda is worked off.

An agenda is an array of AGENDA_ROW made by the caller, of which the first `waiting` rows are in
use; `put` and `taken` keep it in order in place, and are the only functions here that write.
"""

import numpy as np

from ecosim.compiling import Whole, compiled
from ecosim.state import Table

AGENDA_ROW = np.dtype([("time", np.float64), ("case", np.int64), ("stage", np.int64)])


@compiled
def first_free(free_at: np.ndarray) -> int:
    """The server that is free first; of several the one with the lowest number."""
    first = 0
    for server in range(1, len(free_at)):
        if free_at[server] < free_at[first]:
            first = server
    return first


@compiled
def starts_at(time: float, free_at: float) -> float:
    """When service begins: at once, or when the server is free."""
    return max(time, free_at)


@compiled
def comes_before(
    time: float, case: Whole, stage: Whole, other_time: float, other_case: Whole, other_stage: Whole
) -> bool:
    """Whether the first of two entries is due before the second: by time, case, stage."""
    if time != other_time:
        return time < other_time
    if case != other_case:
        return bool(case < other_case)
    return bool(stage < other_stage)


@compiled
def earlier_row(agenda: Table, a: int, b: int) -> bool:
    """Whether row a of an agenda is due before row b."""
    return comes_before(
        agenda["time"][a], agenda["case"][a], agenda["stage"][a],
        agenda["time"][b], agenda["case"][b], agenda["stage"][b],
    )  # fmt: skip


@compiled
def swap_rows(agenda: Table, a: int, b: int) -> None:
    """Let two rows of an agenda change places."""
    time, case, stage = agenda["time"][a], agenda["case"][a], agenda["stage"][a]
    agenda["time"][a], agenda["time"][b] = agenda["time"][b], time
    agenda["case"][a], agenda["case"][b] = agenda["case"][b], case
    agenda["stage"][a], agenda["stage"][b] = agenda["stage"][b], stage


@compiled
def put(agenda: Table, waiting: int, time: float, case: Whole, stage: Whole) -> int:
    """Put an entry on the agenda (a binary heap); returns how many wait now. There must be room."""
    agenda["time"][waiting], agenda["case"][waiting] = time, case
    agenda["stage"][waiting] = stage
    row = waiting
    while row > 0 and earlier_row(agenda, row, (row - 1) // 2):
        swap_rows(agenda, row, (row - 1) // 2)
        row = (row - 1) // 2
    return waiting + 1


@compiled
def taken(agenda: Table, waiting: int) -> int:
    """Take the first entry off the agenda, after reading it in row 0; returns how many still wait.

    It then stands behind the rows in use, at the place of that number.
    """
    waiting -= 1
    swap_rows(agenda, 0, waiting)
    row = 0
    while 2 * row + 1 < waiting:
        child = 2 * row + 1
        if child + 1 < waiting and earlier_row(agenda, child + 1, child):
            child += 1
        if not earlier_row(agenda, child, row):
            break
        swap_rows(agenda, row, child)
        row = child
    return waiting
