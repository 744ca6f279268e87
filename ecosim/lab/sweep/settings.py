"""What a study may vary: every parameter of a world or team by its dotted name.

`world.dials.noise` is the parameter `noise` under `[dials]` of every world of the study,
`team.playbook.adherence` likewise of every team. Two names stand for several parameters:
`world.dials.heterogeneity` for its three kinds, `world.scale` for the size of the market.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from annotated_types import Ge, Le

from ecosim.reference import allowed, as_written
from ecosim.team import Team
from ecosim.world import World

HETEROGENEITY = "world.dials.heterogeneity"
STANDS_FOR = ("world.dials.h_set", "world.dials.h_order", "world.dials.h_role")
SCALE = "world.scale"

type Setting = bool | int | float | str


class Parameter(NamedTuple):
    """One parameter that a study may vary.

    Attributes:
        name: dotted, beginning with world or team.
        kind: bool, int, float or str.
        allowed: what it may be, in words.
        unit: as in the parameter reference.
        meaning: as in the parameter reference.
        low: lowest number allowed; NaN for words and yes or no.
        high: highest number allowed; NaN likewise.
        words: the words allowed, if it is a word.
    """

    name: str
    kind: type
    allowed: str
    unit: str
    meaning: str
    low: float = float("nan")
    high: float = float("nan")
    words: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it is a number, so that it may have a range and a distribution."""
        return self.kind in (int, float)

    def takes(self, value: object) -> bool:
        """Whether the parameter may have this value. A whole number may stand for a number."""
        if self.kind is bool:
            return isinstance(value, bool)
        if self.kind is str:
            return value in self.words
        fits = int if self.kind is int else (int, float)
        if isinstance(value, bool) or not isinstance(value, fits):
            return False
        return bool(self.low <= value <= self.high)

    @property
    def must(self) -> str:
        """What it may be, with its unit."""
        return f"{self.allowed} ({self.unit})" if self.is_number and self.unit else self.allowed


@cache
def varied_parameters() -> dict[str, Parameter]:
    """Every parameter a study may vary, by name."""
    found = [*_parameters_of(World), *_parameters_of(Team)]
    share = next(row for row in found if row.name == STANDS_FOR[0])
    meaning = "how far accounts, their orders of commitments and their buyers' roles differ"
    found.append(share._replace(name=HETEROGENEITY, meaning=meaning))
    words = "accounts, reps and influencers, multiplied by this factor"
    found.append(
        Parameter(SCALE, float, "a number from 0.001 to 1,000", "factor", words, 0.001, 1000.0)
    )
    return {row.name: row for row in found}


def _parameters_of(kind: type) -> list[Parameter]:
    hints = get_type_hints(kind)
    tables = [field.name for field in fields(kind) if is_dataclass(hints[field.name])]
    found = []
    for table in tables:
        inner = get_type_hints(hints[table], include_extras=True)
        for field in fields(hints[table]):
            name = f"{kind.__name__.lower()}.{table}.{field.name}"
            found.append(_parameter(name, inner[field.name], field.metadata))
    return found


def _parameter(name: str, hint: Any, facts: Mapping[str, Any]) -> Parameter:
    unit, meaning = facts["unit"], facts["meaning"]
    if get_origin(hint) is Literal:
        return Parameter(name, str, allowed(hint), unit, meaning, words=get_args(hint))
    if get_origin(hint) is not Annotated:
        return Parameter(name, hint, allowed(hint), unit, meaning)
    base, *marks = get_args(hint)
    low: Any = next(mark.ge for mark in marks if isinstance(mark, Ge))
    high: Any = next(mark.le for mark in marks if isinstance(mark, Le))
    return Parameter(name, base, allowed(hint), unit, meaning, float(low), float(high))


def unknown(name: str) -> str:
    """That there is no such parameter, with the nearest one."""
    known = list(varied_parameters())
    near = get_close_matches(name, known, n=1)
    leaf = [one for one in known if one.rpartition(".")[2] == name.rpartition(".")[2]]
    if not near and not leaf:
        example = "begins with world or team, as world.dials.noise or team.playbook.adherence"
        return f"{as_written(name)} is not a parameter; the name of one {example}."
    return f"{as_written(name)} is not a parameter; did you mean {as_written((leaf or near)[0])}?"


def world_with(world: World, settings: Mapping[str, Setting]) -> World:
    """The world with these parameters, those of teams passed over; its size is changed last.

    Raises:
        ValueError: a value is out of range, also one that the change of size leads to.
    """
    changed: World = _changed(world, "world", _spelt_out(settings))
    scale = settings.get(SCALE)
    return changed if scale is None else changed.sized(float(scale))


def team_with(team: Team, settings: Mapping[str, Setting]) -> Team:
    """The team with these parameters, those of worlds passed over.

    Raises:
        ValueError: a value is out of range.
    """
    changed: Team = _changed(team, "team", settings)
    return changed


def _spelt_out(settings: Mapping[str, Setting]) -> dict[str, Setting]:
    """The settings with the names that stand for several parameters written out or left out."""
    plain = {name: value for name, value in settings.items() if name not in (HETEROGENEITY, SCALE)}
    if HETEROGENEITY in settings:
        plain |= dict.fromkeys(STANDS_FOR, settings[HETEROGENEITY])
    return plain


def _changed(thing: Any, kind: str, settings: Mapping[str, Setting]) -> Any:
    tables: dict[str, dict[str, Setting]] = {}
    for name, value in settings.items():
        if name.startswith(f"{kind}."):
            _, table, leaf = name.split(".")
            tables.setdefault(table, {})[leaf] = value
    made = {table: replace(getattr(thing, table), **tables[table]) for table in tables}
    return replace(thing, **made) if made else thing
