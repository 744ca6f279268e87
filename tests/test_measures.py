"""Every outcome worked out by hand on a ledger of a few deals."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from ecosim.measures import OUTCOMES, outcomes
from ecosim.measures import deals_and_orders as measures
from ecosim.rows import (
    LEDGER,
    REACH,
    WEEKLY,
)
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import Run, simulate
from ecosim.state import (
    LOST,
    NO_DECISION,
    OPEN,
    PROSPECTED,
    REQUESTED,
    WON,
)
from ecosim.team import Team
from ecosim.world import World
from tests.worlds import SHORT, small

HORIZON = Horizon(burn_in=10, cohort=10, follow_up=60)  # weeks 0 to 79
NAN = math.nan

# team, outcome, source, rep, opened, closed, last talk, value
DEALS = [
    (0, WON, PROSPECTED, 0, 9, 12, 12, 500.0),  # too early for the cohort; its order counts
    (0, WON, PROSPECTED, 0, 10, 14, 14, 100.0),  # first week of the cohort; 4 weeks
    (0, WON, REQUESTED, 1, 12, 20, 20, 300.0),  # 8 weeks
    (0, LOST, REQUESTED, 1, 13, 19, 18, 200.0),  # 6 weeks
    (0, NO_DECISION, PROSPECTED, 2, 14, 40, 30, 50.0),
    (0, OPEN, PROSPECTED, 2, 15, -1, 27, 350.0),  # 52 silent weeks (28 to 79): no decision
    (0, OPEN, REQUESTED, 2, 19, -1, 28, 70.0),  # 51: still open
    (0, WON, PROSPECTED, 2, 20, 21, 21, 100.0),  # too late for the cohort; its order counts
    (0, WON, PROSPECTED, 2, 2, 9, 9, 999.0),  # closed in the burn-in
    (1, LOST, REQUESTED, 0, 12, 15, 15, 100.0),  # another team
]


def run_of(deals: list[tuple[object, ...]], horizon: Horizon = HORIZON, reps: int = 3) -> Run:
    """A run with these deals; each week every rep talks 4 times in 10 of its 30 paid hours."""
    world = World("by hand")
    world = replace(world, people=replace(world.people, reps=reps))
    ledger = np.zeros(len(deals), LEDGER)
    names = ("team", "outcome", "source", "rep", "opened", "closed", "last_talk", "value")
    for row, deal in zip(ledger, deals, strict=True):
        for name, value in zip(names, deal, strict=True):
            row[name] = value
    ledger["lost_again"] = np.arange(len(deals))
    weekly = np.zeros((horizon.weeks, 2), WEEKLY)
    passed = reps * np.arange(1, horizon.weeks + 1)
    for name, amount in {
        "talks": 4, "talking_hours": 10.0, "coordination_hours": 3.0, "idle_hours": 1.5,
    }.items():  # fmt: skip
        weekly[name][:, 0] = amount * passed
    scenario = Scenario(world, (Team("a"), Team("b")), horizon)
    reach = np.zeros((horizon.weeks, 2), REACH)
    records = (table.view(np.recarray) for table in (ledger, weekly, reach))
    ledger, weekly, reach = records
    return Run(scenario, 0, ledger, weekly, 0, reach=reach)


BY_HAND = outcomes(run_of(DEALS), 0)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("win_rate", 2 / 5),  # 2 won, 1 lost, 1 recorded without decision, 1 silent
        ("win_rate_by_value", 400 / 1000),
        ("competitive_win_rate", 2 / 3),
        ("no_decision_rate", 2 / 5),
        ("open_share", 1 / 6),
        ("crm_open_share", 2 / 6),
        ("cycle_weeks_won", 6.0),  # 4 and 8
        ("cycle_weeks_lost", 6.0),
        ("cycle_cv_won", math.sqrt(8) / 6),
        ("revenue_per_rep_hour", 1000 / (3 * 70 * 30)),  # 500 + 100 + 300 + 100 USD
        ("coordination_share", 3 / 30),
        ("talking_share", 10 / 30),
        ("idle_share", 1.5 / 30),
        ("deals_entered", 6.0),
        ("rework_per_deal", (1 + 2 + 3 + 4 + 5 + 6) / 6),
        ("wins", 2.0),
        ("talks_per_win", 3 * 70 * 4 / 4),  # four orders in the window
        ("top20_share", 0.6 * 600 / 1000),  # 0.6 of the best of three reps
        ("large_deal_win_rate", -0.0),  # a fifth of six is one: 350 (none), 50 (none)
        ("requested_win_rate", 1 / 2),
        ("prospected_win_rate", 1 / 3),
    ],
)
def test_outcomes_by_hand(name: str, expected: float) -> None:
    assert BY_HAND[name] == pytest.approx(expected, abs=1e-12)


def test_volatility_by_hand() -> None:
    """Four orders in four of seventy weeks: y = 500, 100, 300, 100; mean 1000 / 70."""
    mean, squares = 1000 / 70, 500**2 + 100**2 + 300**2 + 100**2
    variance = (squares - 70 * mean**2) / 69
    assert BY_HAND["weekly_cv"] == pytest.approx(math.sqrt(variance) / mean)
    # chance alone: 70 weeks x sum of squares / square of the sum
    floor = 70 * squares / 1000**2
    assert BY_HAND["order_volatility"] == pytest.approx(variance / mean**2 - floor)
    count_mean = 4 / 70
    count_variance = (4 - 70 * count_mean**2) / 69
    expected = count_variance / count_mean**2 - 1 / count_mean
    assert BY_HAND["order_count_excess"] == pytest.approx(expected)


def test_lag1_autocorrelation_by_hand() -> None:
    """1, 3, 1, 3 around 2: products -1, -1, -1 over squares 4."""
    assert measures.lag1_autocorrelation(np.array([1.0, 3.0, 1.0, 3.0])) == -0.75
    assert math.isnan(measures.lag1_autocorrelation(np.ones(4)))


@pytest.mark.parametrize("values", [[5.0], [1.0, 2.0], [1.0, 1.0, 7.0], [2.0, 3.0, 5.0, 0.5]])
def test_chance_alone_has_no_excess_volatility(values: list[float]) -> None:
    """Over every way to place the orders on three weeks, the excess is zero on average."""
    squares = sum(v * v for v in values)
    every = [
        measures.excess_volatility(np.bincount(weeks, weights=values, minlength=3), squares)
        for weeks in itertools.product(range(3), repeat=len(values))
    ]
    assert np.mean(every) == pytest.approx(0.0, abs=1e-12)


def test_excess_volatility_has_a_sign() -> None:
    """Two orders of 1 in two weeks: one each is below chance, both in one week above."""
    assert measures.excess_volatility(np.array([1.0, 1.0]), 2.0) == -1.0
    assert measures.excess_volatility(np.array([2.0, 0.0]), 2.0) == 1.0
    assert math.isnan(measures.excess_volatility(np.zeros(5), 0.0))
    assert math.isnan(measures.excess_volatility(np.ones(1), 1.0))


def test_top_share_by_hand() -> None:
    """Ten people: the best two. Six people: the best and a fifth of the second."""
    amounts = np.array([0.0, 10, 0, 0, 30, 0, 0, 0, 60, 0])
    assert measures.top_share(amounts, 0.2) == pytest.approx(0.9)
    assert measures.top_share(np.array([1.0, 5, 0, 0, 0, 4]), 0.2) == pytest.approx(5.8 / 10)
    assert measures.top_share(np.ones(7), 0.2) == pytest.approx(0.2)


def test_fifths_by_hand() -> None:
    """Of eleven values the two smallest and the two largest; of four none."""
    smallest, largest = measures.fifths(np.array([5.0, 1, 9, 2, 7, 8, 3, 4, 6, 10, 11]))
    assert np.flatnonzero(smallest).tolist() == [1, 3]
    assert np.flatnonzero(largest).tolist() == [9, 10]
    assert not np.concatenate(measures.fifths(np.arange(4.0))).any()


def test_large_deal_win_rate_by_hand() -> None:
    """Five deals: the largest is won, the smallest lost."""
    deals = [
        (0, outcome, PROSPECTED, 0, 11, 12, 12, value)
        for outcome, value in ((WON, 9.0), (LOST, 1.0), (LOST, 5.0), (LOST, 4.0), (LOST, 3.0))
    ]
    assert outcomes(run_of(deals), 0)["large_deal_win_rate"] == 1.0


def test_teams_are_told_apart() -> None:
    other = outcomes(run_of(DEALS), 1)
    assert other["win_rate"] == 0.0
    assert other["deals_entered"] == 1.0
    assert other["cycle_weeks_lost"] == 3.0


def test_without_deals_rates_are_undefined_and_hours_are_not() -> None:
    nothing = outcomes(run_of([]), 0)
    assert list(nothing) == list(OUTCOMES)
    undefined = {name for name, value in nothing.items() if math.isnan(value)}
    assert {"win_rate", "order_volatility", "cycle_weeks_won", "talks_per_win"} <= undefined
    assert nothing["revenue_per_rep_hour"] == 0.0
    assert nothing["talking_share"] == pytest.approx(1 / 3)


def test_without_burn_in_the_window_is_the_whole_run() -> None:
    whole = outcomes(run_of(DEALS, Horizon(0, 20, 60)), 0)
    assert whole["talking_share"] == pytest.approx(1 / 3)
    assert whole["revenue_per_rep_hour"] == pytest.approx(1999 / (3 * 80 * 30))


def test_deals_and_weeks_tell_the_same_orders() -> None:
    """In a run of the engine the ledger's orders of the window add up to the weekly rows."""
    run = simulate(small("mid-market-saas", "hybrid"), 1)
    window = np.asarray(run.weekly)[SHORT.burn_in :, 0]
    measured = outcomes(run, 0)
    people = run.scenario.world.people
    payroll = people.hours * people.reps * (SHORT.weeks - SHORT.burn_in)
    assert measured["revenue_per_rep_hour"] * payroll == pytest.approx(window["order_value"].sum())
    used = sum(measured[name] for name in ("coordination_share", "talking_share", "idle_share"))
    assert used <= 1.0


def test_every_outcome_is_described() -> None:
    for name, outcome in OUTCOMES.items():
        assert outcome.name == name
        assert outcome.label
        assert outcome.meaning
        assert outcome.smallest_that_matters >= 0
