"""How beliefs about what customers value are learned: from a code, from votes, from contacts.

A belief is -1 or 1, or 0 for "does not know".
"""

from ecosim.arithmetic import whole_power
from ecosim.compiling import Whole, compiled


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
