"""Deals of many runs and teams pooled, and what stylised facts say about such a pool."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from ecosim.measures import in_cohort, status_at_end
from ecosim.simulate import Run
from ecosim.state import LOST, NO_DECISION, OPEN, WON


class Pool(NamedTuple):
    """Cohort deals and weekly rows of several runs (all teams of each run together)."""

    deals: Any  # record array of the cohort's ledger rows
    outcome: NDArray[np.int64]  # won, lost, no decision (recorded or silent for a year), open
    orders: list[NDArray[np.float64]]  # weekly orders of each run and team after burn-in
    opened: list[NDArray[np.float64]]  # weekly new deals, likewise
    rep_value: list[NDArray[np.float64]]  # won value per rep of each run and team


def pooled(runs: list[Run]) -> Pool:
    """The cohort's deals of all runs, with silent open deals counted as no decision."""
    deals, orders, opened, rep_value = [], [], [], []
    for run in runs:
        horizon = run.scenario.horizon
        start, stop = horizon.burn_in, horizon.burn_in + horizon.cohort
        for t in range(len(run.scenario.teams)):
            mine = run.ledger[run.ledger["team"] == t]
            deals.append(in_cohort(mine, start, stop))
            orders.append(run.weekly["orders"][start:, t].astype(float))
            opened.append(run.weekly["opened"][start:, t].astype(float))
            won = mine[(mine["outcome"] == WON) & (mine["closed"] >= start)]
            reps = run.scenario.world.people.reps
            rep_value.append(np.bincount(won["rep"], won["value"], reps))
    table = np.concatenate(deals)
    outcome = status_at_end(table, runs[0].scenario.horizon.weeks).astype(np.int64)
    return Pool(table, outcome, orders, opened, rep_value)


def share(part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> float:
    """Share of the deals in `whole` that are also in `part`; NaN if there are none."""
    total = int(whole.sum())
    return float((part & whole).sum() / total) if total else float("nan")


def resolved(pool: Pool) -> NDArray[np.bool_]:
    """Which deals are won, lost or without decision."""
    return np.asarray(pool.outcome != OPEN)


def win_rate(pool: Pool) -> float:
    """Won / (won + lost + no decision)."""
    return share(pool.outcome == WON, resolved(pool))


def lost_rate(pool: Pool) -> float:
    """Lost to another seller / (won + lost + no decision)."""
    return share(pool.outcome == LOST, resolved(pool))


def no_decision_rate(pool: Pool) -> float:
    """No decision / (won + lost + no decision)."""
    return share(pool.outcome == NO_DECISION, resolved(pool))


def _recorded(pool: Pool) -> NDArray[np.int64]:
    return np.asarray(pool.deals["outcome"], np.int64)


def crm_won(pool: Pool) -> float:
    """Share of the cohort recorded as won."""
    return float((_recorded(pool) == WON).mean())


def crm_lost(pool: Pool) -> float:
    """Share of the cohort recorded as lost or as no decision (a CRM tells them seldom apart)."""
    return float(np.isin(_recorded(pool), (LOST, NO_DECISION)).mean())


def crm_open(pool: Pool) -> float:
    """Share of the cohort still open in the seller's books when the run ends."""
    return float((_recorded(pool) == OPEN).mean())


def _cycles(pool: Pool, *outcomes: np.int64) -> NDArray[np.float64]:
    closed = np.isin(_recorded(pool), outcomes)
    return np.asarray(pool.deals["closed"][closed] - pool.deals["opened"][closed], float)


def cycle_weeks_won(pool: Pool) -> float:
    """Median weeks from entry to order."""
    return float(np.median(_cycles(pool, WON)))


def cycle_weeks_lost(pool: Pool) -> float:
    """Median weeks from entry until recorded as lost or no decision."""
    return float(np.median(_cycles(pool, LOST, NO_DECISION)))


def cycle_cv_won(pool: Pool) -> float:
    """Coefficient of variation of the won cycle."""
    cycles = _cycles(pool, WON)
    return float(cycles.std() / cycles.mean())


def size_cycle_correlation(pool: Pool) -> float:
    """Spearman correlation of deal size and time to resolution."""
    closed = _recorded(pool) != OPEN
    weeks = pool.deals["closed"][closed] - pool.deals["opened"][closed]
    return float(stats.spearmanr(pool.deals["value"][closed], weeks).statistic)


def large_deal_gap(pool: Pool) -> float:
    """Win rate of closed deals in the top fifth of sizes minus that in the bottom fifth."""
    closed = _recorded(pool) != OPEN
    value, won = pool.deals["value"][closed], _recorded(pool)[closed] == WON
    low, high = np.quantile(value, (0.2, 0.8))
    return float(won[value >= high].mean() - won[value <= low].mean())


def ageing_gap(pool: Pool) -> float:
    """Win share of deals closed at 1-8 weeks minus that of deals closed at 27-52 weeks."""
    closed = _recorded(pool) != OPEN
    weeks = pool.deals["closed"][closed] - pool.deals["opened"][closed]
    won = _recorded(pool)[closed] == WON
    young, old = won[(weeks >= 1) & (weeks <= 8)], won[(weeks >= 27) & (weeks <= 52)]
    return float(young.mean() - old.mean()) if len(young) and len(old) else float("nan")


def early_wins(pool: Pool) -> float:
    """Share of won deals that were won within two weeks of entry."""
    return float((_cycles(pool, WON) <= 2).mean())


def group_gap(pool: Pool) -> float:
    """Chance to buy at all (from whomever) in groups of 1-3 minus in groups of 6 and more."""
    bought = (pool.outcome == WON) | (pool.outcome == LOST)
    size, known = pool.deals["size"], resolved(pool)
    return share(bought, known & (size <= 3)) - share(bought, known & (size >= 6))


def group_size(pool: Pool) -> float:
    """Mean size of the buying groups of deals."""
    return float(pool.deals["size"].mean())


def top_fifth_share(pool: Pool) -> float:
    """Share of won value that the best fifth of reps brings in, mean over runs."""
    shares = []
    for value in pool.rep_value:
        if value.sum() > 0:
            best = np.sort(value)[::-1][: max(1, round(len(value) / 5))]
            shares.append(best.sum() / value.sum())
    return float(np.mean(shares))


def incumbency_ratio(pool: Pool) -> float:
    """Win rate with an earlier purchase over win rate without."""
    known, before = resolved(pool), pool.deals["earlier_wins"] > 0
    won = pool.outcome == WON
    return share(won, known & before) / share(won, known & ~before)


def late_stage(pool: Pool) -> NDArray[np.bool_]:
    """Deals that came within one commitment of all that their account requires."""
    missing = pool.deals["required"] & ~pool.deals["covered"]
    nearly: NDArray[np.bool_] = np.bitwise_count(missing.astype(np.uint16)) <= 1
    return resolved(pool) & nearly


def late_stage_win_rate(pool: Pool) -> float:
    """Win rate of deals that came within one commitment of all that is required."""
    return share(pool.outcome == WON, late_stage(pool))


def late_stage_no_decision(pool: Pool) -> float:
    """No-decision rate of deals that came within one commitment of all that is required."""
    return share(pool.outcome == NO_DECISION, late_stage(pool))


def _beyond_chance(series: list[NDArray[np.float64]]) -> float:
    """Coefficient of variation that Poisson chance does not explain, pooled over runs."""
    excess = [(y.var() - y.mean()) / y.mean() ** 2 for y in series if y.sum() > 0]
    return float(np.sqrt(max(0.0, np.mean(excess))))


def order_cv_beyond_chance(pool: Pool) -> float:
    """Coefficient of variation of weekly order counts beyond Poisson chance."""
    return _beyond_chance(pool.orders)


def creation_cv_beyond_chance(pool: Pool) -> float:
    """Coefficient of variation of weekly new deals beyond Poisson chance."""
    return _beyond_chance(pool.opened)


def order_lag1_beyond_chance(pool: Pool) -> float:
    """Lag-1 autocorrelation of what Poisson chance leaves of weekly order counts, pooled.

    The raw one falls with the number of orders a week; this one does not.
    """
    series = [y - y.mean() for y in pool.orders]
    together = sum(float((y[1:] * y[:-1]).mean()) for y in series)
    beyond = sum(float(y.var() - y.mean()) for y in pool.orders)
    return together / beyond if beyond > 0 else float("nan")


FACTS: dict[str, Callable[[Pool], float]] = {
    fact.__name__: fact
    for fact in (
        win_rate, lost_rate, no_decision_rate, crm_won, crm_lost, crm_open, cycle_weeks_won,
        cycle_weeks_lost, cycle_cv_won, size_cycle_correlation, large_deal_gap, ageing_gap,
        early_wins, group_gap, group_size, top_fifth_share, incumbency_ratio,
        late_stage_win_rate, late_stage_no_decision, order_cv_beyond_chance,
        creation_cv_beyond_chance, order_lag1_beyond_chance,
    )
}  # fmt: skip
