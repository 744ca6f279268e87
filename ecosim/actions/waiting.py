"""What groups make of offers: price utility, waiting for a better one, their own budgets."""

from ecosim.actions.offers import missing_at, rep_offers
from ecosim.chance import BUDGET_OWN, BUDGET_SPREAD, BUDGET_WEEK, ONCE, chooses, uniform
from ecosim.compiling import compiled, compiled_apart, compiled_step
from ecosim.rules.closing import gain_of_waiting, refusal_hazard, week_in
from ecosim.rules.conversation import toward
from ecosim.state import State

BUDGET_END = 2  # last weeks of a budget period in which money would be lost


@compiled
def offer_gain(t: int, a: int, s: State) -> float:
    """What a team's offer of this week adds to its utility: price and pressing. It convinces
    nobody who is not convinced."""
    n, offer = s.numbers[0], s.offers[t, a]
    return float(n.pay_price_sensitivity * offer.discount + n.pay_pressing * offer.press)


@compiled
def waits_for_better(a: int, s: State) -> float:
    """What the utility of waiting gains by the best offer expected at the end of a seller's period,
    beyond the one at hand. Who knows of no difference between end and middle gains nothing."""
    n, best = s.numbers[0], 0.0
    if n.pay_learning == 0.0:
        return best
    for t in range(s.teams.shape[0]):
        if s.deals[t, a].open == 0:
            continue
        team, offer = s.teams[t], s.offers[t, a]
        length = int(team.regime_period_weeks)
        now = week_in(int(s.clock[0].week), int(team.regime_calendar_shift), length)
        weeks = length - int(n.pay_end_weeks) - now
        if weeks > 0:
            saving = offer.at_end - offer.in_middle - offer.discount
            gain = gain_of_waiting(saving, n.pay_price_sensitivity, weeks, n.pay_delay_cost)
            best = max(best, gain)
    return best


@compiled
def budget_ends(a: int, s: State) -> float:
    """What the utility of waiting loses where the money would be lost with the budget period."""
    n, clock = s.numbers[0], s.clock[0]
    if uniform(clock.seed, BUDGET_OWN, a, ONCE) >= n.pay_budget_share:
        return 0.0
    length, shift = int(n.pay_budget_weeks), 0
    if uniform(clock.seed, BUDGET_SPREAD, a, ONCE) < n.pay_budget_spread:
        shift = chooses(clock.seed, BUDGET_WEEK, a, ONCE, length)
    ends = week_in(int(clock.week), shift, length) >= length - BUDGET_END
    return float(n.pay_budget_pull) if ends else 0.0


@compiled_apart
def patience_lost_to_offers(a: int, s: State) -> float:
    """What a week of vain pressing, early asking and holding back costs a group's patience."""
    n, lost = s.numbers[0], 0.0
    for t in range(s.teams.shape[0]):
        offer = s.offers[t, a]
        if s.deals[t, a].open == 1 and offer.week == s.clock[0].week:
            missing = missing_at(t, a, s) if offer.early == 1 else 0
            lost += refusal_hazard(int(offer.press), missing, n.pay_pressed_loss, n.pay_early_loss)
            lost += n.pay_held_loss * offer.hold
    return float(lost)


@compiled_apart
def offers_are_made(a: int, s: State) -> None:
    """Every team in a race whose group is about to decide makes its offer, or holds it back."""
    for t in range(s.teams.shape[0]):
        offer = s.offers[t, a]
        offer.hold, offer.press, offer.early, offer.discount = 0, 0, 0, 0.0
        if s.pay[t].acts == 1 and s.deals[t, a].open == 1 and s.deals[t, a].talks > 0:
            rep_offers(t, a, s)


@compiled
def account_hears(a: int, t: int, discount: float, s: State) -> None:
    """An account hears of a team's offer of last week, its own or a neighbour's: what to expect at
    the end, or in the middle, of a period. An offer at the list price is news as well.

    The middle has more weeks and so more news; each counts for less by as much, else discounts that
    are alike in all weeks would for years look deeper in the middle.
    """
    n, mine = s.numbers[0], s.offers[t, a]
    length, end = int(s.teams[t].regime_period_weeks), int(n.pay_end_weeks)
    week = week_in(int(s.clock[0].week) - 1, int(s.teams[t].regime_calendar_shift), length)
    if week >= length - end:
        mine.at_end = toward(mine.at_end, discount, n.pay_learning)
    elif length > end:
        speed = min(1.0, n.pay_learning * end / (length - end))
        mine.in_middle = toward(mine.in_middle, discount, speed)


@compiled_step
def accounts_hear(s: State) -> None:
    """The offers of last week get about, from each account to those next to it, in order."""
    n, accounts = s.numbers[0], s.accounts.shape[0]
    if s.offers.shape[1] == 0 or n.pay_learning == 0.0:
        return
    for t in range(s.teams.shape[0]):
        for a in range(accounts if s.pay[t].acts == 1 else 0):
            offer = s.offers[t, a]
            if s.clock[0].week > 0 and offer.week == s.clock[0].week - 1 and offer.hold == 0:
                for step in range(min(accounts, int(n.pay_neighbours) + 1)):
                    account_hears((a + step) % accounts, t, offer.discount, s)
