"""Figures of how beliefs and opinions move: codes, clusters, averaging, bounded confidence."""

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from ecosim.report.style import GREY, INK, TEAM_COLOURS, blank_figure, headline, percent
from ecosim.theory import averaging, bounded_confidence, fang, march

THEORY: dict[str, Any] = {
    "marker": "x",
    "color": INK,
    "linestyle": "",
    "markersize": 7,
    "zorder": 4,
}


def draw_march(
    found: dict[tuple[float, float], float], paths: dict[float, npt.NDArray[np.float64]]
) -> Figure:
    """What the code knows over the speed of learning, and over time under drift."""
    figure = blank_figure(3.6)
    left, right = figure.subplots(1, 2)
    for colour, by_code in zip(TEAM_COLOURS, march.SPEEDS_OF_CODE, strict=False):
        known = [found[by_people, by_code] for by_people in march.SPEEDS_OF_PEOPLE]
        label = f"code learns with {by_code}"
        left.plot(march.SPEEDS_OF_PEOPLE, known, "o-", color=colour, markersize=4, label=label)
    x, y = zip(*((p1, known) for (p1, _), known in march.EQUILIBRIUM.items()), strict=True)
    left.plot(x, y, label="as replicated before", **THEORY)
    left.set(xlabel="chance to learn from the code", ylabel="share right", ylim=(0.8, 1.0))
    left.legend(loc="upper right")
    for colour, (turnover, path) in zip(TEAM_COLOURS[3:], paths.items(), strict=False):
        periods = np.arange(1, len(path) + 1)
        right.plot(periods, path, color=colour, label=f"turnover {percent(turnover)} a period")
        right.plot(periods[-1], march.WITH_DRIFT[turnover], **THEORY, clip_on=False)
    right.set(xlabel="period, facts drifting", ylabel="share right", ylim=(0, 1))
    right.legend(loc="lower left")
    slow, fast = found[0.1, 0.9], found[0.9, 0.9]
    stays, leaves = (float(path[-1]) for path in paths.values())
    headline(
        figure,
        f"Slow learners teach the code more ({percent(slow)} against {percent(fast)} right); "
        f"under drift turnover keeps it fresh ({percent(leaves)} against {percent(stays)})",
    )
    return figure


def draw_fang(points: list[fang.ClusterLearning]) -> Figure:
    """What people know over the share of links across clusters."""
    figure = blank_figure(3.6)
    axes = figure.subplots()
    place = np.arange(len(points))
    means = [float(point.gains.mean()) for point in points]
    errors = [2 * point.gains.std(ddof=1) / np.sqrt(len(point.gains)) for point in points]
    runs = len(points[0].gains)
    axes.errorbar(
        place, means, errors, fmt="o-", color=TEAM_COLOURS[0], markersize=5, capsize=3,
        label=f"mean of {runs} replications, two standard errors",
    )  # fmt: skip
    first = [fang.PROTOTYPE[point.cross_links] for point in points]
    axes.plot(place, first, label="earlier replication (12)", **THEORY)
    axes.set_xticks(place, [percent(point.cross_links) for point in points])
    axes.set(xlabel="links across clusters", ylabel="blocks right", ylim=(0, 1))
    axes.legend(loc="lower right")
    best = points[int(np.argmax(means))]
    headline(
        figure,
        f"280 people in clusters know most with {percent(best.cross_links)} of links across "
        f"({percent(max(means))} of blocks; none {percent(means[0])}, all {percent(means[-1])})",
    )
    return figure


def draw_averaging(found: averaging.Agreement, rounds: int = 12) -> Figure:
    """Opinions over the rounds, and where influence says that they end."""
    figure = blank_figure(3.6)
    axes = figure.subplots()
    for person, influence in enumerate(found.influence):
        colour = TEAM_COLOURS[person % len(TEAM_COLOURS)]
        path = found.opinions[: rounds + 1, person]
        axes.plot(path, "o-", color=colour, markersize=3, label=f"influence {percent(influence)}")
    axes.axhline(found.expected, color=INK, linestyle="--", label="mean by influence (theory)")
    plain = float(found.opinions[0].mean())
    axes.axhline(plain, color=GREY, linestyle=":", label="plain mean of first opinions")
    axes.set(xlabel="round", ylabel="opinion", xlim=(0, rounds))
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    headline(
        figure,
        f"A group that listens agrees on the mean weighted by influence, {found.expected:.3f}, "
        f"not on the plain mean, {plain:.3f}",
    )
    return figure


def draw_bounded_confidence(found: dict[tuple[int, float], float]) -> Figure:
    """The share of groups that agree over their size, one line a reach."""
    figure = blank_figure(3.8)
    axes = figure.subplots()
    sizes = bounded_confidence.GROUP_SIZES
    for colour, reach in zip(TEAM_COLOURS, bounded_confidence.REACHES, strict=False):
        agreed = [found[people, reach] for people in sizes]
        axes.plot(sizes, agreed, "o-", color=colour, markersize=5, label=f"reach {reach}")
        cells = bounded_confidence.SMALL_REPLICATION[reach]
        axes.plot(sizes, cells, **{**THEORY, "color": colour})
        exact = bounded_confidence.exact_for_two(reach)
        axes.plot(2, exact, marker="D", color=INK, markersize=10, markerfacecolor="none")
    axes.plot([], [], label="small replication (B10)", **THEORY)
    axes.plot([], [], "D", color=INK, markerfacecolor="none", label="exact for two")
    axes.set(xlabel="people in the group", ylabel="share of groups that agree", ylim=(0, 1))
    axes.set_xticks(sizes)
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    most = sizes[-1]
    headline(
        figure,
        f"With a narrow reach of 0.3 larger groups agree less often ({percent(found[2, 0.3])} of "
        f"pairs, {percent(found[most, 0.3])} of groups of {most}); with a reach of 0.5 they do not",
    )
    return figure
