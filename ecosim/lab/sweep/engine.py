"""Handing work to processes, wherever they are, and going on when one of them dies."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from typing import Protocol, runtime_checkable

from ecosim.lab.worker_pool import WorkerPool

DEATHS_IN_A_ROW = 5  # without a single task done in between: then something else is wrong
TASKS_A_PROCESS = 3  # handed out at a time: one in work, two waiting
SECONDS_BETWEEN_LOOKS = 2.0
DIE = (
    "Worker processes died {} times before finishing anything (too little memory?); what is "
    "finished is kept, start again to go on."
)


class WorkersDie(RuntimeError):
    """Worker processes die before they finish anything; the message is one sentence."""


class TaskLost(RuntimeError):
    """The workers that had a task died; the others go on, and the task is handed out again."""


@runtime_checkable
class Watched(Protocol):
    """An executor whose workers come and go: it says how many there are now."""

    processes: int

    def look_after(self) -> None:
        """Count the workers again; raises if work can not go on."""


def done_one_by_one[Task, Made](
    work: Callable[[Task], Made], tasks: Iterator[Task], executor: Executor | None, processes: int
) -> Iterator[Made]:
    """What the work gives for each task, in the order in which it is finished.

    Only a few tasks are handed out at a time, so that memory does not grow with their number. What
    a dead worker had in hand is handed out again: work must be such that twice is as good as once.

    Args:
        work: what to do with a task.
        tasks: one after another.
        executor: any of concurrent.futures; None does everything in this process.
        processes: how many workers the executor has, unless it counts them itself.

    Raises:
        WorkersDie: five times in a row without anything done in between.
    """
    if executor is None:
        yield from map(work, tasks)
        return
    at_hand: dict[Future[Made], Task] = {}
    again: deque[Task] = deque()
    deaths = 0
    while True:
        if isinstance(executor, Watched):
            executor.look_after()
            processes = executor.processes
        broken = not _handed_out(executor, work, at_hand, again, tasks, processes * TASKS_A_PROCESS)
        if not at_hand and not broken:
            return
        finished = wait(at_hand, SECONDS_BETWEEN_LOOKS, FIRST_COMPLETED).done if at_hand else set()
        for future in finished:
            task = at_hand.pop(future)
            try:
                made = future.result()
            except TaskLost:
                again.append(task)
                deaths += 1
                if deaths >= DEATHS_IN_A_ROW:
                    raise WorkersDie(DIE.format(deaths)) from None
            except BrokenExecutor:
                again.append(task)
                broken = True
            else:
                deaths = 0
                yield made
        if broken:
            deaths += 1
            again.extend(at_hand.values())
            at_hand.clear()
            _renewed(executor, deaths)


def _handed_out[Task, Made](
    executor: Executor,
    work: Callable[[Task], Made],
    at_hand: dict[Future[Made], Task],
    again: deque[Task],
    tasks: Iterator[Task],
    most: int,
) -> bool:
    """Hand out tasks up to so many; False if the executor takes none because a worker died."""
    while len(at_hand) < most:
        if again:
            task = again.popleft()
        else:
            try:
                task = next(tasks)
            except StopIteration:
                return True
        try:
            at_hand[executor.submit(work, task)] = task
        except BrokenExecutor:
            again.appendleft(task)
            return False
    return True


def _renewed(executor: Executor, deaths: int) -> None:
    if not isinstance(executor, WorkerPool):
        raise WorkersDie("The executor is broken; what is finished is kept, start again to go on.")
    if deaths >= DEATHS_IN_A_ROW:
        raise WorkersDie(DIE.format(deaths))
    executor.close(at_once=True)
    executor.renew()
