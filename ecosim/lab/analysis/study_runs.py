"""A study's runs arranged as points by replications, and the one rule for what has no number.

The rule. A run that failed and an outcome that is undefined in a run are both NaN, and NaN is never
replaced and never dropped unsaid:

- A pair of runs with NaN on either side is left out of a paired difference, and counted: as
  `failed` if either run failed, else as `undefined`.
- A point without a single defined pair has no value. An analysis that can do without it leaves it
  out and says how many it left out; one that can not (sensitivity indices) refuses, and says so.
- Shares of variation need every cell under the same luck: a replication with NaN in any cell is
  left out of all of them, and counted.

Replication r has the same seed at every point and for every team, so that the arrays here can be
subtracted and resampled replication by replication.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from ecosim.lab.folders import FolderError
from ecosim.lab.sweep.designs import points
from ecosim.lab.sweep.folder import study_in
from ecosim.lab.sweep.study import Study
from ecosim.lab.sweep.tables import kept_outcomes, load_runs
from ecosim.measures import OUTCOMES
from ecosim.reference import as_written

type Floats = npt.NDArray[np.float64]
type Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class StudyRuns:
    """A study and all its runs.

    Attributes:
        study: what was asked.
        runs: one row a run, as `load_runs` gives it.
        points: one row a point: its number, world and factors.
        replications: the most that any point has.
    """

    study: Study
    runs: pd.DataFrame = field(repr=False)
    points: pd.DataFrame = field(init=False, repr=False)
    replications: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", points(self.study))
        object.__setattr__(self, "replications", int(self.runs["replication"].max()) + 1)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that were kept."""
        return kept_outcomes(self.study)

    @property
    def main_outcomes(self) -> tuple[str, ...]:
        """The outcomes that decide."""
        return self.study.deciding

    def values(self, team: str, outcome: str) -> Floats:
        """A team's outcome, shape (points, replications); NaN if undefined, failed or not run.

        Raises:
            FolderError: the study has no such team or outcome.
        """
        return self._arranged(self.of_team(team), outcome)

    def failed(self, team: str) -> Flags:
        """Which runs of a team failed, shape (points, replications)."""
        mine = self.of_team(team)
        flags = np.zeros((len(self.points), self.replications), bool)
        flags[mine["point"], mine["replication"]] = mine["error"].notna()
        return flags

    def there(self, team: str) -> Flags:
        """Which runs of a team there are, shape (points, replications)."""
        mine = self.of_team(team)
        flags = np.zeros((len(self.points), self.replications), bool)
        flags[mine["point"], mine["replication"]] = True
        return flags

    def differences(self, first: str, second: str, outcome: str) -> Floats:
        """First minus second under the same luck, shape (points, replications)."""
        return self.values(first, outcome) - self.values(second, outcome)

    def of_team(self, team: str) -> pd.DataFrame:
        """The runs of a team.

        Raises:
            FolderError: the study has no such team.
        """
        mine = self.runs[self.runs["team"] == team]
        if mine.empty:
            known = ", ".join(team.name for team in self.study.teams)
            raise FolderError(f"The study has no team {as_written(team)}; it has {known}.")
        return mine

    def smallest_that_matters(self, outcome: str) -> float:
        """The smallest difference that matters: as the study states, else as in OUTCOMES."""
        stated = dict(self.study.smallest_that_matters)
        return float(stated.get(outcome, OUTCOMES[outcome].smallest_that_matters))

    def _arranged(self, mine: pd.DataFrame, outcome: str) -> Floats:
        if outcome not in mine:
            known = ", ".join(self.outcomes)
            raise FolderError(f"The study kept no outcome {as_written(outcome)}; it kept {known}.")
        arranged = np.full((len(self.points), self.replications), np.nan)
        arranged[mine["point"], mine["replication"]] = mine[outcome]
        return arranged


def study_runs(folder: Path | str) -> StudyRuns:
    """The study of a folder with all its runs.

    Raises:
        FolderError: there is no study, or its runs are not all made yet.
    """
    return StudyRuns(study_in(Path(folder)), load_runs(folder))
