"""How a buying group moves: ideas, conviction, patience."""

from ecosim.arithmetic import exponential
from ecosim.compiling import compiled


@compiled
def met_idea(own: float, other: float, reach: float, step: float) -> float:
    """An idea after talking with a colleague: it moves a step if the other is within reach.

    Source: bounded confidence (Deffuant et al.), B10.
    """
    gap = other - own
    return own + step * gap if abs(gap) < reach else own


@compiled
def held_conviction(conviction: float, start: float, status_quo: float) -> float:
    """Conviction after a week of habit: what exceeds the start fades. Source: prototype.md 1."""
    return conviction - status_quo * max(0.0, conviction - start)


@compiled
def impatience(
    base: float, stale_weeks: int, stale: float, discord: float, discord_effect: float,
    pressure: float, pressure_effect: float,
) -> float:  # fmt: skip
    """Weekly hazard that a journey dies; silence and disagreement raise it, pressure lowers it.

    Source: prototype.md 1.
    """
    silence = 1.0 + stale * min(stale_weeks, 12)
    return (
        base * silence * (1.0 + discord_effect * discord) * exponential(-pressure_effect * pressure)
    )


@compiled
def within(level: float, low: float, high: float) -> float:
    """A level kept in its range."""
    return min(high, max(low, level))
