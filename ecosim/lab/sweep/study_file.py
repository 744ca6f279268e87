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

import json
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from ecosim.files import FileError, as_json, content_of, load_team, load_world, parsed, shown
from ecosim.lab.sweep.checks import EITHER
from ecosim.lab.sweep.points_file import read_points
from ecosim.lab.sweep.settings import unknown, varied_parameters
from ecosim.lab.sweep.study import Correlation, Design, Factor, Precision, Study
from ecosim.lab.sweep.study_words import (
    READ_ELSEWHERE,
    allowed_in,
    keys_of,
    said_of,
    sentence,
    unknown_key,
)  # fmt: skip
from ecosim.reference import NAME_ALLOWED, as_written
from ecosim.scenario import Horizon
from ecosim.team import Team
from ecosim.world import World

type Table = dict[str, Any]

EXAMPLE = 'such as [factors."world.dials.noise"] with values = [0.0, 0.5]'


def load_study(path: Path | str) -> Study:
    """The study in a TOML file; its name is the file's unless the file gives one.

    Files named in it are found from its own folder.

    Raises:
        FileError: with one sentence for each thing that is wrong, at most ten.
    """
    path = Path(path)
    label = str(path)
    table = {"name": path.stem} | parsed(content_of(path, label), label)
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
            self.problems.append(unknown_key(key, "", known))
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
        if "precision" in table and "replications" in table:
            self.problems.append(f"replications is {shown(table['replications'])}, but {EITHER}")
        plain = [key for key in known if key in table and key not in given]
        given |= {key: self.plain(key, table[key]) for key in plain}
        return given

    def things[Thing: (World, Team)](
        self, key: str, table: Table, load: Callable[[str | Path], Thing]
    ) -> tuple[Thing, ...]:
        """The worlds or teams, presets by name or files by path."""
        names = table.get(key, [])
        if not isinstance(names, list):
            self.problems.append(f"{key} is {shown(names)}, but must be a list of names or files.")
            return ()
        wrong = [name for name in names if not isinstance(name, str)]
        if wrong:
            self.problems.append(
                f"{key} has {shown(wrong[0])}, but must be a list of names or files."
            )
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
            self.problems.append(
                f"factors is {shown(table)}, but must be tables of factors, {EXAMPLE}."
            )
            return ()
        found = []
        for name, given in _by_parameter(table):
            at = f"factors.{as_written(name)}"
            if name not in varied_parameters():
                self.problems.append(f"factors: {unknown(name)}")
            elif not isinstance(given, dict):
                self.problems.append(f"{at} is {shown(given)}, but must be a table, {EXAMPLE}.")
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
            self.problems.append(f"{at} is {shown(table)}, but must be a table.")
            return None
        elsewhere = [key for key in READ_ELSEWHERE.get(kind, ()) if key in table]
        self.problems += [unknown_key(key, f"{at}.", keys_of(kind)) for key in elsewhere]
        given = {key: value for key, value in table.items() if key not in elsewhere} | more
        try:
            return TypeAdapter(kind).validate_json(as_json(given, self.label))
        except ValidationError as error:
            for detail in error.errors():
                self.problems.append(sentence(kind, given, at, detail))
            return None

    def plain(self, key: str, value: Any) -> Any:
        """A number or text at the top of the file."""
        hint = get_type_hints(Study, include_extras=True)[key]
        try:
            text = json.dumps(value, default=str)
            return TypeAdapter(hint).validate_json(text, strict=True)
        except (ValueError, RecursionError) as error:
            must = NAME_ALLOWED if key == "name" else allowed_in(Study, key)
            if isinstance(error, ValidationError):
                self.problems.append(said_of(key, value, must, error.errors()[0]))
                return None
            self.problems.append(f"{key} is {shown(value)}, but must be {must}.")
            return None

    def csv_design(self, design: Design) -> Design:
        """The design with the points of its file."""
        if not design.file:
            return design
        path = self.folder / design.file
        try:
            columns, rows = read_points(path, design.file)
        except FileError as error:
            self.problems += str(error).splitlines()
            return design
        return replace(design, columns=columns, rows=rows)


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


def _lines(error: ValidationError) -> Iterator[str]:
    for detail in error.errors():
        yield from detail["msg"].removeprefix("Value error, ").splitlines()
