"""Figures of a study: one for each analysis its design allows, and the same bytes each time."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from ecosim.files import load_team, load_world
from ecosim.lab.analysis.answers import (
    crossover_section,
    differences_section,
    regret_section,
    variation_section,
    write_answers,
)
from ecosim.lab.analysis.crossover import Crossover
from ecosim.lab.analysis.study_runs import StudyRuns
from ecosim.lab.sweep.designs import points
from ecosim.lab.sweep.runner import sweep
from ecosim.lab.sweep.study import Design, Factor, Study
from ecosim.report.crossover_map import draw_crossover_map, map_finding
from ecosim.report.study_figures import draw_answers, figures_of
from ecosim.report.style import house_style
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


def cut_off(figure: Figure) -> list[str]:
    """Labels and headlines that stick out of the figure."""
    figure.canvas.draw()
    whole = figure.bbox.padded(1)
    texts = [axes.xaxis.label for axes in figure.axes] + [axes.yaxis.label for axes in figure.axes]
    texts += [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    boxes = {text.get_text(): text.get_window_extent() for text in texts if text.get_text()}
    return [
        text
        for text, box in boxes.items()
        if not (whole.contains(box.x0, box.y0) and whole.contains(box.x1, box.y1))
    ]


def made_up_runs(study: Study) -> StudyRuns:
    """Every outcome depends on team and point, with a little chance."""
    luck = np.random.default_rng(0)
    rows = []
    for point in points(study).to_dict("records"):
        for team in study.teams:
            middle = luck.uniform()
            told = {"team": team.name, "seed": 0, "block": "made up", "error": None}
            for replication in range(study.replications):
                values = {name: middle + 0.01 * luck.normal() for name in study.outcomes}
                rows.append({**point, **told, "replication": replication, **values})
    return StudyRuns(study, pd.DataFrame(rows))


@pytest.mark.parametrize("levels", [2, 6])
def test_no_label_is_cut_off(levels: int) -> None:
    """Forests of few points and ranked lines of many; with an axis that is averaged over."""
    third = Factor("world.market.request_rate", values=(0.01, 0.02))
    varied = (*(replace(one, levels=levels) for one in FACTORS), third)
    main = ("win_rate", "order_volatility")
    teams = (load_team("linear-process"), load_team("chaotic-cluster"))
    study = replace(tiny(Design()), factors=varied, outcomes=main, main_outcomes=main, teams=teams)
    runs = made_up_runs(study)
    drawn = 0
    with house_style():
        for make in (differences_section, regret_section, variation_section, crossover_section):
            for name, figure in figures_of(make(runs), study).items():
                assert cut_off(figure) == [], name
                drawn += 1
    assert drawn == 7


def test_a_map_says_what_it_averages_over() -> None:
    figure = draw_crossover_map(replace(made_up(-0.1, 0.1), averaged_over=("world.dials.h_set",)))
    notes = " ".join(text.get_text().replace("\n", " ") for text in figure.axes[0].texts)
    assert "averaged over h set" in notes


def test_a_map_says_of_which_world_it_is() -> None:
    figure = draw_crossover_map(made_up(-0.1, 0.1))
    assert figure.get_suptitle().startswith("a world: ")
