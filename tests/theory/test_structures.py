"""Screens, averaging, cluster graphs, cascades, and the one-buyer limit of the whole model."""

import networkx as nx
import numpy as np
import pytest
from scipy import stats

from ecosim.rules import influence
from ecosim.rules import screening as rules
from ecosim.theory import averaging, cluster_graph, influencers, one_buyer, screening


def failed(rows: list[screening.Check]) -> list[screening.Check]:
    return [row for row in rows if not row.passed]


def test_screens_accept_as_sah_and_stiglitz_say() -> None:
    rows = screening.checks()
    assert len(rows) == 12
    assert failed(rows) == []
    table = [round(row.expected, 2) for row in rows]
    assert table == [0.8, 0.8, 0.3, 0.3, 0.64, 0.96, 0.09, 0.51, 0.51, 0.99, 0.03, 0.66]


@pytest.mark.parametrize("yes", [0.0, 0.01, 0.5, 0.99, 1.0])
@pytest.mark.parametrize("screens", [1, 2, 3, 6])
def test_the_chances_are_those_of_every_pattern_of_answers(yes: float, screens: int) -> None:
    counted = screening.acceptance(yes, screens)
    assert rules.chance_in_series(yes, screens) == pytest.approx(counted.hierarchy, abs=1e-14)
    assert rules.chance_in_parallel(yes, screens) == pytest.approx(counted.polyarchy, abs=1e-14)


@pytest.mark.parametrize("seed", range(5))
def test_a_listening_group_agrees_on_the_mean_by_influence(seed: int) -> None:
    assert failed(averaging.checks(seed)) == []


def test_influence_is_left_as_it_is_by_listening() -> None:
    listens, _ = averaging.random_group(6, 1)
    influence_shares = averaging.influence_of(listens)
    assert influence_shares @ listens == pytest.approx(influence_shares, abs=1e-12)
    assert (influence_shares > 0).all()


def test_who_nobody_listens_to_has_no_influence() -> None:
    listens = np.array([[1.0, 0.0], [0.3, 0.7]])
    assert averaging.influence_of(listens) == pytest.approx([1.0, 0.0])


def test_the_cluster_graph_is_a_small_world() -> None:
    points = [cluster_graph.small_world(share, 2, 0) for share in (0.0, 0.03, 0.05)]
    rows = cluster_graph.checks(points)
    assert len(rows) == 4
    assert failed(rows) == []


@pytest.mark.statistical
def test_the_cluster_graph_is_a_small_world_under_other_luck() -> None:
    points = [cluster_graph.small_world(share, 20, 100) for share in (0.0, 0.03, 0.05)]
    assert failed(cluster_graph.checks(points)) == []


def test_without_rewiring_it_is_the_connected_caves_of_watts() -> None:
    graph = cluster_graph.cluster_graph(10, 5, 0.0, seed=1)
    caves = nx.connected_caveman_graph(10, 5)
    assert nx.average_clustering(graph) == pytest.approx(nx.average_clustering(caves))
    assert graph.number_of_edges() == caves.number_of_edges()
    assert nx.is_connected(graph)
    apart = cluster_graph.cluster_graph(10, 5, 0.0, seed=1, on_a_ring=False)
    assert nx.number_connected_components(apart) == 10


def test_rewiring_keeps_the_number_of_links() -> None:
    for share in (0.1, 1.0):
        graph = cluster_graph.cluster_graph(40, 7, share, seed=3)
        assert graph.number_of_edges() == 40 * 21


def test_influencers_are_worth_less_than_their_reach() -> None:
    rows = influencers.checks(influencers.curve(people=1500))
    assert failed(rows) == []


def test_a_threshold_is_a_share_of_peers() -> None:
    assert influence.is_persuaded(2, 10, 0.2)
    assert not influence.is_persuaded(1, 10, 0.2)
    assert not influence.is_persuaded(0, 0, 0.0)


def test_one_buyer_waits_geometrically() -> None:
    found = one_buyer.first_successes(runs=4)
    assert failed(one_buyer.checks(found)) == []
    for counts, chance in ((found.talks, 0.3), (found.weeks, 0.27)):
        cells = np.arange(1, 15)
        expected = np.append(stats.geom.pmf(cells, chance), stats.geom.sf(14, chance))
        observed = np.bincount(np.minimum(counts, 15), minlength=16)[1:]
        assert stats.chisquare(observed, expected * len(counts)).pvalue > 1e-4


def test_one_buyer_waits_geometrically_for_other_chances() -> None:
    assert failed(one_buyer.checks(one_buyer.first_successes(0.5, 0.6, runs=4, seed=70))) == []
