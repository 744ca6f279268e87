"""How colleagues in a circle take conversations over from each other."""

from ecosim.actions.keys import luck_number, whom_key
from ecosim.actions.steps import (
    next_contact,
    remembers,
    scripted_commitment,
    standard_role,
    takes_meeting,
)  # fmt: skip
from ecosim.actions.talks import talk_logit
from ecosim.arithmetic import logistic
from ecosim.chance import HELPS_TALK, uniform
from ecosim.compiling import compiled, compiled_apart
from ecosim.rules.attention import lending_gain
from ecosim.rules.exceptions import help_chance
from ecosim.state import NOBODY, State

CIRCLES_APART = 64  # more than the members of any circle


@compiled
def asks_for_help(i: int, s: State) -> None:
    """For its two most important deals a rep finds the colleague who would gain the team most."""
    rep, t = s.reps[i], s.reps[i].team
    for place in range(s.pipeline_start[i], s.pipeline_end[i]):
        a = s.pipeline[place]
        here = s.deals[t, a].priority
        if rep.ask_deal[0] < 0 or here > s.deals[t, rep.ask_deal[0]].priority:
            rep.ask_deal[1] = rep.ask_deal[0]
            rep.ask_deal[0] = a
        elif rep.ask_deal[1] < 0 or here > s.deals[t, rep.ask_deal[1]].priority:
            rep.ask_deal[1] = a
    for ask in range(2):
        if rep.ask_deal[ask] >= 0:
            finds_helper(i, ask, s)


@compiled
def helps_out(t: int, b: int, place: int, s: State) -> bool:
    """Whether a colleague who is asked to take a conversation over does so: always, unless help is
    scarce; how often depends on how far credit is shared."""
    n, team = s.numbers[0], s.teams[t]
    chance = help_chance(n.exceptions_help_base, n.exceptions_help_credit, team.regime_credit)
    if chance >= 1.0:
        return True
    nth = luck_number(t, int(s.buyers[b].account), b, s) * CIRCLES_APART + place
    return bool(uniform(s.clock[0].seed, HELPS_TALK, whom_key(t, b, s), nth) < chance)


@compiled_apart
def finds_helper(i: int, ask: int, s: State) -> None:
    """For a meeting that is agreed, compare every colleague in the circle on the step planned."""
    rep, n = s.reps[i], s.numbers[0]
    t, a = rep.team, rep.ask_deal[ask]
    team, deal = s.teams[t], s.deals[t, a]
    rep.ask_gain[ask], rep.ask_helper[ask] = 0.0, NOBODY
    b = next_contact(t, a, s)
    if not takes_meeting(t, a, b, s):
        return
    c = scripted_commitment(t, a, s)
    role = standard_role(c)
    may_read = deal.reads == 1 or team.adherence < 1.0
    if may_read and remembers(t, a, b, s):
        c, role = int(deal.read_commitment), int(s.contacts[t, b].read_role)
    own = logistic(talk_logit(i, a, c, role, s))
    start = team.first_rep + rep.number // team.circle_size * team.circle_size
    for j in range(start, min(start + team.circle_size, team.first_rep + team.reps)):
        if j == i:
            continue
        gain = lending_gain(
            s.accounts[a].attention, own, logistic(talk_logit(j, a, c, role, s)),
            rep.worth_per_hour, s.reps[j].worth_per_hour,
            n.people_conversation_hours, team.lending_hours,
        )  # fmt: skip
        if gain > rep.ask_gain[ask] and helps_out(t, b, j - start, s):
            rep.ask_gain[ask], rep.ask_helper[ask] = gain, j


@compiled_apart
def circle_lends(t: int, circle: int, s: State) -> None:
    """A circle settles who helps whom: the largest gain first, as long as the helper has hours."""
    team, n = s.teams[t], s.numbers[0]
    start = team.first_rep + circle * team.circle_size
    stop = min(start + team.circle_size, team.first_rep + team.reps)
    hours = n.people_conversation_hours + team.lending_hours
    for _ in range(2 * team.circle_size):
        best, owner, which = 0.0, NOBODY, 0
        for i in range(start, stop):
            for ask in range(2):
                rep = s.reps[i]
                if rep.ask_deal[ask] >= 0 and rep.ask_gain[ask] > best:
                    best, owner, which = rep.ask_gain[ask], i, ask
        if owner < 0:
            return
        helper = s.reps[s.reps[owner].ask_helper[which]]
        if helper.hours_left >= hours:
            helper.hours_left -= hours
            helper.talking += n.people_conversation_hours
            helper.coordinating += team.lending_hours
            s.deals[t, s.reps[owner].ask_deal[which]].helper = s.reps[owner].ask_helper[which]
        s.reps[owner].ask_deal[which] = NOBODY
