"""Opening and closing deals: the pipeline of each rep and the rows of the ledger."""

from ecosim.actions.debriefs import awaits_debrief
from ecosim.compiling import Whole, compiled, compiled_apart, compiled_step
from ecosim.rules.commitments import count
from ecosim.state import LOST, NOBODY, OPEN, WON, State


@compiled
def next_needed(a: int, covered: int, s: State) -> int:
    """The commitment that comes next for this account in its own order; -1 if none is missing."""
    account = s.accounts[a]
    todo = int(account.required) & ~covered
    for c in range(10):
        if (todo >> c) & 1 and account.before[c] & todo == 0:
            return c
    return -1


@compiled
def counted_as_done(t: int, a: int, s: State) -> int:
    """The commitments a team need not ask for: those secured and those imposed to be skipped."""
    return int(s.deals[t, a].covered | s.deals[t, a].skipped)


@compiled_apart
def enters_pipeline(t: int, a: int, owner: int, source: Whole, s: State) -> None:
    """A team opens a deal at an account: it joins its owner's pipeline and the ledger."""
    deal, account, rep, week = s.deals[t, a], s.accounts[a], s.reps[owner], s.clock[0].week
    deal.open, deal.owner, deal.source = 1, owner, source
    deal.opened, deal.last_talk, deal.touched = week, week, week
    deal.covered, deal.reads, deal.failures, deal.met, deal.talks = 0, 0, 0, 0, 0
    deal.asked = 0
    deal.read_commitment, deal.passed, deal.next_contact, deal.helper = -1, -1, 0, NOBODY
    if s.offers.shape[1] > 0:
        offer = s.offers[t, a]
        offer.hold, offer.press, offer.early, offer.held = 0, 0, 0, 0
        offer.week, offer.counted = -1, 0.0
        offer.discount = 0.0
    deal.ahead, deal.after = NOBODY, rep.first_deal
    if rep.first_deal >= 0:
        s.deals[t, rep.first_deal].ahead = a
    rep.first_deal = a
    rep.open_deals += 1
    deal.row = s.clock[0].n_deals
    s.clock[0].n_deals += 1
    row = s.ledger[deal.row]
    row.team, row.account, row.rep, row.source = t, a, rep.number, source
    row.opened, row.closed, row.outcome, row.cause = week, -1, OPEN, 0
    row.last_talk, row.stuck_at, row.covered = week, -1, 0
    row.size, row.required = account.size, account.required
    row.commitments = count(int(account.required))
    row.earlier_wins, row.rival, row.value = deal.wins, account.rival_there, account.value
    row.talks, row.contacts, row.felt = 0, 0, -1.0
    s.weekly[week, t].opened += 1


@compiled
def notes_progress(t: int, a: int, s: State) -> None:
    """The ledger's row of an open deal is brought up to date."""
    deal, account = s.deals[t, a], s.accounts[a]
    row = s.ledger[deal.row]
    row.covered, row.last_talk, row.talks = deal.covered, deal.last_talk, deal.talks
    row.rival = account.rival_there
    row.stuck_at = next_needed(a, int(deal.covered), s)
    reached = 0
    for b in range(account.first, account.first + account.size):
        reached += s.contacts[t, b].access
    row.contacts = reached
    if s.said.shape[1] > 0 and s.said[t, a].beside > 0:
        row.felt = s.said[t, a].felt


@compiled_apart
def leaves_pipeline(t: int, a: int, outcome: Whole, cause: Whole, s: State) -> None:
    """A team's deal ends as its seller records it: in the ledger and in the week's counts."""
    deal, week = s.deals[t, a], s.clock[0].week
    rep = s.reps[deal.owner]
    notes_progress(t, a, s)
    row = s.ledger[deal.row]
    row.outcome, row.cause, row.closed = outcome, cause, week
    counted = s.weekly[week, t]
    if outcome == WON:
        counted.orders += 1
        rep.won_since += s.accounts[a].value
        counted.order_value += s.accounts[a].value
    elif outcome == LOST:
        counted.lost += 1
    else:
        counted.no_decision += 1
    if deal.ahead >= 0:
        s.deals[t, deal.ahead].after = deal.after
    else:
        rep.first_deal = deal.after
    if deal.after >= 0:
        s.deals[t, deal.after].ahead = deal.ahead
    rep.open_deals -= 1
    deal.open, deal.helper = 0, NOBODY
    awaits_debrief(t, a, outcome, s)


@compiled_apart
def reach_is_recorded(t: int, s: State) -> None:
    """What a team knows of influencers and what they think of it; hours of its marketing so far."""
    team, row = s.teams[t], s.reach[s.clock[0].week, t]
    voices, known, opinion = s.influencers.shape[0], 0, 0.0
    last = team.first_rep + team.reps - 1
    first_row, last_row = s.reps[team.first_rep].knows, s.reps[last].knows
    for k in range(voices):
        its = s.influencers[k].opinion[t]
        opinion += its
        row.favourable += its >= s.numbers[0].opinions_view
        row.unfavourable += its <= -s.numbers[0].opinions_view
        for circle in range(first_row, last_row + 1):
            known += s.known[circle, k]
    if voices > 0:
        row.known = known / (voices * (last_row + 1 - first_row))
        row.opinion = opinion / voices
    for i in range(team.first_rep, last + 1):
        row.marketing_hours += s.reps[i].marketing


@compiled_step
def week_is_recorded(s: State) -> None:
    """The week's row of every team: hours and talks since the start, open deals; a new week."""
    week = s.clock[0].week
    for t in range(s.teams.shape[0]):
        team, row = s.teams[t], s.weekly[week, t]
        for i in range(team.first_rep, team.first_rep + team.reps):
            rep = s.reps[i]
            row.open += rep.open_deals
            row.talks += rep.talks
            row.talking_hours += rep.talking
            row.prospecting_hours += rep.prospecting
            row.coordination_hours += rep.coordinating
            row.idle_hours += rep.idle
            row.refused += rep.refused
        reach_is_recorded(t, s)
    s.clock[0].week += 1
