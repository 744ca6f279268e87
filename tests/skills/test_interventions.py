"""What is imposed at random is independent of teams and accounts, recorded, and does as it says."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from worlds import SHORT, small

from ecosim.build import build
from ecosim.measures import outcomes
from ecosim.scenario import Scenario
from ecosim.simulate import simulate, week_begins
from ecosim.state import COMMITMENTS
from ecosim.week import WEEK, one_week

SKIPS = (
    "skip_time", "skip_explore", "skip_change", "skip_collaborate", "skip_consensus",
    "skip_invest", "skip_review", "skip_concerns", "skip_decide", "skip_execute",
)  # fmt: skip
ALL = dict.fromkeys(SKIPS, 0.3) | {
    "latency_weeks": 4, "depth_limited": 0.6, "presentation_sd": 0.7,
}  # fmt: skip


def imposed(*teams: str, accounts: int = 60, **changes: Any) -> Scenario:
    """A small market with some interventions."""
    scenario = small("mid-market-saas", *(teams or ("hybrid",)), accounts=accounts)
    interventions = replace(scenario.world.interventions, **changes)
    return replace(scenario, world=replace(scenario.world, interventions=interventions))


def test_there_is_a_skip_for_every_commitment() -> None:
    """The chance of each commitment reaches that commitment's bit."""
    assert len(SKIPS) == len(COMMITMENTS)
    for c, name in enumerate(SKIPS):
        ledger = simulate(imposed(**{name: 1.0}), 1).ledger
        assert (ledger["skipped"] == 1 << c).all()


def test_treatment_is_the_same_for_every_team() -> None:
    ledgers = [simulate(imposed(team, **ALL), 4).ledger for team in ("hybrid", "linear-process")]
    first = [
        {int(row["account"]): row for row in ledger[::-1]} for ledger in ledgers
    ]  # the first deal of each account: the account's first journey in both
    both = first[0].keys() & first[1].keys()
    same = [a for a in both if first[0][a]["opened"] == first[1][a]["opened"]]
    assert len(same) > 20
    for a in same:
        for name in ("skipped", "latency", "depth", "shift"):
            assert first[0][a][name] == first[1][a][name]


def test_two_teams_in_one_world_get_the_same_treatment() -> None:
    ledger = simulate(imposed("hybrid", "linear-process", **ALL), 4).ledger
    by_journey: dict[tuple[int, int], set[tuple[Any, ...]]] = {}
    for row in ledger:
        treated = (row["skipped"], row["latency"], row["depth"], row["shift"])
        by_journey.setdefault((row["account"], row["opened"]), set()).add(treated)
    assert len(ledger) > len(by_journey) > 20
    assert all(len(kinds) == 1 for kinds in by_journey.values())


def test_skipping_what_nobody_asks_for_changes_nothing() -> None:
    """Every account needs the segment's standard set (h_set = 0): a commitment outside it is never
    asked for, so to skip it is without effect."""
    plain = imposed()
    dials = replace(plain.world.dials, h_set=0.0)
    market = replace(plain.world.market, segments=1)
    plain = replace(plain, world=replace(plain.world, dials=dials, market=market))
    listed = int(build(plain, 2).accounts["standard"][0])
    outside = [name for c, name in enumerate(SKIPS) if not (listed >> c) & 1]
    inside = [name for c, name in enumerate(SKIPS) if (listed >> c) & 1]
    assert outside
    assert inside

    def skipping(names: list[str]) -> Scenario:
        interventions = replace(plain.world.interventions, **dict.fromkeys(names, 1.0))
        return replace(plain, world=replace(plain.world, interventions=interventions))

    one, other, third = (simulate(s, 2) for s in (plain, skipping(outside), skipping(inside)))
    for name in set(one.ledger.dtype.names) - {"skipped"}:
        assert one.ledger[name].tobytes() == other.ledger[name].tobytes()
    assert one.ledger["closed"].tobytes() != third.ledger["closed"].tobytes()


def test_a_skipped_commitment_is_never_asked_for_nor_secured() -> None:
    scenario = imposed(skip_consensus=0.5, skip_invest=0.5)
    scenario = replace(
        scenario,
        world=replace(scenario.world, buyers=replace(scenario.world.buyers, held_share=0.0)),
    )
    ledger = simulate(scenario, 1).ledger
    assert (ledger["covered"] & ledger["skipped"] == 0).all()
    assert set(ledger["skipped"].tolist()) == {0, 1 << 4, 1 << 5, 1 << 4 | 1 << 5}
    assert (ledger["outcome"] == 1)[ledger["skipped"] > 0].any()  # sometimes you even win


def test_weeks_between_meetings_and_depth_are_kept() -> None:
    scenario = imposed("chaotic-cluster", latency_weeks=5, depth_limited=0.9)
    state = build(scenario, 1)
    before = state.deals["talks"].copy()
    last = np.full(state.deals.shape, -1)
    waited = 0
    for week in range(scenario.horizon.weeks):
        state = week_begins(state, scenario, 1)
        one_week(state)
        deals = state.deals
        held = (deals["talks"][0] > before[0]) & (deals["talks"][0] > 1) & (before[0] > 0)
        held &= deals["latency"][0] > 0
        gap = week - last[0]
        assert (gap[held] > deals["latency"][0][held]).all()
        waited += int(held.sum())
        last[0] = np.where(deals["talks"][0] > before[0], week, last[0])
        last[0] = np.where(deals["talks"][0] < before[0], -1, last[0])
        before = deals["talks"].copy()
        account = state.buyers["account"]
        open_deal = deals["open"][0][account] == 1
        too_deep = state.buyers["level"] > deals["depth"][0][account]
        assert not (state.contacts["access"][0] == 1)[open_deal & too_deep].any()
    assert waited > 5


def test_inspection_makes_reps_follow_and_needs_managers_with_hours() -> None:
    free = {"order": "script", "adherence": 0.0}

    def on(team: str, **structure: Any) -> dict[str, float]:
        scenario = imposed(team, inspection=0.8)
        (design,) = scenario.teams
        design = replace(
            design, structure=replace(design.structure, **structure),
            playbook=replace(design.playbook, **free),
        )  # fmt: skip
        return outcomes(simulate(replace(scenario, teams=(design,)), 1), 0)

    watched, alone = on("hierarchy"), on("hierarchy", span=0)
    assert watched["inspected_share"] > 0.05
    assert alone["inspected_share"] == 0.0
    assert watched["process_fidelity"] > alone["process_fidelity"]
    assert on("hierarchy", manager_hours=0.0)["inspected_share"] == 0.0


def test_calls_a_manager_joins_stay_within_its_hours() -> None:
    scenario = imposed("linear-process", inspection=1.0, inspection_hours=0.3)
    state = build(scenario, 1)
    share, seen = 1.0, 0
    joined = np.zeros(6)
    for _ in range(scenario.horizon.weeks):
        state = week_begins(state, scenario, 1)
        for phase in WEEK:
            for step in phase.steps:
                step.loop(state)
            if phase.name == "meet":
                joined = state.practices["inspections"].copy()
                seen += int(joined.sum())
        assert (joined * 0.3 <= share + 1e-9).all()
    assert seen > 20


SWITCHES: dict[str, Any] = {
    "latency_weeks": 6, "depth_limited": 0.9, "presentation_sd": 2.0, "skip_explore": 0.8,
}  # fmt: skip


@pytest.mark.parametrize("name", SWITCHES)
def test_every_intervention_does_something(name: str) -> None:
    one, other = simulate(imposed(), 1), simulate(imposed(**{name: SWITCHES[name]}), 1)
    assert one.ledger["closed"].tobytes() != other.ledger["closed"].tobytes()


def test_treatment_has_nothing_to_do_with_the_account() -> None:
    """Placebo regressions of what accounts had before on the treatment: over many seeds, |t| > 1.96
    about as often as by chance (5%; 480 tests, so 2% to 8%)."""
    hits, tests = 0, 0
    for seed in range(30):
        scenario = replace(imposed(accounts=80, **ALL), horizon=replace(SHORT, follow_up=1))
        run = simulate(scenario, seed)
        first = np.unique(run.ledger["account"], return_index=True)[1]
        ledger = run.ledger[first]
        accounts = build(scenario, seed).accounts[ledger["account"]]
        before = [accounts["effect"], np.log(accounts["value"]), accounts["size"] * 1.0,
                  accounts["pressure"]]  # fmt: skip
        treated = [
            (ledger["skipped"] >> 4) & 1,
            ledger["latency"],
            ledger["depth"],
            ledger["shift"],
        ]
        for treatment in treated:
            for quality in before:
                r = float(np.corrcoef(treatment, quality)[0, 1])
                t = r * np.sqrt((len(ledger) - 2) / (1 - r * r))
                hits += abs(t) > 1.98
                tests += 1
    assert tests == 480
    assert 0.02 <= hits / tests <= 0.085, hits / tests
