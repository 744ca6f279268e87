"""What an interval says about two teams, in one of eight findings and in a plain sentence.

A difference d *matters* when it is not zero and at least as large in size as m, the smallest
difference that matters. An interval [low, high] is asked two questions: which sign it leaves
possible, and whether all, some or none of the differences in it matter.

==============  =============  =====================================  ======================
interval        all matter     some matter                            none matters
==============  =============  =====================================  ======================
low > 0         higher         higher, but perhaps by less            higher, but by less
                               than matters                           than matters
                m <= low       low < m <= high                        high < m
high < 0        lower          lower, but perhaps by less             lower, but by less
                               than matters                           than matters
                high <= -m     low <= -m < high                       -m < low
contains zero   (impossible)   undecided                              no difference that
                                                                      matters
                               low <= -m or high >= m                 -m < low and high < m
==============  =============  =====================================  ======================

Every interval falls into exactly one cell, and exchanging the teams exchanges higher and lower.
[0, 0] is "no difference that matters" for every m, also for m = 0. Without an interval (too few
defined replications) the finding is "undecided".

Where several comparisons are made at once, a sign is claimed only if the corrected p-value is at
most 1 - level as well; otherwise the interval is read in the last row, as if it contained zero.
That bounds the chance of any false claim of a sign among all comparisons; "no difference that
matters" is not corrected and holds for each comparison on its own.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from ecosim.lab.estimate import Interval, mean_interval


class Finding(StrEnum):
    """What the interval says of the first team compared with the second."""

    HIGHER = "higher"
    HIGHER_PERHAPS_LITTLE = "higher, but perhaps by less than matters"
    HIGHER_BY_LITTLE = "higher, but by less than matters"
    LOWER = "lower"
    LOWER_PERHAPS_LITTLE = "lower, but perhaps by less than matters"
    LOWER_BY_LITTLE = "lower, but by less than matters"
    NO_DIFFERENCE = "no difference that matters"
    UNDECIDED = "undecided"


_Matter = Literal["all", "some", "none"]

_FINDINGS: dict[tuple[int, _Matter], Finding] = {
    (1, "all"): Finding.HIGHER,
    (1, "some"): Finding.HIGHER_PERHAPS_LITTLE,
    (1, "none"): Finding.HIGHER_BY_LITTLE,
    (-1, "all"): Finding.LOWER,
    (-1, "some"): Finding.LOWER_PERHAPS_LITTLE,
    (-1, "none"): Finding.LOWER_BY_LITTLE,
    (0, "some"): Finding.UNDECIDED,
    (0, "none"): Finding.NO_DIFFERENCE,
}


@dataclass(frozen=True)
class Verdict:
    """An interval of the difference first team minus second team, and what counts.

    Attributes:
        interval: Of the difference, in the unit of the outcome.
        smallest_that_matters: Smallest difference that matters, in the same unit; zero when any
            difference does.
        more_is_better: True or False; None when more is neither better nor worse.
        corrected_p: The p-value after correction for all comparisons made at once; None when this
            comparison stands alone.

    Raises:
        ValueError: A smallest difference that is negative or not finite, or a p-value out of range.
    """

    interval: Interval
    smallest_that_matters: float
    more_is_better: bool | None
    corrected_p: float | None = None

    def __post_init__(self) -> None:
        """Refuses an impossible smallest difference or p-value."""
        if not (0 <= self.smallest_that_matters < math.inf):
            raise ValueError(f"smallest difference must be 0 or more: {self.smallest_that_matters}")
        p = self.corrected_p
        if p is not None and not math.isnan(p) and not 0 <= p <= 1:
            raise ValueError(f"a p-value lies between 0 and 1, got {p}")

    @property
    def direction(self) -> int:
        """1 when the first team is higher, -1 when lower, 0 when no sign is claimed."""
        if not self._survives_correction():
            return 0
        return int(self.interval.low > 0) - int(self.interval.high < 0)

    @property
    def finding(self) -> Finding:
        """The cell of the table in the module's docstring."""
        if math.isnan(self.interval.low) or math.isnan(self.interval.high):
            return Finding.UNDECIDED
        matter = _matter(self.interval.low, self.interval.high, self.smallest_that_matters)
        if self.direction == 0 and matter == "all":
            matter = "some"
        return _FINDINGS[self.direction, matter]

    @property
    def favours(self) -> Literal["first", "second"] | None:
        """The team that the sign speaks for, however small the difference; None if neither."""
        if self.direction == 0 or self.more_is_better is None:
            return None
        return "first" if (self.direction > 0) == self.more_is_better else "second"

    def _survives_correction(self) -> bool:
        return self.corrected_p is None or self.corrected_p <= 1 - self.interval.level


def p_value(differences: npt.ArrayLike) -> float:
    """Two-sided p-value of the paired t-test that the mean difference is zero.

    It is below 1 - level exactly when the paired interval of that level leaves zero out. Undefined
    pairs are left out. Differences that are all exactly zero give 1 and other constant differences
    give 0, from two pairs on; fewer pairs give NaN.

    Args:
        differences: Shape (n,), a - b per pair; NaN where undefined.

    Raises:
        ValueError: Values not one-dimensional or infinite.

    Source:
        Student (1908), Biometrika 6, 1-25.
    """
    interval = mean_interval(differences, level=0.5)
    freedom = interval.replications - 1
    if freedom < 1:
        return math.nan
    if interval.half_width == 0:
        return 1.0 if interval.estimate == 0 else 0.0
    error = interval.half_width / float(special.stdtrit(freedom, 0.75))
    return 2 * float(special.stdtr(freedom, -abs(interval.estimate) / error))


def holm(p_values: Sequence[float] | npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Holm's corrected p-values, in the order given.

    The smallest of k p-values is multiplied by k, the next by k - 1, and so on; none may be below
    the one before it, nor above 1. Claiming only what is at most 0.05 after correction keeps the
    chance of any false claim at 5 % or less, however the comparisons depend on each other. NaN
    stays NaN and does not count among the k.

    Args:
        p_values: Shape (k,), between 0 and 1 or NaN.

    Returns:
        Shape (k,).

    Raises:
        ValueError: A p-value outside 0 to 1, or not one-dimensional.

    Source:
        S. Holm (1979), Scand. J. Statist. 6, 65-70.
    """
    given = np.asarray(p_values, dtype=np.float64)
    if given.ndim != 1:
        raise ValueError(f"one p-value per comparison expected, got shape {given.shape}")
    if bool(np.any((given < 0) | (given > 1))):
        raise ValueError("p-values lie between 0 and 1")
    corrected = np.full(given.shape, np.nan)
    known = np.flatnonzero(~np.isnan(given))
    ascending = known[np.argsort(given[known], kind="stable")]
    factors = np.arange(ascending.size, 0, -1)
    corrected[ascending] = np.minimum(np.maximum.accumulate(given[ascending] * factors), 1)
    return corrected


def sentence(verdict: Verdict, team_a: str, team_b: str, outcome_name: str, unit: str) -> str:
    """One sentence for a reader who knows selling and no statistics.

    For example: "Win rate: chaotic-cluster is 3.1 points higher than linear-process (95% interval
    2.2 to 4.0 points)." Numbers of "lower" are given as positive amounts. Where less is better, the
    sentence says which side is better. Numbers carry two digits of the interval's width.

    Args:
        verdict: Of the difference team_a minus team_b.
        team_a: Name of the first team.
        team_b: Name of the second team.
        outcome_name: As a noun, such as "win rate".
        unit: Plural noun, such as "days". "percent", "%" and "points" are told in points as they
            are; "share" is multiplied by 100 and told in points; "" for a bare number.
    """
    interval = verdict.interval
    topic = outcome_name[:1].upper() + outcome_name[1:]
    if math.isnan(interval.low):
        return (
            f"{topic}: undecided between {team_a} and {team_b}; "
            f"only {_replications(interval.replications)} with a defined outcome."
        )
    if interval.exactly_zero:
        return (
            f"{topic}: {team_a} and {team_b} are exactly equal in every replication "
            f"({_replications(interval.replications)})."
        )
    told = _Amounts(interval, unit)
    if verdict.direction == 0:
        return f"{topic}: {_without_sign(verdict, team_a, team_b, told)}."
    return f"{topic}: {_with_sign(verdict, team_a, team_b, told)}."


class _Amounts:
    """Writes amounts of one outcome with its unit and two digits of the interval's width."""

    def __init__(self, interval: Interval, unit: str) -> None:
        self.scale = 100.0 if unit == "share" else 1.0
        self.unit = "points" if unit in ("share", "percent", "%", "points") else unit
        width = (interval.high - interval.low) or abs(interval.estimate)
        self.decimals = max(0, 1 - math.floor(math.log10(width * self.scale)))

    def number(self, amount: float) -> str:
        """The amount alone, never as minus zero."""
        return f"{round(amount * self.scale, self.decimals) + 0.0:,.{self.decimals}f}"

    def with_unit(self, amount: float) -> str:
        """The amount followed by its unit."""
        return f"{self.number(amount)} {self.unit}".rstrip()

    def threshold(self, amount: float) -> str:
        """The smallest difference that matters, as it was stated; 1.0 so that a plural fits."""
        stated = f"{round(amount * self.scale, 9):,g}"
        return f"{'1.0' if stated == '1' else stated} {self.unit}".rstrip()


def _with_sign(verdict: Verdict, team_a: str, team_b: str, told: _Amounts) -> str:
    """The part of the sentence after the topic when one team is higher."""
    interval, sign = verdict.interval, verdict.direction
    near, far = sorted((sign * interval.low, sign * interval.high))
    words = (
        f"{team_a} is {told.with_unit(sign * interval.estimate)} "
        f"{'higher' if sign > 0 else 'lower'} than {team_b}"
    )
    if verdict.more_is_better is False:
        words += f", which is {'better' if verdict.favours == 'first' else 'worse'}"
    _, _, restriction = verdict.finding.partition(", ")
    if restriction:
        words += f", {restriction}"
    bounds = f"{_level(interval)} interval {told.number(near)} to {told.with_unit(far)}"
    if restriction:
        bounds += f"; {_from(verdict, told)}"
    return f"{words} ({bounds})"


def _without_sign(verdict: Verdict, team_a: str, team_b: str, told: _Amounts) -> str:
    """The part of the sentence after the topic when no sign is claimed."""
    interval = verdict.interval
    bounds = f"{_level(interval)} interval {told.number(interval.low)} to "
    bounds += f"{told.with_unit(interval.high)}"
    if verdict.smallest_that_matters > 0:
        bounds += f"; {_from(verdict, told)}"
    if interval.low > 0 or interval.high < 0:
        bounds += "; alone it would count, among all comparisons made it may be chance"
    difference = f"{team_a} minus {team_b} is {told.with_unit(interval.estimate)}"
    if verdict.finding is Finding.NO_DIFFERENCE:
        return f"no difference that matters; {difference} ({bounds})"
    return f"undecided which is higher; {difference} ({bounds})"


def _from(verdict: Verdict, told: _Amounts) -> str:
    return f"a difference matters from {told.threshold(verdict.smallest_that_matters)}"


def _level(interval: Interval) -> str:
    return f"{round(100 * interval.level, 6):g}%"


def _replications(number: int) -> str:
    return f"{number} replication" + ("" if number == 1 else "s")


def _matter(low: float, high: float, smallest: float) -> _Matter:
    """Whether all, some or none of the differences from low to high matter."""
    if low == 0 and high == 0:
        return "none"
    if (low > 0 and low >= smallest) or (high < 0 and -high >= smallest):
        return "all"
    return "some" if max(high, -low) >= smallest else "none"
