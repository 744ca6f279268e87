"""What was asked, in words: worlds, teams, factors, design, replications, outcomes."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from ecosim.lab.sweep.settings import varied_parameters
from ecosim.lab.sweep.study import Factor, Study
from ecosim.measures import OUTCOMES
from ecosim.report.page import Line
from ecosim.scenario import Horizon
from ecosim.team import Team
from ecosim.world import World

DESIGNS = {
    "grid": "every combination of the values",
    "factorial": "every combination of two levels",
    "latin-hypercube": "a Latin hypercube: spread evenly over each factor's range",
    "sobol": "a scrambled Sobol sequence: spread evenly over all factors together",
    "saltelli": "Sobol points arranged for first and total order indices",
    "morris": "trajectories that change one factor at a time (Morris)",
    "one-at-a-time": "all as given, then each factor alone",
    "csv": "points from a file",
}

ESSAYS = {
    "S0": 'Joseph Dager, "Why Sales Should Never be a Process"',
    "S1": 'Joseph Dager, "The Beautifulness of Chaos in Sales"',
    "S2": 'Anthony Iannarino (2010), "You Are Making Too Much of Your Sales Process"',
    "S3": 'Michael Webb (2006), "Are Your Business Problems Rooted in Your Sales Process?"',
    "S4": "Anthony Iannarino, on freeing the sales force from a linear process",
}


def world_lines(worlds: Iterable[World]) -> list[Line]:
    """Each world with its size."""
    return [
        Line(
            world.name,
            f"{world.market.accounts:,} accounts, {world.people.reps:,} "
            f"{'rep' if world.people.reps == 1 else 'reps'} a team",
            world.description,
        )
        for world in worlds
    ]  # fmt: skip


def team_lines(teams: Iterable[Team]) -> list[Line]:
    """Each team with its place on the three axes."""
    return [
        Line(
            team.name,
            f"{team.structure.form} structure, {team.playbook.order} playbook, "
            f"{team.regime.form} pay",
            team.description,
        )
        for team in teams
    ]  # fmt: skip


def essay_lines(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """The essays that these lines name as S0 to S4, under their term; nothing if they name none."""
    named = set(re.findall(r"\bS[0-4]\b", " ".join(line.small for line in lines)))
    told = [Line(name, essay) for name, essay in ESSAYS.items() if name in named]
    return [("Essays named", told)] if told else []


def horizon_line(horizon: Horizon) -> Line:
    """The weeks of a run."""
    first, last = horizon.burn_in + 1, horizon.burn_in + horizon.cohort
    return Line(
        "", f"{horizon.weeks:,} weeks a run; measured are the deals that enter in weeks "
        f"{first:,} to {last:,}.",
    )  # fmt: skip


def outcome_lines(names: Sequence[str], smallest: dict[str, float]) -> list[Line]:
    """What each outcome means, which way is better, and from where a difference matters."""
    lines = []
    for name in names:
        outcome = OUTCOMES[name]
        matters = smallest.get(name, outcome.smallest_that_matters)
        unit = "points" if outcome.unit == "share" else outcome.unit
        amount = 100 * matters if outcome.unit == "share" else matters
        better = {True: "more is better", False: "less is better", None: "neither is better"}
        told = f"; a difference matters from {amount:g} {unit}".rstrip() if matters else ""
        lines.append(Line(outcome.label, outcome.meaning, better[outcome.more_is_better] + told))
    return lines


def study_lines(study: Study, points: int) -> list[tuple[str, list[Line]]]:
    """All that a study asks."""
    worlds, teams = world_lines(study.worlds), team_lines(study.teams)
    asked = [("Worlds", worlds), ("Teams", teams), *essay_lines([*worlds, *teams])]
    if study.varied:
        asked.append(("What varies", factor_lines(study)))
    design = DESIGNS[study.design.kind]
    asked.append(
        ("Design", [Line("", f"{points:,} {'point' if points == 1 else 'points'}: {design}.")])
    )
    asked.append(("Replications", [replication_line(study), horizon_line(study.horizon)]))
    asked.append(("Decides", outcome_lines(study.deciding, dict(study.smallest_that_matters))))
    return asked


def factor_lines(study: Study) -> list[Line]:
    """Each factor with its values or range, unit and meaning."""
    if study.design.kind == "csv":
        return [_factor(Factor(name), study.design.kind) for name in study.varied]
    return [_factor(factor, study.design.kind) for factor in study.factors]


def _factor(factor: Factor, design: str) -> Line:
    known = varied_parameters()[factor.name]
    unit = f" {known.unit}" if known.unit and known.is_number else ""
    if factor.values:
        text = ", ".join(str(value) for value in factor.values) + unit
    elif design == "csv":
        text = "as in the file"
    else:
        low = known.low if factor.low is None else factor.low
        high = known.high if factor.high is None else factor.high
        text = f"{low:g} to {high:g}{unit}, {_spread(factor, design)}"
    return Line(factor.name, text, known.meaning)


def _spread(factor: Factor, design: str) -> str:
    if design in ("grid", "one-at-a-time"):
        return f"{factor.levels} levels"
    if design == "factorial":
        return "its two ends"
    if factor.distribution == "normal":
        return f"normal with mean {factor.mean:g} and standard deviation {factor.sd:g}, cut off"
    return factor.distribution


def replication_line(study: Study) -> Line:
    """How many runs each team has at each point, and which luck."""
    first = 1_000_000 * study.seed
    luck = f"Replication r has seed {first:,} + r at every point and for every team."
    asked = study.precision
    if asked is None:
        return Line("", f"{study.replications:,} of every team at every point.", luck)
    return Line(
        "",
        f"As many as it takes to know differences in {OUTCOMES[asked.outcome].label} to "
        f"±{asked.half_width:g}, at most {asked.most:,} at a point.",
        luck,
    )


def provenance_lines(manifest: dict[str, Any]) -> list[tuple[str, str]]:
    """Engine and versions."""
    lines = [("engine", str(manifest.get("engine_hash", "unknown")))]
    if "numbers_hash" in manifest:
        lines.append(("numbers", str(manifest["numbers_hash"])))
    lines += [(str(name), str(at)) for name, at in manifest.get("versions", {}).items()]
    return lines
