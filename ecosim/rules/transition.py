"""What a change of design leaves behind: hours of retraining, habits that fade."""

from ecosim.arithmetic import power
from ecosim.compiling import Whole, compiled


@compiled
def retraining(hours: float, weeks: float, since: Whole) -> float:
    """Hours of this week that learning takes, so many weeks after the switch (0: its first)."""
    return hours if 0 <= since < weeks else 0.0


@compiled
def habit_left(habit: float, half_life: float, since: Whole) -> float:
    """Chance that a step still follows the former playbook: it halves every half-life."""
    return habit * power(0.5, since / half_life)
