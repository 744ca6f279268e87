"""Where one playbook overtakes another along h, with an interval for the place."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

type Line = npt.NDArray[np.float64]


class Crossing(NamedTuple):
    """Where a difference is zero, and its 95 % interval; NaN for an end that lies off the range."""

    h: float
    low: float
    high: float


def first_crossing(h: Line, difference: Line, low: Line, high: Line) -> Crossing | None:
    """The first place where the difference changes sign; None if it keeps its sign.

    Values between two h are interpolated linearly. The interval holds the h around the crossing at
    which the difference's own interval holds zero: it ends where the band's two edges cross zero.

    Args:
        h: Shape (n,), rising.
        difference: Shape (n,), the estimates.
        low: Shape (n,), lower ends of their intervals.
        high: Shape (n,), upper ends.

    Source:
        E. C. Fieller (1954), J. R. Stat. Soc. B 16, 175-185 (inverting the test of zero).
    """
    here = _zeros(h, difference)
    if not here:
        return None
    edges = sorted(_zeros(h, low) + _zeros(h, high))
    before = [edge for edge in edges if edge <= here[0]]
    after = [edge for edge in edges if edge >= here[0]]
    return Crossing(here[0], max(before, default=math.nan), min(after, default=math.nan))


def crossing_in_words(crossing: Crossing | None, low: Line, high: Line) -> str:
    """The crossing with its interval as a phrase; if there is none, who is clearly ahead.

    Args:
        crossing: What `first_crossing` found.
        low: Shape (n,), lower ends of the differences' intervals.
        high: Shape (n,), upper ends.
    """
    if crossing is None:
        if bool(np.all(low > 0)):
            return "adaptive ahead at every h"
        return "adaptive behind at every h" if bool(np.all(high < 0)) else "no crossing"
    text = f"crossing at h = {crossing.h:.2f}"
    if math.isnan(crossing.low) and math.isnan(crossing.high):
        return f"{text} (anywhere in the range)"
    if math.isnan(crossing.low):
        return f"{text} (at most {crossing.high:.2f})"
    if math.isnan(crossing.high):
        return f"{text} (at least {crossing.low:.2f})"
    return f"{text} ({crossing.low:.2f} to {crossing.high:.2f})"


def _zeros(h: Line, values: Line) -> list[float]:
    """All h at which the line through the values changes sign."""
    defined = ~np.isnan(values)
    at, value = h[defined], values[defined]
    found = []
    for i in range(len(value) - 1):
        if (value[i] < 0) != (value[i + 1] < 0):
            share = value[i] / (value[i] - value[i + 1])
            found.append(float(at[i] + share * (at[i + 1] - at[i])))
    return found
