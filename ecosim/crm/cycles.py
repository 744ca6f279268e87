"""How long deals took, and which closes say nothing about that."""

from typing import Final

import numpy as np

from ecosim.crm.deals import Deals, Mask
from ecosim.crm.fields import Numbers
from ecosim.crm.reading import Note

BULK_CLOSES: Final = 20
BULK_SHARE: Final = 0.05
BULK_TIMES_MEDIAN: Final = 10
FIRST_WEEK_DAYS: Final = 7


def cycle_days(deals: Deals, notes: list[Note]) -> Numbers:
    """Return the days from created to closed, NaN for open deals and those left out.

    Left out are closes before the start date, and closes on days of bulk updates.
    """
    if deals.created is None or deals.closed is None:
        return np.full(len(deals.outcome), np.nan)
    days = deals.closed - deals.created
    backward = days < 0
    undated = int((np.isnan(deals.closed) & ~deals.open).sum())
    on_bulk_day, bulk_days = bulk_closes(deals.closed)
    if undated:
        text = f"{undated:,} closed deals without a close date, from cycle times only."
        notes.append(Note("left out", text))
    if backward.any():
        text = f"{int(backward.sum()):,} deals closed before they began, from cycle times only."
        notes.append(Note("left out", text))
    if bulk_days:
        text = (
            f"{int(on_bulk_day.sum()):,} closes on {bulk_days:,} days of bulk updates, from cycle "
            f"times only. Such a day has more than {BULK_CLOSES} closes, more than "
            f"{BULK_SHARE:.0%} of all closes, and more than {BULK_TIMES_MEDIAN} times the median "
            "of days with a close."
        )
        notes.append(Note("left out", text))
    return np.where(backward | on_bulk_day, np.nan, days)


def bulk_closes(closed: Numbers) -> tuple[Mask, int]:
    """Mark closes on days of bulk updates, and count those days.

    A day counts as one if it has more closes than 20, than 5 % of all closes, and than 10 times
    the median of the days with any close.

    Args:
        closed: day number of each close, NaN where there is none.
    """
    known = closed[~np.isnan(closed)]
    if not known.size:
        return np.zeros(len(closed), dtype=np.bool_), 0
    days, counts = np.unique(known, return_counts=True)
    limit = max(BULK_CLOSES, BULK_SHARE * known.size, BULK_TIMES_MEDIAN * float(np.median(counts)))
    bulk = days[counts > limit]
    return np.isin(closed, bulk), len(bulk)


def first_week_losses(deals: Deals, notes: list[Note]) -> int | None:
    """Count deals lost within 7 days of their start: often duplicates and clean-ups.

    They stay in the win rate and in the cycle times; a note gives their number.
    """
    if deals.created is None or deals.closed is None:
        return None
    days = deals.closed - deals.created
    early = int((deals.lost & (days >= 0) & (days < FIRST_WEEK_DAYS)).sum())
    if early:
        text = (
            f"{early:,} deals lost within a week of their start, likely duplicates or clean-ups in "
            "part; they are kept in the win rate and in cycle times."
        )
        notes.append(Note("read", text))
    return early
