"""Sellers beside each other: off changes nothing, limits of felt difference, likeness and price."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import small

from ecosim.actions.accounts import seller_utility
from ecosim.actions.contest import conversation_is_remembered, difference_between
from ecosim.actions.contest import sellers_are_compared as compare_sellers
from ecosim.build import build
from ecosim.measures import outcomes
from ecosim.mechanisms.contest import Contest
from ecosim.rules.contest import felt_difference, trust_not_felt, willing_despite
from ecosim.scenario import Scenario
from ecosim.simulate import Run, simulate, week_begins
from ecosim.state import State
from ecosim.week import one_week

BESIDE = Contest(compared=True)


def beside(contest: Contest, *teams: str, alike_accounts: bool = False) -> Scenario:
    """A small market with a rival at every request; if asked, all accounts of a segment alike and
    nothing held or lost, so that a script is delivered in full and in order."""
    scenario = small("mid-market-saas", *(teams or ("linear-process",)))
    world = replace(scenario.world, contest=contest)
    world = replace(world, rival=replace(world.rival, present_request=1.0, success=0.5))
    if alike_accounts:
        world = replace(
            world.at_heterogeneity(0.0),
            buyers=replace(world.buyers, loop_back=0.0, held_share=0.0),
        )
    return replace(scenario, world=world)


def same_records(one: Run, other: Run) -> bool:
    return bool(
        one.ledger.tobytes() == other.ledger.tobytes()
        and one.weekly.tobytes() == other.weekly.tobytes()
    )


def mean_of(scenario: Scenario, outcome: str, seeds: range, team: int = 0) -> float:
    return float(np.nanmean([outcomes(simulate(scenario, k), team)[outcome] for k in seeds]))


def test_off_nothing_of_it_matters_and_nothing_is_remembered() -> None:
    off = beside(Contest(False, 0.0, 2.0, 1.0, 1.0, 5.0, 0.5))
    assert same_records(simulate(off, 3), simulate(beside(Contest()), 3))
    assert build(off, 3).said.shape[1] == 0


def test_comparing_alone_changes_no_deal() -> None:
    """Remembering and comparing with all weights 0 leaves every number but the record of it."""
    off, on = simulate(beside(Contest()), 3), simulate(beside(BESIDE), 3)
    assert on.weekly.tobytes() == off.weekly.tobytes()
    for name in off.ledger.dtype.names:
        if name != "felt":
            assert (on.ledger[name] == off.ledger[name]).all()
    assert (off.ledger.felt == -1).all()
    assert (on.ledger.felt >= 0).any()


@pytest.mark.parametrize(
    ("similarity", "change"),
    [
        (0.0, {"difference_weight": 5.0}), (0.0, {"difference_weight": -5.0}),
        (1.0, {"sameness": 1.0}), (1.0, {"sameness": -1.0}),
    ],
)  # fmt: skip
def test_every_weight_changes_what_is_chosen(similarity: float, change: dict[str, float]) -> None:
    plain = replace(BESIDE, similarity=similarity)
    one, other = beside(plain), beside(replace(plain, **change))
    assert not all(same_records(simulate(one, seed), simulate(other, seed)) for seed in range(60))


@pytest.mark.parametrize("discount", [0.5, -0.5])
def test_the_rivals_price_counts_in_its_favour_or_against_it(discount: float) -> None:
    cheaper = replace(BESIDE, price_weight=10.0, rival_discount=discount)
    before, after = (
        mean_of(beside(contest), "win_share_beside_rival", range(12))
        for contest in (BESIDE, cheaper)
    )
    assert (after < before) is (discount > 0)
    assert after != before


def test_meetings_are_refused_where_conversations_are_alike() -> None:
    rates = [
        mean_of(beside(replace(BESIDE, sameness_refused=share)), "meeting_acceptance", range(6))
        for share in (-1.0, 0.0, 1.0)
    ]
    assert rates[0] > rates[1] > rates[2]


def test_felt_difference_goes_to_zero_with_the_rivals_similarity() -> None:
    """A script against a rival: none at similarity 1, all at 0, and less the more alike."""
    felt = [
        mean_of(
            beside(replace(BESIDE, similarity=s), alike_accounts=True), "felt_difference", range(8)
        )
        for s in (0.0, 0.5, 0.9, 1.0)
    ]
    assert felt[0] == 1.0
    assert felt[3] == 0.0
    assert felt[0] > felt[1] > felt[2] > 0.0


def test_the_rivals_similarity_changes_nothing_of_what_it_achieves() -> None:
    """With every weight 0, whose script the rival follows decides no deal (every account wants the
    same in the end, and nothing is lost again)."""
    own, standard = (
        simulate(beside(replace(BESIDE, similarity=s), alike_accounts=True), 5) for s in (0.0, 1.0)
    )
    assert own.weekly.tobytes() == standard.weekly.tobytes()
    assert (own.ledger.outcome == standard.ledger.outcome).all()


@given(
    mine=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=12),
    its=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=12),
)
@settings(max_examples=60, deadline=None)
def test_difference_is_a_symmetric_share_and_zero_to_oneself(
    mine: list[tuple[int, int]], its: list[tuple[int, int]]
) -> None:
    state = STATE
    state.said["count"][:, 0] = 0
    for seller, steps in ((0, mine), (1, its)):
        for c, role in steps:
            conversation_is_remembered(seller, 0, c, role, state)
    once = [list(dict.fromkeys(steps)) for steps in (mine, its)]
    assert state.said["count"][:2, 0].tolist() == [len(steps) for steps in once]
    steps = min(map(len, once))
    if steps:
        there = difference_between(0, 1, 0, state)
        assert there == difference_between(1, 0, 0, state)
        assert there == 1 - len(set(once[0][:steps]) & set(once[1][:steps])) / steps
        assert difference_between(0, 0, 0, state) == 0.0


STATE = build(beside(BESIDE), 1)


def at_week(scenario: Scenario, seed: int, weeks: int) -> State:
    state = build(scenario, seed)
    for _ in range(weeks):
        state = week_begins(state, scenario, seed)
        one_week(state)
    return state


@pytest.mark.parametrize("sameness", [0.0, 1.0])
def test_where_all_is_alike_only_fit_gaps_and_price_are_left(sameness: float) -> None:
    """Two sellers with other trust and the same conversations: worth the same at sameness 1."""
    contest = replace(BESIDE, sameness=sameness, price_weight=4.0, rival_discount=0.1)
    scenario = beside(contest, alike_accounts=True)
    product = replace(scenario.world.rival, product=0.4, our_product=0.4)
    scenario = replace(scenario, world=replace(scenario.world, rival=product))
    state = at_week(scenario, 2, 14)
    race = (state.said["count"] > 0).all(axis=0) & (state.deals["open"][0] == 1)
    a = int(np.flatnonzero(race & (state.accounts["open"] == 1))[0])
    state.deals["covered"][:, a] = 1023
    account = state.accounts[a]
    members = slice(account["first"], account["first"] + account["size"])
    state.contacts["trust"][0, members], state.contacts["trust"][1, members] = 0.5, 0.1
    compare_sellers(a, state)
    assert state.said["felt"][:, a].tolist() == [0.0, 0.0]
    gap = seller_utility(0, a, state) - seller_utility(1, a, state)
    trust = scenario.world.buyers.trust_weight * (0.5 - 0.1) * (1 - sameness)
    assert gap == pytest.approx(trust - 4.0 * 0.1, abs=1e-12)


def test_rules_by_hand() -> None:
    assert felt_difference(3, 4) == 0.25
    assert trust_not_felt(0.5, 0.3, 1.0, 1.0) == pytest.approx(0.2)
    assert trust_not_felt(0.5, 0.3, 0.0, 1.0) == 0.0
    assert willing_despite(0.5, 0.5) == 0.75
    assert willing_despite(-0.5, 1.0) == 1.5


@pytest.mark.parametrize("sellers", [2, 3])
def test_equal_sellers_in_one_world_win_one_in_k(sellers: int) -> None:
    """Equal teams, no outside rival: each has its k-th part of the orders, within chance."""
    scenario = beside(replace(BESIDE, sameness=1.0), *["hybrid"] * sellers)
    nobody = replace(scenario.world.rival, present_request=0.0, enters=0.0)
    scenario = replace(scenario, world=replace(scenario.world, rival=nobody))
    runs = [simulate(scenario, seed) for seed in range(40)]
    teams = range(sellers)
    shares = np.array([[outcomes(run, t)["share_among_teams"] for t in teams] for run in runs])
    assert np.nansum(shares, axis=1)[~np.isnan(shares[:, 0])] == pytest.approx(1.0)
    mean, error = np.nanmean(shares, axis=0), np.nanstd(shares, axis=0) / np.sqrt(len(runs))
    assert (np.abs(mean - 1 / sellers) < 4 * error).all()
