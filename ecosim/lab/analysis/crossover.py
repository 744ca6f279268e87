"""The crossover map: over two dials of the world, where does one team overtake another?

The paired difference is known at the points of a grid and interpolated between them (linearly along
each dial). The zero line is where the interpolated difference is zero; the band around it is where
the difference's own bootstrap interval holds zero, so that on either side of the band one team is
ahead beyond chance, at each place by itself (the intervals are not corrected for the many places).
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from ecosim.lab.analysis.bootstrap import Floats, counts, ends, means, resampled_means
from ecosim.lab.analysis.crossing import crossings
from ecosim.lab.analysis.study_runs import StudyRuns, study_runs
from ecosim.lab.folders import FolderError
from ecosim.lab.sweep.settings import varied_parameters
from ecosim.measures import OUTCOMES
from ecosim.reference import as_written

PLACES = 41  # along each dial, where the band is drawn


@dataclass(frozen=True)
class Crossover:
    """Where two teams cross over two dials, in one world.

    Attributes:
        world: name of the world.
        first: name of the first team.
        second: name of the second team.
        outcome: name of the outcome.
        x: name of the dial that runs across.
        y: name of the dial that runs up.
        at_x: its values, shape (places,); those of the study and places between.
        at_y: likewise.
        difference: first minus second, shape (places of y, places of x); NaN where there is none.
        low: lower ends of its intervals, same shape.
        high: upper ends.
        grid_x: the values that were run.
        grid_y: likewise.
        undefined: points of the grid without a defined pair.
        averaged_over: other factors, over whose levels the difference is averaged.
        replications: resampled.
    """

    world: str
    first: str
    second: str
    outcome: str
    x: str
    y: str
    at_x: Floats
    at_y: Floats
    difference: Floats
    low: Floats
    high: Floats
    grid_x: Floats
    grid_y: Floats
    undefined: int
    averaged_over: tuple[str, ...]
    replications: int

    @property
    def table(self) -> pd.DataFrame:
        """Where the teams cross along x, at each y that was run.

        A zero line that stays between two values of y is in no row; the sentence knows it.

        Columns: world, y, x, low, high (NaN where the band leaves the range), ahead_above (the team
        that is higher beyond the crossing; where nothing crosses, the one that is higher all along,
        if clearly), crossing (yes or no). A y without a crossing has a row that says so.
        """
        rows = []
        for value in self.grid_y:
            row = int(np.abs(self.at_y - value).argmin())
            line, low, high = self.difference[row], self.low[row], self.high[row]
            places = crossings(self.at_x, line, low, high)
            for place in places:
                beyond = line[self.at_x > place.at]
                ahead = self.first if beyond[~np.isnan(beyond)][0] > 0 else self.second
                rows.append((self.world, value, *place, ahead, "yes"))
            if not places:
                known = ~np.isnan(line)
                ahead = self.first if known.any() and (low[known] > 0).all() else ""
                ahead = self.second if known.any() and (high[known] < 0).all() else ahead
                rows.append((self.world, value, np.nan, np.nan, np.nan, ahead, "no"))
        names = ["world", self.y, self.x, f"{self.x}_low", f"{self.x}_high", "ahead_above"]
        return pd.DataFrame(rows, columns=[*names, "crossing"])

    @property
    def shares(self) -> tuple[float, float, float]:
        """The parts of the map where the first is ahead, the second is, and neither for sure."""
        known = ~np.isnan(self.difference)
        first = float((self.low[known] > 0).mean())
        second = float((self.high[known] < 0).mean())
        return first, second, 1 - first - second

    @property
    def sentence(self) -> str:
        """Whether and where they cross, for a reader who knows selling and no statistics."""
        label = OUTCOMES[self.outcome].label
        begin = f"{label[:1].upper()}{label[1:]} in {self.world}"
        first, second, open_part = self.shares
        parts = (
            f"{self.first} is ahead beyond chance {_part(first)}, {self.second} {_part(second)}, "
            f"{100 * open_part:.0f}% is open"
        )
        table = self.table
        crossed = table[table["crossing"] == "yes"]
        where = f"{short(self.x)} and {short(self.y)}"
        if crossed.empty and not any(self._along_y()):
            return (
                f"{begin}: there is no crossing between {self.first} and {self.second} over "
                f"{where} in the ranges that were run{self._averaged()}; {parts}."
            )
        if first == 0 or second == 0:
            return (
                f"{begin}: the estimates of {self.first} and {self.second} cross over {where}"
                f"{self._averaged()}, but not beyond chance; {parts}."
            )
        if crossed.empty:
            lines = [line for line in self._along_y() if line]
            return (
                f"{begin}: {self.first} and {self.second} cross at {len(lines)} of "
                f"{len(self.grid_x)} values of {short(self.x)}, at {short(self.y)} "
                f"{_from_to([at for line in lines for at in line])}{self._averaged()}; {parts}."
            )
        return (
            f"{begin}: {self.first} and {self.second} cross at {crossed[self.y].nunique()} of "
            f"{len(self.grid_y)} values of {short(self.y)}, at {short(self.x)} "
            f"{_from_to(crossed[self.x].tolist())}{self._averaged()}; {parts}."
        )

    def _along_y(self) -> list[list[float]]:
        """Where the teams cross along y, at each value of x that was run."""
        found = []
        for value in self.grid_x:
            column = int(np.abs(self.at_x - value).argmin())
            bands = (part[:, column] for part in (self.difference, self.low, self.high))
            found.append([place.at for place in crossings(self.at_y, *bands)])
        return found

    def _averaged(self) -> str:
        """That other factors are averaged over, and which."""
        if not self.averaged_over:
            return ""
        return f", averaged over {' and '.join(short(name) for name in self.averaged_over)}"


def _from_to(places: list[float]) -> str:
    """One place, or from the lowest to the highest."""
    low, high = f"{min(places):.3g}", f"{max(places):.3g}"
    return low if low == high else f"from {low} to {high}"


def averaged_in_words(crossover: Crossover) -> tuple[str, ...]:
    """Which factors a map averages over; nothing if there are only its two dials."""
    if not crossover.averaged_over:
        return ()
    names = ", ".join(crossover.averaged_over)
    return (
        f"Differences are averaged over the values of {names}: where the answer depends on those, "
        "the map shows what holds on average.",
    )


def crossover(
    folder: Path | str,
    first: str,
    second: str,
    outcome: str = "win_rate",
    x: str | None = None,
    y: str | None = None,
    level: float = 0.95,
) -> list[Crossover]:
    """The crossover maps of two teams, one for each world of the study.

    Args:
        folder: Of a study with the design grid or factorial whose runs are all made.
        first: Name of the first team.
        second: Name of the second team.
        outcome: Of which outcome.
        x: Name of the dial across; not given: the first factor that is a number.
        y: Name of the dial up; not given: the second.
        level: Confidence level of the band.

    Raises:
        FolderError: as study_runs, the design is another one, or there are no two such dials.
    """
    return crossovers_of(study_runs(folder), first, second, outcome, x, y, level)


def dials_of(runs: StudyRuns) -> tuple[str, ...]:
    """The factors of a grid that are numbers and take at least two values."""
    if runs.study.design.kind not in ("grid", "factorial"):
        return ()
    known = varied_parameters()
    return tuple(
        name
        for name in runs.study.varied
        if known[name].is_number and runs.points[name].nunique() > 1
    )


def crossovers_of(
    runs: StudyRuns,
    first: str,
    second: str,
    outcome: str,
    x: str | None = None,
    y: str | None = None,
    level: float = 0.95,
) -> list[Crossover]:
    """As `crossover`, of runs at hand."""
    dials = dials_of(runs)
    free = [name for name in dials if name not in (x, y)]
    across = x or (free.pop(0) if free else "")
    up = y or (free.pop(0) if free else "")
    if across not in dials or up not in dials or across == up:
        raise FolderError(
            "A crossover map needs a grid with two different factors that are numbers, not "
            f"{as_written(across)} and {as_written(up)} of the design {runs.study.design.kind}."
        )
    values = runs.differences(first, second, outcome)
    others = tuple(name for name in runs.study.varied if name not in (across, up))
    return [
        _map(runs, world.name, (first, second, outcome), (across, up), others, values, level)
        for world in runs.study.worlds
    ]


def _map(
    runs: StudyRuns,
    world: str,
    asked: tuple[str, str, str],
    dials: tuple[str, str],
    others: tuple[str, ...],
    values: Floats,
    level: float,
) -> Crossover:
    here = np.asarray(runs.points["world"] == world)
    x, y = (np.asarray(runs.points.loc[here, name], np.float64) for name in dials)
    grid_x, grid_y = np.unique(x), np.unique(y)
    of_world = values[here]
    resampled = resampled_means(of_world, counts(runs.replications))
    cells = _on_grid(np.vstack([means(of_world), resampled]), x, y, grid_x, grid_y)
    at_x, at_y = _places(grid_x), _places(grid_y)
    across, up = _interpolation(grid_x, at_x), _interpolation(grid_y, at_y)
    gone = np.isnan(cells)
    fine = np.einsum("pi,bij,qj->bpq", up, np.where(gone, 0.0, cells), across, optimize=True)
    for missing in np.argwhere(gone):  # what any value is missing for is missing itself
        row, i, j = missing
        fine[row][np.ix_(up[:, i] > 0, across[:, j] > 0)] = np.nan
    low, high = ends(fine[1:], runs.replications, level)
    return Crossover(
        world, *asked, *dials, at_x, at_y, fine[0], low, high, grid_x, grid_y,
        int(np.isnan(cells[0]).sum()), others, runs.replications,
    )  # fmt: skip


def _on_grid(rows: Floats, x: Floats, y: Floats, grid_x: Floats, grid_y: Floats) -> Floats:
    """Values by point as values on the grid, shape (rows, y, x); other factors averaged over."""
    column, line = np.searchsorted(grid_x, x), np.searchsorted(grid_y, y)
    total = np.zeros((len(rows), len(grid_y), len(grid_x)))
    count = np.zeros((len(grid_y), len(grid_x)))
    for point, (i, j) in enumerate(zip(line, column, strict=True)):
        total[:, i, j] += rows[:, point]
        count[i, j] += 1
    averaged: Floats = total / count
    return averaged


def _places(grid: Floats) -> Floats:
    """The values of a dial that were run, and evenly spaced ones between."""
    return np.unique(np.concatenate([grid, np.linspace(grid[0], grid[-1], PLACES)]))


def _interpolation(grid: Floats, places: Floats) -> npt.NDArray[np.float64]:
    """The weights of the grid's values at each place, shape (places, grid)."""
    right = np.clip(np.searchsorted(grid, places), 1, len(grid) - 1)
    share = (places - grid[right - 1]) / (grid[right] - grid[right - 1])
    weights = np.zeros((len(places), len(grid)))
    rows = np.arange(len(places))
    weights[rows, right - 1] = 1 - share
    weights[rows, right] = share
    return weights


def _part(share: float) -> str:
    return f"on {100 * share:.0f}% of the map" if share > 0 else "nowhere"


def short(name: str) -> str:
    """The last part of a parameter's dotted name, as a word."""
    return name.rpartition(".")[2].replace("_", " ")
