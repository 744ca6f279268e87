"""Exceptions: how often deals throw them up, what options are worth, how they look, what is left.

Source: model.md (exceptions and approvals), prototype.md 2; C08-C10.
"""

import math

from ecosim.arithmetic import exponential
from ecosim.compiling import Whole, compiled
from ecosim.rules.group import within

ON_THE_SPOT, LINE, SPOT_THEN_LINE = 1, 2, 3  # as in mechanisms.exceptions.Approvals.decides


@compiled
def decision_rule(stated: int, circle_size: Whole, managed: bool) -> int:
    """Who decides: as stated, or (0) as the structure suggests: whoever there is."""
    if stated > 0:
        return stated
    if not managed:
        return ON_THE_SPOT
    return SPOT_THEN_LINE if circle_size > 1 else LINE


@compiled
def option_quality(
    mean: float, sd: float, likeness: float, person: float, option: float, gained: float
) -> float:
    """Quality of an option: what its proposer tends to find and what is new in it, both standard
    normal, plus what working it over has gained."""
    return mean + sd * (math.sqrt(likeness) * person + math.sqrt(1.0 - likeness) * option) + gained


@compiled
def seen_quality(
    quality: float, ease: float, sight: float, noise: float, per_step: float, steps: Whole,
    luck: float,
) -> float:  # fmt: skip
    """How good an option seems so many levels away from the customer: its quality, how easy it is
    to carry out as far as that is seen, and an error (luck, standard normal) that grows with
    distance."""
    return quality + sight * ease + max(0.0, noise + per_step * steps) * luck


@compiled
def buy_in(base: float, slope: float, seen: float, part_taken: float) -> float:
    """How far those who must carry an answer out stand behind it, 0 to 1: by what they see in it
    and whether they took part in the decision."""
    return within(base + slope * seen + part_taken, 0.0, 1.0)


@compiled
def carried_out(quality: float, buy_in: float, decay: float, weeks: float) -> float:
    """What an answer is worth to the buyer: quality times buy-in; what is good in it has lost value
    while the buyer waited, the harm of a bad one has not."""
    good = quality * exponential(-decay * weeks) if quality > 0.0 else quality
    return good * buy_in


@compiled
def help_chance(base: float, per_credit: float, shared: float) -> float:
    """Chance that a colleague who is asked helps: a base, more (or less) the more credit is shared.

    Source: prototype.md 2 (g = g0 + e w).
    """
    return within(base + per_credit * shared, 0.0, 1.0)


@compiled
def effort_withheld(free_riding: float, shared: float, size: Whole) -> float:
    """Share of own effort withheld under shared credit in a group (negative: spurred).

    Source: prototype.md 2 (f = e w (1 - 1/n)).
    """
    return free_riding * shared * (1.0 - 1.0 / size)
