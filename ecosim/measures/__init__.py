"""From the records of a run to named outcomes. Pure functions; NaN where an outcome is undefined.

One file a mechanism: each says what it measures (ROWS) and measures it (`outcomes`). PARTS lists
them; OUTCOMES is their joint table, in that order.
"""

from types import ModuleType

from ecosim.measures import (
    contest,
    deals_and_orders,
    demand,
    exceptions,
    forecasts,
    incidence,
    knowledge,
    pay,
    profit,
    reach,
    skills,
    slippage,
)
from ecosim.measures.deals_and_orders import SILENT_WEEKS, in_cohort, status_at_end
from ecosim.measures.outcome import Outcome
from ecosim.simulate import Run

__all__ = [
    "MAIN_OUTCOMES",
    "OUTCOMES",
    "SILENT_WEEKS",
    "Outcome",
    "in_cohort",
    "outcomes",
    "status_at_end",
]

PARTS: tuple[ModuleType, ...] = (
    deals_and_orders,
    incidence,
    demand,
    forecasts,
    slippage,
    profit,
    exceptions,
    knowledge,
    pay,
    reach,
    contest,
    skills,
)
OUTCOMES: dict[str, Outcome] = {row.name: row for part in PARTS for row in part.ROWS}
MAIN_OUTCOMES = ("win_rate", "order_volatility")


def outcomes(run: Run, team: int) -> dict[str, float]:
    """Every outcome of one team in one run, in the order of OUTCOMES; NaN where undefined."""
    named: dict[str, float] = {}
    for part in PARTS:
        named |= part.outcomes(run, team)
    return {name: float(named[name]) for name in OUTCOMES}
