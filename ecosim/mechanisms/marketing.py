"""A marketing function apart from sales: leads by volume, made in hours of the same payroll."""

from typing import Annotated

from annotated_types import Ge, Le
from pydantic.dataclasses import dataclass as checked

from ecosim.parameters import STRICT, Hours, Share, number


@checked(frozen=True, config=STRICT)
class Leads:
    """What leads cost and are worth in this market, for whatever team makes them.

    With the defaults, and with the same hours for a lead as for a prospecting attempt, a lead finds
    exactly as much as a rep's own attempt.
    """

    # fmt: off
    hours_per_lead: Annotated[float, Ge(0.05), Le(80)] = number(1.5, "h", "hours of marketing that make one lead")
    working_hours: Annotated[float, Ge(0.05), Le(40)] = number(1.0, "h", "hours of a rep to work one lead")
    quality: Annotated[float, Ge(-1), Le(1)] = number(0.0, "share", "share of leads picked as the account with more pressure of two (below zero: with less); 0 = at random", "S3 (not proven to help)", True)
    # fmt: on


@checked(frozen=True, config=STRICT)
class Marketing:
    """How much of the payroll marketing has, and what sales makes of its leads."""

    # fmt: off
    hours: Hours = number(0.0, "h per rep-week", "hours of marketing people, taken from the same payroll; 0 = no marketing apart from sales", "S3 (functions); prototype.md 2 (equal payroll)")
    follow_up: Share = number(1.0, "share", "leads that sales works, as far as the hours kept for prospecting allow", "S3 (sales is left to its own devices)")
    # fmt: on
