"""How a buying journey begins: the group forms, sellers join, a rival may be there."""

from ecosim.actions.priorities import follows_segment
from ecosim.arithmetic import exponential, logarithm, whole_power
from ecosim.chance import (
    HELD,
    IDEA,
    IDEA_CENTRE,
    PATIENCE,
    RIVAL_THERE,
    ROLE_OWN,
    SPEED,
    normal,
    uniform,
)  # fmt: skip
from ecosim.compiling import Whole, compiled, compiled_apart
from ecosim.rules.conversation import faded
from ecosim.rules.group import within
from ecosim.state import MAX_SELLERS, State

WEEKS_APART = 8192  # longer than any run: weeks of different journeys never share a key


@compiled
def week_of_journey(a: int, s: State) -> int:
    """The occurrence number of this week in this journey, for the keys of weekly draws."""
    account = s.accounts[a]
    return int(account.journey * WEEKS_APART + s.clock[0].week - account.started)


@compiled
def seller_key(a: int, k: int, s: State) -> int:
    """The key of one seller at one account; the rival's does not depend on how many teams sell."""
    return a * MAX_SELLERS + (MAX_SELLERS - 1 if k == s.deals.shape[0] - 1 else k)


@compiled
def takes_stock(a: int, s: State) -> None:
    """An account's group as it stands: means, median idea, discord, weight of agreeing support."""
    account, reach = s.accounts[a], s.numbers[0].buyers_idea_reach
    n, conviction, idea = account.size, 0.0, 0.0
    for b in range(account.first, account.first + n):
        conviction += s.buyers[b].conviction
        idea += s.buyers[b].idea
    account.mean_conviction, account.mean_idea = conviction / n, idea / n
    account.median_idea = median_idea(a, s)
    discord, support = 0.0, 0.0
    for b in range(account.first, account.first + n):
        buyer = s.buyers[b]
        gap = abs(buyer.idea - account.median_idea)
        discord += gap
        if buyer.conviction > buyer.threshold and gap < reach:
            support += buyer.weight
    account.discord, account.support = discord / n, support


@compiled
def median_idea(a: int, s: State) -> float:
    """The median idea of an account's members. Last week's ranking is kept and mended by
    insertion, for ideas seldom overtake each other."""
    account = s.accounts[a]
    first, size = account.first, account.size
    for k in range(1, size):
        member, place = s.buyers[first + k].ranked, k
        idea = s.buyers[first + member].idea
        while place > 0 and s.buyers[first + s.buyers[first + place - 1].ranked].idea > idea:
            s.buyers[first + place].ranked = s.buyers[first + place - 1].ranked
            place -= 1
        s.buyers[first + place].ranked = member
    low = s.buyers[first + s.buyers[first + (size - 1) // 2].ranked].idea
    high = s.buyers[first + s.buyers[first + size // 2].ranked].idea
    return 0.5 * float(low + high)


@compiled_apart
def journey_begins(a: int, requested: Whole, s: State) -> None:
    """A need turns into a buying journey; the group forms its first ideas.

    A group that itself asks for offers is further on: more convinced, its ideas closer together
    and more settled, often with a rival already there.
    """
    account, n, clock = s.accounts[a], s.numbers[0], s.clock[0]
    seed = clock.seed
    account.open, account.requested, account.started = 1, requested, clock.week
    account.last_talk, account.journey = clock.week, account.journey + 1
    account.available = 1
    if n.knowledge_needs_turn > 0.0:
        follows_segment(a, s)
    j = int(account.journey)
    account.patience = -logarithm(1.0 - uniform(seed, PATIENCE, a, j))
    account.speed = exponential(n.buyers_speed_ln_sd * normal(seed, SPEED, a, j))
    account.formed = n.buyers_formed_request if requested else 0.0
    there = uniform(seed, RIVAL_THERE, a, j) < n.rival_present_request
    account.rival_there = 1 if requested and there else 0
    centre = 0.5 + 0.15 * normal(seed, IDEA_CENTRE, a, j)
    spread = n.buyers_idea_spread_request if requested else n.buyers_idea_spread
    start = n.buyers_conviction + (n.buyers_conviction_request if requested else 0.0)
    for b in range(account.first, account.first + account.size):
        buyer = s.buyers[b]
        whom = a * 64 + buyer.member
        buyer.start = min(1.0, start)
        buyer.conviction, buyer.ranked = buyer.start, buyer.member
        buyer.idea = within(centre + spread * normal(seed, IDEA, whom, j), 0.0, 1.0)
        own = uniform(seed, ROLE_OWN, whom, j) < n.dials_h_role
        buyer.own_role = buyer.taste if own else -1
        for k in range(s.contacts.shape[0]):
            contact = s.contacts[k, b]
            contact.unmoved, contact.pull = 1.0, 0.0
            customer = s.deals[k, a].wins > 0 and contact.talks > 0 and n.buyers_held_share > 0.0
            contact.access, contact.read_role = 1 if customer else 0, -1
    if s.said.shape[1] > 0:
        for k in range(s.said.shape[0]):
            said = s.said[k, a]
            said.count, said.beside, said.felt, said.alike = 0, 0, 0.0, 0.0
    takes_stock(a, s)
    rival = s.deals.shape[0] - 1
    s.deals[rival, a].covered, s.deals[rival, a].talks = 0, 0
    if account.rival_there:
        seller_joins(rival, a, s)


@compiled_apart
def seller_joins(k: int, a: int, s: State) -> None:
    """A seller enters a journey: what earlier purchases left, first trust, first access."""
    account, deal, n, clock = s.accounts[a], s.deals[k, a], s.numbers[0], s.clock[0]
    covered = 0
    held = min(1.0, 1.5 * n.buyers_held_share * (1.0 - whole_power(0.5, int(deal.wins))))
    for c in range(6):
        luck = uniform(clock.seed, HELD, seller_key(a, k, s), account.journey * 16 + c)
        if (account.required >> c) & 1 and luck < held:
            covered |= 1 << c
    deal.covered = covered
    for b in range(account.first, account.first + account.size):
        contact, buyer = s.contacts[k, b], s.buyers[b]
        contact.trust = faded(contact.trust, n.buyers_trust_decay, clock.week - deal.trust_week)
        if contact.talks == 0 and buyer.follows >= 0:
            influencer = s.influencers[buyer.follows]
            contact.trust = influencer.credibility * influencer.opinion[k]
        contact.engagement = n.conversation_first_engagement
        contact.last_talk = clock.week
    deal.trust_week = clock.week
    s.contacts[k, account.first].access = 1


@compiled
def journey_ends(a: int, rest: int, s: State) -> None:
    """A journey is over: the account rests before it buys again."""
    account = s.accounts[a]
    account.open, account.rests_until = 0, s.clock[0].week + rest
