"""How a rep chooses its next step: script, roadmap, or its own read of the buyer."""

from ecosim.actions.buyers import needed_role
from ecosim.actions.freedom import (
    answers_for,
    asks_or_puts_off,
    improvises,
    is_inspected,
    notes_step,
)  # fmt: skip
from ecosim.actions.habits import acts_by_habit
from ecosim.actions.keys import luck_number, whom_key
from ecosim.actions.records import counted_as_done, next_needed
from ecosim.actions.scripts import first_in_script, next_in_script, standard_list
from ecosim.chance import ADHERENCE, MEETING, READING, uniform
from ecosim.compiling import compiled, compiled_for_agents
from ecosim.rules.contest import willing_despite
from ecosim.rules.conversation import faded, reading_chance
from ecosim.rules.skills import own_adherence
from ecosim.state import NOBODY, STANDARD_ROLE, SUPPORTER, State

CONSENSUS = -1  # a step with no commitment left to ask for: it works on agreement


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
    done = counted_as_done(t, a, s)
    todo = standard_list(t, a, s) & ~done
    if todo == 0:
        todo = int(account.required) & ~done
    if todo == 0:
        return CONSENSUS
    if deal.passed >= 0:
        return next_in_script(t, a, todo, int(deal.passed), s)
    return first_in_script(t, a, todo, s)


@compiled
def read_commitment(t: int, a: int, s: State) -> int:
    """What a rep that reads the account rightly asks for next: what comes next for this account;
    then, if the playbook insists on its list, what is left of that; then consensus."""
    done = counted_as_done(t, a, s)
    c = next_needed(a, done, s)
    if c < 0 and s.teams[t].gated == 1:
        return first_in_script(t, a, standard_list(t, a, s) & ~done, s)
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
    known = int(s.deals[t, a].read_commitment)
    if s.contacts[t, b].read_role < 0 or known < 0:
        return False
    return bool((counted_as_done(t, a, s) >> known) & 1 == 0)


@compiled
def own_step(i: int, b: int, standard: int, listening: float, s: State) -> tuple[int, int]:
    """The step by the rep's own read. It takes listening hours unless the reading is still
    remembered; an unclear one falls back on the standard step, unless the rep improvises."""
    rep = s.reps[i]
    t, a = rep.team, int(s.buyers[b].account)
    deal, contact, n = s.deals[t, a], s.contacts[t, b], s.numbers[0]
    if remembers(t, a, b, s):
        return int(deal.read_commitment), int(contact.read_role)
    hours = min(listening, max(0.0, rep.hours_left - talk_hours(t, a, s)))
    rep.hours_left -= hours
    rep.talking += hours
    s.practices[i].readings += 1
    chance = reading_chance(n.dials_noise, n.conversation_reading_speed, rep.sensing, hours)
    luck = uniform(s.clock[0].seed, READING, whom_key(t, b, s), luck_number(t, a, b, s))
    if luck >= chance and (n.skills_creativity == 0.0 or not improvises(i, b, s)):
        return standard, standard_role(standard)
    c = read_commitment(t, a, s)
    deal.read_commitment = c
    role = needed_role(b, c, s)
    contact.read_role = role
    return c, role


@compiled_for_agents
def rep_chooses_step(i: int, b: int, s: State) -> tuple[int, int]:
    """The commitment (-1: consensus) and the role of rep i's next conversation with buyer b.

    A scripted step costs no listening; any other follows the rep's own read. After a change of
    design some steps still follow the former playbook. With the manager on the call the step is
    scripted. An ask that the rep is uncomfortable with may be put off.
    """
    rep = s.reps[i]
    t, a = rep.team, int(s.buyers[b].account)
    deal, team = s.deals[t, a], s.teams[t]
    standard = scripted_commitment(t, a, s)
    adherence, listening = team.adherence, team.listening_hours
    if acts_by_habit(t, whom_key(t, b, s), luck_number(t, a, b, s), s):
        adherence, listening = s.former[t].adherence, s.former[t].listening_hours
    practice = s.practices[i]
    follows = own_adherence(adherence, practice.resistance, practice.caution)
    inspected = is_inspected(i, b, s)
    scripted = inspected or not reads_rather(follows, t, a, b, s)
    deal.inspected, deal.scripted = inspected, scripted
    c, role = standard, standard_role(standard)
    if not scripted:
        c, role = own_step(i, b, standard, listening, s)
    against = not scripted and adherence > 0.0 and deal.reads == 0
    deviates = against and (c != standard or role != standard_role(standard))
    if deviates and (team.deviation_penalty > 0.0 or team.deviation_justifying_hours > 0.0):
        answers_for(i, b, rep.hours_left - talk_hours(t, a, s), s)
    c, role = asks_or_puts_off(i, b, c, role, s)
    notes_step(i, a, c, standard, deviates, s)
    return c, role
