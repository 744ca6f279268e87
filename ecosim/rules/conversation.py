"""What a conversation achieves: ability, fit, success."""

from ecosim.arithmetic import exponential, logistic, whole_power
from ecosim.compiling import compiled


@compiled
def reading_chance(noise: float, speed: float, sensing: float, hours: float) -> float:
    """Chance that listening shows what the buyer needs: (1 - noise)(1 - exp(-speed sensing hours)).

    An unclear reading is not a wrong one: the rep then falls back on the standard step.
    Source: prototype.md 1, mend 3.
    """
    return (1.0 - noise) * (1.0 - exponential(-speed * sensing * hours))


@compiled
def ability(own: float, standard: float, standard_work: float) -> float:
    """A rep's ability in logits: its own skill, blended with standard work.

    The quality of standard work is the mean skill of the same people, so no playbook brings
    ability of its own; it only evens out. Source: prototype.md 1, mend 1.
    """
    return (1.0 - standard_work) * own + standard_work * standard


@compiled
def success_chance(
    logit: float, right_role: bool, wrong_role: float, too_early: int, out_of_order: float
) -> float:
    """Chance to secure a commitment: ability, times the role match, times how askable it is.

    `too_early` counts the required commitments that should have come first; each leaves the share
    `out_of_order`. Source: model.md (phi and omega, premises of C01 and C03).
    """
    fit = whole_power(out_of_order, too_early)
    return logistic(logit) * fit if right_role else logistic(logit) * fit * wrong_role


@compiled
def faded(level: float, fade: float, weeks: int) -> float:
    """What is left of a level after some weeks of fading by a share a week."""
    return level if weeks <= 0 else level * whole_power(1.0 - fade, weeks)


@compiled
def toward(level: float, goal: float, share: float) -> float:
    """A level moved by a share of its gap to a goal."""
    return level + share * (goal - level)
