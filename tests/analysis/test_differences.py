"""Verdicts of a study: which rows are corrected, what is counted, and how often they err."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ecosim.lab.analysis import differences
from ecosim.lab.analysis.differences import differences_of, verdicts_in_words
from ecosim.lab.analysis.study_runs import StudyRuns
from ecosim.lab.folders import FolderError
from ecosim.lab.sweep.study import Factor, Study
from ecosim.lab.verdict import holm

Make, Plant = Callable[..., Study], Callable[..., StudyRuns]
NOISE = "world.dials.noise"


def five_better(point: dict[str, float], team: str, luck: np.random.Generator) -> float:
    shared, one, other = luck.normal(size=3)
    if team == "hybrid":
        return 0.05 + 0.1 * float(shared) + 0.01 * float(one)
    return 0.1 * float(shared) + 0.01 * float(other)


def test_a_table_of_verdicts(
    study_of: Make, planted: Plant, stored: Callable[..., Path], tmp_path: Path
) -> None:
    table = differences(stored(planted(study_of(), five_better), tmp_path))
    assert len(table) == 3 * 2
    rates = table[table["outcome"] == "win_rate"]
    assert (rates["finding"] == "lower").all()
    assert (rates["favours"] == "hybrid").all()
    assert (rates["variance_ratio"] > 20).all()
    np.testing.assert_allclose(rates["low"], rates["bootstrap_low"], atol=1.5e-3)
    np.testing.assert_allclose(rates["high"], rates["bootstrap_high"], atol=1.5e-3)
    np.testing.assert_allclose(table["corrected_p"], holm(np.asarray(table["p"])))
    assert "hybrid is lower" not in verdicts_in_words(table)[0]
    assert "hybrid is higher than linear-process at 3 of 3 points" in verdicts_in_words(table)[0]


def test_only_main_outcomes_are_corrected(study_of: Make, planted: Plant) -> None:
    study = study_of(main_outcomes=("win_rate",))
    table = differences_of(planted(study, five_better), ("win_rate", "order_volatility"))
    main = table["outcome"] == "win_rate"
    assert table.loc[main, "corrected_p"].notna().all()
    assert table.loc[~main, "corrected_p"].isna().all()


def test_the_smallest_difference_that_matters_is_the_studys(study_of: Make, planted: Plant) -> None:
    study = study_of(smallest_that_matters={"win_rate": 0.2})
    table = differences_of(planted(study, five_better), ("win_rate",))
    assert set(table["smallest_that_matters"]) == {0.2}
    assert set(table["finding"]) == {"lower, but by less than matters"}


def test_failed_and_undefined_pairs_are_counted_apart(study_of: Make, planted: Plant) -> None:
    runs = planted(study_of(), five_better)
    table = runs.runs.copy()
    of_hybrid = (table["team"] == "hybrid") & (table["point"] == 0)
    failed, undefined = of_hybrid & (table["replication"] < 3), table["replication"] == 7
    table.loc[failed, "error"] = "ValueError: no"
    table.loc[failed | (of_hybrid & undefined), "win_rate"] = np.nan
    row = differences_of(StudyRuns(runs.study, table), ("win_rate",)).iloc[0]
    assert (row["replications"], row["failed"], row["undefined"]) == (16, 3, 1)


def test_a_point_without_a_pair_is_undecided(study_of: Make, planted: Plant) -> None:
    runs = planted(study_of(), lambda p, t, luck: np.nan if p[NOISE] else five_better(p, t, luck))
    table = differences_of(runs, ("win_rate",))
    assert list(table["finding"]) == ["lower", "undecided", "undecided"]
    assert list(table["undefined"]) == [0, 20, 20]


def test_an_outcome_that_was_not_kept_is_refused(study_of: Make, planted: Plant) -> None:
    with pytest.raises(FolderError, match='kept no outcome "wins"'):
        differences_of(planted(study_of(), five_better), ("wins",))


def false_claims(trials: int, study: Study, planted: Plant) -> float:
    """Share of studies of equal teams with any claim, each team and point with luck of its own."""

    def placebo(point: dict[str, float], team: str, luck: np.random.Generator) -> float:
        draws = luck.normal(size=40)
        return float(draws[0] + draws[1 + int(4 * point[NOISE]) + 10 * (team == "hybrid")])

    claims = 0
    for seed in range(trials):
        table = differences_of(planted(study, placebo, seed), study.outcomes)
        claims += bool((table["favours"] != "").any())
    return claims / trials


def test_equal_teams_are_seldom_told_apart(study_of: Make, planted: Plant) -> None:
    """Of 100 studies of 5 points and 2 outcomes at most 5 % with any claim, and 4.4 for chance.

    The two outcomes are the same numbers, so that Holm's correction is at its most cautious.
    """
    study = study_of(factors=(Factor(NOISE, low=0.0, high=1.0, levels=5),), replications=12)
    assert false_claims(100, study, planted) <= 0.05 + 0.044


@pytest.mark.statistical
def test_equal_teams_are_seldom_told_apart_in_the_long_run(study_of: Make, planted: Plant) -> None:
    study = study_of(
        factors=(Factor(NOISE, low=0.0, high=1.0, levels=5),), replications=12,
        outcomes=("win_rate",),
    )  # fmt: skip
    assert 0.02 <= false_claims(2_000, study, planted) <= 0.05 + 0.01
