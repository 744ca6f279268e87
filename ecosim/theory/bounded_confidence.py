"""When members of a small group agree if they only listen to those who think not too differently.

Opinions begin anywhere between 0 and 1. Two members picked at random meet; if their opinions are
less than a reach apart, both move half of the gap toward each other, else nothing happens. After
many meetings a group has agreed or has broken into camps that no longer listen to each other. With
a narrow reach larger groups agree less often, with a wide one more often.

The reading: both move at once, by half of the gap (step 0.5); pairs uniformly at random; uniform
starts; 60 meetings a member, after which nothing that can still meet is apart; agreed is a range
below 0.05. For two the chance is exact: 1 - (1 - reach)^2.

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
# reach: share of groups of 2, 3, 5, 7, 11 that agree, as published in facts.md B10
TABLE = {
    0.3: (0.51, 0.29, 0.13, 0.11, 0.07),
    0.4: (0.66, 0.50, 0.42, 0.41, 0.42),
    0.5: (0.71, 0.59, 0.67, 0.74, 0.81),
}
STEP, AGREED_WITHIN, MEETINGS_EACH = 0.5, 0.05, 60
TOLERANCE = 0.03


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
