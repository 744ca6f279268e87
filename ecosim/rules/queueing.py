"""Waiting for people with limited hours: who is served next, by whom, from when on.

Whoever is free takes, of those who wait, the lowest rank, then who waits longest, then the lowest
number. Because this order is total and each server remembers until when it is taken, it does not
matter in which portions (days, weeks) an agenda is worked off. The agenda itself, a heap in this
order, is in ecosim/actions/agenda.py.
"""

import numpy as np

from ecosim.compiling import Whole, compiled


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
    time: float, rank: Whole, since: float, case: Whole,
    other_time: float, other_rank: Whole, other_since: float, other_case: Whole,
) -> bool:  # fmt: skip
    """Whether the first of two entries comes first: by time, rank, how long it waits, number."""
    if time != other_time:
        return time < other_time
    if rank != other_rank:
        return bool(rank < other_rank)
    if since != other_since:
        return since < other_since
    return bool(case < other_case)


@compiled
def service_weeks(hours: float, hours_a_week: float) -> float:
    """How long a service takes a person who has so many hours a week for it; for ever with none."""
    return hours / hours_a_week if hours_a_week > 0.0 else np.inf
