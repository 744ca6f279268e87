"""From the log of exceptions to named outcomes. Pure functions; NaN where an outcome is undefined.

Exceptions are those raised in the weeks of the entry cohort; they may be decided until the run ends.
Time to a decision is of those enacted or dropped, and in weeks with fractions.
"""

# ruff: noqa: E501  a table: one line an outcome
import numpy as np

from ecosim.measures.outcome import Floats, Outcome, median, ratio
from ecosim.simulate import Run
from ecosim.state import DROPPED, ENACTED, OPEN, RENEGED, WON

# fmt: off
ROWS = (
    Outcome("routine_decision_weeks", "time to decide on routine exceptions", "weeks", "mean weeks from signal to decision where the answer is known", False, 0.05),
    Outcome("routine_decision_weeks_median", "median time to decide on routine exceptions", "weeks", "median weeks from signal to decision where the answer is known", False, 0.05),
    Outcome("routine_decision_weeks_p90", "slow decisions on routine exceptions", "weeks", "weeks from signal to decision that nine in ten routine exceptions stay below", False, 0.1),
    Outcome("novel_decision_weeks", "time to decide on novel exceptions", "weeks", "mean weeks from signal to decision where an answer must be found", False, 0.1),
    Outcome("novel_decision_weeks_median", "median time to decide on novel exceptions", "weeks", "median weeks from signal to decision where an answer must be found", False, 0.1),
    Outcome("novel_decision_weeks_p90", "slow decisions on novel exceptions", "weeks", "weeks from signal to decision that nine in ten novel exceptions stay below", False, 0.2),
    Outcome("novel_enacted_share", "novel exceptions enacted", "share", "novel exceptions whose answer was enacted, of all enacted, dropped or given up by the buyer", True, 0.02),
    Outcome("novel_quality_enacted", "quality of answers enacted", "quality", "mean true quality of the answers enacted to novel exceptions (signed)", True, 0.02),
    Outcome("best_option_enacted_share", "best option enacted", "share", "novel exceptions where the best option that a full search would have found was enacted, of all ended", True, 0.02),
    Outcome("bad_enacted_share", "bad answers enacted", "share", "of the novel exceptions enacted, those whose answer was truly not good enough (Type I errors)", False, 0.02),
    Outcome("good_dropped_share", "good answers refused", "share", "of the novel exceptions dropped, those whose option last refused was truly good enough (Type II errors)", False, 0.02),
    Outcome("buy_in_enacted", "buy-in", "share", "mean buy-in for answers enacted to novel exceptions", True, 0.02),
    Outcome("exception_value", "value of exceptions", "quality", "mean of quality times buy-in after waiting, over all ended exceptions; nothing for those the buyer gave up", True, 0.02),
    Outcome("novel_value", "value of novel exceptions", "quality", "as the value of exceptions, of novel ones", True, 0.02),
    Outcome("exception_hours", "hours on an exception", "h", "mean hours of reps and managers on an exception", None, 0.1),
    Outcome("manager_utilisation", "managers' hours on exceptions in use", "share", "hours managers worked on exceptions of the hours they keep for them", None, 0.05),
    Outcome("exceptions_per_deal", "exceptions for each deal", "exceptions", "exceptions raised in the cohort's weeks by deal entered in them", None, 0.0),
    Outcome("died_waiting_share", "deals that died waiting", "share", "of the deals with an exception, those that ended without an order while one was open", False, 0.02),
)
# fmt: on
NAMES = tuple(row.name for row in ROWS)


def outcomes(run: Run, team: int) -> dict[str, float]:
    """Outcomes of one team's exceptions in one run; NaN without exceptions."""
    if len(run.exceptions) == 0:
        return dict.fromkeys(NAMES, np.nan)
    horizon, everything = run.scenario.horizon, np.asarray(run.exceptions)
    first, end = horizon.burn_in, horizon.burn_in + horizon.cohort
    raised = everything["raised"]
    mine = everything[(everything["team"] == team) & (raised >= first) & (raised < end)]
    novel, routine = mine[mine["novel"] == 1], mine[mine["novel"] == 0]
    named = decision_weeks("routine", routine) | decision_weeks("novel", novel)
    named |= answers(mine, novel)
    named |= errors(novel, run.scenario.world.exceptions.threshold)
    named["exception_hours"] = mean(mine["hours"])
    named["manager_utilisation"] = utilisation(run, team, mine)
    ledger = np.asarray(run.ledger)
    entered = (ledger["team"] == team) & (ledger["opened"] >= first) & (ledger["opened"] < end)
    named["exceptions_per_deal"] = ratio(len(mine), int(entered.sum()))
    named["died_waiting_share"] = died_waiting(mine, ledger)
    return named


def mean(values: Floats) -> float:
    """The mean; NaN of nothing."""
    return float(values.mean()) if len(values) else np.nan


def decision_weeks(kind: str, exceptions: np.ndarray) -> dict[str, float]:
    """Mean, median and ninth decile of the weeks from signal to decision."""
    decided = (exceptions["status"] == ENACTED) | (exceptions["status"] == DROPPED)
    weeks = (exceptions["ended"] - exceptions["raised"])[decided]
    return {
        f"{kind}_decision_weeks": mean(weeks),
        f"{kind}_decision_weeks_median": median(weeks),
        f"{kind}_decision_weeks_p90": float(np.quantile(weeks, 0.9)) if len(weeks) else np.nan,
    }


def answers(every: np.ndarray, novel: np.ndarray) -> dict[str, float]:
    """What was enacted, how good it was, what it was worth."""
    ended, enacted = novel[novel["status"] > 0], novel[novel["status"] == ENACTED]
    return {
        "novel_enacted_share": ratio(len(enacted), len(ended)),
        "novel_quality_enacted": mean(enacted["quality"]),
        "best_option_enacted_share": ratio(int((enacted["best"] == 1).sum()), len(ended)),
        "buy_in_enacted": mean(enacted["buy_in"]),
        "exception_value": mean(every[every["status"] > 0]["value"]),
        "novel_value": mean(ended["value"]),
    }


def errors(novel: np.ndarray, threshold: float) -> dict[str, float]:
    """How often judges were wrong, by what is good enough for everybody."""
    good = novel["quality"] >= threshold
    enacted, dropped = novel["status"] == ENACTED, novel["status"] == DROPPED
    return {
        "bad_enacted_share": ratio(int((enacted & ~good).sum()), int(enacted.sum())),
        "good_dropped_share": ratio(int((dropped & good).sum()), int(dropped.sum())),
    }


def utilisation(run: Run, team: int, exceptions: np.ndarray) -> float:
    """Hours managers worked on these exceptions of those they keep for them; NaN without any."""
    design, people = run.scenario.teams[team], run.scenario.world.people
    if design.structure.span == 0:
        return np.nan
    a_week = design.structure.manager_hours * people.reps * design.approvals.deciding_share
    return ratio(float(exceptions["line_hours"].sum()), a_week * run.scenario.horizon.cohort)


def died_waiting(exceptions: np.ndarray, ledger: np.ndarray) -> float:
    """Of the deals with one of these exceptions: those over without an order, one still open."""
    deals = np.unique(exceptions["deal"])
    left = np.unique(exceptions["deal"][exceptions["status"] == RENEGED])
    over = ~np.isin(ledger["outcome"][left], (WON, OPEN))
    return ratio(int(over.sum()), len(deals))
