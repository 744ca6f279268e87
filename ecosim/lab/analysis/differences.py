"""How every pair of teams differs at every point of a study, with verdicts.

Main outcomes are stated beforehand: `main_outcomes` of the study, else measures.MAIN_OUTCOMES. The
sign of a main outcome's difference is claimed only after Holm's correction over all points, pairs
and main outcomes at once. The smallest difference that matters is stated beforehand too:
`[smallest_that_matters]` of the study, else the table of outcomes. All other outcomes are told with
plain intervals: they explain, they do not decide.
"""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from ecosim.lab.analysis.bootstrap import counts, ends, resampled_means
from ecosim.lab.analysis.study_runs import Floats, StudyRuns, study_runs
from ecosim.lab.estimate import Interval, paired_difference, variance_ratio
from ecosim.lab.verdict import Finding, Verdict, holm, p_value, sentence
from ecosim.measures import OUTCOMES

ROWS_AT_ONCE = 1000
MOST_WORLDS_NAMED = 8


def differences(
    folder: Path | str, outcomes: Sequence[str] = (), level: float = 0.95
) -> pd.DataFrame:
    """Every pair of teams at every point: the first minus the second, pair by pair.

    Columns: point, world, the factors, first, second, outcome, unit, estimate, low, high
    (Student, lab.estimate), bootstrap_low, bootstrap_high (lab.analysis.bootstrap), replications
    (pairs used), undefined, failed (pairs left out, see study_runs), variance_ratio, p,
    corrected_p (Holm; NaN for outcomes that do not decide), smallest_that_matters, finding,
    favours (the team that the sign speaks for; empty if neither), sentence.

    Args:
        folder: Of a study whose runs are all made.
        outcomes: Those wanted; none given: the main ones.
        level: Confidence level.

    Raises:
        FolderError: as study_runs, or an outcome was not kept.
    """
    runs = study_runs(folder)
    return differences_of(runs, outcomes or runs.main_outcomes, level)


def differences_of(runs: StudyRuns, outcomes: Sequence[str], level: float = 0.95) -> pd.DataFrame:
    """As `differences`, of runs at hand. The correction is always over all main outcomes."""
    pairs = list(combinations([team.name for team in runs.study.teams], 2))
    main = runs.main_outcomes
    tables = {
        (*pair, outcome): _of_pair(runs, *pair, outcome, level)
        for pair in pairs
        for outcome in dict.fromkeys((*main, *outcomes))
    }
    if not tables:
        return pd.DataFrame(columns=[*_named(runs), "first", "second", "outcome"])
    together = pd.concat(tables.values(), ignore_index=True)
    decides = together["outcome"].isin(main)
    together["corrected_p"] = np.nan
    together.loc[decides, "corrected_p"] = holm(np.asarray(together.loc[decides, "p"], float))
    together["level"] = level
    wanted = together[together["outcome"].isin(outcomes)]
    said = [_said(row, runs) for _, row in wanted.iterrows()]
    return wanted.drop(columns="level").assign(
        finding=[verdict.finding.value for verdict, _ in said],
        favours=[
            "" if verdict.favours is None else str(row[verdict.favours])
            for row, (verdict, _) in zip(wanted.to_dict("records"), said, strict=True)
        ],
        sentence=[words for _, words in said],
    )


def _named(runs: StudyRuns) -> list[str]:
    return ["point", "world", *runs.study.varied]


def _of_pair(runs: StudyRuns, first: str, second: str, outcome: str, level: float) -> pd.DataFrame:
    """One pair's differences in one outcome at every point."""
    a, b = runs.values(first, outcome), runs.values(second, outcome)
    failed = (runs.failed(first) | runs.failed(second)).sum(axis=1)
    there = (runs.there(first) | runs.there(second)).sum(axis=1)
    intervals = [paired_difference(*sides, level) for sides in zip(a, b, strict=True)]
    low, high = _bootstrap_ends(a - b, level)
    rows = runs.points[_named(runs)].assign(
        first=first, second=second, outcome=outcome, unit=OUTCOMES[outcome].unit,
        estimate=[one.estimate for one in intervals],
        low=[one.low for one in intervals], high=[one.high for one in intervals],
        bootstrap_low=low, bootstrap_high=high,
        replications=[one.replications for one in intervals],
        undefined=[
            int(made) - int(bad) - one.replications
            for made, bad, one in zip(there, failed, intervals, strict=True)
        ],
        failed=failed,
        variance_ratio=[variance_ratio(*sides) for sides in zip(a, b, strict=True)],
        p=[p_value(d) for d in a - b],
        smallest_that_matters=runs.smallest_that_matters(outcome),
    )  # fmt: skip
    return rows


def _bootstrap_ends(values: Floats, level: float) -> tuple[Floats, Floats]:
    """Bootstrap intervals of the mean of each row; rows with as many defined values together."""
    low, high = np.full(len(values), np.nan), np.full(len(values), np.nan)
    sizes = (~np.isnan(values)).sum(axis=1)
    for size in np.unique(sizes[sizes > 1]):
        rows = np.flatnonzero(sizes == size)
        drawn = counts(int(size))
        for some in np.array_split(rows, -(-len(rows) // ROWS_AT_ONCE)):
            defined = values[some][~np.isnan(values[some])].reshape(len(some), size)
            low[some], high[some] = ends(resampled_means(defined, drawn), int(size), level)
    return low, high


def _said(row: pd.Series, runs: StudyRuns) -> tuple[Verdict, str]:
    """The verdict on one row and its sentence."""
    outcome = OUTCOMES[str(row["outcome"])]
    left_out = int(row["undefined"]) + int(row["failed"])
    interval = Interval(
        float(row["estimate"]), float(row["low"]), float(row["high"]),
        int(row["replications"]), left_out, float(row["level"]),
    )  # fmt: skip
    corrected = float(row["corrected_p"])
    decides = outcome.name in runs.main_outcomes
    verdict = Verdict(
        interval, float(row["smallest_that_matters"]), outcome.more_is_better,
        corrected if decides and not np.isnan(corrected) else None,
    )  # fmt: skip
    words = sentence(verdict, str(row["first"]), str(row["second"]), outcome.label, outcome.unit)
    return verdict, words


def verdicts_in_words(table: pd.DataFrame) -> list[str]:
    """What a table of differences says, a sentence each outcome and pair.

    At a single point this is the verdict; where points are worlds, in which of them each sign is
    claimed; else at how many points.
    """
    told = []
    groups = table.groupby(["outcome", "first", "second"], sort=False)
    for (outcome, first, second), rows in groups:
        if len(rows) == 1:
            told.append(str(rows["sentence"].iloc[0]))
            continue
        label = OUTCOMES[str(outcome)].label
        label = f"{label[:1].upper()}{label[1:]}"
        if rows["world"].nunique() == len(rows) <= MOST_WORLDS_NAMED:
            words = _by_world(rows, str(first), str(second))
        else:
            words = _counted(rows["finding"].tolist(), str(first), str(second))
        told.append(f"{label}: {words}.")
    return told


def _by_world(rows: pd.DataFrame, first: str, second: str) -> str:
    """In which worlds which team is higher, where each world is one point."""
    worlds = rows["world"].astype(str)
    told = []
    for words, mine in (
        (f"{first} is higher than {second}", rows["finding"].str.startswith("higher")),
        (f"{second} is higher than {first}", rows["finding"].str.startswith("lower")),
        ("no difference that matters", rows["finding"] == Finding.NO_DIFFERENCE),
        (f"{first} and {second} are undecided", rows["finding"] == Finding.UNDECIDED),
    ):
        if mine.any():
            told.append(f"{words} in {', '.join(worlds[mine])}")
    return "; ".join(told)


def _counted(findings: Sequence[str], first: str, second: str) -> str:
    """At how many points which team is higher, the one with more of them first."""
    count = len(findings)
    higher = sum(finding.startswith("higher") for finding in findings)
    lower = sum(finding.startswith("lower") for finding in findings)
    equal, undecided = findings.count(Finding.NO_DIFFERENCE), findings.count(Finding.UNDECIDED)
    rest = [f"{undecided:,} {'is' if undecided == 1 else 'are'} undecided"] if undecided else []
    if equal:
        rest.append(f"{equal:,} {'shows' if equal == 1 else 'show'} no difference that matters")
    if not higher and not lower:
        if undecided == count:
            return f"{first} and {second} are undecided at all {count:,} points"
        return f"of {count:,} points with {first} and {second} {' and '.join(rest)}"
    more, less, most, fewest = (first, second, higher, lower)
    if lower > higher:
        more, less, most, fewest = second, first, lower, higher
    words = f"{more} is higher than {less} at {most:,} of {count:,} points"
    rest.insert(0, f"{less} is higher at {fewest:,}" if fewest else f"{less} is higher nowhere")
    return f"{words}; {', '.join(rest)}"
