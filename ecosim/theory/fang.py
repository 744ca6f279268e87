"""Learning in semi-isolated clusters: Fang, Lee and Schilling (2010).

Reality is a row of 100 facts in blocks of 5; a block pays only if all of it is believed rightly.
Everybody sees what contacts gain. Of those who gain strictly more than oneself, the majority on
each fact is followed with a chance of 0.3. Contacts are clusters of 7 whose links are rewired to
the outside with a chance beta. Isolated clusters never hear what others found; one well-mixed
network settles on the first good find; between the two, clusters find different things and pass
them on. It ends when nobody would change a belief any more.

With 24 people there is no best beta in between: it is shown for 280.

Source: Fang, Lee and Schilling, Organization Science 21 (2010), read as in prototype.md 2; B2.
"""

from dataclasses import dataclass

import networkx as nx
import numpy as np
import numpy.typing as npt

from ecosim import chance
from ecosim.compiling import compiled_apart
from ecosim.rules.knowledge import counted_vote, majority_of
from ecosim.theory.check import Check
from ecosim.theory.cluster_graph import cluster_graph

FIRST_FACT, FIRST_BELIEF, FOLLOWS = np.int64(1021), np.int64(1022), np.int64(1023)

NAME = "Learning in semi-isolated clusters"
SOURCE = "Fang, Lee and Schilling (2010), prototype.md 2"
CLUSTERS, CLUSTER_SIZE = 40, 7
FACTS, BLOCK, LEARNING = 100, 5, 0.3
MOST_PERIODS = 2000
CROSS_LINKS = (0.0, 0.05, 0.1, 0.2, 0.5, 1.0)
# two runs of 12 replications each may differ by so much
TOLERANCE = 0.12
PROTOTYPE = {0.0: 0.033, 0.05: 0.644, 0.1: 0.896, 0.2: 0.871, 0.5: 0.744, 1.0: 0.731}


@dataclass(frozen=True)
class ClusterLearning:
    """What people know in the end, for one share of links across clusters.

    Attributes:
        cross_links: chance that a link is rewired to the outside.
        gains: mean share of blocks that people have right, one number a replication.
    """

    cross_links: float
    gains: npt.NDArray[np.float64]


def knowledge(cross_links: float, replications: int, seed: int) -> ClusterLearning:
    """The share of blocks people have right in the end; 280 people in clusters of 7."""
    gains = np.zeros(replications)
    for k in range(replications):
        graph = cluster_graph(CLUSTERS, CLUSTER_SIZE, cross_links, seed + k, on_a_ring=False)
        first, contacts = contact_lists(graph)
        beliefs = np.zeros((len(graph), FACTS), np.int64)
        gains[k] = _lives(
            np.uint64(chance.scrambled(np.uint64(seed + k))), beliefs, np.zeros_like(beliefs),
            np.zeros(FACTS, np.int64), np.zeros(len(graph), np.int64), first, contacts,
        )  # fmt: skip
    return ClusterLearning(cross_links, gains)


def contact_lists(graph: nx.Graph) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Everybody's contacts one after the other, and where those of each person begin."""
    first = np.concatenate(([0], np.cumsum([graph.degree(i) for i in range(len(graph))])))
    contacts = [other for i in range(len(graph)) for other in sorted(graph.neighbors(i))]
    return first.astype(np.int64), np.array(contacts, np.int64)


def curve(replications: int = 12, seed: int = 0) -> list[ClusterLearning]:
    """What people know in the end over the share of links across clusters."""
    return [knowledge(cross_links, replications, seed) for cross_links in CROSS_LINKS]


def checks(points: list[ClusterLearning]) -> list[Check]:
    """A tenth of links across beats none and all, beyond chance (four standard errors)."""
    gains = {point.cross_links: point.gains for point in points}
    rows = []
    for other in (0.0, 1.0):
        ahead = gains[0.1] - gains[other]
        surely = ahead.mean() - 4 * ahead.std(ddof=1) / np.sqrt(len(ahead))
        name = f"blocks right with a tenth of links across, ahead of {other:.0%}, less 4 errors"
        rows.append(Check(NAME, name, 0.0, float(surely), 0.0, "above", SOURCE))
    for cross_links, expected in PROTOTYPE.items():
        name = f"blocks right with {cross_links:.0%} of links across"
        found = float(gains[cross_links].mean())
        rows.append(Check(NAME, name, expected, found, TOLERANCE, "equal", "prototype.md 2"))
    return rows


@compiled_apart
def _lives(
    seed: np.uint64, beliefs: np.ndarray, following: np.ndarray, reality: np.ndarray,
    gains: np.ndarray, first: np.ndarray, contacts: np.ndarray,
) -> float:  # fmt: skip
    """One run; returns the mean share of blocks people have right in the end."""
    people, facts = beliefs.shape
    for j in range(facts):
        reality[j] = 1 if chance.uniform(seed, FIRST_FACT, j, 0) < 0.5 else -1
        for i in range(people):
            beliefs[i, j] = chance.chooses(seed, FIRST_BELIEF, i * facts + j, 0, 3) - 1
    for period in range(MOST_PERIODS):
        for i in range(people):
            gains[i] = _blocks_right(beliefs[i], reality)
        if not _everybody_follows(seed, period, beliefs, following, gains, first, contacts):
            break
    right = 0
    for i in range(people):
        right += _blocks_right(beliefs[i], reality)
    return float(right / (people * (facts // BLOCK)))


@compiled_apart
def _blocks_right(beliefs: np.ndarray, reality: np.ndarray) -> int:
    """How many blocks of facts somebody has wholly right."""
    blocks = 0
    for start in range(0, len(reality), BLOCK):
        right = 0
        for j in range(start, start + BLOCK):
            right += beliefs[j] == reality[j]
        blocks += right == BLOCK
    return blocks


@compiled_apart
def _everybody_follows(
    seed: np.uint64, period: int, beliefs: np.ndarray, following: np.ndarray, gains: np.ndarray,
    first: np.ndarray, contacts: np.ndarray,
) -> bool:  # fmt: skip
    """Follow the majority of better contacts, all at once; False if nobody had any reason to."""
    people, facts = beliefs.shape
    reason = False
    for i in range(people):
        for j in range(facts):
            following[i, j] = 0
        for k in range(first[i], first[i + 1]):
            other = contacts[k]
            for j in range(facts):
                following[i, j] += counted_vote(beliefs[other, j], gains[other], gains[i])
        for j in range(facts):
            side = majority_of(following[i, j])
            following[i, j] = beliefs[i, j]
            if side != 0 and side != beliefs[i, j]:
                reason = True
                if chance.uniform(seed, FOLLOWS, i * facts + j, period) < LEARNING:
                    following[i, j] = side
    for i in range(people):
        for j in range(facts):
            beliefs[i, j] = following[i, j]
    return reason
