"""Every mechanism has an off switch: a parameter value at which it does nothing at all."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from worlds import small

from ecosim.build import build
from ecosim.scenario import Scenario
from ecosim.simulate import Run, simulate, with_room
from ecosim.state import LOST, NO_DECISION, PROSPECTED, REVIEWED, State
from ecosim.team import Playbook
from ecosim.week import WEEK, one_week

SEEDS = (0, 1)


def market(*teams: str) -> Scenario:
    """A lively small market, by default with every team mechanism at work."""
    scenario = small("mid-market-saas", *(teams or ("hybrid",)), accounts=60)
    world = replace(scenario.world, market=replace(scenario.world.market, rest_after_win=3))
    return replace(scenario, world=world)


def given(scenario: Scenario, **changes: dict[str, Any]) -> Scenario:
    """A scenario whose world's sections have some numbers changed."""
    world = scenario.world
    sections = {name: replace(getattr(world, name), **new) for name, new in changes.items()}
    return replace(scenario, world=replace(world, **sections))


def run_by(scenario: Scenario, structure: dict[str, Any], playbook: dict[str, Any]) -> Scenario:
    """A scenario whose team has some numbers of its design changed."""
    (team,) = scenario.teams
    design = replace(
        team,
        structure=replace(team.structure, **structure),
        playbook=replace(team.playbook, **playbook),
    )
    return replace(scenario, teams=(design,))


HOW_CHOSEN = ("steps", "asks", "in_order", "put_off", "scripted", "deviations")


def assert_alike(one: Scenario, other: Scenario) -> None:
    """Both scenarios leave the same records, and records worth comparing; whether a step was
    chosen by the script or by a read that shows nothing is not compared."""
    for seed in SEEDS:
        mine, its = simulate(one, seed), simulate(other, seed)
        assert len(mine.ledger) > 5
        for column in set(mine.ledger.dtype.names) - set(HOW_CHOSEN):
            assert mine.ledger[column].tobytes() == its.ledger[column].tobytes(), column
        assert mine.weekly.tobytes() == its.weekly.tobytes()


def assert_unlike(one: Scenario, other: Scenario) -> None:
    """The mechanism that is off elsewhere does something here: the test above has teeth."""
    assert any(
        simulate(one, seed).ledger.tobytes() != simulate(other, seed).ledger.tobytes()
        for seed in SEEDS
    )


def weeks_of(scenario: Scenario, seed: int) -> Iterator[State]:
    """The state after each week."""
    state = build(scenario, seed)
    for _ in range(scenario.horizon.weeks):
        state = with_room(state)
        one_week(state)
        yield state


def openings(scenario: Scenario, seed: int) -> Iterator[tuple[State, np.ndarray]]:
    """The state in each week right after accounts sensed, and the deals [team, account] that have
    just been opened."""
    state = build(scenario, seed)
    for week in range(scenario.horizon.weeks):
        state = with_room(state)
        for phase in WEEK:
            for step in phase.steps:
                step.loop(state)
            if phase.name == "sense":
                deals = state.deals[:-1]
                yield state, (deals["open"] == 1) & (deals["opened"] == week)


def runs(scenario: Scenario) -> Iterator[Run]:
    return (simulate(scenario, seed) for seed in SEEDS)


def test_no_influencers_or_nobody_who_follows_one() -> None:
    nobody_follows = given(market(), influencers={"linked": 0.0})
    assert_alike(given(market(), influencers={"count": 0}), nobody_follows)
    assert_unlike(market(), nobody_follows)


def test_influencers_without_credibility_whom_nobody_finds_do_nothing() -> None:
    silent = given(market(), influencers={"credibility": 0.0, "found": 0.0})
    assert_alike(silent, given(market(), influencers={"linked": 0.0}))


def test_influencers_without_churn_or_references_stay_as_they_are() -> None:
    still = given(market(), influencers={"churn": 0.0, "reference": 0.0})
    for state in weeks_of(still, 0):
        assert (state.influencers["arrived"] == 0).all()
        assert (state.influencers["opinion"] == 0).all()


def test_an_introduction_factor_of_zero_leaves_prospecting_alone() -> None:
    """Without first trust and access by reference, known influencers only matter for finding."""
    off = given(market(), influencers={"introduction": 0.0, "credibility": 0.0})
    known_and_idle = [
        (int(state.known.sum()), int(state.deals["attempts"].sum())) for state in weeks_of(off, 0)
    ]
    assert known_and_idle[-1][0] > 0
    assert_unlike(off, given(off, influencers={"introduction": 5.0}))


def test_no_market_factor() -> None:
    for state in weeks_of(given(market(), market={"market_sd": 0.0}), 0):
        assert state.clock["market"][0] == 0


def test_pressure_without_effect_leaves_the_market_factor_without_effect() -> None:
    deaf = given(
        market(),
        market={"pressure_effect": 0.0},
        buyers={"wait_pressure": 0.0, "impatience_pressure": 0.0},
    )
    assert_alike(deaf, given(deaf, market={"market_sd": 2.0}))
    assert_unlike(market(), given(market(), market={"market_sd": 2.0}))


def lost_commitments(scenario: Scenario) -> int:
    """How often a commitment secured in a journey was no longer there a week later."""
    times, before = 0, None
    for state in weeks_of(scenario, 0):
        now = state.deals.copy()
        if before is not None:
            same = (now["open"] == 1) & (before["open"] == 1) & (now["opened"] == before["opened"])
            times += int((same & ((before["covered"] & ~now["covered"]) != 0)).sum())
        before = now
    return times


def test_the_ledger_counts_what_groups_go_back_on() -> None:
    """Every commitment of an open deal that was gone a week later, but for those secured again in
    the same week, or lost in the week in which the deal closed."""
    scenario = given(market(), buyers={"loop_back": 0.2})
    counted = int(simulate(scenario, 0).ledger["lost_again"].sum())
    assert counted >= lost_commitments(scenario) > 0
    assert simulate(given(market(), buyers={"loop_back": 0.0}), 0).ledger["lost_again"].sum() == 0


def test_no_looping_back() -> None:
    assert lost_commitments(given(market(), buyers={"loop_back": 0.0})) == 0
    assert lost_commitments(given(market(), buyers={"loop_back": 0.2})) > 0


def role_changes(scenario: Scenario) -> int:
    """How often a buyer's own role changed within a journey."""
    times, before = 0, None
    for state in weeks_of(scenario, 0):
        now = (state.buyers["own_role"].copy(), state.accounts["journey"][state.buyers["account"]])
        if before is not None:
            times += int(((now[1] == before[1]) & (now[0] != before[0])).sum())
        before = now
    return times


def test_no_drift_of_needs() -> None:
    assert role_changes(given(market(), dials={"drift": 0.0})) == 0
    assert role_changes(given(market(), buyers={"needs_move": 0.0})) == 0
    assert role_changes(given(market(), dials={"drift": 1.0})) > 0


def test_no_heterogeneity() -> None:
    alike = given(market(), dials={"h_set": 0.0, "h_order": 0.0, "h_role": 0.0})
    for state in weeks_of(alike, 0):
        assert (state.accounts["required"] == state.accounts["standard"]).all()
        assert (state.accounts["before"] == [(1 << c) - 1 for c in range(10)]).all()
        assert (state.buyers["own_role"] == -1).all()


def test_reading_that_never_clears_up_is_the_script_if_listening_is_free() -> None:
    world = given(market(), dials={"noise": 1.0})
    reads = run_by(world, {}, {"adherence": 0.0, "listening_hours": 0.0})
    assert_alike(reads, run_by(world, {}, {"adherence": 1.0, "read_after_failure": False}))
    blind = given(market(), conversation={"reading_speed": 0.0})
    reads = run_by(blind, {}, {"adherence": 0.0, "listening_hours": 0.0})
    assert_alike(reads, run_by(blind, {}, {"adherence": 1.0, "read_after_failure": False}))


def test_no_lending() -> None:
    alone = given(run_by(market(), {"lends": False}, {}), people={"review_hours": 0.0})
    (team,) = alone.teams
    for weeks, state in enumerate(weeks_of(alone, 0), start=1):
        assert (state.deals["helper"][:-1] == -1).all()
        expected = weeks * team.structure.coordination_hours
        np.testing.assert_allclose(state.reps["coordinating"], expected, rtol=1e-9)


def test_a_cluster_of_one_has_nobody_to_lend_to_or_to_route_to() -> None:
    one = {"cluster_size": 1}
    assert_alike(
        run_by(
            market(), one | {"lends": True, "routes_requests": True, "colleague_hours": 2.0}, {}
        ),
        run_by(market(), one | {"lends": False, "routes_requests": False}, {}),
    )


def test_a_cluster_that_shares_nothing_and_costs_nothing_is_as_many_lone_reps() -> None:
    nothing = {"lends": False, "routes_requests": False, "colleague_hours": 0.0}
    world = given(market(), influencers={"count": 0})
    assert_alike(
        run_by(world, nothing | {"cluster_size": 6}, {}),
        run_by(world, nothing | {"cluster_size": 1}, {}),
    )


def test_without_managers_their_hours_and_reports_cost_nothing() -> None:
    assert_alike(
        run_by(market(), {"span": 0, "manager_hours": 9.0, "reporting_hours": 9.0}, {}),
        run_by(market(), {"span": 0}, {}),
    )


def test_groups_that_always_have_time() -> None:
    free = given(market(), buyers={"availability": 1.0, "speed_ln_sd": 0.0})
    for state in weeks_of(free, 0):
        here = state.accounts["open"] == 1
        assert (state.accounts["available"][here] == 1).all()
        assert (state.accounts["speed"][here] == 1).all()


def test_a_purchase_leaves_no_commitments_in_place() -> None:
    seen = 0
    for state, opened in openings(given(market(), buyers={"held_share": 0.0}), 0):
        assert (state.deals["covered"][:-1][opened] == 0).all()
        seen += int((state.deals["wins"][:-1][opened] > 0).sum())
    assert seen > 0


def test_trust_that_decays_at_once_leaves_the_next_journey_none() -> None:
    forgetful = given(
        market(), buyers={"held_trust": 0.0, "trust_decay": 1.0}, influencers={"count": 0}
    )
    seen = 0
    for state, opened in openings(forgetful, 0):
        team, account = np.nonzero(opened)
        for t, a in zip(team, account, strict=True):
            first, size = state.accounts["first"][a], state.accounts["size"][a]
            assert (state.contacts["trust"][t, first : first + size] == 0).all()
            seen += int(state.deals["wins"][t, a] > 0)
    assert seen > 0


def test_trust_without_weight_makes_held_trust_do_nothing() -> None:
    world = given(market(), buyers={"trust_weight": 0.0})
    assert_alike(given(world, buyers={"held_trust": 0.0}), given(world, buyers={"held_trust": 0.9}))


def test_no_rival_wins_nothing() -> None:
    for run in runs(given(market(), rival={"present_request": 0.0, "enters": 0.0})):
        assert (run.ledger["rival"] == 0).all()
        assert (run.ledger["outcome"] != LOST).all()


def test_a_rival_that_never_succeeds_wins_nothing_on_its_own() -> None:
    """It may still be chosen when the team has made a group ready."""
    for state in weeks_of(given(market(), rival={"success": 0.0}), 0):
        assert (state.contacts["talks"][-1] == 0).all()


def test_no_prospecting() -> None:
    for run in runs(given(market(), people={"prospecting_share": 0.0})):
        assert (run.ledger["source"] != PROSPECTED).all()
        assert (run.weekly["prospecting_hours"] == 0).all()


def test_no_requests_and_no_finds_make_no_deals() -> None:
    for run in runs(given(market(), market={"request_rate": 0.0, "found_rate": 0.0})):
        assert len(run.ledger) == 0
        assert (run.weekly["talks"] == 0).all()


def test_attention_that_size_does_not_earn() -> None:
    """Only the values of the deals differ when their spread does."""
    blind = given(market(), people={"value_attention": 0.0})
    wide = given(blind, market={"value_ln_sd": 3.0})
    for seed in SEEDS:
        mine, its = simulate(blind, seed).ledger, simulate(wide, seed).ledger
        for column in mine.dtype.names:
            if column not in ("value", "net", "credited"):
                assert (mine[column] == its[column]).all(), column


def test_no_spread_of_skill_leaves_standard_work_without_effect() -> None:
    equal = given(market(), people={"skill_sd": 0.0, "skill_sd_specific": 0.0})
    assert_alike(
        run_by(equal, {}, {"standard_work": 0.0}), run_by(equal, {}, {"standard_work": 1.0})
    )
    assert_unlike(
        run_by(market(), {}, {"standard_work": 0.0}), run_by(market(), {}, {"standard_work": 1.0})
    )


def test_accounts_that_are_all_alike_to_talk_to() -> None:
    for state in weeks_of(given(market(), conversation={"account_sd": 0.0}), 0):
        assert (state.accounts["effect"] == 0).all()


def test_tailoring_without_effect() -> None:
    plain = given(
        market(), conversation={"personal_pull": 0.0, "group_pull": 0.0, "group_conviction": 1.0}
    )
    assert_alike(
        run_by(plain, {}, {"personal_tailoring": 0.0}),
        run_by(plain, {}, {"personal_tailoring": 1.0}),
    )


def test_a_mismatch_that_costs_nothing_makes_roles_and_order_irrelevant() -> None:
    harmless = given(
        market("linear-process"),
        conversation={
            "wrong_role": 1.0, "out_of_order": 1.0, "trust_loss": 0.0, "engagement_loss": 0.0,
            "conviction_gain_failed": 0.0, "personal_pull": 0.0, "group_pull": 0.0,
        },
    )  # fmt: skip
    plain = given(harmless, dials={"h_role": 0.0, "h_order": 0.0})
    varied = given(harmless, dials={"h_role": 1.0, "h_order": 1.0})
    for seed in SEEDS:
        mine, its = simulate(plain, seed).ledger, simulate(varied, seed).ledger
        for column in mine.dtype.names:
            if column != "stuck_at":  # what comes next is named by the account's own order
                assert (mine[column] == its[column]).all(), column


def test_groups_that_do_not_listen_to_each_other_keep_what_they_think() -> None:
    deaf = given(
        market(),
        people={"prospecting_share": 0.0, "meetings_per_deal": 1},
        buyers={
            "idea_step": 0.0, "peer_influence": 0.0, "status_quo": 0.0, "availability": 0.0
        },
        rival={"present_request": 0.0, "enters": 0.0},
    )  # fmt: skip
    before = None
    for state in weeks_of(deaf, 0):
        open_for_long = (state.accounts["open"] == 1) & (
            state.accounts["started"] < state.clock["week"][0] - 1
        )
        rows = open_for_long[state.buyers["account"]]
        now = state.buyers[["conviction", "idea"]].copy()
        if before is not None:
            assert (now[rows] == before[rows]).all()
        before = now


def test_endless_patience_lets_nothing_die() -> None:
    for run in runs(given(market(), buyers={"impatience": 0.0})):
        assert (run.ledger["outcome"] != NO_DECISION).all()


def test_reviews_that_show_nothing_and_take_no_time() -> None:
    for run in runs(given(market(), people={"review_thoroughness": 0.0, "review_hours": 0.0})):
        assert (run.ledger["cause"] != REVIEWED).all()


def test_doors_that_never_open_deeper() -> None:
    closed = given(market(), conversation={"access": 0.0}, influencers={"count": 0})
    for run in runs(closed):
        first_time = run.ledger[run.ledger["earlier_wins"] == 0]
        assert (first_time["contacts"] == 1).all()


def test_ideas_that_sellers_do_not_shape() -> None:
    """Then, without weight on fit, where our product stands matters nowhere."""
    plain = given(market(), conversation={"shaping": 0.0}, buyers={"fit_weight": 0.0})
    assert_alike(given(plain, rival={"our_product": 0.0}), given(plain, rival={"our_product": 1.0}))


def test_willingness_that_does_not_move() -> None:
    steady = given(
        market(),
        conversation={"engagement_gain": 0.0, "engagement_loss": 0.0, "engagement_fade": 0.0},
    )
    for state in weeks_of(steady, 0):
        assert set(np.unique(state.contacts["engagement"])) <= {0.0, 0.9}


@pytest.mark.parametrize("cause", ["refused_hours", "review_hours"])
def test_hours_that_cost_nothing_are_not_counted(cause: str) -> None:
    """Free refusals and reviews leave more hours for talks, never fewer."""
    free, dear = given(market(), people={cause: 0.0}), given(market(), people={cause: 5.0})
    assert simulate(free, 0).weekly["talks"][-1, 0] >= simulate(dear, 0).weekly["talks"][-1, 0]


def test_the_order_alone_makes_a_playbook_read_or_follow_its_script() -> None:
    """`order = "adaptive"` with nothing else said must not be a script by another name."""
    base = small("mid-market-saas", "linear-process")

    def ledger(**playbook: object) -> bytes:
        team = replace(base.teams[0], playbook=Playbook(**playbook))  # type: ignore[arg-type]
        return simulate(replace(base, teams=(team,)), 4).ledger.tobytes()

    adaptive = ledger(order="adaptive")
    assert adaptive != ledger(order="script")
    assert (
        adaptive == ledger(order="adaptive", adherence=0.0) == ledger(order="script", adherence=0.0)
    )
