"""From words to deals as numbers: owners and accounts become mere numbers here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosim.crm.columns import Field
from ecosim.crm.fields import Fields, Numbers, read_amount_fields, read_day_fields
from ecosim.crm.outcomes import Outcome, Outcomes, flag_of, read_outcomes
from ecosim.crm.reading import CrmError, Note

Codes = NDArray[np.int64]
Mask = NDArray[np.bool_]

STRAY_QUANTILE: Final = 0.005
STRAY_DAYS: Final = 730


@dataclass(frozen=True, repr=False)
class Deals:
    """The deals kept, one entry each in arrays of one length.

    Attributes:
        outcome: values of Outcome: OPEN, WON, LOST or NO_DECISION.
        says_no_decision: whether the file tells deals without a decision from lost ones.
        owner: number of the owner, -1 if unnamed; None without such a column.
        account: number of the account, -1 if unnamed; None without such a column.
        created: day number, NaN if blank; None without such a column.
        closed: day number of the close of won and lost deals, NaN if blank or open; None without.
        amount: in the currency of the export, NaN if blank or a placeholder; None without.
        currency: its code or sign, if named.
    """

    outcome: Codes
    says_no_decision: bool
    owner: Codes | None
    account: Codes | None
    created: Numbers | None
    closed: Numbers | None
    amount: Numbers | None
    currency: str | None

    @property
    def won(self) -> Mask:
        """Marks the deals won."""
        return np.asarray(self.outcome == Outcome.WON)

    @property
    def lost(self) -> Mask:
        """Marks the deals lost, those without a decision included."""
        return np.asarray((self.outcome == Outcome.LOST) | (self.outcome == Outcome.NO_DECISION))

    @property
    def open(self) -> Mask:
        """Marks the deals open at the end."""
        return np.asarray(self.outcome == Outcome.OPEN)


def gather_deals(fields: Fields, notes: list[Note]) -> Deals:
    """Turn words into numbers and keep the deals that count; say in `notes` what was left out.

    Raises:
        CrmError: if outcomes, dates or amounts can not be read, or no row is left.
    """
    outcomes = read_outcomes(fields.cells, fields.names, fields.file)
    keep = _kept(fields, outcomes, notes)
    if not keep.any():
        why = "; ".join(note.text.rstrip(".") for note in notes if note.kind == "left out")
        raise CrmError(f"{fields.file}: no row is left as a deal ({why}).")
    _note_outcomes(fields, outcomes, notes)
    kept = fields.where(keep)
    outcome = np.array(outcomes.of_row, dtype=np.int64)[keep]
    days = read_day_fields(kept, notes)
    created = _created(kept, days, notes)
    closed = _closed(kept, days, outcome, notes)
    created, closed = _without_stray_days(created, closed, notes)
    amount, currency = read_amount_fields(kept, outcome == Outcome.WON, notes)
    return Deals(
        outcome=outcome,
        says_no_decision=outcomes.has_no_decision,
        owner=_codes(kept.cells.get("owner")),
        account=_codes(kept.cells.get("account")),
        created=created,
        closed=closed,
        amount=amount,
        currency=currency,
    )


def _kept(fields: Fields, outcomes: Outcomes, notes: list[Note]) -> Mask:
    """Mark the rows that are deals: not deleted, the last of their id, with an outcome."""
    length = len(outcomes.of_row)
    deleted = np.array([outcome is Outcome.DELETED for outcome in outcomes.of_row])
    deleted |= np.array(
        [flag_of(w) is True for w in fields.cells.get("deleted flag", [""] * length)]
    )
    ids = fields.cells.get("deal id", [""] * length)
    last = {word: row for row, word in enumerate(ids)}
    repeated = ~deleted & np.array([bool(w) and last[w] != row for row, w in enumerate(ids)])
    unknown = np.array([outcome is Outcome.UNKNOWN for outcome in outcomes.of_row])
    unknown &= ~deleted & ~repeated
    for count, why in (
        (int(deleted.sum()), "deleted rows."),
        (int(repeated.sum()), "rows whose deal id comes again further down; the last one is kept."),
        (int(unknown.sum()), "rows from which no outcome (won, lost or open) can be told."),
    ):
        if count:
            notes.append(Note("left out", f"{count:,} {why}"))
    if "deal id" not in fields.cells:
        notes.append(Note("cannot know", "Whether a deal stands twice: there is no deal id."))
    return np.asarray(~(deleted | repeated | unknown))


def _note_outcomes(fields: Fields, outcomes: Outcomes, notes: list[Note]) -> None:
    names = ", ".join(f"'{fields.names[field]}'" for field in outcomes.sources)
    notes.append(Note("read", f"Won, lost or open: told by {names}."))
    if outcomes.stage_words_taken_as_open:
        text = (
            f"{outcomes.stage_words_taken_as_open:,} rows in stages whose names say neither won "
            "nor lost were taken as open."
        )
        notes.append(Note("read", text))
    renewals = sum("renewal" in word.casefold() for word in fields.cells.get("type", ()))
    if renewals:
        text = f"{renewals:,} rows are renewals by '{fields.names['type']}', counted with the rest."
        notes.append(Note("read", text))
    if not outcomes.has_no_decision:
        text = "Deals that ended without a decision are not told apart from lost ones."
        notes.append(Note("cannot know", text))


def _created(fields: Fields, days: Mapping[Field, Numbers], notes: list[Note]) -> Numbers | None:
    """Return the day each deal was created, or engaged if the file has no created date."""
    if "created" in days:
        return days["created"]
    if "engaged" not in days:
        text = "Arrivals and cycle times: there is no created date."
        notes.append(Note("cannot know", text))
        return None
    text = (
        f"When deals were created: '{fields.names['engaged']}' was used instead, so cycles start "
        "later than creation and arrivals count engaged deals only."
    )
    notes.append(Note("cannot know", text))
    return days["engaged"]


def _closed(
    fields: Fields, days: Mapping[Field, Numbers], outcome: Codes, notes: list[Note]
) -> Numbers | None:
    """Return the day won and lost deals closed: their own won or lost date before a close date.

    Close dates of open deals are only expected, and are not used.
    """
    closed = np.full(len(outcome), np.nan)
    lost = (outcome == Outcome.LOST) | (outcome == Outcome.NO_DECISION)
    won = outcome == Outcome.WON
    by_rank: tuple[tuple[Field, Mask], ...] = (
        ("close date", won | lost),
        ("actual close date", won | lost),
        ("lost date", lost),
        ("won date", won),
    )
    for field, which in by_rank:
        if field in days:
            closed = np.where(which & ~np.isnan(days[field]), days[field], closed)
    if np.isnan(closed).all():
        text = "When deals closed: there is no actual close date of won or lost deals."
        notes.append(Note("cannot know", text))
        return None
    expected = days.get("close date")
    ignored = (
        0 if expected is None else int((~np.isnan(expected) & (outcome == Outcome.OPEN)).sum())
    )
    if ignored:
        text = f"Close dates of {ignored:,} open deals, which are only expected."
        notes.append(Note("left out", text))
    return closed


def _without_stray_days(
    created: Numbers | None, closed: Numbers | None, notes: list[Note]
) -> tuple[Numbers | None, Numbers | None]:
    """Blank days more than two years away from 99 % of all days, as typing errors."""
    present = [column for column in (created, closed) if column is not None]
    known = np.concatenate([c[~np.isnan(c)] for c in present]) if present else np.empty(0)
    if not known.size:
        return created, closed
    low, high = np.quantile(known, [STRAY_QUANTILE, 1 - STRAY_QUANTILE])
    strays = int(((known < low - STRAY_DAYS) | (known > high + STRAY_DAYS)).sum())
    if not strays:
        return created, closed
    text = f"{strays:,} dates more than two years away from 99 % of the others (typing errors)."
    notes.append(Note("left out", text))
    near = [
        None if c is None else np.where((c < low - STRAY_DAYS) | (c > high + STRAY_DAYS), np.nan, c)
        for c in (created, closed)
    ]
    return near[0], near[1]


def _codes(words: Sequence[str] | None) -> Codes | None:
    """Number the distinct words, without regard to case and blanks; -1 where there is none."""
    if words is None:
        return None
    numbers: dict[str, int] = {"": -1}
    plain = [" ".join(word.casefold().split()) for word in words]
    return np.array([numbers.setdefault(word, len(numbers) - 1) for word in plain], dtype=np.int64)
