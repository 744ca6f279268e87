"""Exceptions in the whole model: off changes nothing, every one ends one way, hours add up."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from worlds import scenarios, small

from ecosim.build import build
from ecosim.scenario import Scenario
from ecosim.simulate import Run, simulate, with_room
from ecosim.state import DROPPED, ENACTED, RENEGED, UNDECIDED, WON
from ecosim.week import one_week


def with_exceptions(scenario: Scenario, **numbers: Any) -> Scenario:
    """The scenario with exceptions, by default many."""
    changed = replace(scenario.world.exceptions, **({"rate": 0.5} | numbers))
    return replace(scenario, world=replace(scenario.world, exceptions=changed))


def approving(scenario: Scenario, **numbers: Any) -> Scenario:
    """The scenario whose only team has some numbers of its approvals changed."""
    (team,) = scenario.teams
    return replace(scenario, teams=(replace(team, approvals=replace(team.approvals, **numbers)),))


def market(team: str) -> Scenario:
    return small("mid-market-saas", team, reps=8, accounts=80)


def same(one: Run, other: Run) -> bool:
    return (
        one.ledger.tobytes() == other.ledger.tobytes()
        and one.weekly.tobytes() == other.weekly.tobytes()
    )


def test_at_rate_zero_nothing_else_in_the_section_matters() -> None:
    plain = market("hybrid")
    other = with_exceptions(plain, rate=0.0, choice_weight=5.0, decay=1.0, help_base=0.0)
    other = approving(other, proposals=5, levels=3, search="best", deciding_share=1.0)
    assert same(simulate(plain, 1), simulate(other, 1))
    state = build(plain, 1)
    assert len(state.exceptions) == len(state.desks) == len(state.agenda) == 0


@pytest.mark.parametrize(
    "team", ["linear-process", "chaotic-cluster", "hybrid", "adaptive-lone-wolves"]
)
def test_with_a_rate_deals_change(team: str) -> None:
    scenario = market(team)
    run = simulate(with_exceptions(scenario), 1)
    assert len(run.exceptions) > 20
    assert not same(run, simulate(scenario, 1))


def assert_every_exception_ends_one_way(run: Run, n_agenda: int) -> None:
    x = run.exceptions
    weeks = run.scenario.horizon.weeks
    for status in (ENACTED, DROPPED, RENEGED):
        ended = x[x.status == status]
        assert (ended.ended >= ended.raised).all()
        assert (ended.ended <= weeks).all()
    still = x[x.status == UNDECIDED]
    assert (still.ended == -1).all()
    assert len(still) <= n_agenda
    assert (x.value[x.status != ENACTED] == run.scenario.world.exceptions.dropped).sum() >= (
        x.status == DROPPED
    ).sum()
    assert ((x.buy_in >= 0) & (x.buy_in <= 1)).all()
    if run.scenario.world.exceptions.holds_up:
        won = run.ledger.outcome[x.deal] == WON
        assert (x.status[won] != UNDECIDED).all()


@given(scenario=scenarios())
@settings(max_examples=20, deadline=None)
def test_every_exception_ends_enacted_dropped_given_up_or_is_open(scenario: Scenario) -> None:
    scenario = with_exceptions(scenario)
    state = build(scenario, 4)
    for _ in range(scenario.horizon.weeks):
        state = with_room(state)
        one_week(state)
        waiting = state.agenda["case"][: state.clock["n_agenda"][0]]
        assert len(set(waiting.tolist())) == len(waiting)
        status = state.exceptions["status"][: state.clock["n_exceptions"][0]]
        assert set(np.flatnonzero(status == UNDECIDED)) <= set(waiting.tolist())
        paid = state.reps["talking"] + state.reps["prospecting"] + state.reps["coordinating"]
        assert np.isfinite(paid).all()
        assert (state.reps["hours_due"] >= 0).all()
    run = simulate(scenario, 4)
    assert_every_exception_ends_one_way(run, int(state.clock["n_agenda"][0]))
    booked = state.exceptions["hours"].sum()
    assert booked == pytest.approx(state.desks["hours"].sum())
