"""The manager's code: what a manager holds to be true of customers, from reps and for reps."""

from ecosim.actions.debriefs import action_of, round_of
from ecosim.actions.hearsay import (
    belief_key,
    believes,
    date_of,
    forgets_what_was_heard,
    hears_of,
    mind_of_manager,
    talks_with_manager,
)  # fmt: skip
from ecosim.actions.priorities import area_of_territory
from ecosim.chance import CODE_DATED, CODE_LEARNS, uniform
from ecosim.compiling import compiled_apart, compiled_step
from ecosim.rules.commitments import holds
from ecosim.rules.knowledge import (
    adoption_chance,
    belief,
    counted_vote,
    is_newer,
    majority_of,
)
from ecosim.state import State


@compiled_apart
def bar_for_betters(m: int, s: State) -> float:
    """What a rep must exceed for the manager's code to follow it: the mean of its reps' results, or
    the code's own right minus wrong priorities (in the area of its first rep)."""
    manager, total = s.managers[m], 0.0
    if s.teams[manager.team].learning_judged_by == 0.0:
        for i in range(manager.first_rep, manager.first_rep + manager.reps):
            total += s.learners[i].performance
        return float(total / manager.reps)
    area = area_of_territory(int(s.reps[manager.first_rep].number), s)
    for segment in range(s.segments.shape[0]):
        truth, code = (
            int(s.segments[segment, area].priorities),
            s.minds[mind_of_manager(m, s), segment],
        )
        for bit in range(int(s.numbers[0].knowledge_bits)):
            right = 1.0 if holds(truth, bit) else -1.0
            total += belief(int(code.known), int(code.yes), bit) * right
    return total


@compiled_apart
def code_hears(m: int, i: int, bar: float, s: State) -> None:
    """The code hears what a rep believes, with dates, and sees what it does if it does better."""
    code = mind_of_manager(m, s)
    performance = s.learners[i].performance
    for segment in range(s.segments.shape[0]):
        its, mine = s.minds[i, segment], s.minds[code, segment]
        for bit in range(int(s.numbers[0].knowledge_bits)):
            if holds(int(its.known), bit):
                hears_of(code, segment, bit, int(its.week[bit]), holds(int(its.yes), bit), s)
            if performance > bar:
                vote = action_of(i, segment, bit, s)
                mine.votes[bit] += counted_vote(vote, performance, bar)


@compiled_step
def manager_hears(m: int, s: State) -> None:
    """In a round a manager talks with its reps, as far as the hours go."""
    if s.minds.shape[0] == 0 or round_of(s.managers[m].team, s) < 0:
        return
    manager = s.managers[m]
    forgets_what_was_heard(mind_of_manager(m, s), s)
    bar = bar_for_betters(m, s)
    for i in range(manager.first_rep, manager.first_rep + manager.reps):
        if talks_with_manager(i, s):
            code_hears(m, i, bar, s)


@compiled_step
def manager_takes_in(m: int, s: State) -> None:
    """After a round the code is revised: newer evidence wins, or it follows those who do better."""
    if s.minds.shape[0] == 0 or round_of(s.managers[m].team, s) < 0:
        return
    n, clock, code = s.numbers[0], s.clock[0], mind_of_manager(m, s)
    team, number = s.teams[s.managers[m].team], int(s.reps[s.managers[m].first_rep].number)
    for segment in range(s.segments.shape[0]):
        mind = s.minds[code, segment]
        for bit in range(int(n.knowledge_bits)):
            key = belief_key(number, segment, bit)
            if uniform(clock.seed, CODE_DATED, key, clock.week) < n.knowledge_dated:
                if is_newer(mind.heard[bit], mind.week[bit]):
                    says = 1 if holds(int(mind.heard_yes), bit) else -1
                    believes(code, segment, bit, says, int(mind.heard[bit]), s)
                continue
            side = majority_of(mind.votes[bit])
            if side == 0 or side == belief(int(mind.known), int(mind.yes), bit):
                continue
            convinced = adoption_chance(mind.votes[bit], team.learning_code_learning)
            if uniform(clock.seed, CODE_LEARNS, key, clock.week) < convinced:
                believes(code, segment, bit, side, date_of(code, segment, bit, side, s), s)
