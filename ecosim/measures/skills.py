"""How skills moved, how reps used their freedom, how much of their differences is not luck.

Steps are those of the cohort's deals; hours, skills and reps' results are of the window (after the
burn-in). What reps differ by luck alone is taken from the same deals with their results dealt out
anew: every rep keeps its deals, at their times and values, and only which of the team's deals were
won changes.
"""

# ruff: noqa: E501  a table: one line an outcome
import numpy as np

from ecosim.measures.deals_and_orders import in_cohort
from ecosim.measures.outcome import Floats, Outcome, gini, ratio, ratios
from ecosim.simulate import Run
from ecosim.state import OPEN, WON

WEEKS_A_YEAR, QUARTER_WEEKS = 52, 13
SHUFFLES = 40

# fmt: off
ROWS = (
    Outcome("role_skill_growth", "growth of skill in roles", "logit", "mean skill in a role at the end less at the start of the window, per year", True, 0.02),
    Outcome("commitment_skill_growth", "growth of skill in commitments", "logit", "mean skill in a commitment at the end less at the start of the window, per year", True, 0.02),
    Outcome("put_off_rate", "asks put off", "share", "steps in which a rep put off an ask, of all steps that asked for a commitment", False, 0.01),
    Outcome("skipped_share", "commitments skipped as imposed", "share", "required commitments that were imposed to be skipped, of all required", None, 0.01),
    Outcome("process_fidelity", "asks in the script's order", "share", "asks for what the script would ask for at that moment, of all asks", None, 0.02),
    Outcome("deviation_rate", "deviations from the script", "share", "steps against a script that prescribes another, of all steps", None, 0.02),
    Outcome("inspected_share", "conversations with the manager", "share", "steps with the manager on the call, of all steps", None, 0.01),
    Outcome("coaching_share", "hours of coaching", "share", "hours in which reps were coached, of all paid hours", None, 0.01),
    Outcome("training_share", "hours of training", "share", "hours in which reps trained, of all paid hours", None, 0.01),
    Outcome("rep_icc", "likeness of a rep's quarters beyond luck", "", "intraclass correlation by rep of quarterly wins above those expected of as many deals, less its mean with results dealt out by luck", None, 0.02),
    Outcome("rep_gini", "inequality of reps beyond luck", "", "Gini coefficient of reps' order value, less its mean with results dealt out by luck", None, 0.02),
)
# fmt: on


def outcomes(run: Run, team: int) -> dict[str, float]:
    """The outcomes of ROWS for one team; NaN where undefined."""
    horizon, people = run.scenario.horizon, run.scenario.world.people
    burn_in, weeks = horizon.burn_in, horizon.weeks
    rows, ledger = np.asarray(run.weekly)[:, team], np.asarray(run.ledger)
    mine = ledger[ledger["team"] == team]
    deals = in_cohort(mine, burn_in, burn_in + horizon.cohort)
    total = {name: int(deals[name].sum()) for name in COUNTED}
    payroll = people.hours * people.reps * (weeks - burn_in)
    named = {
        "role_skill_growth": growth_a_year(rows["role_skill"], burn_in),
        "commitment_skill_growth": growth_a_year(rows["commitment_skill"], burn_in),
        "put_off_rate": ratio(total["put_off"], total["asks"]),
        "skipped_share": ratio(
            int(np.bitwise_count(deals["skipped"] & deals["required"]).sum()),
            int(np.bitwise_count(deals["required"]).sum()),
        ),
        "process_fidelity": ratio(total["in_order"], total["asks"]),
        "deviation_rate": ratio(total["deviations"], total["steps"]),
        "inspected_share": ratio(total["inspected"], total["steps"]),
        "coaching_share": ratio(since(rows["coaching_hours"], burn_in), payroll),
        "training_share": ratio(since(rows["training_hours"], burn_in), payroll),
    }
    closed = mine[(mine["outcome"] != OPEN) & (mine["closed"] >= burn_in)]
    return named | beyond_luck(closed, burn_in, weeks, people.reps, run.seed)


COUNTED = ("steps", "asks", "in_order", "put_off", "deviations", "inspected")


def since(counted: Floats, burn_in: int) -> float:
    """What was counted after the burn-in, of a series that counts since the start of the run."""
    return float(counted[-1] - (counted[burn_in - 1] if burn_in else 0.0))


def growth_a_year(level: Floats, burn_in: int) -> float:
    """Change of a weekly level over the window, per year; NaN for a window of one week."""
    first = max(0, burn_in - 1)
    return ratio((float(level[-1]) - float(level[first])) * WEEKS_A_YEAR, len(level) - 1 - first)


def beyond_luck(
    closed: np.ndarray, burn_in: int, weeks: int, reps: int, seed: int
) -> dict[str, float]:
    """How far reps' wins and order value differ more than luck alone would make them.

    Args:
        closed: the ledger's rows of the team's deals that ended in the window.
        seed: the shuffles depend on it alone, so a run always gives the same number.
    """
    quarters = (weeks - burn_in) // QUARTER_WEEKS
    if quarters < 2 or reps < 2 or len(closed) == 0:
        return {"rep_icc": np.nan, "rep_gini": np.nan}
    won = (closed["outcome"] == WON).astype(np.float64)
    chance = np.random.default_rng(abs(seed))
    shuffled = chance.permuted(np.tile(won, (SHUFFLES, 1)), axis=1)
    results = np.vstack([won, shuffled])
    surplus = quarterly_surplus(results, closed, burn_in, quarters, reps)
    icc = intraclass_correlation(surplus)
    unequal = gini(summed_by(closed["rep"], results * closed["value"], reps))
    return {
        "rep_icc": float(icc[0]) - float(icc[1:].mean()),
        "rep_gini": float(unequal[0]) - float(unequal[1:].mean()),
    }


def summed_by(place: np.ndarray, amounts: Floats, places: int) -> Floats:
    """Sums of amounts by place, row by row: from shape (rows, deals) to (rows, places)."""
    rows = len(amounts)
    where = (np.arange(rows)[:, None] * places + place[None, :]).ravel()
    return np.bincount(where, amounts.ravel(), rows * places).reshape(rows, places)


def quarterly_surplus(
    won: Floats, closed: np.ndarray, burn_in: int, quarters: int, reps: int
) -> Floats:
    """Quarterly wins of each rep less those expected of as many deals, shape (rows, reps, quarters).

    Args:
        won: which deals were won, a row for each way of dealing out results.
    """
    quarter = (closed["closed"] - burn_in) // QUARTER_WEEKS
    whole = quarter < quarters
    cell = closed["rep"][whole].astype(np.int64) * quarters + quarter[whole]
    apart = won[:, whole] - won[:, whole].mean(axis=1, keepdims=True)
    return summed_by(cell, apart, reps * quarters).reshape(len(won), reps, quarters)


def intraclass_correlation(tables: Floats) -> Floats:
    """ICC(1) of each table [subject, occasion]: (MSB - MSW) / (MSB + (k - 1) MSW).

    Args:
        tables: shape (tables, subjects, occasions).

    Source: one-way analysis of variance; NaN where nothing varies.
    """
    occasions = tables.shape[2]
    between = occasions * tables.mean(axis=2).var(axis=1, ddof=1)
    within = tables.var(axis=2, ddof=1).mean(axis=1)
    return ratios(between - within, between + (occasions - 1) * within)
