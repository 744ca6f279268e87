"""Who must say yes: a hierarchy asks all of its screens, a polyarchy is content with one.

Each of L people judges a proposal by themselves and says yes with a chance p, higher for good
proposals than for bad ones. In a hierarchy a proposal comes through if all say yes, p^L; in a
polyarchy if anybody does, 1 - (1 - p)^L. The first stops more bad and more good.

Checked without any chance: every pattern of yes and no is tried, weighted by how likely it is.

Source: Sah and Stiglitz, American Economic Review 76 (1986); facts.md B6.
"""

from dataclasses import dataclass

from ecosim.rules.screening import (
    chance_in_parallel,
    chance_in_series,
    passes_in_parallel,
    passes_in_series,
)
from ecosim.theory.check import Check

NAME = "Screens in series and in parallel"
GOOD, BAD = 0.8, 0.3  # chance that one screen says yes to a good and to a bad proposal
SCREENS = (1, 2, 3)
ROUNDING = 1e-15
SOURCE = "Sah and Stiglitz (1986), B6"


@dataclass(frozen=True)
class Acceptance:
    """The chances that a proposal comes through.

    Attributes:
        screens: how many people judge it.
        yes: chance that one of them says yes.
        hierarchy: chance that all do.
        polyarchy: chance that anybody does.
    """

    screens: int
    yes: float
    hierarchy: float
    polyarchy: float


def acceptance(yes: float, screens: int) -> Acceptance:
    """The chances by trying every pattern of yes and no, each by the rule of its structure."""
    hierarchy = polyarchy = 0.0
    for pattern in range(1 << screens):
        likely = 1.0
        for screen in range(screens):
            likely *= yes if pattern >> screen & 1 else 1.0 - yes
        hierarchy += likely if passes_in_series(pattern, screens) else 0.0
        polyarchy += likely if passes_in_parallel(pattern) else 0.0
    return Acceptance(screens, yes, hierarchy, polyarchy)


def checks() -> list[Check]:
    """Acceptance of good and of bad proposals by one to three screens, exact but for rounding."""
    rows = []
    for screens in SCREENS:
        for kind, yes in (("good", GOOD), ("bad", BAD)):
            found = acceptance(yes, screens)
            for structure, by_rule, counted, formula in (
                ("hierarchy", chance_in_series(yes, screens), found.hierarchy, yes**screens),
                ("polyarchy", chance_in_parallel(yes, screens), found.polyarchy,
                 1.0 - (1.0 - yes) ** screens),
            ):  # fmt: skip
                name = f"{structure} of {screens} accepts a {kind} proposal"
                worse = max(by_rule, counted, key=lambda value: abs(value - formula))
                rows.append(Check(NAME, name, formula, worse, ROUNDING, "equal", SOURCE))
    return rows
