"""From the bytes of an export to a table of words: encoding, separator, header, rows."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from ecosim.crm.columns import match_columns
from ecosim.crm.reading import CrmError

SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
HEADER_SEARCH_LINES: Final = 40
FOOTER_COLUMNS: Final = 4
SPARE_COLUMNS: Final = 50
SWALLOWED_LINES: Final = 3
BLANK_WORDS: Final = frozenset({"null", "nan", "nat", "n/a", "#n/a", "-", "--", "(blank)", "none"})
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT: Final = {
    b"PK\x03\x04": "a spreadsheet or zip file",
    b"\xd0\xcf\x11\xe0": "a spreadsheet",
}

_OPEN_QUOTE: Final = (
    "the rows can not be split into cells, most likely for a quotation mark that is never closed; "
    "export it again with all text in quotation marks."
)


@dataclass(frozen=True, repr=False)
class Table:
    """The rows of an export as words, column by column; blank cells are empty.

    Attributes:
        file: name of the file, without its folder.
        header: the column names.
        columns: one list of words per column, all of the same length.
        separator: the character between cells.
        encoding: how the letters were stored.
        rows: rows below the header, those left out included.
        broken_rows: rows left out because they have more cells than the header.
        stray_rows: footers: rows left out because just one of four or more cells is filled.
    """

    file: str
    header: tuple[str, ...]
    columns: tuple[list[str], ...]
    separator: str
    encoding: str
    rows: int
    broken_rows: int
    stray_rows: int


def read_table(path: Path) -> Table:
    """Read an export into words, finding its encoding, separator and header line.

    The separator and the header line are those that give the most known column names, among the
    first lines of the file. Lines before the header are skipped.

    Args:
        path: the exported file.

    Raises:
        CrmError: if the file is missing, empty, not text, without known columns or without rows.
    """
    text, encoding = _text_of(path)
    separator, header_line = _find_header(text, path.name)
    lines = text.split("\n")[header_line:]
    width, frame = _parse("\n".join(lines), separator, path.name)
    header = tuple(str(name).strip().strip("\ufeff") for name in frame.iloc[0, :width].tolist())
    broken = (frame.iloc[1:, width:] != "").any(axis=1)
    body = frame.iloc[1:][~broken]
    columns = [[_unblank(str(cell)) for cell in body.iloc[:, i].tolist()] for i in range(width)]
    filled = [sum(map(bool, row)) for row in zip(*columns, strict=True)]
    least = 2 if len(header) >= FOOTER_COLUMNS else 1
    kept = tuple(
        [c for c, n in zip(column, filled, strict=True) if n >= least] for column in columns
    )
    stray = sum(0 < n < least for n in filled)
    if not kept[0]:
        raise CrmError(f"{path.name}: only a header was found, and no rows of deals below it.")
    return Table(
        file=path.name,
        header=header,
        columns=kept,
        separator=separator,
        encoding=encoding,
        rows=len(kept[0]) + stray + int(broken.sum()),
        broken_rows=int(broken.sum()),
        stray_rows=stray,
    )


def _text_of(path: Path) -> tuple[str, str]:
    """Read the letters of a file, with line ends made alike, and name their encoding."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise CrmError(f"{path.name}: the file can not be opened ({reason}).") from None
    for start, what in _NOT_TEXT.items():
        if raw.startswith(start):
            raise CrmError(
                f"{path.name}: this is {what}; save the list of deals as CSV (text) and read that."
            )
    encoding = _encoding_of(raw)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        raise CrmError(f"{path.name}: the file breaks off inside its {encoding} text.") from None
    if "\0" in text:
        raise CrmError(f"{path.name}: the file is not text; an export as CSV is needed.")
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    if not text.strip():
        raise CrmError(f"{path.name}: the file is empty; an export with a header is needed.")
    return text, encoding


def _encoding_of(raw: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return encoding
    start = raw[:2000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 4 > len(start) > 1:
        return "utf-16-le" if odd > even else "utf-16-be"
    for encoding in ("utf-8", "cp1252"):
        try:
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def _find_header(text: str, file: str) -> tuple[str, int]:
    """Return the separator and the line at which the header stands."""
    best, widest = (0, 0, ",", 0), 0
    lines = text.split("\n", HEADER_SEARCH_LINES)[:HEADER_SEARCH_LINES]
    for separator in SEPARATORS:
        for line, cells in _rows_with_lines(lines, separator):
            known = len(match_columns(cells))
            widest = max(widest, len(cells))
            if (known, len(cells)) > best[:2]:
                best = (known, len(cells), separator, line)
    if best[0] < 2:
        raise CrmError(
            f"{file}: no line with known column names was found ({widest} columns at most, "
            f"{best[0]} known); allowed are the names used by Salesforce, HubSpot, Pipedrive, "
            "Dynamics 365 and Zoho, such as Owner, Stage, Amount, Created Date and Close Date."
        )
    return best[2], best[3]


def _rows_with_lines(lines: list[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it begins at; stop at the first that can not be split."""
    rows = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)
    begin = 0
    try:
        for cells in rows:
            yield begin, cells
            begin = rows.line_num
    except csv.Error:
        return


def _parse(text: str, separator: str, file: str) -> tuple[int, pd.DataFrame]:
    """Split the text into cells; return the width of the header and all rows, it included.

    The frame is wider than the header, so that rows with too many cells show.
    """
    try:
        width = len(next(csv.reader(io.StringIO(text), delimiter=separator)))
        frame = pd.read_csv(
            io.StringIO(text),
            sep=separator,
            header=None,
            names=range(width + SPARE_COLUMNS),
            index_col=False,
            dtype=str,
            keep_default_na=False,
        ).fillna("")
    except (ValueError, csv.Error):
        raise CrmError(f"{file}: {_OPEN_QUOTE}") from None
    if any(_swallowed_rows(c, separator, width) for i in range(width) for c in frame[i]):
        raise CrmError(f"{file}: {_OPEN_QUOTE}")
    return width, frame


def _swallowed_rows(cell: str, separator: str, width: int) -> bool:
    """Tell whether a cell holds whole further rows, as after a quotation mark never closed."""
    if cell.count("\n") < SWALLOWED_LINES:
        return False
    return cell.count(separator) >= SWALLOWED_LINES * max(width - 1, 1)


def _unblank(cell: str) -> str:
    word = cell.strip().strip("\ufeff\u00a0")
    return "" if word.casefold() in BLANK_WORDS else word
