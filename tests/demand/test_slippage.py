"""Order dates that reps name, by hand."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import small

from ecosim.measures import slippage
from ecosim.rows import LEDGER, SNAPSHOT, WEEKLY
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import Run, simulate
from ecosim.state import LOST, OPEN, WON
from ecosim.team import Team
from ecosim.world import World


def test_a_date_is_when_half_have_come() -> None:
    assert slippage.weeks_until_order(0.5) == pytest.approx(13.0)
    assert slippage.weeks_until_order(0.75) == pytest.approx(6.5)
    assert slippage.weeks_until_order(0.0) == slippage.weeks_until_order(0.01) == 52.0
    assert slippage.weeks_until_order(1.0) == slippage.weeks_until_order(0.9999) == 1.0


def test_a_date_is_kept_until_it_is_past_or_looks_wrong_by_more_than_a_month() -> None:
    half = np.full(5, 0.5)
    weeks = np.array([0.0, 4.0, 8.0, 12.0, 16.0])
    # named for 13; at 4 week 17 looks right (kept, 4 off), at 8 week 21: pushed by 8; then again
    assert slippage.moves_of_date(weeks, half) == pytest.approx([8.0, 8.0])
    assert slippage.moves_of_date(weeks[:2], half[:2]) == []
    assert slippage.moves_of_date(np.array([0.0, 4.0]), np.array([0.5, 0.75])) == []  # 10.5
    assert slippage.moves_of_date(np.array([0.0, 1.0]), np.array([0.5, 0.9])) == pytest.approx(
        [1.0 + slippage.weeks_until_order(0.9) - 13.0]
    )
    past = slippage.moves_of_date(np.array([0.0, 13.0]), np.array([0.5, 0.999]))
    assert past == pytest.approx([13.0 + slippage.weeks_until_order(0.999) - 13.0])


def test_shares_and_win_rates_by_hand() -> None:
    ledger = np.zeros(4, LEDGER).view(np.recarray)
    ledger["outcome"], ledger["closed"] = [WON, LOST, WON, OPEN], [20, 30, 5, -1]
    notes = [(0, 0, 0.5), (4, 0, 0.5)]  # kept, won
    notes += [(w, 1, 0.5) for w in (0, 8, 16)]  # 13 -> 21 -> 29: pushed twice by 8, lost
    notes += [(0, 2, 0.5), (0, 3, 0.5)]  # closed in the burn-in; still open
    snapshots = np.zeros(len(notes), SNAPSHOT).view(np.recarray)
    for row, (week, deal, judged) in enumerate(notes):
        snapshots["week"][row], snapshots["row"][row] = week, deal
        snapshots["judged"][row] = judged
    scenario = Scenario(World("a"), (Team("a"),), Horizon(10, 20, 20))
    weekly = np.zeros((50, 1), WEEKLY).view(np.recarray)
    found = slippage.outcomes(Run(scenario, 0, ledger, weekly, 0, snapshots), 0)
    assert found["slipped_share"] == 0.5
    assert found["pushed_share"] == 1.0
    assert found["push_weeks"] == pytest.approx(8.0)
    assert np.isnan(found["pull_weeks"])
    assert found["win_rate_date_kept"] == 1.0
    assert found["win_rate_date_slipped"] == 0.0


def test_without_snapshots_nothing_is_known_and_with_them_something() -> None:
    plain = small("mid-market-saas", "hybrid")
    assert all(np.isnan(v) for v in slippage.outcomes(simulate(plain, 1), 0).values())
    often = replace(plain.world, forecasts=replace(plain.world.forecasts, every_weeks=4))
    found = slippage.outcomes(simulate(replace(plain, world=often), 1), 0)
    assert 0.0 <= found["slipped_share"] <= 1.0
