"""Studies with made-up runs: whatever a test plants, in the stored format, and no simulation."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ecosim.files import load_team, load_world
from ecosim.lab.analysis.study_runs import StudyRuns
from ecosim.lab.sweep.blocks import numbers_hash
from ecosim.lab.sweep.designs import points
from ecosim.lab.sweep.folder import RUNS, made_ready
from ecosim.lab.sweep.study import Factor, Study
from ecosim.scenario import Horizon

WORLD = load_world("mid-market-saas").sized(0.01)
TEAMS = (load_team("linear-process"), load_team("hybrid"))

Plant = Callable[[Mapping[str, Any], str, np.random.Generator], float]


@pytest.fixture(scope="session")
def study_of() -> Callable[..., Study]:
    """A study of two teams in one world; whatever is given replaces its part."""

    def make(**changes: Any) -> Study:
        given: dict[str, Any] = {
            "name": "planted", "worlds": (WORLD,), "teams": TEAMS, "replications": 20,
            "horizon": Horizon(4, 6, 6), "outcomes": ("win_rate", "order_volatility"),
            "factors": (Factor("world.dials.noise", values=(0.0, 0.5, 1.0)),),
        }  # fmt: skip
        return Study(**(given | changes))

    return make


@pytest.fixture(scope="session")
def planted() -> Callable[..., StudyRuns]:
    """The runs of a study whose outcomes a function gives: of the point, the team and chance.

    Chance is the same for every team and point of a replication, as common seeds have it.
    """

    def make(study: Study, value: Plant, seed: int = 0) -> StudyRuns:
        rows = []
        for point in points(study).to_dict("records"):
            for team in study.teams:
                for replication in range(study.replications):
                    random = np.random.default_rng((seed, replication))
                    told = value(point, team.name, random)
                    rows.append(
                        {**point, "team": team.name, "replication": replication,
                         "seed": replication, "block": "made up", "error": None}
                        | dict.fromkeys(study.outcomes, told)
                    )  # fmt: skip
        return StudyRuns(study, pd.DataFrame(rows))

    return make


@pytest.fixture(scope="session")
def stored() -> Callable[[StudyRuns, Path], Path]:
    """Write a study with planted runs into a folder, as a sweep leaves it."""

    def write(runs: StudyRuns, folder: Path) -> Path:
        made_ready(folder, runs.study)
        runs.runs.to_parquet(folder / RUNS, index=False)
        assert numbers_hash()
        return folder

    return write
