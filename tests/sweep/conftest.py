"""A study small enough to run many times: tiny worlds, two teams, a few points."""

from collections.abc import Callable
from typing import Any

import pytest

from ecosim.files import load_team, load_world
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
