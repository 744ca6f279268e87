"""People leave, and newcomers take over their desks, their deals and their accounts."""

from ecosim.actions.births import rep_is_born
from ecosim.actions.births_skills import practice_is_born
from ecosim.actions.hearsay import mind_of_manager
from ecosim.actions.practice import has_learnt_nothing, standard_work_follows
from ecosim.chance import FIRST_BELIEF, LEAVES, uniform
from ecosim.compiling import Whole, compiled, compiled_apart, compiled_step
from ecosim.state import State


@compiled_apart
def has_first_beliefs(i: int, nth: Whole, s: State) -> None:
    """Somebody new believes of some priorities this or that, by a coin, and has no evidence."""
    n, seed = s.numbers[0], s.clock[0].seed
    for segment in range(s.segments.shape[0]):
        mind = s.minds[i, segment]
        mind.known, mind.yes, mind.own = 0, 0, 0
        for bit in range(int(n.knowledge_bits)):
            mind.week[bit] = -1
            whom = (s.reps[i].number * 64 + segment) * 64 + bit
            luck = uniform(seed, FIRST_BELIEF, whom, nth)
            if luck < n.knowledge_first_beliefs:
                mind.known |= 1 << bit
                mind.yes |= (1 << bit) if luck < 0.5 * n.knowledge_first_beliefs else 0


@compiled_apart
def starts_with_code(i: int, s: State) -> None:
    """A newcomer with a manager is told all that the code knows."""
    if s.reps[i].manager < 0:
        return
    code = mind_of_manager(int(s.reps[i].manager), s)
    for segment in range(s.segments.shape[0]):
        mine, its = s.minds[i, segment], s.minds[code, segment]
        taught = int(its.known)
        mine.known |= taught
        mine.yes = (mine.yes & ~taught) | (its.yes & taught)
        for bit in range(int(s.numbers[0].knowledge_bits)):
            if (taught >> bit) & 1:
                mine.week[bit] = its.week[bit]


@compiled
def somebody_leaves(i: int, s: State) -> bool:
    """Whether the person at this desk leaves this week, the same week whatever the team."""
    clock = s.clock[0]
    luck = uniform(clock.seed, LEAVES, s.reps[i].number, clock.week)
    return bool(luck < s.numbers[0].knowledge_turnover)


@compiled_step
def people_change(s: State) -> None:
    """People leave at the end of a week; standard work then has the mean skill of those there."""
    if s.numbers[0].knowledge_turnover == 0.0:
        return
    for t in range(s.teams.shape[0]):
        changed = False
        for i in range(s.teams[t].first_rep, s.teams[t].first_rep + s.teams[t].reps):
            if somebody_leaves(i, s):
                newcomer_arrives(i, s)
                changed = True
        if changed:
            standard_work_follows(t, s)


@compiled_apart
def newcomer_arrives(i: int, s: State) -> None:
    """Another person with skills of its own, no results yet, and what the manager's code knows."""
    learner = s.learners[i]
    learner.generation += 1
    learner.joined = s.clock[0].week
    learner.won, learner.closed = 0.0, 0.0
    rep_is_born(i, learner.generation, s.reps, s.numbers, s.clock[0].seed)
    has_learnt_nothing(i, s)
    practice_is_born(i, learner.generation, s.practices, s.reps, s.numbers, s.clock[0].seed)
    if s.numbers[0].knowledge_bits > 0.0:
        has_first_beliefs(i, learner.generation, s)
        starts_with_code(i, s)
