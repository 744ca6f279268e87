"""What a named outcome is, and the arithmetic that all of them share."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

type Floats = npt.NDArray[np.float64]
type Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Outcome:
    """A named outcome of one team in one run.

    Attributes:
        name: as it stands in tables.
        label: as a noun in sentences.
        unit: "share", "weeks", ...; "" for a bare number.
        meaning: the definition in words.
        more_is_better: True or False; None when more is neither.
        smallest_that_matters: smallest difference between teams that matters, in the unit; 0 where
            the scale depends on the world, so that any difference counts.
    """

    name: str
    label: str
    unit: str
    meaning: str
    more_is_better: bool | None
    smallest_that_matters: float


def ratio(part: float, whole: float) -> float:
    """A part of a whole; NaN where there is no whole."""
    return float(part) / float(whole) if whole else np.nan


def median(values: Floats) -> float:
    """The middle value; NaN if there is none."""
    return float(np.median(values)) if len(values) else np.nan


def quantile(values: Floats, share: float) -> float:
    """The value that a share of the values stay below; NaN if there is none."""
    return float(np.quantile(values, share)) if len(values) else np.nan


def variation(values: Floats) -> float:
    """Standard deviation over mean; NaN for fewer than two values or a mean of zero."""
    if len(values) < 2:
        return np.nan
    return ratio(float(values.std(ddof=1)), float(values.mean()))


def ratios(parts: Floats, wholes: Floats) -> Floats:
    """Parts of wholes, one by one; NaN where there is no whole."""
    made = np.full(len(parts), np.nan)
    np.divide(parts, wholes, out=made, where=wholes != 0)
    return made


def gini(amounts: Floats) -> Floats:
    """The Gini coefficient of each row of amounts: mean difference between two of them over twice
    their mean; NaN where there is nothing."""
    ranked, count = np.sort(amounts, axis=1), amounts.shape[1]
    weights = 2 * np.arange(1, count + 1) - count - 1
    return ratios((ranked * weights).sum(axis=1), count * ranked.sum(axis=1))
