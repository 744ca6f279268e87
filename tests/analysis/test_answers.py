"""All that is said of a study: what can not be said has a reason, tables say what they are of."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from ecosim.lab.analysis.answers import Section, answers
from ecosim.lab.analysis.study_runs import StudyRuns
from ecosim.lab.sweep.study import Design, Factor, Study

NOISE = "world.dials.noise"
Make, Plant = Callable[..., Study], Callable[..., StudyRuns]
Stored = Callable[[StudyRuns, Path], Path]


def leading(point: dict[str, float], team: str, luck: np.random.Generator) -> float:
    return 0.5 + 0.1 * (team == "hybrid") + 0.01 * float(luck.normal(size=2)[int(team == "hybrid")])


def sections(folder: Path) -> dict[str, Section]:
    return {section.name: section for section in answers(folder)}


def test_tables_say_first_of_which_outcome_they_are(
    study_of: Make, planted: Plant, stored: Stored, tmp_path: Path
) -> None:
    made = sections(stored(planted(study_of(), leading), tmp_path))
    for name in ("regret", "variation"):
        assert made[name].tables[name].columns[0] == "outcome"


def test_points_of_a_file_with_settings_of_teams_have_answers(
    study_of: Make, planted: Plant, stored: Stored, tmp_path: Path
) -> None:
    columns = (NOISE, "team.playbook.adherence")
    design = Design(kind="csv", file="p.csv", columns=columns, rows=((0.1, None), (None, 0.5)))
    made = sections(stored(planted(study_of(factors=(), design=design), leading), tmp_path))
    assert "over 2 settings of the world: hybrid is the safest" in made["regret"].sentences[0]


def test_an_outcome_nobody_can_judge_leaves_the_rest_standing(
    study_of: Make, planted: Plant, stored: Stored, tmp_path: Path
) -> None:
    """Undefined for one team everywhere: no regret of it, with the reason, and all else as ever."""

    def value(point: dict[str, float], team: str, luck: np.random.Generator) -> float:
        return np.nan if team == "hybrid" else leading(point, team, luck)

    made = sections(stored(planted(study_of(), value), tmp_path))
    assert made["regret"].sentences == () and made["regret"].tables == {}
    assert any("no world in which every team has a defined" in n for n in made["regret"].notes)
    assert len(made["estimates"].tables["estimates"]) == 12


def test_one_replication_has_means_and_no_intervals(
    study_of: Make, planted: Plant, stored: Stored, tmp_path: Path
) -> None:
    study = study_of(replications=1, factors=(Factor(NOISE, values=(0.0, 0.5)),))
    made = sections(stored(planted(study, leading), tmp_path))
    estimates = made["estimates"].tables["estimates"]
    assert estimates["mean"].notna().all()
    assert estimates[["low", "high"]].isna().all(axis=None)
    assert "undecided at all 2 points" in made["differences"].sentences[0]
    assert made["variation"].sentences == ()
    assert any("fewer than 2 replications" in note for note in made["variation"].notes)


def test_where_points_are_worlds_they_are_named(
    study_of: Make, planted: Plant, stored: Stored, tmp_path: Path
) -> None:
    (world,) = study_of().worlds
    worlds = (world, replace(world, name="another"), replace(world, name="third"))

    def value(point: dict[str, object], team: str, luck: np.random.Generator) -> float:
        own = 0.001 * float(luck.normal(size=3)[2 * (team == "hybrid")])
        ahead = {"another": 0.1, "third": -0.1}.get(str(point["world"]), 0.0)
        return ahead * (team == "hybrid") + own

    study = study_of(worlds=worlds, factors=())
    told = sections(stored(planted(study, value), tmp_path))["differences"].sentences[0]
    assert told == (
        "Win rate: linear-process is higher than hybrid in third; hybrid is higher than "
        "linear-process in another; no difference that matters in mid-market-saas."
    )
