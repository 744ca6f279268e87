"""The ten commitments as bit sets: what is required, secured, next, too early."""

from ecosim.compiling import compiled
from ecosim.state import N_COMMITMENTS


@compiled
def holds(commitments: int, c: int) -> bool:
    """Whether a set holds commitment c."""
    return (commitments >> c) & 1 == 1


@compiled
def count(commitments: int) -> int:
    """How many commitments a set holds."""
    total = 0
    while commitments:
        commitments &= commitments - 1
        total += 1
    return total


@compiled
def first(commitments: int) -> int:
    """The first commitment of a set in canonical order, -1 if it is empty."""
    for c in range(N_COMMITMENTS):
        if (commitments >> c) & 1:
            return c
    return -1


@compiled
def too_early(before: int, required: int, covered: int) -> int:
    """How many required commitments that come before this one are not secured yet.

    `before` is the set that precedes it in this account's own order.
    """
    return count(before & required & ~covered)
