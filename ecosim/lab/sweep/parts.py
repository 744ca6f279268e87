"""Parts: what a worker writes of one block, whole, under a name that says what is in it.

A part is written under another name in the same folder and then renamed, so that it is never seen
half-written, and two workers that happen to run the same block write the same bytes. A part in
which runs failed ends in `.failed.parquet`.
"""

import os
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from ecosim.lab.compiled import compiled_once
from ecosim.lab.folders import FolderError
from ecosim.lab.sweep.blocks import Block, numbers_hash
from ecosim.lab.sweep.settings import team_with, world_with
from ecosim.measures import OUTCOMES, outcomes
from ecosim.scenario import Scenario
from ecosim.simulate import simulate

WHOLE, FAILED = ".parquet", ".failed.parquet"
PARTIAL = ".*.partial-*"
SCHEMA_OF_PART = pa.schema(
    [("replication", pa.int32()), ("seed", pa.int64()), ("error", pa.string())]
    + [(name, pa.float64()) for name in OUTCOMES]
)


class Made(NamedTuple):
    """What a worker says of the blocks it is done with: the names of their parts, no outcomes."""

    names: tuple[str, ...]
    runs: int
    failures: int
    seconds: float  # that they took


class OtherEngine(RuntimeError):
    """The sources were edited while a sweep ran; the message is one sentence."""


def parts_folder(folder: Path) -> Path:
    """Where the parts of a study lie."""
    return folder / "parts"


def work(folder: str, engine: str, again: bool, blocks: Sequence[Block]) -> Made:
    """Run blocks and write their parts: what a process does at a time.

    Args:
        folder: of the parts.
        engine: that made the plan.
        again: the blocks may have parts with failed runs, which give way to parts without.
        blocks: to run.

    Raises:
        OtherEngine: this process has loaded other sources than the one that made the plan.
        FolderError: this process does not see the folder.
    """
    if numbers_hash() != engine:
        raise OtherEngine(
            f"a worker has engine {numbers_hash()}, the plan engine {engine}: the sources were "
            "edited meanwhile; start again."
        )
    if not Path(folder).is_dir():
        raise FolderError(
            f"{folder}: a worker does not see this folder; a cluster needs one that all its "
            "machines share under the same path."
        )
    compiled_once()
    begun = time.perf_counter()
    names, runs, failures = [], 0, 0
    for block in blocks:
        table = run(block)
        failed = len(table) - table["error"].null_count
        name = block.name + (FAILED if failed else WHOLE)
        write_part(Path(folder) / name, table)
        if again and not failed:
            (Path(folder) / (block.name + FAILED)).unlink(missing_ok=True)
        names.append(name)
        runs, failures = runs + len(table), failures + failed
    return Made(tuple(names), runs, failures, time.perf_counter() - begun)


def run(block: Block) -> pa.Table:
    """One row a replication: every outcome, or the error that stood in its way."""
    measured = np.full((len(block.seeds), len(OUTCOMES)), np.nan)
    errors: list[str | None] = [None] * len(block.seeds)
    scenario: Scenario | str
    try:
        world = world_with(block.world, block.settings)
        scenario = Scenario(world, (team_with(block.team, block.settings),), block.horizon)
    except Exception as error:
        scenario = told(error)
    for place, seed in enumerate(block.seeds):
        if isinstance(scenario, str):
            errors[place] = scenario
            continue
        try:
            measured[place] = list(outcomes(simulate(scenario, int(seed)), 0).values())
        except Exception as error:
            errors[place] = told(error)
    replications = np.arange(block.first, block.first + len(block.seeds), dtype=np.int32)
    columns = [pa.array(replications), pa.array(block.seeds), pa.array(errors, pa.string())]
    columns += [pa.array(measured[:, k]) for k in range(len(OUTCOMES))]
    return pa.Table.from_arrays(columns, schema=SCHEMA_OF_PART)


def told(error: Exception) -> str:
    """An error as one line: its kind and what it says, without paths or addresses of code."""
    if isinstance(error, ValidationError):
        said = []
        for detail in error.errors(include_url=False):
            at = ".".join(str(step) for step in detail["loc"])
            words = detail["msg"].removeprefix("Value error, ")
            said.append(f"{at} is {detail['input']}: {words}" if at else words)
        return "; ".join(said)
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


def write_part(path: Path, table: pa.Table) -> None:
    """Write a part whole. Its passing name is its own also among processes of several machines."""
    partial = path.with_name(f".{path.name}.partial-{uuid.uuid4().hex}")
    try:
        pq.write_table(
            table, partial, compression="none", use_dictionary=False, write_statistics=False,
            store_schema=False,
        )  # fmt: skip
        os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def read_part(folder: Path, name: str) -> pa.Table:
    """The part of a block; one without failures is preferred.

    Raises:
        FileNotFoundError: there is none.
    """
    for ending in (WHOLE, FAILED):
        path = folder / (name + ending)
        try:
            with pq.ParquetFile(path) as file:
                return file.read(use_threads=False)
        except FileNotFoundError:
            continue
    raise FileNotFoundError(folder / (name + WHOLE))


def present(folder: Path, failed_too: bool = True) -> set[str]:
    """The names of the blocks whose parts are there, read from names of files alone."""
    names = {entry.name for entry in os.scandir(folder) if entry.name.endswith(WHOLE)}
    whole = {n.removesuffix(WHOLE) for n in names if not n.endswith(FAILED)}
    failed = {n.removesuffix(FAILED) for n in names if n.endswith(FAILED)}
    return whole | failed if failed_too else whole


def made_by_others(names: set[str]) -> int:
    """How many of these parts were made by another engine."""
    mine = numbers_hash()
    return sum(not name.startswith(f"{mine}-") for name in names)


def swept(folder: Path) -> int:
    """Remove what killed processes left half-written; how many files that were."""
    leftovers = list(folder.glob(PARTIAL))
    for leftover in leftovers:
        leftover.unlink(missing_ok=True)
    return len(leftovers)


def missing(plan: Iterator[Block], there: set[str]) -> Iterator[Block]:
    """The blocks of a plan whose parts are not there."""
    return (block for block in plan if block.name not in there)
