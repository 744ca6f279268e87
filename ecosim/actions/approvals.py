"""The way of an exception: somebody finds an option, somebody judges it, until one is enacted.

Everybody has a desk with some hours a week for exceptions. What waits is on one agenda in the order
of time; whoever is free takes what comes first by the rule in rules/queueing.py.
"""

from ecosim.actions.agenda import put, taken
from ecosim.actions.options import (
    best_seeming,
    is_best,
    luck_of,
    proposer,
    quality_of,
    seems,
)
from ecosim.actions.understanding import known_answer
from ecosim.arithmetic import logarithm
from ecosim.chance import SERVICE_HOURS
from ecosim.compiling import Whole, compiled, compiled_apart
from ecosim.rules.exceptions import (
    LINE,
    SPOT_THEN_LINE,
    buy_in,
    carried_out,
    decision_rule,
)
from ecosim.rules.queueing import service_weeks
from ecosim.rules.screening import passes_in_series
from ecosim.state import APPLYING, DROPPED, ENACTED, JUDGING, PROPOSING, UNDECIDED, State

COMPARES = 1.0  # approvals.search: the options of a round are compared
FIRST_IN_LINE, DELEGATED = 0.0, 2.0  # approvals.routine
DONE, URGENT, ORDINARY = -1, 0, 1  # ranks on the agenda: what ends comes before what begins


@compiled
def rule_for(case: int, s: State) -> int:
    """Who decides about an exception: on the spot, the line, or the one and then the other."""
    x = s.exceptions[case]
    team, managed = s.teams[x.team], s.reps[x.rep].manager >= 0
    return decision_rule(int(team.approvals_decides), team.circle_size, managed)


@compiled
def desk_on_the_line(i: int, level: int, s: State) -> int:
    """The desk at a level of the line above rep i."""
    desk = i
    for _ in range(level):
        desk = int(s.desks[desk].above)
    return desk


@compiled_apart
def desk_of(case: int, s: State) -> int:
    """Whose turn it is: the next proposer, the judge, or whoever applies the known answer."""
    x = s.exceptions[case]
    if x.step == PROPOSING:
        return proposer(case, int(x.proposals), s)
    if x.step == JUDGING:
        return desk_on_the_line(int(x.rep), int(x.level), s)
    return desk_on_the_line(int(x.rep), 1 if goes_up(case, s) else 0, s)


@compiled
def goes_up(case: int, s: State) -> bool:
    """Whether the answer to a routine exception comes from the line rather than from the rep."""
    by_line = rule_for(case, s) == LINE
    return bool(by_line and s.teams[s.exceptions[case].team].approvals_routine != DELEGATED)


@compiled_apart
def free_desk(case: int, s: State) -> int:
    """Of the desks that may take an exception next, the one free first (ties to the lowest)."""
    desk = desk_of(case, s)
    first, peers = s.desks[desk].first, s.desks[desk].peers
    best = first
    for other in range(first + 1, first + peers):
        if s.desks[other].free_at < s.desks[best].free_at:
            best = other
    return int(best)


@compiled
def options_to_judge(case: int, s: State) -> int:
    """How many options a judge has before it: those of the round where the first judge compares."""
    x, team = s.exceptions[case], s.teams[s.exceptions[case].team]
    return int(team.approvals_proposals) if x.option < 0 and compares(case, s) else 1


@compiled
def compares(case: int, s: State) -> bool:
    """Whether the options of a round are compared rather than the first good enough taken."""
    return bool(s.teams[s.exceptions[case].team].approvals_search == COMPARES)


@compiled_apart
def hours_needed(case: int, s: State) -> float:
    """Hours of the next service: exponential around the mean of its kind."""
    x, n = s.exceptions[case], s.numbers[0]
    mean = n.exceptions_routine_hours
    if x.step == PROPOSING:
        mean = n.exceptions_proposal_hours
    elif x.step == JUDGING:
        mean = n.exceptions_judging_hours * options_to_judge(case, s)
    return float(-mean * logarithm(1.0 - luck_of(SERVICE_HOURS, case, int(x.services), s)))


@compiled_apart
def awaits(case: int, step: Whole, time: float, s: State) -> None:
    """An exception waits for its next step from a time on."""
    s.exceptions[case].step = step
    rank = ORDINARY
    if step == APPLYING and s.teams[s.exceptions[case].team].approvals_routine == FIRST_IN_LINE:
        rank = URGENT
    s.clock[0].n_agenda = put(s.agenda, int(s.clock[0].n_agenda), time, rank, time, case)


@compiled_apart
def begins(case: int, s: State) -> None:
    """A new exception waits for an option, or, if it is routine, for the known answer."""
    x = s.exceptions[case]
    x.level = 1 if rule_for(case, s) == LINE else 0
    awaits(case, PROPOSING if x.novel == 1 else APPLYING, x.raised, s)


@compiled_apart
def works_off(end: float, s: State) -> None:
    """Everything on the agenda that is due before a time happens, in order."""
    clock = s.clock[0]
    while clock.n_agenda > 0 and s.agenda[0].time < end:
        entry = s.agenda[0]
        time, rank, since, case = entry.time, int(entry.rank), entry.since, int(entry.case)
        clock.n_agenda = taken(s.agenda, int(clock.n_agenda))
        if s.exceptions[case].status == UNDECIDED:
            if rank == DONE:
                s.exceptions[case].serving = 0
                moves_on(case, time, s)
            else:
                is_taken_up(case, time, rank, since, s)


@compiled_apart
def is_taken_up(case: int, time: float, rank: int, since: float, s: State) -> None:
    """A free desk takes the exception up; else it waits on until one is free."""
    x, clock = s.exceptions[case], s.clock[0]
    number = free_desk(case, s)
    desk = s.desks[number]
    if desk.free_at > time:
        clock.n_agenda = put(s.agenda, int(clock.n_agenda), desk.free_at, rank, since, case)
        return
    hours = hours_needed(case, s)
    desk.free_at = time + service_weeks(hours, desk.hours_a_week)
    desk.hours += hours
    x.services += 1
    x.hours += hours
    x.waited += time - since
    x.serving = 1
    if number < s.reps.shape[0]:
        s.reps[number].hours_due += hours
    else:
        x.line_hours += hours
    clock.n_agenda = put(s.agenda, int(clock.n_agenda), desk.free_at, DONE, time, case)


@compiled_apart
def moves_on(case: int, time: float, s: State) -> None:
    """What follows when a service is done."""
    x, team = s.exceptions[case], s.teams[s.exceptions[case].team]
    if x.step == APPLYING:
        known = known_answer(case, 1 if goes_up(case, s) else 0, s)
        is_enacted(case, known, known, time, s)
    elif x.step == PROPOSING:
        x.proposals += 1
        whole_round = x.proposals % int(team.approvals_proposals) == 0
        x.option = -1 if compares(case, s) else x.proposals - 1
        awaits(case, JUDGING if whole_round or not compares(case, s) else PROPOSING, time, s)
    else:
        is_judged(case, time, s)


@compiled_apart
def is_judged(case: int, time: float, s: State) -> None:
    """A judge says yes if the option seems good enough to it; on the line all levels must."""
    x, n, team = s.exceptions[case], s.numbers[0], s.teams[s.exceptions[case].team]
    if x.option < 0:
        first = max(0, int(x.proposals - team.approvals_proposals))
        x.option = best_seeming(case, first, int(x.proposals), int(x.level), s)
    if seems(case, int(x.option), int(x.level), s) < n.exceptions_threshold:
        is_refused(case, time, s)
        return
    levels = int(team.approvals_levels)
    if x.level > 0:
        x.yeses |= 1 << (x.level - 1)
    if x.level == 0 or passes_in_series(int(x.yeses), levels):
        x.on_the_spot = 1 if x.level == 0 else 0
        x.best = 1 if is_best(case, int(x.option), s) else 0
        quality = quality_of(case, int(x.option), s)
        is_enacted(case, quality, seems(case, int(x.option), 0, s), time, s)
        return
    x.level += 1
    awaits(case, JUDGING, time, s)


@compiled_apart
def is_refused(case: int, time: float, s: State) -> None:
    """Not good enough: the search goes on if it may; what nobody on the spot found good enough
    goes up the line where that is the rule (the best of it); else the exception is dropped."""
    x, team = s.exceptions[case], s.teams[s.exceptions[case].team]
    rule = rule_for(case, s)
    escalated = rule == SPOT_THEN_LINE and x.level > 0
    x.yeses = 0
    most = int(team.approvals_proposals) * int(team.approvals_rounds)
    if x.proposals < most and not escalated:
        x.level = 1 if rule == LINE else 0
        awaits(case, PROPOSING, time, s)
    elif rule == SPOT_THEN_LINE and not escalated:
        x.option = best_seeming(case, 0, int(x.proposals), 0, s)
        x.level = 1
        awaits(case, JUDGING, time, s)
    else:
        x.quality = quality_of(case, int(x.option), s)
        ends(case, DROPPED, s.numbers[0].exceptions_dropped, time, s)


@compiled_apart
def is_enacted(case: int, quality: float, seen: float, time: float, s: State) -> None:
    """An answer is carried out: its quality times buy-in, less what waiting has cost. `seen` is
    how good it seems to those who carry it out; a known answer is seen as it is."""
    x, n = s.exceptions[case], s.numbers[0]
    x.quality = quality
    part = n.exceptions_participation if x.on_the_spot == 1 else 0.0
    x.buy_in = buy_in(n.exceptions_buy_in, n.exceptions_buy_in_slope, seen, part)
    decay = n.exceptions_decay + n.exceptions_decay_drift * n.dials_drift
    value = carried_out(quality, x.buy_in, decay, time - x.raised)
    ends(case, ENACTED, value, time, s)


@compiled_apart
def ends(case: int, status: Whole, value: float, time: float, s: State) -> None:
    """An exception is over: its row is completed and the deal carries what it was worth."""
    x = s.exceptions[case]
    x.status, x.ended, x.value = status, time, value
    signal = s.signals[x.team, x.account]
    if signal.journey == x.journey:
        signal.waiting -= 1
        signal.value += value
