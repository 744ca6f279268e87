"""Scenario discovery: in which part of the space of assumptions does one team beat another?

Each point of a study is a case; it is of interest if the first team's mean paired difference from
the second is above zero. The Patient Rule Induction Method peels the space, a twentieth at a time,
to a box in which such cases are dense. Of the boxes on the way one is taken by a rule fixed
beforehand: the one with the highest harmonic mean of coverage (share of all cases of interest that
lie in the box) and density (share of the cases in the box that are of interest). A limit that could
as well be chance (quasi-p-value above 0.05) is dropped again. Further boxes are sought among the
cases that are left, as long as they hold more cases of interest than the whole space on average.

Peeling finds a densest corner in pure noise, too: densities are those of the cases they were found
in. `chance` says how often shuffled signs give a box as good, so that a box in noise is seen as
such; quasi-p-values do not know that limits were searched for.

PRIM is that of the EMA workbench, an extra: `pip install ecosim[discovery]`.
"""

import logging
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ecosim.lab.analysis.bootstrap import means
from ecosim.lab.analysis.study_runs import StudyRuns, study_runs
from ecosim.lab.folders import FolderError
from ecosim.lab.sweep.settings import varied_parameters

MOST_BOXES = 3
LEAST_MASS = 0.05
CHANCE_LIMIT = 0.05  # of a quasi-p-value
SHUFFLES = 39
FEWEST_POINTS = 30

type Flags = npt.NDArray[np.bool_]


class DiscoveryMissing(FolderError):
    """The library that finds boxes is not installed; the message is one sentence."""


@dataclass(frozen=True)
class Boxes:
    """Where the first team is ahead of the second.

    Attributes:
        first: name of the first team; empty where cases were given as they are.
        second: name of the second.
        outcome: of which outcome.
        boxes: a row a box: coverage, density, mass (share of all cases), cases in it, of_interest.
        limits: a row a box and restricted factor: low and high in its unit, unrestricted ends as
            found in the cases; quasi_p_low and quasi_p_high (NaN for an end that is not
            restricted); for words the values allowed.
        cases: points that count.
        of_interest: of those, where the first team is ahead.
        left_out: points without a defined pair.
        chance: share of shuffles of the signs that give a first box as good; NaN without a box.
    """

    first: str
    second: str
    outcome: str
    boxes: pd.DataFrame
    limits: pd.DataFrame
    cases: int
    of_interest: int
    left_out: int
    chance: float

    @property
    def sentence(self) -> str:
        """Where the first team is ahead, for a reader who knows selling and no statistics."""
        share = self.of_interest / self.cases if self.cases else 0.0
        ahead = (
            f"{self.first} is above {self.second} in {self.outcome.replace('_', ' ')} at "
            f"{self.of_interest:,} of {self.cases:,} points ({100 * share:.0f}%)"
        )
        gone = f"; {self.left_out:,} points without a defined pair are left out"
        ahead += gone if self.left_out else ""
        if share in (0.0, 1.0):
            return f"{ahead}: there is nothing to tell apart by a box."
        if self.boxes.empty:
            return f"{ahead}; no box of assumptions tells these points from the others."
        box = self.boxes.iloc[0]
        limits = self.limits[self.limits["box"] == 1]
        within = " and ".join(_limit_in_words(row) for row in limits.to_dict("records"))
        doubt = f"Shuffled signs give as good a box in {100 * self.chance:.0f}% of cases" + (
            ": it may well be chance." if self.chance > CHANCE_LIMIT else "."
        )
        return (
            f"{ahead}; in the box {within} at {100 * box['density']:.0f}% of the points, which "
            f"are {100 * box['coverage']:.0f}% of all where it is above. {doubt}"
        )


def boxes(
    folder: Path | str, first: str, second: str, outcome: str = "win_rate", shuffles: int = SHUFFLES
) -> Boxes:
    """Boxes of the study's factors in which the first team is ahead of the second.

    Args:
        folder: Of a study whose runs are all made, of whatever design; sampled ones serve best.
        first: Name of the first team.
        second: Name of the second team.
        outcome: Of which outcome.
        shuffles: How many shuffles say how good a box chance gives.

    Raises:
        FolderError: as study_runs; fewer than 30 points, no factors, or the extra is missing.

    Source:
        J. H. Friedman and N. I. Fisher (1999), Statistics and Computing 9, 123-143; B. P. Bryant
        and R. J. Lempert (2010), Technol. Forecast. Soc. Change 77, 34-49 (quasi-p-values).
    """
    return boxes_of(study_runs(folder), first, second, outcome, shuffles)


def boxes_of(
    runs: StudyRuns, first: str, second: str, outcome: str, shuffles: int = SHUFFLES
) -> Boxes:
    """As `boxes`, of runs at hand."""
    middle = means(runs.differences(first, second, outcome))
    known = ~np.isnan(middle)
    names = list(runs.study.varied)
    if len(runs.study.worlds) > 1:
        names = ["world", *names]
    if not names or int(known.sum()) < FEWEST_POINTS:
        raise FolderError(
            f"Scenario discovery needs factors and {FEWEST_POINTS} points with a defined pair; "
            f"here are {len(names)} factors and {int(known.sum()):,} points."
        )
    cases = runs.points.loc[known, names].reset_index(drop=True)
    found = find_boxes(cases, middle[known] > 0, shuffles)
    found = found.__class__(
        first, second, outcome, found.boxes, _with_units(found.limits), found.cases,
        found.of_interest, int((~known).sum()), found.chance,
    )  # fmt: skip
    return found


def find_boxes(cases: pd.DataFrame, of_interest: Flags, shuffles: int = SHUFFLES) -> Boxes:
    """Boxes of any cases: a column a factor, a row a case, and which cases are of interest."""
    table = pd.DataFrame({name: _plain(cases[name]) for name in cases})
    rows: list[dict[str, Any]] = []
    limits: list[dict[str, Any]] = []
    total = int(of_interest.sum())
    chance = float("nan")
    if 0 < total < len(table):
        rows, limits = _peeled(table, of_interest)
        if rows and shuffles:
            random = np.random.default_rng(0)
            best = _goodness(rows[0])
            as_good = 1  # the signs as they are count as one arrangement
            for _ in range(shuffles):
                others, _ = _peeled(table, random.permutation(of_interest), most=1)
                as_good += bool(others) and _goodness(others[0]) >= best
            chance = as_good / (shuffles + 1)
    stated = ["box", "coverage", "density", "mass", "cases", "of_interest"]
    named = ["box", "factor", "low", "high", "values", "quasi_p_low", "quasi_p_high"]
    return Boxes(
        "", "", "", pd.DataFrame(rows, columns=stated), pd.DataFrame(limits, columns=named),
        len(table), total, 0, chance,
    )  # fmt: skip


def _peeled(
    cases: pd.DataFrame, of_interest: Flags, most: int = MOST_BOXES
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Box after box among the cases that are left."""
    prim = _prim(cases, of_interest)
    share = of_interest.mean()
    rows: list[dict[str, Any]] = []
    limits: list[dict[str, Any]] = []
    for number in range(1, most + 1):
        box = prim.find_box()
        if box is None:
            break
        place = _chosen(box)
        inside = box.peeling_trajectory.iloc[place]
        restricted = _limits(prim, box, place)
        if not restricted or inside["density"] <= share:
            break
        rows.append(
            {"box": number, "coverage": float(inside["coverage"])}
            | {"density": float(inside["density"]), "mass": float(inside["mass"])}
            | {"cases": int(inside["n"]), "of_interest": int(inside["k"])}
        )
        limits += [{"box": number} | one for one in restricted]
        if not of_interest[prim.yi[~np.isin(prim.yi, _taken(prim))]].any():
            break
    return rows, limits


def _prim(cases: pd.DataFrame, of_interest: Flags) -> Any:
    """The algorithm at its start.

    Raises:
        DiscoveryMissing: the library is not installed.
    """
    try:
        with warnings.catch_warnings():  # of parts of the workbench that are not needed here
            warnings.simplefilter("ignore")
            from ema_workbench.analysis.prim import Prim
    except ImportError:
        raise DiscoveryMissing(
            "Scenario discovery needs an extra: pip install ecosim[discovery]."
        ) from None
    logging.getLogger("EMA").setLevel(logging.WARNING)
    return Prim(cases, of_interest.astype(int), mass_min=LEAST_MASS)


def _taken(prim: Any) -> npt.NDArray[np.intp]:
    return np.concatenate([box.yi for box in prim._boxes])


def _chosen(box: Any) -> int:
    """The place by the rule, without limits that may be chance; dropping one adds a place."""
    way = box.peeling_trajectory
    goodness = 2 * way["coverage"] * way["density"] / (way["coverage"] + way["density"])
    place = int(goodness.fillna(0).to_numpy().argmax())
    box.select(place)
    while True:
        weak = [
            name
            for name, found in box.p_values[box._cur_box].items()
            if min((p for p in found if p >= 0), default=1.0) > CHANCE_LIMIT
        ]
        if not weak:
            return int(box._cur_box)
        box.drop_restriction(weak[0])


def _limits(prim: Any, box: Any, place: int) -> list[dict[str, Any]]:
    """The restricted factors of a box with limits and quasi-p-values."""
    found = []
    for name, quasi_p in box.p_values[place].items():
        ends = box.box_lims[place][name]
        row: dict[str, Any] = {"factor": name, "low": np.nan, "high": np.nan, "values": ""}
        if prim.x[name].dtype.kind in "fi":
            row |= {"low": float(ends.iloc[0]), "high": float(ends.iloc[1])}
        else:
            row["values"] = ", ".join(sorted(map(str, ends.iloc[0])))
        low, high = (float(p) if p >= 0 else np.nan for p in quasi_p)
        found.append(row | {"quasi_p_low": low, "quasi_p_high": high})
    return found


def _goodness(row: dict[str, Any]) -> float:
    coverage, density = float(row["coverage"]), float(row["density"])
    return 2 * coverage * density / (coverage + density)


def _plain(column: pd.Series) -> Any:
    """Numbers as floats, all else as words; a missing setting is a word of its own."""
    is_number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    if is_number and column.notna().all():
        return np.asarray(column, np.float64)
    return np.asarray(["as given" if pd.isna(value) else str(value) for value in column], object)


def _with_units(limits: pd.DataFrame) -> pd.DataFrame:
    known = varied_parameters()
    units = [known[name].unit if name in known else "" for name in limits["factor"]]
    return limits.assign(unit=units)


def _limit_in_words(row: Mapping[Any, Any]) -> str:
    """One restricted factor: the ends that are restricted, with the unit."""
    name = str(row["factor"])
    unit = f" {row['unit']}" if row.get("unit") else ""
    if row["values"]:
        return f"{name} among {row['values']}"
    low, high = not np.isnan(row["quasi_p_low"]), not np.isnan(row["quasi_p_high"])
    if low and high:
        return f"{name} {row['low']:.3g} to {row['high']:.3g}{unit}"
    return (
        f"{name} at least {row['low']:.3g}{unit}"
        if low
        else (f"{name} at most {row['high']:.3g}{unit}")
    )
