"""A study small enough to run many times: tiny worlds, two teams, a few points."""

from collections.abc import Callable
from typing import Any

import pytest

from ecosim.files import load_team, load_world
from ecosim.lab.sweep.runner import sweep
from ecosim.lab.sweep.study import Factor, Study
from ecosim.scenario import Horizon

TINY = load_world("mid-market-saas").sized(0.01)
TEAMS = (load_team("linear-process"), load_team("hybrid"))


def tiny_study(**changes: Any) -> Study:
    given: dict[str, Any] = {
        "name": "tiny",
        "worlds": (TINY,),
        "teams": TEAMS,
        "factors": (Factor("world.dials.noise", values=(0.0, 0.4)),),
        "replications": 12,
        "horizon": Horizon(4, 6, 6),
    }
    return Study(**(given | changes))


@pytest.fixture(scope="session")
def make() -> Callable[..., Study]:
    return tiny_study


def killed_study(**changes: Any) -> Study:
    """Several hundred blocks of few runs: there is always one being written."""
    levels = Factor("world.dials.noise", low=0.0, high=0.9, levels=40)
    return tiny_study(factors=(levels,), horizon=Horizon(4, 20, 20), **changes)


@pytest.fixture(scope="session")
def make_long() -> Callable[..., Study]:
    return killed_study


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The table of that study, made without any disturbance."""
    folder = tmp_path_factory.mktemp("undisturbed")
    sweep(killed_study(), folder, processes=1)
    return (folder / "runs.parquet").read_bytes()
