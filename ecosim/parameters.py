"""How a parameter is declared: its default, meaning, unit, range and source stand in one place.

The parameter reference is generated from these declarations.
"""

from dataclasses import field
from typing import Annotated, Any

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
