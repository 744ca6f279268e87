"""Figures of structures: queues, screens, cluster graphs, cascades, a single buyer."""

import math

import numpy as np
from matplotlib.figure import Figure
from scipy import stats

from ecosim.report.style import INK, TEAM_COLOURS, blank_figure, headline, percent
from ecosim.theory import cluster_graph, influencers, queueing, screening
from ecosim.theory.one_buyer import FirstSuccesses

FINE = 60  # points of a smooth line


def draw_queueing(found: dict[queueing.Desks, float]) -> Figure:
    """Measured waits as points on Erlang's curves."""
    figure = blank_figure(3.6)
    axes = figure.subplots()
    loads = np.linspace(0.05, 0.8, FINE)
    for colour, servers in zip(TEAM_COLOURS, queueing.SERVERS, strict=False):
        curve = [queueing.expected_wait(queueing.Desks(servers, load)) for load in loads]
        axes.plot(loads, curve, color=colour)
        own = {desks.load: wait for desks, wait in found.items() if desks.servers == servers}
        label = f"{servers} server{'s' if servers > 1 else ''}"
        axes.plot(list(own), list(own.values()), "o", color=colour, label=label)
    axes.plot([], [], color=INK, label="Erlang's formula")
    axes.set(xlabel="load", ylabel="mean wait (weeks)", ylim=(0, None))
    axes.legend(loc="upper left")
    worst = max(abs(wait / queueing.expected_wait(desks) - 1) for desks, wait in found.items())
    one, several = (found[queueing.Desks(servers, 0.7)] for servers in (1, 3))
    headline(
        figure,
        f"Waits are within {percent(worst)} of Erlang's formula; at the same load of 70\u00a0% one "
        f"desk makes cases wait {one / several:.1f} times as long as three desks",
    )
    return figure


def draw_screening() -> Figure:
    """Acceptance of good and of bad proposals over the number of screens."""
    figure = blank_figure(3.4)
    axes = figure.subplots()
    screens = np.arange(1, 7)
    kinds = (("good", screening.GOOD, "-"), ("bad", screening.BAD, "--"))
    for kind, yes, line in kinds:
        found = [screening.acceptance(yes, int(k)) for k in screens]
        for name, colour in (("polyarchy", TEAM_COLOURS[2]), ("hierarchy", TEAM_COLOURS[0])):
            shares = [getattr(point, name) for point in found]
            label = f"{name}, {kind} proposals"
            axes.plot(screens, shares, "o", linestyle=line, color=colour, label=label)
    axes.set(xlabel="screens", ylabel="accepted", ylim=(0, 1.02))
    axes.set_xticks(screens)
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    good, bad = (screening.acceptance(yes, 3) for _, yes, _ in kinds)
    headline(
        figure,
        f"Three screens in series stop {percent(1 - bad.hierarchy)} of bad and "
        f"{percent(1 - good.hierarchy)} of good proposals; three of which one is enough pass "
        f"{percent(bad.polyarchy)} and {percent(good.polyarchy)}",
    )
    return figure


def draw_cluster_graph(points: list[cluster_graph.SmallWorld]) -> Figure:
    """Path length and clustering, relative to no rewiring, over the share rewired."""
    figure = blank_figure(3.6)
    axes = figure.subplots()
    base, rest = points[0], points[1:]
    rewired = [point.rewired for point in rest]
    for label, colour, shares, bound in (
        ("clustering", TEAM_COLOURS[2], [p.clustering / base.clustering for p in rest],
         cluster_graph.CLUSTERING_ABOVE),
        ("path length", TEAM_COLOURS[1], [p.path_length / base.path_length for p in rest],
         cluster_graph.PATHS_BELOW),
    ):  # fmt: skip
        axes.plot(rewired, shares, "o-", color=colour, label=label)
        axes.axhline(bound, color=colour, linestyle=":", linewidth=1)
    axes.axvspan(*cluster_graph.SMALL_WORLD, color="#E4E4E4", zorder=0, label="small world")
    axes.set_xscale("log")
    axes.set_xticks(rewired, [percent(share) for share in rewired])
    axes.minorticks_off()
    axes.set(xlabel="links rewired", ylabel="relative to none", ylim=(0, 1.05))
    axes.legend(loc="center right")
    (point,) = (p for p in points if p.rewired == cluster_graph.SMALL_WORLD[-1])
    headline(
        figure,
        f"{percent(point.rewired)} of links rewired shorten ways to "
        f"{percent(point.path_length / base.path_length)}, while clusters keep "
        f"{percent(point.clustering / base.clustering)} of their closeness",
    )
    return figure


def draw_influencers(points: list[influencers.Cascades]) -> Figure:
    """The top tenth's advantage in reach and in cascades, over the density of the network."""
    figure = blank_figure(3.6)
    axes = figure.subplots()
    x = [point.mean_reach for point in points]
    for label, colour, ratios in (
        ("people they influence", TEAM_COLOURS[0], [point.reach_ratio for point in points]),
        ("cascades they begin", TEAM_COLOURS[1], [point.size_ratio for point in points]),
    ):
        axes.plot(x, ratios, "o-", color=colour, label=label)
    axes.axhline(1, color=INK, linewidth=1, linestyle=":")
    axes.set(xlabel="people influenced by the average person", ylim=(0.9, None))
    axes.set_ylabel("top tenth over everybody")
    axes.legend(loc="upper right")
    able = [point for point in points if not math.isnan(point.early_peers)]
    low, high = (f(point.size_ratio for point in able) for f in (min, max))
    less = sum(point.size_ratio < point.reach_ratio for point in points)
    headline(
        figure,
        f"The most influential tenth begin cascades {low:.1f} to {high:.1f} times as large as "
        f"everybody, in {less} of {len(points)} networks less than in proportion to their reach",
    )
    return figure


def draw_one_buyer(found: FirstSuccesses) -> Figure:
    """How long deals took beside the geometric law."""
    figure = blank_figure(3.4)
    panels = figure.subplots(1, 2, sharey=True)
    most = 14
    both = found.success * found.meeting
    for axes, label, counts, chance in (
        (panels[0], "conversations", found.talks, found.success),
        (panels[1], "weeks", found.weeks, both),
    ):
        cells = np.arange(1, most + 1)
        shares = np.bincount(counts, minlength=most + 1)[1 : most + 1] / len(counts)
        axes.bar(cells, shares, color=TEAM_COLOURS[5], label="model")
        axes.plot(cells, stats.geom.pmf(cells, chance), "o", color=INK, markersize=4,
                  label=f"geometric, chance {chance:.2g}")  # fmt: skip
        axes.set_xticks(range(2, most + 1, 4))
        axes.set_xlabel(f"{label} until the commitment")
        axes.legend(loc="upper right")
    panels[0].set_ylabel("share of deals")
    headline(
        figure,
        f"With one buyer and a fixed chance the whole model follows the geometric law: "
        f"{found.weeks.mean():.2f} weeks on average, {1 / both:.2f} by theory",
    )
    return figure
