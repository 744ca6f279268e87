"""Specialists outside sales: how they are asked for, wait for each other, and join conversations.

A rep asks when it plans a conversation in a specialist's field. The request reaches the pool at
once (asked directly, or somebody the rep knows), or after a manager has passed it on. Managers and
specialists work requests off as they come in; who is asked when all are taken waits. A request
whose deal is over by the time somebody is free for it, or has the commitment, is dropped. A
specialist who is ready joins the next conversation on the deal in that field.
"""

import numpy as np

from ecosim.actions.agenda import put, taken
from ecosim.actions.steps import next_contact, remembers, scripted_commitment
from ecosim.arithmetic import logarithm
from ecosim.chance import ASKED_WHEN, NETWORK, SPECIALIST_WORK, uniform
from ecosim.compiling import Whole, compiled, compiled_step
from ecosim.rules.queueing import first_free
from ecosim.state import (
    N_SPECIALITIES,
    NO_ACCESS,
    OWN_NETWORK,
    SPECIALITY,
    SPECIALITY_FOR,
    UP_THE_LINE,
    State,
)  # fmt: skip

ON_THE_LINE, AT_THE_POOL = 0, 1  # where a request waits, as its rank on the agenda
KINDS_IN_KEY, TEAMS_IN_KEY = 4, 4


@compiled
def case_of(t: int, a: int, kind: int) -> int:
    """The number of a request: one team, one account, one speciality."""
    return (a * TEAMS_IN_KEY + t) * KINDS_IN_KEY + kind


@compiled_step
def rep_asks_specialists(i: int, s: State) -> None:
    """A rep asks for a specialist on each of this week's deals whose next conversation, as far as
    it knows, is in a specialist's field, while it has the hours for that and a conversation."""
    rep, n = s.reps[i], s.numbers[0]
    t = rep.team
    if s.aid.shape[0] == 0 or s.teams[t].specialists_access == NO_ACCESS:
        return
    for place in range(s.pipeline_start[i], s.pipeline_end[i]):
        kind = speciality_planned(t, s.pipeline[place], s)
        if kind < 0 or s.free_at[t * N_SPECIALITIES + kind, 0] == np.inf:
            continue
        if rep.hours_left < n.specialists_request_hours + n.people_conversation_hours:
            return
        if not is_awaited(t, s.pipeline[place], kind, s):
            rep.hours_left -= n.specialists_request_hours
            rep.coordinating += n.specialists_request_hours
            rep_asks(i, s.pipeline[place], kind, s)


@compiled
def speciality_planned(t: int, a: int, s: State) -> int:
    """The speciality that the next conversation on a deal needs as far as its owner knows: by the
    reading it remembers, else by the standard step; -1 if none."""
    c = scripted_commitment(t, a, s)
    may_read = s.deals[t, a].reads == 1 or s.teams[t].adherence < 1.0
    if may_read and remembers(t, a, next_contact(t, a, s), s):
        c = int(s.deals[t, a].read_commitment)
    return int(SPECIALITY[c]) if c >= 0 else -1


@compiled
def is_awaited(t: int, a: int, kind: int, s: State) -> bool:
    """Whether a deal's request of a kind is still on its way, or somebody is there for it. What was
    asked for an earlier deal at the account has to come off the agenda first."""
    aid = s.aid[t, a]
    if (aid.queued >> kind) & 1:
        return True
    return bool(aid.by[kind] >= 0 and aid.row[kind] == s.deals[t, a].row)


@compiled
def rep_asks(i: int, a: int, kind: int, s: State) -> None:
    """One request, at some moment of the week: up the line, directly, or to people the rep knows,
    among whom there may be nobody who helps."""
    n, clock, t = s.numbers[0], s.clock[0], s.reps[i].team
    aid, case = s.aid[t, a], case_of(t, a, kind)
    nth = aid.requests
    aid.requests += 1
    s.reach[clock.week, t].asked += 1
    way = s.teams[t].specialists_access
    luck = uniform(clock.seed, NETWORK, case, nth)
    if way == OWN_NETWORK and luck >= n.specialists_network_chance:
        return
    moment = clock.week + uniform(clock.seed, ASKED_WHEN, case, nth)
    stage = ON_THE_LINE if way == UP_THE_LINE else AT_THE_POOL
    request_comes_in(t, a, kind, moment, stage, s)


@compiled
def request_comes_in(t: int, a: int, kind: int, moment: float, stage: Whole, s: State) -> None:
    """A request goes on the agenda."""
    aid = s.aid[t, a]
    aid.queued |= 1 << kind
    aid.row[kind], aid.by[kind], aid.asked_at[kind] = s.deals[t, a].row, -1, moment
    s.clock[0].n_asked = put(
        s.requests, int(s.clock[0].n_asked), moment, stage, moment, case_of(t, a, kind)
    )


@compiled_step
def requests_are_handled(s: State) -> None:
    """Managers and specialists work off what is due before the end of the week, by time; at the
    same time whoever has waited longer comes first."""
    clock = s.clock[0]
    while clock.n_asked > 0 and s.requests[0].time < clock.week + 1.0:
        first = s.requests[0]
        time, since, case, stage = first.time, first.since, first.case, first.rank
        clock.n_asked = taken(s.requests, int(clock.n_asked))
        kind, key = int(case % KINDS_IN_KEY), int(case // KINDS_IN_KEY)
        t, a = key % TEAMS_IN_KEY, key // TEAMS_IN_KEY
        if not still_wanted(t, a, kind, s):
            s.aid[t, a].queued &= ~(1 << kind)
        elif stage == ON_THE_LINE:
            manager_passes_on(t, a, kind, time, since, s)
        else:
            specialist_serves(t, a, kind, time, since, s)


@compiled
def still_wanted(t: int, a: int, kind: int, s: State) -> bool:
    """Whether the deal that a request was made for is still open and still lacks the commitment."""
    deal = s.deals[t, a]
    if deal.open == 0 or deal.row != s.aid[t, a].row[kind]:
        return False
    return bool((deal.covered >> SPECIALITY_FOR[kind]) & 1 == 0)


@compiled
def hours_for_reps(m: int, s: State) -> float:
    """The hours a week that a manager has for its reps: those not kept for exceptions."""
    manager = s.managers[m]
    hours = s.teams[manager.team].manager_hours * manager.reps
    if s.numbers[0].exceptions_rate > 0.0:
        hours *= 1.0 - s.teams[manager.team].approvals_deciding_share
    return float(hours)


@compiled
def waits_until(moment: float, stage: Whole, since: float, case: int, s: State) -> None:
    """A request goes back on the agenda, for when somebody is free for it."""
    s.clock[0].n_asked = put(s.requests, int(s.clock[0].n_asked), moment, stage, since, case)


@compiled
def manager_passes_on(t: int, a: int, kind: int, time: float, since: float, s: State) -> None:
    """The manager of the deal's owner passes a request on to the pool once it is free, in some of
    the hours it has for its reps. Without a manager, or one with hours, nobody passes it on."""
    n, who, case = s.numbers[0], s.reps[s.deals[t, a].owner].manager, case_of(t, a, kind)
    hours = hours_for_reps(who, s) if who >= 0 else 0.0
    if hours <= 0.0:
        s.aid[t, a].queued &= ~(1 << kind)
        return
    manager = s.managers[who]
    if manager.free_at > time:
        waits_until(manager.free_at, ON_THE_LINE, since, case, s)
        return
    manager.free_at = time + n.specialists_handling_hours / hours
    manager.booked += n.specialists_handling_hours
    waits_until(manager.free_at, AT_THE_POOL, manager.free_at, case, s)


@compiled
def specialist_serves(t: int, a: int, kind: int, time: float, since: float, s: State) -> None:
    """Somebody of the pool takes a request if anybody is free; else it waits for one."""
    n, clock, aid, case = s.numbers[0], s.clock[0], s.aid[t, a], case_of(t, a, kind)
    pool = t * N_SPECIALITIES + kind
    who = first_free(s.free_at[pool])
    if s.free_at[pool, who] > time:
        waits_until(s.free_at[pool, who], AT_THE_POOL, since, case, s)
        return
    luck = uniform(clock.seed, SPECIALIST_WORK, case, aid.requests)
    weeks = -logarithm(1.0 - luck) * n.specialists_case_hours / n.specialists_hours
    s.free_at[pool, who] = time + weeks
    aid.by[kind], aid.ready_at[kind] = who, time + weeks
    aid.queued &= ~(1 << kind)
    counted = s.reach[clock.week, t]
    counted.served += 1
    counted.waited_weeks += time - aid.asked_at[kind]
    counted.busy_weeks += weeks


@compiled
def specialist_there(t: int, a: int, c: int, s: State) -> int:
    """The specialist who joins a conversation about commitment c this week; -1 if nobody does."""
    if s.aid.shape[0] == 0 or c < 0 or SPECIALITY[c] < 0:
        return -1
    aid, kind = s.aid[t, a], SPECIALITY[c]
    here = aid.row[kind] == s.deals[t, a].row and aid.ready_at[kind] < s.clock[0].week + 1.0
    return int(aid.by[kind]) if here else -1


@compiled
def specialist_lift(t: int, a: int, c: int, own: float, s: State) -> float:
    """By how much a specialist who joins is better at commitment c than the rep; 0 if not."""
    who = specialist_there(t, a, c, s)
    return max(0.0, s.specialist_skill[SPECIALITY[c], who] - own) if who >= 0 else 0.0


@compiled
def specialist_leaves(t: int, a: int, c: int, s: State) -> None:
    """After a conversation in its field the specialist who joined goes back to other work."""
    if s.aid.shape[0] == 0 or c < 0 or SPECIALITY[c] < 0:
        return
    counted = s.reach[s.clock[0].week, t]
    counted.expert_talks += 1
    if specialist_there(t, a, c, s) >= 0:
        counted.joined += 1
        s.aid[t, a].by[SPECIALITY[c]] = -1
