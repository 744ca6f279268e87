"""Opinions of sellers: who listens to whom, limits that theory knows, what is worth nothing."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from worlds import small

from ecosim.build import build
from ecosim.measures import outcomes
from ecosim.measures.reach import cascade_sizes
from ecosim.rules.influence import side_taken, spoken_for
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import simulate
from ecosim.state import State
from ecosim.team import Team
from ecosim.week import influencers_listen, opinions_settle
from ecosim.world import World


def network(count: int, seed: int = 0, **numbers: Any) -> State:
    """Influencers whom nobody follows, so that opinions move among them alone."""
    world = World("network")
    world = replace(
        world,
        market=replace(world.market, accounts=1),
        people=replace(world.people, reps=1),
        influencers=replace(world.influencers, count=count, linked=0.0, churn=0.0),
        opinions=replace(world.opinions, **numbers),
    )
    return build(Scenario(world, (Team("any"),), Horizon(0, 1, 0)), seed)


def rounds(state: State, number: int) -> None:
    for _ in range(number):
        influencers_listen(state)
        opinions_settle(state)


# the DeGroot mean


@pytest.mark.parametrize("alike", [True, False])
def test_on_a_ring_opinions_settle_on_the_influence_weighted_mean(alike: bool) -> None:
    """Who weighs by credibility c on links both ways has the weight c times its peers' sum of c in
    the long run; where all are alike that is the plain mean."""
    state = network(20, peers=4.0, rewired=0.0, peer_pull=0.4)
    if alike:
        state.influencers["credibility"] = 0.3
    state.influencers["opinion"][:, 0] = np.linspace(-1, 1, 20) ** 3 + 0.1 * np.sin(np.arange(20))
    begun = state.influencers["opinion"][:, 0].clip(-1, 1)
    state.influencers["opinion"][:, 0] = begun
    c = state.influencers["credibility"]
    weight = c * np.array([c[state.peer[4 * k : 4 * k + 4]].sum() for k in range(20)])
    expected = begun.mean() if alike else (weight * begun).sum() / weight.sum()
    rounds(state, 4000)
    np.testing.assert_allclose(state.influencers["opinion"][:, 0], expected, atol=1e-9)
    assert abs(expected - begun.mean()) > (-1 if alike else 1e-3)


def test_a_ring_has_the_nearest_on_either_side_and_rewiring_keeps_the_number_of_links() -> None:
    ring = network(10, peers=4.0, rewired=0.0, peer_pull=0.1)
    assert sorted(ring.peer[:4].tolist()) == [1, 2, 8, 9]
    wild = network(10, peers=4.0, rewired=1.0, peer_pull=0.1)
    assert len(wild.peer) == len(ring.peer) == 40
    assert (wild.peer != np.repeat(np.arange(10), 4)).all(), "nobody listens to itself"


def test_uneven_networks_have_poisson_numbers_of_peers_and_hubs_are_listened_to_more() -> None:
    even = network(2000, peers=4.5, peer_pull=0.1)
    assert set(np.diff(even.peer_first).tolist()) == {4, 5}
    uneven = network(2000, peers=4.5, uneven=True, peer_pull=0.1)
    count = np.diff(uneven.peer_first)
    assert count.mean() == pytest.approx(4.5, abs=0.2)
    assert count.var() == pytest.approx(4.5, rel=0.15)
    hubs = network(2000, peers=4.5, hubs=1.0, peer_pull=0.1)
    reach = [np.bincount(state.peer, minlength=2000).max() for state in (even, hubs)]
    assert reach[1] > 5 * reach[0]


# thresholds


@pytest.mark.parametrize(
    ("own", "in_favour", "against", "peers", "threshold", "side"),
    [
        (0.0, 1, 0, 4, 0.25, 1),  # exactly the threshold
        (0.0, 1, 0, 5, 0.25, 0),  # below it
        (0.2, 4, 0, 4, 0.25, 0),  # holds it already
        (0.2, 0, 2, 4, 0.5, -1),  # is turned
        (0.0, 2, 1, 4, 0.25, 1),  # both sides: the more numerous
        (0.0, 1, 2, 4, 0.25, -1),
        (0.0, 2, 2, 4, 0.25, 0),  # even
        (0.0, 0, 0, 4, 0.0, 0),  # somebody must hold it
        (0.0, 0, 0, 0, 0.0, 0),  # no peers
    ],
)
def test_sides_taken_by_hand(
    own: float, in_favour: int, against: int, peers: int, threshold: float, side: int
) -> None:
    assert side_taken(own, 0.1, in_favour, against, peers, threshold) == side
    assert side_taken(-own, 0.1, against, in_favour, peers, threshold) == -side


def test_a_purchase_is_spoken_for_less_the_worse_it_fits() -> None:
    assert spoken_for(0.0, 0.9) == 1.0
    assert spoken_for(2.0, 0.25) == 0.5
    assert spoken_for(10.0, 0.9) == -1.0
    assert spoken_for(-3.0, 0.9) == 1.0


def cascade(state: State, starters: np.ndarray) -> int:
    """How many hold the opinion in the end, once these hold it."""
    state.influencers["opinion"][:, 0] = 0.0
    state.influencers["opinion"][starters, 0] = 1.0
    held = len(starters)
    while True:
        rounds(state, 1)
        now = int((state.influencers["opinion"][:, 0] >= 0.1).sum())
        if now == held:
            return now
        held = now


def random_network(threshold: float, peers: float, seed: int) -> tuple[State, np.ndarray]:
    """A directed random network and how many listen to each of its 1,000 members."""
    state = network(
        1000, seed, peers=peers, uneven=True, adoption=1.0, threshold=threshold
    )  # fmt: skip
    return state, np.bincount(state.peer, minlength=1000)


@pytest.mark.parametrize("seed", [0, 1])
def test_where_many_are_easily_influenced_hubs_gain_less_than_their_reach(seed: int) -> None:
    """Watts and Dodds (2007): those with the most reach set off larger cascades than average, but
    by less than the reach they have more; with a critical mass of easily influenced people most
    cascades are large, whoever begins."""
    state, reach = random_network(0.18, 4.0, seed)
    top = np.argsort(-reach, kind="stable")[:60]
    others = np.random.default_rng(seed).choice(1000, 60, replace=False)
    by_hubs = np.array([cascade(state, np.array([k])) for k in top])
    by_anybody = np.array([cascade(state, np.array([k])) for k in others])
    advantage = by_hubs.mean() / by_anybody.mean()
    assert 1.0 < advantage < reach[top].mean() / reach[others].mean()
    assert by_anybody.max() > 500


def test_without_a_critical_mass_of_easily_influenced_hubs_move_nobody_far() -> None:
    """Nobody follows one peer of many: seeding a hub, or fifty, spreads hardly beyond them."""
    state, reach = random_network(0.6, 8.0, 2)
    order = np.argsort(-reach, kind="stable")
    assert max(cascade(state, order[k : k + 1]) for k in range(20)) < 20
    assert cascade(state, order[:50]) < 100


def test_cascades_are_stretches_of_weeks() -> None:
    assert cascade_sizes(np.array([0, 2, 1, 0, 0, 4, 0])).tolist() == [3.0, 4.0]
    assert cascade_sizes(np.array([1])).tolist() == [1.0]
    assert cascade_sizes(np.zeros(3, int)).tolist() == []


# in the whole model


def market(team: str = "chaotic-cluster", **opinions: Any) -> Scenario:
    scenario = small("mid-market-saas", team, accounts=60)
    world = scenario.world
    return replace(
        scenario,
        world=replace(
            world,
            market=replace(world.market, rest_after_win=3),
            buyers=replace(world.buyers, trust_weight=20.0),  # so that opinions soon show in deals
            influencers=replace(world.influencers, reference=0.5, credibility=0.8, linked=0.6),
            opinions=replace(world.opinions, **opinions),
        ),
    )


def given(scenario: Scenario, **influencers: Any) -> Scenario:
    world = scenario.world
    changed = replace(world.influencers, **influencers)
    return replace(scenario, world=replace(world, influencers=changed))


EVERYTHING = {
    "peers": 3.0, "peer_pull": 0.1, "adoption": 0.5, "heard": 0.3, "experience": 0.2,
    "mismatch": 0.05, "view": 0.02, "buyer_adoption": 0.2,
}  # fmt: skip


def same(one: Scenario, other: Scenario) -> bool:
    return all(
        simulate(one, seed).ledger.tobytes() == simulate(other, seed).ledger.tobytes()
        for seed in (0, 1)
    )


def test_links_thresholds_and_hidden_numbers_do_nothing_while_every_pull_is_off() -> None:
    assert same(market(), market(peers=5.0, uneven=True, threshold=0.0, threshold_sd=1.0, view=0.0))
    assert not same(market(), market(heard=0.5))


@pytest.mark.parametrize("name", ["peer_pull", "adoption", "heard", "experience", "mismatch"])
def test_each_pull_alone_does_something(name: str) -> None:
    alone = market(**{name: 0.3, "peers": 3.0, "view": 0.01, "threshold": 0.2})
    moved = simulate(market(), 0).reach["opinion"] != simulate(alone, 0).reach["opinion"]
    assert moved.any() or not same(market(), alone), name


def test_influencers_nobody_trusts_and_nobody_can_find_are_worth_nothing() -> None:
    """Whatever spreads among them, no deal is touched: worth comes from links, never by decree."""
    deaf = given(market(**EVERYTHING | {"heard": 0.0, "buyer_adoption": 0.0}),
                 credibility=0.0, found=0.0)  # fmt: skip
    silent = given(market(), count=0)
    assert same(deaf, silent)


def mean_of(scenario: Scenario, name: str, seeds: int = 8) -> float:
    found = [outcomes(simulate(scenario, seed), 0)[name] for seed in range(seeds)]
    return float(np.mean(found))


def test_the_faster_influencers_change_the_fewer_are_known() -> None:
    known = [mean_of(given(market(), churn=churn), "influencers_known") for churn in (0, 0.02, 0.1)]
    assert known[0] > known[1] + 0.02 > known[2] + 0.04


def test_public_influencers_are_known_from_the_start_and_after_every_change() -> None:
    scenario = given(market(public=1.0), churn=0.1)
    assert mean_of(scenario, "influencers_known", 2) == 1.0


def test_bad_experience_and_poor_fit_lower_opinions() -> None:
    rough = market("linear-process", mismatch=0.1)
    assert mean_of(rough, "opinion_of_seller") < mean_of(
        market("linear-process"), "opinion_of_seller"
    )
    forced = market(poor_fit=4.0)
    assert mean_of(forced, "opinion_of_seller") < mean_of(market(), "opinion_of_seller")


def shared(scenario: Scenario, share: float, **structure: Any) -> Scenario:
    (team,) = scenario.teams
    design = replace(
        team,
        structure=replace(team.structure, **structure),
        influencers=replace(team.influencers, shared=share),
    )
    return replace(scenario, teams=(design,))


def test_a_cluster_that_tells_nothing_knows_what_as_many_lone_reps_know() -> None:
    nothing = {"lends": False, "routes_requests": False, "colleague_hours": 0.0}
    apart = shared(market(), 0.0, **nothing)
    assert same(apart, shared(market(), 1.0, **nothing, cluster_size=1))


def test_the_more_a_cluster_tells_the_more_each_knows() -> None:
    known = [mean_of(shared(market(), share), "influencers_known") for share in (0.0, 0.5, 1.0)]
    assert known[0] < known[1] < known[2]


def test_who_never_asks_finds_nobody() -> None:
    scenario = market()
    (team,) = scenario.teams
    shy = replace(team, influencers=replace(team.influencers, asks=0.0))
    assert mean_of(replace(scenario, teams=(shy,)), "influencers_known", 2) == 0.0


def test_swapped_names_swap_nothing_while_opinions_spread() -> None:
    scenario = market(**EVERYTHING)
    (team,) = scenario.teams
    renamed = replace(scenario, teams=(replace(team, name="linear-process"),))
    assert same(scenario, renamed)
