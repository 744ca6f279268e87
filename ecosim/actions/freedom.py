"""What a rep makes of its freedom: asks put off, improvising, deviating, a manager on the call."""

from ecosim.actions.keys import luck_number, whom_key
from ecosim.actions.records import counted_as_done
from ecosim.actions.scripts import next_in_script, standard_list
from ecosim.chance import DETECTION, IMPROVISING, INSPECTION, PUT_OFF, uniform
from ecosim.compiling import compiled, compiled_apart
from ecosim.rules.skills import put_off_chance
from ecosim.state import STANDARD_ROLE, State


@compiled
def is_inspected(i: int, b: int, s: State) -> bool:
    """Whether the rep's manager is on the call (C13)."""
    if s.numbers[0].interventions_inspection == 0.0 or s.reps[i].manager < 0:
        return False
    return manager_joins(i, b, s)


@compiled_apart
def manager_joins(i: int, b: int, s: State) -> bool:
    """Calls are drawn for inspection, as far as the even share of the manager's hours goes."""
    rep, practice, n = s.reps[i], s.practices[i], s.numbers[0]
    t, a = rep.team, int(s.buyers[b].account)
    manager = s.managers[rep.manager]
    if (practice.inspections + 1) * n.interventions_inspection_hours * manager.reps > (
        manager.hours_left
    ):
        return False
    luck = uniform(s.clock[0].seed, INSPECTION, whom_key(t, b, s), luck_number(t, a, b, s))
    if luck >= n.interventions_inspection:
        return False
    practice.inspections += 1
    return True


@compiled_apart
def improvises(i: int, b: int, s: State) -> bool:
    """Whether a rep whose last ask failed finds what the buyer needs although its reading is
    unclear."""
    t, a = s.reps[i].team, int(s.buyers[b].account)
    if s.deals[t, a].failures == 0:
        return False
    luck = uniform(s.clock[0].seed, IMPROVISING, whom_key(t, b, s), luck_number(t, a, b, s))
    return bool(luck < s.practices[i].creativity)


@compiled_apart
def puts_off(i: int, b: int, c: int, scripted: int, todo: int, s: State) -> bool:
    """Whether a rep puts off asking for commitment c; only if anything else is left to ask for."""
    if todo == 0:
        return False
    rep, n = s.reps[i], s.numbers[0]
    uncomfortable = (s.practices[i].dislikes >> c) & 1 == 1
    chance = put_off_chance(
        uncomfortable, n.skills_avoidance, rep.skill_commitment[c], n.skills_weak_avoidance
    )
    if scripted == 1:
        chance *= n.skills_scripted_avoidance
    t, a = rep.team, int(s.buyers[b].account)
    luck = uniform(s.clock[0].seed, PUT_OFF, whom_key(t, b, s), luck_number(t, a, b, s))
    return bool(luck < chance)


@compiled
def asks_or_puts_off(i: int, b: int, c: int, role: int, s: State) -> tuple[int, int]:
    """The step after discomfort had its say: what was put off gives way to what comes next on the
    list, in that one's standard role unless the buyer was read to need another."""
    n, t, a = s.numbers[0], s.reps[i].team, int(s.buyers[b].account)
    deal = s.deals[t, a]
    if c < 0 or deal.inspected == 1:
        return c, role
    if n.skills_avoidance == 0.0 and n.skills_weak_avoidance == 0.0:
        return c, role
    todo = standard_list(t, a, s) & ~counted_as_done(t, a, s) & ~(1 << c)
    if not puts_off(i, b, c, int(deal.scripted), todo, s):
        return c, role
    s.ledger[deal.row].put_off += 1
    instead = next_in_script(t, a, todo, c, s)
    return instead, int(STANDARD_ROLE[instead]) if role == STANDARD_ROLE[c] else role


@compiled
def notes_step(i: int, a: int, c: int, standard: int, deviates: bool, s: State) -> None:
    """The ledger counts the step: whether it asks, in the script's order, against the script."""
    deal = s.deals[s.reps[i].team, a]
    row = s.ledger[deal.row]
    row.steps += 1
    if c >= 0:
        row.asks += 1
        row.in_order += c == standard
    row.scripted += deal.scripted
    row.inspected += deal.inspected
    row.deviations += deviates


@compiled_apart
def answers_for(i: int, b: int, spare: float, s: State) -> None:
    """A deviation that the manager notices costs hours of justification and makes cautious.

    `spare`: hours the rep has beyond the conversation it is about to hold.
    """
    rep, practice = s.reps[i], s.practices[i]
    t, a, team = rep.team, int(s.buyers[b].account), s.teams[rep.team]
    luck = uniform(s.clock[0].seed, DETECTION, whom_key(t, b, s), luck_number(t, a, b, s))
    if rep.manager < 0 or luck >= team.deviation_detection:
        return
    hours = min(team.deviation_justifying_hours, max(0.0, spare))
    rep.hours_left -= hours
    rep.coordinating += hours
    practice.caution += team.deviation_penalty * (1.0 - practice.caution)
