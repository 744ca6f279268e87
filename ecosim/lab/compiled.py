"""Compiling once: of all processes that share a cache folder one compiles, the others load."""

import hashlib
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from llvmlite import binding
from numba import config

from ecosim.compiling import cache_folder, compiled_files
from ecosim.lab.worker_pool import WorkerPool
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import simulate
from ecosim.team import Team
from ecosim.world import World

SECONDS_BETWEEN_TRIES = 0.2


def compile_engine() -> None:
    """Compile in another process if nothing is compiled yet: compiling takes much memory, and this
    process lives long.
    """
    if nothing_to_compile():
        return
    pool = WorkerPool(1)
    try:
        pool.submit(compiled_once).result()
    finally:
        pool.close(at_once=True)


def compiled_once() -> None:
    """Compile the engine unless that is done; while another process is at it, wait for it.

    A process that is killed while it compiles leaves the work to the next one.
    """
    if nothing_to_compile():
        return
    with only_one(Path(cache_folder()) / "compiling.lock"):
        if not mark().exists():
            one_week_somewhere()
            mark().touch()


def nothing_to_compile() -> bool:
    """Whether all is compiled, or Numba is switched off."""
    settings: Any = config
    return bool(settings.DISABLE_JIT) or mark().exists()


def mark() -> Path:
    """The file that says all is compiled: for this kind of processor, this Python, and the sources
    as they stand here. Numba keeps code apart by where a source lies and when it was written, so
    equal sources that are installed twice are compiled twice.
    """
    digest = hashlib.sha256(platform.python_version().encode())
    for file in compiled_files():
        facts = file.stat()
        digest.update(f"{file} {facts.st_mtime_ns} {facts.st_size}".encode())
    kind = f"{binding.get_host_cpu_name()}-{digest.hexdigest()[:12]}"
    return Path(cache_folder()) / f"compiled-{kind}"


def one_week_somewhere() -> None:
    """A run of one week in a small world: compiles or loads everything."""
    world = World("small").sized(0.01)
    simulate(Scenario(world, (Team("any"),), Horizon(0, 1, 0)), 0)


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Wait until no other process is in this place; one that dies in it leaves it free."""
    with path.open("a+b") as file:
        while not _taken(file.fileno()):
            time.sleep(SECONDS_BETWEEN_TRIES)
        yield  # closing the file gives it up


if os.name == "nt":  # pragma: no cover
    import msvcrt

    def _taken(number: int) -> bool:
        try:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

else:
    import fcntl

    def _taken(number: int) -> bool:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
