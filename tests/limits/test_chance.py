"""Keyed draws are uniform and unrelated whichever part of the key moves."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from ecosim import chance

DRAWS = 20_000
# the first draws of seed 0, bit for bit
GOLDEN_SEED = 16294208416658607535
GOLDEN_UNIFORM = [
    "0x1.bbf83baf52ef6p-2",
    "0x1.0776bef89b6f2p-2",
    "0x1.1ad8223f6940cp-3",
    "0x1.7803b8b038b21p-1",
    "0x1.c9e88eb723838p-4",
    "0x1.358b5b887a880p-7",
]
GOLDEN_NORMAL = [
    "-0x1.c12cfbf038ff2p-2",
    "-0x1.0316f7d4a454dp-2",
    "-0x1.ba4f1600b8735p-5",
    "-0x1.7dedba03abf3dp-1",
    "-0x1.742f44818c971p-2",
    "-0x1.8f345350896a4p-2",
]


def seeded(seed: int) -> np.uint64:
    """A replication's seed as the draws take it."""
    return np.uint64(chance.scrambled(np.uint64(seed)))


SEED = seeded(0)


def over_whom(k: int) -> float:
    return chance.uniform(SEED, chance.SUCCESS, k, 5)


def over_members(k: int) -> float:
    """Whom as conversations count them: account, member, seller."""
    return chance.uniform(SEED, chance.SUCCESS, (k // 8 * 64 + k % 8) * 4 + 1, 0)


def over_nth(k: int) -> float:
    return chance.uniform(SEED, chance.SUCCESS, 123, k)


def over_journeys(k: int) -> float:
    """Occurrences as journeys count them: 1024 weeks apart."""
    return chance.uniform(SEED, chance.CHOICE, 17, k // 20 * 1024 + k % 20)


def over_decision(k: int) -> float:
    return chance.uniform(SEED, k, 7, 3)


def over_seed(k: int) -> float:
    return chance.uniform(seeded(k), chance.SUCCESS, 4, 1)


def over_raw_seed(k: int) -> float:
    return chance.uniform(np.uint64(k), chance.SUCCESS, 4, 1)


def over_the_diagonal(k: int) -> float:
    """Whom and occurrence move together, as when week and account number do."""
    return chance.uniform(SEED, chance.REQUEST, k, k)


WAYS = [
    over_whom, over_members, over_nth, over_journeys, over_decision, over_seed, over_raw_seed,
    over_the_diagonal,
]  # fmt: skip


@pytest.fixture(params=WAYS, ids=lambda way: way.__name__)
def draws(request: pytest.FixtureRequest) -> np.ndarray:
    way: Callable[[int], float] = request.param
    return np.array([way(k) for k in range(DRAWS)])


def test_draws_are_in_range_with_the_mean_and_variance_of_a_uniform(draws: np.ndarray) -> None:
    assert ((draws >= 0) & (draws < 1)).all()
    assert abs(draws.mean() - 0.5) < 4 / np.sqrt(12 * DRAWS)
    error_of_variance = np.sqrt((1 / 80 - 1 / 144) / DRAWS)
    assert abs(draws.var() - 1 / 12) < 4 * error_of_variance


def test_draws_fill_64_bins_evenly(draws: np.ndarray) -> None:
    counts = np.bincount((draws * 64).astype(int), minlength=64)
    assert 1e-4 < stats.chisquare(counts).pvalue < 1 - 1e-6


def test_draws_do_not_resemble_their_neighbours(draws: np.ndarray) -> None:
    for lag in (1, 2, 3, 4, 8, 13, 64):
        likeness = np.corrcoef(draws[:-lag], draws[lag:])[0, 1]
        assert abs(likeness) < 4.5 / np.sqrt(DRAWS), lag


def test_the_lowest_digits_are_as_even_as_the_highest(draws: np.ndarray) -> None:
    low = ((draws * 2**53).astype(np.uint64) & np.uint64(63)).astype(int)
    assert stats.chisquare(np.bincount(low, minlength=64)).pvalue > 1e-4


def test_pairs_of_neighbours_fill_the_square_evenly(draws: np.ndarray) -> None:
    cells = (draws[:-1:2] * 8).astype(int) * 8 + (draws[1::2] * 8).astype(int)
    assert stats.chisquare(np.bincount(cells, minlength=64)).pvalue > 1e-4


def test_two_decisions_or_two_seeds_have_unrelated_luck() -> None:
    other_seed = seeded(1)
    first = [chance.uniform(SEED, chance.SUCCESS, k, 0) for k in range(DRAWS)]
    second = [chance.uniform(SEED, chance.MEETING, k, 0) for k in range(DRAWS)]
    third = [chance.uniform(other_seed, chance.SUCCESS, k, 0) for k in range(DRAWS)]
    for other in (second, third):
        assert abs(np.corrcoef(first, other)[0, 1]) < 4.5 / np.sqrt(DRAWS)


def test_whom_and_occurrence_are_not_interchangeable() -> None:
    one_way = {chance.uniform(SEED, chance.SUCCESS, a, b) for a in range(60) for b in range(60)}
    assert len(one_way) == 3600


def test_normal_draws_are_standard_normal() -> None:
    draws = np.array([chance.normal(SEED, chance.PRESSURE, k, 2) for k in range(DRAWS)])
    assert np.isfinite(draws).all()
    assert stats.kstest(draws, "norm").pvalue > 1e-4
    assert abs(draws.mean()) < 4 / np.sqrt(DRAWS)
    assert abs(draws.var() - 1) < 4 * np.sqrt(2 / DRAWS)


def test_choices_are_all_alike_and_in_range() -> None:
    picks = [chance.chooses(SEED, chance.ENCOUNTER, k, 1, 7) for k in range(7000)]
    assert set(picks) == set(range(7))
    assert stats.chisquare(np.bincount(picks)).pvalue > 1e-4


def test_no_two_decisions_share_a_number() -> None:
    numbers = {
        name: int(number)
        for name, number in vars(chance).items()
        if name.isupper() and isinstance(number, np.int64) and not name.startswith(("BY_", "_"))
    }
    numbers.pop("ONCE")
    assert len(numbers) > 40
    assert len(set(numbers.values())) == len(numbers)


def test_the_first_draws_are_those_of_every_other_machine() -> None:
    assert int(SEED) == GOLDEN_SEED
    found = [chance.uniform(SEED, decision, 3, 2).hex() for decision in range(1, 7)]
    assert found == GOLDEN_UNIFORM
    assert [chance.normal(SEED, 31, k, 0).hex() for k in range(6)] == GOLDEN_NORMAL
