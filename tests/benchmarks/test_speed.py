"""Speed, as ratios measured in one run: `uv run pytest -m benchmark -n 0 -s`."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from ecosim import chance
from ecosim.actions.buyers import buyer_deliberates
from ecosim.actions.influencers import influencer_drifts
from ecosim.actions.prospecting import rep_prospects
from ecosim.actions.reps import manager_reviews, rep_meets, rep_plans, rep_reviews
from ecosim.agents import Buyer, Influencer, Manager, Rep
from ecosim.build import build
from ecosim.compiling import compiled_apart
from ecosim.files import load_team, load_world, world_names
from ecosim.model import SalesEcosystem
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import simulate, with_room
from ecosim.state import State
from ecosim.week import WEEK, one_week

pytestmark = pytest.mark.benchmark

SMALL, LARGE, STEPPED = 4_000, 1_000_000, 1_000  # buyers
TARGET_NS = 60.0  # per buyer-week
ACTIONS = {
    "drift": influencer_drifts, "prospect": rep_prospects, "plan": rep_plans, "meet": rep_meets,
    "deliberate": buyer_deliberates,
}  # fmt: skip
REVIEWS = {"Manager": manager_reviews, "Rep": rep_reviews}
AGENTS = {"Rep": Rep, "Buyer": Buyer, "Influencer": Influencer, "Manager": Manager}


def large_groups() -> Scenario:
    """The enterprise world, or while there is none the mid-market at high complexity."""
    if "enterprise" in world_names():
        world = load_world("enterprise")
    else:
        world = load_world("mid-market-saas")
        world = replace(world, dials=replace(world.dials, complexity=0.9))
    return Scenario(world, (load_team("hybrid"),), Horizon(26, 26, 26))


def with_buyers(wanted: int, horizon: Horizon) -> Scenario:
    """The scenario made larger or smaller until it has about so many buyers."""
    scenario = replace(large_groups(), horizon=horizon)
    there = len(build(scenario, 0).buyers)
    return replace(scenario, world=scenario.world.sized(wanted / there))


def seconds(work: Callable[[], object], times: int) -> float:
    """Processor seconds of the best of several runs."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


@compiled_apart
def reference_loop(count: int, seed: np.uint64) -> float:
    """One keyed draw and a dozen operations for each buyer-week."""
    level, total = 0.3, 0.0
    for k in range(count):
        u = chance.uniform(seed, chance.SUCCESS, k, 7)
        level = level + 0.1 * (u - level)
        gap = 1.0 - level * u
        level = 0.9 * level + 0.05 * gap * gap
        total += level * (1.0 - u) + 0.5 * gap
    return total


@cache
def reference_ns() -> float:
    """Nanoseconds of the reference loop for each buyer-week."""
    seed, count = np.uint64(chance.scrambled(np.uint64(1))), 5_000_000
    reference_loop(10, seed)
    return seconds(lambda: reference_loop(count, seed), 5) / count * 1e9


def weeks_after(scenario: Scenario, weeks: int) -> State:
    """The state once some weeks are over, in the middle of business."""
    state = build(scenario, 0)
    for _ in range(weeks):
        state = with_room(state)
        one_week(state)
    return with_room(state)


def measured(buyers: int, horizon: Horizon, times: int) -> dict[str, float]:
    """Time of all weeks of a run, building left out, per buyer-week and per conversation."""
    scenario = with_buyers(buyers, horizon)
    best, talks, there = np.inf, 1, 0
    for _ in range(times):
        state = build(scenario, 0)
        there = len(state.buyers)
        start = time.process_time()
        for _ in range(horizon.weeks):
            state = with_room(state)
            one_week(state)
        best = min(best, time.process_time() - start)
        talks = int(state.reps["talks"].sum())
    ns = best / there / horizon.weeks * 1e9
    return {
        "buyers": there,
        "ns per buyer-week": ns,
        "ns per conversation": best / talks * 1e9,
        "times the reference loop": ns / reference_ns(),
    }


def printed(title: str, rows: list[dict[str, float]]) -> None:
    """A small table on the terminal."""
    print(f"\n{title}")
    print("".join(f"{name:>26}" for name in rows[0]))
    for row in rows:
        print("".join(f"{value:>26,.2f}" for value in row.values()))


def test_time_grows_with_the_number_of_buyers_and_no_faster() -> None:
    horizon = Horizon(26, 26, 26)
    rows = [measured(SMALL, horizon, times=7), measured(LARGE, horizon, times=1)]
    printed(f"the engine ({large_groups().world.name}, one core, 78 weeks)", rows)
    print(f"reference loop: {reference_ns():.2f} ns; wanted: {TARGET_NS:.0f} ns per buyer-week")
    small, large = (row["ns per buyer-week"] for row in rows)
    assert large / small < 2
    assert small / large < 2


def test_the_compiled_run_is_a_hundred_times_as_fast_as_the_stepped_one() -> None:
    scenario = with_buyers(STEPPED, Horizon(10, 10, 10))
    simulate(scenario, 0)
    SalesEcosystem(scenario, 0, stepped=True).step()
    compiled = seconds(lambda: simulate(scenario, 0), 9)
    stepped = seconds(lambda: SalesEcosystem(scenario, 0, stepped=True).run(), 3)
    row = {"compiled ms": compiled * 1e3, "stepped ms": stepped * 1e3, "ratio": stepped / compiled}
    printed(f"{len(build(scenario, 0).buyers)} buyers, 30 weeks, building included", [row])
    assert stepped / compiled >= 100


def test_the_stepped_run_takes_little_more_than_mesa_and_the_calls_themselves() -> None:
    """Against an empty `do` over the same agents plus the same calls from a plain Python loop."""
    scenario = with_buyers(STEPPED, Horizon(10, 10, 10))
    weeks = scenario.horizon.weeks

    def stepped() -> float:
        model = SalesEcosystem(scenario, 0, stepped=True)
        start = time.process_time()
        for _ in range(weeks):
            model.step()
        return time.process_time() - start

    def empty() -> float:
        """As many empty calls through Mesa as the stepped run makes."""
        model = SalesEcosystem(scenario, 0)
        kinds = [AGENTS[step.kind] for phase in WEEK for step in phase.steps if step.kind]
        start = time.process_time()
        for _ in range(weeks):
            for kind in kinds:
                agents = model.agents_by_type.get(kind)
                if agents is not None:
                    agents.do(lambda agent: None)
        return time.process_time() - start

    def calls() -> float:
        """The same compiled actions, called one by one, and the loops that no agent takes."""
        state = build(scenario, 0)
        rows = {
            "Rep": len(state.reps), "Buyer": len(state.buyers),
            "Influencer": len(state.influencers), "Manager": len(state.managers),
        }  # fmt: skip
        start = time.process_time()
        for _ in range(weeks):
            state = with_room(state)
            for phase in WEEK:
                for step in phase.steps:
                    if not step.kind:
                        step.loop(state)
                        continue
                    action = REVIEWS[step.kind] if step.verb == "review" else ACTIONS[step.verb]
                    for number in range(rows[step.kind]):
                        action(number, state)
        return time.process_time() - start

    for work in (stepped, empty, calls):
        work()
    mesa, nothing, plain = (min(work() for _ in range(3)) for work in (stepped, empty, calls))
    row = {
        "stepped ms": mesa * 1e3, "empty do ms": nothing * 1e3, "plain calls ms": plain * 1e3,
        "ratio": mesa / (nothing + plain),
    }  # fmt: skip
    printed("the Mesa driver", [row])
    assert mesa / (nothing + plain) < 3
