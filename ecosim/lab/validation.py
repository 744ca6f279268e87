"""`ecosim validate`: a world's target table beside what the model gives, as a table in words."""

import math
from collections.abc import Sequence

from rich.table import Table

from ecosim.lab.targets import Checked
from ecosim.lab.words import counted


def table_of(world: str, results: Sequence[Checked], replications: int) -> Table:
    """One row a target: fact, what passes, what the model gives, pass or fail, source."""
    runs = counted(replications, "replication")
    title = f"{world}: targets and model, all preset teams alike, {runs} each; "
    title += "95% intervals" if replications > 1 else "no intervals with one replication"
    table = Table(title=title, title_justify="left")
    for column in ("fact", "target", "model", "", "source"):
        table.add_column(column, overflow="fold")
    for row in results:
        target = row.target
        told = "pass" if row.passed else "FAIL"
        told += "" if target.tuned else ", held out"
        span = f"{target.low:g} to {target.high:g}"
        table.add_row(target.fact.replace("_", " "), span, _with_interval(row), told, target.source)
    return table


def _with_interval(row: Checked) -> str:
    """What the model gives, with its interval where it has one."""
    if math.isnan(row.low):
        return f"{row.value:.3g}"
    return f"{row.value:.3g} ({row.low:.3g} to {row.high:.3g})"


def in_words(results: Sequence[Checked]) -> str:
    """How many pass, of those tuned on and of those held out."""
    tuned = [row.passed for row in results if row.target.tuned]
    held = [row.passed for row in results if not row.target.tuned]
    words = f"{sum(tuned)} of {len(tuned)} targets that were tuned on pass"
    if held:
        words += f"; {sum(held)} of {len(held)} that were held out pass"
    return words + "."
