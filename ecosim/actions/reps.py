"""A rep's week on its deals: it reviews, plans, asks colleagues, meets buyers."""

from ecosim.actions.interventions import must_wait
from ecosim.actions.lending import asks_for_help
from ecosim.actions.offers import timed_priority
from ecosim.actions.pipeline import next_in_line, rep_lines_up
from ecosim.actions.records import leaves_pipeline, notes_progress
from ecosim.actions.specialists import hours_for_reps
from ecosim.actions.steps import (
    next_contact,
    rep_chooses_step,
    takes_meeting,
    talk_hours,
    willingness,
)  # fmt: skip
from ecosim.actions.talks import rep_talks
from ecosim.chance import REVIEW, SEEMS_AVAILABLE, uniform
from ecosim.compiling import compiled, compiled_apart, compiled_for_agents, compiled_step
from ecosim.rules.attention import priority
from ecosim.rules.commitments import count
from ecosim.state import NO_DECISION, NOBODY, PATIENCE_OUT, REVIEWED, State

SILENT_WEEKS = 13  # a deal without a talk or a look for so long is looked at in reviews
PERIOD_WEEKS = 13


@compiled_apart
def looks_at(t: int, a: int, s: State) -> None:
    """A review of a silent deal: if it is dead, this may show it, and it is taken off."""
    deal, clock = s.deals[t, a], s.clock[0]
    deal.touched = clock.week
    if s.accounts[a].open == 0:
        luck = uniform(clock.seed, REVIEW, a * 4 + t, clock.week)
        if luck < s.numbers[0].people_review_thoroughness:
            leaves_pipeline(t, a, NO_DECISION, REVIEWED, s)


@compiled_step
def rep_reviews(i: int, s: State) -> None:
    """At the end of a period a rep without a manager looks through its silent deals itself."""
    rep, n, week = s.reps[i], s.numbers[0], s.clock[0].week
    if rep.manager >= 0 or week % PERIOD_WEEKS != PERIOD_WEEKS - 1:
        return
    a = int(rep.first_deal)
    while a >= 0 and rep.hours_left >= n.people_review_hours:
        following = int(s.deals[rep.team, a].after)
        if week - s.deals[rep.team, a].touched >= SILENT_WEEKS:
            rep.hours_left -= n.people_review_hours
            rep.coordinating += n.people_review_hours
            looks_at(rep.team, a, s)
        a = following


@compiled_step
def manager_reviews(m: int, s: State) -> None:
    """A manager goes through the silent deals of its reps, one rep after another, in its hours."""
    manager, n, week = s.managers[m], s.numbers[0], s.clock[0].week
    hours = hours_for_reps(m, s)
    passed_on = min(hours, manager.booked)  # hours that went into requests for specialists
    manager.booked -= passed_on
    hours -= passed_on
    for step in range(manager.reps):
        rep = s.reps[manager.first_rep + (manager.next_look + step) % manager.reps]
        a = int(rep.first_deal)
        while a >= 0 and hours >= n.people_review_hours:
            following = int(s.deals[manager.team, a].after)
            if week - s.deals[manager.team, a].touched >= SILENT_WEEKS:
                hours -= n.people_review_hours
                manager.looks += 1
                looks_at(manager.team, a, s)
            a = following
    manager.hours_left = hours
    manager.next_look = (manager.next_look + 1) % manager.reps


@compiled
def seems_available(a: int, s: State) -> bool:
    """Whether a rep gets to try an account this week. One that has quietly given up looks like one
    that is often busy."""
    account, clock = s.accounts[a], s.clock[0]
    if account.open == 1:
        return bool(account.available == 1)
    luck = uniform(clock.seed, SEEMS_AVAILABLE, a, clock.week)
    return bool(luck < s.numbers[0].buyers_availability)


@compiled_step
def rep_plans(i: int, s: State) -> None:
    """A rep lists the deals it can work this week and how much attention each deserves, and asks
    for help on the two that a better-suited colleague would gain most."""
    rep = s.reps[i]
    t, place = rep.team, s.pipeline_start[i]
    rep.ask_deal[0], rep.ask_deal[1] = NOBODY, NOBODY
    a = int(rep.first_deal)
    while a >= 0:
        deal, account = s.deals[t, a], s.accounts[a]
        deal.met, deal.helper = 0, NOBODY
        required = int(account.required)
        progress = count(required & deal.covered) / max(1, count(required))
        deal.priority = priority(account.attention, progress)
        if s.offers.shape[1] > 0:
            deal.priority *= timed_priority(i, a, s)
        if seems_available(a, s) and not must_wait(t, a, s):
            s.pipeline[place] = a
            place += 1
        a = int(deal.after)
    s.pipeline_end[i] = place
    if s.teams[t].lends == 1 and s.teams[t].circle_size > 1:
        asks_for_help(i, s)


@compiled_for_agents
def rep_finds_contact(i: int, a: int, s: State) -> int:
    """A rep tries for a meeting on a deal: the buyer it meets, or -1 if refused.

    If the journey has died, the refusal shows it, and the deal is recorded as no decision.
    """
    rep, n, t = s.reps[i], s.numbers[0], s.reps[i].team
    if must_wait(t, a, s):
        return NOBODY
    b = next_contact(t, a, s)
    contact, deal = s.contacts[t, b], s.deals[t, a]
    if takes_meeting(t, a, b, s):
        contact.engagement = willingness(t, b, s)
        return b
    hours = min(n.people_refused_hours, rep.hours_left)
    rep.hours_left -= hours
    rep.talking += hours
    contact.talks += 1
    deal.met += 1
    deal.next_contact = (s.buyers[b].member + 1) % s.accounts[a].size
    if s.accounts[a].open == 0:
        leaves_pipeline(t, a, NO_DECISION, PATIENCE_OUT, s)
    else:
        rep.refused += 1
    return NOBODY


@compiled_for_agents
def has_time(i: int, a: int, s: State) -> bool:
    """Whether the rep has the hours for one more conversation on a deal."""
    rep = s.reps[i]
    return bool(rep.hours_left >= talk_hours(rep.team, a, s))


@compiled
def works_on(i: int, a: int, s: State) -> None:
    """One turn on a deal: try for a meeting, choose the step, hold the conversation."""
    b = rep_finds_contact(i, a, s)
    if b >= 0:
        c, role = rep_chooses_step(i, b, s)
        rep_talks(i, b, c, role, s)


@compiled_step
def rep_meets(i: int, s: State) -> None:
    """A rep works its deals, most important first, once each, then again as far as hours allow."""
    rep_lines_up(i, s)
    start, size = s.pipeline_start[i], s.pipeline_end[i] - s.pipeline_start[i]
    listed, turn, rounds = size, 0, 0
    while rounds < s.numbers[0].people_meetings_per_deal:
        if turn == listed:
            turn, rounds = 0, rounds + 1
            continue
        a = next_in_line(i, turn, s) if rounds == 0 else s.pipeline[start + size - 1 - turn]
        turn += 1
        if not has_time(i, a, s):
            if rounds == 0:
                listed = turn  # the week is full: only deals so far may get a second turn
        elif s.deals[s.reps[i].team, a].open == 1:
            works_on(i, a, s)
    ends_week(i, s)


@compiled_for_agents
def ends_week(i: int, s: State) -> None:
    """Hours left over are idle, unless they were too few for a conversation: those are carried
    into the next week, as a conversation can be prepared on Friday and held on Monday."""
    rep = s.reps[i]
    if rep.hours_left < s.numbers[0].people_conversation_hours:
        rep.carried = rep.hours_left
    else:
        rep.idle += rep.hours_left


@compiled_step
def deals_are_noted(s: State) -> None:
    """At the end of a run every deal still open is brought up to date in the ledger."""
    for t in range(s.teams.shape[0]):
        for i in range(s.teams[t].first_rep, s.teams[t].first_rep + s.teams[t].reps):
            a = int(s.reps[i].first_deal)
            while a >= 0:
                notes_progress(t, a, s)
                a = int(s.deals[t, a].after)
