"""Processes of this machine that do work for another one, and end when it does."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.process import BaseProcess
from typing import Literal


class WorkerPool(Executor):
    """Fresh processes that end when this one dies, and leave an interrupt to it.

    Args:
        processes: how many.
        how: how they start; "forkserver" renews them faster where it exists.
    """

    def __init__(self, processes: int, how: Literal["spawn", "forkserver"] = "spawn") -> None:
        self.processes, self.how = processes, how
        self.started: set[BaseProcess] = set()
        self.renew()

    def renew(self) -> None:
        """Start over with new processes: a pool is of no use once one of them has died."""
        self.pool = ProcessPoolExecutor(
            self.processes, get_context(self.how), initializer=ends_with_its_parent
        )

    def submit[**Given, Made](
        self, work: Callable[Given, Made], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Future[Made]:
        """Hand work to a process; the first work starts it."""
        others = set(active_children())
        with interrupts_ignored():  # workers inherit this: an interrupt is ours to handle
            future = self.pool.submit(work, *args, **kwargs)
        self.started |= set(active_children()) - others
        return future

    def close(self, at_once: bool) -> None:
        """End the processes: at once, or when they are done with what they have begun."""
        if at_once:
            for worker in self.started:
                worker.terminate()
        self.pool.shutdown(wait=True, cancel_futures=True)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def ends_with_its_parent() -> None:
    """Makes a worker watch the process that started it and leave when that is gone."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_leaves_after, args=(parent,), daemon=True).start()


def _leaves_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


@contextmanager
def interrupts_ignored() -> Iterator[None]:
    """Ctrl-C is ignored for a moment (in a thread other than the first nothing can be changed)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
