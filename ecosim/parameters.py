"""How a parameter is declared: its default, meaning, unit, range and source stand in one place.

The parameter reference is generated from these declarations.
"""

from dataclasses import field, fields, is_dataclass
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from annotated_types import Ge, Le
from pydantic import ConfigDict, StringConstraints

STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


def number(
    default: Any, unit: str, meaning: str, source: str = "assumption", premise: bool = False
) -> Any:
    """A parameter with meaning, unit and source; `premise`: it can decide a claim by itself."""
    facts = {"unit": unit, "meaning": meaning, "source": source, "premise": premise}
    return field(default=default, metadata=facts)


Share = Annotated[float, Ge(0), Le(1)]
Positive = Annotated[float, Ge(1e-9), Le(1e12)]
NotNegative = Annotated[float, Ge(0), Le(1e12)]
Logit = Annotated[float, Ge(-10), Le(10)]
Hours = Annotated[float, Ge(0), Le(60)]
Weeks = Annotated[int, Ge(0), Le(520)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$")]


def flat_numbers(whole: Any, but: tuple[str, ...] = ()) -> list[tuple[str, float]]:
    """All parameters of a world or team as (`section_key`, number), in the order of declaration.

    A word counts as its place among the words allowed, yes as 1, no as 0. Sections in `but` are
    left out.
    """
    flat: list[tuple[str, float]] = []
    for section in fields(whole):
        table = getattr(whole, section.name)
        if section.name in but or not is_dataclass(table):
            continue
        kind: Any = type(table)
        for name, words in _names_and_words(kind):
            value = getattr(table, name)
            flat.append((f"{section.name}_{name}", float(words.index(value) if words else value)))
    return flat


@cache
def _names_and_words(kind: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The numbers of a section with the words allowed for each, none for plain numbers."""
    hints = get_type_hints(kind)
    return tuple(
        (part.name, get_args(hints[part.name]) if get_origin(hints[part.name]) is Literal else ())
        for part in fields(kind)
    )
