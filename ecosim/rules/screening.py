"""What comes through several people who may each say no: one after the other, or any of them."""

from ecosim.arithmetic import whole_power
from ecosim.compiling import compiled


@compiled
def passes_in_series(yeses: int, screens: int) -> bool:
    """Whether a proposal comes through when every one of the screens must say yes (a hierarchy).

    `yeses` is the set of screens that would say yes, as bits. Source: Sah and Stiglitz (1986).
    """
    return yeses == (1 << screens) - 1


@compiled
def passes_in_parallel(yeses: int) -> bool:
    """Whether a proposal comes through when one yes is enough (a polyarchy).

    `yeses` is the set of screens that would say yes, as bits. Source: Sah and Stiglitz (1986).
    """
    return yeses != 0


@compiled
def chance_in_series(yes: float, screens: int) -> float:
    """Chance to come through so many independent screens, all of which must say yes: p^L.

    Source: Sah and Stiglitz (1986), B6.
    """
    return whole_power(yes, screens)


@compiled
def chance_in_parallel(yes: float, screens: int) -> float:
    """Chance that at least one of so many independent screens says yes: 1 - (1 - p)^L.

    Source: Sah and Stiglitz (1986), B6.
    """
    return 1.0 - whole_power(1.0 - yes, screens)
