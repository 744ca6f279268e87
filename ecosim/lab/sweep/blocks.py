"""Blocks: what is run at a time, named by a hash of all that decides its numbers.

Workers load this and little else, for they start the sooner.
"""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import ecosim
from ecosim.compiling import engine_hash
from ecosim.lab.runs import Seeds
from ecosim.lab.sweep.settings import Setting
from ecosim.scenario import Horizon, facts_of
from ecosim.team import Team
from ecosim.world import World

SCHEMA = 1  # of the folder: names of parts, columns, manifest
RUNS_A_BLOCK = 10
NOT_COMPILED = (
    "build.py", "mechanisms", "measures", "parameters.py", "scenario.py", "simulate.py", "team.py",
)  # fmt: skip

type Settings = dict[str, Setting]


class Block(NamedTuple):
    """Consecutive replications of one team at one point, with everything a process needs.

    Attributes:
        name: of its part, without the ending: the engine, then the hash of its content.
        point: number of the point.
        place: number of the team in the study.
        world: as given, before the point's settings.
        team: likewise.
        settings: the point's, of the world and of the team.
        horizon: weeks of every run.
        first: number of its first replication.
        seeds: one a replication.
    """

    name: str
    point: int
    place: int
    world: World
    team: Team
    settings: Settings
    horizon: Horizon
    first: int
    seeds: Seeds


@cache
def numbers_hash() -> str:
    """Twelve hex digits of every source that decides a number in the table of runs.

    The compiled sources and those in plain Python that build a run and measure it.
    """
    digest = hashlib.sha256(engine_hash().encode())
    here = Path(ecosim.__file__).parent
    for name in NOT_COMPILED:
        path = here / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            content = file.read_bytes().replace(b"\r\n", b"\n")
            digest.update(file.relative_to(here).as_posix().encode() + content)
    return digest.hexdigest()[:12]


def part_name(world: str, team: str, horizon: Horizon, seeds: Sequence[int] | Seeds) -> str:
    """The name of a block's part: the engine, and a SHA-256 of all that decides its numbers."""
    content = [SCHEMA, numbers_hash(), world, team, facts_of(horizon), [int(s) for s in seeds]]
    return f"{numbers_hash()}-{hashlib.sha256(json.dumps(content).encode()).hexdigest()}"
