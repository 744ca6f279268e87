"""The keys of what happens between one seller and one buyer."""

from ecosim.chance import BY_CLOCK
from ecosim.compiling import compiled
from ecosim.state import State


@compiled
def luck_number(t: int, a: int, b: int, s: State) -> int:
    """Which occurrence a conversation is, for the key of its draws: the n-th talk of this seller
    with this buyer, or, keyed by the clock, the week and the n-th talk on the deal in it."""
    if s.clock[0].keyed_by == BY_CLOCK:
        return int(s.clock[0].week * 16 + s.deals[t, a].met)
    return int(s.contacts[t, b].talks)


@compiled
def whom_key(t: int, b: int, s: State) -> int:
    """The key of one seller and one buyer, the same whatever else lives in the world."""
    return int((s.buyers[b].account * 64 + s.buyers[b].member) * 4 + t)
