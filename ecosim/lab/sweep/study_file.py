"""Studies as TOML files. Whatever is wrong with one is said in a sentence each.

name = "noise"
worlds = ["mid-market-saas"]                     # presets, or files beside the study
teams = ["linear-process", "chaotic-cluster"]
replications = 50

[design]
kind = "grid"

[factors."world.dials.noise"]
values = [0.0, 0.3, 0.6]

[factors."world.market.request_rate"]
low = 0.01
high = 0.05
distribution = "log-uniform"
levels = 3
"""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from ecosim.files import FileError, _as_json, _content, _parsed, _shown, load_team, load_world
from ecosim.lab.sweep.settings import Parameter, Setting, unknown, varied_parameters
from ecosim.lab.sweep.study import Correlation, Design, Factor, Precision, Study
from ecosim.reference import NAME_ALLOWED, allowed, as_written
from ecosim.scenario import Horizon
from ecosim.team import Team
from ecosim.world import World

MOST_POINTS = 1_000_000

type Table = dict[str, Any]


def load_study(path: Path | str) -> Study:
    """The study in a TOML file; its name is the file's unless the file gives one.

    Files named in it are found from its own folder.

    Raises:
        FileError: with one sentence for each thing that is wrong, at most ten.
    """
    path = Path(path)
    label = str(path)
    table = {"name": path.stem} | _parsed(_content(path, label), label)
    reading = _Reading(path.parent, label)
    given = reading.study(table)
    if reading.problems:
        raise FileError(label, list(dict.fromkeys(reading.problems)))
    try:
        return Study(**given)
    except ValidationError as error:
        raise FileError(label, [*_lines(error)]) from None


class _Reading:
    """Reads a study's tables one after another and notes what is wrong."""

    def __init__(self, folder: Path, label: str) -> None:
        self.folder, self.label = folder, label
        self.problems: list[str] = []

    def study(self, table: Table) -> Table:
        """The fields of the study as far as they can be read."""
        known = [field.name for field in fields(Study)]
        given: Table = {}
        for key in (key for key in table if key not in known):
            self.problems.append(_unknown_key(key, "", known))
        for key in ("worlds", "teams"):
            if key not in table:
                self.problems.append(f"{key} is missing; it must be a list of presets or files.")
        given["worlds"] = self.things("worlds", table, load_world)
        given["teams"] = self.things("teams", table, load_team)
        given["factors"] = self.factors(table.get("factors", {}))
        given["correlations"] = self.correlations(table.get("correlations", []))
        sections: dict[str, type] = {"design": Design, "precision": Precision, "horizon": Horizon}
        for key, kind in sections.items():
            if key in table:
                given[key] = self.section(kind, table[key], key)
        if isinstance(given.get("design"), Design) and given["design"].kind == "csv":
            given["design"] = self.csv_design(given["design"])
        plain = [key for key in known if key in table and key not in given]
        given |= {key: self.plain(key, table[key]) for key in plain}
        return given

    def things[Thing: (World, Team)](
        self, key: str, table: Table, load: Callable[[str | Path], Thing]
    ) -> tuple[Thing, ...]:
        """The worlds or teams, presets by name or files by path."""
        names = table.get(key, [])
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            self.problems.append(f"{key} is {_shown(names)}, but must be a list of names or files.")
            return ()
        found = []
        for name in names:
            is_file = name.endswith(".toml") or "/" in name or "\\" in name
            try:
                found.append(load(self.folder / name if is_file else name))
            except FileError as error:
                self.problems += [f"{key}: {line}" for line in str(error).splitlines()]
        return tuple(found)

    def factors(self, table: Any) -> tuple[Factor, ...]:
        """The factors, each a table under its parameter's name (quoted or not)."""
        if not isinstance(table, dict):
            self.problems.append(f"factors is {_shown(table)}, but must be tables of factors.")
            return ()
        found = []
        for name, given in _by_parameter(table):
            at = f"factors.{as_written(name)}"
            if name not in varied_parameters():
                self.problems.append(f"factors: {unknown(name)}")
            elif not isinstance(given, dict):
                self.problems.append(f"{at} is {_shown(given)}, but must be a table.")
            else:
                found.append(self.section(Factor, given, at, name=name))
        return tuple(factor for factor in found if factor is not None)

    def correlations(self, tables: Any) -> tuple[Correlation, ...]:
        """The correlations, a list of tables."""
        if not isinstance(tables, list):
            self.problems.append("correlations must be written as [[correlations]] tables.")
            return ()
        found = [
            self.section(Correlation, table, f"correlations[{place}]")
            for place, table in enumerate(tables)
        ]
        return tuple(pair for pair in found if pair is not None)

    def section(self, kind: type, table: Any, at: str, **more: str) -> Any:
        """One table of the study; None, and a problem noted, if it is wrong."""
        if not isinstance(table, dict):
            self.problems.append(f"{at} is {_shown(table)}, but must be a table.")
            return None
        given = table | more
        try:
            return TypeAdapter(kind).validate_json(_as_json(given, self.label))
        except ValidationError as error:
            for detail in error.errors():
                self.problems.append(_sentence(kind, given, at, detail))
            return None

    def plain(self, key: str, value: Any) -> Any:
        """A number or text at the top of the file."""
        hint = get_type_hints(Study, include_extras=True)[key]
        try:
            text = json.dumps(value, default=str)
            return TypeAdapter(hint).validate_json(text, strict=True)
        except (ValidationError, ValueError, RecursionError):
            must = NAME_ALLOWED if key == "name" else _allowed(Study, key)
            self.problems.append(f"{key} is {_shown(value)}, but must be {must}.")
            return None

    def csv_design(self, design: Design) -> Design:
        """The design with the points of its file."""
        if design.columns or design.rows:
            self.problems.append("design.columns and design.rows are read from design.file.")
        if not design.file:
            return design
        path = self.folder / design.file
        try:
            columns, rows = read_points(path, design.file)
        except FileError as error:
            self.problems += str(error).splitlines()
            return design
        return Design(kind="csv", file=design.file, columns=columns, rows=rows, seed=design.seed)


def read_points(
    path: Path, label: str
) -> tuple[tuple[str, ...], tuple[tuple[Setting | None, ...], ...]]:
    """The factors and points of a CSV file: a column a factor, a line a point.

    Raises:
        FileError: it can not be read, or a cell is no value of its parameter.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
    except FileNotFoundError:
        raise FileError(label, ["there is no such file."]) from None
    except (OSError, ValueError, csv.Error):
        raise FileError(label, ["the file can not be read as CSV in UTF-8."]) from None
    lines = [line for line in lines if any(cell.strip() for cell in line)]
    if len(lines) < 2 or len(lines) > MOST_POINTS:
        given = f"it has {max(0, len(lines) - 1):,} points"
        raise FileError(
            label, [f"{given}, but must have names of factors and 1 to {MOST_POINTS:,}."]
        )
    columns = tuple(cell.strip() for cell in lines[0])
    known = varied_parameters()
    problems = [unknown(name) for name in columns if name not in known]
    if problems:
        raise FileError(label, problems)
    rows = []
    for number, line in enumerate(lines[1:], start=1):
        if len(line) != len(columns):
            problems.append(f"point {number} has {len(line)} values, but must have {len(columns)}.")
            continue
        cells = []
        for name, cell in zip(columns, line, strict=True):
            value = cell_value(cell.strip(), known[name])
            cells.append(value)
            if value is not None and not known[name].takes(value):
                said = f"is {_shown(value)}, but must be {known[name].must}"
                problems.append(f"point {number}: {name} {said}.")
        rows.append(tuple(cells))
    if problems:
        raise FileError(label, problems)
    return columns, tuple(rows)


def cell_value(cell: str, parameter: Parameter) -> Setting | None:
    """What a cell says; None if it is empty; its text where it says nothing of the right kind."""
    if not cell:
        return None
    if parameter.kind is bool:
        return {"true": True, "false": False}.get(cell.lower(), cell)
    if parameter.is_number:
        try:
            return int(cell) if parameter.kind is int else float(cell)
        except ValueError:
            return cell
    return cell


def _by_parameter(table: Table, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Factors by dotted name, also where the name was not quoted and TOML made tables of it."""
    own = {field.name for field in fields(Factor)} - {"name"}
    for key, value in table.items():
        name = f"{prefix}{key}"
        deeper = isinstance(value, dict) and value and not own & set(value)
        all_tables = deeper and all(isinstance(inner, dict) for inner in value.values())
        if all_tables and name not in varied_parameters() and name.count(".") < 2:
            yield from _by_parameter(value, f"{name}.")
        else:
            yield name, value


def _sentence(kind: type, table: Table, at: str, error: ErrorDetails) -> str:
    """What one error of the validation says to the person who wrote the file."""
    if not error["loc"] or error["type"] == "value_error":
        return f"{at}: {error['msg'].removeprefix('Value error, ')}."
    key = str(error["loc"][0])
    known = [field.name for field in fields(kind) if field.name not in ("name", "columns", "rows")]
    if error["type"] == "unexpected_keyword_argument":
        return _unknown_key(key, f"{at}.", known)
    if error["type"].startswith("missing"):
        return f"{at}.{key} is missing; it must be {_allowed(kind, key)}."
    said = f"{at}.{key} is {_shown(table[key])}, but must be {_allowed(kind, key)}."
    return said + _near(kind, key, table[key])


def _near(kind: type, key: str, value: Any) -> str:
    """The nearest word allowed, as a question."""
    hint = get_type_hints(kind, include_extras=True)[key]
    if get_origin(hint) is not Literal or not isinstance(value, str):
        return ""
    near = get_close_matches(value, get_args(hint), n=1)
    return f" Did you mean {as_written(near[0])}?" if near else ""


def _unknown_key(key: str, prefix: str, known: list[str]) -> str:
    near = get_close_matches(key, known, n=1)
    hint = f"did you mean {prefix}{near[0]}?" if near else f"the keys here are {', '.join(known)}."
    return f"{prefix}{key} is not a known key; {hint}"


def _allowed(kind: type, key: str) -> str:
    """What a field may be, in words."""
    field = next(field for field in fields(kind) if field.name == key)
    if field.metadata.get("allowed"):
        return str(field.metadata["allowed"])
    hint = get_type_hints(kind, include_extras=True)[key]
    if isinstance(hint, UnionType):
        hint = next(part for part in get_args(hint) if part is not NoneType)
    must = allowed(hint)
    unit = field.metadata.get("unit")
    return f"{must} ({unit})" if unit else must


def _lines(error: ValidationError) -> Iterator[str]:
    for detail in error.errors():
        yield from detail["msg"].removeprefix("Value error, ").splitlines()
