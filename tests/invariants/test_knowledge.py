"""Knowledge and scripts in the engine: off is off, and each path teaches what it says."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from worlds import small

from ecosim.actions.debriefs import awaits_debrief
from ecosim.build import build
from ecosim.mechanisms.knowledge import Knowledge, Learning, Removed, Script
from ecosim.rules.commitments import count
from ecosim.scenario import Horizon, Scenario, Switch
from ecosim.simulate import simulate, with_room
from ecosim.state import LOST, State
from ecosim.switching import designs_changed
from ecosim.team import Structure, Team
from ecosim.week import managers_hear, managers_take_in, one_week, reps_hear, reps_take_in
from ecosim.week import scripts_learn as learn_scripts

REVIEW = 1 << 6


def market(team: Team | str, horizon: Horizon | None = None, **knowledge: Any) -> Scenario:
    """A small market with one team; `knowledge` changes numbers of the world's section."""
    scenario = small("mid-market-saas", "hybrid", accounts=60)
    world = replace(scenario.world, knowledge=Knowledge(**knowledge))
    design = small("mid-market-saas", team).teams[0] if isinstance(team, str) else team
    return Scenario(world, (design,), horizon or Horizon(8, 26, 18))


def after(scenario: Scenario, seed: int, weeks: int | None = None) -> State:
    state = build(scenario, seed)
    for _ in range(scenario.horizon.weeks if weeks is None else weeks):
        state = with_room(state)
        one_week(state)
    return state


CLUSTER, SPAN = Structure(cluster_size=3), Structure(span=3)


def test_where_nothing_is_switched_on_there_are_no_tables_and_a_teams_learning_does_nothing() -> (
    None
):
    learned = Learning(debrief_bits=9, hours=5.0, debrief_hours=5.0, review_hours=5.0)
    plain, keen = market("hybrid"), market("hybrid")
    keen = replace(keen, teams=(replace(keen.teams[0], learning=learned),))
    state = build(plain, 0)
    assert not any(len(table) for table in (state.minds, state.learners, state.lessons))
    one, other = simulate(plain, 3), simulate(keen, 3)
    assert one.ledger.tobytes() == other.ledger.tobytes()
    assert one.weekly.tobytes() == other.weekly.tobytes()


def test_knowledge_without_weight_and_hours_changes_no_deal() -> None:
    free = Team("free", structure=CLUSTER, learning=Learning(debrief_hours=0.0, hours=0.0))
    off, on = market(free), market(free, bits=12, weight=0.0)
    assert simulate(off, 1).ledger.tobytes() == simulate(on, 1).ledger.tobytes()
    felt = market(free, bits=12, weight=1.0)
    assert simulate(off, 1).ledger.tobytes() != simulate(felt, 1).ledger.tobytes()


@pytest.mark.parametrize(("seconds", "expected"), [(5, (1, 5)), (3, (0, 4)), (4, (0, 4))])
def test_newer_hearsay_wins_and_older_or_equally_old_does_not(
    seconds: int, expected: tuple[int, int]
) -> None:
    """Rep 0 believes no since week 4; a colleague says yes since another week."""
    team = Team("pair", structure=Structure(cluster_size=2), learning=Learning(every_weeks=1))
    state = build(market(team, bits=3, dated=1.0), 0)
    state.clock["week"] = 8
    for rep, yes, week in ((0, 0, 4), (1, 1, seconds)):
        state.minds["known"][rep, 0], state.minds["yes"][rep, 0] = 1, yes
        state.minds["week"][rep, 0, 0] = week
    reps_hear(state)
    reps_take_in(state)
    mind = state.minds[0, 0]
    assert (mind["yes"], mind["week"][0]) == expected
    assert state.minds["known"][2:6, 0].tolist() == [0, 0, 0, 0]  # the other pairs heard nothing


def test_blind_copies_follow_the_better_colleague_whatever_the_date() -> None:
    learning = Learning(every_weeks=1, following=1.0)
    team = Team("pair", structure=Structure(cluster_size=2), learning=learning)
    state = build(market(team, bits=1, dated=0.0), 0)
    for rep, yes, week, performance in ((0, 0, 9, 0.1), (1, 1, 2, 0.2)):
        state.minds["known"][rep, 0], state.minds["yes"][rep, 0] = 1, yes
        state.minds["week"][rep, 0, 0] = week
        state.learners["performance"][rep] = performance
    reps_hear(state)
    reps_take_in(state)
    assert state.minds["yes"][:2, 0].tolist() == [1, 1]
    assert state.minds["week"][0, 0, 0] == 2


def test_what_one_rep_knows_reaches_the_span_by_the_code_a_round_later() -> None:
    team = Team("span", structure=SPAN, learning=Learning(every_weeks=1))
    state = build(market(team, bits=1, dated=1.0), 0)
    state.minds["known"][0, 0], state.minds["week"][0, 0, 0] = 1, 0
    known = []
    for _ in range(2):
        managers_hear(state)
        reps_hear(state)
        reps_take_in(state)
        managers_take_in(state)
        state.clock["week"] += 1
        known.append(state.minds["known"][:6, 0].tolist())
    assert known == [[1, 0, 0, 0, 0, 0], [1, 1, 1, 0, 0, 0]]


def test_a_review_tells_all_what_each_heard_itself_since_the_last() -> None:
    learning = Learning(every_weeks=2, hours=0.0, review_hours=1.0)
    team = Team("span", structure=SPAN, learning=learning)
    state = build(market(team, bits=3, dated=1.0), 0)
    state.clock["week"] = 9
    state.minds["known"][0, 0], state.minds["own"][0, 0] = 0b111, 0b011
    state.minds["week"][0, 0, :3] = (8, 7, 9)  # new and own; own but old; new but hearsay
    reps_hear(state)
    reps_take_in(state)
    assert state.minds["known"][1:3, 0].tolist() == [1, 1]


def test_people_who_leave_and_who_come_are_the_same_in_every_team() -> None:
    hierarchy = after(market(Team("a", structure=SPAN), turnover=0.05), 2)
    lone = after(market(Team("b"), turnover=0.05), 2)
    assert hierarchy.learners["generation"].sum() > 3
    for column in ("skill_role", "skill_commitment", "sensing"):
        assert (hierarchy.reps[column] == lone.reps[column]).all()
    first = build(market(Team("b")), 2)
    changed = hierarchy.learners["generation"] > 0
    assert (hierarchy.reps["sensing"] == first.reps["sensing"]).tolist() == (~changed).tolist()
    mean = hierarchy.reps["skill_role"].mean(axis=0)
    np.testing.assert_allclose(hierarchy.teams["quality_role"][0], mean, rtol=1e-12)


def test_a_newcomer_begins_with_the_code_or_with_nothing() -> None:
    for structure, expected in ((SPAN, 0b101), (CLUSTER, 0)):
        team = Team("any", structure=structure)
        state = build(market(team, bits=3, turnover=1.0, first_beliefs=0.0), 0)
        state.minds["known"][:6] = 0b010
        state.minds["known"][6:] = 0b101
        one_week(state)
        assert (state.minds["known"][:6] == expected).all()


def test_clusters_and_hierarchies_give_the_same_hours_to_learning() -> None:
    """Equal hours: whoever they go to, each payroll gives as many, the manager's among them."""
    learning = Learning(debrief_hours=0.0, hours=0.7)
    for structure in (CLUSTER, SPAN, replace(CLUSTER, span=3)):
        state = after(market(Team("any", structure=structure, learning=learning), bits=5), 1)
        given = state.learners["hours"] + state.learners["due"]
        np.testing.assert_allclose(given, 0.7 * 52, rtol=1e-9)
    alone = after(market(Team("lone", learning=learning), bits=5), 1)
    assert (alone.learners["hours"] == 0).all()


def test_a_change_of_design_takes_nobodys_beliefs_away() -> None:
    start, end = Team("a", structure=SPAN), Team("b", structure=CLUSTER)
    scenario = replace(market(start, bits=8), switches=(Switch(30, end),))
    state = after(scenario, 0, weeks=30)
    before = state.minds["known"][:6].copy()
    assert before.any()
    changed = designs_changed(state, scenario, 0)
    assert (changed.minds["known"][:6] == before).all()


# scripts


def test_steps_removed_are_asked_for_only_where_the_account_requires_them() -> None:
    cut = replace(small("mid-market-saas", "linear-process").teams[0], removed=Removed(review=True))
    state = build(market(cut), 0)
    assert (state.scripts["steps"] & REVIEW == 0).all()
    assert any(state.accounts["standard"] & REVIEW)
    needs, met = 0, 0
    for row in simulate(market(cut), 0).ledger:
        if row["covered"] & REVIEW:
            assert row["required"] & REVIEW
            met += 1
        needs += bool(row["required"] & REVIEW)
    assert needs > met > 0


def taught(defined: str, weeks: int) -> tuple[State, int]:
    """A team whose circle 0 closes a deal in week 0; which account it was."""
    script = Script(learning=1.0, defined=defined, revised_every=3)
    state = build(market(Team("learns", structure=CLUSTER, script=script)), 0)
    account = int(np.flatnonzero(state.accounts["required"] != state.accounts["standard"])[0])
    state.deals["owner"][0, account], state.deals["talks"][0, account] = 0, 1
    awaits_debrief(0, account, LOST, state)
    for _ in range(weeks):
        learn_scripts(state)
        state.learners["first_closed"][0] = -1
        state.clock["week"] += 1
    return state, account


def test_a_script_in_the_field_learns_what_its_own_circle_hears_at_once() -> None:
    state, account = taught("field", 1)
    here = state.accounts[account]
    mine, other = state.scripts[:, here["segment"]]
    assert mine["steps"] == here["required"]
    assert other["steps"] == here["standard"]
    assert mine["changes"] == count(int(here["required"] ^ here["standard"]))
    order = [c for c in mine["order"] if here["required"] >> c & 1]
    ranks = [count(int(here["before"][c] & here["required"])) for c in order]
    assert ranks == sorted(ranks)


def test_a_script_of_headquarters_is_one_for_all_and_waits_for_its_revision() -> None:
    state, account = taught("headquarters", 2)
    here = state.accounts[account]
    assert (state.scripts["steps"][:, here["segment"]] == here["standard"]).all()
    state, account = taught("headquarters", 3)
    assert (state.scripts["steps"][:, here["segment"]] == here["required"]).all()


def test_accounts_follow_their_segment_when_its_needs_turn() -> None:
    scenario = market("linear-process", needs_turn=0.02)
    plain = replace(scenario, world=replace(scenario.world, knowledge=Knowledge()))
    assert (after(plain, 1).accounts["required"] == build(plain, 1).accounts["required"]).all()
    state, born = after(scenario, 1), build(scenario, 1)
    moved = state.accounts["required"] != born.accounts["required"]
    assert moved.any()
    assert (state.accounts["journey"][moved] > 0).all()
