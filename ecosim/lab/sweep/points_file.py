"""Points of a study from a CSV file: a column a factor, a line a point."""

import csv
from pathlib import Path

from ecosim.files import FileError, shown
from ecosim.lab.sweep.checks import MOST_POINTS
from ecosim.lab.sweep.settings import Parameter, Setting, unknown, varied_parameters


def read_points(
    path: Path, label: str
) -> tuple[tuple[str, ...], tuple[tuple[Setting | None, ...], ...]]:
    """The factors and points of a CSV file: a column a factor, a line a point.

    Raises:
        FileError: it can not be read, or a cell is no value of its parameter.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
    except FileNotFoundError:
        raise FileError(label, ["there is no such file."]) from None
    except (OSError, ValueError, csv.Error):
        raise FileError(label, ["the file can not be read as CSV in UTF-8."]) from None
    lines = [line for line in lines if any(cell.strip() for cell in line)]
    if len(lines) < 2 or len(lines) > MOST_POINTS:
        given = f"it has {max(0, len(lines) - 1):,} points"
        raise FileError(
            label, [f"{given}, but must have names of factors and 1 to {MOST_POINTS:,}."]
        )
    columns = tuple(cell.strip() for cell in lines[0])
    known = varied_parameters()
    problems = [unknown(name) for name in columns if name not in known]
    if problems:
        raise FileError(label, problems)
    rows = []
    for number, line in enumerate(lines[1:], start=1):
        if len(line) != len(columns):
            problems.append(f"point {number} has {len(line)} values, but must have {len(columns)}.")
            continue
        cells = []
        for name, cell in zip(columns, line, strict=True):
            value = cell_value(cell.strip(), known[name])
            cells.append(value)
            if value is not None and not known[name].takes(value):
                said = f"is {shown(value)}, but must be {known[name].must}"
                problems.append(f"point {number}: {name} {said}.")
        rows.append(tuple(cells))
    if problems:
        raise FileError(label, problems)
    return columns, tuple(rows)


def cell_value(cell: str, parameter: Parameter) -> Setting | None:
    """What a cell says; None if it is empty; its text where it says nothing of the right kind."""
    if not cell:
        return None
    if parameter.kind is bool:
        return {"true": True, "false": False}.get(cell.lower(), cell)
    if parameter.is_number:
        try:
            return int(cell) if parameter.kind is int else float(cell)
        except ValueError:
            return cell
    return cell
