"""Killed at any moment and started again: nothing lost, nothing twice, the same bytes."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest
from sweep.kills import MANY, SOME, is_the_same, until_killed

from ecosim.lab import compiled
from ecosim.lab.sweep import parts
from ecosim.lab.sweep.runner import sweep
from ecosim.lab.sweep.study import Study
from ecosim.lab.worker_pool import WorkerPool

type Make = Callable[..., Study]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


@pytest.fixture(scope="module", autouse=True)
def engine_at_hand() -> None:
    """Processes start from one that has the engine imported: kills cost little time."""
    get_context("forkserver").set_forkserver_preload(["ecosim.lab.sweep.runner"])


def sweep_alone(study: Study, folder: Path) -> None:
    sweep(study, folder, processes=1)


def kill_parents(make_long: Make, folder: Path, kills: int, seed: int) -> int:
    """Start sweeps in processes of their own and kill them; how many were killed in the midst."""
    study, chance, killed = make_long(), random.Random(seed), 0
    for _ in range(kills):
        child = get_context("forkserver").Process(target=sweep_alone, args=(study, folder))
        child.start()
        until = time.monotonic() + 60
        before = len(list(folder.glob("parts/*")))
        while len(list(folder.glob("parts/*"))) <= before and time.monotonic() < until:
            if not child.is_alive():
                break
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.15))
        child.kill()
        child.join()
        killed += child.exitcode == -signal.SIGKILL
    sweep(study, folder, processes=1)
    return killed


def kill_workers(make_long: Make, folder: Path, kills: int, seed: int) -> int:
    """Run one sweep and kill its workers; how many were killed while it went on."""
    chance, pool, done = random.Random(seed), WorkerPool(2, "forkserver"), threading.Event()

    def killer() -> None:
        left = kills
        while left and not done.is_set():
            before = len(list(folder.glob("parts/*")))
            while len(list(folder.glob("parts/*"))) <= before and not done.is_set():
                time.sleep(0.005)  # work goes on
            time.sleep(chance.uniform(0, 0.1))
            alive = [worker.pid for worker in list(pool.started) if worker.is_alive()]
            if alive and not done.is_set():
                os.kill(chance.choice([pid for pid in alive if pid]), signal.SIGKILL)
                left -= 1

    thread = threading.Thread(target=killer)
    thread.start()
    try:
        sweep(make_long(), folder, processes=2, executor=pool)
    finally:
        done.set()
        thread.join()
        pool.close(at_once=True)
    return sum(worker.exitcode == -signal.SIGKILL for worker in pool.started)


@pytest.mark.parametrize("kills", [SOME, pytest.param(MANY, marks=pytest.mark.statistical)])
def test_the_parent_may_be_killed(
    make_long: Make, tmp_path: Path, undisturbed: bytes, kills: int
) -> None:
    until_killed(kills, partial(kill_parents, make_long), tmp_path, undisturbed)


@pytest.mark.parametrize("kills", [SOME, pytest.param(MANY, marks=pytest.mark.statistical)])
def test_workers_may_be_killed(
    make_long: Make, tmp_path: Path, undisturbed: bytes, kills: int
) -> None:
    until_killed(kills, partial(kill_workers, make_long), tmp_path, undisturbed)


def test_two_processes_make_the_same_as_one_and_the_parent_loads_no_engine(
    make_long: Make, tmp_path: Path, undisturbed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine takes as much memory as all that the parent needs beside it."""

    def not_here(*_: object) -> None:
        raise AssertionError("the parent makes a run")  # workers have the true one

    monkeypatch.setattr(parts, "simulate", not_here)
    monkeypatch.setattr(compiled, "simulate", not_here)
    assert kill_workers(make_long, tmp_path, 0, seed=2) == 0
    is_the_same(tmp_path, undisturbed)
