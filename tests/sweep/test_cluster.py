"""A cluster of real processes of Dask: the same bytes, one clear sentence where it fails."""

import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from subprocess import Popen

import pytest
from dask_cluster import alive, dask_scheduler, dask_workers
from sweep.kills import MANY, SOME, is_the_same, until_killed

from ecosim.lab.sweep import cluster as clusters
from ecosim.lab.sweep.cluster import Cluster, ClusterError, Met, introduced, what_is_wrong
from ecosim.lab.sweep.engine import TaskLost, WorkersDie, done_one_by_one
from ecosim.lab.sweep.runner import sweep
from ecosim.lab.sweep.study import Study

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

type Make = Callable[..., Study]
type Workers = Popen[bytes]


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Workers]]:
    folder = tmp_path_factory.mktemp("dask")
    with dask_scheduler() as (at, _), dask_workers(at, folder) as workers:
        yield at, workers


@pytest.fixture(scope="module")
def joined(dask: tuple[str, Workers]) -> Iterator[Cluster]:
    with clusters.cluster(dask[0]) as found:
        yield found


def kill_workers(
    study: Study, joined: Cluster, workers: Workers, folder: Path, kills: int, seed: int
) -> int:
    """Sweep on a cluster and kill its workers at random moments; how many kills there were."""
    chance, done, killed = random.Random(seed), threading.Event(), [0]

    def killer() -> None:
        while killed[0] < kills and not done.is_set():
            before = len(list(folder.glob("parts/*.parquet")))
            while len(list(folder.glob("parts/*.parquet"))) <= before and not done.is_set():
                time.sleep(0.005)  # work goes on
            time.sleep(chance.uniform(0, 0.1))
            there = [] if done.is_set() else alive(workers)
            if there:
                os.kill(chance.choice(there), signal.SIGKILL)
                killed[0] += 1

    thread = threading.Thread(target=killer)
    thread.start()
    try:
        sweep(study, folder, executor=joined)
    finally:
        done.set()
        thread.join()
    return killed[0]


@pytest.mark.parametrize("kills", [SOME, pytest.param(MANY, marks=pytest.mark.statistical)])
def test_workers_of_a_cluster_may_be_killed(
    make_long: Make, tmp_path: Path, undisturbed: bytes, joined: Cluster,
    dask: tuple[str, Workers], kills: int,
) -> None:  # fmt: skip
    disturbed = partial(kill_workers, make_long(), joined, dask[1])
    until_killed(kills, disturbed, tmp_path, undisturbed)


def test_a_scheduler_may_be_killed_and_the_sweep_goes_on_without_it(
    make_long: Make, tmp_path: Path, undisturbed: bytes
) -> None:
    folder = tmp_path / "study"
    with (
        dask_scheduler() as (at, scheduler),
        dask_workers(at, tmp_path, 1),
        clusters.cluster(at) as joined,
    ):

        def tell(done: int, total: int, failures: int) -> None:
            if done > 100:
                scheduler.kill()

        with pytest.raises(ClusterError, match="is lost; what is finished is kept, start"):
            sweep(make_long(), folder, executor=joined, on_progress=tell)
    assert 0 < len(list(folder.glob("parts/*.parquet"))) < 160
    assert 0 < sweep(make_long(), folder, processes=1).made < 40 * 2 * 12 - 100
    is_the_same(folder, undisturbed)


def test_a_cluster_whose_workers_are_all_gone_is_said(
    make_long: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "SECONDS_FOR_FIRST", 0.2)
    monkeypatch.setattr(clusters, "SECONDS_FOR_NEXT", 0.2)
    with dask_scheduler() as (at, _):
        with pytest.raises(ClusterError, match="has no workers; start some with `dask worker tcp"):
            Cluster(at)
        monkeypatch.undo()
        with dask_workers(at, tmp_path, 1) as workers, clusters.cluster(at) as joined:
            monkeypatch.setattr(clusters, "SECONDS_FOR_NEXT", 0.2)

            def tell(done: int, total: int, failures: int) -> None:
                if done > 100:
                    os.killpg(workers.pid, signal.SIGKILL)

            with pytest.raises(ClusterError, match="has no workers left; what is finished is kept"):
                sweep(make_long(), tmp_path / "study", executor=joined, on_progress=tell)


def test_workers_are_asked_before_any_work(
    make: Make, tmp_path: Path, joined: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "numbers_hash", lambda: "0123456789ab")
    with pytest.raises(ClusterError, match=r"here it is .* with engine 0123456789ab: install the"):
        sweep(make(), tmp_path, executor=joined)
    assert not list((tmp_path / "parts").iterdir())


def test_what_a_worker_may_lack_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "token").touch()
    assert introduced(str(tmp_path / "token")).sees_folder
    there = introduced(str(tmp_path / "elsewhere" / "token"))
    assert not there.sees_folder
    for answer, said in (
        (there, "can not write into"),
        (there._replace(version="9"), "has ecosim 9 with engine"),
        (Met(there.version, "f" * 12, True), "install the same and restart the worker"),
        (ModuleNotFoundError("No module named 'ecosim'"), "install there what is installed here"),
        (RuntimeError("Error during deserialization of the task graph"), "(or the scheduler)"),
    ):
        sentence = what_is_wrong("tcp://host:1", tmp_path, answer)
        assert said in sentence and sentence.endswith(".") and "tcp://host:1" in sentence
    assert what_is_wrong("tcp://host:1", tmp_path, introduced(str(tmp_path / "token"))) == ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("nonsense", 'is "nonsense", but must be the address of a scheduler'),
        ("tcp://127.0.0.1", "must be the address of a scheduler"),
        ("", "must be the address of a scheduler"),
        ("tcp://127.0.0.1:1", "No Dask scheduler answers at tcp://127.0.0.1:1; start one with"),
        ("none.json", "there is no such scheduler file"),
    ],
)
def test_an_address_without_a_scheduler_is_said(
    given: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "SECONDS_TO_ANSWER", 0.5)
    with pytest.raises(ClusterError) as error:
        Cluster(given)
    assert said in str(error.value)


def test_the_extra_that_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r'install it with `pip install "ecosim\[cluster\]"`'):
        Cluster("tcp://127.0.0.1:8786")


def test_a_task_that_kills_every_worker_ends_the_sweep(joined: Cluster) -> None:
    def lost(_: int) -> int:
        raise TaskLost

    with pytest.raises(WorkersDie, match="died 5 times before finishing anything"):
        list(done_one_by_one(lost, iter([1]), joined, 1))
