"""How far the runs of a comparison are: a bar on a terminal, else a line now and then."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from ecosim.lab.runs import Progress

SECONDS_BETWEEN_LINES = 10.0


@contextmanager
def progress(console: "Console") -> Iterator["Progress"]:
    """Tells how far the runs are: a bar on a terminal, else a line now and then."""
    if not console.is_terminal:
        yield lines_now_and_then(lambda line: console.print(line, highlight=False))
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )  # fmt: skip
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("compiling or loading the engine", total=None)

        def tell(done: int, total: int) -> None:
            words = "runs" if done else "compiling or loading the engine"
            bar.update(task, completed=done, total=total, description=words)

        yield tell


def lines_now_and_then(
    write: Callable[[str], None], clock: Callable[[], float] = time.monotonic
) -> "Progress":
    """Progress as plain lines: at the start, and when ten seconds have passed since the last."""
    last = -math.inf

    def tell(done: int, total: int) -> None:
        nonlocal last
        if last == -math.inf and done == 0:
            write("Loading the engine (compiling it takes two to three minutes the first time).")
        elif clock() - last < SECONDS_BETWEEN_LINES:
            return
        else:
            write(f"{done:,} of {total:,} runs are done.")
        last = clock()

    return tell
