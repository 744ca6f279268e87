"""How problems come and go, and when they turn into buying journeys."""

import math

from ecosim.arithmetic import exponential
from ecosim.compiling import compiled

WEEKS_A_YEAR = 52.0


@compiled
def demand_factor(week: float, start: float, weeks: float, shock: float) -> float:
    """How often needs arise in a week, as a factor: 1 + shock while a shock lasts, else 1."""
    return 1.0 + shock if start <= week < start + weeks else 1.0


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
