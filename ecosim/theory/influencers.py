"""Are the most connected worth most? Watts and Dodds (2007): cascades need the easily influenced.

Each person influences a number of others, drawn around a mean and chosen at random. One person
adopts; whoever finds that the share of adopters among those who influence them has reached a
threshold of 0.18 adopts too, for good. The most influential tenth set off larger cascades than the
average person, but by less than the reach they have more: it needs only one receptive contact to
set a cascade off, so further contacts are worth ever less. Where many people have too many peers to
follow a single one, the first to join are those who listen to few, whoever began.

The reading: influence is directed, Poisson around the mean; thresholds are alike; 3,000 people,
each of whom begins once; the cascade's size is averaged over those who begin.

Source: Watts and Dodds, Journal of Consumer Research 34 (2007); Watts (2002); facts.md B11.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from ecosim import chance
from ecosim.compiling import compiled_apart
from ecosim.rules.influence import is_persuaded
from ecosim.theory.check import Check

REACH, INFLUENCED = np.int64(1061), np.int64(1062)

NAME = "Influencers and cascades"
SOURCE = "Watts and Dodds (2007), B11"
PEOPLE, THRESHOLD, TOP_SHARE = 3000, 0.18, 0.1
MEAN_REACHES = (1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)
BINDING = 5.0  # mean reach at which the threshold keeps many from following a single adopter
EARLY_ROUNDS = 3
LARGE = 0.1  # share of all people from which a cascade is large

type Wholes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cascades:
    """What the most influential tenth set off beside everybody, at one mean reach.

    Attributes:
        mean_reach: how many others a person influences on average.
        reach_ratio: mean reach of the top tenth over that of all.
        size_ratio: mean size of cascades that the top tenth begin over that of all.
        large_share: share of all cascades that reach a tenth of all people.
        early_peers: of those who join first in large cascades, how many influence them, over the
            mean of all; NaN without large cascades.
    """

    mean_reach: float
    reach_ratio: float
    size_ratio: float
    large_share: float
    early_peers: float


def cascades(mean_reach: float, seed: int, people: int = PEOPLE) -> Cascades:
    """Let every person of one random network begin a cascade."""
    seeded = np.uint64(chance.scrambled(np.uint64(seed)))
    luck = [chance.uniform(seeded, REACH, i, 0) for i in range(people)]
    reach = np.asarray(stats.poisson.ppf(luck, mean_reach), np.int64)
    first = np.concatenate(([0], np.cumsum(reach))).astype(np.int64)
    influenced = np.array(
        [chance.chooses(seeded, INFLUENCED, k, 0, people) for k in range(first[-1])], np.int64
    )
    peers = np.bincount(influenced, minlength=people)
    sizes, early, early_peers = (np.zeros(people, np.int64) for _ in range(3))
    round_of, adopters, line = (np.zeros(people, np.int64) for _ in range(3))
    _everybody_begins(
        first, influenced, peers, THRESHOLD, sizes, early, early_peers, round_of, adopters, line
    )
    top = np.argsort(-reach, kind="stable")[: int(TOP_SHARE * people)]
    large = sizes >= LARGE * people
    joined = int(early[large].sum())
    listens = early_peers[large].sum() / joined / peers.mean() if joined else np.nan
    return Cascades(
        mean_reach, float(reach[top].mean() / reach.mean()),
        float(sizes[top].mean() / sizes.mean()), float(large.mean()), float(listens),
    )  # fmt: skip


def curve(seed: int = 0, people: int = PEOPLE) -> list[Cascades]:
    """Networks from sparse to dense, through the range in which cascades happen."""
    return [cascades(mean_reach, seed, people) for mean_reach in MEAN_REACHES]


def checks(points: list[Cascades]) -> list[Check]:
    """The advantage of the most influential is less than proportional; the receptive join first."""
    able = [point for point in points if point.large_share > 0.0]
    modest = float(np.mean([point.size_ratio < point.reach_ratio for point in able]))
    typical = float(np.median([point.size_ratio / point.reach_ratio for point in able]))
    most = float(np.median([point.size_ratio for point in able]))
    early = next(point.early_peers for point in able if point.mean_reach == BINDING)
    return [
        Check(NAME, "share of networks where the top tenth's cascades grow less than its reach",
              0.8, modest, 0.0, "above", SOURCE),
        Check(NAME, "advantage in cascade size over advantage in reach, middle network",
              1.0, typical, 0.0, "below", SOURCE),
        Check(NAME, "cascades of the top tenth over those of all, middle network",
              1.0, most, 0.0, "above", SOURCE),
        Check(NAME, f"peers of who joins large cascades first, over all, at mean reach {BINDING:g}",
              1.0, early, 0.0, "below", SOURCE),
    ]  # fmt: skip


@compiled_apart
def _everybody_begins(
    first: np.ndarray, influenced: np.ndarray, peers: np.ndarray, threshold: float,
    sizes: np.ndarray, early: np.ndarray, early_peers: np.ndarray, round_of: np.ndarray,
    adopters: np.ndarray, line: np.ndarray,
) -> None:  # fmt: skip
    """One cascade from each person: its size, who joined in the first rounds, with what peers."""
    for starter in range(len(sizes)):
        for i in range(len(sizes)):
            round_of[i], adopters[i] = -1, 0
        sizes[starter] = _cascade(
            starter, first, influenced, peers, threshold, round_of, adopters, line
        )
        for k in range(1, sizes[starter]):
            if round_of[line[k]] > EARLY_ROUNDS:
                break
            early[starter] += 1
            early_peers[starter] += peers[line[k]]


@compiled_apart
def _cascade(
    starter: int, first: np.ndarray, influenced: np.ndarray, peers: np.ndarray, threshold: float,
    round_of: np.ndarray, adopters: np.ndarray, line: np.ndarray,
) -> int:  # fmt: skip
    """How many adopt in the end; `line` holds them in the order in which they adopted."""
    line[0], round_of[starter] = starter, 0
    size, here = 1, 0
    while here < size:
        adopter = line[here]
        here += 1
        for k in range(first[adopter], first[adopter + 1]):
            other = influenced[k]
            adopters[other] += 1
            if round_of[other] < 0 and is_persuaded(adopters[other], peers[other], threshold):
                round_of[other] = round_of[adopter] + 1
                line[size] = other
                size += 1
    return size
