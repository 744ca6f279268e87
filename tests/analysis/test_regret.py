"""Regret: hand-worked, unbiased enough under equal teams, and honest about what is missing."""

from collections.abc import Callable

import numpy as np
import pytest

from ecosim.lab.analysis.regret import regrets_of
from ecosim.lab.analysis.study_runs import StudyRuns
from ecosim.lab.folders import FolderError
from ecosim.lab.sweep.study import Design, Factor, Study

Make, Plant = Callable[..., Study], Callable[..., StudyRuns]
NOISE = "world.dials.noise"
BY_HAND = {  # noise: linear-process, hybrid
    0.0: (0.50, 0.40),
    0.5: (0.30, 0.35),
    1.0: (0.10, 0.30),
}


def by_hand(point: dict[str, float], team: str, luck: np.random.Generator) -> float:
    return BY_HAND[point[NOISE]][team == "hybrid"] + 0.001 * float(luck.normal())


def test_worst_cases_and_regrets_by_hand(study_of: Make, planted: Plant) -> None:
    made = regrets_of(planted(study_of(), by_hand), "win_rate")
    table = made.table.set_index("choice")
    assert made.choice == "hybrid"
    np.testing.assert_allclose(table["max_regret"], [0.20, 0.10], atol=2e-3)
    np.testing.assert_allclose(table["mean_regret"], [0.25 / 3, 0.10 / 3], atol=2e-3)
    np.testing.assert_allclose(table["worst"], [0.10, 0.30], atol=2e-3)
    np.testing.assert_allclose(table["best_in"], [1 / 3, 2 / 3])
    assert list(table["max_regret_world"]) == [
        "noise=1",
        "noise=0",
    ]
    assert table.loc["hybrid", "minimax_share"] == 1
    assert made.sentence.startswith(
        "Win rate over 3 settings of the world: hybrid is the safest choice, with a largest "
    )
    assert len(made.by_world) == 6


def test_where_less_is_better_regret_turns_round(study_of: Make, planted: Plant) -> None:
    made = regrets_of(planted(study_of(), by_hand), "order_volatility")
    assert made.choice == "linear-process"
    assert made.table.set_index("choice").loc["hybrid", "worst"] == pytest.approx(0.40, abs=2e-3)


def noisy(point: dict[str, float], team: str, luck: np.random.Generator) -> float:
    draws = luck.normal(size=12)
    return float(draws[int(4 * point[NOISE]) + 6 * (team == "hybrid")])


def test_under_equal_teams_the_interval_of_regret_begins_at_zero(
    study_of: Make, planted: Plant
) -> None:
    """The true regret is zero everywhere; plain regrets would all lie well above."""
    found = [regrets_of(planted(study_of(), noisy, seed), "win_rate").table for seed in range(60)]
    covered = np.mean([table["max_regret_low"].iloc[0] == 0 for table in found])
    assert covered >= 0.9
    sure = np.mean([table["minimax_share"].max() > 0.975 for table in found])
    assert sure <= 0.15


def test_the_interval_of_a_planted_regret_covers(study_of: Make, planted: Plant) -> None:
    hits = 0
    for seed in range(60):
        runs = planted(
            study_of(),
            lambda p, t, luck: BY_HAND[p[NOISE]][t == "hybrid"] + 0.2 * noisy(p, t, luck),
            seed,
        )
        row = regrets_of(runs, "win_rate").table.iloc[0]
        hits += bool(row["max_regret_low"] <= 0.2 <= row["max_regret_high"])
    assert hits / 60 >= 0.87


def test_a_world_without_a_defined_outcome_is_left_out_and_counted(
    study_of: Make, planted: Plant
) -> None:
    runs = planted(
        study_of(),
        lambda p, t, luck: np.nan if p[NOISE] == 0 and t == "hybrid" else by_hand(p, t, luck),
    )
    made = regrets_of(runs, "win_rate")
    assert (made.worlds, made.left_out) == (2, 1)
    assert "1 world without a defined outcome is left out" in made.sentence


def test_factors_of_teams_make_choices_not_worlds(study_of: Make, planted: Plant) -> None:
    factors = (
        Factor(NOISE, values=(0.0, 1.0)),
        Factor("team.playbook.adherence", values=(0.0, 1.0)),
    )
    runs = planted(study_of(factors=factors), lambda p, t, luck: p["team.playbook.adherence"])
    made = regrets_of(runs, "win_rate")
    assert made.worlds == 2
    assert list(made.table["choice"]) == [
        "linear-process adherence=0", "linear-process adherence=1",
        "hybrid adherence=0", "hybrid adherence=1",
    ]  # fmt: skip
    assert list(made.table["max_regret"]) == [1.0, 0.0, 1.0, 0.0]


def test_where_settings_of_teams_do_not_cross_with_worlds_each_point_is_a_world(
    study_of: Make, planted: Plant
) -> None:
    """As with points from a file: else no choice meets two worlds, and nothing can be said."""
    columns = (NOISE, "team.playbook.adherence")
    design = Design(kind="csv", file="p.csv", columns=columns, rows=((0.1, None), (None, 0.5)))
    runs = planted(
        study_of(factors=(), design=design), lambda p, t, luck: 0.5 - 0.1 * (t == "hybrid")
    )
    made = regrets_of(runs, "win_rate")
    assert list(made.table["choice"]) == ["linear-process", "hybrid"]
    assert (made.worlds, made.left_out) == (2, 0)
    np.testing.assert_allclose(made.table["max_regret"], [0.0, 0.1])
    assert set(made.by_world["world"]) == {
        "noise=0.1, adherence=as given", "noise=as given, adherence=0.5",
    }  # fmt: skip


@pytest.mark.parametrize(("replications", "said"), [(9, True), (10, False)])
def test_few_replications_are_said_to_make_the_share_of_resamples_too_sure(
    study_of: Make, planted: Plant, replications: int, said: bool
) -> None:
    made = regrets_of(planted(study_of(replications=replications), noisy), "win_rate")
    few = f"says little with {replications} replications (fewer than 10)"
    assert (few in made.sentence) is said


def test_one_replication_gives_a_regret_without_an_interval(study_of: Make, planted: Plant) -> None:
    made = regrets_of(planted(study_of(replications=1), by_hand), "win_rate")
    assert made.table[["max_regret_low", "max_regret_high"]].isna().all(axis=None)
    assert "no interval: too few pairs somewhere" in made.sentence
    assert "says little with 1 replication (" in made.sentence


def test_what_has_no_better_or_no_rival_has_no_regret(study_of: Make, planted: Plant) -> None:
    runs = planted(study_of(outcomes=("open_share",), main_outcomes=("open_share",)), by_hand)
    with pytest.raises(FolderError, match="neither better nor worse"):
        regrets_of(runs, "open_share")
    alone = planted(study_of(teams=study_of().teams[:1]), by_hand)
    with pytest.raises(FolderError, match="two teams or more"):
        regrets_of(alone, "win_rate")
