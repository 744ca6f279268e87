"""What a buyer does: its needs move, it deliberates."""

from ecosim.actions.journeys import week_of_journey
from ecosim.chance import ENCOUNTER, ROLE_TASTE, chooses, uniform
from ecosim.compiling import compiled, compiled_for_agents
from ecosim.rules.conversation import toward
from ecosim.rules.group import held_conviction, met_idea, within
from ecosim.state import N_ROLES, STANDARD_ROLE, SUPPORTER, State


@compiled
def needed_role(b: int, c: int, s: State) -> int:
    """The role a buyer needs a seller in now: its own, else the standard one for commitment c."""
    own = int(s.buyers[b].own_role)
    if own >= 0:
        return own
    return int(STANDARD_ROLE[c]) if c >= 0 else SUPPORTER


@compiled
def needs_move(b: int, luck: float, s: State) -> None:
    """Now and then what role a buyer needs is drawn anew; what reps remember is then stale."""
    buyer, n, clock = s.buyers[b], s.numbers[0], s.clock[0]
    moves = n.buyers_needs_move * n.dials_drift
    if luck < moves:
        whom = buyer.account * 64 + buyer.member
        buyer.taste = chooses(clock.seed, ROLE_TASTE, whom, clock.week, N_ROLES)
        buyer.own_role = buyer.taste if luck < moves * n.dials_h_role else -1


@compiled_for_agents
def buyer_deliberates(b: int, s: State) -> None:
    """A buyer takes in the week's talks, falls back a little, listens to the group and to one peer;
    then what it needs from sellers may move on."""
    buyer = s.buyers[b]
    account = s.accounts[buyer.account]
    if account.open == 0:
        return
    n, clock = s.numbers[0], s.clock[0]
    unconvinced, idea = 1.0 - buyer.conviction, buyer.idea
    for k in range(s.contacts.shape[0]):
        contact = s.contacts[k, b]
        unconvinced *= contact.unmoved
        idea += contact.pull
        contact.unmoved, contact.pull = 1.0, 0.0
    conviction = held_conviction(1.0 - unconvinced, buyer.start, n.buyers_status_quo)
    conviction = toward(conviction, account.mean_conviction, n.buyers_peer_influence)
    nth = week_of_journey(int(buyer.account), s)
    whom = buyer.account * 64 + buyer.member
    luck = uniform(clock.seed, ENCOUNTER, whom, nth)
    if account.size > 1:
        place = luck * (account.size - 1)
        other = int(place)
        luck = place - other  # what the choice of a colleague leaves of the draw is as even
        other += account.first + (other >= buyer.member)
        peer = s.buyers[other].idea
        idea = met_idea(idea, peer, n.buyers_idea_reach, n.buyers_idea_step)
    buyer.conviction_next = within(conviction, 0.0, 1.0)
    buyer.idea_next = within(idea, 0.0, 1.0)
    needs_move(b, luck, s)
