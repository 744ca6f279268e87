"""What people are like beyond their skills: discomfort, creativity, resistance to scripts."""

import numpy as np

from ecosim import chance
from ecosim.chance import ONCE, uniform
from ecosim.compiling import Whole, compiled_apart, compiled_step
from ecosim.rules.group import within
from ecosim.state import N_COMMITMENTS, Table


@compiled_apart
def practice_is_born(
    i: int, nth: Whole, practices: Table, reps: Table, numbers: Table, seed: np.uint64
) -> None:
    """What the n-th person at a rep's desk is like, the same person in every team."""
    n, number, practice = numbers[0], reps[i].number, practices[i]
    practice.dislikes = 0
    for c in range(N_COMMITMENTS):
        if uniform(seed, chance.DISLIKES, number * 16 + c, nth) < n.skills_disliked:
            practice.dislikes |= 1 << c
    luck = uniform(seed, chance.CREATIVITY, number, nth)
    practice.creativity = within(2.0 * n.skills_creativity * luck, 0.0, 1.0)
    luck = uniform(seed, chance.RESISTANCE, number, nth)
    practice.resistance = within(2.0 * n.skills_resistance * luck, 0.0, 1.0)


@compiled_step
def practices_are_born(practices: Table, reps: Table, numbers: Table, clock: Table) -> None:
    """The first person at every desk."""
    for i in range(reps.shape[0]):
        practice_is_born(i, ONCE, practices, reps, numbers, clock[0].seed)
