"""Knowledge in the engine, held against theory: a lone rep in closed form, March's equilibria."""

from dataclasses import replace

import numpy as np
import pytest

from ecosim.actions.debriefs import awaits_debrief
from ecosim.actions.lessons import relevance_of
from ecosim.actions.priorities import priorities_drift
from ecosim.actions.turnover import people_change
from ecosim.build import build
from ecosim.mechanisms.knowledge import Knowledge, Learning
from ecosim.rules import knowledge as rules
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import with_room
from ecosim.state import LOST, State
from ecosim.team import Structure, Team
from ecosim.theory import march
from ecosim.week import one_week, reps_debrief
from ecosim.world import World


def scenario_of(
    knowledge: Knowledge, team: Team, reps: int, accounts: int, segments: int, weeks: int
) -> Scenario:
    world = World("knowledge alone", knowledge=knowledge)
    world = replace(
        world,
        market=replace(world.market, accounts=accounts, segments=segments, request_rate=0.0),
        people=replace(world.people, reps=reps, prospecting_share=0.0),
        influencers=replace(world.influencers, count=0),
    )
    return Scenario(world, (team,), Horizon(0, weeks, 0))


# rules, by hand


def test_relevance_counts_what_is_right_and_half_of_what_is_not_known() -> None:
    assert rules.relevance(0b0000, 0b0000, 0b1010, 4) == 0.5
    assert rules.relevance(0b1111, 0b1010, 0b1010, 4) == 1.0
    assert rules.relevance(0b1111, 0b0101, 0b1010, 4) == 0.0
    # knows bits 0 and 1: yes and yes, of which bit 1 is right
    assert rules.relevance(0b0011, 0b0011, 0b1010, 4) == (1 + 0.5 * 2) / 4


def test_relevance_at_the_reference_changes_nothing_whatever_its_weight() -> None:
    for weight in (-1.0, 0.0, 1.0, 2.0):
        assert rules.relevance_factor(0.7, 0.7, weight) == 1.0
    assert rules.relevance_factor(0.9, 0.7, 0.0) == 1.0
    assert rules.relevance_factor(0.35, 0.7, 1.0) == pytest.approx(0.5)
    assert rules.relevance_factor(0.1, 0.7, 2.0) == 0.0


def test_somebody_at_the_reference_is_as_relevant_to_single_accounts_as_expected() -> None:
    """Right or wrong about the segment, the account like it or not: each weighed by its chance."""
    for relevant, own in ((0.7, 0.2), (1.0, 0.35), (0.5, 0.1), (0.8, 0.0), (0.9, 0.5)):
        expected = relevant * (1.0 - own) + (1.0 - relevant) * own
        assert rules.expected_at_account(relevant, own) == pytest.approx(expected)


def test_in_time_everybody_has_a_turn_and_as_many_talks_as_the_hours_give() -> None:
    for contacts, each in ((5, 1.6), (8, 6.4), (3, 3.0), (4, 0.25)):
        turns = np.zeros(contacts)
        for nth in range(40):
            talks = rules.talks_in_round(each, nth)
            first = rules.first_in_round(each, nth, contacts)
            places = [rules.is_in_round(k, first, talks, contacts) for k in range(contacts)]
            assert sum(places) == talks
            turns += places
        assert turns.sum() == pytest.approx(40 * each)
        assert turns.max() - turns.min() <= 1


def test_areas_are_neighbours_or_dealt_out() -> None:
    assert [rules.area_of(t, 2, 3, False) for t in range(6)] == [0, 0, 0, 1, 1, 1]
    assert [rules.area_of(t, 2, 3, True) for t in range(6)] == [0, 1, 0, 1, 0, 1]
    assert rules.area_of(-1, 2, 3, True) == rules.area_of(5, 1, 3, False) == 0


# a lone rep


def closes(state: State, rep: int, account: int) -> None:
    """A deal of the rep at an account ends."""
    state.deals["owner"][0, account], state.deals["talks"][0, account] = rep, 1
    state.accounts["journey"][account] += 1
    awaits_debrief(0, account, LOST, state)


def mean_relevance(knowledge: Knowledge, closing: float, weeks: int, seed: int) -> float:
    """Of lone reps, each in an area of its own, over the second half of the weeks."""
    reps, segments, accounts = 30, 8, 60 * 30
    lone = Team("lone", learning=Learning(debrief_bits=30))
    state = build(scenario_of(knowledge, lone, reps, accounts, segments, weeks), seed)
    rng, found = np.random.default_rng(seed), []
    territory, segment = state.accounts["territory"], state.accounts["segment"]
    here = [
        [np.flatnonzero((territory == i) & (segment == g)) for g in range(segments)]
        for i in range(reps)
    ]
    for week in range(weeks):
        priorities_drift(state)
        for i in np.flatnonzero(rng.random(reps) < closing):
            closes(state, int(i), int(rng.choice(here[i][rng.integers(segments)])))
        state.learners["due"] = 0.0  # time enough to learn
        reps_debrief(state)
        people_change(state)
        state.clock["week"] += 1
        if week >= weeks // 2 and week % 20 == 0:
            found.append(np.mean([relevance_of(i, state) for i in range(reps)]))
    return float(np.mean(found))


@pytest.mark.parametrize(("drift", "turnover"), [(0.0, 0.0), (0.005, 0.0), (0.01, 0.01)])
def test_a_lone_rep_knows_what_the_closed_form_says(drift: float, turnover: float) -> None:
    """1/2 + (1/2 - own) x / (x + 2 drift + turnover), x = closes * bits / (segments * priorities).

    In whole weeks, what a debrief named k weeks ago is still known with (1 - x)^k (1 - turnover)^k
    and as good as ever with (1 - 2 drift)^k. Source: prototype.md 2.
    """
    knowledge = Knowledge(
        bits=30, own=0.2, drift=drift, local=1.0, area_size=1, turnover=turnover
    )  # fmt: skip
    x = 0.25 / 8
    stays = 1.0 - turnover
    share = x * stays / (1.0 - (1.0 - x) * (1.0 - 2.0 * drift) * stays)
    assert share == pytest.approx(x / (x + 2 * drift + turnover), abs=0.01)
    found = mean_relevance(knowledge, 0.25, 600, seed=1)
    assert found == pytest.approx(0.5 + (0.5 - 0.2) * share, abs=0.012)


def test_without_a_debrief_nobody_learns_from_winning_or_losing() -> None:
    lone = Team("lone", learning=Learning(debrief_bits=0))
    state = build(scenario_of(Knowledge(bits=10), lone, 3, 30, 2, 10), 0)
    for account in range(30):
        closes(state, account // 10, account)
    reps_debrief(state)
    assert (state.minds["known"] == 0).all()
    assert (state.learners["due"] == 0).all()


# March (1991)


def share_right(by_people: float, by_code: float, runs: int, weeks: int) -> float:
    """What the code of one manager with 50 reps has right in the end: no debriefs, no dates."""
    knowledge = Knowledge(
        bits=march.Organisation(0.0, 0.0).facts, dated=0.0, drift=0.0, first_beliefs=2 / 3
    )
    learning = Learning(
        debrief_bits=0, every_weeks=1, judged_by="relevance",
        code_teaching=by_people, code_learning=by_code,
    )  # fmt: skip
    team = Team("March", structure=Structure(span=50), learning=learning)
    found = []
    for seed in range(runs):
        state = build(scenario_of(knowledge, team, 50, 1, 1, weeks), seed)
        for _ in range(weeks):
            state = with_room(state)
            one_week(state)
        code, truth = state.minds[50, 0], state.segments["priorities"][0, 0]
        found.append(bin(int(code["known"] & ~(code["yes"] ^ truth))).count("1") / 30)
    return float(np.mean(found))


@pytest.mark.parametrize("speeds", [(0.1, 0.9), (0.9, 0.9), (0.5, 0.5)])
def test_without_dates_and_debriefs_the_managers_code_is_that_of_march(
    speeds: tuple[float, float],
) -> None:
    found = share_right(*speeds, runs=80, weeks=150)
    assert found == pytest.approx(march.EQUILIBRIUM[speeds], abs=march.TOLERANCE)


@pytest.mark.statistical
@pytest.mark.parametrize("speeds", march.EQUILIBRIUM)
def test_all_of_marchs_equilibria(speeds: tuple[float, float]) -> None:
    found = share_right(*speeds, runs=300, weeks=400)
    assert found == pytest.approx(march.EQUILIBRIUM[speeds], abs=march.TOLERANCE)
