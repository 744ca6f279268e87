"""How a group that listens agrees: on the mean of its opinions, weighted by influence.

In every round each person moves toward each colleague, by as much of the gap as they listen to
that colleague, all at once. Whoever talks to whom, directly or through others, the group ends at
one opinion: the mean of where people began, each weighted by the influence that the listening
gives them (the left eigenvector of who listens to whom). Loud people without listeners have none.

The rule is the one by which members of a buying group move toward each other, with no limit to
how far apart they may be.

Source: DeGroot, Journal of the American Statistical Association 69 (1974); facts.md B10.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecosim import chance
from ecosim.rules.group import met_idea
from ecosim.theory.check import Check

OPINION, LISTENS = np.int64(1041), np.int64(1042)

NAME = "Averaging opinions"
GROUP_SIZES = (2, 3, 5, 8)
ROUNDS = 400
TOLERANCE = 1e-9

type Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Agreement:
    """A group's way to agreement.

    Attributes:
        opinions: shape (rounds + 1, people), from the first on.
        influence: each person's weight in what they agree on, by theory.
        expected: the influence-weighted mean of the first opinions.
    """

    opinions: Floats
    influence: Floats
    expected: float


def agreement(people: int, seed: int, rounds: int = ROUNDS) -> Agreement:
    """A group of people with random opinions who listen to each other to random degrees."""
    listens, opinions = random_group(people, seed)
    path = [opinions]
    for _ in range(rounds):
        path.append(heard_all(path[-1], listens))
    influence = influence_of(listens)
    return Agreement(np.array(path), influence, float(influence @ opinions))


def random_group(people: int, seed: int) -> tuple[Floats, Floats]:
    """Who listens how much to whom (rows sum to 1, the diagonal to oneself), and opinions."""
    seeded = np.uint64(chance.scrambled(np.uint64(seed)))
    weight = [
        [chance.uniform(seeded, LISTENS, i * people + j, 0) ** 2 for j in range(people)]
        for i in range(people)
    ]
    listens = np.array(weight)
    opinions = [chance.uniform(seeded, OPINION, i, 0) for i in range(people)]
    return listens / listens.sum(axis=1, keepdims=True), np.array(opinions)


def heard_all(opinions: Floats, listens: Floats) -> Floats:
    """Opinions after a round in which everybody hears everybody at once."""
    people = range(len(opinions))
    return np.array([
        own + sum(met_idea(own, opinions[j], np.inf, listens[i, j]) - own for j in people)
        for i, own in enumerate(opinions)
    ])  # fmt: skip


def influence_of(listens: Floats) -> Floats:
    """Everybody's influence: the shares that the listening leaves as they are (eigenvalue 1)."""
    values, vectors = np.linalg.eig(listens.T)
    leading = np.real(vectors[:, np.argmin(np.abs(values - 1.0))])
    return np.asarray(leading / leading.sum(), np.float64)


def checks(seed: int = 0) -> list[Check]:
    """What groups of several sizes agree on, and that they agree."""
    rows = []
    for people in GROUP_SIZES:
        found = agreement(people, seed)
        last, source = found.opinions[-1], "DeGroot (1974), B10"
        name = f"agreed opinion of {people} people"
        rows.append(
            Check(NAME, name, found.expected, float(last.mean()), TOLERANCE, "equal", source)
        )
        rows.append(
            Check(NAME, f"range of opinions left among {people} people", 0.0,
                  float(np.ptp(last)), TOLERANCE, "equal", source)
        )  # fmt: skip
    return rows
