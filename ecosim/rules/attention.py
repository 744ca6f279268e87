"""Which deal a rep works first, and when a colleague should take a conversation over."""

from ecosim.arithmetic import power
from ecosim.compiling import compiled


@compiled
def priority(value: float, typical: float, attention: float, progress: float) -> float:
    """Attention a deal gets: its size to the power `attention`, more the further it has come."""
    return power(value / typical, attention) * (0.5 + progress)


@compiled
def lending_gain(
    value: float, owner_chance: float, helper_chance: float, owner_worth: float,
    helper_worth: float, hours: float, handover_hours: float,
) -> float:  # fmt: skip
    """What a team gains when a colleague takes a conversation over, in progress times value.

    The better chance, plus the owner's freed hours, minus the helper's hours, each at what that
    person's own conversations bring in an hour. Source: prototype.md 1, mend 6.
    """
    gain = value * (helper_chance - owner_chance)
    return gain + owner_worth * (hours - handover_hours) - helper_worth * (hours + handover_hours)
