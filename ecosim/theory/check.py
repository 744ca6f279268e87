"""One number of a mechanism beside the number that theory or a publication gives."""

import math
from dataclasses import dataclass
from typing import Literal

WORDS = {"equal": "", "below": "less than ", "above": "more than "}


@dataclass(frozen=True)
class Check:
    """A number of the model beside its theory.

    Attributes:
        theory: which theory.
        name: what is measured.
        expected: what the theory says, or the bound it gives.
        found: what the model gives.
        tolerance: by how much it may differ from what is expected, or miss the bound.
        relation: "equal" to what is expected, "below" or "above" it.
        source: where the expected number comes from.
    """

    theory: str
    name: str
    expected: float
    found: float
    tolerance: float
    relation: Literal["equal", "below", "above"]
    source: str

    @property
    def passed(self) -> bool:
        """Whether the model agrees; a number that is undefined does not."""
        off = self.found - self.expected
        if math.isnan(off):
            return False
        if self.relation == "below":
            return off < self.tolerance
        if self.relation == "above":
            return off > -self.tolerance
        return abs(off) <= self.tolerance

    @property
    def expected_in_words(self) -> str:
        """What is expected, as it stands in a table."""
        return f"{WORDS[self.relation]}{self.expected:.4g}"
