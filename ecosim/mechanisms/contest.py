"""Sellers beside each other: how alike their conversations are, what that counts for, price."""

from typing import Annotated

from annotated_types import Ge, Le
from pydantic.dataclasses import dataclass as checked

from ecosim.parameters import STRICT, Logit, Share, number


@checked(frozen=True, config=STRICT)
class Contest:
    """How a group tells its sellers apart. Off, it does so by trust, fit and gaps alone."""

    # fmt: off
    compared: bool = number(False, "yes or no", "groups remember which conversations each seller held, and compare; no = off, and nothing below matters", "C21")
    similarity: Share = number(1.0, "share", "chance that a conversation of the outside rival is the standard script's next one; else its own script's", "C21", True)
    difference_weight: Logit = number(0.0, "logit per unit", "utility of a seller for each unit of felt difference from the others, against waiting too; 0 = off", "C21", True)
    sameness: Annotated[float, Ge(-1), Le(1)] = number(0.0, "share", "share of what trust sets sellers apart by that is not felt where their conversations are alike; 0 = off, 1 = only fit, gaps and price are left", "C21", True)
    sameness_refused: Annotated[float, Ge(-1), Le(1)] = number(0.0, "share", "share of the willingness to meet that is lost where a seller's conversations are like the others'; 0 = off", "C21", True)
    price_weight: Logit = number(0.0, "logit per list price", "utility of a price lower by the whole list price; 0 = off", "C21", True)
    rival_discount: Annotated[float, Ge(-1), Le(1)] = number(0.0, "share of list price", "how far the outside rival sells below the list price that all share", "C21", True)
    # fmt: on
