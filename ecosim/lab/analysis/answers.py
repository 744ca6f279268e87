"""Everything a study's design allows to be said of it: sections with sentences and tables.

Which analysis a design allows: every design differences and, with two teams or more, regret; grids
and factorials shares of variation, with two dials crossover maps; saltelli and morris sensitivity,
of every team and of every paired difference; thirty points or more scenario discovery. What can not
be done is said with its reason, in the place where it would stand.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from ecosim.lab.analysis.crossed_cells import crossed
from ecosim.lab.analysis.crossover import (
    Crossover,
    averaged_in_words,
    crossovers_of,
    dials_of,
)
from ecosim.lab.analysis.differences import differences_of, verdicts_in_words
from ecosim.lab.analysis.discovery import FEWEST_POINTS, boxes_of
from ecosim.lab.analysis.regret import amounts, regrets_of
from ecosim.lab.analysis.study_runs import StudyRuns, study_runs
from ecosim.lab.analysis.variation import shares_of_variation, variation_in_words
from ecosim.lab.estimate import mean_interval
from ecosim.lab.folders import FolderError, write_text
from ecosim.lab.sweep.sensitivity import sensitivity
from ecosim.measures import OUTCOMES

ANALYSIS = "analysis"
DIGITS = "%.6g"


@dataclass(frozen=True)
class Section:
    """One analysis of a study.

    Attributes:
        name: of its files.
        title: as a heading.
        sentences: what it says.
        tables: by name; the first one is the main one.
        notes: how to read it, and why something is missing.
        maps: crossover maps to draw.
    """

    name: str
    title: str
    sentences: tuple[str, ...]
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    maps: tuple[Crossover, ...] = ()


def answers(folder: Path | str) -> list[Section]:
    """All sections that the study of a folder allows.

    Raises:
        FolderError: there is no study, or its runs are not all made yet.
    """
    folder = Path(folder)
    runs = study_runs(folder)
    made = [estimates_section(runs)]
    if len(runs.study.teams) > 1:
        made += [differences_section(runs), regret_section(runs)]
    kind = runs.study.design.kind
    if kind in ("grid", "factorial"):
        made.append(variation_section(runs))
        if len(runs.study.teams) > 1 and len(dials_of(runs)) > 1:
            made.append(crossover_section(runs))
    if kind in ("saltelli", "morris"):
        made.append(sensitivity_section(runs, folder))
    if len(runs.study.teams) > 1 and len(runs.points) >= FEWEST_POINTS and runs.study.varied:
        made.append(discovery_section(runs))
    return made


def write_answers(folder: Path | str) -> list[Section]:
    """All sections, with their tables as CSV in the folder's `analysis`.

    Raises:
        FolderError: as `answers`.
    """
    made = answers(folder)
    place = Path(folder) / ANALYSIS
    place.mkdir(exist_ok=True)
    for section in made:
        for name, table in section.tables.items():
            write_text(
                place / f"{name}.csv",
                table.to_csv(index=False, float_format=DIGITS, lineterminator="\n"),
            )
    lines = [f"{section.title}\n" + "\n".join(section.sentences) for section in made]
    write_text(place / "answers.txt", "\n\n".join(lines) + "\n")
    return made


def estimates_section(runs: StudyRuns) -> Section:
    """Each team's mean outcomes at each point, with what is missing counted."""
    rows: list[dict[str, Any]] = []
    for team in (team.name for team in runs.study.teams):
        failed, there = runs.failed(team).sum(axis=1), runs.there(team).sum(axis=1)
        for outcome in runs.outcomes:
            of_points = zip(runs.points.to_dict("records"), runs.values(team, outcome), strict=True)
            for place, (point, values) in enumerate(of_points):
                interval = mean_interval(values)
                used, bad = interval.replications, int(failed[place])
                rows.append(
                    {str(name): value for name, value in point.items()}
                    | {"team": team, "outcome": outcome, "unit": OUTCOMES[outcome].unit}
                    | {"mean": interval.estimate, "low": interval.low, "high": interval.high}
                    | {"replications": used, "undefined": int(there[place]) - bad - used}
                    | {"failed": bad}
                )
    table = pd.DataFrame(rows)
    return Section(
        "estimates", "The runs", missing_in_words(runs),
        {"estimates": table}, ("Means over replications with 95% intervals (Student).",),
    )  # fmt: skip


def missing_in_words(runs: StudyRuns) -> tuple[str, ...]:
    """How many runs there are, how many failed, and how many left an outcome undefined."""
    total, failed = len(runs.runs), int(runs.runs["error"].notna().sum())
    told = [f"{total:,} runs at {len(runs.points):,} points; {failed:,} failed."]
    if failed:
        why = str(runs.runs["error"].dropna().value_counts().index[0])
        told.append(
            f"Failed runs are left out of every number, and counted; most often: {why}. "
            "`ecosim sweep --retry-failed` tries them again."
        )
    good = runs.runs[runs.runs["error"].isna()]
    undefined = {name: int(good[name].isna().sum()) for name in runs.outcomes}
    words = [f"{OUTCOMES[name].label} in {n:,}" for name, n in undefined.items() if n]
    if words:
        told.append(f"Undefined, left out and counted: {', '.join(words)} runs.")
    return tuple(told)


def differences_section(runs: StudyRuns) -> Section:
    """Verdicts on every pair of teams at every point."""
    table = differences_of(runs, runs.outcomes)
    main = table[table["outcome"].isin(runs.main_outcomes)]
    compared = int(main["p"].notna().sum())
    notes = (
        "The first team minus the second, pair by pair under the same luck. Signs of main outcomes "
        f"({', '.join(OUTCOMES[name].label for name in runs.main_outcomes)}) are claimed after "
        f"Holm's correction over {compared:,} comparisons; other outcomes only explain.",
    )
    return Section(
        "differences", "Who is ahead", tuple(verdicts_in_words(main)),
        {"differences": table}, notes,
    )  # fmt: skip


def regret_section(runs: StudyRuns) -> Section:
    """Worst cases and regrets for every main outcome that has a better and a worse."""
    outcomes = [name for name in runs.main_outcomes if OUTCOMES[name].more_is_better is not None]

    def of(outcome: str) -> tuple[str, pd.DataFrame]:
        made = regrets_of(runs, outcome)
        return made.sentence, made.table

    return _tried(
        "regret", "Which is safest", of, tuple(outcomes),
        "Worlds are those of the study with its factors set. Regret: how much better the best team "
        "of the study does in the same world; the interval holds for all worlds at once.",
    )  # fmt: skip


def variation_section(runs: StudyRuns) -> Section:
    """Shares of variation of every main outcome."""

    def of(outcome: str) -> tuple[str, pd.DataFrame]:
        cells, axes = crossed(runs, outcome)
        table = shares_of_variation(cells, axes)
        return variation_in_words(table, OUTCOMES[outcome].label), table

    return _tried(
        "variation", "What decides", of, runs.main_outcomes,
        "Parts of the variance over the cells, chance taken off; a part below zero is chance.",
    )  # fmt: skip


def crossover_section(runs: StudyRuns) -> Section:
    """Crossover maps of every pair of teams in the first main outcome, over the first two dials."""
    maps: list[Crossover] = []
    for first, second in _pairs(runs):
        maps += crossovers_of(runs, first, second, runs.main_outcomes[0])
    tables = [one.table.assign(first=one.first, second=one.second) for one in maps]
    return Section(
        "crossover", "Where they cross", tuple(one.sentence for one in maps),
        {"crossover": pd.concat(tables, ignore_index=True)},
        (*averaged_in_words(maps[0]),
         "Between the points that were run the difference is interpolated along each dial; the "
         "band holds zero in its 95% bootstrap interval at each place by itself, not corrected for "
         "the many places.",),
        tuple(maps),
    )  # fmt: skip


def sensitivity_section(runs: StudyRuns, folder: Path) -> Section:
    """Sensitivity indices of every pair's difference and of every team, in main outcomes."""
    asked = [*_pairs(runs), *((team.name, None) for team in runs.study.teams)]
    index = "total_order" if runs.study.design.kind == "saltelli" else "mean_absolute_effect"
    sentences, notes, tables = [], [], []
    for outcome in runs.main_outcomes:
        for first, second in asked:
            what = f"{first} minus {second}" if second else first
            label = f"{OUTCOMES[outcome].label} of {what}"
            try:
                table = sensitivity(folder, outcome, first, second)
            except FolderError as error:
                notes.append(str(error))
                continue
            tables.append(_labelled(table, outcome=outcome, of=what))
            for world, rows in table.groupby("world", sort=False):
                sentences.append(_most_sensitive(rows, index, label, str(world), outcome))
    together = {"sensitivity": pd.concat(tables, ignore_index=True)} if tables else {}
    return Section("sensitivity", "What it depends on", tuple(sentences), together, tuple(notes))


def _most_sensitive(rows: pd.DataFrame, index: str, label: str, world: str, outcome: str) -> str:
    """The three factors it depends on most; effects in the outcome's unit, indices without one."""
    ranked = rows.sort_values(index, ascending=False).to_dict("records")
    factor, unit = amounts(outcome) if index == "mean_absolute_effect" else (1.0, "")
    told = [
        f"{row['factor']} {factor * row[index]:.2g} ± {factor * row[index + '_half_width']:.1g}"
        f"{unit}"
        for row in ranked[:3]
        if row[index] > row[index + "_half_width"]
    ]
    name = index.replace("_", " ") + (" index" if index == "total_order" else "")
    return f"{label[:1].upper()}{label[1:]} in {world}, {name}: {', '.join(told) or 'none clear'}."


def discovery_section(runs: StudyRuns) -> Section:
    """Boxes of assumptions in which the first team of each pair is ahead, first main outcome."""
    outcome = runs.main_outcomes[0]
    sentences, notes, boxes, limits = [], [], [], []
    for first, second in _pairs(runs):
        try:
            found = boxes_of(runs, first, second, outcome)
        except FolderError as error:
            notes.append(str(error))
            continue
        sentences.append(found.sentence)
        boxes.append(found.boxes.assign(first=first, second=second))
        limits.append(found.limits.assign(first=first, second=second))
    tables = {}
    if boxes:
        tables = {
            "box_limits": pd.concat(limits, ignore_index=True),
            "boxes": pd.concat(boxes, ignore_index=True),
        }
    notes.append(
        "Boxes found by PRIM on the sign of the mean paired difference at each point. Density is "
        "that of the points it was found in; quasi-p-values do not know that limits were searched."
    )
    return Section(
        "discovery", "Under which assumptions", tuple(sentences), tables,
        tuple(dict.fromkeys(notes)),
    )  # fmt: skip


def _labelled(table: pd.DataFrame, **labels: str) -> pd.DataFrame:
    """The table with what it is of in front."""
    return table.assign(**labels)[[*labels, *table.columns]]


def _pairs(runs: StudyRuns) -> list[tuple[str, str]]:
    return list(combinations([team.name for team in runs.study.teams], 2))


def _tried(
    name: str,
    title: str,
    analysis: Callable[[str], tuple[str, pd.DataFrame]],
    outcomes: tuple[str, ...],
    note: str,
) -> Section:
    """An analysis of each outcome; where it can not be done, why."""
    sentences, notes, tables = [], [note], []
    for outcome in outcomes:
        try:
            words, table = analysis(outcome)
        except ValueError as error:
            notes.append(f"{OUTCOMES[outcome].label}: {error}")
            continue
        sentences.append(words)
        tables.append(_labelled(table, outcome=outcome))
    together = {name: pd.concat(tables, ignore_index=True)} if tables else {}
    return Section(name, title, tuple(sentences), together, tuple(dict.fromkeys(notes)))
