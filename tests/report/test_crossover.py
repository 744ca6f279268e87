"""The flagship figures on made-up lines, and the crossing worked by hand."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecosim.report.crossing import Crossing, crossing_in_words, first_crossing
from ecosim.report.crossover import draw_crossover, draw_difference

STRUCTURES = ("lone", "hierarchy", "cluster", "hybrid")
PRESETS = {
    ("script", "hierarchy"): "linear-process",
    ("roadmap", "hierarchy"): "roadmap",
    ("adaptive", "hierarchy"): "hierarchy",
    ("adaptive", "cluster"): "chaotic-cluster",
    ("adaptive", "lone"): "adaptive-lone-wolves",
}
H = np.linspace(0, 1, 11)


def made_up_lines(structures: Sequence[str] = STRUCTURES) -> pd.DataFrame:
    """The script falls with h, the roadmap less, the adaptive hardly; presets at h = 0.3."""
    falls = {"script": (0.42, 0.25), "roadmap": (0.38, 0.12), "adaptive": (0.34, 0.02)}
    rows = []
    for number, structure in enumerate(structures):
        for playbook, (top, fall) in falls.items():
            for i, h in enumerate(H):
                win = top + 0.01 * number - fall * h
                excess = 0.3 - win + 0.02 * number
                preset = PRESETS.get((playbook, structure), "") if i == 3 else ""
                rows.append((playbook, structure, h, win, win - 0.015, win + 0.015,
                             excess, excess - 0.1, excess + 0.1, preset))  # fmt: skip
    names = ["playbook", "structure", "h", "win_rate", "low", "high", "order_volatility",
             "volatility_low", "volatility_high", "preset"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def made_up_differences(structures: Sequence[str] = STRUCTURES) -> pd.DataFrame:
    """Rising differences; the last structure's is above zero everywhere."""
    parts = []
    for number, structure in enumerate(structures):
        middle = 0.2 * H - 0.08 + (0.15 if number == 3 else 0.03 * number)
        parts.append(pd.DataFrame({"structure": structure, "h": H, "difference": middle,
                                   "low": middle - 0.03, "high": middle + 0.03}))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def test_crossing_by_hand() -> None:
    """A line from -1 to 1 is zero in the middle; its edges, 0.5 away, a quarter to each side."""
    h, line = np.array([0.0, 1.0]), np.array([-1.0, 1.0])
    assert first_crossing(h, line, line - 0.5, line + 0.5) == Crossing(0.5, 0.25, 0.75)


def test_crossing_keeps_open_ends_open() -> None:
    """Where an edge of the band does not cross in the range, the interval has no end there."""
    h, line = np.array([0.0, 1.0]), np.array([-1.0, 1.0])
    crossing = first_crossing(h, line, line - 2, line + 0.5)
    assert crossing is not None
    assert crossing.low == 0.25
    assert math.isnan(crossing.high)
    assert (
        crossing_in_words(crossing, line - 2, line + 0.5) == "crossing at h = 0.50 (at least 0.25)"
    )


def test_no_crossing_says_who_is_ahead() -> None:
    """A difference of one sign has no crossing."""
    h, line = np.array([0.0, 1.0]), np.array([1.0, 2.0])
    assert first_crossing(h, line, line, line) is None
    assert crossing_in_words(None, line, line) == "adaptive ahead at every h"
    assert crossing_in_words(None, -line, -line) == "adaptive behind at every h"
    assert crossing_in_words(None, line - 2, line + 2) == "no crossing"


@pytest.mark.parametrize("structures", [STRUCTURES, STRUCTURES[:1]])
def test_both_figures_are_drawn_alike_twice(tmp_path: Path, structures: Sequence[str]) -> None:
    """A PNG and an SVG each, and the same table gives the same bytes."""
    lines, differences = made_up_lines(structures), made_up_differences(structures)
    for name in ("once", "twice"):
        drawn = draw_crossover(lines, tmp_path / name / "win-rate")
        drawn += draw_difference(differences, tmp_path / name / "difference")
        assert [path.suffix for path in drawn] == [".png", ".svg"] * 2
    for path in sorted((tmp_path / "once").iterdir()):
        assert path.read_bytes() == (tmp_path / "twice" / path.name).read_bytes()
