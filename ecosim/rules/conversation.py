"""What a conversation achieves: ability, fit, success."""

from ecosim.arithmetic import exponential, logarithm, logistic, whole_power
from ecosim.compiling import compiled


@compiled
def reading_chance(noise: float, speed: float, sensing: float, hours: float) -> float:
    """Chance that listening shows what the buyer needs: (1 - noise)(1 - exp(-speed sensing hours)).

    An unclear reading is not a wrong one: the rep then falls back on the standard step.
    Source: prototype.md 1, mend 3.
    """
    return (1.0 - noise) * (1.0 - exponential(-speed * sensing * hours))


@compiled
def ability(own: float, standard: float, standard_work: float, exponent: float) -> float:
    """A rep's ability in logits: its own skill, blended with standard work.

    At exponent 1 the weighted mean of the logits. In general the power mean of order exponent - 1
    of the odds e^logit, whose limit at order 0 is that same mean: a large exponent lets the better
    of the two through, a very negative one the weaker (each needs the other).

    The quality of standard work is the mean skill of the same people, so no playbook brings
    ability of its own; it only evens out. Source: prototype.md 1, mend 1.
    """
    if exponent == 1.0:
        return (1.0 - standard_work) * own + standard_work * standard
    return odds_mean(own, standard, standard_work, exponent - 1.0)


@compiled
def odds_mean(own: float, standard: float, weight: float, order: float) -> float:
    """The logarithm of the power mean of two odds given as logits; `weight` is the second's.

    Taken relative to the dominant one, so nothing overflows; near order 0 by its series.
    """
    if weight == 0.0 or own == standard:
        return own
    if weight == 1.0:
        return standard
    gap = standard - own
    if abs(order * gap) < 1e-5:
        return own + weight * gap + 0.5 * order * weight * (1.0 - weight) * gap * gap
    if order * gap > 0.0:
        rest = (1.0 - weight) * exponential(-order * gap)
        return standard + logarithm(weight + rest) / order
    return own + logarithm((1.0 - weight) + weight * exponential(order * gap)) / order


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
