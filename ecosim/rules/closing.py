"""Asking for an order or holding it back; what buyers make of offers and of their absence."""

from ecosim.arithmetic import logistic
from ecosim.compiling import compiled
from ecosim.state import SHARES, WEEKS

PRESSES = 3  # not at all, a step, two steps


@compiled
def table_place(steps: int, left: int, share: int) -> int:
    """Where a table of closing keeps the entry of a deal: steps left, weeks left in the
    period after this one, share of this period's marginal pay."""
    return (steps * WEEKS + left) * SHARES + share


@compiled
def nearest_share(share: float) -> int:
    """The point of the grid of shares next to a share in [0, 1]."""
    return int(share * (SHARES - 1) + 0.5)


@compiled
def offer_code(discount: int, press: int) -> int:
    """An offer as one number: steps of discount, steps of pressing."""
    return discount * PRESSES + press


@compiled
def yes_chance(logit: float, missing: int, missing_penalty: float, gain: float) -> float:
    """The chance, as reps know it, that a group which agrees accepts an offer this week: less for
    what is missing, more for discount and pressing."""
    return logistic(logit - missing_penalty * missing + gain)


@compiled
def refusal_hazard(press: int, missing: int, pressed: float, too_early: float) -> float:
    """What a refused offer costs a journey's patience: nothing unless it was pressed or early."""
    return pressed * press + too_early * missing


@compiled
def gain_of_waiting(
    saving: float, price_sensitivity: float, weeks: int, delay_cost: float
) -> float:
    """What waiting for the end of a seller's period adds to the utility of waiting: the expected
    saving less the cost of the delay, never less than nothing."""
    return max(0.0, price_sensitivity * saving - delay_cost * weeks)


@compiled
def week_in(week: int, shift: int, length: int) -> int:
    """The week of an accounting period, 0 to length - 1."""
    return (week + shift) % length
