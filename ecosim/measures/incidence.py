"""When deals are won, lost or given up: cumulative incidence with competing ends.

A deal that is lost can no longer be won, and one that is still open at the end of the run may yet
be: the chance of each end within so many weeks counts both.
"""

# ruff: noqa: E501  a table: one line an outcome
import numpy as np

from ecosim.measures.deals_and_orders import in_cohort
from ecosim.measures.outcome import Floats, Outcome
from ecosim.simulate import Run
from ecosim.state import LOST, NO_DECISION, OPEN, WON

ENDS = (WON, LOST, NO_DECISION)
WITHIN_WEEKS = (13, 26, 52)

# fmt: off
ROWS = tuple(
    Outcome(f"won_within_{weeks}", f"deals won within {weeks} weeks", "share", f"chance that a deal of the cohort is won within {weeks} weeks of opening, deals still open counted as censored (Aalen-Johansen)", True, 0.02)
    for weeks in WITHIN_WEEKS
)
# fmt: on


def cumulative_incidence(deals: np.ndarray, weeks: int) -> Floats:
    """The chance of each end by the number of weeks since opening, shape (weeks + 1, 3): won, lost,
    no decision as recorded.

    Args:
        deals: rows of the ledger.
        weeks: length of the run; deals still open are censored there.

    Source:
        O. Aalen and S. Johansen (1978), Scandinavian Journal of Statistics 5, 141-150.
    """
    is_open = deals["outcome"] == OPEN
    took = np.where(is_open, weeks, deals["closed"]) - deals["opened"]
    leaving = np.bincount(took, minlength=weeks + 1)
    at_risk = np.maximum(leaving[::-1].cumsum()[::-1], 1)
    hazards = np.stack(
        [np.bincount(took[deals["outcome"] == end], minlength=weeks + 1) / at_risk for end in ENDS],
        axis=1,
    )
    still_open = np.cumprod(1.0 - hazards.sum(axis=1))
    before = np.concatenate([[1.0], still_open[:-1]])
    chances: Floats = np.cumsum(before[:, None] * hazards, axis=0)
    return chances


def outcomes(run: Run, team: int) -> dict[str, float]:
    """The outcomes of ROWS for one team; NaN without deals."""
    horizon = run.scenario.horizon
    ledger = np.asarray(run.ledger)
    mine = ledger[ledger["team"] == team]
    deals = in_cohort(mine, horizon.burn_in, horizon.burn_in + horizon.cohort)
    named = dict.fromkeys((row.name for row in ROWS), np.nan)
    if len(deals):
        won = cumulative_incidence(deals, horizon.weeks)[:, 0]
        named |= {f"won_within_{k}": float(won[min(k, horizon.weeks)]) for k in WITHIN_WEEKS}
    return named
