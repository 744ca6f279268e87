"""Days out of the many ways in which exports write dates."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Order = Literal["day/month", "month/day"]

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2099
ALLOWED_DATES: Final = (
    "2021-04-15, 2021-04-15T00:02:00Z, 15 Apr 2021, 15/04/2021, 04/15/2021 or a spreadsheet's "
    f"day number, in the years {FIRST_YEAR} to {LAST_YEAR}"
)
MIXED_SHARE: Final = 0.1
_EXCEL_DAY_ZERO: Final = date(1899, 12, 30).toordinal()
_MONTHS: Final = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
    "oct": 10, "nov": 11, "dec": 12, "mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12,
}  # fmt: skip
_TIME: Final = (
    r"(?:[T ,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)?\s*(?:[ap]\.?m\.?)?"
    r"\s*(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$"
)
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME, re.I)
_DAY_MONTH_NAME: Final = re.compile(
    r"(\d{1,2})[.]?[ -]([^\W\d_]{3,9})[.,]*[ -](\d{4}|\d{2})" + _TIME, re.I
)
_MONTH_NAME_DAY: Final = re.compile(r"([^\W\d_]{3,9})[.]? (\d{1,2}),? (\d{4})" + _TIME, re.I)
_TWO_NUMBERS: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})" + _TIME, re.I)
_SERIAL: Final = re.compile(r"(\d{5})(?:[.,]\d+)?$")
_PACKED: Final = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_MILLISECONDS: Final = re.compile(r"(\d{12,13})(?:\.0)?$")


@dataclass(frozen=True)
class OrderEvidence:
    """How many dates of a column fit only day/month, only month/day, or either."""

    day_first: int
    month_first: int
    either: int
    with_points: int

    @property
    def mixed(self) -> bool:
        """Whether a good share of the dates fits only the rarer of the two orders."""
        rarer = min(self.day_first, self.month_first)
        return rarer > MIXED_SHARE * (self.day_first + self.month_first)

    @property
    def order(self) -> Order | None:
        """The order the column itself shows, or None."""
        if self.day_first == self.month_first:
            return None
        return "day/month" if self.day_first > self.month_first else "month/day"


@dataclass(frozen=True, repr=False)
class DayColumn:
    """Days of one column, as proleptic day numbers; NaN where blank or not readable."""

    days: NDArray[np.float64]
    filled: int
    unreadable: int
    example: str


def order_evidence(words: Iterable[str]) -> OrderEvidence:
    """Count what the dates written as two numbers and a year say about their order."""
    day_first = month_first = either = with_points = 0
    for word in words:
        match = _TWO_NUMBERS.match(word)
        if match is None:
            continue
        first, second = int(match.group(1)), int(match.group(3))
        with_points += match.group(2) == "."
        day_first += first > 12 >= second
        month_first += second > 12 >= first
        either += first <= 12 and second <= 12
    return OrderEvidence(day_first, month_first, either, with_points)


def read_days(words: Sequence[str], order: Order) -> DayColumn:
    """Read a column of dates to the day, as written: times and time zones are dropped.

    Args:
        words: the cells; an empty one is blank.
        order: how to take dates written as two numbers and a year.
    """
    seen: dict[str, float] = {"": np.nan}
    for word in words:
        if word not in seen:
            day = day_of(word, order)
            seen[word] = np.nan if day is None else float(day)
    days = np.array([seen[word] for word in words], dtype=np.float64)
    bad = [word for word in words if word and np.isnan(seen[word])]
    filled = sum(1 for word in words if word)
    return DayColumn(days, filled, len(bad), bad[0] if bad else "")


def day_of(word: str, order: Order) -> int | None:
    """Return the day number of one date, or None if it is not a date of the allowed years."""
    if match := _YEAR_FIRST.match(word) or _PACKED.match(word):
        return _day(int(match.group(1)), int(match.group(2)), int(match.group(3)))
    if match := _TWO_NUMBERS.match(word):
        first, second = int(match.group(1)), int(match.group(3))
        day, month = (first, second) if order == "day/month" else (second, first)
        return _day(_full_year(match.group(4)), month, day)
    if match := _DAY_MONTH_NAME.match(word):
        month = _month(match.group(2))
        return _day(_full_year(match.group(3)), month, int(match.group(1)))
    if match := _MONTH_NAME_DAY.match(word):
        return _day(int(match.group(3)), _month(match.group(1)), int(match.group(2)))
    if match := _SERIAL.match(word):
        return _within_years(_EXCEL_DAY_ZERO + int(match.group(1)))
    if match := _MILLISECONDS.match(word):
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(match.group(1)))
        return _within_years(moment.date().toordinal())
    return None


def _day(year: int, month: int, day: int) -> int | None:
    try:
        return _within_years(date(year, month, day).toordinal())
    except ValueError:
        return None


def _within_years(ordinal: int) -> int | None:
    return ordinal if FIRST_YEAR <= date.fromordinal(ordinal).year <= LAST_YEAR else None


def _full_year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) < 70 else 1900)


def _month(name: str) -> int:
    """Number of a month by its name in English or German; 0 if it is none."""
    return _MONTHS.get(name.casefold()[:3], 0)
