"""How a rep looks for latent needs in its territory."""

from ecosim.actions.habits import hours_of_retraining
from ecosim.chance import PROSPECT_FOUND, PROSPECT_WHO, chooses, uniform
from ecosim.compiling import compiled, compiled_apart
from ecosim.rules.demand import chance_under_pressure
from ecosim.rules.exceptions import effort_withheld
from ecosim.state import NOBODY, State


@compiled
def territory_account(i: int, nth: int, s: State) -> int:
    """The account of rep i's territory that its n-th attempt goes to, past those it already works.

    Territories stand side by side: account a belongs to the rep whose number is the whole part of
    a times reps over accounts.
    """
    rep = s.reps[i]
    reps, reachable = s.teams[rep.team].reps, int(s.numbers[0].market_accounts)
    first = -(-rep.number * reachable // reps)
    count = -(-(rep.number + 1) * reachable // reps) - first
    if count <= 0:
        return NOBODY
    start = chooses(s.clock[0].seed, PROSPECT_WHO, rep.number, nth, count)
    for step in range(min(count, 8)):
        a = int(first + (start + step) % count)
        if s.deals[rep.team, a].open == 0:
            return a
    return NOBODY


@compiled
def introduced(i: int, a: int, s: State) -> bool:
    """Whether an influencer that the rep's circle knows is followed by a member of the account."""
    circle, account = s.reps[i].circle, s.accounts[a]
    for b in range(account.first, account.first + account.size):
        k = s.buyers[b].follows
        if k >= 0 and s.known[circle, k] == 1:
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
        s.numbers[0].exceptions_free_riding, team.approvals_shared_credit, team.circle_size
    )
    withheld = min(withheld, max(0.0, rep.hours_left))
    rep.hours_left -= withheld
    rep.idle += withheld


@compiled_apart
def rep_prospects(i: int, s: State) -> None:
    """A rep starts its week: hours for others are set aside, then it prospects its share of hours,
    unless it has as many open deals as it may. Its effort scales the hours it gives to selling.

    What was too little for a conversation at the end of last week is still there.

    An attempt at an idle account finds a latent need with a chance that grows with the account's
    pressure and with an introduction; attempts at accounts that rest or already buy find nothing.
    """
    rep, n, clock = s.reps[i], s.numbers[0], s.clock[0]
    team = s.teams[rep.team]
    learning = hours_of_retraining(rep.team, rep.week_hours, s)
    hours = (rep.week_hours - learning) * s.paid[i].effort
    rep.coordinating += team.coordination_hours + learning
    rep.hours_left = hours + rep.carried
    rep.carried = 0.0
    if n.exceptions_rate > 0.0:
        pays_for_exceptions(i, s)
    if team.approvals_shared_credit > 0.0:
        withholds_effort(i, s)
    if 0.0 < team.regime_work_limit <= rep.open_deals:
        return
    rep.prospecting_due += hours * n.people_prospecting_share / n.people_prospecting_hours
    while rep.prospecting_due >= 1.0 and rep.hours_left >= n.people_prospecting_hours:
        rep.prospecting_due -= 1.0
        rep.hours_left -= n.people_prospecting_hours
        rep.prospecting += n.people_prospecting_hours
        a = territory_account(i, rep.attempts, s)
        rep.attempts += 1
        if a < 0 or s.accounts[a].open == 1 or clock.week < s.accounts[a].rests_until:
            continue
        deal = s.deals[rep.team, a]
        pressure = s.accounts[a].pressure + clock.market
        rate = (
            clock.demand
            * n.market_found_rate
            * (1.0 + n.influencers_introduction * introduced(i, a, s))
        )
        chance = chance_under_pressure(rate, n.market_pressure_effect, pressure)
        whom = a * 4 + rep.team
        if uniform(clock.seed, PROSPECT_FOUND, whom, deal.attempts) < chance:
            deal.found = 1
        deal.attempts += 1
