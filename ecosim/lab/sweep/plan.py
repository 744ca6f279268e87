"""The plan of a study: its blocks in their canonical order.

A block is one team at one point with some consecutive replications. How many is fixed, so that
neither processes nor shards nor what was run before decide where one block ends.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from pydantic import ValidationError

from ecosim.lab.runs import seeds_of
from ecosim.lab.sweep.blocks import RUNS_A_BLOCK, Block, Settings, part_name
from ecosim.lab.sweep.designs import points
from ecosim.lab.sweep.settings import team_with, world_with
from ecosim.lab.sweep.study import Study
from ecosim.scenario import facts_of


@dataclass(frozen=True)
class Plan:
    """The blocks of a study in their canonical order: point, team, replication.

    Attributes:
        study: what to run.
        replications: how many at each point; those of the study if not given.
        whole_blocks: the last block of a point is run whole, what is too much is left out of the
            table: used where replications grow round by round.
    """

    study: Study
    replications: Callable[[int], int] | None = None
    whole_blocks: bool = False
    frame: pd.DataFrame = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "frame", points(self.study))

    def wanted(self, point: int) -> int:
        """How many replications a point has in the table."""
        return self.study.replications if self.replications is None else self.replications(point)

    def at(self, point: int) -> int:
        """How many replications are run at a point."""
        wanted = self.wanted(point)
        return -(-wanted // RUNS_A_BLOCK) * RUNS_A_BLOCK if self.whole_blocks else wanted

    @property
    def runs(self) -> int:
        """How many runs there are in all."""
        return sum(self.at(point) for point in range(len(self.frame))) * len(self.study.teams)

    def settings(self) -> Iterator[Settings]:
        """Each point's settings, what is left as given left out."""
        names = self.study.varied
        columns = [self.frame[name].astype(object).tolist() for name in names]
        for row in zip(*columns, strict=True) if names else ((),) * len(self.frame):
            yield {n: v for n, v in zip(names, row, strict=True) if not bool(pd.isna(v))}

    def blocks(self) -> Iterator[Block]:
        """Every block; made one at a time, for there may be very many."""
        study = self.study
        teams_vary = any(name.startswith("team.") for name in study.varied)
        as_given = [_said(team, team_with, {}) for team in study.teams]
        for point, settings in enumerate(self.settings()):
            world = study.worlds[point % len(study.worlds)]
            market = _said(world, world_with, settings)
            for place, team in enumerate(study.teams):
                design = _said(team, team_with, settings) if teams_vary else as_given[place]
                for first in range(0, self.at(point), RUNS_A_BLOCK):
                    count = min(RUNS_A_BLOCK, self.at(point) - first)
                    seeds = seeds_of(study.seed, count, first)
                    name = part_name(market, design, study.horizon, seeds)
                    yield Block(
                        name, point, place, world, team, settings, study.horizon, first, seeds
                    )


def _said(thing: Any, change: Callable[[Any, Settings], Any], settings: Settings) -> str:
    """What a world or team says, its name and description left out, as a text to hash.

    Where its settings can not be had together, what was asked for stands for it.
    """
    try:
        facts, asked = facts_of(change(thing, settings)), None
    except ValidationError:
        facts, asked = facts_of(thing), settings
    bare = {key: value for key, value in facts.items() if key not in ("name", "description")}
    return json.dumps([bare, asked], sort_keys=True)
