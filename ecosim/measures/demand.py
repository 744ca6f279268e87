"""How demand swings on its way upstream: orders, what customers needed, what the plant planned.

Weeks of the window (after the burn-in). Needs are what customers used up, and each first order at
the week its need was met with a deal, not the week it was signed: what a seller does to the timing
of orders does not move them.
"""

# ruff: noqa: E501  a table: one line an outcome
import numpy as np

from ecosim.measures.deals_and_orders import excess_volatility
from ecosim.measures.outcome import Floats, Outcome, gini, ratio
from ecosim.simulate import Run
from ecosim.state import WON

PERIOD_WEEKS = 13

# fmt: off
ROWS = (
    Outcome("repeat_share", "repeat orders", "share", "value of repeat orders of all order value", None, 0.02),
    Outcome("total_volatility", "volatility of all orders above chance", "", "as order volatility, of first and repeat orders together", False, 0.05),
    Outcome("orders_over_needs", "orders over needs", "ratio", "variance of weekly order value over variance of weekly needs: what selling and batching add", False, 0.1),
    Outcome("bullwhip_orders", "plans over orders", "ratio", "variance of the plant's weekly plans over variance of weekly order value", False, 0.1),
    Outcome("bullwhip_needs", "plans over needs", "ratio", "variance of the plant's weekly plans over variance of weekly needs", False, 0.1),
    Outcome("schedule_changes", "changes of the plant's schedule", "share", "mean change of the plan from week to week over the mean plan", False, 0.05),
    Outcome("lag13_autocorrelation", "likeness to the week a quarter before", "", "correlation of the number of orders with that 13 weeks before", None, 0.05),
    Outcome("third_month_share", "orders in the last month of a quarter", "share", "order value in the last third of each 13 weeks (0.333 if even), quarters counted from week 0", None, 0.03),
    Outcome("quarter_gini", "unevenness of weeks within a quarter", "", "mean Gini coefficient of the 13 weeks' order value", False, 0.02),
)
# fmt: on


def outcomes(run: Run, team: int) -> dict[str, float]:
    """The outcomes of ROWS for one team; NaN where there is no plant, or nothing was ordered."""
    burn_in, weeks = run.scenario.horizon.burn_in, run.scenario.horizon.weeks
    rows = np.asarray(run.weekly)[burn_in:, team]
    ledger = np.asarray(run.ledger)
    won = ledger[(ledger["team"] == team) & (ledger["outcome"] == WON)]
    first, repeat = rows["order_value"], rows["repeat_value"]
    sold, plans = first + repeat, rows["planned"]
    needs = rows["used"] + np.bincount(won["opened"], won["value"], weeks)[burn_in:weeks]
    signed = won["value"][won["closed"] >= burn_in]
    squares = float((signed * signed).sum() + rows["repeat_squares"].sum())
    planned = run.scenario.world.plant.averaged_weeks > 0
    count = (rows["orders"] + rows["repeat_orders"]).astype(np.float64)
    quarters = whole_quarters(sold, burn_in)
    return {
        "repeat_share": ratio(float(repeat.sum()), float(sold.sum())),
        "total_volatility": excess_volatility(sold, squares),
        "orders_over_needs": variance_ratio(sold, needs),
        "bullwhip_orders": variance_ratio(plans, sold) if planned else np.nan,
        "bullwhip_needs": variance_ratio(plans, needs) if planned else np.nan,
        "schedule_changes": schedule_changes(plans) if planned else np.nan,
        "lag13_autocorrelation": autocorrelation(count, PERIOD_WEEKS),
        "third_month_share": ratio(float((quarters * LAST_THIRD).sum()), float(quarters.sum())),
        "quarter_gini": mean_gini(quarters),
    }


LAST_THIRD = np.clip(np.arange(1, PERIOD_WEEKS + 1) - PERIOD_WEEKS * 2 / 3, 0.0, 1.0)


def whole_quarters(weekly: Floats, first_week: int) -> Floats:
    """The whole quarters in a weekly series that begins in some week, shape (quarters, 13)."""
    skip = -first_week % PERIOD_WEEKS
    count = max(0, len(weekly) - skip) // PERIOD_WEEKS
    return weekly[skip : skip + count * PERIOD_WEEKS].reshape(count, PERIOD_WEEKS)


def variance_ratio(upstream: Floats, downstream: Floats) -> float:
    """Variance of a weekly series over that of another."""
    return ratio(float(upstream.var()), float(downstream.var())) if len(upstream) else np.nan


def schedule_changes(plans: Floats) -> float:
    """Mean change of a plan from week to week over the mean plan."""
    if len(plans) < 2:
        return np.nan
    return ratio(float(np.abs(np.diff(plans)).mean()), float(plans.mean()))


def autocorrelation(series: Floats, lag: int) -> float:
    """Correlation of a series with itself so many weeks later; NaN if it never moves."""
    apart = series - series.mean() if len(series) else series
    return ratio(float((apart[lag:] * apart[:-lag]).sum()), float((apart * apart).sum()))


def mean_gini(quarters: Floats) -> float:
    """The Gini coefficient of the weeks of each quarter, averaged over quarters with orders."""
    some = quarters[quarters.sum(axis=1) > 0]
    if not len(some):
        return np.nan
    return float(gini(some).mean())
