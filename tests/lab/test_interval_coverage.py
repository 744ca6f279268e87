"""How often 95 % intervals contain the truth, and how often verdicts claim what is not there.

Each case draws whole families of replications with a known true mean. The quick version runs 2,000
trials; its bounds are the 93 to 97 % asked for, widened by 3.9 binomial standard errors, so that an
interval inside them fails in less than one of 10,000 suites. The long version runs 20,000 trials
and must lie between 93 and 97 % as measured.
"""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from ecosim.lab.estimate import Interval, mean_interval, paired_difference, unpaired_difference
from ecosim.lab.precision import next_total
from ecosim.lab.verdict import Verdict, holm, p_value

Array = npt.NDArray[np.float64]
Draws = tuple[Array, Array, float]
Draw = Callable[[np.random.Generator, int, int], Draws]

QUICK, LONG = 2_000, 20_000
SIGMAS = 3.9
DEALS = 120


def equal_teams(rng: np.random.Generator, trials: int, n: int) -> Draws:
    """Two independent normal teams with the same mean."""
    return rng.normal(10, 2, (trials, n)), rng.normal(10, 2, (trials, n)), 0.0


def planted_effect(rng: np.random.Generator, trials: int, n: int) -> Draws:
    """The first team is 1.5 higher and varies three times as much."""
    return rng.normal(11.5, 3, (trials, n)), rng.normal(10, 1, (trials, n)), 1.5


def correlated_pairs(rng: np.random.Generator, trials: int, n: int) -> Draws:
    """Common seeds explain most of both teams; the first is 0.5 higher."""
    shared = rng.normal(10, 2, (trials, n))
    return shared + rng.normal(0.5, 1, (trials, n)), shared + rng.normal(0, 1, (trials, n)), 0.5


def correlated_lognormals(rng: np.random.Generator, trials: int, n: int) -> Draws:
    """Skewed outcomes with a shared part; the first team is 30 % higher."""
    shared = 0.8 * rng.normal(size=(trials, n))
    a = np.exp(0.5 * (shared + 0.6 * rng.normal(size=(trials, n))))
    b = np.exp(0.5 * (shared + 0.6 * rng.normal(size=(trials, n))))
    return 1.3 * a, b, 0.3 * math.exp(0.125)


def win_rates(rng: np.random.Generator, trials: int, n: int) -> Draws:
    """Shares of 120 deals won, in points; the seed moves both; the first team wins 3 more."""
    easy = rng.uniform(0.15, 0.25, (trials, n))
    a, b = rng.binomial(DEALS, easy + 0.03), rng.binomial(DEALS, easy)
    return 100 * a / DEALS, 100 * b / DEALS, 3.0


def win_rates_apart(rng: np.random.Generator, trials: int, n: int) -> Draws:
    """As win rates, with seeds of its own for each team."""
    a, _, truth = win_rates(rng, trials, n)
    _, b, _ = win_rates(rng, trials, n)
    return a, b, truth


def win_rates_with_gaps(rng: np.random.Generator, trials: int, n: int) -> Draws:
    """As win rates, with one run in twelve undefined on either side at random."""
    a, b, truth = win_rates(rng, trials, n)
    a[rng.random(a.shape) < 1 / 12] = math.nan
    b[rng.random(b.shape) < 1 / 12] = math.nan
    return a, b, truth


DRAWS = [
    equal_teams,
    planted_effect,
    correlated_pairs,
    correlated_lognormals,
    win_rates,
    win_rates_with_gaps,
]


def coverage(
    draw: Draw, trials: int, n: int, interval_of: Callable[[Array, Array], Interval]
) -> float:
    """Share of trials whose interval contains the true difference."""
    a, b, truth = draw(np.random.default_rng(20), trials, n)
    hits = 0
    for trial in range(trials):
        interval = interval_of(a[trial], b[trial])
        hits += interval.low <= truth <= interval.high
    return hits / trials


def assert_covers(measured: float, trials: int) -> None:
    """Between 93 and 97 %, the quick version with its allowance for chance."""
    allowance = SIGMAS if trials == QUICK else 0.0
    low = 0.93 - allowance * math.sqrt(0.93 * 0.07 / trials)
    high = 0.97 + allowance * math.sqrt(0.97 * 0.03 / trials)
    assert low <= measured <= high, f"covers {measured:.4f}"


def stopped(half_width: float) -> Callable[[Array, Array], Interval]:
    """The interval at the pair where sequential stopping ends."""

    def interval_of(a: Array, b: Array) -> Interval:
        stop = next_total(a - b, half_width, cap=a.size)
        return paired_difference(a[:stop], b[:stop])

    return interval_of


def half_width_for(draw: Draw, pairs: int) -> float:
    """The half width that about so many pairs give."""
    a, b, _ = draw(np.random.default_rng(21), 400, 50)
    return float(1.96 * np.nanstd(a - b) / math.sqrt(pairs))


def claims_under_equal_teams(trials: int, outcomes: int = 10, n: int = 30) -> float:
    """Share of families of ten correlated outcomes in which any verdict claims a sign."""
    rng = np.random.default_rng(22)
    families = 0
    for _ in range(trials):
        seller = rng.normal(size=(1, n))
        differences = 0.6 * seller + rng.normal(size=(outcomes, n))
        corrected = holm([p_value(row) for row in differences])
        families += any(
            Verdict(mean_interval(row), 0.0, True, float(p)).direction != 0
            for row, p in zip(differences, corrected, strict=True)
        )
    return families / trials


@pytest.mark.parametrize("n", [20, 50])
@pytest.mark.parametrize("draw", DRAWS)
def test_paired_intervals_cover(draw: Draw, n: int) -> None:
    """At the two usual numbers of replications."""
    assert_covers(coverage(draw, QUICK, n, paired_difference), QUICK)


@pytest.mark.parametrize("draw", [equal_teams, planted_effect, win_rates_apart])
def test_unpaired_intervals_cover(draw: Draw) -> None:
    """Welch's interval where the two sides share nothing."""
    assert_covers(coverage(draw, QUICK, 30, unpaired_difference), QUICK)


@pytest.mark.parametrize("draw", DRAWS)
def test_intervals_cover_when_the_run_stops_on_precision(draw: Draw) -> None:
    """Stopping near 75 pairs, where the choice of when to stop biases most."""
    interval_of = stopped(half_width_for(draw, 75))
    assert_covers(coverage(draw, QUICK, 200, interval_of), QUICK)


def test_verdicts_claim_little_under_equal_teams() -> None:
    """At most 5 % of families, with the allowance for chance."""
    assert claims_under_equal_teams(QUICK) <= 0.05 + SIGMAS * math.sqrt(0.05 * 0.95 / QUICK)


@pytest.mark.statistical
@pytest.mark.parametrize("n", [20, 50])
@pytest.mark.parametrize("draw", DRAWS)
def test_paired_intervals_cover_in_the_long_run(draw: Draw, n: int) -> None:
    """As the quick version, 20,000 trials."""
    assert_covers(coverage(draw, LONG, n, paired_difference), LONG)


@pytest.mark.statistical
@pytest.mark.parametrize("draw", [equal_teams, planted_effect, win_rates_apart])
def test_unpaired_intervals_cover_in_the_long_run(draw: Draw) -> None:
    """As the quick version, 20,000 trials."""
    assert_covers(coverage(draw, LONG, 30, unpaired_difference), LONG)


@pytest.mark.statistical
@pytest.mark.parametrize("pairs", [45, 75, 150])
@pytest.mark.parametrize("draw", DRAWS)
def test_intervals_cover_on_precision_in_the_long_run(draw: Draw, pairs: int) -> None:
    """Half widths that need fewer pairs than the minimum, a few more, and many more."""
    interval_of = stopped(half_width_for(draw, pairs))
    assert_covers(coverage(draw, LONG, 400, interval_of), LONG)


@pytest.mark.statistical
def test_verdicts_claim_little_under_equal_teams_in_the_long_run() -> None:
    """At most 5 % of 20,000 families, with the allowance for chance."""
    assert claims_under_equal_teams(LONG) <= 0.05 + SIGMAS * math.sqrt(0.05 * 0.95 / LONG)
