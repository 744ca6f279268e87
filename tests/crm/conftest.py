"""Small exports written to disk, in the shape a test asks for."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

SALESFORCE_REPORT = (
    "Opportunity ID,Opportunity Owner,Account Name,Created Date,Close Date,Stage,Amount"
)

WriteText = Callable[..., Path]
WriteRows = Callable[..., Path]


@pytest.fixture
def write_text(tmp_path: Path) -> WriteText:
    """Write one export from its text."""

    def write(text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "export.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def write_rows(write_text: WriteText) -> WriteRows:
    """Write one export from rows of cells, if not told otherwise under Salesforce's header."""

    def write(
        rows: Sequence[Sequence[str]], header: str = SALESFORCE_REPORT, separator: str = ","
    ) -> Path:
        lines = [separator.join(header.split(","))]
        lines += [separator.join(f'"{cell}"' for cell in row) for row in rows]
        return write_text("\n".join(lines) + "\n")

    return write
