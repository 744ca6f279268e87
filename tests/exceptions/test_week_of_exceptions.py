"""Exceptions in the whole model: off changes nothing, every one ends one way, hours add up."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from worlds import scenarios, small

from ecosim.build import build
from ecosim.scenario import Scenario
from ecosim.simulate import Run, simulate, week_begins, with_room
from ecosim.state import DROPPED, ENACTED, RENEGED, UNDECIDED, WON
from ecosim.week import one_week, reps_prospect


def with_exceptions(scenario: Scenario, **numbers: Any) -> Scenario:
    """The scenario with exceptions, by default many."""
    changed = replace(scenario.world.exceptions, **({"rate": 0.5} | numbers))
    return replace(scenario, world=replace(scenario.world, exceptions=changed))


def approving(scenario: Scenario, **numbers: Any) -> Scenario:
    """The scenario whose only team has some numbers of its approvals changed."""
    (team,) = scenario.teams
    return replace(scenario, teams=(replace(team, approvals=replace(team.approvals, **numbers)),))


def sharing(scenario: Scenario, free_riding: float) -> Scenario:
    """The scenario whose only team shares its credit, which costs (or spurs) some effort."""
    (team,) = scenario.teams
    pay = replace(scenario.world.pay, free_riding=free_riding)
    shared = replace(team, regime=replace(team.regime, credit="shared"))
    return replace(scenario, world=replace(scenario.world, pay=pay), teams=(shared,))


def market(team: str) -> Scenario:
    return small("mid-market-saas", team, reps=8, accounts=80)


def same(one: Run, other: Run) -> bool:
    return (
        one.ledger.tobytes() == other.ledger.tobytes()
        and one.weekly.tobytes() == other.weekly.tobytes()
    )


def test_at_rate_zero_nothing_else_in_the_section_matters() -> None:
    plain = market("hybrid")
    other = with_exceptions(plain, rate=0.0, choice_weight=5.0, decay=1.0)
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
        state = week_begins(state, scenario, 4)
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
    booked, at_desks = state.exceptions["hours"].sum(), state.desks["hours"].sum()
    if scenario.switches:  # whose place is done away with takes its record along
        assert at_desks <= booked * (1 + 1e-9)
    else:
        assert booked == pytest.approx(at_desks)


def test_shared_credit_withholds_the_stated_share_of_hours() -> None:
    """Without exceptions, so that nothing else goes off the week: hours offered for selling."""
    scenario = market("chaotic-cluster")
    size = scenario.teams[0].structure.cluster_size
    offered = {}
    for free_riding in (0.0, 0.2, -0.1):
        state = build(sharing(scenario, free_riding), 1)
        state = with_room(state)
        reps_prospect(state)
        offered[free_riding] = state.reps["hours_left"] + state.reps["prospecting"]
        hours = float(state.reps["week_hours"][0])
        assert state.reps["idle"] == pytest.approx(free_riding * (1 - 1 / size) * hours)
    for free_riding, left in offered.items():
        less = free_riding * (1 - 1 / size) * hours
        assert left == pytest.approx(offered[0.0] - less)


def test_scarce_help_means_fewer_conversations_lent() -> None:
    scenario = market("chaotic-cluster")
    never = with_exceptions(scenario, rate=0.0, help_base=0.0)
    no_lending = replace(scenario.teams[0].structure, lends=False)
    assert not same(simulate(scenario, 1), simulate(never, 1))
    without = replace(scenario, teams=(replace(scenario.teams[0], structure=no_lending),))
    assert simulate(never, 1).ledger["outcome"].tobytes() == (
        simulate(without, 1).ledger["outcome"].tobytes()
    )
    generous = sharing(with_exceptions(scenario, rate=0.0, help_base=0.5, help_credit=0.5), 0.0)
    assert same(simulate(generous, 1), simulate(scenario, 1))


@pytest.mark.parametrize("team", ["hierarchy", "chaotic-cluster"])
def test_good_answers_win_deals_and_bad_ones_lose_them(team: str) -> None:
    """Only the quality of the known answer differs: wins go with it, and not where it weighs
    nothing."""
    wins = {}
    for quality in (-3.0, 3.0):
        for weight in (0.0, 2.0):
            scenario = with_exceptions(
                market(team), rate=1.0, novel=0.0, routine_quality=quality, buy_in_slope=0.0,
                choice_weight=weight, after_sale=0.0,
            )  # fmt: skip
            won = [int((simulate(scenario, seed).ledger.outcome == WON).sum()) for seed in (1, 2)]
            wins[quality, weight] = sum(won)
    assert wins[3.0, 0.0] == wins[-3.0, 0.0]
    assert wins[3.0, 2.0] > wins[-3.0, 2.0]


def test_a_buyer_kept_waiting_buys_later_or_not_at_all() -> None:
    """Decisions that nobody has hours for: nothing with an exception is ever won."""
    stuck = approving(with_exceptions(market("hierarchy"), rate=1.0), deciding_share=0.0)
    run = simulate(stuck, 1)
    open_cases = run.exceptions[run.exceptions.status != ENACTED]
    assert len(open_cases) > 10
    assert not (run.ledger.outcome[open_cases.deal] == WON).any()
    free = with_exceptions(market("hierarchy"), rate=1.0, holds_up=False)
    assert (simulate(free, 1).ledger.outcome == WON).sum() > (run.ledger.outcome == WON).sum()


def test_given_up_when_the_journey_ended() -> None:
    slow = approving(with_exceptions(market("hierarchy"), rate=1.0), deciding_share=0.02)
    run = simulate(slow, 1)
    given_up = run.exceptions[run.exceptions.status == RENEGED]
    assert len(given_up) > 5
    assert (given_up.ended % 1 == 0).all()
    assert (given_up.value == 0).all()
