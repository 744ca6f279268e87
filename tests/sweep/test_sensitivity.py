"""Sensitivity indices are those of functions whose indices are known."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ecosim.lab.folders import FolderError
from ecosim.lab.sweep.designs import unit_points
from ecosim.lab.sweep.runner import sweep
from ecosim.lab.sweep.sensitivity import analysed, sensitivity
from ecosim.lab.sweep.study import Design, Factor, Study

pytest.importorskip("SALib")

type Make = Callable[..., Study]

THREE = tuple(
    Factor(f"world.dials.{name}", low=0.0, high=1.0) for name in ("noise", "drift", "complexity")
)


def test_sobol_indices_of_the_ishigami_function(make: Make) -> None:
    study = make(factors=THREE, design=Design(kind="saltelli", n=4096, seed=1))
    x = -np.pi + 2 * np.pi * unit_points(study)
    values = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    table = analysed(study, values).set_index("factor")
    np.testing.assert_allclose(table["first_order"], [0.3139, 0.4424, 0.0], atol=0.03)
    np.testing.assert_allclose(table["total_order"], [0.5576, 0.4424, 0.2437], atol=0.03)


def test_sobol_indices_of_the_g_function(make: Make) -> None:
    study = make(factors=THREE, design=Design(kind="saltelli", n=4096, seed=2))
    a = np.array([0.0, 1.0, 9.0])
    values = np.prod((np.abs(4 * unit_points(study) - 2) + a) / (1 + a), axis=1)
    alone = 1 / (3 * (1 + a) ** 2)
    whole = np.prod(1 + alone) - 1
    table = analysed(study, values)
    np.testing.assert_allclose(table["first_order"], alone / whole, atol=0.03)


def test_elementary_effects_of_a_linear_function(make: Make) -> None:
    study = make(factors=THREE, design=Design(kind="morris", n=10, seed=1))
    table = analysed(study, unit_points(study) @ np.array([3.0, -1.0, 0.0]))
    np.testing.assert_allclose(table["mean_effect"], [3, -1, 0], atol=1e-9)
    np.testing.assert_allclose(table["mean_absolute_effect"], [3, 1, 0], atol=1e-9)


def test_the_difference_of_two_teams_has_indices(make: Make, tmp_path: Path) -> None:
    study = make(factors=THREE[:2], replications=2, design=Design(kind="saltelli", n=4))
    sweep(study, tmp_path, processes=1)
    table = sensitivity(tmp_path, "deals_entered", "hybrid", "linear-process")
    assert list(table["factor"]) == list(study.varied)
    assert len(sensitivity(tmp_path, "deals_entered", "hybrid")) == 2
    with pytest.raises(FolderError, match="has no"):
        sensitivity(tmp_path, "deals_entered", "nobody")


def test_other_designs_are_refused(make: Make) -> None:
    with pytest.raises(FolderError, match="needs the design saltelli or morris, not grid"):
        analysed(make(), np.zeros(2))
