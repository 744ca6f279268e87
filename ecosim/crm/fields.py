"""The fields of an export: which columns were found, and their days and amounts as numbers."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosim.crm.amounts import ALLOWED_AMOUNTS, currency_of, mark_evidence, read_amounts
from ecosim.crm.columns import FIELDS, Field, match_columns
from ecosim.crm.dates import ALLOWED_DATES, Order, OrderEvidence, day_of, order_evidence, read_days
from ecosim.crm.files import SEPARATORS, Table
from ecosim.crm.reading import CrmError, Note

Numbers = NDArray[np.float64]

PLACEHOLDER_AMOUNT: Final = 1.0
DATE_FIELDS: Final[tuple[Field, ...]] = (
    "created", "engaged", "close date", "actual close date", "won date", "lost date",
)  # fmt: skip
AMOUNT_FIELDS: Final[tuple[Field, ...]] = ("amount in one currency", "amount", "actual amount")
PRIVATE_FIELDS: Final[tuple[Field, ...]] = ("deal id", "deal name", "owner", "account")


@dataclass(frozen=True, repr=False)
class Fields:
    """The words of each field that was found and is not all blank.

    Attributes:
        file: name of the file.
        cells: the words of each field, all of one length.
        names: the name of the column each field was read from.
        private: words naming people, accounts and deals, which no message may show.
        semicolons: whether semicolons separate the cells, as where the comma is decimal.
    """

    file: str
    cells: dict[Field, list[str]]
    names: dict[Field, str]
    private: frozenset[str]
    semicolons: bool

    def where(self, keep: NDArray[np.bool_]) -> "Fields":
        """Return the fields of the rows that are marked in `keep`."""
        cells = {
            field: [word for word, kept in zip(words, keep, strict=True) if kept]
            for field, words in self.cells.items()
        }
        return replace(self, cells=cells)

    def example(self, word: str) -> str:
        """Return `word` for use in a message, without anything that could be a name."""
        shown = re.sub(r"[^\W\d_]{2,}", "...", word)[:30]
        low = shown.casefold()
        named = any(name in low or low in name for name in self.private)
        return "" if named else f", such as '{shown}'"


def find_fields(table: Table) -> Fields:
    """Pick for each field the best named column that is filled at all.

    Raises:
        CrmError: if no owner, account, amount or date is filled.
    """
    cells: dict[Field, list[str]] = {}
    names: dict[Field, str] = {}
    private: set[str] = set()
    for field, places in match_columns(table.header).items():
        filled = [place for place in places if any(table.columns[place])]
        if filled:
            words = table.columns[filled[0]]
            meant = "actual close date" if field == "closed flag" and _are_dates(words) else field
            cells.setdefault(meant, words)
            names.setdefault(meant, table.header[filled[0]])
        if field in PRIVATE_FIELDS:
            private.update(word.casefold() for place in filled for word in table.columns[place])
    if not {"owner", "account", *DATE_FIELDS, *AMOUNT_FIELDS} & cells.keys():
        raise CrmError(
            f"{table.file}: none of the {len(table.header)} columns is a filled owner, account, "
            "amount, created or close date; export those of them that the CRM holds."
        )
    return Fields(table.file, cells, names, frozenset(private - {""}), table.separator == ";")


def _are_dates(words: Sequence[str]) -> bool:
    """Tell whether most filled words are dates, as in a column "Closed" that is no flag."""
    filled = [word for word in words if word]
    return sum(day_of(word, "month/day") is not None for word in filled) * 2 > len(filled)


def notes_on_file(table: Table, fields: Fields) -> list[Note]:
    """Say how the file was read and which column was taken as what."""
    encoding = (
        "utf-16" if table.encoding.startswith("utf-16") else table.encoding.removesuffix("-sig")
    )
    taken = ", ".join(f"'{fields.names[f]}' as the {f}" for f in FIELDS if f in fields.names)
    notes = [
        Note(
            "read",
            f"{table.rows:,} rows of {len(table.header)} columns, separated by "
            f"{SEPARATORS[table.separator]}, encoded as {encoding}.",
        ),
        Note("read", f"Columns: {taken}."),
    ]
    if table.broken_rows:
        text = f"{table.broken_rows:,} rows with more cells than the header has."
        notes.append(Note("left out", text))
    if table.stray_rows:
        text = f"{table.stray_rows:,} lines with a single filled cell, which are not deals."
        notes.append(Note("left out", text))
    return notes


def read_day_fields(fields: Fields, notes: list[Note]) -> dict[Field, Numbers]:
    """Read every date field to day numbers, NaN where blank or not readable.

    Raises:
        CrmError: if most dates of a column can not be read, or its days and months are mixed.
    """
    evidence = {f: order_evidence(fields.cells[f]) for f in DATE_FIELDS if f in fields.cells}
    days: dict[Field, Numbers] = {}
    for field, shown in evidence.items():
        order = _order(fields, field, shown, list(evidence.values()), notes)
        column = read_days(fields.cells[field], order)
        name = fields.names[field]
        if column.unreadable * 2 > column.filled:
            raise CrmError(
                f"{fields.file}: column '{name}' holds {column.unreadable:,} dates that can not "
                f"be read{fields.example(column.example)}; allowed are {ALLOWED_DATES}."
            )
        if column.unreadable:
            text = f"{column.unreadable:,} dates in column '{name}' that can not be read"
            notes.append(Note("left out", f"{text}{fields.example(column.example)}."))
        days[field] = column.days
    if days:
        notes.append(
            Note("read", "Dates to the day as written; times of day and zones are dropped.")
        )
    return days


def _order(
    fields: Fields,
    field: Field,
    shown: OrderEvidence,
    of_all: Sequence[OrderEvidence],
    notes: list[Note],
) -> Order:
    """Decide for a whole column whether the day or the month comes first.

    The column itself decides; else the other date columns; else points between the numbers or
    semicolons between the cells mean day/month, and anything else month/day.
    """
    name = fields.names[field]
    if shown.mixed:
        raise CrmError(
            f"{fields.file}: column '{name}' mixes dates as day/month ({shown.day_first:,}) and "
            f"as month/day ({shown.month_first:,}); allowed is one order for the whole column."
        )
    votes = (
        Counter({shown.order: 1}) if shown.order else Counter(e.order for e in of_all if e.order)
    )
    if len(votes) == 1:
        (order,) = votes
        if order is not None:
            if shown.either or shown.order:
                notes.append(Note("read", f"Dates in column '{name}' as {order}/year."))
            return order
    order = "day/month" if shown.with_points or fields.semicolons else "month/day"
    if shown.either:
        text = f"Whether dates in column '{name}' are day/month or month/day; taken as {order}."
        notes.append(Note("cannot know", text))
    return order


def read_amount_fields(
    fields: Fields, won: NDArray[np.bool_], notes: list[Note]
) -> tuple[Numbers | None, str | None]:
    """Read the amount of every deal and its currency.

    A column in one currency comes before one in several; the actual revenue of a won deal before
    the estimate. Amounts in other currencies than the most frequent one, and amounts up to 1
    (placeholders), count as blank.

    Returns:
        the amounts, NaN where blank, or None without such a column; the currency, if named.

    Raises:
        CrmError: if most amounts of a column can not be read, or decimal marks are mixed.
    """
    columns = {f: _read_amounts(fields, f, notes) for f in AMOUNT_FIELDS if f in fields.cells}
    if not columns:
        return None, None
    first = next(iter(columns))
    amounts, currencies = columns[first]
    if first == "amount" and "actual amount" in columns:
        actual, actual_currencies = columns["actual amount"]
        use = won & (actual > PLACEHOLDER_AMOUNT)
        amounts = np.where(use, actual, amounts)
        currencies = [
            a if u else c for a, c, u in zip(actual_currencies, currencies, use, strict=True)
        ]
    if first != "amount in one currency" and "currency" in fields.cells:
        named = [currency_of(word) or word.casefold() for word in fields.cells["currency"]]
        currencies = [n or c for n, c in zip(named, currencies, strict=True)]
    amounts, currency = _one_currency(amounts, currencies, notes)
    return _without_placeholders(amounts, notes), currency


def _read_amounts(fields: Fields, field: Field, notes: list[Note]) -> tuple[Numbers, list[str]]:
    name, words = fields.names[field], fields.cells[field]
    shown = mark_evidence(words)
    if shown.mixed:
        raise CrmError(
            f"{fields.file}: column '{name}' mixes decimal points ({shown.points:,} amounts) and "
            f"decimal commas ({shown.commas:,}); allowed is one decimal mark for the whole column."
        )
    if shown.guessed:
        text = (
            f"Whether marks in column '{name}' group thousands or are decimal; taken as thousands."
        )
        notes.append(Note("cannot know", text))
    column = read_amounts(words, shown.mark)
    if column.unreadable * 2 > column.filled:
        raise CrmError(
            f"{fields.file}: column '{name}' holds {column.unreadable:,} amounts that can not be "
            f"read{fields.example(column.example)}; allowed are {ALLOWED_AMOUNTS}."
        )
    if column.unreadable:
        text = f"{column.unreadable:,} amounts in column '{name}' that can not be read"
        notes.append(Note("left out", f"{text}{fields.example(column.example)}."))
    return column.amounts, column.currencies


def _one_currency(
    amounts: Numbers, currencies: Sequence[str], notes: list[Note]
) -> tuple[Numbers, str | None]:
    """Keep the amounts of the most frequent currency; return it if it has a known name."""
    counts = Counter(
        c for c, a in zip(currencies, amounts, strict=True) if c and a > PLACEHOLDER_AMOUNT
    )
    if not counts:
        notes.append(Note("cannot know", "The currency: the file does not name it."))
        return amounts, None
    most = max(sorted(counts), key=lambda currency: counts[currency])
    known = most if currency_of(most) else None
    if len(counts) > 1:
        others = sum(counts.values()) - counts[most]
        text = (
            f"Amounts of {others:,} deals in {len(counts) - 1} other currencies than "
            f"{known or 'the most frequent one'}; those deals still count as won, lost or open."
        )
        notes.append(Note("left out", text))
    other = np.array([bool(c) and c != most for c in currencies])
    return np.where(other, np.nan, amounts), known


def _without_placeholders(amounts: Numbers, notes: list[Note]) -> Numbers:
    negative = int((amounts < 0).sum())
    placeholders = int(((amounts > 0) & (amounts <= PLACEHOLDER_AMOUNT)).sum())
    if negative:
        notes.append(Note("left out", f"Negative amounts of {negative:,} deals."))
    if placeholders:
        text = f"Amounts of 1 or less of {placeholders:,} deals, taken as placeholders."
        notes.append(Note("left out", text))
    return np.where(amounts > PLACEHOLDER_AMOUNT, amounts, np.nan)
