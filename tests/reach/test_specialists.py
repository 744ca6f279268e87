"""Specialists outside sales: their queue against Erlang, what each way costs, what they change."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from worlds import small

from ecosim.actions.specialists import request_comes_in
from ecosim.build import build
from ecosim.files import load_world
from ecosim.measures import outcomes
from ecosim.mechanisms.specialists import Reaching, Specialists
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import simulate, with_room
from ecosim.state import State
from ecosim.team import Structure, Team
from ecosim.theory.queueing import Desks, expected_wait
from ecosim.week import one_week, requests_are_handled
from ecosim.world import World

POOL = {"engineers": 1, "financiers": 1, "lawyers": 1}


# the queue


def waiting_room(specialists: Specialists, structure: Structure, way: str) -> State:
    """A team with many open deals on which nobody works."""
    world = World("waiting room")
    world = replace(
        world,
        market=replace(world.market, accounts=4000),
        people=replace(world.people, reps=1),
        specialists=specialists,
    )
    team = Team("any", structure=structure)
    team = replace(team, specialists=replace(team.specialists, access=way))
    state = build(Scenario(world, (team,), Horizon(2000, 2000, 2000)), 0)
    state.deals["open"][0], state.deals["row"][0] = 1, np.arange(4000)
    state.deals["owner"][0] = 0
    return state


def random_requests(state: State, rate: float, weeks: int, stage: int) -> None:
    """Requests that arrive at random with a constant rate, worked off week by week."""
    rng, a = np.random.default_rng(3), 0
    time = rng.exponential(1.0 / rate)
    for week in range(weeks):
        while time < week + 1:
            assert not state.aid["queued"][0, a], "more than 4,000 wait"
            state.aid["requests"][0, a] += 1
            request_comes_in(0, a, 0, time, stage, state)
            a, time = (a + 1) % 4000, time + rng.exponential(1.0 / rate)
        state.clock["week"] = week
        requests_are_handled(state)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (2, 0.6), (3, 0.7)])
def test_waits_for_the_pool_are_those_of_erlang(servers: int, load: float) -> None:
    """Mean wait within 5 percent, over some 50,000 requests."""
    people = Specialists(engineers=servers, hours=10.0, case_hours=0.5)  # 0.05 weeks a request
    rate = servers * load / 0.05
    weeks = int(50_000 / rate)
    state = waiting_room(people, Structure(), "direct")
    random_requests(state, rate, weeks, 1)
    served = state.reach["served"].sum()
    assert served > 48_000
    wait = state.reach["waited_weeks"].sum() / served
    assert wait == pytest.approx(expected_wait(Desks(servers, load, 0.05)), rel=0.05)
    assert state.reach["busy_weeks"].sum() / (servers * weeks) == pytest.approx(load, rel=0.03)


def test_waits_on_the_line_are_those_of_a_constant_service() -> None:
    """M/D/1: half of what exponential services would wait, load * service / (2 (1 - load))."""
    people = Specialists(engineers=1000, hours=10.0, case_hours=0.01, handling_hours=0.4)
    structure = Structure(span=1, manager_hours=8.0)  # 0.05 weeks a request
    state = waiting_room(people, structure, "up the line")
    random_requests(state, 12.0, 3000, 0)  # load 0.6
    wait = state.reach["waited_weeks"].sum() / state.reach["served"].sum() - 0.05
    assert wait == pytest.approx(0.6 * 0.05 / (2 * 0.4), rel=0.05)


def test_a_request_whose_deal_is_over_takes_nobodys_time() -> None:
    state = waiting_room(Specialists(engineers=1), Structure(), "direct")
    request_comes_in(0, 5, 0, 0.1, 1, state)
    request_comes_in(0, 6, 0, 0.2, 1, state)
    state.deals["open"][0, 5] = 0
    requests_are_handled(state)
    assert state.reach["served"].sum() == 1
    assert state.aid["by"][0, 5, 0] == -1
    assert state.aid["by"][0, 6, 0] == 0
    assert state.aid["queued"].sum() == 0


def test_who_waits_for_a_busy_specialist_is_dropped_if_the_deal_dies_or_needs_nobody() -> None:
    """One engineer takes ages for the first case; of three who wait, one is still served."""
    state = waiting_room(
        Specialists(engineers=1, hours=1.0, case_hours=50.0), Structure(), "direct"
    )
    for a in range(5, 9):
        request_comes_in(0, a, 0, 0.1 * a, 1, state)
    requests_are_handled(state)
    busy_until = state.free_at[0, 0]
    assert busy_until > 2
    assert state.aid["queued"].sum() == 3
    assert state.reach["served"].sum() == 1
    state.deals["open"][0, 6] = 0
    state.deals["covered"][0, 7] = 1 << 6  # reviewed without a specialist
    state.clock["week"] = int(busy_until)
    requests_are_handled(state)
    assert state.aid["by"][0, 5:9, 0].tolist() == [0, -1, -1, 0]
    assert state.reach["served"].sum() == 2
    assert state.reach["waited_weeks"].sum() == pytest.approx(busy_until - 0.8)


# in the whole model


def market(team: str, way: str, **specialists: Any) -> Scenario:
    scenario = small("mid-market-saas", team, accounts=60)
    world = scenario.world
    world = replace(world, specialists=replace(world.specialists, **specialists))
    (design,) = scenario.teams
    design = replace(design, specialists=replace(design.specialists, access=way))
    return replace(scenario, world=world, teams=(design,))


def same(one: Scenario, other: Scenario) -> bool:
    return all(
        simulate(one, seed).ledger.tobytes() == simulate(other, seed).ledger.tobytes()
        for seed in (0, 1)
    )


def mean_of(scenario: Scenario, name: str, seeds: int = 6) -> float:
    return float(np.nanmean([outcomes(simulate(scenario, seed), 0)[name] for seed in range(seeds)]))


def test_nobody_to_ask_or_nobody_who_asks_is_the_same() -> None:
    without = market("hierarchy", "none")
    assert same(without, market("hierarchy", "none", **POOL))
    for way in ("direct", "up the line", "own network"):
        assert same(without, market("hierarchy", way))
    assert not same(without, market("hierarchy", "direct", **POOL))


def test_specialists_no_better_than_reps_cost_the_request_and_nothing_else() -> None:
    bad = POOL | {"skill": -3.0, "skill_sd": 0.0}
    assert same(
        market("hierarchy", "none"), market("hierarchy", "direct", **bad, request_hours=0.0)
    )
    assert not same(market("hierarchy", "none"), market("hierarchy", "direct", **bad))


def test_up_the_line_is_direct_where_managers_take_no_time() -> None:
    free = POOL | {"handling_hours": 0.0}
    assert same(market("hierarchy", "up the line", **free), market("hierarchy", "direct", **free))


def test_the_more_hours_a_request_takes_of_managers_the_longer_it_waits_and_the_less_they_review(
) -> None:  # fmt: skip
    waits = [
        mean_of(market("hierarchy", "up the line", **POOL, handling_hours=hours),
                "specialist_wait_weeks")
        for hours in (0.0, 1.0, 4.0)
    ]  # fmt: skip
    assert waits[0] < waits[1] < waits[2]
    looks = []
    for hours in (0.0, 4.0):
        scenario = market("hierarchy", "up the line", **POOL, handling_hours=hours)
        state = build(scenario, 0)
        for _ in range(scenario.horizon.weeks):
            state = with_room(state)
            one_week(state)
        looks.append(int(state.managers["looks"].sum()))
    assert looks[1] < looks[0]


def test_a_network_that_always_helps_is_direct_access_and_one_that_never_helps_none() -> None:
    always = market("hierarchy", "own network", **POOL, network_chance=1.0)
    assert same(always, market("hierarchy", "direct", **POOL))
    never = market("hierarchy", "own network", **POOL, network_chance=0.0, request_hours=0.0)
    assert same(never, market("hierarchy", "none"))


def test_fewer_hours_of_specialists_mean_longer_waits_and_fewer_talks_joined() -> None:
    wide, narrow = (market("hierarchy", "direct", **POOL, hours=hours) for hours in (40.0, 1.0))
    wait = "specialist_wait_weeks"
    assert mean_of(narrow, wait) > mean_of(wide, wait)
    assert mean_of(narrow, "talks_joined") < mean_of(wide, "talks_joined")
    assert mean_of(narrow, "specialist_utilisation") > mean_of(wide, "specialist_utilisation")


def test_better_specialists_secure_more_of_what_is_in_their_field() -> None:
    """Wins over 12 seeds rise with their skill."""
    won = [
        mean_of(market("hierarchy", "direct", **POOL, hours=40.0, skill=skill), "wins", 12)
        for skill in (-3.0, 3.0)
    ]
    assert won[1] > won[0]


def test_up_the_line_without_managers_is_refused_in_one_sentence() -> None:
    with pytest.raises(ValueError, match=r'"up the line" needs managers, but structure.span is 0'):
        market("chaotic-cluster", "up the line")


@pytest.mark.parametrize(("structure", "way"), [
    (Structure(), "own network"), (Structure(span=8), "up the line"),
    (Structure(cluster_size=6), "direct"), (Structure(cluster_size=6, span=8), "direct"),
])  # fmt: skip
def test_by_structure_is_the_way_that_the_structure_suggests(
    structure: Structure, way: str
) -> None:
    """The same bits as with the way stated; a name decides nothing."""
    runs = []
    for stated in ("by structure", way, "none"):
        world = load_world("mid-market-in-full").sized(0.2)
        team = Team("any", "", structure, specialists=Reaching(stated))  # type: ignore[arg-type]
        runs.append(simulate(Scenario(world, (team,), Horizon(10, 10, 10)), 1))
    assert runs[0].ledger.tobytes() == runs[1].ledger.tobytes() != runs[2].ledger.tobytes()
