"""A Scenario: one world (given), the teams that sell in it (chosen), a horizon."""

import hashlib
import json
from dataclasses import asdict, field
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le
from pydantic.dataclasses import dataclass as checked

from ecosim.parameters import STRICT, number
from ecosim.team import Team
from ecosim.world import World


@checked(frozen=True, config=STRICT)
class Horizon:
    """Weeks of a run: burn-in, an entry cohort, a follow-up. Rates are of deals that enter in the cohort."""

    # fmt: off
    burn_in: Annotated[int, Ge(0), Le(2000)] = number(52, "weeks", "weeks before anything is measured")
    cohort: Annotated[int, Ge(1), Le(2000)] = number(52, "weeks", "weeks in which the measured deals enter")
    follow_up: Annotated[int, Ge(0), Le(2000)] = number(52, "weeks", "weeks in which they may still be resolved")
    # fmt: on

    @property
    def weeks(self) -> int:
        return self.burn_in + self.cohort + self.follow_up


@checked(frozen=True, config=STRICT)
class Scenario:
    """One world, the teams that sell in it side by side (one to three), a horizon."""

    world: World
    teams: tuple[Team, ...]
    horizon: Horizon = field(default_factory=Horizon)
    conversations_keyed_by: Literal["occurrence", "clock"] = "occurrence"

    def __post_init__(self) -> None:
        if not 1 <= len(self.teams) <= 3:
            raise ValueError("a scenario has one to three teams")
        for team in self.teams:
            needed, paid = team.structure.coordination_hours, self.world.people.hours
            if needed > paid:
                raise ValueError(
                    f"team {team.name}: coordination takes {needed:g} h of each rep's week, "
                    f"but only {paid:g} h are paid (people.hours)"
                )
        if self.world.people.sensing_low > self.world.people.sensing_high:
            raise ValueError("people.sensing_low must not exceed people.sensing_high")


def facts_of(thing: Any) -> dict[str, Any]:
    """A world, team or scenario as plain nested tables, ready for TOML or JSON."""
    return dict(asdict(thing))


def content_hash(thing: Any) -> str:
    """Twelve hex digits of what a world, team or scenario says, its name and description left out."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: bare(v) for k, v in value.items() if k not in ("name", "description")}
        return [bare(v) for v in value] if isinstance(value, list | tuple) else value

    text = json.dumps(bare(facts_of(thing)), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
