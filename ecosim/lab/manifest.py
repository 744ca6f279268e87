"""What is needed to run a study again: scenarios, seeds, versions; no host, user or path."""

import json
import platform
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from ecosim.compiling import engine_hash
from ecosim.lab.runs import Job
from ecosim.scenario import content_hash, facts_of

VERSIONS = ("ecosim", "mesa", "numba", "numpy")


def provenance() -> dict[str, Any]:
    """Which engine and which libraries made the numbers."""
    found = {"python": platform.python_version()} | {name: version(name) for name in VERSIONS}
    return {"engine_hash": engine_hash(), "versions": found}


def manifest_of_jobs(kind: str, jobs: Sequence[Job], points: Sequence[object]) -> str:
    """The manifest of a study as JSON: each job's point in the design, scenario and seeds.

    Worlds are written once and named by their hash, for points share them.
    """
    worlds: dict[str, Any] = {}
    rows = []
    for job, point in zip(jobs, points, strict=True):
        world = content_hash(job.scenario.world)
        worlds[world] = facts_of(job.scenario.world)
        facts = facts_of(job.scenario)
        facts["world"] = world
        rows.append({"point": point, "scenario": facts})
    seeds = [int(seed) for seed in jobs[0].seeds]
    content = {"kind": kind, **provenance(), "seeds": seeds, "worlds": worlds, "jobs": rows}
    return json.dumps(content, indent=1) + "\n"
