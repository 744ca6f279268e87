"""What pay did: pay and effort, discounts, timing of orders in accounting periods, waiting.

Weeks of a period are those of the team's own fiscal calendar (`regime.period_weeks`,
`regime.calendar_shift`); for a team without a quota they are any other weeks, so its values are
what a deadline is held against. Orders are first orders of deals, in the weeks after the burn-in,
but for `end_share_all`.
Effort and timing are apart: effort is hours offered, timing is offers held back, pressed or early.
"""

# ruff: noqa: E501  a table: one line an outcome
from typing import Any

import numpy as np
import numpy.typing as npt

from ecosim.measures.outcome import Floats, Outcome, ratio
from ecosim.mechanisms.pay import Regime
from ecosim.simulate import Run
from ecosim.state import WON

END_WEEKS = (1, 2, 4)

# fmt: off
ROWS = (
    Outcome("end_share_1", "orders in the last week of a period", "share", "order value in the last week of each accounting period (0.077 of 13 if even)", None, 0.02),
    Outcome("end_share_2", "orders in the last two weeks of a period", "share", "order value in the last two weeks of each accounting period (0.154 of 13 if even)", None, 0.02),
    Outcome("end_share_4", "orders in the last four weeks of a period", "share", "order value in the last four weeks of each accounting period (0.308 of 13 if even)", None, 0.02),
    Outcome("end_share_count_1", "number of orders in the last week of a period", "share", "as the share of value, of the number of orders", None, 0.02),
    Outcome("end_share_count_2", "number of orders in the last two weeks of a period", "share", "as the share of value, of the number of orders", None, 0.02),
    Outcome("end_share_count_4", "number of orders in the last four weeks of a period", "share", "as the share of value, of the number of orders", None, 0.02),
    Outcome("end_share_all", "all orders in the last two weeks of a period", "share", "value of first and repeat orders in the last two weeks of each accounting period (0.154 of 13 if even)", None, 0.02),
    Outcome("period_peak", "swing with the accounting period", "times", "spectral power of weekly order value, normalised by period, at one cycle a period, over the median power", None, 0.5),
    Outcome("period_harmonics", "swings within the accounting period", "times", "mean spectral power of weekly order value, normalised by period, at two and three cycles a period, over the median power", None, 0.5),
    Outcome("effort", "effort", "of paid hours", "mean hours that reps offer, over paid hours less those for others", None, 0.02),
    Outcome("effort_at_end", "effort at the end of a period", "of paid hours", "mean effort in the last two weeks of a period minus that of all weeks", None, 0.02),
    Outcome("discount", "mean discount", "share", "mean discount of orders", False, 0.01),
    Outcome("discount_leakage", "discount leakage", "share", "discounts given over list value of orders", False, 0.01),
    Outcome("discount_at_end", "deeper discounts at the end of a period", "share", "mean discount of orders in the last two weeks of a period minus that of the others", None, 0.01),
    Outcome("pay_per_value", "pay", "of linear pay", "pay of whole periods over what linear commission would have paid for the same sales", None, 0.02),
    Outcome("quota_reached", "periods in which the quota was reached", "share", "whole periods of reps in which sales credited reached the quota", None, 0.02),
    Outcome("held_share", "offers held back", "share", "of decisions of reps about an offer to a group that agrees, those to hold it back", None, 0.01),
    Outcome("pulled_share", "orders pulled in", "share", "orders pressed for, asked for early or given a discount", None, 0.01),
    Outcome("returned_share", "orders given back", "share", "order value that was given back", False, 0.01),
    Outcome("expected_saving", "discount that accounts expect of waiting", "share", "how much deeper accounts expect discounts at the end of a period than in its middle, at the end of the run", False, 0.005),
    Outcome("net_revenue_per_rep_hour", "revenue after discounts and returns per rep-hour", "USD", "value of orders at the price paid, without those given back, by paid hour", True, 0.0),
)
# fmt: on


def outcomes(run: Run, team: int) -> dict[str, float]:
    """The outcomes of ROWS for one team in one run; NaN where undefined."""
    scenario, regime = run.scenario, run.scenario.teams[team].regime
    burn_in, weeks, people = scenario.horizon.burn_in, scenario.horizon.weeks, scenario.world.people
    ledger = np.asarray(run.ledger)
    orders = ledger[
        (ledger["team"] == team) & (ledger["outcome"] == WON) & (ledger["closed"] >= burn_in)
    ]
    place = week_of_period(orders["closed"], regime)
    last_two = place >= regime.period_weeks - 2
    by_week = np.bincount(orders["closed"] - burn_in, orders["value"], weeks - burn_in)
    listed, kept = float(orders["value"].sum()), orders["returned"] == 0
    pulled = (orders["pressed"] > 0) | (orders["early"] > 0) | (orders["discount"] > 0)
    hours = people.hours * people.reps * (weeks - burn_in)
    named = end_shares(orders, place, regime.period_weeks)
    named |= effort_and_offers(run, team)
    named |= paid_periods(run, team)
    sold = by_week + run.weekly["repeat_value"][burn_in:, team]
    end = week_of_period(np.arange(burn_in, weeks), regime) >= regime.period_weeks - 2
    return named | {
        "end_share_all": ratio(float(sold[end].sum()), float(sold.sum())),
        "period_peak": peak(whole_periods(by_week, burn_in, regime)),
        "period_harmonics": harmonics(whole_periods(by_week, burn_in, regime)),
        "discount": mean_of(orders["discount"]),
        "discount_leakage": ratio(listed - float(orders["net"].sum()), listed),
        "discount_at_end": mean_of(orders["discount"][last_two])
        - mean_of(orders["discount"][~last_two]),
        "pulled_share": ratio(int(pulled.sum()), len(orders)),
        "returned_share": ratio(float(orders["value"][~kept].sum()), listed),
        "net_revenue_per_rep_hour": ratio(float(orders["net"][kept].sum()), hours),
    }


def week_of_period(weeks: npt.NDArray[Any], regime: Regime) -> Floats:
    """The week of the team's accounting period for each week of a run, 0 to the length - 1."""
    return np.asarray((weeks + regime.calendar_shift) % regime.period_weeks)


def mean_of(values: Floats) -> float:
    """The mean; NaN if there is nothing."""
    return float(values.mean()) if len(values) else np.nan


def end_shares(orders: np.ndarray, place: Floats, length: int) -> dict[str, float]:
    """Shares of orders, by value and by number, in the last weeks of accounting periods."""
    value, named = orders["value"], {}
    for last in END_WEEKS:
        here = place >= length - last
        named[f"end_share_{last}"] = ratio(float(value[here].sum()), float(value.sum()))
        named[f"end_share_count_{last}"] = ratio(int(here.sum()), len(orders))
    return named


def effort_and_offers(run: Run, team: int) -> dict[str, float]:
    """Effort and offers of a team by week; effort is 1 where reps have nothing to choose."""
    scenario, regime = run.scenario, run.scenario.teams[team].regime
    burn_in, weeks = scenario.horizon.burn_in, scenario.horizon.weeks
    if len(run.pay_weeks) == 0:
        return {"effort": 1.0, "effort_at_end": 0.0, "held_share": np.nan,
                "expected_saving": np.nan}  # fmt: skip
    rows = run.pay_weeks[burn_in:, team]
    effort = rows["effort"] / scenario.world.people.reps
    place = week_of_period(np.arange(burn_in, weeks), regime)
    accounts = scenario.world.market.accounts + scenario.world.market.unreachable_accounts
    learned = scenario.world.pay.learning > 0
    return {
        "effort": mean_of(effort),
        "effort_at_end": mean_of(effort[place >= regime.period_weeks - 2]) - mean_of(effort),
        "held_share": ratio(int(rows["held"].sum()), int(rows["offers"].sum())),
        "expected_saving": float(rows["expected_saving"][-1]) / accounts if learned else np.nan,
    }


def paid_periods(run: Run, team: int) -> dict[str, float]:
    """Pay of the periods that began after the burn-in and ended in the run."""
    nothing = {"pay_per_value": np.nan, "quota_reached": np.nan}
    if run.periods.shape[1] == 0:
        return nothing
    reps, length = run.scenario.world.people.reps, run.scenario.teams[team].regime.period_weeks
    rows = run.periods[team * reps : (team + 1) * reps]
    whole = (rows["ends"] >= run.scenario.horizon.burn_in + length - 1) & (rows["ends"] > 0)
    rows = rows[whole]
    if len(rows) == 0 or not run.scenario.teams[team].regime.has_deadline:
        return nothing
    reached = (rows["booked"] >= rows["quota"]) & (rows["quota"] > 0)
    return {
        "pay_per_value": ratio(float(rows["pay"].sum()), float(rows["booked"].sum())),
        "quota_reached": ratio(int(reached.sum()), len(rows)),
    }


def whole_periods(weekly: Floats, first_week: int, regime: Regime) -> Floats:
    """A series of weeks as whole accounting periods, shape (periods, weeks of a period)."""
    length = regime.period_weeks
    start = -(first_week + regime.calendar_shift) % length
    whole = (len(weekly) - start) // length
    return weekly[start : start + max(0, whole) * length].reshape(-1, length)


def peak(periods: Floats) -> float:
    """Spectral power at one cycle a period over the median power; NaN for too few weeks.

    Each period is divided by its own mean, so that good and bad years count alike; a period without
    orders counts as even.

    Args:
        periods: shape (periods, weeks of a period), order value by week.

    Source:
        facts.md E (spectral peak).
    """
    power, place = spectrum(periods)
    return ratio(float(power[place]), float(np.median(power))) if len(power) else np.nan


def harmonics(periods: Floats) -> float:
    """Mean spectral power at two and three cycles a period over the median power; NaN for too few
    weeks. A narrow peak in each period has as much there as at one cycle, a wave has nothing."""
    power, place = spectrum(periods)
    places = [place + k * len(periods) for k in (1, 2)]
    if not len(power) or places[-1] >= len(power):
        return np.nan
    return ratio(float(power[places].mean()), float(np.median(power)))


def spectrum(periods: Floats) -> tuple[Floats, int]:
    """Power at the frequencies from once a year to every second week, and the place of one cycle a
    period among them; empty for fewer than two periods."""
    if len(periods) < 2:
        return np.zeros(0), 0
    means = periods.mean(axis=1, keepdims=True)
    series = np.where(means > 0, periods / np.where(means > 0, means, 1.0), 1.0).reshape(-1)
    power = np.abs(np.fft.rfft(series - series.mean())) ** 2
    cycles = np.arange(len(power))
    inside = (cycles >= max(1.0, len(series) / 52)) & (cycles <= len(series) / 2)
    return power[inside], int((inside & (cycles < len(periods))).sum())


def peak_p_value(periods: Floats, shifts: int = 499, seed: int = 0) -> float:
    """How often a peak as high comes about when the weeks of each period are turned by chance.

    Within each period the weeks are shifted in a circle by a random number; what is left is the
    likeness of neighbouring weeks, but no common place in the period. Of the tests tried this one
    has the right false-positive rate and the most power (prototype.md 3).

    Args:
        periods: shape (periods, weeks of a period), order value by week.
        shifts: how many times.
        seed: of the random shifts.
    """
    power, place = spectrum(periods)
    if not len(power):
        return np.nan
    rng = np.random.default_rng(seed)
    count, length = periods.shape
    places = np.arange(length)
    as_high = 0
    for _ in range(shifts):
        turned = (places + rng.integers(0, length, (count, 1))) % length
        by_chance, _ = spectrum(np.take_along_axis(periods, turned, axis=1))
        as_high += by_chance[place] >= power[place]
    return (1 + as_high) / (1 + shifts)


def by_week_of_period(run: Run, team: int) -> dict[str, Floats]:
    """Means by week of the accounting period, each of shape (weeks of a period,): number and value
    of orders, discount, effort, offers held back. Weeks after the burn-in, whole periods."""
    scenario, regime = run.scenario, run.scenario.teams[team].regime
    burn_in, weeks = scenario.horizon.burn_in, scenario.horizon.weeks
    ledger = np.asarray(run.ledger)
    orders = ledger[
        (ledger["team"] == team) & (ledger["outcome"] == WON) & (ledger["closed"] >= burn_in)
    ]
    when, length = orders["closed"] - burn_in, weeks - burn_in
    series = {
        "orders": np.bincount(when, minlength=length).astype(np.float64),
        "value": np.bincount(when, orders["value"], length),
        "discounts": np.bincount(when, orders["discount"], length),
        "effort": np.ones(length),
        "held": np.zeros(length),
    }
    if len(run.pay_weeks):
        series["effort"] = run.pay_weeks["effort"][burn_in:, team] / scenario.world.people.reps
        series["held"] = run.pay_weeks["held"][burn_in:, team].astype(np.float64)
    means = {name: whole_periods(s, burn_in, regime).mean(axis=0) for name, s in series.items()}
    discounts = means.pop("discounts")
    means["discount"] = np.divide(
        discounts, means["orders"], out=np.zeros_like(discounts), where=means["orders"] > 0
    )
    return means
