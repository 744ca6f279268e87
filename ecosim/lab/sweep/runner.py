"""Running a study: what is missing in its folder is run, then the table of runs is written.

A sweep may be killed at any moment and started again: it goes on with the blocks that have no part
yet. Processes, shards and kills change no byte of the final table.
"""

import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np

from ecosim.lab.compiled import compile_engine
from ecosim.lab.precision import looks, next_total
from ecosim.lab.runs import SECONDS_A_PIECE
from ecosim.lab.sweep.blocks import Block, numbers_hash
from ecosim.lab.sweep.cluster import Cluster
from ecosim.lab.sweep.engine import done_one_by_one
from ecosim.lab.sweep.folder import RUNS, made_ready
from ecosim.lab.sweep.parts import (
    Made,
    made_by_others,
    missing,
    parts_folder,
    present,
    read_part,
    swept,
    work,
)
from ecosim.lab.sweep.plan import Plan
from ecosim.lab.sweep.study import Study
from ecosim.lab.sweep.tables import compact
from ecosim.lab.worker_pool import WorkerPool, processors

MOST_BLOCKS_A_TASK = 200

type Progress = Callable[[int, int, int], None]  # runs done, runs to do, failures among them


class StudyError(ValueError):
    """A study can not be run in the way asked for; the message is one sentence."""


@dataclass(frozen=True)
class Swept:
    """What a sweep did.

    Attributes:
        runs: in the plan (of this shard, if it is one).
        made: run now; the others were there.
        failures: among those run now.
        other_engine: parts in the folder that another engine made and that were left alone.
        table: the table of runs; None for a shard.
        seconds: it took.
    """

    runs: int
    made: int
    failures: int
    other_engine: int
    table: Path | None
    seconds: float


@dataclass(frozen=True)
class Shard:
    """One of several equal shares of a study, for job arrays: the k-th of n, from 1."""

    number: int = 1
    of: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.of:
            raise StudyError(f"--shard {self.number}/{self.of}: allowed is 1/{self.of} to n/n.")

    def share(self, blocks: Iterator[Block]) -> Iterator[Block]:
        """Every n-th block."""
        return (b for place, b in enumerate(blocks) if place % self.of == self.number - 1)


def sweep(
    study: Study,
    folder: Path | str,
    *,
    processes: int | None = None,
    executor: Executor | None = None,
    shard: Shard | None = None,
    retry_failed: bool = False,
    on_progress: Progress | None = None,
) -> Swept:
    """Run what is missing of a study and write its table of runs.

    Args:
        study: what to run.
        folder: a new one, or one with an earlier state of the same study.
        processes: of this machine, 1 for none but this; None = as many as processors. With an
            executor: how many workers it has.
        executor: any of concurrent.futures whose workers see the folder under the same path, such
            as `distributed.Client(ADDRESS).get_executor()`, or better a cluster.Cluster, which
            says what is wrong with its workers; it is left open.
        shard: run this share only and write no table; see merging.
        retry_failed: run blocks with failed runs again.
        on_progress: called with runs done, runs to do and failures.

    Raises:
        FolderError: the folder can not be used for this study.
        StudyError: a shard of a study that waits for precision.
        ClusterError: a worker of the cluster can not be used, or the cluster is lost.
    """
    if shard is not None and study.precision is not None:
        raise StudyError("A study that waits for precision can not be run in shards.")
    start = time.perf_counter()
    path = made_ready(Path(folder), study)
    if shard is None:
        swept(parts_folder(path)), swept(path)
    if isinstance(executor, Cluster):
        executor.meet(parts_folder(path).resolve())
        processes = executor.processes
    count = processes or processors()
    others = made_by_others(present(parts_folder(path)))
    compile_engine()
    own = None if executor is not None or count == 1 else WorkerPool(count)
    doing = _Doing(path, executor or own, count, shard or Shard(), on_progress)
    at_once = True
    try:
        plan = Plan(study)
        if study.precision is None:
            doing.run(plan, retry_failed)
        else:
            plan = until_precise(doing, study, retry_failed)
        at_once = False
    finally:
        if own is not None:
            own.close(at_once)
    table = None if shard is not None else finished(path, plan, doing.made)
    seconds = time.perf_counter() - start
    return Swept(doing.total, doing.made, doing.failures, others, table, seconds)


def finished(folder: Path, plan: Plan, made: int) -> Path:
    """The table of runs, written unless it stands and nothing was added."""
    swept(parts_folder(folder))
    if made == 0 and (folder / RUNS).exists():
        return folder / RUNS
    return compact(folder, plan)


class _Doing:
    """What is done and to do, over all rounds of a sweep."""

    def __init__(
        self, folder: Path, executor: Executor | None, processes: int, shard: Shard,
        on_progress: Progress | None,
    ) -> None:  # fmt: skip
        self.folder, self.executor, self.processes = folder, executor, processes
        self.shard = shard
        self.tell = on_progress or (lambda done, total, failures: None)
        self.total = self.made = self.failures = 0

    def run(self, plan: Plan, retry_failed: bool) -> None:
        """Run the blocks of a plan that have no part yet."""
        there = present(parts_folder(self.folder), failed_too=not retry_failed)
        mine = [0, 0]  # runs of this shard: in all, and missing
        for block in self.shard.share(plan.blocks()):
            mine[0] += len(block.seeds)
            mine[1] += len(block.seeds) if block.name not in there else 0
        self.total, missed = mine
        done, failures = self.total - missed, 0
        self.tell(done, self.total, failures)
        if not missed:
            return
        todo = missing(self.shard.share(plan.blocks()), there)
        folder = str(parts_folder(self.folder).resolve())  # workers may stand elsewhere
        do = partial(work, folder, numbers_hash(), retry_failed)
        for made in self._in_pieces(do, todo, missed):
            done, failures = done + made.runs, failures + made.failures
            self.made, self.failures = self.made + made.runs, self.failures + made.failures
            self.tell(done, self.total, failures)

    def _in_pieces(
        self, do: Callable[[list[Block]], Made], todo: Iterator[Block], runs: int
    ) -> Iterator[Made]:
        """Single blocks until it is known how long a run takes, then pieces worth sending.

        Workers say how long; this process does not load the engine if there are any.
        """
        size = 1

        def pieces() -> Iterator[list[Block]]:
            while piece := next_piece(todo, size):
                yield piece

        fastest = math.inf  # the first piece of each worker loads the engine
        for made in done_one_by_one(do, pieces(), self.executor, self.processes):
            fastest = min(fastest, max(1e-6, made.seconds / max(1, made.runs)))
            size = min(round(SECONDS_A_PIECE / fastest), runs // (4 * self.processes))
            yield made


def next_piece(blocks: Iterator[Block], runs: int) -> list[Block]:
    """Blocks put together until they have so many runs: what a process does at a time."""
    piece: list[Block] = []
    while len(piece) < MOST_BLOCKS_A_TASK and (block := next(blocks, None)) is not None:
        piece.append(block)
        if sum(len(b.seeds) for b in piece) >= runs:
            break
    return piece


def until_precise(doing: _Doing, study: Study, retry_failed: bool) -> Plan:
    """Run more replications, look by look, until every point is known well enough.

    Each point has as many as its least certain pair of teams asks for, by the rule of
    lab.precision; the rule reads the first replications only, never how they arrived.
    """
    asked = study.precision
    assert asked is not None
    count = len(Plan(study).frame)
    totals = [looks(asked.most)[0]] * count
    while True:
        plan = Plan(study, totals.__getitem__, whole_blocks=True)
        doing.run(plan, retry_failed)
        values = _values(doing.folder, plan, asked.outcome)
        wanted = [
            max(next_total(row, asked.half_width, cap=asked.most) for row in _pairs(values, point))
            for point in range(count)
        ]
        wanted = [max(now, next_) for now, next_ in zip(totals, wanted, strict=True)]
        if wanted == totals:
            return plan
        totals = wanted


def _values(folder: Path, plan: Plan, outcome: str) -> dict[tuple[int, int], list[float]]:
    """One outcome's values, by point and team, in the order of replications."""
    found: dict[tuple[int, int], list[float]] = {}
    for block in plan.blocks():
        part = read_part(parts_folder(folder), block.name)
        found.setdefault((block.point, block.place), []).extend(part[outcome].to_pylist())
    return {
        (point, place): values[: plan.wanted(point)] for (point, place), values in found.items()
    }


def _pairs(values: dict[tuple[int, int], list[float]], point: int) -> list[np.ndarray]:
    """What precision is judged on: every pair's differences, or the values of a single team."""
    of_teams = [np.asarray(v) for (at, _), v in sorted(values.items()) if at == point]
    return [a - b for a, b in combinations(of_teams, 2)] or of_teams
