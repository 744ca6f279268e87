"""Worlds and teams as TOML files: presets by name, files by path, and writing them back.

Whatever is wrong with a file is said in one sentence each: which key, what was given, what is
allowed, and for a misspelt key or preset the nearest known one.
"""

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import fields, replace
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from operator import attrgetter
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from ecosim.reference import NAME_ALLOWED, ParameterRow, as_written, parameters
from ecosim.scenario import Scenario, facts_of
from ecosim.team import Team
from ecosim.world import MOST_HOURS, People, World

HETEROGENEITY = "dials.heterogeneity"
H_KEYS = ("h_set", "h_order", "h_role")
MOST_PROBLEMS = 10
MOST_BYTES = 1_000_000

type Table = dict[str, Any]


class FileError(ValueError):
    """A world or team file cannot be used; the message has one sentence a problem."""

    def __init__(self, label: str, problems: list[str]) -> None:
        said = problems
        if len(problems) > MOST_PROBLEMS:
            rest = len(problems) - MOST_PROBLEMS + 1
            said = [*problems[: MOST_PROBLEMS - 1], f"{rest} more problems were found."]
        super().__init__("\n".join(f"{label}: {problem}" for problem in said))


def world_names() -> list[str]:
    """The names of the world presets, sorted."""
    return sorted(_presets(World))


def team_names() -> list[str]:
    """The names of the team presets, sorted."""
    return sorted(_presets(Team))


def load_world(name_or_path: str | Path) -> World:
    """The world preset of that name, or the world in the TOML file at that path.

    Args:
        name_or_path: a path if it ends in .toml or contains a path separator, else a preset's name.

    Raises:
        FileError: with one sentence for each thing that is wrong, at most ten.
    """
    return _load(World, name_or_path)


def regime_names() -> list[str]:
    """The names of the regimes that any team can be put under, sorted."""
    return sorted(_presets(Team, "regime"))


def load_team(name_or_path: str | Path) -> Team:
    """The team preset of that name, or the team in the TOML file at that path.

    Args:
        name_or_path: a path if it ends in .toml or contains a path separator, else a preset's name.
            With `@` and a regime behind it, the team under that regime: hybrid@quota-managed.

    Raises:
        FileError: with one sentence for each thing that is wrong, at most ten.
    """
    name, at, regime = str(name_or_path).rpartition("@")
    if not at or Path(name_or_path).exists():
        return _load(Team, name_or_path)
    team, under = load_team(name), _load(Team, regime, "regime")
    return replace(
        team,
        name=f"{team.name} under {under.name}"[:64],
        description=f"{team.description} Under: {under.description}",
        regime=under.regime,
    )


def to_toml(thing: World | Team) -> str:
    """The world or team as TOML text; every number with its meaning, unit and source.

    Reading the text back gives an equal object.
    """
    rows = _rows_by_name(type(thing))
    lines = [f"{key} = {as_written(getattr(thing, key))}" for key in ("name", "description")]
    for part, table in facts_of(thing).items():
        if isinstance(table, dict):
            lines += ["", f"[{part}]"]
            lines += [_line(key, value, rows[f"{part}.{key}"]) for key, value in table.items()]
    return "\n".join(lines) + "\n"


def _line(key: str, value: Any, row: ParameterRow) -> str:
    premise = "; a premise" if row["premise"] else ""
    comment = f"{row['meaning']} [{row['unit']}]; source: {row['source']}{premise}"
    return f"{key} = {as_written(value)}  # {comment}"


def _presets(kind: type[World] | type[Team], word: str = "") -> dict[str, Traversable]:
    folder = files("ecosim") / "presets" / f"{word or _word(kind)}s"
    return {
        preset.name.removesuffix(".toml"): preset
        for preset in folder.iterdir()
        if preset.name.endswith(".toml")
    }


def _load[Thing: (World, Team)](
    kind: type[Thing], name_or_path: str | Path, word: str = ""
) -> Thing:
    """The preset or file; `word` says what it is called if not after its kind."""
    text, word = str(name_or_path), word or _word(kind)
    if text.endswith(".toml") or re.search(r"[/\\]", text):
        path = Path(name_or_path)
        return _read(kind, path, label=text, stem=path.stem)
    presets = _presets(kind, word)
    if text not in presets:
        known = f"the presets are {', '.join(sorted(presets))}; a path ends in .toml"
        unknown = f"there is no {word} preset of this name"
        hint = _nearest(text.lower(), presets)
        problem = f'{unknown}; did you mean "{hint}"?' if hint else f"{unknown}; {known}."
        raise FileError(as_written(text), [problem])
    return _read(kind, presets[text], label=f"{word} preset {text}", stem=text)


def _read[Thing: (World, Team)](
    kind: type[Thing], path: Path | Traversable, label: str, stem: str
) -> Thing:
    """The world or team in one file; its name is the file's unless the file gives one."""
    table = parsed(content_of(path, label), label)
    table, problems = _heterogeneity_spread(table) if kind is World else (table, [])
    try:
        thing = TypeAdapter(kind).validate_json(as_json({"name": stem} | table, label))
    except ValidationError as error:
        problems += [_sentence(kind, table, stem, detail) for detail in error.errors()]
        raise FileError(label, problems) from None
    problems += _contradictions(thing)
    if problems:
        raise FileError(label, problems)
    return thing


def content_of(path: Path | Traversable, label: str) -> str:
    """The text of a file of at most a million bytes.

    Raises:
        FileError: it can not be read, is too large or no text; in one sentence.
    """
    try:
        if path.is_dir():
            raise FileError(label, ["this is a folder, not a file."])
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise FileError(label, ["there is no such file."]) from None
    except OSError as error:
        raise FileError(label, [f"the file cannot be read ({error.strerror})."]) from None
    except ValueError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(repr(label), ["this cannot be the name of a file."]) from None
    if len(content) > MOST_BYTES:
        raise FileError(label, [f"the file is larger than {MOST_BYTES:,} bytes."])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError(label, ["the file is not text in UTF-8."]) from None


def parsed(text: str, label: str) -> Table:
    """What a TOML text says.

    Raises:
        FileError: it is no TOML; in one sentence that says where.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
    except RecursionError:
        reason = "it is nested too deeply"
    except ValueError:
        reason = "it contains a number or a date that cannot be read"
    raise FileError(label, [f"the file is not valid TOML: {reason}."])


def as_json(table: Table, label: str) -> str:
    """The table as JSON; dates become lists, which no parameter takes, so that they are refused."""
    try:
        return json.dumps(table, default=lambda moment: [str(moment)])
    except (ValueError, RecursionError):
        raise FileError(label, ["a number is too long or a list is nested too deeply."]) from None


def _heterogeneity_spread(table: Table) -> tuple[Table, list[str]]:
    """The table with `dials.heterogeneity` written out as the three dials it stands for."""
    dials = table.get("dials")
    if not isinstance(dials, dict) or "heterogeneity" not in dials:
        return table, []
    value = dials["heterogeneity"]
    others = {key: given for key, given in dials.items() if key != "heterogeneity"}
    bare = table | {"dials": others}
    both = [f"dials.{key}" for key in H_KEYS if key in others]
    if both:
        return bare, [f"{HETEROGENEITY} stands for {', '.join(both)} too: give one or the other."]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        must = _rows_by_name(World)["dials.h_set"]["allowed"]
        return bare, [f"{HETEROGENEITY} is {shown(value)}, but must be {must} (share)."]
    return table | {"dials": others | dict.fromkeys(H_KEYS, value)}, []


def _sentence(kind: type[World] | type[Team], table: Table, stem: str, error: ErrorDetails) -> str:
    """What one error of the validation says to the person who wrote the file."""
    path = [str(part) for part in error["loc"]]
    if not path:
        return "lists or tables are nested too deeply."
    if error["type"] == "unexpected_keyword_argument":
        return _unknown_key(kind, path)
    value: Any = {"name": stem} | table
    for part in path:
        value = value[part]
    taken = " (taken from the file's name)" if path == ["name"] and "name" not in table else ""
    return f"{_dotted(path)} is {shown(value)}{taken}, but must be {_allowed_at(kind, path)}."


def _allowed_at(kind: type[World] | type[Team], path: list[str]) -> str:
    row = _rows_by_name(kind).get(".".join(path))
    if row:
        return row["allowed"] + (f" ({row['unit']})" if "number" in row["allowed"] else "")
    texts = {"name": NAME_ALLOWED, "description": "text"}
    return texts.get(path[0], f"a table, as under [{path[0]}]")


def _unknown_key(kind: type[World] | type[Team], path: list[str]) -> str:
    """That a key is unknown, with the same key elsewhere, or the nearest in its own table."""
    *tables, leaf = path
    known = _known_keys(kind)
    siblings = [key[-1] for key in known if key[:-1] == tuple(tables)]
    near = _nearest(leaf, siblings)
    elsewhere = [".".join(key) for key in known if key[-1] == leaf]
    if near or elsewhere:
        hint = f"did you mean {elsewhere[0] if elsewhere else _dotted([*tables, near])}?"
    elif leaf in {field.name for field in fields(Team if kind is World else World)}:
        hint = f"it belongs in a {_word(Team if kind is World else World)} file."
    else:
        hint = f"the keys known here are {', '.join(siblings)}."
    return f"{_dotted(path)} is not a known key; {hint}"


def _known_keys(kind: type[World] | type[Team]) -> list[tuple[str, ...]]:
    inner = [tuple(name.split(".")) for name in _rows_by_name(kind)]
    extra = [tuple(HETEROGENEITY.split("."))] if kind is World else []
    return [(field.name,) for field in fields(kind)] + inner + extra


def _contradictions(thing: World | Team) -> list[str]:
    """What a scenario would refuse in a world or team whose numbers are each in range."""
    long_week = World(name="any", people=People(hours=MOST_HOURS))  # a team alone knows no hours
    world = thing if isinstance(thing, World) else long_week
    team = thing if isinstance(thing, Team) else Team(name="any")
    try:
        Scenario(world=world, teams=(team,))
    except ValidationError as error:
        return [_with_values(str(detail["ctx"]["error"]), thing) for detail in error.errors()]
    return []


def _with_values(sentence: str, thing: World | Team) -> str:
    """The sentence, and in brackets what the file says of each parameter the sentence names."""
    named = [name for name in _rows_by_name(type(thing)) if re.search(rf"\b{name}\b", sentence)]
    given = [f"{name} = {as_written(attrgetter(name)(thing))}" for name in named]
    return f"{sentence} ({', '.join(given)})." if given else f"{sentence}."


def _rows_by_name(kind: type) -> dict[str, ParameterRow]:
    return {row["name"]: row for row in parameters(kind)}


def _word(kind: type) -> str:
    return kind.__name__.lower()


def _nearest(word: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(word, list(known), n=1)), "")


def _dotted(path: list[str]) -> str:
    bare = re.compile(r"[A-Za-z0-9_-]+")
    return ".".join(part if bare.fullmatch(part) else as_written(part) for part in path)


def shown(value: Any) -> str:
    """A value as given, shortened."""
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, int) and abs(value) > 1e18:
        return "a very large number"
    text = as_written(value) if isinstance(value, str | int | float) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
