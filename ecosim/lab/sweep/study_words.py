"""What is wrong with a table of a study file, in a sentence for the person who wrote it."""

from dataclasses import fields
from difflib import get_close_matches
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic_core import ErrorDetails

from ecosim.files import shown
from ecosim.lab.sweep.study import Design, Factor
from ecosim.reference import allowed, as_written

READ_ELSEWHERE: dict[type, tuple[str, ...]] = {Factor: ("name",), Design: ("columns", "rows")}

type Table = dict[str, Any]


def sentence(kind: type, table: Table, at: str, error: ErrorDetails) -> str:
    """What one error of the validation says to the person who wrote the file."""
    if not error["loc"] or error["type"] == "value_error":
        return f"{at}: {error['msg'].removeprefix('Value error, ')}."
    key = str(error["loc"][0])
    known = keys_of(kind)
    if error["type"] == "unexpected_keyword_argument":
        return unknown_key(key, f"{at}.", known)
    if error["type"].startswith("missing"):
        return f"{at}.{key} is missing; it must be {allowed_in(kind, key)}."
    return said_of(f"{at}.{key}", table[key], allowed_in(kind, key), error) + _near(
        kind, key, table[key]
    )


def keys_of(kind: type) -> list[str]:
    """The keys that a table of this kind may have in a file."""
    elsewhere = READ_ELSEWHERE.get(kind, ())
    return [field.name for field in fields(kind) if field.name not in elsewhere]


def said_of(at: str, value: Any, must: str, error: ErrorDetails) -> str:
    """That a value is not what it must be; of a list or table, the first element that is not."""
    for step in error["loc"]:
        if isinstance(step, int) and isinstance(value, list) and step < len(value):
            return f"{at} has {shown(value[step])}, but must be {must}."
        if isinstance(step, str) and isinstance(value, dict) and step in value:
            return f"{at}.{as_written(step)} is {shown(value[step])}; {at} must be {must}."
    return f"{at} is {shown(value)}, but must be {must}."


def _near(kind: type, key: str, value: Any) -> str:
    """The nearest word allowed, as a question."""
    hint = get_type_hints(kind, include_extras=True)[key]
    if get_origin(hint) is not Literal or not isinstance(value, str):
        return ""
    near = get_close_matches(value, get_args(hint), n=1)
    return f" Did you mean {as_written(near[0])}?" if near else ""


def unknown_key(key: str, prefix: str, known: list[str]) -> str:
    """That a key is not known, with the nearest one."""
    near = get_close_matches(key, known, n=1)
    hint = f"did you mean {prefix}{near[0]}?" if near else f"the keys here are {', '.join(known)}."
    return f"{prefix}{key} is not a known key; {hint}"


def allowed_in(kind: type, key: str) -> str:
    """What a field may be, in words."""
    field = next(field for field in fields(kind) if field.name == key)
    if field.metadata.get("allowed"):
        return str(field.metadata["allowed"])
    hint = get_type_hints(kind, include_extras=True)[key]
    if get_origin(hint) in (Union, UnionType):
        hint = next(part for part in get_args(hint) if part is not NoneType)
    must = allowed(hint)
    unit = field.metadata.get("unit")
    return f"{must} ({unit})" if unit else must
