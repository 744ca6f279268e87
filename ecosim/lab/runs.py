"""Many replications of scenarios, on one processor or several, with the same bits either way.

A job is one scenario, its seeds and the team whose records are kept. Jobs are cut into pieces, and
a piece is what one process does at a time; neither the number of processes nor the cut changes a
number.

Compiled code is made once, before any worker starts; workers load it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from ecosim.lab.compiled import compile_engine, one_week_somewhere
from ecosim.lab.records import DEAL_OF_RUN, WEEK_OF_RUN, cohort_rows, weekly_rows
from ecosim.lab.worker_pool import WorkerPool, processors
from ecosim.measures import OUTCOMES, outcomes
from ecosim.scenario import Scenario
from ecosim.simulate import simulate

SECONDS_A_PIECE = 0.3
SECONDS_TO_START = 3.0  # until a worker has imported the engine and loaded its compiled form
SEEDS_APART = 1_000_000

type Seeds = npt.NDArray[np.int64]
type Progress = Callable[[int, int], None]  # runs done, runs to do


class Job(NamedTuple):
    """One scenario, the seeds of its replications, and which of its teams is kept account of."""

    scenario: Scenario
    seeds: Seeds
    team: int = 0


@dataclass(frozen=True)
class Block:
    """What is kept of some runs of one scenario, in the order of their seeds.

    Attributes:
        seeds: Shape (runs,).
        outcomes: Shape (runs, outcomes), in the order of measures.OUTCOMES; NaN where undefined.
        weekly: Shape (runs, weeks), see records.WEEK_OF_RUN.
        deals: Shape (deals,), the entry cohorts, see records.DEAL_OF_RUN.
    """

    seeds: Seeds
    outcomes: npt.NDArray[np.float64]
    weekly: np.ndarray
    deals: np.ndarray


def seeds_of(base: int, replications: int, first: int = 0) -> Seeds:
    """The seeds of replications: replication r of base seed S has seed 1,000,000 S + r.

    Base seeds next to each other share no replication.

    Raises:
        ValueError: more than a million replications.
    """
    if first + replications > SEEDS_APART:
        raise ValueError(f"at most {SEEDS_APART:,} replications have seeds of their own")
    return base * SEEDS_APART + np.arange(first, first + replications, dtype=np.int64)


def run_block(scenario: Scenario, seeds: Seeds, team: int = 0) -> Block:
    """Run a scenario once for each seed, and keep account of one of its teams."""
    measured = np.empty((len(seeds), len(OUTCOMES)))
    weekly = np.empty((len(seeds), scenario.horizon.weeks), WEEK_OF_RUN)
    deals = [np.empty(0, DEAL_OF_RUN)]
    for place, seed in enumerate(seeds):
        run = simulate(scenario, int(seed))
        measured[place] = list(outcomes(run, team).values())
        weekly[place] = weekly_rows(run, team)
        deals.append(cohort_rows(run, team))
    return Block(np.asarray(seeds, np.int64), measured, weekly, np.concatenate(deals))


def joined(blocks: Sequence[Block]) -> Block:
    """Blocks of one scenario as one, in the order given."""
    return Block(
        np.concatenate([block.seeds for block in blocks]),
        np.concatenate([block.outcomes for block in blocks]),
        np.concatenate([block.weekly for block in blocks]),
        np.concatenate([block.deals for block in blocks]),
    )


def run_all(
    jobs: Sequence[Job], processes: int | None = None, on_progress: Progress | None = None
) -> list[Block]:
    """Run every job; one block for each, in their order. See Workers for `processes`."""
    with Workers(processes) as workers:
        return workers.run(jobs, on_progress)


class Workers:
    """Processes that run blocks. They start with the first work that is worth it, and end with the
    `with` statement or when the process that started them dies.

    Args:
        processes: how many; 1 runs everything in this process; None takes as many as there are
            processors, but starts none for work that would be done before they are ready.
    """

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processors() if processes is None else processes
        self.always = processes is not None
        self.seconds_a_run: float | None = None
        self.pool: WorkerPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Ends the workers: at once if something went wrong, else when they are done."""
        if self.pool is not None:
            self.pool.close(at_once=kind is not None)

    def run(self, jobs: Sequence[Job], on_progress: Progress | None = None) -> list[Block]:
        """Run every job; one block for each, in their order."""
        total, done = sum(len(job.seeds) for job in jobs), 0
        tell = on_progress or (lambda done, total: None)
        tell(0, total)
        if self.seconds_a_run is None and jobs:
            self.seconds_a_run = seconds_a_run(jobs[0])
        seconds = self.seconds_a_run or 0.0
        pieces = cut(jobs, max(1, round(SECONDS_A_PIECE / max(seconds, 1e-6))), self.processes)
        parts: dict[int, Block] = {}
        work = self._in_workers if self._worth_it(total * seconds) else in_this_process
        for number, block in work([piece for _, piece in pieces]):
            parts[number] = block
            done += len(block.seeds)
            tell(done, total)
        return [
            joined([parts[number] for number, (place, _) in enumerate(pieces) if place == wanted])
            for wanted in range(len(jobs))
        ]

    def _worth_it(self, seconds: float) -> bool:
        if self.processes == 1 or self.pool is not None:
            return self.processes > 1
        return self.always or seconds * (1 - 1 / self.processes) > SECONDS_TO_START

    def _in_workers(self, pieces: Sequence[Job]) -> Iterator[tuple[int, Block]]:
        """Each piece's number and block as soon as a worker is done with it."""
        if self.pool is None:
            self.pool = WorkerPool(self.processes)
        numbers: dict[Future[Block], int] = {}
        for number, piece in enumerate(pieces):
            numbers[self.pool.submit(run_block, *piece)] = number
        for future in as_completed(numbers):
            yield numbers[future], future.result()


def in_this_process(pieces: Sequence[Job]) -> Iterator[tuple[int, Block]]:
    """Each piece's number and block, one after another."""
    for number, piece in enumerate(pieces):
        yield number, run_block(*piece)


def cut(jobs: Sequence[Job], runs_a_piece: int, processes: int) -> list[tuple[int, Job]]:
    """The jobs in pieces of at most so many runs, each with the number of the job it is part of.

    Pieces are shorter where there would be too few of them to keep every process busy.
    """
    pieces: list[tuple[int, Job]] = []
    for place, job in enumerate(jobs):
        size = max(1, min(runs_a_piece, -(-len(job.seeds) // processes)))
        starts = range(0, max(1, len(job.seeds)), size)
        pieces += [(place, job._replace(seeds=job.seeds[k : k + size])) for k in starts]
    return pieces


def seconds_a_run(job: Job) -> float:
    """How long one run takes once everything is compiled and loaded; sees to that first."""
    compile_engine()
    one_week_somewhere()
    start = time.perf_counter()
    run_block(job.scenario, job.seeds[:1], job.team)
    return time.perf_counter() - start
