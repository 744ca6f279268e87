"""Findings, corrected p-values and the sentences read by a sales leader."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ecosim.lab.estimate import Interval, paired_difference
from ecosim.lab.verdict import Finding, Verdict, holm, p_value, sentence

MIRROR = {
    Finding.HIGHER: Finding.LOWER,
    Finding.HIGHER_PERHAPS_LITTLE: Finding.LOWER_PERHAPS_LITTLE,
    Finding.HIGHER_BY_LITTLE: Finding.LOWER_BY_LITTLE,
    Finding.NO_DIFFERENCE: Finding.NO_DIFFERENCE,
    Finding.UNDECIDED: Finding.UNDECIDED,
}
MIRROR |= {lower: higher for higher, lower in MIRROR.items()}

# Few distinct numbers, so that ends often fall on zero and on the smallest difference.
ends = st.sampled_from([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0]) | st.floats(-4, 4)
sizes = st.sampled_from([0.0, 1.0, 2.0]) | st.floats(0, 4)
p_values = st.none() | st.sampled_from([0.0, 0.05, 0.06, math.nan])


def verdict_on(
    low: float,
    high: float,
    smallest: float = 1.0,
    more_is_better: bool | None = True,
    corrected_p: float | None = None,
) -> Verdict:
    """A verdict on the interval from low to high with its estimate in the middle."""
    interval = Interval((low + high) / 2, low, high, 50, 0)
    return Verdict(interval, smallest, more_is_better, corrected_p)


def cells(low: float, high: float, m: float) -> list[Finding]:
    """Every cell of the published table whose condition holds, written out one by one."""
    zero = low == high == 0
    conditions = {
        Finding.HIGHER: low > 0 and m <= low,
        Finding.HIGHER_PERHAPS_LITTLE: low > 0 and low < m <= high,
        Finding.HIGHER_BY_LITTLE: low > 0 and high < m,
        Finding.LOWER: high < 0 and high <= -m,
        Finding.LOWER_PERHAPS_LITTLE: high < 0 and low <= -m < high,
        Finding.LOWER_BY_LITTLE: high < 0 and -m < low,
        Finding.UNDECIDED: low <= 0 <= high and (low <= -m or high >= m) and not zero,
        Finding.NO_DIFFERENCE: low <= 0 <= high and ((-m < low and high < m) or zero),
    }
    return [finding for finding, holds in conditions.items() if holds]


@pytest.mark.parametrize(
    ("low", "high", "finding"),
    [
        (1.0, 2.0, Finding.HIGHER),
        (0.5, 2.0, Finding.HIGHER_PERHAPS_LITTLE),
        (0.5, 1.0, Finding.HIGHER_PERHAPS_LITTLE),
        (0.1, 0.9, Finding.HIGHER_BY_LITTLE),
        (0.0, 0.9, Finding.NO_DIFFERENCE),
        (0.0, 0.0, Finding.NO_DIFFERENCE),
        (0.0, 1.0, Finding.UNDECIDED),
        (-2.0, 2.0, Finding.UNDECIDED),
        (-2.0, -1.0, Finding.LOWER),
        (-2.0, -0.5, Finding.LOWER_PERHAPS_LITTLE),
        (-0.9, -0.1, Finding.LOWER_BY_LITTLE),
        (math.nan, math.nan, Finding.UNDECIDED),
    ],
)
def test_findings_by_hand(low: float, high: float, finding: Finding) -> None:
    """One interval for each cell, with ends on the boundaries."""
    assert verdict_on(low, high).finding is finding


@given(ends, ends, sizes)
def test_every_interval_falls_into_exactly_one_cell(x: float, y: float, m: float) -> None:
    """Complete and without overlap, and the code agrees with the table."""
    low, high = sorted((x, y))
    assert cells(low, high, m) == [verdict_on(low, high, m).finding]


@given(ends, ends, sizes, st.sampled_from([True, False, None]), p_values)
def test_exchanging_the_teams_mirrors_the_verdict(
    x: float, y: float, m: float, more_is_better: bool | None, p: float | None
) -> None:
    """Higher becomes lower, and the favoured team stays the same team."""
    low, high = sorted((x, y))
    there = verdict_on(low, high, m, more_is_better, p)
    back = verdict_on(-high, -low, m, more_is_better, p)
    assert back.finding is MIRROR[there.finding]
    assert back.direction == -there.direction
    assert (there.favours, back.favours) in {("first", "second"), ("second", "first"), (None, None)}


@given(ends, ends, sizes, st.sampled_from(["share", "percent", "days", ""]), p_values)
def test_every_verdict_can_be_told(x: float, y: float, m: float, unit: str, p: float) -> None:
    """No interval is without its sentence."""
    low, high = sorted((x, y))
    told = sentence(verdict_on(low, high, m, False, p), "north", "south", "time to close", unit)
    assert told.startswith("Time to close: ") and told.endswith(".")
    assert "north" in told and "south" in told and "nan" not in told and "-0.0 " not in told


def test_a_sign_is_claimed_only_after_correction() -> None:
    """The same interval alone, after a mild and after a severe correction."""
    assert verdict_on(1, 2).finding is Finding.HIGHER
    assert verdict_on(1, 2, corrected_p=0.05).finding is Finding.HIGHER
    assert verdict_on(1, 2, corrected_p=0.06).finding is Finding.UNDECIDED
    assert verdict_on(0.1, 0.2, corrected_p=0.06).finding is Finding.NO_DIFFERENCE
    assert verdict_on(1, 2, corrected_p=math.nan).favours is None


def test_favours_by_hand() -> None:
    """More days to close favour the other team; a neutral outcome favours none."""
    assert verdict_on(1, 2, more_is_better=True).favours == "first"
    assert verdict_on(1, 2, more_is_better=False).favours == "second"
    assert verdict_on(-2, -1, more_is_better=False).favours == "first"
    assert verdict_on(1, 2, more_is_better=None).favours is None
    assert verdict_on(-1, 2).favours is None


def test_unusable_verdicts_are_refused() -> None:
    """A negative smallest difference and an impossible p-value."""
    with pytest.raises(ValueError, match="smallest"):
        verdict_on(0, 1, smallest=-1)
    with pytest.raises(ValueError, match="smallest"):
        verdict_on(0, 1, smallest=math.nan)
    with pytest.raises(ValueError, match="p-value"):
        verdict_on(0, 1, corrected_p=1.5)


def test_p_value_is_that_of_the_paired_t() -> None:
    """The same as scipy's, undefined pairs left out."""
    differences = np.random.default_rng(5).normal(0.2, 1, 40)
    expected = stats.ttest_1samp(differences, 0).pvalue
    assert p_value(np.append(differences, math.nan)) == pytest.approx(expected, rel=1e-9)


def test_p_value_of_constant_and_of_few_differences() -> None:
    """Always equal: 1. Always the same other difference: 0. One pair: unknown."""
    assert p_value([0.0, 0.0]) == 1
    assert p_value([0.1, 0.1, 0.1]) == 0
    assert p_value([-1.0, 1.0]) == 1
    assert math.isnan(p_value([1.0, math.nan]))


@given(st.lists(st.integers(-20, 30), min_size=2, max_size=30))
def test_p_value_and_interval_agree(differences: list[int]) -> None:
    """Below 5 % exactly when the 95 % interval leaves zero out."""
    interval = paired_difference(differences, [0] * len(differences))
    outside = interval.low > 0 or interval.high < 0
    p = p_value(differences)
    assert abs(p - 0.05) < 1e-9 or (p < 0.05) == outside


def test_holm_by_hand() -> None:
    """0.01 x 4, 0.02 x 3, 0.03 x 2 = 0.06 (level with the one before), 0.04 x 1 raised to 0.06."""
    assert holm([0.02, 0.01, 0.04, 0.03]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.9]) == pytest.approx([1.0, 1.0])


def test_holm_leaves_unknown_p_values_out_of_the_count() -> None:
    """Two known values are a family of two."""
    corrected = holm([0.02, math.nan, 0.03])
    assert corrected[[0, 2]] == pytest.approx([0.04, 0.04])
    assert math.isnan(corrected[1])
    assert holm([]).size == 0


def test_holm_refuses_what_is_no_p_value() -> None:
    """Outside 0 to 1, or a table."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        holm([0.1, 1.1])
    with pytest.raises(ValueError, match="shape"):
        holm(np.zeros((2, 2)))


SENTENCES = [
    (
        verdict_on(2.2, 4.0),
        "percent",
        "Win rate: chaotic-cluster is 3.1 points higher than linear-process "
        "(95% interval 2.2 to 4.0 points).",
    ),
    (
        verdict_on(0.022, 0.040, 0.01),
        "share",
        "Win rate: chaotic-cluster is 3.1 points higher than linear-process "
        "(95% interval 2.2 to 4.0 points).",
    ),
    (
        verdict_on(-4.0, -2.2, more_is_better=False),
        "days",
        "Win rate: chaotic-cluster is 3.1 days lower than linear-process, which is better "
        "(95% interval 2.2 to 4.0 days).",
    ),
    (
        verdict_on(2.2, 4.0, 3.0),
        "points",
        "Win rate: chaotic-cluster is 3.1 points higher than linear-process, but perhaps by less "
        "than matters (95% interval 2.2 to 4.0 points; a difference matters from 3 points).",
    ),
    (
        verdict_on(1200.0, 3400.0, 5000.0),
        "EUR",
        "Win rate: chaotic-cluster is 2,300 EUR higher than linear-process, but by less than "
        "matters (95% interval 1,200 to 3,400 EUR; a difference matters from 5,000 EUR).",
    ),
    (
        verdict_on(-0.4, 0.6),
        "points",
        "Win rate: no difference that matters; chaotic-cluster minus linear-process is 0.1 points "
        "(95% interval -0.4 to 0.6 points; a difference matters from 1.0 points).",
    ),
    (
        verdict_on(-1.0, 3.0),
        "points",
        "Win rate: undecided which is higher; chaotic-cluster minus linear-process is 1.0 points "
        "(95% interval -1.0 to 3.0 points; a difference matters from 1.0 points).",
    ),
    (
        verdict_on(0.0, 0.0),
        "points",
        "Win rate: chaotic-cluster and linear-process are exactly equal in every replication "
        "(50 replications).",
    ),
    (
        Verdict(Interval(3.0, math.nan, math.nan, 1, 49), 1.0, True),
        "points",
        "Win rate: undecided between chaotic-cluster and linear-process; "
        "only 1 replication with a defined outcome.",
    ),
]


@pytest.mark.parametrize(("verdict", "unit", "told"), SENTENCES)
def test_sentences(verdict: Verdict, unit: str, told: str) -> None:
    """Word for word."""
    assert sentence(verdict, "chaotic-cluster", "linear-process", "win rate", unit) == told


def test_the_sentence_says_that_a_single_claim_did_not_survive() -> None:
    """An interval without zero in a table of many comparisons is explained."""
    verdict = verdict_on(1.0, 3.0, corrected_p=0.2)
    assert "among all comparisons" in sentence(verdict, "north", "south", "win rate", "points")
