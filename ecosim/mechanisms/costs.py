"""What selling and making cost: how revenue turns into profit. Nobody in the model acts on it."""

from typing import Annotated

from annotated_types import Ge, Le
from pydantic.dataclasses import dataclass as checked

from ecosim.parameters import STRICT, Share, number


@checked(frozen=True, config=STRICT)
class Costs:
    """Margin and the cost of an hour, the same for every team."""

    # fmt: off
    margin: Share = number(0.7, "share of list price", "what is left of the list price after what making the goods costs")
    hour: Annotated[float, Ge(0), Le(10_000)] = number(75.0, "USD per h", "cost of a paid hour, of reps, managers and everybody else on the payroll")
    # fmt: on
