"""How a rep looks for latent needs in its territory."""

from ecosim.actions.habits import hours_of_retraining
from ecosim.chance import (
    FOLLOW_UP,
    LEAD_BETTER,
    LEAD_TO,
    PROSPECT_FOUND,
    PROSPECT_WHO,
    chooses,
    uniform,
)  # fmt: skip
from ecosim.compiling import Whole, compiled, compiled_apart, compiled_step
from ecosim.rules.demand import chance_under_pressure
from ecosim.rules.exceptions import effort_withheld
from ecosim.rules.leads import preferred
from ecosim.state import FOUND_BY_LEAD, FOUND_BY_REP, NOBODY, State


@compiled
def territory_account(i: int, decision: Whole, nth: int, s: State) -> int:
    """The account of rep i's territory that an n-th attempt goes to, past those it already works.

    Territories stand side by side: account a belongs to the rep whose number is the whole part of
    a times reps over accounts.
    """
    rep = s.reps[i]
    reps, reachable = s.teams[rep.team].reps, int(s.numbers[0].market_accounts)
    first = -(-rep.number * reachable // reps)
    count = -(-(rep.number + 1) * reachable // reps) - first
    if count <= 0:
        return NOBODY
    start = chooses(s.clock[0].seed, decision, rep.number, nth, count)
    for step in range(min(count, 8)):
        a = int(first + (start + step) % count)
        if s.deals[rep.team, a].open == 0:
            return a
    return NOBODY


@compiled
def introduced(i: int, a: int, s: State) -> bool:
    """Whether an influencer that the rep's circle knows is followed by a member of the account."""
    account = s.accounts[a]
    for b in range(account.first, account.first + account.size):
        k = s.buyers[b].follows
        if k >= 0 and s.known[s.reps[i].knows, k] == 1:
            return True
    return False


@compiled
def pays_for_exceptions(i: int, s: State) -> None:
    """Hours that exceptions have taken since last week go off this one, as far as they reach."""
    rep = s.reps[i]
    hours = min(rep.hours_due, max(0.0, rep.hours_left))
    rep.hours_due -= hours
    rep.hours_left -= hours
    rep.coordinating += hours


@compiled
def withholds_effort(i: int, s: State) -> None:
    """Under credit shared with a circle a rep withholds part of its effort (or adds to it)."""
    rep, team = s.reps[i], s.teams[s.reps[i].team]
    withheld = rep.week_hours * effort_withheld(
        s.numbers[0].pay_free_riding, team.regime_credit, team.circle_size
    )
    withheld = min(withheld, max(0.0, rep.hours_left))
    rep.hours_left -= withheld
    rep.idle += withheld


@compiled
def tries_account(i: int, a: int, mark: Whole, s: State) -> None:
    """An attempt at an account finds a latent need with a chance that grows with the account's
    pressure and with an introduction; at one that rests or already buys it finds nothing."""
    n, clock, t = s.numbers[0], s.clock[0], s.reps[i].team
    if a < 0 or s.accounts[a].open == 1 or clock.week < s.accounts[a].rests_until:
        return
    deal = s.deals[t, a]
    pressure = s.accounts[a].pressure + clock.market
    is_introduced = introduced(i, a, s)
    rate = clock.demand * n.market_found_rate * (1.0 + n.influencers_introduction * is_introduced)
    chance = chance_under_pressure(rate, n.market_pressure_effect, pressure)
    if uniform(clock.seed, PROSPECT_FOUND, a * 4 + t, deal.attempts) < chance and deal.found == 0:
        deal.found = mark
        s.reach[clock.week, t].introductions += is_introduced
    deal.attempts += 1


@compiled_apart
def leads_arrive(i: int, may_open: bool, s: State) -> None:
    """Marketing's leads of the week. Sales works as many as the hours kept for prospecting allow,
    if it may open deals at all; the others go cold."""
    rep, n, clock, t = s.reps[i], s.numbers[0], s.clock[0], s.reps[i].team
    rep.marketing += s.teams[t].marketing_hours
    rep.leads_due += s.teams[t].marketing_hours / n.leads_hours_per_lead
    attempts = n.leads_working_hours / n.people_prospecting_hours
    while rep.leads_due >= 1.0:
        rep.leads_due -= 1.0
        nth = rep.leads
        rep.leads += 1
        counted = s.reach[clock.week, t]
        counted.leads_sent += 1
        taken_up = uniform(clock.seed, FOLLOW_UP, rep.number, nth) < s.teams[t].marketing_follow_up
        has_hours = rep.prospecting_due >= attempts and rep.hours_left >= n.leads_working_hours
        if not (may_open and taken_up and has_hours):
            continue
        counted.leads_worked += 1
        rep.prospecting_due -= attempts
        rep.hours_left -= n.leads_working_hours
        rep.prospecting += n.leads_working_hours
        tries_account(i, lead_account(i, nth, s), FOUND_BY_LEAD, s)


@compiled
def lead_account(i: int, nth: int, s: State) -> int:
    """The account that marketing's n-th lead for rep i names: one of its territory at random, or
    the one of two with more pressure, or with less."""
    n, clock = s.numbers[0], s.clock[0]
    one = territory_account(i, LEAD_TO, 2 * nth, s)
    other = territory_account(i, LEAD_TO, 2 * nth + 1, s)
    if n.leads_quality == 0.0 or one < 0 or other < 0:
        return one
    luck = uniform(clock.seed, LEAD_BETTER, s.reps[i].number, nth)
    second = preferred(s.accounts[one].pressure, s.accounts[other].pressure, n.leads_quality, luck)
    return other if second else one


@compiled_step
def rep_prospects(i: int, s: State) -> None:
    """A rep starts its week: hours for others are set aside, then it works marketing's leads, if
    there are any, and prospects with what is left of its share of hours, unless it has as many
    open deals as it may. Its effort scales the hours it gives to selling.

    What was too little for a conversation at the end of last week is still there.
    """
    rep, n = s.reps[i], s.numbers[0]
    team = s.teams[rep.team]
    learning = hours_of_retraining(rep.team, rep.week_hours, s)
    hours = (rep.week_hours - learning) * s.paid[i].effort
    rep.coordinating += team.coordination_hours + learning
    rep.hours_left = hours + rep.carried
    rep.carried = 0.0
    if n.exceptions_rate > 0.0:
        pays_for_exceptions(i, s)
    if team.regime_credit > 0.0:
        withholds_effort(i, s)
    may_open = not 0.0 < team.regime_work_limit <= rep.open_deals
    if team.marketing_hours > 0.0 and not may_open:
        leads_arrive(i, False, s)
    if not may_open:
        return
    rep.prospecting_due += hours * n.people_prospecting_share / n.people_prospecting_hours
    if team.marketing_hours > 0.0:
        leads_arrive(i, True, s)
    while rep.prospecting_due >= 1.0 and rep.hours_left >= n.people_prospecting_hours:
        rep.prospecting_due -= 1.0
        rep.hours_left -= n.people_prospecting_hours
        rep.prospecting += n.people_prospecting_hours
        a = territory_account(i, PROSPECT_WHO, rep.attempts, s)
        rep.attempts += 1
        tries_account(i, a, FOUND_BY_REP, s)
