"""How beliefs about what customers value are learned: from a code, from votes, from contacts.

A belief is -1 or 1, or 0 for "does not know".
"""

import math

from ecosim.arithmetic import whole_power
from ecosim.compiling import Whole, compiled
from ecosim.rules.commitments import count


@compiled
def acted_on(belief: Whole, coin: float) -> int:
    """What somebody does: as believed; without a belief by a fair coin, `coin` uniform in [0, 1).

    Source: March (1991), read as in prototype.md 2.
    """
    if belief != 0:
        return int(belief)
    return 1 if coin < 0.5 else -1


@compiled
def stepped_toward(belief: Whole, code: Whole) -> int:
    """A belief one step nearer to the code; a code that knows nothing teaches nothing.

    From -1 to 1 it takes two steps, by way of not knowing. Source: March (1991).
    """
    if code == 0 or belief == code:
        return int(belief)
    return int(belief + 1) if code > belief else int(belief - 1)


@compiled
def counted_vote(vote: Whole, performance: float, bar: float) -> int:
    """A vote, if who casts it does strictly better than the bar; else none.

    Source: March (1991) for a code that follows its betters, Fang et al. (2010) for contacts.
    """
    return int(vote) if performance > bar else 0


@compiled
def majority_of(votes: Whole) -> int:
    """The side with more votes, by the sum of votes for (1) and against (-1); 0 if they are even.

    Source: March (1991), Fang et al. (2010).
    """
    if votes == 0:
        return 0
    return 1 if votes > 0 else -1


@compiled
def adoption_chance(votes: Whole, learning: float) -> float:
    """Chance that a code adopts a majority of k votes, each convincing by itself with `learning`.

    1 - (1 - learning)^k. Source: March (1991).
    """
    return 1.0 - whole_power(1.0 - learning, abs(int(votes)))


@compiled
def belief(known: int, yes: int, bit: int) -> int:
    """What a mind believes of one bit: 1, -1 or 0, by the sets of bits it knows and says yes to."""
    if (known >> bit) & 1 == 0:
        return 0
    return 1 if (yes >> bit) & 1 else -1


@compiled
def relevance(known: int, yes: int, priorities: int, bits: int) -> float:
    """The share of a customer's priorities that somebody gets right, all as sets of bits.

    Where there is no belief a coin would decide, so that it counts one half. Source: March (1991)
    for the coin; model.md (knowledge).
    """
    right = count(known & ~(yes ^ priorities))
    return (right + 0.5 * (bits - count(known))) / bits


@compiled
def expected_at_account(relevant: float, own: float) -> float:
    """Relevance to expect at a single account of somebody so relevant to its segment, when each of
    the account's priorities differs with a chance: 1/2 + (relevance - 1/2)(1 - 2 own)."""
    return 0.5 + (relevant - 0.5) * (1.0 - 2.0 * own)


@compiled
def relevance_factor(relevant: float, reference: float, weight: float) -> float:
    """What relevance does to the chance of success: 1 at the reference, in proportion beyond it.

    Somebody who knows as much as the reference succeeds as often as if knowledge were off.
    """
    return max(0.0, 1.0 + weight * (relevant / reference - 1.0))


@compiled
def area_of(territory: int, areas: int, size: int, scattered: bool) -> int:
    """The area of the market in which a territory lies: with its neighbours, or dealt out."""
    if territory < 0 or areas <= 1:
        return 0
    return territory % areas if scattered else min(territory // size, areas - 1)


@compiled
def talks_in_round(each: float, nth: int) -> int:
    """How many talks the n-th round has when rounds have so many on average (a part adds up)."""
    return math.floor((nth + 1) * each) - math.floor(nth * each)


@compiled
def first_in_round(each: float, nth: int, contacts: int) -> int:
    """With which contact the n-th round begins, so that in time everybody has a turn."""
    return math.floor(nth * each) % contacts


@compiled
def is_in_round(place: int, first: int, talks: int, contacts: int) -> bool:
    """Whether the contact in this place has a turn, counting round from the first."""
    return (place - first + contacts) % contacts < talks


@compiled
def is_newer(week: Whole, than: Whole) -> bool:
    """Whether evidence is newer than other evidence; without a date (-1) it never is."""
    return bool(week > than)


@compiled
def belongs_on_list(share: float) -> bool:
    """Whether a step belongs on a standard list: more than half of the accounts require it."""
    return share > 0.5
