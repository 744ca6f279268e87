"""Where a line changes sign along a dial, with an interval for the place."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

type Line = npt.NDArray[np.float64]


class Crossing(NamedTuple):
    """Where a difference is zero, and its interval; NaN for an end that lies off the range."""

    at: float
    low: float
    high: float


def crossings(dial: Line, difference: Line, low: Line, high: Line) -> list[Crossing]:
    """Every place where the difference changes sign, in rising order.

    Values between neighbours are interpolated linearly. The interval holds the places around the
    crossing at which the difference's own interval holds zero: it ends where an edge of the band
    crosses zero.

    Args:
        dial: Shape (n,), rising.
        difference: Shape (n,), the estimates; NaN where there is none.
        low: Shape (n,), lower ends of their intervals.
        high: Shape (n,), upper ends.

    Source:
        E. C. Fieller (1954), J. R. Stat. Soc. B 16, 175-185 (inverting the test of zero).
    """
    edges = sorted(_zeros(dial, low) + _zeros(dial, high))
    found = []
    for here in _zeros(dial, difference):
        before = [edge for edge in edges if edge <= here]
        after = [edge for edge in edges if edge >= here]
        found.append(Crossing(here, max(before, default=math.nan), min(after, default=math.nan)))
    return found


def _zeros(dial: Line, values: Line) -> list[float]:
    """Every place at which the line through the values changes sign."""
    defined = ~np.isnan(values)
    at, value = dial[defined], values[defined]
    found = []
    for i in range(len(value) - 1):
        if (value[i] < 0) != (value[i + 1] < 0):
            share = value[i] / (value[i] - value[i + 1])
            found.append(float(at[i] + share * (at[i + 1] - at[i])))
    return found
