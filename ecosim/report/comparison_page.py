"""The page of a comparison: three teams or so in one world, as `ecosim compare` left it."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import TypeAdapter

from ecosim.files import team_names, world_names
from ecosim.lab.folders import FolderError
from ecosim.measures import OUTCOMES
from ecosim.report.asked import (
    essay_lines,
    horizon_line,
    outcome_lines,
    provenance_lines,
    team_lines,
    world_lines,
)
from ecosim.report.comparison import read_comparison
from ecosim.report.figures import figures_of
from ecosim.report.page import Answers, Line, Page, PageSection, picture, table_of
from ecosim.report.style import house_style
from ecosim.scenario import Scenario

CAPTIONS = {
    "win-and-volatility": "Win rate and order volatility of each team; faint dots are single runs.",
    "paired-differences": "Differences between teams that met the same luck.",
    "weekly-orders": "Orders week by week in a typical run.",
    "where-deals-die": "What became of the deals, and at which step.",
    "network": "One team, its accounts and the influencers in a typical run.",
}
ESTIMATES = {
    "team": "team", "label": "outcome", "mean": "mean", "low": "low", "high": "high",
    "unit": "unit", "replications": "replications", "left_out": "left out",
}  # fmt: skip
DIFFERENCES = {
    "first": "first", "second": "second", "label": "outcome", "estimate": "first minus second",
    "low": "low", "high": "high", "unit": "unit", "finding": "finding",
    "corrected_p": "corrected p", "variance_ratio": "variance ratio", "left_out": "left out",
}  # fmt: skip
MEANINGS = {
    "low": "lower end of the 95% interval",
    "high": "upper end of the 95% interval",
    "left_out": "runs, or pairs of runs, left out because the outcome is undefined",
    "corrected_p": "p-value after Holm's correction for all main comparisons made at once",
    "variance_ratio": "how many times as many replications unpaired runs would need",
}


def comparison_page(folder: Path) -> Page:
    """What the report of a comparison's folder says.

    Raises:
        FolderError: its manifest can not be read by this ecosim.
    """
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    finished = bool(manifest.get("complete", False))
    try:
        scenarios = [
            TypeAdapter(Scenario).validate_json(json.dumps(facts))
            for facts in manifest["scenarios"]
        ]
        count, main = int(manifest["replications"]), list(manifest["main_outcomes"])
        outcome_lines(main, {})
    except (ValueError, KeyError, TypeError):
        raise FolderError(
            f"{folder}: this comparison was made by another version of ecosim; compare anew."
        ) from None
    world, teams = scenarios[0].world, [scenario.teams[0] for scenario in scenarios]
    luck = f"Replication r has seed {1_000_000 * int(manifest['seed']):,} + r for every team."
    sections, spoken = _results(folder) if finished else ([], [])
    return Page(
        kind="Report of a comparison",
        title=f"{_list(team.name for team in teams)} in {world.name}",
        description="",
        warning="" if finished else (
            "Not finished: the comparison was stopped while its results were written. Run it again."
        ),
        asked=[
            ("World", world_lines([world])),
            ("Teams", team_lines(teams)),
            *essay_lines([*world_lines([world]), *team_lines(teams)]),
            ("Replications", [
                Line("", f"{count:,} of every team. {_precision(manifest)}".strip(), luck),
                horizon_line(scenarios[0].horizon),
            ]),
            ("Decides", outcome_lines(main, {})),
        ],
        answers=spoken,
        answer_notes=(
            "Teams sell alone, each in its own copy of the market, under the same luck. Signs of "
            "the outcomes that decide are claimed after correction for all comparisons made at "
            "once; other outcomes only explain.",
        ),
        sections=sections,
        again=(_again(world.name, [team.name for team in teams]),),
        commands=_command(manifest, world.name, [team.name for team in teams]),
        provenance=provenance_lines(manifest),
        manifest=text,
    )  # fmt: skip


def _results(folder: Path) -> tuple[list[PageSection], list[Answers]]:
    """The figures and tables, and the verdicts on the main outcomes pair by pair."""
    comparison = read_comparison(folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    main = manifest["main_outcomes"]
    differences = comparison.differences
    spoken = [
        Answers(f"{first} and {second}", [str(words) for words in rows["sentence"]])
        for (first, second), rows in differences[differences["outcome"].isin(main)].groupby(
            ["first", "second"], sort=False
        )
    ] or [Answers("", _alone(comparison.estimates, main))]
    with house_style():
        figures = [
            picture(figure, name, CAPTIONS[name], CAPTIONS[name])
            for name, figure in figures_of(comparison).items()
        ]
    tables = [table_of("Every team", "estimates.csv", comparison.estimates, ESTIMATES, MEANINGS)]
    if not differences.empty:
        tables.append(table_of("Every pair", "differences.csv", differences, DIFFERENCES, MEANINGS))
    sections = [
        PageSection("figures", "Figures", figures=figures),
        PageSection("tables", "Tables", tables=tables),
    ]
    return sections, spoken


def _alone(estimates: pd.DataFrame, main: list[str]) -> list[str]:
    """What is told of a single team."""
    told = []
    for row in estimates[estimates["outcome"].isin(main)].to_dict("records"):
        outcome = OUTCOMES[str(row["outcome"])]
        factor, unit = (100, "%") if outcome.unit == "share" else (1, outcome.unit)
        low, high = factor * row["low"], factor * row["high"]
        told.append(
            f"{outcome.label[:1].upper()}{outcome.label[1:]} of {row['team']}: "
            f"{factor * row['mean']:.3g}{unit} (95% interval {low:.3g} to {high:.3g}{unit})."
        )
    return told


def _precision(manifest: dict[str, Any]) -> str:
    if manifest.get("precision") is None:
        return ""
    reached = "reached" if manifest.get("precision_reached") else "not reached"
    return (
        f"Asked was a difference in win rate known to ±{manifest['precision']:g} points: {reached}."
    )


def _again(world: str, teams: list[str]) -> str:
    if world in world_names() and set(teams) <= set(team_names()):
        return (
            "World and teams have the names of presets of this ecosim; what they were is in the "
            "manifest, number by number."
        )
    return (
        "World or teams come from files of their own: write them again from the manifest, which "
        "has every number, then give the files instead of the names."
    )


def _command(manifest: dict[str, Any], world: str, teams: list[str]) -> str:
    weeks = sum(int(manifest["horizon"][part]) for part in ("burn_in", "cohort", "follow_up"))
    names = " ".join(f'"{name}"' if " " in name else name for name in teams)
    place = f'"{world}"' if " " in world else world
    return (
        f"ecosim compare {names} --world {place} --replications {manifest['replications']} "
        f"--weeks {weeks} --seed {manifest['seed']}"
    )


def _list(names: Any) -> str:
    every = list(names)
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} and {every[-1]}"
