"""Debriefs of closed deals: what owners hear from customers themselves, and the hours it takes."""

from ecosim.actions.priorities import area_of_territory, priorities_of
from ecosim.chance import COIN, NAMED_IN_DEBRIEF, chooses, uniform
from ecosim.compiling import Whole, compiled, compiled_apart, compiled_step
from ecosim.rules.commitments import holds
from ecosim.rules.knowledge import acted_on, belief
from ecosim.state import NOBODY, WON, State

NOT_DUE = -2
FORGOTTEN = 0.5  # of earlier results, from round to round, when people are judged by results
PRIOR_RESULTS, USUAL = 2.0, 0.25  # closed deals' worth of usual results that anybody begins with


@compiled
def awaits_debrief(t: int, a: int, outcome: Whole, s: State) -> None:
    """A closed deal in which somebody talked joins its owner's list for this week's debriefs."""
    if s.debriefs.shape[0] == 0:
        return
    row, deal = s.debriefs[t, a], s.deals[t, a]
    if row.after != NOT_DUE or deal.talks == 0:
        return
    learner = s.learners[deal.owner]
    learner.closed += 1.0
    if outcome == WON:
        learner.won += 1.0
    row.journey, row.after = s.accounts[a].journey, learner.first_closed
    learner.first_closed = a


@compiled
def round_of(t: int, s: State) -> int:
    """The number of the round of talks that falls into this week; -1 if none does."""
    every = int(s.teams[t].learning_every_weeks)
    week = s.clock[0].week
    return int(week // every) if week % every == every - 1 else NOBODY


@compiled
def is_behind(i: int, s: State) -> bool:
    """Whether a rep owes more than a week of learning hours: it then learns nothing new."""
    return bool(s.learners[i].due > s.reps[i].week_hours)


@compiled
def others_to_learn_from(i: int, s: State) -> bool:
    """Whether a rep has a manager or colleagues in a cluster; lone reps have only debriefs."""
    return bool(s.reps[i].manager >= 0 or s.teams[s.reps[i].team].circle_size > 1)


@compiled
def hours_in_review(i: int, s: State) -> float:
    """Hours a rep's payroll gives to one win-loss review; a manager's reps share its hours too."""
    rep = s.reps[i]
    hours = float(s.teams[rep.team].learning_review_hours)
    if s.teams[rep.team].circle_size > 1:
        return hours
    return float(hours * (1.0 + 1.0 / s.managers[rep.manager].reps))


@compiled_step
def rep_studies(i: int, s: State) -> None:
    """A rep gives the hours that its learning takes, as far as it has them; the rest stays due."""
    if s.learners.shape[0] == 0:
        return
    rep, learner = s.reps[i], s.learners[i]
    hours = min(learner.due, rep.hours_left)
    learner.due -= hours
    learner.hours += hours
    rep.hours_left -= hours
    rep.coordinating += hours


@compiled_apart
def names_priorities(i: int, a: int, s: State) -> None:
    """One debrief: the customer names some of its priorities, each as likely, and is believed.

    What it names is its own; where that differs from its segment, the owner is misled.
    """
    rep, clock = s.reps[i], s.clock[0]
    team, bits = s.teams[rep.team], int(s.numbers[0].knowledge_bits)
    mind, truth, named = s.minds[i, s.accounts[a].segment], priorities_of(a, s), 0
    for k in range(min(int(team.learning_debrief_bits), bits)):
        nth = s.debriefs[rep.team, a].journey * 64 + k
        bit = chooses(clock.seed, NAMED_IN_DEBRIEF, a * 4 + rep.team, nth, bits)
        while holds(named, bit):
            bit = (bit + 1) % bits
        named |= 1 << bit
        mind.week[bit] = clock.week
    mind.known |= named
    mind.own |= named
    mind.yes = (mind.yes & ~named) | (truth & named)


@compiled_step
def rep_debriefs(i: int, s: State) -> None:
    """A rep debriefs the deals it closed this week; before a round of talks it is also judged."""
    if s.learners.shape[0] == 0:
        return
    learner, team = s.learners[i], s.teams[s.reps[i].team]
    a, behind = int(learner.first_closed), is_behind(i, s)
    learner.first_closed = NOBODY
    while a >= 0:
        row = s.debriefs[s.reps[i].team, a]
        following = int(row.after)
        row.after = NOT_DUE
        if s.numbers[0].knowledge_bits > 0.0 and team.learning_debrief_bits > 0.0 and not behind:
            names_priorities(i, a, s)
            learner.debriefs += 1
            learner.due += team.learning_debrief_hours
        a = following
    if team.script_learning > 0.0:
        learner.due += team.script_hours
    if s.numbers[0].knowledge_bits > 0.0:
        in_round = round_of(s.reps[i].team, s) >= 0
        if others_to_learn_from(i, s):
            learner.due += team.learning_hours
            learner.due += hours_in_review(i, s) if in_round else 0.0
        if in_round:
            is_judged(i, s)


@compiled
def coin_of(i: int, segment: int, bit: int, s: State) -> float:
    """The coin by which a rep acts this week where it has no belief."""
    whom = (s.reps[i].number * 64 + segment) * 64 + bit
    return uniform(s.clock[0].seed, COIN, whom, s.clock[0].week)


@compiled
def action_of(i: int, segment: int, bit: int, s: State) -> int:
    """What a rep does about one priority: as it believes, or by a coin."""
    mind = s.minds[i, segment]
    return acted_on(belief(int(mind.known), int(mind.yes), bit), coin_of(i, segment, bit, s))


@compiled_apart
def is_judged(i: int, s: State) -> None:
    """How well a rep does: by the share of its lately closed deals that it won (shrunk toward the
    usual share, for few say little), or by right minus wrong priorities in what it does."""
    learner, rep = s.learners[i], s.reps[i]
    if s.teams[rep.team].learning_judged_by == 0.0:
        won = learner.won + USUAL * PRIOR_RESULTS
        learner.performance = won / (learner.closed + PRIOR_RESULTS)
        learner.won *= FORGOTTEN
        learner.closed *= FORGOTTEN
        return
    learner.performance = 0.0
    area = area_of_territory(int(rep.number), s)
    for segment in range(s.segments.shape[0]):
        truth = int(s.segments[segment, area].priorities)
        for bit in range(int(s.numbers[0].knowledge_bits)):
            right = 1.0 if holds(truth, bit) else -1.0
            learner.performance += action_of(i, segment, bit, s) * right
