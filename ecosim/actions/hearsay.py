"""What reps hear from colleagues, from a win-loss review and from the manager's code, and believe.

In a round everybody listens to the others as they stood before it: first all hear (`rep_hears`
writes only its own row), then all take in what they heard (`rep_takes_in`).
"""

from ecosim.actions.debriefs import is_behind, others_to_learn_from, round_of
from ecosim.chance import (
    BETTER_FOLLOWED,
    CODE_TEACHES,
    CROSS_LINK,
    CROSS_WHOM,
    HEARSAY_DATED,
    chooses,
    uniform,
)  # fmt: skip
from ecosim.compiling import compiled, compiled_apart, compiled_step
from ecosim.rules.commitments import holds
from ecosim.rules.knowledge import (
    belief,
    counted_vote,
    first_in_round,
    is_in_round,
    is_newer,
    majority_of,
    stepped_toward,
    talks_in_round,
)
from ecosim.state import State


@compiled
def belief_key(number: int, segment: int, bit: int) -> int:
    """The key of one person's belief about one priority of a segment."""
    return (number * 64 + segment) * 64 + bit


@compiled
def mind_of_manager(m: int, s: State) -> int:
    """The row of minds that holds a manager's code: behind those of all reps, in the place of the
    manager's first rep, so that no change of design touches what a rep knows."""
    return int(s.reps.shape[0] + s.managers[m].first_rep)


@compiled
def hours_a_round(t: int, s: State) -> float:
    """Hours each rep's payroll gives to talks in one round."""
    return float(s.teams[t].learning_hours * s.teams[t].learning_every_weeks)


@compiled
def share_with_manager(i: int, s: State) -> float:
    """The part of a rep's talks' hours that belongs to the manager: all, none or a split."""
    rep = s.reps[i]
    if rep.manager < 0:
        return 0.0
    team = s.teams[rep.team]
    return float(team.learning_manager_share) if team.circle_size > 1 else 1.0


@compiled
def manager_talks(i: int, s: State) -> float:
    """Talks with the manager that a rep of this span has in a round; each takes the hours of two,
    the manager's and the rep's own."""
    hours = hours_a_round(s.reps[i].team, s) * share_with_manager(i, s)
    return float(min(1.0, hours / (2.0 * s.numbers[0].knowledge_talk_hours)))


@compiled
def talks_with_manager(i: int, s: State) -> bool:
    """Whether this rep has its turn with the manager in this week's round."""
    rep = s.reps[i]
    if rep.manager < 0:
        return False
    manager, nth = s.managers[rep.manager], round_of(rep.team, s)
    people = int(manager.reps)
    each = manager_talks(i, s) * people
    first = first_in_round(each, nth, people)
    place = int(i - manager.first_rep)
    return is_in_round(place, first, talks_in_round(each, nth), people) and not is_behind(i, s)


@compiled
def hears_of(i: int, segment: int, bit: int, week: int, yes: bool, s: State) -> None:
    """Somebody tells mind i of a priority, with the date of the evidence: the newest is kept."""
    mind = s.minds[i, segment]
    if is_newer(week, mind.heard[bit]):
        mind.heard[bit] = week
        mind.heard_yes = (mind.heard_yes & ~(1 << bit)) | (int(yes) << bit)


@compiled_apart
def hears_all(i: int, j: int, s: State) -> None:
    """Rep i hears all that rep j believes, and counts its voice where it does better."""
    for segment in range(s.segments.shape[0]):
        mine, its = s.minds[i, segment], s.minds[j, segment]
        better = s.learners[j].performance
        for bit in range(int(s.numbers[0].knowledge_bits)):
            if holds(int(its.known), bit):
                hears_of(i, segment, bit, int(its.week[bit]), holds(int(its.yes), bit), s)
                said = belief(int(its.known), int(its.yes), bit)
                mine.votes[bit] += counted_vote(said, better, s.learners[i].performance)


@compiled_apart
def hears_news(i: int, j: int, since: int, s: State) -> None:
    """In a review rep i hears what rep j has heard from customers itself since the last round."""
    for segment in range(s.segments.shape[0]):
        its = s.minds[j, segment]
        for bit in range(int(s.numbers[0].knowledge_bits)):
            if holds(int(its.own), bit) and its.week[bit] > since:
                hears_of(i, segment, bit, int(its.week[bit]), holds(int(its.yes), bit), s)


@compiled
def stranger(i: int, k: int, s: State) -> int:
    """Somebody of one's team outside one's cluster; -1 if there is nobody."""
    rep, clock = s.reps[i], s.clock[0]
    team = s.teams[rep.team]
    first = rep.number // team.circle_size * team.circle_size
    inside = min(team.circle_size, team.reps - first)
    if inside == team.reps:
        return -1
    whom = chooses(clock.seed, CROSS_WHOM, rep.number * 64 + k, clock.week, int(team.reps - inside))
    return int(team.first_rep + (whom + inside if whom >= first else whom))


@compiled_apart
def hears_colleagues(i: int, s: State) -> None:
    """A rep's talks of this round inside its cluster, some of them led outside instead."""
    rep, n, clock = s.reps[i], s.numbers[0], s.clock[0]
    team, nth = s.teams[rep.team], round_of(rep.team, s)
    first = rep.number // team.circle_size * team.circle_size
    inside = min(team.circle_size, team.reps - first)
    contacts = int(inside - 1)
    if contacts <= 0:
        return
    hours = hours_a_round(int(rep.team), s) * (1.0 - share_with_manager(i, s))
    each = min(1.0 * contacts, hours / n.knowledge_talk_hours)
    start, talks = first_in_round(each, nth, contacts), talks_in_round(each, nth)
    for k in range(contacts):
        if not is_in_round(k, start, talks, contacts):
            continue
        j = int(team.first_rep + first + (rep.number - first + k + 1) % inside)
        if uniform(clock.seed, CROSS_LINK, rep.number * 64 + k, clock.week) < (
            team.learning_cross_links
        ):
            other = stranger(i, k, s)
            j = other if other >= 0 else j
        hears_all(i, j, s)


@compiled_apart
def hears_in_review(i: int, s: State) -> None:
    """A rep's win-loss review of this round: with its cluster, else with its manager's reps."""
    rep = s.reps[i]
    team = s.teams[rep.team]
    if team.learning_review_hours == 0.0:
        return
    if team.circle_size > 1:
        first = int(team.first_rep + rep.number // team.circle_size * team.circle_size)
        stop = int(min(first + team.circle_size, team.first_rep + team.reps))
    else:
        manager = s.managers[rep.manager]
        first, stop = int(manager.first_rep), int(manager.first_rep + manager.reps)
    since = int(s.clock[0].week - team.learning_every_weeks)
    for j in range(first, stop):
        if j != i:
            hears_news(i, j, since, s)


@compiled_apart
def forgets_what_was_heard(i: int, s: State) -> None:
    """A mind is ready for the next round of talks."""
    for segment in range(s.minds.shape[1]):
        mind = s.minds[i, segment]
        for bit in range(int(s.numbers[0].knowledge_bits)):
            mind.heard[bit], mind.votes[bit] = -1, 0


@compiled_step
def rep_hears(i: int, s: State) -> None:
    """In a round a rep listens to colleagues, to the review and to the manager's code."""
    if s.minds.shape[0] == 0 or round_of(s.reps[i].team, s) < 0:
        return
    if not others_to_learn_from(i, s) or is_behind(i, s):
        return
    forgets_what_was_heard(i, s)
    if s.teams[s.reps[i].team].circle_size > 1:
        hears_colleagues(i, s)
    hears_in_review(i, s)
    if talks_with_manager(i, s):
        code = mind_of_manager(int(s.reps[i].manager), s)
        for segment in range(s.segments.shape[0]):
            its = s.minds[code, segment]
            for bit in range(int(s.numbers[0].knowledge_bits)):
                if holds(int(its.known), bit):
                    hears_of(i, segment, bit, int(its.week[bit]), holds(int(its.yes), bit), s)


@compiled
def believes(i: int, segment: int, bit: int, what: int, week: int, s: State) -> None:
    """Mind i comes to believe 1, -1 or nothing (0) of a priority, by somebody else's evidence."""
    mind, this = s.minds[i, segment], 1 << bit
    mind.known = (mind.known & ~this) | (this if what != 0 else 0)
    mind.yes = (mind.yes & ~this) | (this if what > 0 else 0)
    mind.own &= ~this
    mind.week[bit] = week if what != 0 else -1


@compiled
def date_of(i: int, segment: int, bit: int, side: int, s: State) -> int:
    """The date that a copied belief carries: of the newest evidence heard, if it says the same."""
    mind = s.minds[i, segment]
    says = 1 if holds(int(mind.heard_yes), bit) else -1
    return int(mind.heard[bit]) if says == side else -1


@compiled_apart
def copies_blindly(i: int, segment: int, bit: int, taught: bool, s: State) -> None:
    """Without looking at dates: a step toward the manager's code, then after better colleagues."""
    rep, mind, clock = s.reps[i], s.minds[i, segment], s.clock[0]
    team, key = s.teams[rep.team], belief_key(int(rep.number), segment, bit)
    held = belief(int(mind.known), int(mind.yes), bit)
    if taught:
        its = s.minds[mind_of_manager(int(rep.manager), s), segment]
        code = belief(int(its.known), int(its.yes), bit)
        nearer = stepped_toward(held, code)
        if nearer != held:
            luck = uniform(clock.seed, CODE_TEACHES, key, clock.week)
            if luck < team.learning_code_teaching:
                believes(i, segment, bit, nearer, int(its.week[bit]), s)
                held = nearer
    side = majority_of(mind.votes[bit])
    if side == 0 or side == held:
        return
    if uniform(clock.seed, BETTER_FOLLOWED, key, clock.week) < team.learning_following:
        believes(i, segment, bit, side, date_of(i, segment, bit, side, s), s)


@compiled_step
def rep_takes_in(i: int, s: State) -> None:
    """After a round: priority by priority newer evidence wins, or what others hold is copied."""
    if s.minds.shape[0] == 0 or round_of(s.reps[i].team, s) < 0:
        return
    if not others_to_learn_from(i, s) or is_behind(i, s):
        return
    rep, n, clock = s.reps[i], s.numbers[0], s.clock[0]
    taught = talks_with_manager(i, s)
    for segment in range(s.segments.shape[0]):
        mind = s.minds[i, segment]
        for bit in range(int(n.knowledge_bits)):
            key = belief_key(int(rep.number), segment, bit)
            if uniform(clock.seed, HEARSAY_DATED, key, clock.week) >= n.knowledge_dated:
                copies_blindly(i, segment, bit, taught, s)
            elif is_newer(mind.heard[bit], mind.week[bit]):
                says = 1 if holds(int(mind.heard_yes), bit) else -1
                believes(i, segment, bit, says, int(mind.heard[bit]), s)
