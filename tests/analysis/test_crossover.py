"""Crossover maps: planted zero lines are found, their bands cover, and none is made up."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from ecosim.lab.analysis.crossing import crossings
from ecosim.lab.analysis.crossover import averaged_in_words, crossovers_of
from ecosim.lab.analysis.study_runs import StudyRuns
from ecosim.lab.folders import FolderError
from ecosim.lab.sweep.study import Design, Factor, Study

Make, Plant = Callable[..., Study], Callable[..., StudyRuns]
NOISE, DRIFT = "world.dials.noise", "world.dials.drift"
TWO = (Factor(NOISE, low=0.0, high=1.0, levels=5), Factor(DRIFT, low=0.0, high=1.0, levels=3))


def sloping(at: float, sd: float) -> Callable[..., float]:
    """Hybrid overtakes linear-process where noise + drift / 2 = at."""

    def value(point: dict[str, float], team: str, luck: np.random.Generator) -> float:
        shared, own = luck.normal(size=2)
        if team == "linear-process":
            return float(shared)
        own += 1000 * point[NOISE] * 0
        return float(shared + (point[NOISE] + point[DRIFT] / 2 - at) + sd * own)

    return value


def test_a_planted_line_is_found(study_of: Make, planted: Plant) -> None:
    runs = planted(study_of(factors=TWO), sloping(0.6, 0.1))
    (made,) = crossovers_of(runs, "hybrid", "linear-process", "win_rate")
    table = made.table
    assert list(table[DRIFT]) == [0.0, 0.5, 1.0]
    shift = 0.6 - float(table[NOISE].iloc[0])  # the mean luck of the differences
    np.testing.assert_allclose(table[NOISE], np.array([0.6, 0.35, 0.1]) - shift, atol=1e-9)
    assert (table[f"{NOISE}_low"] < table[NOISE]).all()
    assert (table[f"{NOISE}_high"] > table[NOISE]).all()
    assert set(table["ahead_above"]) == {"hybrid"}
    assert "cross at 3 of 3 values of drift, at noise from" in made.sentence


def test_where_nothing_crosses_it_is_said_plainly(study_of: Make, planted: Plant) -> None:
    runs = planted(study_of(factors=TWO), sloping(-1.0, 0.1))
    (made,) = crossovers_of(runs, "hybrid", "linear-process", "win_rate")
    assert "there is no crossing between hybrid and linear-process" in made.sentence
    assert "hybrid is ahead beyond chance on 100% of the map" in made.sentence
    assert set(made.table["crossing"]) == {"no"} and set(made.table["ahead_above"]) == {"hybrid"}


def test_a_line_between_two_values_of_the_other_dial_is_a_crossing(
    study_of: Make, planted: Plant
) -> None:
    """At both values of drift that were run one team leads throughout, but not the same one."""
    four = (Factor(NOISE, low=0.0, high=1.0), Factor(DRIFT, low=0.0, high=1.0))

    def value(point: dict[str, float], team: str, luck: np.random.Generator) -> float:
        shared, own = luck.normal(size=2)
        return float(shared + (team == "hybrid") * (point[DRIFT] - 0.5 + 0.01 * own))

    (made,) = crossovers_of(
        planted(study_of(factors=four), value), "hybrid", "linear-process", "win_rate"
    )
    assert set(made.table["crossing"]) == {"no"}
    assert "no crossing" not in made.sentence
    assert (
        "hybrid and linear-process cross at 2 of 2 values of noise, at drift 0.49" in made.sentence
    )


def test_what_a_map_averages_over_is_said(study_of: Make, planted: Plant) -> None:
    third = Factor("world.market.request_rate", values=(0.01, 0.02))
    runs = planted(study_of(factors=(*TWO, third)), sloping(0.6, 0.1))
    (made,) = crossovers_of(runs, "hybrid", "linear-process", "win_rate")
    assert ", averaged over request rate; " in made.sentence
    (note,) = averaged_in_words(made)
    assert "averaged over the values of world.market.request_rate" in note
    (plain,) = crossovers_of(
        planted(study_of(factors=TWO), sloping(0.6, 0.1)), "hybrid", "linear-process", "win_rate"
    )
    assert averaged_in_words(plain) == () and "averaged" not in plain.sentence


def test_a_line_that_is_only_chance_is_not_claimed(study_of: Make, planted: Plant) -> None:
    def value(point: dict[str, float], team: str, luck: np.random.Generator) -> float:
        draws = luck.normal(size=64)
        return float(draws[int(8 * point[NOISE]) + int(2 * point[DRIFT]) + 20 * (team == "hybrid")])

    runs = planted(study_of(factors=TWO), value, 3)
    (made,) = crossovers_of(runs, "hybrid", "linear-process", "win_rate")
    assert made.shares[2] > 0.8
    assert "not beyond chance" in made.sentence or "no crossing" in made.sentence


def coverage(trials: int, study: Study, planted: Plant) -> float:
    hits = 0
    for seed in range(trials):
        runs = planted(study, sloping(0.6, 0.3), seed)
        (made,) = crossovers_of(runs, "hybrid", "linear-process", "win_rate")
        row = made.table.iloc[1]
        hits += bool(row[f"{NOISE}_low"] <= 0.35 <= row[f"{NOISE}_high"])
    return hits / trials


def test_the_band_covers_the_planted_line(study_of: Make, planted: Plant) -> None:
    assert coverage(24, study_of(factors=TWO), planted) >= 0.8


@pytest.mark.statistical
def test_the_band_covers_the_planted_line_in_the_long_run(study_of: Make, planted: Plant) -> None:
    assert 0.93 <= coverage(1_000, study_of(factors=TWO), planted) <= 0.97


def test_a_third_factor_is_averaged_over(study_of: Make, planted: Plant) -> None:
    three = (*TWO, Factor("world.dials.complexity", values=(0.0, 1.0)))

    def value(point: dict[str, float], team: str, luck: np.random.Generator) -> float:
        lift = 2 * point["world.dials.complexity"] - 1
        return (team == "hybrid") * (point[NOISE] - 0.5 + lift) + float(luck.normal())

    (made,) = crossovers_of(
        planted(study_of(factors=three), value), "hybrid", "linear-process", "win_rate"
    )
    assert made.averaged_over == ("world.dials.complexity",)
    np.testing.assert_allclose(made.table[NOISE], 0.5)


def test_an_undefined_point_has_no_value_and_is_counted(study_of: Make, planted: Plant) -> None:
    def value(point: dict[str, float], team: str, luck: np.random.Generator) -> float:
        gone = point[NOISE] == 0 and point[DRIFT] == 0
        return np.nan if gone else (team == "hybrid") * (point[NOISE] - 0.6) + float(luck.normal())

    (made,) = crossovers_of(
        planted(study_of(factors=TWO), value), "hybrid", "linear-process", "win_rate"
    )
    assert made.undefined == 1
    assert np.isnan(made.difference[0, 0])
    np.testing.assert_allclose(made.table[NOISE], 0.6)


def test_other_designs_and_dials_are_refused(study_of: Make, planted: Plant) -> None:
    ranges = tuple(replace(factor, levels=2) for factor in TWO)
    sampled = study_of(design=Design(kind="sobol", n=4), factors=ranges)
    for study in (sampled, study_of()):
        runs = planted(study, lambda point, team, luck: 0.0)
        with pytest.raises(FolderError, match="needs a grid with two different factors"):
            crossovers_of(runs, "hybrid", "linear-process", "win_rate")


def test_every_crossing_of_a_line_is_found_with_its_own_interval() -> None:
    dial = np.array([0.0, 1.0, 2.0, 3.0])
    line = np.array([-1.0, 1.0, 1.0, -1.0])
    found = crossings(dial, line, line - 0.5, line + 0.5)
    assert [round(one.at, 6) for one in found] == [0.5, 2.5]
    assert found[0].low == pytest.approx(0.25) and found[0].high == pytest.approx(0.75)
