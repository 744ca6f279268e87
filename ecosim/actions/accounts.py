"""What accounts do: their problems drift, they ask for offers, they decide."""

from ecosim.actions.contest import rival_asks, sellers_are_compared, worth_beside_others
from ecosim.actions.exceptions import (
    answers_carried_out,
    exceptions_open,
    trust_after_the_sale,
)
from ecosim.actions.interventions import deal_is_treated, depth_is_kept
from ecosim.actions.journeys import (
    journey_begins,
    journey_ends,
    seller_joins,
    seller_key,
    takes_stock,
    week_of_journey,
)  # fmt: skip
from ecosim.actions.orders import customer_is_won
from ecosim.actions.records import counted_as_done, enters_pipeline, leaves_pipeline
from ecosim.actions.scripts import standard_list
from ecosim.actions.settling import gives_back, order_is_booked
from ecosim.actions.waiting import (
    budget_ends,
    offer_gain,
    offers_are_made,
    patience_lost_to_offers,
    waits_for_better,
)  # fmt: skip
from ecosim.arithmetic import exponential
from ecosim.chance import (
    AVAILABLE,
    CHOICE,
    LOOP_BACK,
    LOOP_WHICH,
    MARKET,
    ONCE,
    PRESSURE,
    REQUEST,
    RIVAL_ENTERS,
    RIVAL_STEP,
    chooses,
    normal,
    uniform,
)  # fmt: skip
from ecosim.compiling import Whole, compiled, compiled_apart
from ecosim.rules.choice import utility
from ecosim.rules.commitments import count, first, holds
from ecosim.rules.conversation import toward
from ecosim.rules.demand import WEEKS_A_YEAR, chance_under_pressure, demand_factor, spell, walked
from ecosim.rules.group import impatience, within
from ecosim.rules.influence import spoken_for
from ecosim.state import (
    CHOSEN,
    FOUND_BY_LEAD,
    LOST,
    MARKETED,
    NO_DECISION,
    NOBODY,
    OTHER_CHOSEN,
    PATIENCE_OUT,
    PROSPECTED,
    REQUESTED,
    WON,
    State,
)  # fmt: skip


@compiled
def market_drifts(s: State) -> None:
    """The market turns a little better or worse for every account at once."""
    n, clock = s.numbers[0], s.clock[0]
    shock = normal(clock.seed, MARKET, ONCE, clock.week)
    clock.market = walked(clock.market, n.market_market_persistence, n.market_market_sd, shock)
    clock.demand = demand_factor(clock.week, n.turns_shock_week, n.turns_shock_weeks, n.turns_shock)
    clock.harder = n.turns_harder * clock.week / WEEKS_A_YEAR


@compiled
def account_drifts(a: int, s: State) -> None:
    """An account's own pressure walks; in a journey its calendar, ideas and commitments move."""
    account, n, clock = s.accounts[a], s.numbers[0], s.clock[0]
    shock = normal(clock.seed, PRESSURE, a, clock.week)
    account.pressure = walked(account.pressure, n.market_pressure_persistence, 1.0, shock)
    if account.open == 0:
        return
    nth = week_of_journey(a, s)
    account.formed = min(1.0, account.formed + n.buyers_formed_speed)
    free = n.buyers_availability * account.speed
    kept = 1.0 - 1.0 / n.buyers_spell_weeks
    luck = uniform(clock.seed, AVAILABLE, a, nth)
    account.available = spell(account.available, luck, kept, free)
    if n.buyers_loop_back > 0.0:
        for k in range(s.deals.shape[0]):
            loses_a_commitment(k, a, nth, s)


@compiled
def loses_a_commitment(k: int, a: int, nth: int, s: State) -> None:
    """Now and then a group goes back on a commitment it gave a seller (jobs loop back, F20)."""
    deal, seed = s.deals[k, a], s.clock[0].seed
    if deal.covered == 0:
        return
    whom = seller_key(a, k, s)
    if uniform(seed, LOOP_BACK, whom, nth) < s.numbers[0].buyers_loop_back:
        which = chooses(seed, LOOP_WHICH, whom, nth, count(int(deal.covered)))
        for c in range(10):
            if holds(int(deal.covered), c):
                if which == 0:
                    deal.covered &= ~(1 << c)
                    if k < s.teams.shape[0] and deal.open == 1:
                        s.ledger[deal.row].lost_again += 1
                    return
                which -= 1


@compiled
def account_senses(a: int, s: State) -> None:
    """An idle account under pressure asks everyone for offers; a found need opens a journey."""
    account, n, clock = s.accounts[a], s.numbers[0], s.clock[0]
    teams = s.teams.shape[0]
    requested = False
    if account.open == 0 and clock.week >= account.rests_until:
        pressure = account.pressure + clock.market
        rate = n.market_request_rate * clock.demand
        chance = chance_under_pressure(rate, n.market_pressure_effect, pressure)
        requested = uniform(clock.seed, REQUEST, a, clock.week) < chance
        if requested:
            need_opens(a, REQUESTED, s)
    for t in range(teams):
        found = s.deals[t, a].found
        s.deals[t, a].found = 0
        if account.territory < 0 or not (requested or found > 0):
            continue
        if account.open == 0:
            need_opens(a, PROSPECTED, s)
        source = MARKETED if found == FOUND_BY_LEAD else PROSPECTED
        team_joins(t, a, REQUESTED if requested else source, s)


@compiled_apart
def need_opens(a: int, requested: Whole, s: State) -> None:
    """A new journey begins; whoever still carried a dead deal there sees now that it is dead."""
    for t in range(s.teams.shape[0]):
        if s.deals[t, a].open == 1:
            leaves_pipeline(t, a, NO_DECISION, PATIENCE_OUT, s)
    journey_begins(a, requested, s)


@compiled_apart
def team_joins(t: int, a: int, source: Whole, s: State) -> None:
    """A team enters a journey, unless it is in it already."""
    if s.deals[t, a].open == 1:
        return
    owner = who_takes(t, a, source, s)
    enters_pipeline(t, a, owner, source, s)
    seller_joins(t, a, s)
    account = s.accounts[a]
    for b in range(account.first, account.first + account.size):
        k = s.buyers[b].follows
        if k >= 0 and s.known[s.reps[owner].knows, k] == 1:
            s.contacts[t, b].access = 1
    deal_is_treated(t, a, s)
    depth_is_kept(t, a, s)


@compiled
def who_takes(t: int, a: int, source: Whole, s: State) -> int:
    """Who takes a new deal: the owner of the territory, or for a request in a cluster that routes
    them, the member with the fewest open deals (ties to the first)."""
    team = s.teams[t]
    owner = int(team.first_rep + s.accounts[a].territory)
    if source != REQUESTED or team.routes == 0 or team.circle_size == 1:
        return owner
    number = int(s.accounts[a].territory) // team.circle_size * team.circle_size
    best = owner
    for i in range(number, min(number + team.circle_size, team.reps)):
        rep = s.reps[team.first_rep + i]
        if rep.open_deals < s.reps[best].open_deals:
            best = int(team.first_rep + i)
    return best


@compiled
def rival_meets(a: int, s: State) -> None:
    """The outside rival works through the required commitments in canonical order (or, where
    sellers are compared, in part by a script of its own), member by member, or enters the
    journey."""
    account, n, clock = s.accounts[a], s.numbers[0], s.clock[0]
    if account.open == 0:
        return
    k = s.deals.shape[0] - 1
    nth = week_of_journey(a, s)
    if account.rival_there == 0:
        if uniform(clock.seed, RIVAL_ENTERS, a, nth) < n.rival_enters:
            account.rival_there = 1
            seller_joins(k, a, s)
        return
    deal = s.deals[k, a]
    if account.available == 0 or uniform(clock.seed, RIVAL_STEP, a, nth) >= n.rival_success:
        return
    contact = s.contacts[k, account.first + deal.talks % account.size]
    todo = int(account.required & ~deal.covered)
    if todo != 0:
        c = rival_asks(a, todo, s) if s.said.shape[1] > 0 else first(todo)
        deal.covered |= 1 << c
    deal.talks += 1
    contact.talks += 1
    contact.trust = toward(contact.trust, 1.0, n.rival_trust_gain)
    contact.unmoved *= 1.0 - n.rival_conviction_gain
    account.last_talk = clock.week


@compiled
def can_close(k: int, a: int, s: State) -> bool:
    """Whether a seller may be chosen: it is in the race, somebody in the group has talked with it,
    it does not hold its offer back, no exception is open with it (where that holds a group up) and,
    for a team that makes no offer before its list is done, the list is done."""
    account = s.accounts[a]
    rival = s.deals.shape[0] - 1
    if s.deals[k, a].talks == 0:
        return False
    if k == rival:
        return bool(account.rival_there == 1)
    if s.deals[k, a].open == 0 or (
        s.numbers[0].exceptions_rate > 0.0
        and s.numbers[0].exceptions_holds_up == 1.0
        and exceptions_open(k, a, s) > 0
    ):
        return False
    if s.offers.shape[1] > 0 and s.offers[k, a].hold == 1:
        return False
    if s.teams[k].gated == 0:
        return True
    return bool(standard_list(k, a, s) & ~counted_as_done(k, a, s) == 0)


@compiled
def seller_utility(k: int, a: int, s: State) -> float:
    """What a seller is worth to the group, in logits."""
    account, n = s.accounts[a], s.numbers[0]
    trust = 0.0
    for b in range(account.first, account.first + account.size):
        trust += s.buyers[b].weight * s.contacts[k, b].trust
    product = n.rival_product if k == s.deals.shape[0] - 1 else n.rival_our_product
    missing = count(int(account.required & ~s.deals[k, a].covered))
    worth = utility(
        trust, n.buyers_trust_weight, product, account.median_idea, n.buyers_fit_weight,
        missing, n.buyers_missing_penalty,
    )  # fmt: skip
    if n.exceptions_rate > 0.0 and k < s.teams.shape[0]:
        worth += n.exceptions_choice_weight * answers_carried_out(k, a, s)
    if s.offers.shape[1] > 0 and k < s.deals.shape[0] - 1:
        worth += offer_gain(k, a, s)
    if s.said.shape[1] > 0:
        worth += worth_beside_others(k, a, s)
    return worth


@compiled
def may_be_chosen(k: int, a: int, s: State) -> bool:
    """Whether a seller makes a group ready to choose: it may close and has secured all that this
    account requires, or asks for the order early."""
    if not can_close(k, a, s):
        return False
    done = counted_as_done(k, a, s)
    if s.numbers[0].interventions_skipped_blocks > 0.0:
        done = int(s.deals[k, a].covered)
    if s.accounts[a].required & ~done == 0:
        return True
    early = s.offers.shape[1] > 0 and k < s.deals.shape[0] - 1 and s.offers[k, a].early == 1
    return bool(early)


@compiled
def waiting_utility(a: int, s: State) -> float:
    """What waiting another week is worth to a group, in logits: less under pressure and near the
    end of its own budget, more if better offers are expected."""
    n, pressure = s.numbers[0], s.accounts[a].pressure + s.clock[0].market
    worth = n.buyers_wait_utility - n.buyers_wait_pressure * pressure
    if s.offers.shape[1] > 0:
        worth += waits_for_better(a, s)
    if n.pay_budget_share > 0.0:
        worth -= budget_ends(a, s)
    return float(worth)


@compiled_apart
def chosen_seller(a: int, s: State) -> int:
    """The seller that a group with a quorum chooses; -1: it waits another week.

    It is ready once some seller has secured all that this account requires, or asks early. Then
    every seller in the race that may close, and waiting, by logit.
    """
    clock = s.clock[0]
    sellers, ready = s.deals.shape[0], False
    if s.offers.shape[1] > 0:
        offers_are_made(a, s)
    for k in range(sellers):
        if may_be_chosen(k, a, s):
            ready = True
    if not ready:
        return NOBODY
    total = exponential(waiting_utility(a, s))
    for k in range(sellers):
        if can_close(k, a, s):
            total += exponential(seller_utility(k, a, s))
    nth = week_of_journey(a, s)
    luck = uniform(clock.seed, CHOICE, a, nth) * total
    for k in range(sellers):
        if can_close(k, a, s):
            luck -= exponential(seller_utility(k, a, s))
            if luck < 0.0:
                return k
    return NOBODY


@compiled
def account_decides(a: int, s: State) -> None:
    """The group settles on its new ideas; it chooses a seller, waits, or lets the journey die."""
    account, n, clock = s.accounts[a], s.numbers[0], s.clock[0]
    if s.said.shape[1] > 0:
        sellers_are_compared(a, s)
    for b in range(account.first, account.first + account.size):
        s.buyers[b].conviction = s.buyers[b].conviction_next
        s.buyers[b].idea = s.buyers[b].idea_next
    takes_stock(a, s)
    winner = chosen_seller(a, s) if account.support >= n.buyers_quorum else NOBODY
    if winner >= 0:
        account_buys(a, winner, s)
        return
    account.patience -= impatience(
        n.buyers_impatience, clock.week - account.last_talk, n.buyers_impatience_stale,
        account.discord, n.buyers_impatience_discord,
        account.pressure + clock.market, n.buyers_impatience_pressure,
    )  # fmt: skip
    if s.offers.shape[1] > 0:
        account.patience -= patience_lost_to_offers(a, s)
    if account.patience <= 0.0:
        journey_ends(a, int(n.market_rest_after_none), s)


@compiled_apart
def account_buys(a: int, winner: int, s: State) -> None:
    """The group chooses a seller: its trust lasts, those it listens to hear of it, others lose.

    An order that will be given back leaves nothing of the sort: the customer is lost again.
    """
    account, n, rival = s.accounts[a], s.numbers[0], s.deals.shape[0] - 1
    deal = s.deals[winner, a]
    returned = winner < s.teams.shape[0] and gives_back(winner, a, s)
    held = n.buyers_held_trust
    if n.exceptions_rate > 0.0 and winner < s.teams.shape[0]:
        held += trust_after_the_sale(winner, a, s)
    for b in range(account.first, account.first + account.size):
        contact, buyer = s.contacts[winner, b], s.buyers[b]
        if contact.talks > 0 and not returned:
            contact.trust = within(contact.trust + held, -1.0, 1.0)
        if buyer.follows >= 0 and not returned:
            opinion = s.influencers[buyer.follows].opinion
            product = n.rival_product if winner == rival else n.rival_our_product
            goal = spoken_for(n.opinions_poor_fit, abs(product - buyer.idea))
            opinion[winner] = toward(opinion[winner], goal, n.influencers_reference)
    for t in range(s.teams.shape[0]):
        if s.deals[t, a].open == 0:
            continue
        if t == winner:
            order_is_booked(t, a, returned, s)
            leaves_pipeline(t, a, WON, CHOSEN, s)
        else:
            leaves_pipeline(t, a, LOST, OTHER_CHOSEN, s)
    if not returned:
        deal.wins += 1
        customer_is_won(winner, a, s)
    journey_ends(a, int(n.market_rest_after_win), s)
