"""People outside sales who join conversations in their field, and how a team reaches them."""

from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic.dataclasses import dataclass as checked

from ecosim.parameters import STRICT, Hours, Share, number

People = Annotated[int, Ge(0), Le(1000)]


@checked(frozen=True, config=STRICT)
class Specialists:
    """The selling firm's engineers, financiers and lawyers: the same for every team."""

    # fmt: off
    engineers: People = number(0, "people", "specialists for reviewing the solution; all three 0 = off", "model.md (specialist); S1 (cut across boundaries)")
    financiers: People = number(0, "people", "specialists for the commitment to invest", "model.md (specialist)")
    lawyers: People = number(0, "people", "specialists for resolving concerns", "model.md (specialist)")
    hours: Annotated[float, Ge(0.1), Le(80)] = number(10.0, "h per week", "hours that each specialist has for sales")
    case_hours: Annotated[float, Ge(0.01), Le(80)] = number(3.0, "h", "mean hours a specialist gives to one request (exponential)")
    skill: Annotated[float, Ge(-3), Le(3)] = number(0.5, "logit", "mean skill of specialists in their field above that of reps", "model.md (specialist)", True)
    skill_sd: Annotated[float, Ge(0), Le(3)] = number(0.35, "logit", "spread of skill between specialists", "prototype.md 1 (as between reps)")
    request_hours: Hours = number(0.5, "h", "a rep's hours for one request, by whatever way")
    handling_hours: Hours = number(0.5, "h", "a manager's hours for passing on one request, taken from those it has for its reps", "prototype.md 2 (equal payroll)")
    network_chance: Share = number(0.3, "share", "chance that a rep who only asks people it knows finds a specialist for a request", "model.md (specialist)", True)
    # fmt: on

    @property
    def pools(self) -> tuple[int, int, int]:
        """How many there are of each kind, in the order of state.SPECIALITIES."""
        return self.engineers, self.financiers, self.lawyers


@checked(frozen=True, config=STRICT)
class Reaching:
    """The way by which a team's reps reach specialists."""

    access: Literal["none", "direct", "up the line", "own network", "by structure"] = number(
        "by structure", "way", "whom a rep asks for a specialist: nobody, the specialist, its manager, or people it happens to know; by structure: the specialist in clusters, else the manager, else people it knows",
        "S1 (cut across boundaries); model.md (specialist)",
    )  # fmt: skip
