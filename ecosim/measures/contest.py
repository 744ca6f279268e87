"""Sellers beside each other: how different they felt, who won where a rival was there, meetings."""

# ruff: noqa: E501  a table: one line an outcome
import numpy as np

from ecosim.measures.deals_and_orders import in_cohort, status_at_end
from ecosim.measures.outcome import Outcome, ratio
from ecosim.simulate import Run
from ecosim.state import LOST, WON

# fmt: off
ROWS = (
    Outcome("felt_difference", "felt difference from other sellers", "share", "mean over decided deals: share of a seller's conversations that the others did not hold, as felt at the decision; undefined where groups do not compare", None, 0.05),
    Outcome("win_share_beside_rival", "win share where the outside rival was there", "share", "deals won of those won or lost while the outside rival was in the race", True, 0.02),
    Outcome("meeting_acceptance", "meetings granted", "share", "conversations of those asked for while the account was buying, in the window", True, 0.02),
    Outcome("share_among_teams", "share of the teams' orders", "share", "orders in the window of those of all simulated teams in this world; undefined for one alone", True, 0.02),
)
# fmt: on


def outcomes(run: Run, team: int) -> dict[str, float]:
    """Outcomes of one team beside the other sellers in one run; NaN where undefined."""
    horizon, ledger = run.scenario.horizon, np.asarray(run.ledger)
    burn_in = horizon.burn_in
    deals = in_cohort(ledger[ledger["team"] == team], burn_in, burn_in + horizon.cohort)
    status = status_at_end(deals, horizon.weeks)
    decided = (status == WON) | (status == LOST)
    felt = deals["felt"][decided & (deals["felt"] >= 0)]
    beside = decided & (deals["rival"] == 1)
    orders = ledger[(ledger["outcome"] == WON) & (ledger["closed"] >= burn_in)]
    alone = len(run.scenario.teams) == 1
    return {
        "felt_difference": ratio(float(felt.sum()), len(felt)),
        "win_share_beside_rival": ratio(int((status[beside] == WON).sum()), int(beside.sum())),
        "meeting_acceptance": acceptance(np.asarray(run.weekly)[:, team], burn_in),
        "share_among_teams": np.nan
        if alone
        else ratio(int((orders["team"] == team).sum()), len(orders)),
    }


def acceptance(weekly: np.ndarray, burn_in: int) -> float:
    """Conversations of those asked for in the weeks after the burn-in; rows count from the start."""
    held, refused = (
        float(weekly[name][-1]) - (float(weekly[name][burn_in - 1]) if burn_in else 0.0)
        for name in ("talks", "refused")
    )
    return ratio(held, held + refused)
