"""Figure: the network of one team: reps and managers, their accounts, the influencers."""

import math
from collections import Counter, defaultdict
from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ecosim.report.comparison import Comparison
from ecosim.report.places import Network, Place, places
from ecosim.report.style import (
    GREY,
    INK,
    SMALL,
    YELLOW,
    blank_figure,
    headline,
    percent,
    team_colours,
)

MARKERS = {"rep": "o", "manager": "D", "account": "s", "influencer": "^"}
AREAS = {"rep": 60.0, "manager": 55.0, "account": 9.0, "influencer": 45.0}  # square points
# colour, width in points, opacity; drawn in this order
LINES = {
    "follows": ("#C8B400", 0.5, 0.25),
    "knows": ("#CC79A7", 0.8, 0.6),
    "talked": (GREY, 0.5, 0.3),
    "deal": (GREY, 0.9, 1.0),
    "reports to": (INK, 1.0, 0.8),
    "colleague": (INK, 1.6, 0.6),
}
MOST_LABELS = 8
MOST_CLEAR = 40  # links of a kind beyond which each is drawn fainter


def draw_network(network: dict[str, Any], comparison: Comparison) -> Figure:
    """Reps on a ring, clusters together; accounts outside their rep, influencers inside.

    A link "deal" is an open deal, "talked" one that has ended. Accounts with neither stand on the
    outermost ring.
    """
    net = Network.read(network)
    where = places(net)
    figure = blank_figure(5.9)
    axes = figure.subplots()
    axes.set_aspect("equal")
    axes.set_axis_off()
    _draw_links(axes, net, where)
    colour = team_colours(comparison.teams).get(net.team, INK)
    _draw_nodes(axes, net, where, colour)
    _label_clusters(axes, net, where)
    figure.legend(handles=_legend(net, colour), loc="outside lower center", ncols=5)
    headline(figure, network_finding(net))
    return figure


def network_finding(net: Network) -> str:
    """How many open deals the reps work, and what share of accounts influencers reach."""
    reps, deals = net.of_kind("rep"), len(net.links["deal"])
    clusters = {net.cluster[rep] for rep in reps}
    form = f" in {len(clusters)} clusters" if 1 < len(clusters) < len(reps) else ""
    finding = (
        f"{net.team}: {len(reps)} reps{form} work {deals} open deal{'s' if deals != 1 else ''}"
    )
    accounts = set(net.of_kind("account"))
    reached = {end for link in net.links["follows"] for end in link} & accounts
    if not reached:
        return finding
    return f"{finding}; influencers reach {percent(len(reached) / len(accounts))} of these accounts"


def _draw_links(axes: Axes, net: Network, where: dict[str, Place]) -> None:
    for kind, (colour, width, opacity) in LINES.items():
        ends = [(where[a], where[b]) for a, b in net.links[kind]]
        fainter = min(1.0, math.sqrt(MOST_CLEAR / max(len(ends), 1)))
        axes.add_collection(
            LineCollection(ends, colors=colour, linewidths=width, alpha=opacity * fainter, zorder=1)
        )


def _draw_nodes(axes: Axes, net: Network, where: dict[str, Place], colour: str) -> None:
    """Every node by kind; an account's area grows with its size, where sizes are given."""
    colours = _kind_colours(colour)
    for kind, marker in MARKERS.items():
        nodes = net.of_kind(kind)
        if not nodes:
            continue
        sizes = [net.size[node] for node in nodes]
        typical = math.fsum(sizes) / len(sizes) or 1.0
        areas = [AREAS[kind] * min(max(size / typical, 0.4), 4.0) for size in sizes]
        axes.scatter(
            [where[node][0] for node in nodes], [where[node][1] for node in nodes],
            s=areas if kind == "account" else AREAS[kind], marker=marker, color=colours[kind],
            edgecolors="white" if kind in ("rep", "account") else INK,
            linewidths=0.3 if kind == "account" else 0.7, zorder=3 if kind == "account" else 4,
        )  # fmt: skip


def _label_clusters(axes: Axes, net: Network, where: dict[str, Place]) -> None:
    """Name each cluster outside its part of the ring, as long as there are few."""
    members: dict[str, list[str]] = defaultdict(list)
    for rep in net.of_kind("rep"):
        members[net.cluster[rep]].append(rep)
    if not 1 < len(members) <= MOST_LABELS:
        return
    edge = max((math.hypot(*place) for place in where.values()), default=1.0)
    axes.set(xlim=(-1.45 * edge, 1.45 * edge), ylim=(-1.12 * edge, 1.12 * edge))
    for name, reps in members.items():
        x = math.fsum(where[rep][0] for rep in reps)
        y = math.fsum(where[rep][1] for rep in reps)
        length = math.hypot(x, y) or 1.0
        label = name if any(letter.isalpha() for letter in name) else f"cluster {name}"
        sideways = "left" if x / length > 0.4 else "right" if x / length < -0.4 else "center"
        axes.annotate(label, (1.05 * edge * x / length, 1.05 * edge * y / length),
                      ha=sideways, va="center", fontsize=SMALL)  # fmt: skip


def _legend(net: Network, colour: str) -> list[Line2D]:
    """The kinds of node and link that occur, each with how many there are."""
    counts = Counter(net.kind.values())
    colours = _kind_colours(colour)
    nodes = [
        Line2D([], [], linestyle="", marker=marker, color=colours[kind], markersize=8,
               markeredgecolor=INK if kind in ("manager", "influencer") else "white",
               label=f"{counts[kind]} {kind}{'s' if counts[kind] != 1 else ''}")
        for kind, marker in MARKERS.items() if counts[kind]
    ]  # fmt: skip
    lines = [
        Line2D([], [], color=shade, linewidth=2 * width, alpha=max(opacity, 0.5), label=kind)
        for kind, (shade, width, opacity) in LINES.items() if net.links[kind]
    ]  # fmt: skip
    return nodes + lines


def _kind_colours(team: str) -> dict[str, str]:
    return {"rep": team, "manager": INK, "account": GREY, "influencer": YELLOW}
