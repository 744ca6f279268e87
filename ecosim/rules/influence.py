"""When somebody follows those whose opinion counts, and how an opinion moves."""

from ecosim.compiling import Whole, compiled


@compiled
def is_persuaded(adopters: Whole, peers: Whole, threshold: float) -> bool:
    """Whether the share of adopters among somebody's peers reaches the threshold.

    Who has no peers follows nobody. Source: Granovetter (1978), Watts and Dodds (2007); B10, B11.
    """
    return bool(peers > 0 and adopters >= threshold * peers)


@compiled
def side_taken(
    own: float, view: float, in_favour: Whole, against: Whole, peers: Whole, threshold: float
) -> int:
    """Which opinion of a seller somebody takes over from its peers: 1 for, -1 against, 0 none.

    An opinion counts from `view` on. It is taken over by whoever does not hold it yet, once the
    share of peers who hold it reaches the threshold (at least one must); if that is so on both
    sides, the side with more peers wins, and none if they are even.
    Source: Granovetter (1978), Watts and Dodds (2007).
    """
    pro = in_favour > 0 and is_persuaded(in_favour, peers, threshold)
    con = against > 0 and is_persuaded(against, peers, threshold)
    if pro and con:
        pro, con = in_favour > against, against > in_favour
    if pro and own < view:
        return 1
    return -1 if con and own > -view else 0


@compiled
def spoken_for(poor_fit: float, distance: float) -> float:
    """The opinion that a buyer passes on of a purchase: 1, less the further from its own idea the
    product is, and at worst -1. Source: S3 (buy something, anything, today)."""
    return min(1.0, max(-1.0, 1.0 - poor_fit * distance))
