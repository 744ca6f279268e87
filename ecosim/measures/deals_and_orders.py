"""From the ledger of a run to named outcomes. Pure functions; NaN where an outcome is undefined.

Rates are of the entry cohort: the deals that opened in the weeks after the burn-in and before the
follow-up. A deal of the cohort is won, lost (to another seller), without decision, or open. No
decision is what was recorded as such, or a deal still open in which nobody has talked for the last
52 weeks of the run: sellers close dead deals late or never, and each team at another time.

Orders, hours and money are of the window: all weeks after the burn-in.

Weekly series are not detrended: the worlds have no trend of their own, but repeat purchases may
still be growing when the burn-in is short.
"""

# ruff: noqa: E501  a table: one line an outcome
import numpy as np
import numpy.typing as npt

from ecosim.measures.outcome import Flags, Floats, Outcome, median, quantile, ratio, variation
from ecosim.simulate import Run
from ecosim.state import LOST, NO_DECISION, OPEN, PROSPECTED, REQUESTED, WON

SILENT_WEEKS = 52
TOP_SHARE_OF_REPS = 0.2
QUINTILES = 5

# fmt: off
ROWS = (
    Outcome("win_rate", "win rate", "share", "deals won of those won, lost or without decision", True, 0.02),
    Outcome("win_rate_by_value", "win rate by value", "share", "value won of the value won, lost or without decision", True, 0.03),
    Outcome("competitive_win_rate", "win rate against rivals", "share", "deals won of those won or lost to another seller", True, 0.02),
    Outcome("no_decision_rate", "no-decision rate", "share", "deals without decision of those won, lost or without decision", False, 0.02),
    Outcome("open_share", "open share", "share", "deals of the cohort neither decided nor silent for 52 weeks at the end", None, 0.02),
    Outcome("crm_open_share", "open share in the records", "share", "deals of the cohort that the team never recorded as closed", None, 0.02),
    Outcome("cycle_weeks_won", "cycle of won deals", "weeks", "median weeks from opening to the order", False, 1.0),
    Outcome("cycle_weeks_lost", "cycle of lost deals", "weeks", "median weeks from opening to the loss to another seller", None, 1.0),
    Outcome("cycle_weeks_won_p90", "long cycle of won deals", "weeks", "weeks from opening to the order that nine of ten won deals stay below", False, 2.0),
    Outcome("cycle_weeks_lost_p90", "long cycle of lost deals", "weeks", "weeks from opening to the loss to another seller that nine of ten lost deals stay below", None, 2.0),
    Outcome("weeks_to_close", "time to close", "weeks", "median weeks from opening until recorded as closed in any way, open deals counted as censored (Kaplan-Meier)", False, 1.0),
    Outcome("cycle_cv_won", "cycle spread of won deals", "", "standard deviation over mean of the weeks from opening to the order", None, 0.05),
    Outcome("order_volatility", "order volatility above chance", "", "squared coefficient of variation of weekly order value above what orders of these sizes give when they fall on weeks by chance", False, 0.05),
    Outcome("weekly_cv", "weekly variation of order value", "", "standard deviation over mean of weekly order value, chance included", False, 0.05),
    Outcome("order_count_excess", "order count volatility above chance", "", "as order volatility, of the number of orders", False, 0.02),
    Outcome("lag1_autocorrelation", "likeness of neighbouring weeks", "", "correlation of the number of orders with that of the week before", None, 0.05),
    Outcome("revenue_per_rep_hour", "revenue per rep-hour", "USD", "order value by paid hour; managers are paid from the same hours", True, 0.0),
    Outcome("coordination_share", "hours lost to coordination", "share", "hours for records, managers and colleagues of all paid hours", False, 0.01),
    Outcome("talking_share", "hours in conversations", "share", "hours with buyers and for preparing of all paid hours", None, 0.01),
    Outcome("idle_share", "hours unused", "share", "hours left at the end of a week of all paid hours", False, 0.01),
    Outcome("deals_entered", "deals entered", "deals", "deals that opened in the cohort's weeks", True, 0.0),
    Outcome("wins", "deals won", "deals", "deals of the cohort that were won", True, 0.0),
    Outcome("talks_per_win", "conversations per order", "conversations", "conversations in the window for each order in it", False, 0.0),
    Outcome("rework_per_deal", "rework", "commitments", "commitments that the group went back on, for each deal of the cohort", False, 0.05),
    Outcome("top20_share", "top fifth of reps", "share", "share of order value from the best fifth of the reps (0.2 if all sell alike)", None, 0.02),
    Outcome("large_deal_win_rate", "win rate of large minus small deals", "share", "win rate of the largest fifth of the deals minus that of the smallest fifth", None, 0.03),
    Outcome("requested_win_rate", "win rate where offers were requested", "share", "win rate of deals that began with a request for offers", True, 0.03),
    Outcome("prospected_win_rate", "win rate where the need was found", "share", "win rate of deals that began with prospecting", True, 0.03),
)
# fmt: on


def outcomes(run: Run, team: int) -> dict[str, float]:
    """Outcomes of one team's deals, orders and hours in one run; NaN where undefined."""
    burn_in, weeks = run.scenario.horizon.burn_in, run.scenario.horizon.weeks
    ledger = np.asarray(run.ledger)
    mine = ledger[ledger["team"] == team]
    deals = in_cohort(mine, burn_in, burn_in + run.scenario.horizon.cohort)
    orders = mine[(mine["outcome"] == WON) & (mine["closed"] >= burn_in)]
    hours = hours_in_window(np.asarray(run.weekly)[:, team], burn_in)
    people = run.scenario.world.people
    payroll = people.hours * people.reps * (weeks - burn_in)
    named = deal_outcomes(deals, status_at_end(deals, weeks))
    named["weeks_to_close"] = weeks_to_close(deals, weeks)
    named |= order_outcomes(orders, burn_in, weeks)
    named |= effort_outcomes(orders, hours, payroll, people.reps)
    return named


def in_cohort(deals: np.ndarray, first_week: int, end: int) -> np.ndarray:
    """The ledger's rows of deals that opened from the first week on and before the end."""
    return deals[(deals["opened"] >= first_week) & (deals["opened"] < end)]


def status_at_end(deals: np.ndarray, weeks: int) -> npt.NDArray[np.int8]:
    """What became of each deal by the end of a run of so many weeks, as one of state.OUTCOMES.

    A deal still open counts as no decision once 52 whole weeks have passed without a talk.
    """
    status: npt.NDArray[np.int8] = deals["outcome"].copy()
    silent = weeks - 1 - deals["last_talk"] >= SILENT_WEEKS
    status[(status == OPEN) & silent] = NO_DECISION
    return status


def deal_outcomes(deals: np.ndarray, status: npt.NDArray[np.int8]) -> dict[str, float]:
    """Rates and cycle times of the cohort's deals."""
    won, lost, resolved = status == WON, status == LOST, status != OPEN
    value, source = deals["value"], deals["source"]
    took = (deals["closed"] - deals["opened"]).astype(np.float64)
    n_won, n_resolved = int(won.sum()), int(resolved.sum())
    n_lost = int(lost.sum())
    smallest, largest = fifths(value)
    return {
        "win_rate": ratio(n_won, n_resolved),
        "win_rate_by_value": ratio(value[won].sum(), value[resolved].sum()),
        "competitive_win_rate": ratio(n_won, n_won + n_lost),
        "no_decision_rate": ratio(n_resolved - n_won - n_lost, n_resolved),
        "open_share": ratio(len(deals) - n_resolved, len(deals)),
        "crm_open_share": ratio(int((deals["outcome"] == OPEN).sum()), len(deals)),
        "cycle_weeks_won": median(took[won]),
        "cycle_weeks_lost": median(took[lost]),
        "cycle_weeks_won_p90": quantile(took[won], 0.9),
        "cycle_weeks_lost_p90": quantile(took[lost], 0.9),
        "cycle_cv_won": variation(took[won]),
        "rework_per_deal": ratio(int(deals["lost_again"].sum()), len(deals)),
        "deals_entered": float(len(deals)),
        "wins": float(n_won),
        "large_deal_win_rate": win_rate_among(largest, won, resolved)
        - win_rate_among(smallest, won, resolved),
        "requested_win_rate": win_rate_among(source == REQUESTED, won, resolved),
        "prospected_win_rate": win_rate_among(source == PROSPECTED, won, resolved),
    }


def weeks_to_close(deals: np.ndarray, weeks: int) -> float:
    """Median weeks until a deal is recorded as closed; those still open count as censored.

    NaN if fewer than half close. Source: Kaplan and Meier (1958).
    """
    closed = deals["outcome"] != OPEN
    took = np.where(closed, deals["closed"], weeks) - deals["opened"]
    leaving = np.bincount(took)
    at_risk = leaving[::-1].cumsum()[::-1]
    ended = np.bincount(took[closed], minlength=len(leaving))
    still_open = np.cumprod(1.0 - ended / np.maximum(at_risk, 1))
    below = np.flatnonzero(still_open <= 0.5)
    return float(below[0]) if len(below) else np.nan


def order_outcomes(orders: np.ndarray, burn_in: int, weeks: int) -> dict[str, float]:
    """How orders are spread over the weeks of the window."""
    values, week, length = orders["value"], orders["closed"] - burn_in, weeks - burn_in
    by_week = np.bincount(week, weights=values, minlength=length)
    counts = np.bincount(week, minlength=length).astype(np.float64)
    return {
        "order_volatility": excess_volatility(by_week, float((values * values).sum())),
        "weekly_cv": variation(by_week),
        "order_count_excess": excess_volatility(counts, len(orders)),
        "lag1_autocorrelation": lag1_autocorrelation(counts),
    }


def effort_outcomes(
    orders: np.ndarray, hours: dict[str, float], payroll: float, reps: int
) -> dict[str, float]:
    """What the window's paid hours went into, and what came of them, rep by rep."""
    by_rep = np.bincount(orders["rep"], weights=orders["value"], minlength=reps)
    return {
        "revenue_per_rep_hour": ratio(by_rep.sum(), payroll),
        "coordination_share": ratio(hours["coordination_hours"], payroll),
        "talking_share": ratio(hours["talking_hours"], payroll),
        "idle_share": ratio(hours["idle_hours"], payroll),
        "talks_per_win": ratio(hours["talks"], len(orders)),
        "top20_share": top_share(by_rep, TOP_SHARE_OF_REPS),
    }


def hours_in_window(weekly: np.ndarray, burn_in: int) -> dict[str, float]:
    """Hours and talks of the weeks after the burn-in; the rows count since the start of the run."""
    names = ("talks", "talking_hours", "coordination_hours", "idle_hours")
    before = {name: float(weekly[name][burn_in - 1]) if burn_in else 0.0 for name in names}
    return {name: float(weekly[name][-1]) - before[name] for name in names}


def excess_volatility(weekly: Floats, sum_of_squares: float) -> float:
    """How much weekly totals swing beyond what chance alone gives, as a signed squared CV.

    If each order fell on any week with equal chance and independently of the others, the squared
    coefficient of variation of weekly totals would be E[v^2] / (orders per week * E[v]^2) = weeks *
    sum(v^2) / sum(v)^2. With the unbiased variance this floor is met exactly on average for any
    given set of orders, also a small one, so that fewer or larger orders alone give no excess.

    Args:
        weekly: Shape (weeks,), order value (or number of orders) a week.
        sum_of_squares: of the single orders' values (or their number).

    Source:
        Compound Poisson variance; facts.md E (weekly volatility).
    """
    weeks, total = len(weekly), float(weekly.sum())
    if weeks < 2 or total == 0:
        return np.nan
    mean = total / weeks
    return (float(weekly.var(ddof=1)) - sum_of_squares / weeks) / mean**2


def lag1_autocorrelation(series: Floats) -> float:
    """Correlation of a series with itself one week later; NaN if it never moves."""
    apart = series - series.mean() if len(series) else series
    return ratio(float((apart[1:] * apart[:-1]).sum()), float((apart * apart).sum()))


def top_share(amounts: Floats, share: float) -> float:
    """The part of a total that the highest amounts hold; a fraction of a person counts in part."""
    ranked = np.sort(amounts)[::-1]
    counted = np.clip(share * len(ranked) - np.arange(len(ranked)), 0.0, 1.0)
    return ratio(float((ranked * counted).sum()), float(ranked.sum()))


def fifths(value: Floats) -> tuple[Flags, Flags]:
    """Which values are among the smallest fifth and which among the largest (rounded down)."""
    order, size = np.argsort(value, kind="stable"), len(value) // QUINTILES
    smallest, largest = np.zeros(len(value), bool), np.zeros(len(value), bool)
    smallest[order[:size]] = True
    largest[order[len(value) - size :]] = True
    return smallest, largest


def win_rate_among(these: Flags, won: Flags, resolved: Flags) -> float:
    """The win rate of some of the deals."""
    return ratio(int((these & won).sum()), int((these & resolved).sum()))
