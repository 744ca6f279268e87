"""Which team is safest when nobody knows which world is the real one: worst cases and regret.

A world here is a world of the study with its factors set (a point). A choice is a team, with the
settings of its own factors if the study varies some and they cross with the worlds; where they do
not (points from a file, samples, one at a time), each point is a world and the teams are the
choices. In each world the regret of a choice is how
much better the best choice there does. The choice whose largest regret over the worlds is smallest
is the minimax-regret choice.

The best of several noisy means is better than the best of the true ones, so that plain regrets are
too large on average. How much too large is read off the bootstrap (a resample is to the sample what
the sample is to the truth) and taken off; regrets below zero are set to zero. The interval of a
largest regret comes from intervals of all paired differences from the other choices in all worlds
that hold at once (their joint width from the bootstrap): the largest of the lower ends and the
largest of the upper ends. It holds at least as often as it says, also where choices are equal.

The share of resamples in which a choice is the minimax-regret choice is no such interval: with few
replications resamples differ too little from each other. Of two equal choices one gets above 97.5%
in about 51% of studies with 2 replications, 23% with 3, 15% with 5 and 9% with 10, where 5% would
be right (normal values, three worlds). Below ten the sentence says so.

Source:
    L. J. Savage (1951), JASA 46, 55-67 (minimax regret); B. Efron and R. Tibshirani (1993), An
    Introduction to the Bootstrap, chapter 10 (bias); P. Hall (1992), The Bootstrap and Edgeworth
    Expansion, chapter 4 (joint intervals).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from ecosim.lab.analysis.bootstrap import Floats, counts, ends, means, resampled_means
from ecosim.lab.analysis.study_runs import StudyRuns, study_runs
from ecosim.lab.analysis.tail import worst_tenths
from ecosim.lab.folders import FolderError
from ecosim.lab.words import counted
from ecosim.measures import OUTCOMES
from ecosim.reference import as_written

NUMBERS_AT_ONCE = 4_000_000
FEWEST_REPLICATIONS = 10  # below, resamples agree with each other far more than samples would


@dataclass(frozen=True)
class Regrets:
    """Worst cases and regrets of every choice over the worlds of a study.

    Attributes:
        outcome: of which outcome.
        table: a row a choice: mean and worst outcome over the worlds with intervals, worst_world,
            worst_tenth (mean of the worst tenth of all runs) with its interval, mean_regret,
            max_regret with low and high, max_regret_world, best_in (share of worlds where it is
            best), minimax_share (share of resamples in which its largest regret is
            smallest; too near 0 or 1 below ten replications).
        by_world: a row a world and choice: mean, regret.
        worlds: that count.
        of: how many worlds the study names; the others differ by their factors.
        replications: that were resampled.
        left_out: worlds in which some choice has no defined outcome.
    """

    outcome: str
    table: pd.DataFrame
    by_world: pd.DataFrame
    worlds: int
    of: int
    replications: int
    left_out: int

    @property
    def choice(self) -> str:
        """The minimax-regret choice; of equals the one given first."""
        return str(self.table["choice"].iloc[int(self.table["max_regret"].argmin())])

    @property
    def sentence(self) -> str:
        """Which choice is safest and how sure that is."""
        row: Any = self.table.set_index("choice").loc[self.choice]
        factor, unit = amounts(self.outcome)
        label = OUTCOMES[self.outcome].label
        interval = "no interval: too few pairs somewhere"
        if not np.isnan(row["max_regret_low"]):
            ends_of = (factor * row["max_regret_low"], factor * row["max_regret_high"])
            interval = f"{ends_of[0]:.3g} to {ends_of[1]:.3g}"
        often = self._how_often(float(row["minimax_share"]))
        return (
            f"{label[:1].upper()}{label[1:]} over {self._where()}: {self.choice} is the "
            f"safest choice, with a largest regret of {factor * row['max_regret']:.3g}{unit} "
            f"({interval}); it is the minimax-regret choice in {often}{self._left_out()}."
        )

    def _where(self) -> str:
        """The worlds, told from settings of the same world."""
        if self.worlds <= self.of:
            return counted(self.worlds, "world")
        where = "the world" if self.of == 1 else f"{self.of:,} worlds"
        return f"{counted(self.worlds, 'setting')} of {where}"

    def _how_often(self, resamples: float) -> str:
        """The share of resamples, and that few replications make it too sure."""
        share = f"{100 * resamples:.0f}% of resamples"
        if self.replications >= FEWEST_REPLICATIONS:
            return share
        few = counted(self.replications, "replication")
        return f"{share}, which says little with {few} (fewer than {FEWEST_REPLICATIONS})"

    def _left_out(self) -> str:
        if not self.left_out:
            return ""
        verb = "is" if self.left_out == 1 else "are"
        return f"; {counted(self.left_out, 'world')} without a defined outcome {verb} left out"


def regret(folder: Path | str, outcome: str = "win_rate", level: float = 0.95) -> Regrets:
    """Worst cases and regrets over the worlds of a study.

    Raises:
        FolderError: as study_runs; the outcome is neither better nor worse when it is more; there
            is one choice only; or no world in which all choices have a defined outcome.
    """
    return regrets_of(study_runs(folder), outcome, level)


def regrets_of(runs: StudyRuns, outcome: str, level: float = 0.95) -> Regrets:
    """As `regret`, of runs at hand."""
    if outcome not in runs.outcomes:
        known = ", ".join(runs.outcomes)
        raise FolderError(f"The study kept no outcome {as_written(outcome)}; it kept {known}.")
    better = OUTCOMES[outcome].more_is_better
    if better is None:
        raise FolderError(f"More of {outcome} is neither better nor worse: it has no regret.")
    worlds, choices, values = arranged(runs, outcome)
    if len(choices) < 2:
        raise FolderError("Regret needs two teams or more.")
    defined = ~np.isnan(values).all(axis=-1).any(axis=1)
    if not defined.any():
        raise FolderError(f"There is no world in which every team has a defined {outcome}.")
    worlds = [world for world, here in zip(worlds, defined, strict=True) if here]
    left_out, of = int((~defined).sum()), len(runs.study.worlds)
    sign = 1 if better else -1
    return _regrets(outcome, worlds, choices, values[defined], sign, left_out, level, of)


def arranged(runs: StudyRuns, outcome: str) -> tuple[list[str], list[str], Floats]:
    """The worlds, the choices, and values of shape (worlds, choices, replications)."""
    mine = [name for name in runs.study.varied if name.startswith("team.")]
    if not _cross(runs, mine):
        mine = []
    theirs = ["world", *(name for name in runs.study.varied if name not in mine)]
    shown = theirs if len(runs.study.worlds) > 1 or len(theirs) == 1 else theirs[1:]
    worlds, settings = _numbered(runs.points[theirs]), _numbered(runs.points[mine])
    first_of_world = np.unique(worlds, return_index=True)[1]
    first_of_setting = np.unique(settings, return_index=True)[1]
    world_names = [
        _label(row, shown) for row in runs.points.iloc[first_of_world].to_dict("records")
    ]
    with_ = [_label(row, mine) for row in runs.points.iloc[first_of_setting].to_dict("records")]
    teams = [team.name for team in runs.study.teams]
    choices = [f"{team} {words}".strip() for team in teams for words in with_]
    values = np.full((len(world_names), len(choices), runs.replications), np.nan)
    for place, team in enumerate(teams):
        values[worlds, place * len(with_) + settings] = runs.values(team, outcome)
    return world_names, choices, values


def _cross(runs: StudyRuns, mine: list[str]) -> bool:
    """Whether every setting of the teams' factors meets every world."""
    theirs = ["world", *(name for name in runs.study.varied if name not in mine)]
    worlds, settings = _numbered(runs.points[theirs]), _numbered(runs.points[mine])
    together = len(set(zip(worlds.tolist(), settings.tolist(), strict=True)))
    return together == len(np.unique(worlds)) * len(np.unique(settings))


def _numbered(settings: pd.DataFrame) -> npt.NDArray[np.intp]:
    """A number for each row, the same for the same settings, in the order they first come."""
    if settings.shape[1] == 0:
        return np.zeros(len(settings), np.intp)
    numbers = settings.groupby(list(settings), sort=False, dropna=False).ngroup()
    return np.asarray(numbers, np.intp)


def _label(row: Mapping[Any, Any], names: list[str]) -> str:
    """A point in words: its world, then its factors by the last part of their names."""
    words = [str(row[name]) for name in names if name == "world"]
    for name in names:
        if name != "world":
            value = row[name]
            told = f"{value:.4g}" if isinstance(value, float) else str(value)
            told = "as given" if pd.isna(value) else told
            words.append(f"{name.rpartition('.')[2]}={told}")
    return ", ".join(words)


def _regrets(
    outcome: str,
    worlds: list[str],
    choices: list[str],
    values: Floats,
    sign: int,
    left_out: int,
    level: float,
    of: int,
) -> Regrets:
    n = values.shape[-1]
    middle = means(values)
    regrets = _regret(sign * middle)
    largest, average = regrets.max(axis=0), regrets.mean(axis=0)
    drawn = [_resampled(part, values, middle, sign) for part in _batches(counts(n), values)]
    again = {name: np.concatenate([one[name] for one in drawn]) for name in drawn[0]}
    low, high = _joint_ends(values, sign, again["apart"], level)
    too_much = np.nanmean(again["largest"], axis=0) - largest
    largest = np.fmax(np.fmin(largest - too_much, high), np.fmax(low, 0))
    average = np.maximum(2 * average - np.nanmean(again["average"], axis=0), 0)
    mean_ends = ends(again["mean"], n, level)
    worst_ends = ends(again["worst"], n, level)
    worst, tenth = (sign * middle).argmin(axis=0), worst_tenths(values, sign, level)
    known = again["largest"][~np.isnan(again["largest"]).any(axis=1)]
    chosen = np.bincount(known.argmin(axis=1), minlength=len(choices)) / max(len(known), 1)
    best = np.bincount((sign * middle).argmax(axis=1), minlength=len(choices)) / len(worlds)
    table = pd.DataFrame(
        {
            "choice": choices,
            "mean": middle.mean(axis=0), "mean_low": mean_ends[0], "mean_high": mean_ends[1],
            "worst": middle[worst, range(len(choices))],
            "worst_low": worst_ends[0], "worst_high": worst_ends[1],
            "worst_world": [worlds[place] for place in worst],
            "worst_tenth": tenth[0], "worst_tenth_low": tenth[1], "worst_tenth_high": tenth[2],
            "mean_regret": average,
            "max_regret": largest, "max_regret_low": low, "max_regret_high": high,
            "max_regret_world": [worlds[place] for place in regrets.argmax(axis=0)],
            "best_in": best, "minimax_share": chosen,
        }
    )  # fmt: skip
    by_world = pd.DataFrame(
        {
            "world": np.repeat(worlds, len(choices)), "choice": choices * len(worlds),
            "mean": middle.ravel(), "regret": regrets.ravel(),
        }
    )  # fmt: skip
    return Regrets(outcome, table, by_world, len(worlds), of, n, left_out)


def _batches(drawn: Floats, values: Floats) -> list[Floats]:
    """Resamples in batches small enough that memory does not grow with the study."""
    size = max(1, NUMBERS_AT_ONCE // values[..., 0].size // values.shape[1])
    return [drawn[k : k + size] for k in range(0, len(drawn), size)]


def _resampled(drawn: Floats, values: Floats, middle: Floats, sign: int) -> dict[str, Floats]:
    """What each resample of a batch says of each choice, shape (resamples, choices) each."""
    again = resampled_means(values, drawn)
    regrets = _regret(sign * again)
    moved = sign * (again - middle)
    apart = moved[:, :, None, :] - moved[:, :, :, None]  # (resample, world, choice, rival)
    error = _errors(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(error > 0, np.abs(apart) / error, 0.0)
    return {
        "largest": regrets.max(axis=1), "average": regrets.mean(axis=1),
        "mean": again.mean(axis=1), "worst": sign * (sign * again).min(axis=1),
        "apart": ratio.max(axis=(1, 3)),
    }  # fmt: skip


def _errors(values: Floats) -> Floats:
    """Standard errors of the paired differences, shape (worlds, choices, rivals)."""
    paired = values[:, None, :, :] - values[:, :, None, :]
    defined = (~np.isnan(paired)).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = np.nansum(paired, axis=-1) / defined
        square = np.nansum((paired - middle[..., None]) ** 2, axis=-1) / (defined - 1)
        error: Floats = np.sqrt(square / defined)
    return error


def _joint_ends(values: Floats, sign: int, apart: Floats, level: float) -> tuple[Floats, Floats]:
    """Ends of the largest regret of each choice, from differences that hold at once."""
    n = values.shape[-1]
    nothing = np.full(values.shape[1], np.nan)
    if n < 2:
        return nothing, nothing.copy()
    student = float(special.stdtrit(n - 1, (1 + level) / 2) / special.ndtri((1 + level) / 2))
    width = np.nanquantile(apart, level, axis=0) * student * np.sqrt(n / (n - 1))
    middle = sign * means(values)
    apart_by = middle[:, None, :] - middle[:, :, None]
    room = width[None, :, None] * _errors(values)
    low, high = ((apart_by + side * room).max(axis=(0, 2)) for side in (-1, 1))
    return np.maximum(low, 0), np.maximum(high, 0)


def _regret(goodness: Floats) -> Floats:
    """How much better the best choice does, choices on the last axis."""
    best: Floats = goodness.max(axis=-1, keepdims=True)
    return best - goodness


def amounts(outcome: str) -> tuple[float, str]:
    """By what to multiply differences in an outcome, and the unit to write behind them."""
    unit = OUTCOMES[outcome].unit
    return (100.0, " points") if unit == "share" else (1.0, unit and f" {unit}")
