"""`ecosim validate`: a world's target table beside what the model gives, as a table in words."""

from collections.abc import Sequence

from rich.table import Table

from ecosim.lab.targets import Checked


def table_of(world: str, results: Sequence[Checked], replications: int) -> Table:
    """One row a target: fact, what passes, what the model gives, pass or fail, source."""
    title = f"{world}: targets and model, all preset teams alike, {replications} replications each"
    table = Table(title=title, title_justify="left")
    for column in ("fact", "target", "model", "", "source"):
        table.add_column(column, overflow="fold")
    for row in results:
        target = row.target
        told = "pass" if row.passed else "FAIL"
        told += "" if target.tuned else ", held out"
        span = f"{target.low:g} to {target.high:g}"
        table.add_row(target.fact.replace("_", " "), span, f"{row.value:.3g}", told, target.source)
    return table


def in_words(results: Sequence[Checked]) -> str:
    """How many pass, of those tuned on and of those held out."""
    tuned = [row.passed for row in results if row.target.tuned]
    held = [row.passed for row in results if not row.target.tuned]
    words = f"{sum(tuned)} of {len(tuned)} targets that were tuned on pass"
    if held:
        words += f"; {sum(held)} of {len(held)} that were held out pass"
    return words + "."
