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
class Switch:
    """A change of design: from the beginning of a week on, a team has another design.

    Deals in progress, relationships and people stay; circles and spans are drawn anew. What the
    change costs the people is the world's section `transition`.
    """

    week: Annotated[int, Ge(0), Le(6000)]
    design: Team
    team: Annotated[int, Ge(0), Le(2)] = 0  # its place among the scenario's teams


@checked(frozen=True, config=STRICT)
class Scenario:
    """One world, the teams that sell in it side by side (one to three), a horizon, and the changes
    of design that are planned."""

    world: World
    teams: tuple[Team, ...]
    horizon: Horizon = field(default_factory=Horizon)
    conversations_keyed_by: Literal["occurrence", "clock"] = "occurrence"
    switches: tuple[Switch, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.teams) <= 3:
            raise ValueError("a scenario has one to three teams")
        for team in (*self.teams, *(switch.design for switch in self.switches)):
            needed, paid = team.structure.coordination_hours, self.world.people.hours
            needed += team.regime.improvement_hours
            if needed > paid:
                raise ValueError(
                    f"team {team.name}: coordination takes {needed:g} h of each rep's week, "
                    f"but only {paid:g} h are paid (people.hours)"
                )
            if team.approvals.needs_managers and team.structure.span == 0:
                raise ValueError(
                    f"team {team.name}: approvals.decides is {team.approvals.decides!r}, but there "
                    "are no managers (structure.span is 0)"
                )
            plan_makes_sense(team)
            if needed + team.marketing.hours > paid:
                raise ValueError(
                    f"team {team.name}: coordination and marketing (marketing.hours) take "
                    f"{needed + team.marketing.hours:g} h of each rep's week, but only {paid:g} h "
                    "are paid (people.hours)"
                )
            if team.specialists.access == "up the line" and team.structure.span == 0:
                raise ValueError(
                    f'team {team.name}: specialists.access "up the line" needs managers, but '
                    "structure.span is 0"
                )
        if self.world.people.sensing_low > self.world.people.sensing_high:
            raise ValueError("people.sensing_low must not exceed people.sensing_high")
        self._check_switches()

    def _check_switches(self) -> None:
        planned = [(switch.team, switch.week) for switch in self.switches]
        for team, week in planned:
            if week >= self.horizon.weeks:
                raise ValueError(
                    f"a team changes its design in week {week}, but the run has weeks 0 to "
                    f"{self.horizon.weeks - 1}"
                )
            if team >= len(self.teams):
                raise ValueError(
                    f"team {team} changes its design, but the teams are 0 to {len(self.teams) - 1}"
                )
            if planned.count((team, week)) > 1:
                raise ValueError(f"team {team} changes its design twice in week {week}")

    def designs_in(self, week: int) -> tuple[Team, ...]:
        """The design that each team has in a week."""
        designs = list(self.teams)
        for switch in sorted(self.switches, key=lambda switch: switch.week):
            if switch.week <= week:
                designs[switch.team] = switch.design
        return tuple(designs)


def plan_makes_sense(team: Team) -> None:
    """Refuses a pay plan that speaks of a quota nobody has, or stops pay before the quota.

    Raises:
        ValueError: the sentence names the team and the keys.
    """
    regime = team.regime
    levers = ("bonus", "accelerator", "penalty", "pay_ceiling", "pressure")
    used = [f"regime.{name}" for name in levers if getattr(regime, name) > 0]
    if regime.quota == "none" and used:
        raise ValueError(f"team {team.name}: {used[0]} needs a quota, but regime.quota is none")
    if 0 < regime.pay_ceiling < 1:
        raise ValueError(f"team {team.name}: regime.pay_ceiling must be 0 (none) or at least 1")
    if regime.calendar_shift >= regime.period_weeks:
        raise ValueError(
            f"team {team.name}: regime.calendar_shift must be less than regime.period_weeks"
        )


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
