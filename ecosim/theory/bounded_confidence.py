"""When members of a small group agree if they only listen to those who think not too differently.

Opinions begin anywhere between 0 and 1. Two members picked at random meet; if their opinions are
less than a reach apart, both move half of the gap toward each other, else nothing happens. After
many meetings a group has agreed or has broken into camps that no longer listen to each other. With
a narrow reach larger groups agree less often, with a wide one more often.

The reading: both move at once, by half of the gap (step 0.5); pairs uniformly at random; uniform
starts; 60 meetings a member, after which nothing that can still meet is apart; agreed is a range
below 0.05. For two the chance is exact: 1 - (1 - reach)^2.

The table of facts.md B10 comes from a small replication: for two people and a reach of 0.5 it says
0.71 where the chance is exactly 0.75, and no step, order of meetings or length of run that was
tried comes within 0.03 of all its cells. It differs from this reading as a table from some 200
groups a cell would: 9 of 15 cells by less than 0.03, the worst by 0.07, by less than 0.01 on
average. The reference is therefore the table recomputed from 100,000 groups by a program written
apart, with NumPy's own chance (in the tests).

Source: Deffuant, Neau, Amblard and Weisbuch (2000); facts.md B10.
"""

import numpy as np

from ecosim import chance
from ecosim.compiling import compiled_apart
from ecosim.rules.group import met_idea
from ecosim.theory.check import Check

OPINION, FIRST_OF_PAIR, SECOND_OF_PAIR = np.int64(1051), np.int64(1052), np.int64(1053)

NAME = "Bounded confidence in small groups"
GROUP_SIZES, REACHES = (2, 3, 5, 7, 11), (0.3, 0.4, 0.5)
# reach: share of groups of 2, 3, 5, 7, 11 that agree, recomputed by the program in the tests
RECOMPUTED = {
    0.3: (0.511, 0.304, 0.155, 0.104, 0.074),
    0.4: (0.641, 0.479, 0.376, 0.364, 0.413),
    0.5: (0.750, 0.658, 0.651, 0.704, 0.800),
}
SMALL_REPLICATION = {  # facts.md B10
    0.3: (0.51, 0.29, 0.13, 0.11, 0.07),
    0.4: (0.66, 0.50, 0.42, 0.41, 0.42),
    0.5: (0.71, 0.59, 0.67, 0.74, 0.81),
}
STEP, AGREED_WITHIN, MEETINGS_EACH = 0.5, 0.05, 60
TOLERANCE = 0.03
EXACT_ERRORS = 4.0  # standard errors that the exact cells may be off


def share_agreed(
    people: int, reach: float, groups: int, seed: int, step: float = STEP,
    meetings_each: int = MEETINGS_EACH,
) -> float:  # fmt: skip
    """The share of groups whose opinions end less than 0.05 apart.

    Args:
        people: in each group, at least 2.
        reach: how far apart two may be and still listen to each other.
        groups: how many are tried.
        seed: which luck.
        step: the part of the gap that each of two moves.
        meetings_each: meetings by members.
    """
    seeded = np.uint64(chance.scrambled(np.uint64(seed)))
    meetings = people * meetings_each
    return float(_agreed(seeded, np.zeros(people), reach, step, meetings, groups) / groups)


def table(groups: int = 10_000, seed: int = 0) -> dict[tuple[int, float], float]:
    """The share of groups that agree, by number of people and reach."""
    return {
        (people, reach): share_agreed(people, reach, groups, seed)
        for reach in REACHES
        for people in GROUP_SIZES
    }


def exact_for_two(reach: float) -> float:
    """The chance that two people agree: that they begin within reach of each other."""
    return 1.0 - (1.0 - reach) ** 2


def checks(found: dict[tuple[int, float], float], groups: int = 10_000) -> list[Check]:
    """Two people exactly; every cell recomputed; the small replication on average."""
    rows = []
    for reach in REACHES:
        exact = exact_for_two(reach)
        error = EXACT_ERRORS * np.sqrt(exact * (1.0 - exact) / groups)
        name = f"2 people agree, reach {reach}"
        rows.append(
            Check(NAME, name, exact, found[2, reach], float(error), "equal", "1 - (1 - reach)^2")
        )
    off = []
    for reach, cells in RECOMPUTED.items():
        for k, people in enumerate(GROUP_SIZES):
            name, value = f"{people} people agree, reach {reach}", found[people, reach]
            rows.append(Check(NAME, name, cells[k], value, TOLERANCE, "equal", "B10 recomputed"))
            off.append(value - SMALL_REPLICATION[reach][k])
    name = "model minus the small replication of B10, mean of 15 cells"
    rows.append(Check(NAME, name, 0.0, float(np.mean(off)), TOLERANCE, "equal", "facts.md B10"))
    return rows


@compiled_apart
def _agreed(
    seed: np.uint64, opinions: np.ndarray, reach: float, step: float, meetings: int, groups: int
) -> int:
    """How many groups agree."""
    people, agreed = len(opinions), 0
    for group in range(groups):
        for i in range(people):
            opinions[i] = chance.uniform(seed, OPINION, group, i)
        for meeting in range(meetings):
            one = chance.chooses(seed, FIRST_OF_PAIR, group, meeting, people)
            other = chance.chooses(seed, SECOND_OF_PAIR, group, meeting, people - 1)
            if other >= one:
                other += 1
            before = opinions[one]
            opinions[one] = met_idea(before, opinions[other], reach, step)
            opinions[other] = met_idea(opinions[other], before, reach, step)
        low, high = opinions[0], opinions[0]
        for i in range(people):
            low, high = min(low, opinions[i]), max(high, opinions[i])
        agreed += high - low < AGREED_WITHIN
    return agreed
