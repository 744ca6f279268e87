"""Won, lost or open: the outcome of each deal out of flags, status words and stages."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from ecosim.crm.columns import Field
from ecosim.crm.reading import CrmError


class Outcome(IntEnum):
    """How a deal stands at the end of the export."""

    UNKNOWN = 0
    OPEN = 1
    WON = 2
    LOST = 3
    NO_DECISION = 4
    DELETED = 5


YES: Final = frozenset({"true", "1", "1.0", "yes", "y", "t", "x", "wahr", "ja"})
NO: Final = frozenset({"false", "0", "0.0", "no", "n", "f", "falsch", "nein"})
UNREADABLE_FLAG_SHARE: Final = 0.05
UNTOLD_SHARE: Final = 0.05
WHAT_HELPS: Final = (
    "export a Status (Open, Won, Lost) column, the flags IsWon and IsClosed or Is Closed Won and "
    "Is Closed Lost, or stage names such as Closed Won and Closed Lost"
)
_STATE_CODES: Final = {"0": Outcome.OPEN, "1": Outcome.WON, "2": Outcome.LOST}
_EXACT: Final = {
    "open": Outcome.OPEN, "inprogress": Outcome.OPEN, "onhold": Outcome.OPEN,
    "closed": Outcome.UNKNOWN, "deleted": Outcome.DELETED,
    "closedwon": Outcome.WON, "gewonnen": Outcome.WON, "gagné": Outcome.WON,
    "ganado": Outcome.WON, "ganada": Outcome.WON,
    "closedlost": Outcome.LOST, "verloren": Outcome.LOST, "perdu": Outcome.LOST,
    "perdido": Outcome.LOST, "perdida": Outcome.LOST, "outsold": Outcome.LOST,
    "disqualified": Outcome.LOST, "unqualified": Outcome.LOST, "closeddisqualified": Outcome.LOST,
    "nodecision": Outcome.NO_DECISION, "closednodecision": Outcome.NO_DECISION,
    "abandoned": Outcome.NO_DECISION, "canceled": Outcome.NO_DECISION,
    "cancelled": Outcome.NO_DECISION,
}  # fmt: skip
_OPEN_STAGES: Final = {
    "prospecting", "engaging", "qualification", "qualify", "needsanalysis", "valueproposition",
    "iddecisionmakers", "perceptionanalysis", "proposalpricequote", "negotiationreview",
    "proposal", "negotiation", "develop", "propose", "discovery", "demo", "appointmentscheduled",
    "qualifiedtobuy", "presentationscheduled", "decisionmakerboughtin", "contractsent", "new",
    "pipeline",
}  # fmt: skip
_AN_ID: Final = re.compile(
    r"\d+(?:\.0)?$|(?=.*\d)[0-9a-f]{8,}(?:-[0-9a-f]+)*$|[\w+/]{20,}={0,2}$", re.I
)


@dataclass(frozen=True, repr=False)
class Outcomes:
    """The outcome of every row, and where it was read.

    Attributes:
        of_row: one outcome per row; UNKNOWN where nothing tells.
        sources: the fields the outcomes were read from, the first that tells deciding.
        stage_words_taken_as_open: how many deals stand in stages that are neither known words nor
            ids, and were taken as open.
        has_no_decision: whether any row says that it ended without a decision.
    """

    of_row: list[Outcome]
    sources: tuple[Field, ...]
    stage_words_taken_as_open: int
    has_no_decision: bool


def outcome_of_word(word: str) -> Outcome:
    """Return what a status or stage word says about the outcome, by itself."""
    key = re.sub(r"[\W_]+", "", word.casefold())
    if key in _EXACT:
        return _EXACT[key]
    parts = set(re.split(r"[\W_]+", word.casefold()))
    if "not" in parts:
        return Outcome.UNKNOWN
    if "lost" in parts or "closedlost" in parts:
        return Outcome.NO_DECISION if {"no", "decision"} <= parts else Outcome.LOST
    if "won" in parts or "closedwon" in parts:
        return Outcome.WON
    return Outcome.OPEN if key in _OPEN_STAGES else Outcome.UNKNOWN


def flag_of(word: str) -> bool | None:
    """Return yes, no, or None if the word is blank or neither."""
    low = word.casefold()
    return True if low in YES else False if low in NO else None


def read_outcomes(
    cells: Mapping[Field, Sequence[str]], names: Mapping[Field, str], file: str
) -> Outcomes:
    """Read the outcome of every row: flags first, then status, state code, stage, won/lost times.

    A stage that is not known by name counts as open if other rows of the file are won or lost and
    the stage is a word; a stage id says nothing.

    Args:
        cells: the words of each field that was found, all of one length.
        names: the column name each field was read from.
        file: name of the file, for the message of an error.

    Raises:
        CrmError: if nothing tells won from lost, or a flag column holds other words than yes/no.
    """
    readers = [
        reader
        for reader in (
            _from_flags(cells, names, file),
            _from_words(cells, "status"),
            _from_state_code(cells),
            _from_words(cells, "stage"),
            _from_times(cells),
        )
        if reader is not None
    ]
    if not readers:
        raise CrmError(f"{file}: no column tells won from lost; {WHAT_HELPS}.")
    told = [_first_known(row) for row in zip(*(outcomes for _, outcomes in readers), strict=True)]
    _require_an_outcome(told, cells, names, file)
    taken = _take_words_as_open(told, cells)
    _require_losses_told(told, names, file)
    sources = tuple(field for fields, outcomes in readers for field in fields if any(outcomes))
    return Outcomes(told, sources, taken, Outcome.NO_DECISION in told)


def _first_known(row: tuple[Outcome, ...]) -> Outcome:
    first = next((outcome for outcome in row if outcome is not Outcome.UNKNOWN), Outcome.UNKNOWN)
    undecided = first is Outcome.LOST and Outcome.NO_DECISION in row
    return Outcome.NO_DECISION if undecided else first


def _from_flags(
    cells: Mapping[Field, Sequence[str]], names: Mapping[Field, str], file: str
) -> tuple[tuple[Field, ...], list[Outcome]] | None:
    fields: tuple[Field, ...] = tuple(
        f for f in ("won flag", "lost flag", "closed flag") if f in cells
    )
    if not fields:
        return None
    for field in fields:
        _check_flags(cells[field], names[field], file)
    blank = [""] * len(next(iter(cells.values())))
    columns = [cells.get(f, blank) for f in ("won flag", "lost flag", "closed flag")]
    rows = zip(*columns, strict=True)
    return fields, [_by_flags(flag_of(w), flag_of(n), flag_of(c)) for w, n, c in rows]


def _by_flags(won: bool | None, lost: bool | None, closed: bool | None) -> Outcome:
    if won:
        return Outcome.WON
    if lost or (closed and won is False):
        return Outcome.LOST
    if closed is False or (won is False and lost is False):
        return Outcome.OPEN
    return Outcome.UNKNOWN


def _check_flags(words: Sequence[str], name: str, file: str) -> None:
    filled = [word for word in words if word]
    bad = sum(flag_of(word) is None for word in filled)
    if bad > UNREADABLE_FLAG_SHARE * len(filled):
        raise CrmError(
            f"{file}: {bad} of {len(filled)} cells of column '{name}' are neither yes nor no; "
            "allowed are true/false, yes/no and 1/0."
        )


def _from_words(
    cells: Mapping[Field, Sequence[str]], field: Field
) -> tuple[tuple[Field, ...], list[Outcome]] | None:
    if field not in cells:
        return None
    seen = {word: outcome_of_word(word) for word in set(cells[field])}
    return (field,), [seen[word] for word in cells[field]]


def _from_state_code(
    cells: Mapping[Field, Sequence[str]],
) -> tuple[tuple[Field, ...], list[Outcome]] | None:
    if "state code" not in cells:
        return None
    codes = [word.removesuffix(".0") for word in cells["state code"]]
    return ("state code",), [_STATE_CODES.get(code, outcome_of_word(code)) for code in codes]


def _from_times(
    cells: Mapping[Field, Sequence[str]],
) -> tuple[tuple[Field, ...], list[Outcome]] | None:
    if "won date" not in cells or "lost date" not in cells:
        return None
    rows = zip(cells["won date"], cells["lost date"], strict=True)
    told = [Outcome.LOST if lost else Outcome.WON if won else Outcome.OPEN for won, lost in rows]
    return ("won date", "lost date"), told


def _require_an_outcome(
    told: Sequence[Outcome],
    cells: Mapping[Field, Sequence[str]],
    names: Mapping[Field, str],
    file: str,
) -> None:
    """Refuse a file in which no row, or none of many words, tells an outcome."""
    counts = Counter(told)
    closed = counts[Outcome.WON] + counts[Outcome.LOST] + counts[Outcome.NO_DECISION]
    words = [w for f in ("status", "stage") for w in cells.get(f, ())]
    untold = counts[Outcome.UNKNOWN]
    if closed or (counts[Outcome.OPEN] and untold * 2 < len(told)):
        return
    column = next(
        (names[f] for f in ("stage", "status", "won flag", "closed flag") if f in names), None
    )
    where = "the rows" if column is None else f"column '{column}'"
    ids = sum(bool(_AN_ID.match(word)) for word in words)
    what = (
        "ids of stages, not their names" if ids * 2 > len(words) > 0 else "no word for won or lost"
    )
    if not any(words):
        what = "nothing that tells won from lost"
    raise CrmError(f"{file}: {where} holds {what}, so outcomes can not be told; {WHAT_HELPS}.")


def _require_losses_told(told: Sequence[Outcome], names: Mapping[Field, str], file: str) -> None:
    """Refuse a file that tells what was won, but not what was lost from what is open."""
    counts = Counter(told)
    lost = counts[Outcome.LOST] + counts[Outcome.NO_DECISION]
    if counts[Outcome.WON] and not lost and counts[Outcome.UNKNOWN] > UNTOLD_SHARE * len(told):
        column = next((f"'{names[f]}'" for f in ("won flag", "stage", "status") if f in names), "")
        raise CrmError(
            f"{file}: column {column} tells which deals were won, but for "
            f"{counts[Outcome.UNKNOWN]:,} rows not whether they are lost or open; {WHAT_HELPS}."
        )


def _take_words_as_open(told: list[Outcome], cells: Mapping[Field, Sequence[str]]) -> int:
    """Count rows in stages with names of their own as open, in place; return how many.

    Rows that are said to be closed, and stages that are ids, stay unknown.
    """
    blank = [""] * len(told)
    columns = [cells.get(field, blank) for field in ("closed flag", "status", "stage")]
    taken = 0
    for row, (flag, *words) in enumerate(zip(*columns, strict=True)):
        closed = flag_of(flag) is True or any(word.casefold() == "closed" for word in words)
        named = any(word and not _AN_ID.match(word) for word in words)
        if told[row] is Outcome.UNKNOWN and named and not closed:
            told[row] = Outcome.OPEN
            taken += 1
    return taken
