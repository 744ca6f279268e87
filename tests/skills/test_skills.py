"""Skills grow by use and coaching, fade without; asks are put off; standard work follows people."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import small

from ecosim.build import build
from ecosim.measures import outcomes
from ecosim.measures.outcome import gini
from ecosim.measures.skills import intraclass_correlation
from ecosim.rules.conversation import ability
from ecosim.rules.skills import learnt_by_use, own_adherence, taught, trust_by_rote
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import simulate, week_begins
from ecosim.state import State
from ecosim.week import WEEK, one_week

logits, weights = st.floats(-4, 4), st.floats(0, 1)


def skilled(*teams: str, **changes: Any) -> Scenario:
    """A small market in which some numbers of the section `skills` are changed."""
    scenario = small("mid-market-saas", *(teams or ("hybrid",)), accounts=60)
    world = replace(scenario.world, skills=replace(scenario.world.skills, **changes))
    return replace(scenario, world=world)


def designed(scenario: Scenario, section: str, **changes: Any) -> Scenario:
    """The scenario with one section of each team's design changed."""
    teams = tuple(
        replace(team, **{section: replace(getattr(team, section), **changes)})
        for team in scenario.teams
    )
    return replace(scenario, teams=teams)


def weeks_of(scenario: Scenario, seed: int = 1) -> Iterator[State]:
    """The state after each week."""
    state = build(scenario, seed)
    for _ in range(scenario.horizon.weeks):
        state = week_begins(state, scenario, seed)
        one_week(state)
        yield state


@given(own=logits, standard=logits, weight=weights)
def test_at_exponent_one_ability_is_the_mean_of_the_logits_to_the_bit(
    own: float, standard: float, weight: float
) -> None:
    assert ability(own, standard, weight, 1.0) == (1.0 - weight) * own + weight * standard


@given(own=logits, standard=logits, weight=weights, low=st.floats(-8, 8), high=st.floats(-8, 8))
def test_ability_lies_between_the_two_and_grows_with_the_exponent(
    own: float, standard: float, weight: float, low: float, high: float
) -> None:
    low, high = min(low, high), max(low, high)
    less, more = (ability(own, standard, weight, p) for p in (low, high))
    least, most = min(own, standard), max(own, standard)
    assert least - 1e-9 <= less <= more + 1e-7
    assert more <= most + 1e-9


@given(own=logits, standard=logits, weight=st.floats(0.1, 0.9))
def test_ability_goes_to_the_better_and_to_the_weaker(
    own: float, standard: float, weight: float
) -> None:
    """|M_q - extreme| <= -log(weight of the extreme) / |q| for the power mean of the odds."""
    near = np.log(10.0)
    for order in (7.0, 100.0, 1000.0):
        assert max(own, standard) - ability(own, standard, weight, 1 + order) <= near / order + 1e-9
        assert ability(own, standard, weight, 1 - order) - min(own, standard) <= near / order + 1e-9


@given(own=logits, standard=logits, weight=weights, off=st.floats(-1e-6, 1e-6))
def test_ability_has_no_jump_at_one(own: float, standard: float, weight: float, off: float) -> None:
    linear = ability(own, standard, weight, 1.0)
    assert ability(own, standard, weight, 1.0 + off) == pytest.approx(linear, abs=2e-5)


def test_exponent_two_is_the_mean_of_the_odds() -> None:
    expected = np.log(0.25 * np.exp(1.2) + 0.75 * np.exp(-0.4))
    assert ability(1.2, -0.4, 0.75, 2.0) == pytest.approx(expected, rel=1e-13)


@given(growth=st.floats(0, 0.5), uses=st.integers(0, 60), room=st.floats(0, 3))
def test_learning_by_doing_has_its_closed_form(growth: float, uses: int, room: float) -> None:
    learnt = 0.0
    for _ in range(uses):
        learnt = learnt_by_use(learnt, room, growth, 1.0, 1, 0)
    closed = room * (1.0 - (1.0 - growth) ** uses)
    assert learnt == pytest.approx(closed, abs=1e-12)
    assert learnt_by_use(0.0, room, growth, 1.0, 0, uses) == pytest.approx(closed, abs=1e-12)
    assert learnt_by_use(0.3, room, growth, 0.0, 0, uses) == pytest.approx(0.3, abs=1e-12)


def test_small_rules_by_hand() -> None:
    assert taught(0.2, 1.0, 0.5, 2.0) == pytest.approx(0.8)
    assert taught(0.2, 1.0, 0.5, 0.0) == 0.2
    assert own_adherence(0.8, 0.25, 0.0) == pytest.approx(0.6)
    assert own_adherence(0.8, 0.25, 0.5) == pytest.approx(0.8)
    assert own_adherence(0.7, 0.0, 0.0) == 0.7
    assert trust_by_rote(0.5, 0.2) == pytest.approx(0.2)
    assert trust_by_rote(0.5, -0.2) == pytest.approx(0.6)


def test_in_a_run_skill_is_room_times_closed_form_of_all_uses() -> None:
    """Without fading, what a rep has learnt depends on its number of conversations alone."""
    growth, room = 0.02, 1.5
    scenario = skilled(growth=growth, room=room)
    born, uses = build(scenario, 1).reps["skill_role"].copy(), 0
    state = build(scenario, 1)
    for _ in range(scenario.horizon.weeks):
        state = week_begins(state, scenario, 1)
        for phase in WEEK:
            if phase.name == "learn":
                uses = uses + state.practices["own_role"] + state.practices["scripted_role"]
            for step in phase.steps:
                step.loop(state)
    assert np.asarray(uses).sum() == state.reps["talks"].sum() > 100
    expected = born + room * (1.0 - (1.0 - growth) ** np.asarray(uses))
    assert state.reps["skill_role"] == pytest.approx(expected, abs=1e-12)


def test_what_was_learnt_fades_by_the_week_and_what_one_began_with_does_not() -> None:
    scenario = skilled(growth=0.1, fading=0.05)
    scenario = replace(
        scenario, world=replace(
            scenario.world, market=replace(scenario.world.market, request_rate=0.0, found_rate=0.0)
        ),
    )  # fmt: skip
    state = build(scenario, 1)
    born = state.reps["skill_commitment"].copy()
    state.practices["learnt_commitment"] = 0.8
    state.reps["skill_commitment"] += 0.8
    for week in range(1, 11):
        state = week_begins(state, scenario, 1)
        one_week(state)
        expected = born + 0.8 * 0.95**week
        assert state.reps["skill_commitment"] == pytest.approx(expected, abs=1e-12)


def test_standard_work_is_the_mean_skill_of_its_people_in_every_week() -> None:
    scenario = skilled("linear-process", "hybrid", growth=0.05, fading=0.02)
    for state in weeks_of(scenario):
        for t, reps in enumerate((state.reps[:6], state.reps[6:])):
            assert state.teams["quality_role"][t] == pytest.approx(reps["skill_role"].mean(axis=0))
            mean = reps["skill_commitment"].mean(axis=0)
            assert state.teams["quality_commitment"][t] == pytest.approx(mean)


@pytest.mark.parametrize("team", ["linear-process", "chaotic-cluster"])
def test_coaching_costs_hours_and_teaches(team: str) -> None:
    hours = {"manager_hours": 0.5, "colleague_hours": 0.5, "training_hours": 8.0}
    plain = skilled(team, coaching_growth=0.1)
    coached = designed(plain, "coaching", **hours)
    before, after = (outcomes(simulate(each, 1), 0) for each in (plain, coached))
    assert before["coaching_share"] == before["training_share"] == 0.0
    assert before["commitment_skill_growth"] == 0.0
    assert after["coaching_share"] > 0.0
    assert after["commitment_skill_growth"] > 0.0
    assert after["coordination_share"] > before["coordination_share"]


def test_hours_of_coaching_are_taken_from_the_week() -> None:
    """Every hour is used once: what is booked each week is what is paid."""
    scenario = designed(
        skilled("hybrid", coaching_growth=0.1), "coaching",
        manager_hours=1.0, colleague_hours=1.5, training_hours=5.0,
    )  # fmt: skip
    paid = 0.0
    for state in weeks_of(scenario):
        paid += scenario.world.people.hours
        reps = state.reps
        used = reps["talking"] + reps["prospecting"] + reps["coordinating"] + reps["idle"]
        assert used + reps["carried"] == pytest.approx(paid)
        assert (reps["hours_left"] >= -1e-9).all()
        assert (state.managers["hours_left"] >= -1e-9).all()


def test_training_takes_away_skipping_that_comes_of_weak_skill() -> None:
    """S2's couple of weeks: with room and hours enough, weak asks are no longer put off."""
    weak = skilled("adaptive-lone-wolves", weak_avoidance=0.6, coaching_growth=0.3, room=2.0)
    trained = designed(weak, "coaching", training_hours=20.0)
    one, other = (
        [outcomes(simulate(s, k), 0)["put_off_rate"] for k in range(3)] for s in (weak, trained)
    )
    assert min(one) > 0.02
    assert max(other) < 0.2 * min(one)


def test_only_what_is_disliked_is_put_off_and_nothing_that_the_script_asks() -> None:
    shy = {"avoidance": 1.0, "disliked": 0.5}
    free = outcomes(simulate(skilled("adaptive-lone-wolves", **shy), 1), 0)
    assert free["put_off_rate"] > 0.1
    assert outcomes(simulate(skilled("linear-process", **shy), 1), 0)["put_off_rate"] == 0.0
    rote = skilled("linear-process", scripted_avoidance=1.0, **shy)
    assert outcomes(simulate(rote, 1), 0)["put_off_rate"] > 0.1
    nobody = skilled("adaptive-lone-wolves", avoidance=1.0, disliked=0.0)
    plain = skilled("adaptive-lone-wolves")
    for name in simulate(plain, 1).ledger.dtype.names:
        assert (simulate(plain, 1).ledger[name] == simulate(nobody, 1).ledger[name]).all()


def test_people_are_the_same_in_every_team() -> None:
    scenario = skilled("hybrid", "linear-process", resistance=0.4, creativity=0.3)
    practices = build(scenario, 5).practices
    for name in ("dislikes", "creativity", "resistance"):
        assert (practices[name][:6] == practices[name][6:]).all()
        assert len(set(practices[name][:6].tolist())) > 1


def everything(*teams: str) -> Scenario:
    """A small market with every part of the mechanism at work."""
    scenario = skilled(
        *teams, growth=0.03, fading=0.02, coaching_growth=0.05, sensing_growth=0.05, avoidance=0.5,
        weak_avoidance=0.2, scripted_avoidance=0.5, resistance=0.3, creativity=0.5, ambiguity=0.3,
        rote_trust=0.05, ability_exponent=3.0,
    )  # fmt: skip
    coached = designed(scenario, "coaching", manager_hours=0.5, training_hours=4.0)
    return designed(coached, "deviation", penalty=0.5, justifying_hours=0.5)


def test_labels_decide_nothing() -> None:
    one = simulate(everything("hybrid"), 3)
    renamed = tuple(replace(team, name="chaotic-cluster") for team in everything("hybrid").teams)
    other = simulate(replace(everything("hybrid"), teams=renamed), 3)
    assert one.ledger.tobytes() == other.ledger.tobytes()
    assert one.weekly.tobytes() == other.weekly.tobytes()


DIALS: dict[str, Any] = {
    "ability_exponent": 4.0, "creativity": 0.8, "ambiguity": 0.5,
    "resistance": 0.5, "avoidance": 0.8, "growth": 0.1, "sensing_growth": 0.3,
}  # fmt: skip


@pytest.mark.parametrize("name", DIALS)
def test_every_dial_does_something(name: str) -> None:
    team = "linear-process" if name in ("ability_exponent", "resistance") else "hybrid"
    off, on = skilled(team), skilled(team, **{name: DIALS[name]})
    assert any(
        simulate(off, k).ledger["closed"].tobytes() != simulate(on, k).ledger["closed"].tobytes()
        for k in range(3)
    )


def test_roles_played_by_rote_cost_trust_or_earn_it_and_only_by_the_script() -> None:
    def trust(team: str, loss: float) -> float:
        state = list(weeks_of(skilled(team, rote_trust=loss)))[-1]
        return float(state.contacts["trust"][0].mean())

    lost, plain, earned = (trust("linear-process", loss) for loss in (0.2, 0.0, -0.2))
    assert lost < plain < earned
    assert trust("adaptive-lone-wolves", 0.2) == trust("adaptive-lone-wolves", 0.0)


def test_deviation_is_penalised_by_more_adherence_and_never_where_nobody_looks() -> None:
    base = skilled("linear-process", resistance=0.5)
    strict = designed(base, "deviation", penalty=0.8, detection=1.0, justifying_hours=0.5)
    tolerant, penalised = (
        np.mean([outcomes(simulate(s, k), 0)["deviation_rate"] for k in range(3)])
        for s in (base, strict)
    )
    assert penalised < 0.6 * tolerant
    alone = designed(base, "structure", span=0)
    watched = designed(alone, "deviation", penalty=0.8, detection=1.0, justifying_hours=0.5)
    assert simulate(alone, 1).ledger.tobytes() == simulate(watched, 1).ledger.tobytes()


def test_outcomes_by_hand() -> None:
    amounts = np.array([[0.0, 0.0, 0.0, 4.0], [1.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0]])
    assert gini(amounts) == pytest.approx([0.75, 0.0, np.nan], nan_ok=True)
    # subjects 0 and 2 on both occasions: nothing within
    nothing_within = [[0.0, 0.0], [2.0, 2.0]]
    # all the difference within: (0 - 2) / (0 + 2)
    all_within = [[0.0, 2.0], [2.0, 0.0]]
    nothing_varies = [[1.0, 1.0], [1.0, 1.0]]
    found = intraclass_correlation(np.array([nothing_within, all_within, nothing_varies]))
    assert found == pytest.approx([1.0, -1.0, np.nan], nan_ok=True)


def test_a_script_of_full_adherence_is_followed_to_the_step() -> None:
    named = outcomes(simulate(skilled("linear-process"), 1), 0)
    assert named["process_fidelity"] == 1.0
    assert named["deviation_rate"] == 0.0
    free = outcomes(simulate(skilled("adaptive-lone-wolves"), 1), 0)
    assert 0.1 < free["process_fidelity"] < 0.95


@pytest.mark.statistical
def test_reps_that_are_all_alike_differ_by_luck_alone() -> None:
    """With no spread of skill, sensing or territories, both outcomes are zero on average."""
    scenario = small("mid-market-saas", "linear-process", reps=12, accounts=300)
    world = scenario.world
    people = replace(
        world.people, skill_sd=0.0, skill_sd_specific=0.0, sensing_low=0.6, sensing_high=0.6
    )
    world = replace(world, people=people, market=replace(world.market, territory_ln_sd=0.0))
    scenario = replace(scenario, world=world, horizon=Horizon(26, 52, 52))
    found = [outcomes(simulate(scenario, k), 0) for k in range(40)]
    for name in ("rep_icc", "rep_gini"):
        values = np.array([row[name] for row in found])
        assert abs(values.mean()) < 4 * values.std(ddof=1) / np.sqrt(len(values)) + 0.01


@given(seed=st.integers(0, 30))
@settings(max_examples=3, deadline=None)
def test_off_is_off(seed: int) -> None:
    """With nothing on, skills stay as they were born."""
    scenario = skilled()
    born, state = build(scenario, seed), list(weeks_of(scenario, seed))[-1]
    assert state.reps["skill_role"].tobytes() == born.reps["skill_role"].tobytes()
    named = outcomes(simulate(scenario, seed), 0)
    assert named["role_skill_growth"] == named["put_off_rate"] == named["skipped_share"] == 0.0
