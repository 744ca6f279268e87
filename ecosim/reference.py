"""The parameter reference: every number a world, a team or a horizon has, read off its declaration.

`python -m ecosim.reference` writes the reference to PARAMETERS.md in the current folder.
"""

from collections.abc import Iterable
from dataclasses import Field, fields, is_dataclass
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, Literal, TypedDict, get_args, get_origin, get_type_hints

from annotated_types import Ge, Le

from ecosim.scenario import Horizon
from ecosim.team import Team
from ecosim.world import World

type Scalar = str | bool | int | float

NAME_ALLOWED = (
    "1 to 64 letters, digits, spaces, dots, underscores or hyphens, "
    "the first a letter or a digit (A-Z, a-z, 0-9)"
)

_ABOUT = """# Parameters

Every number of a world (the market as given), a team (a design that is chosen) and a horizon, with
its default. A *premise* is an assumption that can decide a claim by itself. Made by
`python -m ecosim.reference` from the declarations in `ecosim/world.py`, `ecosim/team.py` and
`ecosim/scenario.py`; change it there. In a world file, `dials.heterogeneity` sets `dials.h_set`,
`dials.h_order` and `dials.h_role` together.
"""
_COLUMNS = ("parameter", "meaning", "unit", "default", "allowed", "source", "premise")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


class ParameterRow(TypedDict):
    """One parameter: where it stands, what it means, what it may be."""

    kind: str
    name: str
    meaning: str
    unit: str
    default: Scalar
    allowed: str
    source: str
    premise: bool


def as_written(value: Scalar) -> str:
    """The value the way a TOML file writes it, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(_escaped(character) for character in value) + '"'
    return repr(value)


def _escaped(character: str) -> str:
    control = ord(character) < 32 or ord(character) == 127
    return _ESCAPES.get(character, f"\\u{ord(character):04X}" if control else character)


def allowed(hint: Any) -> str:
    """What a parameter of this type may be, in words: a range, the allowed words, or a type."""
    if get_origin(hint) is Literal:
        words = [as_written(word) for word in get_args(hint)]
        return " or ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
    if get_origin(hint) is Annotated:
        base, *marks = get_args(hint)
        return NAME_ALLOWED if base is str else f"{_type_in_words(base)}{_range(marks)}"
    return _type_in_words(hint)


def _type_in_words(base: Any) -> str:
    words = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
    return words[base]


def _range(marks: list[Any]) -> str:
    low = next(mark.ge for mark in marks if isinstance(mark, Ge))
    high = next(mark.le for mark in marks if isinstance(mark, Le))
    return f" from {_bound(low)} to {_bound(high)}"


def _bound(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def parameters(kind: type) -> list[ParameterRow]:
    """The parameters of World, Team or Horizon in the order of their declaration.

    Names are the dotted keys of a file (`market.accounts`); those of Horizon start with `horizon`.
    """
    label = kind.__name__.lower()
    if any(field.metadata for field in fields(kind)):
        return _rows_of(kind, label, prefix=label)
    hints = get_type_hints(kind)
    groups = [field.name for field in fields(kind) if is_dataclass(hints[field.name])]
    return [row for group in groups for row in _rows_of(hints[group], label, prefix=group)]


def _rows_of(table: type, kind: str, prefix: str) -> list[ParameterRow]:
    hints = get_type_hints(table, include_extras=True)
    return [
        ParameterRow(
            kind=kind,
            name=f"{prefix}.{field.name}",
            meaning=field.metadata["meaning"],
            unit=field.metadata["unit"],
            default=_default(field),
            allowed=allowed(hints[field.name]),
            source=field.metadata["source"],
            premise=field.metadata["premise"],
        )
        for field in fields(table)
    ]


def _default(field: Field[Any]) -> Scalar:
    if not isinstance(field.default, str | bool | int | float):
        raise TypeError(f"{field.name}: a parameter has a default that is a number or a word")
    return field.default


def parameter_rows() -> list[ParameterRow]:
    """One row per parameter of World, Team and Horizon."""
    return [row for kind in (World, Team, Horizon) for row in parameters(kind)]


def parameter_table() -> str:
    """The reference as Markdown: a section for each kind, a table for each part of it."""
    sections = [_ABOUT]
    for kind, rows in groupby(parameter_rows(), key=lambda row: row["kind"]):
        sections.append(f"## {kind.capitalize()}\n")
        for part, members in groupby(rows, key=lambda row: row["name"].split(".")[0]):
            sections.append(_markdown_table(part, members))
    return "\n".join(sections)


def _markdown_table(part: str, rows: Iterable[ParameterRow]) -> str:
    header = [f"| {' | '.join(_COLUMNS)} |", f"|{'|'.join('---' for _ in _COLUMNS)}|"]
    return "\n".join([f"### {part}", "", *header, *map(_markdown_row, rows)]) + "\n"


def _markdown_row(row: ParameterRow) -> str:
    cells = (
        f"`{row['name']}`",
        row["meaning"],
        row["unit"],
        as_written(row["default"]),
        row["allowed"].removeprefix("a "),
        row["source"],
        "yes" if row["premise"] else "no",
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def main() -> None:
    """Write PARAMETERS.md in the current folder."""
    Path("PARAMETERS.md").write_text(parameter_table(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
