"""How different two sellers feel to a group, and what that does to its choice."""

from ecosim.compiling import compiled


@compiled
def felt_difference(common: int, steps: int) -> float:
    """Difference of two sellers after the first `steps` different conversations of each.

    A conversation is a commitment asked for in a role. Both are looked at only as far as the slower
    one has come, so that being behind is no difference; 0 if they held the same ones, 1 if none.
    Source: C21 (distance between delivered conversations).
    """
    return 1.0 - common / steps


@compiled
def trust_not_felt(trust: float, mean: float, alike: float, sameness: float) -> float:
    """What a seller's trust loses when sellers are alike: a share of what sets it apart.

    At sameness 1 and full likeness every seller is left with the mean trust. Source: C21.
    """
    return sameness * alike * (trust - mean)


@compiled
def willing_despite(sameness_refused: float, alike: float) -> float:
    """Factor on the willingness to meet a seller whose conversations are like the others'."""
    return 1.0 - sameness_refused * alike
