"""A Dask cluster as the place where runs are made: `ecosim sweep STUDY --cluster ADDRESS`.

The cluster is there already; its scheduler and workers are started with Dask's own commands:

    dask scheduler --port 8786
    dask worker tcp://HOST:8786 --nworkers 4 --nthreads 1     # on each machine

Work goes through the executor of Dask's client. Workers write parts into the study's folder, so all
machines must see it under the same path. A worker that dies costs what it had in hand: its blocks
are run again elsewhere, perhaps a second time, and twice gives the same part.
"""

import json
import logging
import re
import time
import uuid
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from ecosim.lab.sweep.blocks import numbers_hash
from ecosim.lab.sweep.engine import TaskLost

SECONDS_TO_ANSWER = 10.0
SECONDS_FOR_FIRST, SECONDS_FOR_NEXT = 10.0, 30.0  # until a worker is there, or there again
ADDRESS = re.compile(r"((tcp|tls|ws|wss)://)?([\w.-]+|\[[0-9a-fA-F:.]+\]):\d{1,5}")
SECONDS_BETWEEN_LOOKS = 2.0
KEPT = "what is finished is kept, start again to go on"


class ClusterError(RuntimeError):
    """A cluster can not be used, or is lost; the message is one sentence."""


class Met(NamedTuple):
    """What a worker says when it is asked first."""

    version: str
    engine: str
    sees_folder: bool


class Cluster(Executor):
    """The workers of a Dask cluster as an executor of concurrent.futures.

    Args:
        address: of the scheduler, as tcp://HOST:8786, or the path of its scheduler file (.json).

    Raises:
        ClusterError: distributed is not installed, no scheduler answers or it has no workers.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.client = _client(address)
        self.theirs = self.client.get_executor(pure=False)
        self.processes, self.looked = 0, time.monotonic()
        try:
            self._wait_for_workers()
        except BaseException:
            self.client.close()
            raise

    def _wait_for_workers(self) -> None:
        with suppress(TimeoutError):
            self.client.wait_for_workers(1, timeout=SECONDS_FOR_FIRST)
        self.processes = self._workers()
        if not self.processes:
            raise ClusterError(
                f"The scheduler at {self.address} has no workers; start some with "
                f"`dask worker {_for_workers(self.address)} --nthreads 1`."
            )

    def _workers(self) -> int:
        try:
            return len(self.client.nthreads())
        except (OSError, RuntimeError, CancelledError):
            raise self.lost() from None

    def lost(self) -> ClusterError:
        """That the scheduler is gone."""
        return ClusterError(f"The scheduler at {self.address} is lost; {KEPT}.")

    def meet(self, folder: Path) -> None:
        """Ask every worker whether it has this engine and sees the folder of parts.

        Raises:
            ClusterError: one has not or does not.
        """
        token = folder / f".seen-by-workers-{uuid.uuid4().hex}"
        token.write_text("")
        try:
            asked = {
                name: self.client.submit(
                    introduced, str(token), workers=[name], pure=False, allow_other_workers=False
                )
                for name in self.client.nthreads()
            }
            for name, future in asked.items():
                wrong = what_is_wrong(name, folder, self._answer(name, future))
                if wrong:
                    raise ClusterError(wrong)
        except (OSError, CancelledError):
            raise self.lost() from None
        finally:
            token.unlink(missing_ok=True)

    def _answer(self, name: str, future: Any) -> Met | Exception | None:
        """What a worker answers; None if it is gone before it does."""
        while True:
            try:
                answer: Met = future.result(timeout=SECONDS_BETWEEN_LOOKS)
            except TimeoutError:
                if name not in self.client.nthreads():
                    return None
            except (OSError, CancelledError):
                raise
            except Exception as error:
                return error
            else:
                return answer

    def submit[**Given, Made](
        self, work: Callable[Given, Made], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Future[Made]:
        """Hand work to the cluster."""
        mine: Future[Made] = Future()
        try:
            theirs = self.theirs.submit(work, *args, **kwargs)
        except Exception:
            raise self.lost() from None
        theirs.add_done_callback(partial(self._handed_on, mine))
        return mine

    def _handed_on(self, mine: Future[Any], theirs: Future[Any]) -> None:
        error: BaseException | None
        try:
            error = theirs.exception()
        except CancelledError:
            error = self.lost()
        if error is None:
            mine.set_result(theirs.result())
        elif type(error).__name__ == "KilledWorker":
            mine.set_exception(TaskLost("several workers died one after another"))
        elif isinstance(error, CancelledError):
            mine.set_exception(self.lost())
        else:
            mine.set_exception(error)

    def look_after(self) -> None:
        """See how many workers there are now.

        Raises:
            ClusterError: there is none any more, for half a minute, or the scheduler is gone.
        """
        if time.monotonic() - self.looked < SECONDS_BETWEEN_LOOKS:
            return
        until = time.monotonic() + SECONDS_FOR_NEXT
        while not (there := self._workers()):
            if time.monotonic() > until:
                raise ClusterError(f"The cluster at {self.address} has no workers left; {KEPT}.")
            time.sleep(SECONDS_BETWEEN_LOOKS)
        self.processes, self.looked = there, time.monotonic()

    def close(self) -> None:
        """Leave the cluster; what it has not begun is dropped."""
        with suppress(Exception):
            self.client.close(timeout=SECONDS_TO_ANSWER)


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """A cluster for the time of a sweep. Raises as Cluster does."""
    joined = Cluster(address)
    try:
        yield joined
    finally:
        joined.close()


def introduced(token: str) -> Met:
    """What a worker says of itself; runs on the worker."""
    path, until = Path(token), time.monotonic() + SECONDS_BETWEEN_LOOKS
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.1)  # a shared file system may show a new file late
    try:
        beside = path.with_name(f"{path.name}-{uuid.uuid4().hex}")
        beside.touch()
        beside.unlink()
        sees = path.exists()
    except OSError:
        sees = False
    return Met(version("ecosim"), numbers_hash(), sees)


def what_is_wrong(name: str, folder: Path, answer: Met | Exception | None) -> str:
    """Why a worker that gave this answer can not be used, in one sentence; empty if it can."""
    mine = Met(version("ecosim"), numbers_hash(), True)
    if answer is None or type(answer).__name__ == "KilledWorker":
        return ""  # it is gone already, others do its work
    if isinstance(answer, Exception):
        if "deserializ" in str(answer):
            name = f"{name} (or the scheduler)"
        elif not isinstance(answer, ImportError | AttributeError):
            raise answer
        return (
            f"The worker {name} can not load ecosim {mine.version}; install there what is "
            "installed here, with the extra `cluster`."
        )
    if answer[:2] != mine[:2]:
        return (
            f"The worker {name} has ecosim {answer.version} with engine {answer.engine}, here it "
            f"is {mine.version} with engine {mine.engine}: install the same and restart the worker."
        )
    if not answer.sees_folder:
        return (
            f"The worker {name} can not write into {folder}; a cluster needs a folder that all "
            "its machines share under the same path (--out)."
        )
    return ""


def _client(address: str) -> Any:
    """Dask's client, connected."""
    try:
        distributed: Any = import_module("distributed")
    except ModuleNotFoundError:
        raise ClusterError(
            "--cluster needs the package distributed; install it with "
            '`pip install "ecosim[cluster]"`.'
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is said once, here
    warnings.filterwarnings("ignore", module="distributed")
    at = _written_in(address) if address.endswith(".json") else address
    if not ADDRESS.fullmatch(at):
        raise ClusterError(
            f'--cluster is "{address}", but must be the address of a scheduler, as '
            "tcp://HOST:8786, or the path of its scheduler file (.json)."
        )
    try:
        return distributed.Client(at, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, ValueError):
        raise ClusterError(
            f"No Dask scheduler answers at {address}; start one with `dask scheduler` and give the "
            "address it prints, as tcp://HOST:8786."
        ) from None


def _written_in(path: str) -> str:
    """The address in a scheduler file; empty if there is none."""
    try:
        return str(json.loads(Path(path).read_text(encoding="utf-8"))["address"])
    except FileNotFoundError:
        raise ClusterError(f"--cluster {path}: there is no such scheduler file.") from None
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _for_workers(address: str) -> str:
    return f"--scheduler-file {address}" if address.endswith(".json") else address
