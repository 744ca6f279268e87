"""How problems come and go, and when they turn into buying journeys."""

import math

from ecosim.arithmetic import exponential
from ecosim.compiling import compiled


@compiled
def walked(level: float, persistence: float, sd: float, shock: float) -> float:
    """One week of a mean-reverting walk around zero whose long-run standard deviation is sd."""
    return persistence * level + math.sqrt(1.0 - persistence * persistence) * sd * shock


@compiled
def chance_under_pressure(rate: float, effect: float, pressure: float) -> float:
    """A rate raised by pressure: rate * exp(effect * pressure), as a probability."""
    return min(1.0, rate * exponential(effect * pressure))


@compiled
def spell(before: int, luck: float, kept: float, chance: float) -> int:
    """A state that lasts: kept with a chance, else drawn anew (1 with `chance`), by one draw."""
    if luck < kept:
        return int(before)
    return 1 if luck - kept < chance * (1.0 - kept) else 0
