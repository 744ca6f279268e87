"""Figures of a study: one for each analysis its design allows, and the same bytes each time."""

from pathlib import Path

import numpy as np
import pytest

from ecosim.files import load_team, load_world
from ecosim.lab.analysis.answers import write_answers
from ecosim.lab.analysis.crossover import Crossover
from ecosim.lab.sweep.runner import sweep
from ecosim.lab.sweep.study import Design, Factor, Study
from ecosim.report.crossover_map import draw_crossover_map, map_finding
from ecosim.report.study_figures import draw_answers
from ecosim.scenario import Horizon

FACTORS = tuple(Factor(f"world.dials.{n}", low=0.0, high=1.0) for n in ("noise", "drift"))


def tiny(design: Design) -> Study:
    return Study(
        name="tiny", worlds=(load_world("mid-market-saas").sized(0.01),),
        teams=(load_team("linear-process"), load_team("hybrid")), factors=FACTORS, design=design,
        replications=3, horizon=Horizon(4, 8, 8), main_outcomes=("win_rate", "deals_entered"),
        outcomes=("win_rate", "deals_entered"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("design", "expected"),
    [
        (Design(), {"estimates", "differences", "regret", "variation", "crossover"}),
        (Design(kind="morris", n=3), {"estimates", "differences", "regret", "sensitivity"}),
    ],
)
def test_each_design_has_its_analyses(design: Design, expected: set[str], tmp_path: Path) -> None:
    study = tiny(design)
    sweep(study, tmp_path, processes=1)
    sections = write_answers(tmp_path)
    assert {section.name for section in sections} == expected
    assert (tmp_path / "analysis" / "differences.csv").exists()
    first = [path.read_bytes() for path in draw_answers(sections, study, tmp_path / "a")]
    again = [path.read_bytes() for path in draw_answers(sections, study, tmp_path / "b")]
    assert first == again and len(first) >= 4


def made_up(low: float, high: float) -> Crossover:
    at = np.linspace(0, 1, 5)
    middle = np.broadcast_to(at - 0.5, (5, 5))
    return Crossover(
        "a world", "one", "other", "win_rate", "world.dials.noise", "world.dials.drift", at, at,
        middle, middle + low, middle + high, at, at, 0, (), 10,
    )  # fmt: skip


def test_a_map_says_what_is_open() -> None:
    assert "one is ahead on 40% of the map, other on 40%; 20%" in map_finding(made_up(-0.1, 0.1))
    assert map_finding(made_up(-2, 2)).startswith("Nowhere is it clear")
    assert "one is ahead everywhere" in map_finding(made_up(2, 3))
    draw_crossover_map(made_up(-0.1, 0.1))
