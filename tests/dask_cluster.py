"""Dask's own scheduler and workers as real processes, started with Dask's commands."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil


@contextmanager
def dask(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """One of Dask's own commands as a process of its own, with all that it starts."""
    command = [sys.executable, "-m", "dask", *words, "--no-dashboard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    child = subprocess.Popen(command, start_new_session=True, **quiet)  # type: ignore[call-overload]
    try:
        yield child
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            child.wait(3)
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


@contextmanager
def dask_scheduler() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A scheduler of Dask and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with dask("scheduler", "--host", "127.0.0.1", "--port", str(port)) as child:
        yield f"tcp://127.0.0.1:{port}", child


@contextmanager
def dask_workers(address: str, folder: Path, count: int = 2) -> Iterator[subprocess.Popen[bytes]]:
    """Workers of Dask, each a process of its own under a nanny that replaces it when it dies."""
    one_thread = ("--nthreads", "1", "--nworkers", str(count))
    with dask("worker", address, *one_thread, "--local-directory", str(folder)) as child:
        yield child


def alive(workers: subprocess.Popen[bytes]) -> list[int]:
    """The processes in which the workers run now."""
    with suppress(psutil.Error):
        children = psutil.Process(workers.pid).children()
        return [child.pid for child in children if "spawn_main" in " ".join(child.cmdline())]
    return []
