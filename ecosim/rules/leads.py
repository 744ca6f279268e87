"""How well marketing's leads are picked."""

from ecosim.compiling import compiled


@compiled
def preferred(first_pressure: float, second_pressure: float, quality: float, luck: float) -> bool:
    """Whether a lead names the second of two accounts rather than the first.

    With the chance |quality| it names the one with more pressure (quality above zero) or with less
    (below zero); else the first, whichever that is. `luck` is uniform in [0, 1).
    """
    if luck >= abs(quality):
        return False
    return (second_pressure > first_pressure) == (quality > 0.0)
