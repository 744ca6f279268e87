"""A study's runs as a full crossing: an array with one axis for each thing that varies."""

import json
from collections.abc import Sequence

import numpy as np

from ecosim.lab.analysis.bootstrap import Floats
from ecosim.lab.analysis.study_runs import StudyRuns
from ecosim.lab.folders import FolderError
from ecosim.reference import as_written
from ecosim.scenario import facts_of
from ecosim.team import Team

TEAM_AXES = ("structure", "playbook", "regime")


def crossed(
    runs: StudyRuns, outcome: str, axes: Sequence[str] = (), teams: Sequence[str] = ()
) -> tuple[Floats, tuple[str, ...]]:
    """One outcome over a full crossing: shape (levels of each axis ..., replications), the axes.

    Axes: structure, playbook, regime, team, world and the study's factors. Levels stand in the
    order in which they come in the study.

    Raises:
        FolderError: no such axis, or the axes do not cross: some combination of levels is missing
            or there twice.
    """
    known = [team.name for team in runs.study.teams]
    wanted = [name for name in known if not teams or name in teams]
    for name in teams:
        runs.of_team(name)
    names = tuple(axes) or usual_axes(runs, wanted)
    if not names:
        raise FolderError("Nothing varies in this study, so nothing can be shared out.")
    labels: list[tuple[str, ...]] = []
    values: list[Floats] = []
    for team in wanted:
        columns = [_levels(runs, team, axis) for axis in names]
        labels += list(zip(*columns, strict=True))
        values += list(runs.values(team, outcome))
    levels = [list(dict.fromkeys(row[k] for row in labels)) for k in range(len(names))]
    shape = tuple(map(len, levels))
    if len(set(labels)) != len(labels) or len(labels) != int(np.prod(shape)):
        wide = " x ".join(f"{name} ({n})" for name, n in zip(names, shape, strict=True))
        raise FolderError(
            f"The axes {wide} do not cross: {len(labels):,} cells are there, of which "
            f"{len(set(labels)):,} differ, but {int(np.prod(shape)):,} are needed."
        )
    cells = np.full((*shape, runs.replications), np.nan)
    for row, of_row in zip(labels, values, strict=True):
        cells[tuple(levels[k].index(label) for k, label in enumerate(row))] = of_row
    return cells, names


def usual_axes(runs: StudyRuns, teams: Sequence[str]) -> tuple[str, ...]:
    """All that varies: what sets the teams apart, worlds, factors."""
    found = list(team_axes([team for team in runs.study.teams if team.name in teams]))
    if len(runs.study.worlds) > 1:
        found.append("world")
    return (*found, *(name for name in runs.study.varied if runs.points[name].nunique() > 1))


def team_axes(teams: Sequence[Team]) -> tuple[str, ...]:
    """Structure, playbook, regime as far as they vary, if they cross; else the team itself."""
    if len(teams) < 2:
        return ()
    contents = [tuple(_content(team, axis) for axis in TEAM_AXES) for team in teams]
    sizes = [len({row[k] for row in contents}) for k in range(len(TEAM_AXES))]
    if len(set(contents)) == len(teams) == int(np.prod(sizes)):
        return tuple(axis for axis, size in zip(TEAM_AXES, sizes, strict=True) if size > 1)
    return ("team",)


def _content(team: Team, axis: str) -> str:
    return json.dumps(facts_of(getattr(team, axis)), sort_keys=True)


def _levels(runs: StudyRuns, team: str, axis: str) -> list[str]:
    """The level of an axis at each point, for one team."""
    count = len(runs.points)
    if axis == "team":
        return [team] * count
    if axis in TEAM_AXES:
        design = next(one for one in runs.study.teams if one.name == team)
        return [_content(design, axis)] * count
    if axis != "world" and axis not in runs.study.varied:
        known = ", ".join([*TEAM_AXES, "team", "world", *runs.study.varied])
        raise FolderError(f"{as_written(axis)} is no axis of this study; they are {known}.")
    return [str(value) for value in runs.points[axis]]
