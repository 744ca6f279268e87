"""Where each node of a team's network stands in its picture.

Every rep gets a sector of a circle, as wide as its accounts need, clusters side by side. Accounts
fill rows outside their rep. Influencers stand inside, each in the direction of those it is linked
to. No chance is involved: the same network is always drawn alike.
"""

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

REP_RING, MANAGER_RING, INFLUENCER_RING = 1.0, 0.78, 0.5
FIRST_ROW, ROW_STEP, ROWS = 1.22, 0.13, 5

type Place = tuple[float, float]


@dataclass(frozen=True)
class Network:
    """One team's network as it was stored.

    Attributes:
        team: Name of the team design.
        kind: Of each node: rep, manager, account or influencer.
        cluster: Of each node, the cluster it belongs to; "" if none.
        size: Of each node; 1 where none is given.
        links: Pairs of nodes by kind of link; links to unknown nodes are left out.
    """

    team: str
    kind: dict[str, str]
    cluster: dict[str, str]
    size: dict[str, float]
    links: dict[str, list[tuple[str, str]]]

    @classmethod
    def read(cls, data: dict[str, Any]) -> "Network":
        """The network in node-link data; a node's id may be text or a number."""
        nodes = {str(node["id"]): node for node in data["nodes"]}
        links: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for link in data["links"]:
            ends = (str(link["source"]), str(link["target"]))
            if ends[0] in nodes and ends[1] in nodes:
                links[str(link["kind"])].append(ends)
        return cls(
            team=str(data.get("team", "")),
            kind={name: str(node["kind"]) for name, node in nodes.items()},
            cluster={name: _text(node.get("cluster")) for name, node in nodes.items()},
            size={name: float(node.get("size") or 1) for name, node in nodes.items()},
            links=links,
        )

    def of_kind(self, kind: str) -> list[str]:
        """The nodes of one kind, in the order they were stored."""
        return [node for node, its in self.kind.items() if its == kind]

    def neighbours(self, node: str) -> list[str]:
        """All nodes linked to one, of whatever kind, once per link."""
        pairs = (pair for kind in self.links.values() for pair in kind if node in pair)
        return [b if a == node else a for a, b in pairs]


def places(net: Network) -> dict[str, Place]:
    """A place for every node, around the origin; reps stand at distance 1."""
    accounts = _accounts_by_rep(net)
    reps = sorted(net.of_kind("rep"), key=lambda rep: _in_order(net.cluster[rep]))
    angles: dict[str, float] = {}
    where: dict[str, Place] = {}
    room = {rep: 2.0 + math.ceil(len(accounts[rep]) / ROWS) for rep in reps}
    breaks = sum(net.cluster[a] != net.cluster[b] for a, b in pairwise(reps))
    gap = 1.5 if 0 < breaks < len(reps) - 1 else 0.0
    whole = math.fsum(room.values()) + gap * (breaks + 1) or 1.0
    start = 0.0
    for i, rep in enumerate(reps):
        if i and net.cluster[rep] != net.cluster[reps[i - 1]]:
            start += gap
        angles[rep] = math.tau * (start + room[rep] / 2) / whole
        where[rep] = _at(REP_RING, angles[rep])
        where |= _rows_outside(accounts[rep], angles[rep], math.tau * room[rep] / whole)
        start += room[rep]
    where |= _inside(net, net.of_kind("manager"), where, MANAGER_RING)
    idle = [node for node in net.of_kind("account") if node not in where]
    where |= _ring(idle, FIRST_ROW + ROW_STEP * (ROWS + 0.5))
    where |= _inside(net, net.of_kind("influencer"), where, INFLUENCER_RING)
    return where | _ring([node for node in net.kind if node not in where], 0.1)


def _accounts_by_rep(net: Network) -> dict[str, list[str]]:
    """The accounts each rep has or had a deal with; of several reps the first has it."""
    accounts: dict[str, list[str]] = {rep: [] for rep in net.of_kind("rep")}
    placed: set[str] = set()
    for a, b in net.links["deal"] + net.links["talked"]:
        rep, account = (a, b) if net.kind[a] == "rep" else (b, a)
        if net.kind[rep] == "rep" and net.kind[account] == "account" and account not in placed:
            accounts[rep].append(account)
            placed.add(account)
    return accounts


def _rows_outside(accounts: list[str], angle: float, width: float) -> dict[str, Place]:
    """Rows of accounts beyond their rep, across nine tenths of its sector."""
    columns = math.ceil(len(accounts) / ROWS)
    where = {}
    for i, account in enumerate(accounts):
        column, row = divmod(i, ROWS)
        across = ((column + 0.5) / columns - 0.5) * 0.9 * width * columns / (columns + 1)
        where[account] = _at(FIRST_ROW + ROW_STEP * row, angle + across)
    return where


def _inside(
    net: Network, nodes: list[str], where: dict[str, Place], radius: float
) -> dict[str, Place]:
    """A ring of nodes, evenly apart, in the order of the directions of those they are linked to."""

    def direction(node: str) -> float:
        known = [where[other] for other in net.neighbours(node) if other in where]
        x, y = math.fsum(p[0] for p in known), math.fsum(p[1] for p in known)
        return math.atan2(x, y) % math.tau

    ordered = sorted(nodes, key=direction)
    shift = direction(ordered[0]) if ordered else 0.0
    if len(ordered) > 1:  # the turn that brings all nodes nearest to their own directions
        turns = [direction(node) - math.tau * i / len(ordered) for i, node in enumerate(ordered)]
        shift = math.atan2(math.fsum(map(math.sin, turns)), math.fsum(map(math.cos, turns)))
    return _ring(ordered, radius, shift)


def _ring(nodes: list[str], radius: float, shift: float = 0.0) -> dict[str, Place]:
    return {node: _at(radius, shift + math.tau * i / len(nodes)) for i, node in enumerate(nodes)}


def _at(radius: float, angle: float) -> Place:
    """A place by distance and by angle, clockwise from the top."""
    return radius * math.sin(angle), radius * math.cos(angle)


def _in_order(name: str) -> tuple[int, str]:
    """Cluster 2 comes before cluster 10."""
    digits = "".join(letter for letter in name if letter.isdigit())
    return (int(digits) if digits else -1, name)


def _text(value: object) -> str:
    return "" if value is None else str(value)
