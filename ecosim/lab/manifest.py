"""What is needed to run a study again: scenarios, seeds, versions; no host, user or path."""

import json
import platform
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from ecosim.compiling import engine_hash
from ecosim.lab.runs import Job
from ecosim.scenario import content_hash, facts_of
from ecosim.team import Team
from ecosim.world import World

VERSIONS = ("ecosim", "mesa", "numba", "numpy")


def provenance() -> dict[str, Any]:
    """Which engine and which libraries made the numbers."""
    found = {"python": platform.python_version()} | {name: version(name) for name in VERSIONS}
    return {"engine_hash": engine_hash(), "versions": found}


def manifest_of_jobs(kind: str, jobs: Sequence[Job], points: Sequence[object]) -> str:
    """The manifest of a study as JSON: each job's point in the design, scenario and seeds.

    Worlds and teams are written once, under name and hash; the first of each stands there whole,
    the others by what is different in them. Likewise of the rest of a scenario: what is not said of
    a job is as in the first one. A job with other seeds than the first says which.
    """
    worlds: dict[str, Any] = {}
    teams: dict[str, Any] = {}
    rows: list[dict[str, Any]] = []
    first: dict[str, Any] = {}
    for job, point in zip(jobs, points, strict=True):
        facts, world = facts_of(job.scenario), job.scenario.world
        rest = {name: facts[name] for name in facts if name not in ("world", "teams")}
        rest["seeds"] = [int(seed) for seed in job.seeds]
        first = first or rest
        row = {"point": point, "world": named(world)}
        row["teams"] = [named(team) for team in job.scenario.teams]
        worlds[named(world)] = facts["world"]
        teams |= {named(team): facts_of(team) for team in job.scenario.teams}
        rows.append(row | what_differs(first, rest))
    content = {"kind": kind, **provenance(), **first}
    content |= {"worlds": told_by_first(worlds), "teams": told_by_first(teams), "jobs": rows}
    return json.dumps(content, indent=1) + "\n"


def named(thing: World | Team) -> str:
    """A world or team by its name and the hash of its numbers."""
    return f"{thing.name} {content_hash(thing)}"


def told_by_first(things: dict[str, Any]) -> dict[str, Any]:
    """The first whole, the others by what differs from it."""
    whole = next(iter(things.values()))
    return {
        name: facts if facts is whole else {"like the first, but": what_differs(whole, facts)}
        for name, facts in things.items()
    }


def what_differs(base: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The entries of nested facts that differ from those of others of the same kind."""
    return {
        name: what_differs(base[name], value)
        if isinstance(value, dict) and isinstance(base[name], dict)
        else value
        for name, value in other.items()
        if base[name] != value
    }
