"""Killed at any moment and started again: nothing lost, nothing twice, the same bytes."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import pytest

from ecosim.lab.sweep.runner import sweep
from ecosim.lab.sweep.study import Study
from ecosim.lab.sweep.tables import load_runs
from ecosim.lab.worker_pool import WorkerPool

type Make = Callable[..., Study]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

SOME, MANY = 3, 20


@pytest.fixture(scope="module", autouse=True)
def engine_at_hand() -> None:
    """Processes start from one that has the engine imported: kills cost little time."""
    get_context("forkserver").set_forkserver_preload(["ecosim.lab.sweep.runner"])


@pytest.fixture(scope="module")
def undisturbed(make_long: Make, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("undisturbed")
    sweep(make_long(), folder, processes=1)
    return (folder / "runs.parquet").read_bytes()


def sweep_alone(study: Study, folder: Path) -> None:
    sweep(study, folder, processes=1)


def is_the_same(folder: Path, undisturbed: bytes) -> None:
    runs = load_runs(folder)
    assert not runs.duplicated(["point", "team", "replication"]).any()
    assert len(runs) == 40 * 2 * 12 and runs["error"].isna().all()
    assert (folder / "runs.parquet").read_bytes() == undisturbed
    assert not list(folder.rglob("*partial*"))


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
        killed += child.is_alive()
        child.kill()
        child.join()
    sweep(study, folder, processes=1)
    return killed


def kill_workers(make_long: Make, folder: Path, kills: int, seed: int) -> int:
    """Run one sweep and kill its workers; how many kills there were."""
    chance, pool, done = random.Random(seed), WorkerPool(2, "forkserver"), threading.Event()
    killed = [0]

    def killer() -> None:
        while killed[0] < kills and not done.is_set():
            before = len(list(folder.glob("parts/*")))
            while len(list(folder.glob("parts/*"))) <= before and not done.is_set():
                time.sleep(0.005)  # work goes on
            time.sleep(chance.uniform(0, 0.1))
            alive = [worker.pid for worker in list(pool.started) if worker.is_alive()]
            if alive and not done.is_set():
                os.kill(chance.choice([pid for pid in alive if pid]), signal.SIGKILL)
                killed[0] += 1

    thread = threading.Thread(target=killer)
    thread.start()
    try:
        sweep(make_long(), folder, processes=2, executor=pool)
    finally:
        done.set()
        thread.join()
        pool.close(at_once=True)
    return killed[0]


def test_the_parent_may_be_killed(make_long: Make, tmp_path: Path, undisturbed: bytes) -> None:
    assert kill_parents(make_long, tmp_path, SOME, seed=1) >= 1
    is_the_same(tmp_path, undisturbed)


def test_two_processes_of_which_some_are_killed(
    make_long: Make, tmp_path: Path, undisturbed: bytes
) -> None:
    assert kill_workers(make_long, tmp_path / "unharmed", 0, seed=2) == 0
    is_the_same(tmp_path / "unharmed", undisturbed)
    assert kill_workers(make_long, tmp_path / "killed", SOME, seed=2) >= 1
    is_the_same(tmp_path / "killed", undisturbed)


@pytest.mark.statistical
def test_the_parent_may_be_killed_many_times(
    make_long: Make, tmp_path: Path, undisturbed: bytes
) -> None:
    for seed in range(MANY // 4):
        folder = tmp_path / str(seed)
        folder.mkdir()
        assert kill_parents(make_long, folder, 4, seed) >= 1
        is_the_same(folder, undisturbed)


@pytest.mark.statistical
def test_workers_may_be_killed_many_times(
    make_long: Make, tmp_path: Path, undisturbed: bytes
) -> None:
    for seed in range(MANY // 4):
        folder = tmp_path / str(seed)
        folder.mkdir()
        assert kill_workers(make_long, folder, 4, seed) >= 1
        is_the_same(folder, undisturbed)
