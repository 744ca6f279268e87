"""Colours, type and layout that all figures share, and how a figure is saved.

The palette is that of Okabe and Ito, which people with any common colour blindness can tell apart;
its yellow and black are kept for things that are not teams.
"""

import math
import re
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

WIDTH_INCHES = 6.5
DOTS_PER_INCH = 150
TEAM_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
INK, GREY, PALE, YELLOW = "#222222", "#8A8A8A", "#E4E4E4", "#F0E442"
BLANK = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}  # behind text over lines
SMALL, NORMAL, LARGE = 9.0, 9.5, 10.5  # points
SHEET = {
    "font.family": "DejaVu Sans",  # comes with Matplotlib, so that every machine draws the same
    "font.size": SMALL,
    "axes.labelsize": SMALL,
    "axes.titlesize": NORMAL,
    "axes.titlelocation": "left",
    "axes.edgecolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "svg.hashsalt": "ecosim",
    "svg.fonttype": "path",
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw and save with the shared type and colours, whatever the reader's own settings are."""
    with matplotlib.style.context(["default", SHEET]):
        yield


def blank_figure(height_inches: float) -> Figure:
    """An empty figure of the shared width that arranges its own parts."""
    figure = Figure(figsize=(WIDTH_INCHES, height_inches), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def save(figure: Figure, stem: Path) -> list[Path]:
    """Write a figure as PNG and as SVG; the same figure gives the same bytes.

    Args:
        figure: The figure.
        stem: Path without an ending; its folder is made if needed.
    """
    stem.parent.mkdir(parents=True, exist_ok=True)
    paths = [stem.parent / f"{stem.name}.{ending}" for ending in ("png", "svg")]
    figure.savefig(paths[0], dpi=DOTS_PER_INCH)
    figure.savefig(paths[1], metadata={"Date": None})
    return paths


def team_colours(teams: Sequence[str]) -> dict[str, str]:
    """One colour per team by its place in the comparison; from the seventh on colours repeat."""
    return {team: TEAM_COLOURS[i % len(TEAM_COLOURS)] for i, team in enumerate(teams)}


def headline(figure: Figure, finding: str) -> None:
    """Put the finding above the whole figure, wrapped to its width."""
    figure.suptitle(_sentence(finding, 72), x=0.01, ha="left", fontsize=LARGE, fontweight="bold")


def panel_headline(axes: Axes, finding: str, letters: int) -> None:
    """Put a finding above one panel, wrapped to so many letters a line."""
    axes.set_title(_sentence(finding, letters), fontsize=NORMAL, fontweight="bold")


def wrapped(name: str, letters: int = 22) -> str:
    """A name on as many lines as it needs, broken after spaces, hyphens and the like."""
    lines = [""]
    for part in re.split(r"(?<=[-_. ])", name):
        if lines[-1] and len(lines[-1]) + len(part.rstrip()) > letters:
            lines.append("")
        lines[-1] += part
        while len(lines[-1].rstrip()) > letters:
            lines[-1:] = [lines[-1][:letters], lines[-1][letters:]]
    return "\n".join(line.rstrip() for line in lines if line.strip())


def percent(share: float) -> str:
    """A share in whole percent, with one decimal below ten; "undefined" for NaN."""
    if math.isnan(share):
        return "undefined"
    decimals = 0 if abs(share) >= 0.0995 or share == 0 else 1
    return f"{100 * share:.{decimals}f}\u00a0%"


def signed(amount: float, decimals: int) -> str:
    """A number with its sign, the minus as long as the plus; zero has none."""
    text = f"{round(amount, decimals) + 0.0:+.{decimals}f}".replace("-", "\u2212")
    return text.lstrip("+") if float(f"{amount:.{decimals}f}") == 0 else text


def spread_apart(positions: Sequence[float], gap: float) -> list[float]:
    """Move label positions as little as needed so that neighbours stand at least a gap apart.

    Labels that collide form a block around their mean; blocks that collide are joined.
    """
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    blocks: list[tuple[float, list[int]]] = []
    for i in order:
        centre, members = positions[i], [i]
        while blocks and centre - blocks[-1][0] < gap * (len(members) + len(blocks[-1][1])) / 2:
            members = blocks.pop()[1] + members
            centre = math.fsum(positions[k] for k in members) / len(members)
        blocks.append((centre, members))
    placed = [0.0] * len(positions)
    for centre, members in blocks:
        for rank, i in enumerate(members):
            placed[i] = centre + gap * (rank - (len(members) - 1) / 2)
    return placed


def _sentence(text: str, letters: int) -> str:
    """A sentence on lines of so many letters; names stay whole unless longer than a line."""
    lines = textwrap.wrap(text, letters, break_long_words=False, break_on_hyphens=False)
    return "\n".join(wrapped(line, letters) for line in lines)
