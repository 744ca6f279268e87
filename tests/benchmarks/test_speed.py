"""Speed, as ratios measured in one run: `uv run pytest -m benchmark -n 0 -s`."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from ecosim import agents, chance
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
STRUCTURES_NS, ALL_NS = 90.0, 120.0  # with structures in full; with pay, orders and plant as well
STRUCTURES = (
    "exceptions", "knowledge", "skills", "opinions", "influencers", "specialists", "contest",
    "transition",
)  # fmt: skip
DEMAND = ("orders", "plant", "forecasts")
AGENTS = {"Rep": Rep, "Buyer": Buyer, "Influencer": Influencer, "Manager": Manager}


def large_groups() -> Scenario:
    """The enterprise world, or while there is none the mid-market at high complexity."""
    if "enterprise" in world_names():
        world = load_world("enterprise")
    else:
        world = load_world("mid-market-saas")
        world = replace(world, dials=replace(world.dials, complexity=0.9))
    return Scenario(world, (load_team("hybrid"),), Horizon(26, 26, 26))


def with_mechanisms(scenario: Scenario, sections: tuple[str, ...], regime: str) -> Scenario:
    """The scenario with mechanisms as they are set in the market that has them all, and a team that
    is coached, under a regime ("" for linear pay)."""
    full = load_world("mid-market-in-full")
    world = replace(scenario.world, **{name: getattr(full, name) for name in sections})
    if regime:
        pay = replace(world.pay, learning=0.1, pressing=1.0, early_asks=True, timed_attention=0.5)
        world = replace(world, pay=pay)
    (team,) = scenario.teams
    if regime:
        team = replace(team, regime=load_team(f"{team.name}@{regime}").regime)
    coaching = replace(team.coaching, manager_hours=0.25, colleague_hours=0.25)
    return replace(scenario, world=world, teams=(replace(team, coaching=coaching),))


def with_buyers(
    wanted: int, horizon: Horizon, sections: tuple[str, ...] = (), regime: str = ""
) -> Scenario:
    """The scenario made larger or smaller until it has about so many buyers."""
    scenario = replace(large_groups(), horizon=horizon)
    if sections:
        scenario = with_mechanisms(scenario, sections, regime)
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


def measured(scenario: Scenario, times: int) -> dict[str, float]:
    """Time of all weeks of a run, building left out, per buyer-week and per conversation."""
    horizon = scenario.horizon
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
    rows = [
        measured(with_buyers(SMALL, horizon), times=7),
        measured(with_buyers(LARGE, horizon), times=1),
    ]
    printed(f"the engine ({large_groups().world.name}, one core, 78 weeks)", rows)
    print(f"reference loop: {reference_ns():.2f} ns; wanted: {TARGET_NS:.0f} ns per buyer-week")
    small, large = (row["ns per buyer-week"] for row in rows)
    assert large / small < 2
    assert small / large < 2


@pytest.mark.parametrize(("sections", "regime", "target"), [
    (STRUCTURES, "", STRUCTURES_NS), (STRUCTURES + DEMAND, "quota-managed", ALL_NS),
])  # fmt: skip
def test_every_mechanism_on_costs_at_most_so_much(
    sections: tuple[str, ...], regime: str, target: float
) -> None:
    horizon = Horizon(26, 26, 26)
    plain = measured(with_buyers(SMALL, horizon), times=5)
    full = measured(with_buyers(SMALL, horizon, sections, regime), times=5)
    times = full["ns per buyer-week"] / plain["ns per buyer-week"]
    printed(f"plain, and with {', '.join(sections)} {regime}", [plain, full])
    print(f"{times:.2f} times the plain engine; wanted: {target:.0f} ns per buyer-week")
    assert full["ns per buyer-week"] <= target


@pytest.mark.parametrize(("sections", "regime"), [((), ""), (STRUCTURES + DEMAND, "quota-managed")])
def test_the_compiled_run_is_a_hundred_times_as_fast_as_the_stepped_one(
    sections: tuple[str, ...], regime: str
) -> None:
    scenario = with_buyers(STEPPED, Horizon(10, 10, 10), sections, regime)
    simulate(scenario, 0)
    SalesEcosystem(scenario, 0, stepped=True).step()
    compiled = seconds(lambda: simulate(scenario, 0), 9)
    stepped = seconds(lambda: SalesEcosystem(scenario, 0, stepped=True).run(), 3)
    row = {"compiled ms": compiled * 1e3, "stepped ms": stepped * 1e3, "ratio": stepped / compiled}
    printed(f"{len(build(scenario, 0).buyers)} buyers, 30 weeks, building included", [row])
    assert stepped / compiled >= 100


def action_of(kind: str, verb: str) -> Callable[[int, State], object]:
    """The compiled action that an agent's method calls, by the names in its code."""
    names = getattr(AGENTS[kind], verb).__code__.co_names
    (name,) = (name for name in names if name.startswith(f"{kind.lower()}_"))
    action: Callable[[int, State], object] = getattr(agents, name)
    return action


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
                    action = action_of(step.kind, step.verb)
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
