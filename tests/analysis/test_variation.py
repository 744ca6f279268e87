"""Shares of variation: exact without chance, zero on average in noise, intervals that cover."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ecosim.files import load_team
from ecosim.lab.analysis import shares_of_variation, variation
from ecosim.lab.analysis.crossed_cells import crossed
from ecosim.lab.analysis.study_runs import StudyRuns
from ecosim.lab.analysis.variation import ALL, variation_in_words
from ecosim.lab.folders import FolderError
from ecosim.lab.sweep.study import Design, Factor, Study

Make, Plant = Callable[..., Study], Callable[..., StudyRuns]
AXES = ("structure", "playbook", "regime")


def cells_of(effect: np.ndarray, noise: float, replications: int, seed: int) -> np.ndarray:
    """True means with noise: some of it shared by all cells, some of each cell's own."""
    random = np.random.default_rng(seed)
    shared = random.normal(size=replications)
    own = random.normal(size=(*effect.shape, replications))
    return effect[..., None] + noise * (2 * shared + own)


def planted_effects() -> np.ndarray:
    a, b, c = np.array([-1.0, 1.0]), np.array([-2.0, 0.0, 2.0]), np.array([0.5, -0.5])
    return a[:, None, None] + b[None, :, None] + 3 * a[:, None, None] * c + 0 * b[None, :, None]


def test_without_chance_the_parts_are_those_planted() -> None:
    table = shares_of_variation(cells_of(planted_effects(), 0, 3, 0), AXES).set_index("effect")
    assert table.loc["structure", "variance"] == pytest.approx(1)
    assert table.loc["playbook", "variance"] == pytest.approx(8 / 3)
    assert table.loc["structure x regime", "variance"] == pytest.approx(9 / 4)
    for nothing in ("regime", "structure x playbook", "playbook x regime"):
        assert table.loc[nothing, "variance"] == pytest.approx(0, abs=1e-12)
    assert table.loc["structure x playbook x regime", "variance"] == pytest.approx(0, abs=1e-12)
    assert table.loc[ALL, "variance"] == pytest.approx(planted_effects().var())
    assert table["share"].iloc[:-1].sum() == pytest.approx(1)
    assert list(table["replications"].unique()) == [3]


def test_pure_noise_gives_zero_on_average() -> None:
    found = np.array([
        shares_of_variation(cells_of(np.zeros((2, 3, 2)), 1, 4, seed), AXES)["variance"]
        for seed in range(300)
    ])  # fmt: skip
    error = found.std(axis=0) / np.sqrt(len(found))
    assert (np.abs(found.mean(axis=0)) < 4 * error).all()
    raw = 11 / 12 / 4  # what an uncorrected variance over the cells would be
    assert abs(found[:, -1].mean()) < raw / 5


def test_pure_noise_is_said_to_be_noise() -> None:
    said = 0
    for seed in range(40):
        table = shares_of_variation(cells_of(np.zeros((2, 3)), 1, 10, seed), ("a", "b"))
        said += "no variation over the cells that is not chance" in variation_in_words(table, "x")
        assert np.isnan(table["share"]).all() or table["low"].iloc[-1] > 0
    assert said >= 36


def coverage(trials: int, effect: np.ndarray, row: str, truth: float) -> float:
    hits = 0
    for seed in range(trials):
        table = shares_of_variation(cells_of(effect, 1, 20, seed), AXES).set_index("effect")
        hits += bool(table.loc[row, "low"] <= truth <= table.loc[row, "high"])
    return hits / trials


def test_intervals_of_the_parts_cover() -> None:
    """Nominal 95 %, 100 trials (two standard errors are 4 points); zero is covered as well."""
    assert coverage(100, planted_effects(), "structure", 1.0) >= 0.88
    assert coverage(100, planted_effects(), "regime", 0.0) >= 0.88


@pytest.mark.statistical
def test_intervals_of_the_parts_cover_in_the_long_run() -> None:
    for row, truth in (("structure", 1.0), ("playbook", 8 / 3), ("regime", 0.0)):
        assert 0.93 <= coverage(3_000, planted_effects(), row, truth) <= 0.995


def test_a_replication_undefined_in_a_cell_is_left_out_and_counted() -> None:
    cells = cells_of(planted_effects(), 0, 5, 0)
    cells[0, 1, 0, 2] = np.nan
    table = shares_of_variation(cells, AXES)
    assert set(table["replications"]) == {4} and set(table["left_out"]) == {1}
    cells[0, 0, 0, :4] = np.nan
    with pytest.raises(ValueError, match="fewer than 2 replications"):
        shares_of_variation(cells, AXES)


def test_more_than_three_axes_are_told_up_to_three() -> None:
    table = shares_of_variation(cells_of(np.zeros((2, 2, 2, 2)), 1, 5, 1), "abcd")
    assert table["effect"].tolist()[-2:] == ["more than three together", ALL]
    assert len(table) == 4 + 6 + 4 + 2


def four_teams() -> tuple[Any, ...]:
    """Two structures crossed with two playbooks."""
    from dataclasses import replace

    lone, hybrid = load_team("linear-process"), load_team("chaotic-cluster")
    return tuple(
        replace(lone, name=f"{a}{b}", structure=one.structure, playbook=two.playbook,
                regime=lone.regime)
        for a, one in (("l", lone), ("h", hybrid))
        for b, two in (("s", lone), ("r", hybrid))
    )  # fmt: skip


def test_teams_that_cross_are_split_by_structure_and_playbook(
    study_of: Make, planted: Plant, stored: Callable[..., Path], tmp_path: Path
) -> None:
    study = study_of(teams=four_teams())
    runs = planted(study, lambda point, team, luck: 2.0 * team.startswith("h") + luck.normal())
    cells, axes = crossed(runs, "win_rate")
    assert axes == ("structure", "playbook", "world.dials.noise")
    assert cells.shape == (2, 2, 3, 20)
    table = variation(stored(runs, tmp_path), "win_rate").set_index("effect")
    assert table.loc["structure", "share"] == pytest.approx(1)
    assert "structure 100%" in variation_in_words(table.reset_index(), "win rate")


def test_axes_that_do_not_cross_are_refused(study_of: Make, planted: Plant) -> None:
    sampled = study_of(
        design=Design(kind="latin-hypercube", n=4),
        factors=tuple(Factor(f"world.dials.{n}", low=0.0, high=1.0) for n in ("noise", "drift")),
    )
    runs = planted(sampled, lambda point, team, luck: 0.0)
    with pytest.raises(FolderError, match="do not cross: 8 cells are there"):
        crossed(runs, "win_rate")
    with pytest.raises(FolderError, match='"colour" is no axis'):
        crossed(runs, "win_rate", ("colour",))
