"""Which deal a rep works first, and when a colleague should take a conversation over."""

from ecosim.arithmetic import power
from ecosim.compiling import compiled


@compiled
def attention_for(value: float, typical: float, exponent: float) -> float:
    """Attention that a deal's size earns it: (value / typical value) to the power `exponent`."""
    return power(value / typical, exponent)


@compiled
def priority(attention: float, progress: float) -> float:
    """A deal's place in line: the attention its size earns, more the further it has come."""
    return attention * (0.5 + progress)


@compiled
def lending_gain(
    attention: float, owner_chance: float, helper_chance: float, owner_worth: float,
    helper_worth: float, hours: float, handover_hours: float,
) -> float:  # fmt: skip
    """What a team gains when a colleague takes a conversation over: progress times attention.

    The better chance, plus the owner's freed hours, minus the helper's hours, each at what that
    person's own conversations bring in an hour. Source: prototype.md 1, mend 6.
    """
    gain = attention * (helper_chance - owner_chance)
    return gain + owner_worth * (hours - handover_hours) - helper_worth * (hours + handover_hours)
