"""Small clusters with few links across: how far it is to anybody, and how close colleagues are.

Clusters in which everybody knows everybody (caves) stand on a ring, each with one link moved to
its neighbour. Every link is then rewired with a chance: one end stays, the other moves to somebody
outside the cluster. A few rewired links shorten the way between any two people to a fraction,
while nearly all of one's contacts still know each other.

With 40 clusters of 7 both hold between about 3 and 7 percent of links rewired: at 1 or 2 percent
there are too few of them (8 or 17 in all), at 10 percent a quarter of the closeness is gone.

Source: Watts and Strogatz (1998), Watts (1999) for the connected caves; facts.md B2, B9.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import networkx as nx
import numpy as np

from ecosim import chance
from ecosim.theory.check import Check

IS_REWIRED, REWIRED_TO = np.int64(1011), np.int64(1012)
TRIES = 1000  # to find somebody outside whom one does not know yet

NAME = "Clusters with few links across"
CLUSTERS, CLUSTER_SIZE = 40, 7
SHARES = (0.0, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1.0)
SMALL_WORLD = (0.03, 0.05)  # shares rewired at which both bounds are checked
PATHS_BELOW, CLUSTERING_ABOVE = 0.4, 0.8


@dataclass(frozen=True)
class SmallWorld:
    """Path length and clustering of cluster graphs with a share of rewired links.

    Attributes:
        rewired: chance that a link is rewired.
        path_length: mean number of steps between two people that are connected at all.
        clustering: mean share of one's contacts that know each other.
    """

    rewired: float
    path_length: float
    clustering: float


def cluster_graph(
    clusters: int, cluster_size: int, rewired: float, seed: int, on_a_ring: bool = True
) -> nx.Graph:
    """Caves of equal size whose links are rewired to the outside with a chance.

    Args:
        clusters: how many.
        cluster_size: people in each, at least 3.
        rewired: chance that a link keeps one end and moves the other outside the cluster.
        seed: which luck.
        on_a_ring: whether each cluster first gives one inner link up for one to the cluster before;
            otherwise clusters are apart until links are rewired.
    """
    seeded = np.uint64(chance.scrambled(np.uint64(seed)))
    graph = nx.Graph()
    graph.add_nodes_from(range(clusters * cluster_size))
    for one, other in links_of_caves(clusters, cluster_size, on_a_ring):
        graph.add_edge(one, other)
    for number, (one, other) in enumerate(list(graph.edges)):
        if chance.uniform(seeded, IS_REWIRED, number, 0) >= rewired:
            continue
        for attempt in range(TRIES):
            new = chance.chooses(seeded, REWIRED_TO, number, attempt, len(graph))
            if new // cluster_size != one // cluster_size and not graph.has_edge(one, new):
                graph.remove_edge(one, other)
                graph.add_edge(one, new)
                break
    return graph


def links_of_caves(clusters: int, cluster_size: int, on_a_ring: bool) -> Iterator[tuple[int, int]]:
    """All pairs of each cluster; on a ring the first pair's link leads to the cluster before."""
    people = clusters * cluster_size
    for first in range(0, people, cluster_size):
        for one in range(first, first + cluster_size):
            for other in range(one + 1, first + cluster_size):
                if on_a_ring and one == first and other == first + 1:
                    yield one, (first - 1) % people
                else:
                    yield one, other


def small_world(rewired: float, graphs: int, seed: int) -> SmallWorld:
    """Path length and clustering of 280 people in clusters of 7, averaged over graphs."""
    lengths, clusterings = [], []
    for k in range(graphs):
        graph = cluster_graph(CLUSTERS, CLUSTER_SIZE, rewired, seed + k)
        largest = max(nx.connected_components(graph), key=len)
        lengths.append(nx.average_shortest_path_length(graph.subgraph(largest)))
        clusterings.append(nx.average_clustering(graph))
    return SmallWorld(rewired, float(np.mean(lengths)), float(np.mean(clusterings)))


def curve(graphs: int = 3, seed: int = 0) -> list[SmallWorld]:
    """Path length and clustering over the share of rewired links, beginning with none."""
    return [small_world(rewired, graphs, seed) for rewired in SHARES]


def checks(points: list[SmallWorld]) -> list[Check]:
    """With few of the links rewired, ways are short and clusters still close."""
    base, source, rows = points[0], "Watts and Strogatz (1998), B9", []
    for point in points:
        if point.rewired not in SMALL_WORLD:
            continue
        ways = point.path_length / base.path_length
        closeness = point.clustering / base.clustering
        where = f"with {point.rewired:.0%} of links rewired, over none"
        rows += [
            Check(NAME, f"path length {where}", PATHS_BELOW, ways, 0.0, "below", source),
            Check(NAME, f"clustering {where}", CLUSTERING_ABOVE, closeness, 0.0, "above", source),
        ]
    return rows
