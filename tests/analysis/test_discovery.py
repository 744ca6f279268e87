"""PRIM finds a planted box, with limits in units, and says when a box is no better than chance."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from ecosim.lab.analysis.discovery import boxes_of, find_boxes
from ecosim.lab.analysis.study_runs import StudyRuns
from ecosim.lab.folders import FolderError
from ecosim.lab.sweep.study import Design, Factor, Study

pytest.importorskip("ema_workbench", reason="PRIM is the extra discovery")
Make, Plant = Callable[..., Study], Callable[..., StudyRuns]


def cases(n: int = 1000, seed: int = 0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.DataFrame(random.uniform(size=(n, 4)), columns=list("abcd"))


def test_a_planted_box_is_found() -> None:
    table = cases()
    inside = np.asarray((table["a"] > 0.6) & (table["b"] < 0.5))
    found = find_boxes(table, inside, shuffles=3)
    box, limits = found.boxes.iloc[0], found.limits[found.limits["box"] == 1].set_index("factor")
    assert set(limits.index) == {"a", "b"}
    assert limits.loc["a", "low"] == pytest.approx(0.6, abs=0.03)
    assert limits.loc["b", "high"] == pytest.approx(0.5, abs=0.03)
    assert box["coverage"] > 0.93 and box["density"] > 0.93
    assert box["mass"] == pytest.approx(inside.mean(), abs=0.02)
    assert (limits[["quasi_p_low", "quasi_p_high"]].min(axis=1) < 0.01).all()
    assert np.isnan(limits.loc["a", "quasi_p_high"])
    assert found.chance == pytest.approx(0.25)  # the best of four arrangements


def test_labels_that_err_now_and_then_hide_no_box() -> None:
    table, random = cases(seed=1), np.random.default_rng(1)
    inside = np.asarray((table["a"] > 0.5) & (table["c"] > 0.5))
    labels = np.where(random.random(len(table)) < 0.1, ~inside, inside)
    found = find_boxes(table, labels, shuffles=0)
    assert set(found.limits.loc[found.limits["box"] == 1, "factor"]) == {"a", "c"}
    assert found.boxes["density"].iloc[0] == pytest.approx(0.9, abs=0.05)


def test_a_box_in_noise_is_no_better_than_chance() -> None:
    random = np.random.default_rng(2)
    chances = [
        find_boxes(cases(150, seed), random.random(150) < 0.5, shuffles=19).chance
        for seed in range(5)
    ]
    assert np.nanmedian([*chances, 1.0]) > 0.05


def test_two_boxes_are_told_apart() -> None:
    table = cases(seed=3)
    inside = np.asarray((table["a"] < 0.25) | (table["b"] > 0.8))
    found = find_boxes(table, inside, shuffles=0)
    assert len(found.boxes) >= 2
    assert found.boxes["coverage"].sum() > 0.8


def test_words_are_factors_too() -> None:
    table = cases().assign(order=np.where(np.arange(1000) % 2, "script", "adaptive"))
    found = find_boxes(table, np.asarray(table["order"] == "script"), shuffles=0)
    row = found.limits.set_index("factor").loc["order"]
    assert row["values"] == "script"


def test_the_sign_of_a_paired_difference_in_a_study(study_of: Make, planted: Plant) -> None:
    study = study_of(
        design=Design(kind="sobol", n=128), replications=3,
        factors=(Factor("world.dials.noise", low=0.0, high=1.0),
                 Factor("world.people.hours", low=20.0, high=40.0)),
    )  # fmt: skip

    def value(point: dict[str, float], team: str, luck: np.random.Generator) -> float:
        if point["point"] == 5:
            return float("nan")
        ahead = point["world.dials.noise"] < 0.4
        return float(luck.normal()) + (team == "hybrid") * (0.1 if ahead else -0.1)

    found = boxes_of(planted(study, value), "hybrid", "linear-process", "win_rate", shuffles=39)
    (limit,) = found.limits.to_dict("records")
    assert limit["factor"] == "world.dials.noise"
    assert limit["high"] == pytest.approx(0.4, abs=0.04)
    assert (found.cases, found.left_out) == (127, 1)
    assert "hybrid is above linear-process in win rate at" in found.sentence
    assert "1 points without a defined pair are left out" in found.sentence
    assert found.chance == pytest.approx(1 / 40)


def test_too_few_points_and_one_sided_signs(study_of: Make, planted: Plant) -> None:
    runs = planted(study_of(), lambda point, team, luck: 0.0)
    with pytest.raises(FolderError, match="needs factors and 30 points"):
        boxes_of(runs, "hybrid", "linear-process", "win_rate")
    found = find_boxes(cases(50), np.ones(50, bool))
    assert found.boxes.empty and "nothing to tell apart" in found.sentence
