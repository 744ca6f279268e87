"""A change of design: the placebo changes nothing, week 0 is from the start, costs are as named."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import small

from ecosim.build import build
from ecosim.files import load_team
from ecosim.mechanisms.pay import Regime
from ecosim.mechanisms.transition import Transition
from ecosim.model import SalesEcosystem
from ecosim.rules.transition import habit_left, retraining
from ecosim.scenario import Horizon, Scenario, Switch
from ecosim.simulate import Run, simulate, week_begins
from ecosim.state import State
from ecosim.team import Structure, Team
from ecosim.week import one_week

PAIRS = [
    ("linear-process", "chaotic-cluster"),
    ("chaotic-cluster", "hybrid"),
    ("hybrid", "linear-process"),
    ("adaptive-lone-wolves", "hybrid"),
]
COSTLY = Structure(cluster_size=50, colleague_hours=60.0)
NO_COST = Transition(retraining_hours=0.0, habit=0.7, kept_contacts=0.2)


def switching(before: str, after: str, week: int, transition: Transition | None = None) -> Scenario:
    scenario = small("mid-market-saas", before)
    world = replace(scenario.world, transition=transition or Transition())
    return replace(scenario, world=world, switches=(Switch(week, load_team(after)),))


def same_records(one: Run, other: Run) -> bool:
    return bool(
        one.ledger.tobytes() == other.ledger.tobytes()
        and one.weekly.tobytes() == other.weekly.tobytes()
    )


def state_after(scenario: Scenario, seed: int, weeks: int) -> State:
    state = build(scenario, seed)
    for _ in range(weeks):
        state = week_begins(state, scenario, seed)
        one_week(state)
    return week_begins(state, scenario, seed)


@pytest.mark.parametrize("week", [0, 11])
@pytest.mark.parametrize("team", ["linear-process", "chaotic-cluster", "hybrid"])
def test_a_switch_to_the_same_design_changes_nothing(team: str, week: int) -> None:
    placebo = switching(team, team, week, NO_COST)
    assert same_records(simulate(placebo, 4), simulate(replace(placebo, switches=()), 4))


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_a_switch_in_week_0_is_the_new_design_from_the_start(before: str, after: str) -> None:
    at_once = switching(before, after, 0)
    start = replace(at_once, teams=(load_team(after),), switches=())
    assert same_records(simulate(at_once, 4), simulate(start, 4))


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_nothing_changes_before_the_switch_and_something_after(before: str, after: str) -> None:
    later = switching(before, after, 11)
    changed, stayed = simulate(later, 4), simulate(replace(later, switches=()), 4)
    assert changed.weekly[:11].tobytes() == stayed.weekly[:11].tobytes()
    assert changed.weekly[11:].tobytes() != stayed.weekly[11:].tobytes()


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_mesa_gives_the_same_bits_with_a_switch(before: str, after: str) -> None:
    scenario = switching(before, after, 9, replace(NO_COST, retraining_hours=5.0))
    stepped = SalesEcosystem(scenario, 6, stepped=True)
    assert same_records(simulate(scenario, 6), stepped.run())
    assert len(stepped.agents) == sum(
        len(getattr(stepped.state, table))
        for table in ("reps", "buyers", "influencers", "managers")
    )


def test_retraining_takes_the_hours_it_names_and_no_others() -> None:
    hours, weeks, reps = 4.0, 5, 6
    costly = switching("hybrid", "hybrid", 9, Transition(hours, weeks))
    free = replace(costly, switches=())
    booked = [simulate(each, 4).weekly["coordination_hours"][:, 0] for each in (costly, free)]
    extra = np.diff(booked[0] - booked[1], prepend=0.0)
    assert extra[:9] == pytest.approx(0.0)
    assert extra[9 : 9 + weeks] == pytest.approx(hours * reps, abs=hours)  # reviews may differ
    switched = [state_after(each, 4, 9).reps.copy() for each in (costly, free)]
    assert (switched[0]["week_hours"] == switched[1]["week_hours"]).all()


def test_rules_by_hand() -> None:
    assert [retraining(3.0, 2, since) for since in (-1, 0, 1, 2)] == [0.0, 3.0, 3.0, 0.0]
    assert habit_left(0.8, 4.0, 0) == 0.8
    assert habit_left(0.8, 4.0, 8) == pytest.approx(0.2, abs=1e-12)


def test_a_lasting_habit_is_the_former_playbook() -> None:
    """With a habit of 1 that hardly fades, a change of nothing but the playbook hardly shows."""
    scripted, adaptive = load_team("linear-process"), load_team("linear-process")
    adaptive = replace(adaptive, playbook=load_team("chaotic-cluster").playbook)
    adaptive = replace(
        adaptive,
        playbook=replace(adaptive.playbook, standard_work=scripted.playbook.standard_work,
                         read_after_failure=scripted.playbook.read_after_failure,
                         moves_on_after=scripted.playbook.moves_on_after),
    )  # fmt: skip
    base = small("mid-market-saas", "linear-process")
    runs = []
    for habit in (0.0, 1.0):
        world = replace(base.world, transition=Transition(habit=habit, habit_half_life=520.0))
        runs.append(simulate(replace(base, world=world, switches=(Switch(8, adaptive),)), 3))
    stayed = simulate(base, 3)
    gaps = [
        np.abs(run.weekly["talking_hours"][12] - stayed.weekly["talking_hours"][12]) for run in runs
    ]
    assert gaps[1] < gaps[0] / 4


def test_circles_and_spans_follow_the_design_and_people_stay() -> None:
    scenario = switching("linear-process", "chaotic-cluster", 9)
    before = state_after(replace(scenario, switches=()), 2, 9)
    after = state_after(scenario, 2, 9)
    fresh = build(replace(scenario, teams=(load_team("chaotic-cluster"),), switches=()), 2)
    for column in ("circle", "manager", "week_hours"):
        assert (after.reps[column] == fresh.reps[column]).all()
    assert len(after.managers) == len(fresh.managers)
    for column in ("skill_role", "talks", "open_deals", "first_deal", "worth_per_hour"):
        assert (after.reps[column] == before.reps[column]).all()
    assert after.contacts.tobytes() == before.contacts.tobytes()
    assert after.accounts.tobytes() == before.accounts.tobytes()


@pytest.mark.parametrize("kept", [0.0, 0.5, 1.0])
def test_what_circles_know_goes_with_their_members(kept: float) -> None:
    """Six lone reps out of one circle of six: each keeps what the circle knew with that chance."""
    circle = replace(load_team("chaotic-cluster"), structure=Structure(cluster_size=6))
    lone = replace(circle, structure=Structure(cluster_size=1))
    base = small("mid-market-saas", "hybrid")
    world = replace(base.world, transition=Transition(kept_contacts=kept))
    world = replace(world, influencers=replace(world.influencers, count=200, found=1.0, churn=0.0))
    for before, after in ((circle, lone), (lone, circle)):
        scenario = Scenario(world, (before,), base.horizon, switches=(Switch(20, after),))
        known = state_after(replace(scenario, switches=()), 2, 20).known
        then = state_after(scenario, 2, 20).known
        everyone = known.max(axis=0)
        assert everyone.sum() > 5
        assert (then <= everyone).all()
        if after is circle:  # circles that go whole into a new one lose nothing
            assert (then == everyone).all()
        else:
            share = then[:, everyone == 1].mean()
            assert share == pytest.approx(kept, abs=0.0 if kept in (0, 1) else 0.2)


def test_a_team_beside_one_that_switches_keeps_all_it_has() -> None:
    base = small("mid-market-saas", "chaotic-cluster", "hybrid")
    scenario = replace(base, switches=(Switch(15, load_team("adaptive-lone-wolves")),))
    before = state_after(replace(scenario, switches=()), 2, 15)
    after = state_after(scenario, 2, 15)
    mine = [state.reps["team"] == 1 for state in (before, after)]
    for column in before.reps.dtype.names:
        if column not in ("circle", "manager", "knows"):
            assert (before.reps[column][mine[0]] == after.reps[column][mine[1]]).all()
    knew, knows = (
        state.known[state.reps["knows"][rows]]
        for state, rows in zip((before, after), mine, strict=True)
    )
    assert (knew == knows).all()
    looks = [state.managers[state.managers["team"] == 1] for state in (before, after)]
    assert len(looks[0]) and (looks[0]["next_look"] == looks[1]["next_look"]).all()
    assert (looks[0]["first_rep"] == looks[1]["first_rep"]).all()


@pytest.mark.parametrize(
    ("switches", "words"),
    [
        ((Switch(32, Team("b")),), "changes its design in week 32, but the run has weeks 0 to 31"),
        ((Switch(3, Team("b"), team=1),), "team 1 changes its design, but the teams are 0 to 0"),
        ((Switch(3, Team("b")), Switch(3, Team("c"))), "changes its design twice in week 3"),
        ((Switch(3, Team("b", structure=COSTLY)),), "team b: coordination takes"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_is_refused(switches: tuple[Switch, ...], words: str) -> None:
    base = small("mid-market-saas", "hybrid")
    with pytest.raises(ValueError, match=words):
        Scenario(base.world, base.teams, Horizon(8, 12, 12), switches=switches)


def with_quota(weeks: int, shift: int = 0) -> Team:
    regime = Regime(
        quota="measured", quota_ratio=1.0, accelerator=0.5, period_weeks=weeks, calendar_shift=shift
    )
    return replace(load_team("hybrid"), regime=regime)


def test_a_new_calendar_begins_with_its_part_of_the_quota() -> None:
    """From periods of 4 weeks to periods of 13, in week 18: four are over, the fifth is cut; the
    new one has 8 of its 13 weeks left, and later ones are whole."""
    base = small("mid-market-saas", "hybrid")
    scenario = replace(base, teams=(with_quota(4),), switches=(Switch(18, with_quota(13)),))
    before = state_after(replace(scenario, switches=()), 1, 18)
    after = state_after(scenario, 1, 18)
    born = build(replace(base, teams=(with_quota(13),)), 1).periods["quota"][:, 1]
    assert (before.paid["period"] == 4).all()
    assert (after.paid["period"] == 5).all()
    assert after.periods["quota"][:, 5] == pytest.approx(born * 8 / 13)
    assert after.periods["quota"][:, 6] == pytest.approx(born)
    assert (after.periods[:, :5] == before.periods[:, :5]).all()
    assert same_records(simulate(scenario, 1), SalesEcosystem(scenario, 1, stepped=True).run())


def test_a_plan_that_begins_with_the_switch_begins_in_its_calendar() -> None:
    """Linear pay before, a quota after: no period was under way, and the first is in part."""
    base = small("mid-market-saas", "hybrid")
    scenario = replace(base, switches=(Switch(9, with_quota(6, shift=2)),))
    after = state_after(scenario, 1, 9)
    born = build(replace(base, teams=(with_quota(6, shift=2),)), 1).periods["quota"][:, 1]
    assert (after.paid["period"] == 0).all()
    assert after.periods["quota"][:, 0] == pytest.approx(born / 6)  # (9 + 2) % 6 = 5 are gone
    assert after.periods["quota"][:, 1] == pytest.approx(born)


def test_a_plan_that_stays_goes_on_within_its_period() -> None:
    base = replace(small("mid-market-saas", "hybrid"), teams=(with_quota(13),))
    before = state_after(base, 1, 15)
    richer = replace(with_quota(13), playbook=load_team("roadmap").playbook)
    after = state_after(replace(base, switches=(Switch(15, richer),)), 1, 15)
    assert (after.paid["period"] == before.paid["period"]).all()
    assert (after.periods["booked"][:, 1] == before.periods["booked"][:, 1]).all()
    assert (after.periods["quota"][:, 1] != before.periods["quota"][:, 1]).any()
