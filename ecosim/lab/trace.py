"""Where two paired runs part: the same market and luck, two team designs, stepped side by side.

Both runs are stepped through week.WEEK, step by step, and after each step every table of the state
is compared, whatever tables and columns there are. What differs before the first week is the design
itself (hours, circles, managers) and is no event.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ecosim.build import build
from ecosim.scenario import Scenario
from ecosim.simulate import with_room
from ecosim.state import State
from ecosim.week import WEEK

MARKET = ("accounts", "buyers", "contacts", "influencers", "customers")
THE_DESIGN = ("teams", "numbers")

type Place = tuple[int, ...]
type Mask = npt.NDArray[np.bool_]


class Difference(NamedTuple):
    """One value of the state that is not the same in both runs.

    Attributes:
        table: of the state.
        column: of the table; empty where it has none.
        place: where in the table.
        first: the value in the first run.
        second: the value in the second run.
    """

    table: str
    column: str
    place: Place
    first: Any
    second: Any


@dataclass(frozen=True)
class Parting:
    """A moment in which two runs part.

    Attributes:
        week: from 0.
        phase: of the week.
        sentence: what happens in this phase.
        difference: the first value that differs, in the order of the state's tables.
        others: how many more values differ after the same step.
    """

    week: int
    phase: str
    sentence: str
    difference: Difference
    others: int


@dataclass(frozen=True)
class Partings:
    """Where two runs part, looked at from near and from afar; None: nowhere.

    Attributes:
        weeks: how many were compared.
        anywhere: the first value of any kind that differs.
        market: the first that is no matter of the team's own books: in accounts, buyers, and what
            they have with a seller.
        sale: the first sale, of a team or the rival, that is made in one run only.
        left_out: tables laid out differently by the two designs, which can not be compared.
    """

    weeks: int
    anywhere: Parting | None
    market: Parting | None
    sale: Parting | None
    left_out: tuple[str, ...]


class Moment(NamedTuple):
    """The two states after one step of a week."""

    week: int
    phase: str
    sentence: str
    first: State
    second: State


def moments(first: Scenario, second: Scenario, seed: int) -> Iterator[Moment]:
    """Both runs side by side, after each step of each week; the states are the same objects."""
    a, b = build(first, seed), build(second, seed)
    yield Moment(0, "", "", a, b)
    for week in range(min(first.horizon.weeks, second.horizon.weeks)):
        a, b = with_room(a), with_room(b)
        for phase in WEEK:
            for step in phase.steps:
                step.loop(a)
                step.loop(b)
                yield Moment(week, phase.name, phase.sentence, a, b)


def partings(first: Scenario, second: Scenario, seed: int) -> Partings:
    """Where the runs of two scenarios with the same world and seed part."""
    stepped = moments(first, second, seed)
    start = next(stepped)
    design, left_out = _design(start.first, start.second)
    found: dict[str, Parting | None] = dict.fromkeys(("anywhere", "market", "sale"))
    for moment in stepped:
        there = list(_differences(moment.first, moment.second, design))
        if not there:
            continue
        outside = [one for one in there if one[0].table in MARKET]
        sold = [one for one in there if one[0][:2] == ("deals", "wins")]
        for name, some in (("anywhere", there), ("market", outside), ("sale", sold)):
            if found[name] is None and some:
                found[name] = _parting(moment, some)
        if None not in found.values():
            break
    return Partings(first.horizon.weeks, left_out=left_out, **found)


def _parting(moment: Moment, some: list[tuple[Difference, int]]) -> Parting:
    count = sum(number for _, number in some)
    return Parting(moment.week, moment.phase, moment.sentence, some[0][0], count - 1)


def _columns(table: Any) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    """The columns of a table by name; a plain array is one column without a name."""
    names = table.dtype.names
    if names is None:
        yield "", table
    else:
        yield from ((name, table[name]) for name in names)


def _unequal(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> Mask:
    """Where two columns differ; numbers that are not there (NaN) on both sides are alike."""
    unequal: Mask = a != b
    if a.dtype.kind == "f":
        unequal &= ~(np.isnan(a) & np.isnan(b))
    return unequal


def _design(a: State, b: State) -> tuple[dict[tuple[str, str], Mask], tuple[str, ...]]:
    """Where the states differ before the first week, and the tables of different shape."""
    there: dict[tuple[str, str], Mask] = {}
    left_out = []
    for name in State._fields:
        one, other = getattr(a, name), getattr(b, name)
        if name in THE_DESIGN:
            continue
        if one.shape != other.shape or one.dtype != other.dtype:
            left_out.append(name)
            continue
        for column, values in _columns(one):
            there[name, column] = _unequal(values, other[column] if column else other)
    return there, tuple(left_out)


def _differences(
    a: State, b: State, design: dict[tuple[str, str], Mask]
) -> Iterator[tuple[Difference, int]]:
    """The first value that differs in each column, and how many do there."""
    for (name, column), given in design.items():
        one, other = getattr(a, name), getattr(b, name)
        if column:
            one, other = one[column], other[column]
        length = min(len(one), len(other))  # logs grow as they are filled
        unequal = _unequal(one[:length], other[:length])
        known = min(length, len(given))
        unequal[:known] &= ~given[:known]
        if unequal.any():
            place = tuple(int(k) for k in np.argwhere(unequal)[0])
            values = one[place].item(), other[place].item()
            yield Difference(name, column, place, *values), int(unequal.sum())
