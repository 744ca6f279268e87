"""How a rep chooses its next step: script, roadmap, or its own read of the buyer."""

from ecosim.actions.buyers import needed_role
from ecosim.actions.habits import acts_by_habit
from ecosim.actions.records import next_needed
from ecosim.actions.scripts import first_in_script, next_in_script, standard_list
from ecosim.chance import ADHERENCE, BY_CLOCK, MEETING, READING, uniform
from ecosim.compiling import compiled
from ecosim.rules.contest import willing_despite
from ecosim.rules.conversation import faded, reading_chance
from ecosim.state import NOBODY, STANDARD_ROLE, SUPPORTER, State

CONSENSUS = -1  # a step with no commitment left to ask for: it works on agreement


@compiled
def luck_number(t: int, a: int, b: int, s: State) -> int:
    """Which occurrence a conversation is, for the key of its draws: the n-th talk of this seller
    with this buyer, or, keyed by the clock, the week and the n-th talk on the deal in it."""
    if s.clock[0].keyed_by == BY_CLOCK:
        return int(s.clock[0].week * 16 + s.deals[t, a].met)
    return int(s.contacts[t, b].talks)


@compiled
def whom_key(t: int, b: int, s: State) -> int:
    """The key of one seller and one buyer, the same whatever else lives in the world."""
    return int((s.buyers[b].account * 64 + s.buyers[b].member) * 4 + t)


@compiled
def next_contact(t: int, a: int, s: State) -> int:
    """Whom a rep meets next among those it has access to: in turn, or the least convinced."""
    account, deal = s.accounts[a], s.deals[t, a]
    best = NOBODY
    for step in range(account.size):
        b = int(account.first + (deal.next_contact + step) % account.size)
        if s.contacts[t, b].access == 1:
            if s.teams[t].least_convinced == 0:
                return b
            if best < 0 or s.buyers[b].conviction < s.buyers[best].conviction:
                best = b
    return best


@compiled
def willingness(t: int, b: int, s: State) -> float:
    """A buyer's willingness to meet a seller, faded since their last contact."""
    contact = s.contacts[t, b]
    silent = s.clock[0].week - contact.last_talk
    return faded(contact.engagement, s.numbers[0].conversation_engagement_fade, silent)


@compiled
def takes_meeting(t: int, a: int, b: int, s: State) -> bool:
    """Whether a buyer agrees to the next meeting; nobody does once the journey has died."""
    if s.accounts[a].open == 0:
        return False
    luck = uniform(s.clock[0].seed, MEETING, whom_key(t, b, s), luck_number(t, a, b, s))
    willing = willingness(t, b, s)
    if s.said.shape[1] > 0:
        willing *= willing_despite(s.numbers[0].contest_sameness_refused, s.said[t, a].alike)
    return bool(luck < willing)


@compiled
def scripted_commitment(t: int, a: int, s: State) -> int:
    """The standard step: the first outcome of the team's list for the segment that is not secured,
    then whatever else the account turns out to require. After three failures in a row the script
    moves on and comes back."""
    account, deal = s.accounts[a], s.deals[t, a]
    todo = standard_list(t, a, s) & ~int(deal.covered)
    if todo == 0:
        todo = int(account.required & ~deal.covered)
    if todo == 0:
        return CONSENSUS
    if deal.passed >= 0:
        return next_in_script(t, a, todo, int(deal.passed), s)
    return first_in_script(t, a, todo, s)


@compiled
def read_commitment(t: int, a: int, s: State) -> int:
    """What a rep that reads the account rightly asks for next: what comes next for this account;
    then, if the playbook insists on its list, what is left of that; then consensus."""
    deal = s.deals[t, a]
    c = next_needed(a, int(deal.covered), s)
    if c < 0 and s.teams[t].gated == 1:
        return first_in_script(t, a, standard_list(t, a, s) & ~int(deal.covered), s)
    return c


@compiled
def standard_role(c: int) -> int:
    """The role in which the standard conversation about commitment c is held."""
    return int(STANDARD_ROLE[c]) if c >= 0 else SUPPORTER


@compiled
def reads_rather(adherence: float, t: int, a: int, b: int, s: State) -> bool:
    """Whether this step follows the rep's own read instead of the script."""
    if s.deals[t, a].reads == 1 or adherence == 0.0:
        return True
    if adherence == 1.0:
        return False
    luck = uniform(s.clock[0].seed, ADHERENCE, whom_key(t, b, s), luck_number(t, a, b, s))
    return bool(luck >= adherence)


@compiled
def talk_hours(t: int, a: int, s: State) -> float:
    """Hours the owner needs for the next conversation on a deal: all of it, or the handing over."""
    deal = s.deals[t, a]
    if deal.helper >= 0 and deal.met == 0:
        return float(s.teams[t].lending_hours)
    return float(s.numbers[0].people_conversation_hours)


@compiled
def remembers(t: int, a: int, b: int, s: State) -> bool:
    """Whether a reading of this account and this buyer is still remembered and not yet used up."""
    deal = s.deals[t, a]
    known = int(deal.read_commitment)
    return bool(s.contacts[t, b].read_role >= 0 and known >= 0 and (deal.covered >> known) & 1 == 0)


@compiled
def rep_chooses_step(i: int, b: int, s: State) -> tuple[int, int]:
    """The commitment (-1: consensus) and the role of rep i's next conversation with buyer b.

    A scripted step costs no listening. Own reading takes listening hours unless the reading is
    still remembered; an unclear one falls back on the standard step, which everyone knows. After
    a change of design some steps still follow the former playbook.
    """
    rep = s.reps[i]
    t, a = rep.team, int(s.buyers[b].account)
    deal, contact, n = s.deals[t, a], s.contacts[t, b], s.numbers[0]
    standard = scripted_commitment(t, a, s)
    adherence, listening = s.teams[t].adherence, s.teams[t].listening_hours
    if acts_by_habit(t, whom_key(t, b, s), luck_number(t, a, b, s), s):
        adherence, listening = s.former[t].adherence, s.former[t].listening_hours
    if not reads_rather(adherence, t, a, b, s):
        return standard, standard_role(standard)
    if remembers(t, a, b, s):
        return int(deal.read_commitment), int(contact.read_role)
    hours = min(listening, max(0.0, rep.hours_left - talk_hours(t, a, s)))
    rep.hours_left -= hours
    rep.talking += hours
    chance = reading_chance(n.dials_noise, n.conversation_reading_speed, rep.sensing, hours)
    luck = uniform(s.clock[0].seed, READING, whom_key(t, b, s), luck_number(t, a, b, s))
    if luck >= chance:
        return standard, standard_role(standard)
    c = read_commitment(t, a, s)
    deal.read_commitment = c
    role = needed_role(b, c, s)
    contact.read_role = role
    return c, role
