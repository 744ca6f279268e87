"""The agenda: what happens next, a binary heap of state.AGENDA rows made by the caller.

The first `waiting` rows are in use; these functions keep them in order in place.
"""

from ecosim.compiling import Whole, compiled, compiled_step
from ecosim.rules.queueing import comes_before
from ecosim.state import Table


@compiled
def earlier_row(agenda: Table, a: int, b: int) -> bool:
    """Whether row a of an agenda comes before row b."""
    one, other = agenda[a], agenda[b]
    return comes_before(
        one.time, one.rank, one.since, one.case, other.time, other.rank, other.since, other.case
    )


@compiled
def swap_rows(agenda: Table, a: int, b: int) -> None:
    """Let two rows of an agenda change places."""
    one, other = agenda[a], agenda[b]
    time, rank, since, case = one.time, one.rank, one.since, one.case
    one.time, one.rank, one.since, one.case = other.time, other.rank, other.since, other.case
    other.time, other.rank, other.since, other.case = time, rank, since, case


@compiled_step
def put(agenda: Table, waiting: int, time: float, rank: Whole, since: float, case: Whole) -> int:
    """Put an entry on the agenda; returns how many wait now. There must be room."""
    entry = agenda[waiting]
    entry.time, entry.rank, entry.since, entry.case = time, rank, since, case
    row = waiting
    while row > 0 and earlier_row(agenda, row, (row - 1) // 2):
        swap_rows(agenda, row, (row - 1) // 2)
        row = (row - 1) // 2
    return waiting + 1


@compiled_step
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
