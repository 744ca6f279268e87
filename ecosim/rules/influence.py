"""When somebody follows those whose opinion counts."""

from ecosim.compiling import Whole, compiled


@compiled
def is_persuaded(adopters: Whole, peers: Whole, threshold: float) -> bool:
    """Whether the share of adopters among somebody's peers reaches the threshold.

    Who has no peers follows nobody. Source: Granovetter (1978), Watts and Dodds (2007); B10, B11.
    """
    return bool(peers > 0 and adopters >= threshold * peers)
