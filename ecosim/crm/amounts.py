"""Money out of the many ways in which exports write it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

DecimalMark = Literal[".", ","]

ALLOWED_AMOUNTS: Final = "1234.50, 1,234.50, 1.234,50 or 1234,50, with or without a currency"
MIXED_SHARE: Final = 0.1
_SCIENTIFIC: Final = re.compile(r"-?\d+(?:\.\d+)?[eE][+-]?\d{1,2}$")
_PARTS: Final = re.compile(r"(\D*?)(\d[\d.,'\u2019\s]*|[.,]\d+)(\D*)$")
_CURRENCY_SIGNS: Final = {
    "€": "EUR", "£": "GBP", "₹": "INR", "zł": "PLN", "kč": "CZK", "us$": "USD",
    "a$": "AUD", "c$": "CAD", "ca$": "CAD", "r$": "BRL", "fr": "CHF", "$": "$", "¥": "¥",
    "kr": "kr",
}  # fmt: skip
_CURRENCY_CODES: Final = {
    "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP",
    "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KES", "KRW", "MAD", "MXN",
    "MYR", "NGN", "NOK", "NZD", "PEN", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR",
    "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "USD", "VND", "ZAR",
}  # fmt: skip
_CURRENCY_NAMES: Final = {
    "usdollar": "USD", "euro": "EUR", "poundsterling": "GBP", "britishpound": "GBP",
    "swissfranc": "CHF", "canadiandollar": "CAD", "australiandollar": "AUD",
}  # fmt: skip


@dataclass(frozen=True)
class MarkEvidence:
    """How many amounts show a decimal point, a decimal comma, or could be either."""

    points: int
    commas: int
    unclear_point: int
    unclear_comma: int

    @property
    def mixed(self) -> bool:
        """Whether a good share of the amounts uses the rarer of the two marks."""
        return min(self.points, self.commas) > MIXED_SHARE * (self.points + self.commas)

    @property
    def guessed(self) -> bool:
        """Whether no amount settles which mark is the decimal one, though it matters."""
        return self.points == self.commas and self.unclear_point + self.unclear_comma > 0

    @property
    def mark(self) -> DecimalMark:
        """The decimal mark; in doubt a mark before three last digits groups thousands."""
        if self.points != self.commas:
            return "." if self.points > self.commas else ","
        return "," if self.unclear_point > self.unclear_comma else "."


@dataclass(frozen=True, repr=False)
class AmountColumn:
    """Amounts of one column, NaN where blank or not readable, and the currencies in its cells."""

    amounts: NDArray[np.float64]
    currencies: list[str]
    filled: int
    unreadable: int
    example: str


def mark_evidence(words: Iterable[str]) -> MarkEvidence:
    """Count what the amounts say about the decimal mark."""
    votes: Counter[str] = Counter()
    for word in words:
        match = None if _SCIENTIFIC.match(word) else _PARTS.match(word)
        if match is not None:
            votes[_vote(_ungrouped(match.group(2)))] += 1
    return MarkEvidence(votes["."], votes[","], votes["?."], votes["?,"])


def _vote(number: str) -> str:
    """Say which decimal mark a number shows: ".", ",", "?." or "?," if unclear, "" if none."""
    marks = {mark for mark in ".," if mark in number}
    if len(marks) == 2:
        return max(marks, key=number.rfind)
    if not marks:
        return ""
    mark = marks.pop()
    if number.count(mark) > 1:
        return "," if mark == "." else "."
    before, after = number.split(mark)
    groups_thousands = len(after) == 3 and 1 <= len(before) <= 3 and before != "0"
    return "?" + mark if groups_thousands else mark


def read_amounts(words: Sequence[str], mark: DecimalMark) -> AmountColumn:
    """Read a column of amounts with one decimal mark.

    Args:
        words: the cells; an empty one is blank.
        mark: the decimal mark; the other one may group thousands.
    """
    seen: dict[str, tuple[float, str]] = {"": (np.nan, "")}
    for word in words:
        if word not in seen:
            seen[word] = amount_of(word, mark)
    amounts = np.array([seen[word][0] for word in words], dtype=np.float64)
    bad = [word for word in words if word and np.isnan(seen[word][0])]
    filled = sum(1 for word in words if word)
    currencies = [seen[word][1] for word in words]
    return AmountColumn(amounts, currencies, filled, len(bad), bad[0] if bad else "")


def amount_of(word: str, mark: DecimalMark) -> tuple[float, str]:
    """Return one amount and its currency ("" if unnamed); the amount is NaN if not readable."""
    if _SCIENTIFIC.match(word):
        return float(word), ""
    match = _PARTS.match(word)
    if match is None:
        return np.nan, ""
    before, number, after = match.groups()
    around = (before + after).strip(" \u00a0+-\u2212().")
    currency = currency_of(around)
    number = _ungrouped(number)
    if (around and not currency) or not _written_with(mark).match(number):
        return np.nan, ""
    grouping = "," if mark == "." else "."
    value = float(number.replace(grouping, "").replace(mark, "."))
    negative = any(sign in before for sign in "-\u2212(") or "-" in after
    return (-value if negative else value), currency


def currency_of(word: str) -> str:
    """Return the code or sign of a currency, or "" if the word is not one."""
    low = word.strip().casefold()
    if low in _CURRENCY_SIGNS:
        return _CURRENCY_SIGNS[low]
    if low.upper() in _CURRENCY_CODES:
        return low.upper()
    return _CURRENCY_NAMES.get(re.sub(r"[\W_]+", "", low), "")


def _ungrouped(number: str) -> str:
    """Drop the blanks and apostrophes that group thousands."""
    return re.sub(r"['\u2019\s]", "", number)


_WITH_POINT: Final = re.compile(r"(?:\d{1,3}(?:,\d{2,3})*,\d{3}|\d*)(?:\.\d*)?$")
_WITH_COMMA: Final = re.compile(r"(?:\d{1,3}(?:\.\d{2,3})*\.\d{3}|\d*)(?:,\d*)?$")


def _written_with(mark: DecimalMark) -> re.Pattern[str]:
    return _WITH_POINT if mark == "." else _WITH_COMMA
