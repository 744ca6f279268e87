"""What groups remember of each seller's conversations, how they compare them; the rival's own way.

Sellers are compared when a group decides; what came out holds for the next week's meetings, so
that who talks first in a week changes nothing.
"""

from ecosim.chance import ONCE, RIVAL_ORDER, RIVAL_ROLE, RIVAL_SCRIPT, chooses, uniform
from ecosim.compiling import Whole, compiled, compiled_apart
from ecosim.rules.commitments import first, holds
from ecosim.rules.contest import felt_difference, trust_not_felt
from ecosim.state import MOST_STEPS, N_ROLES, STANDARD_ROLE, State

TALKS_APART = 4096  # more than a seller's talks in one journey


@compiled_apart
def conversation_is_remembered(k: int, a: int, c: Whole, role: Whole, s: State) -> None:
    """A group remembers a conversation - what for, in which role - the first time it is held."""
    said, step = s.said[k, a], c * N_ROLES + role
    for place in range(said.count):
        if said.step[place] == step:
            return
    if said.count < MOST_STEPS:
        said.step[said.count] = step
        said.count += 1


@compiled
def in_the_race(k: int, a: int, s: State) -> bool:
    """Whether a seller still sells to a group and has had a conversation with it."""
    if s.said[k, a].count == 0:
        return False
    if k == s.deals.shape[0] - 1:
        return bool(s.accounts[a].rival_there == 1)
    return bool(s.deals[k, a].open == 1)


@compiled
def difference_between(k: int, j: int, a: int, s: State) -> float:
    """How different two sellers that have both held conversations feel to a group."""
    one, other = s.said[k, a], s.said[j, a]
    steps, common = min(one.count, other.count), 0
    for place in range(steps):
        for there in range(steps):
            common += one.step[place] == other.step[there]
    return felt_difference(common, steps)


@compiled_apart
def sellers_are_compared(a: int, s: State) -> None:
    """A group compares its sellers: each one's mean difference from the others in the race."""
    sellers = s.said.shape[0]
    for k in range(sellers):
        total, others = 0.0, 0
        if in_the_race(k, a, s):
            for j in range(sellers):
                if j != k and in_the_race(j, a, s):
                    total += difference_between(k, j, a, s)
                    others += 1
        said = s.said[k, a]
        said.beside = others
        said.felt = total / others if others > 0 else 0.0
        said.alike = 1.0 - said.felt if others > 0 else 0.0


@compiled
def trust_of_group(k: int, a: int, s: State) -> float:
    """A group's trust in a seller, weighted by votes."""
    account, trust = s.accounts[a], 0.0
    for b in range(account.first, account.first + account.size):
        trust += s.buyers[b].weight * s.contacts[k, b].trust
    return trust


@compiled_apart
def worth_beside_others(k: int, a: int, s: State) -> float:
    """What a seller's utility gains or loses because the others stand beside it, in logits."""
    n, said, rival = s.numbers[0], s.said[k, a], s.said.shape[0] - 1
    worth = n.contest_price_weight * n.contest_rival_discount if k == rival else 0.0
    if said.beside == 0:
        return float(worth)
    worth += n.contest_difference_weight * said.felt
    if n.contest_sameness != 0.0:
        total, sellers = 0.0, 0
        for j in range(s.said.shape[0]):
            if in_the_race(j, a, s):
                total += trust_of_group(j, a, s)
                sellers += 1
        mine = trust_of_group(k, a, s)
        lost = trust_not_felt(mine, total / sellers, said.alike, n.contest_sameness)
        worth -= n.buyers_trust_weight * lost
    return float(worth)


@compiled
def own_next(todo: int, s: State) -> int:
    """The commitment that comes first in the rival's own order, the same at every account."""
    best, earliest = -1, 2.0
    for c in range(10):
        if holds(todo, c):
            place = uniform(s.clock[0].seed, RIVAL_ORDER, c, ONCE)
            if place < earliest:
                best, earliest = c, place
    return best


@compiled_apart
def rival_asks(a: int, todo: int, s: State) -> int:
    """The commitment of the rival's next conversation, which the group remembers.

    With the chance `contest.similarity` the standard script's next step in its standard role; else
    the next of a script of the rival's own, that has another order and, for each commitment,
    another role. Which of them it is changes nothing of what the conversation achieves.
    """
    n, clock, k = s.numbers[0], s.clock[0], s.said.shape[0] - 1
    nth = s.accounts[a].journey * TALKS_APART + s.deals[k, a].talks
    c = first(todo)
    role = int(STANDARD_ROLE[c])
    if uniform(clock.seed, RIVAL_SCRIPT, a, nth) >= n.contest_similarity:
        c = own_next(todo, s)
        away = 1 + chooses(clock.seed, RIVAL_ROLE, c, ONCE, N_ROLES - 1)
        role = (int(STANDARD_ROLE[c]) + away) % N_ROLES
    conversation_is_remembered(k, a, c, role, s)
    return c
