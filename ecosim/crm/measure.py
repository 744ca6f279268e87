"""From deals as numbers to what a reading holds: rates, sizes, times and crowds."""

from datetime import date
from typing import Final, NamedTuple

import numpy as np
from scipy.stats import binomtest

from ecosim.crm.cycles import cycle_days, first_week_losses
from ecosim.crm.deals import Codes, Deals, Mask
from ecosim.crm.fields import Numbers
from ecosim.crm.outcomes import Outcome
from ecosim.crm.reading import CrmReading, Note

DAYS_PER_WEEK: Final = 7
DAYS_PER_YEAR: Final = 365
FEWEST_WEEKS: Final = 4
FEWEST_FOR_TENTH: Final = 10
TREND_RATIO: Final = 1.5
LOST_WITH_AMOUNTS_SHARE: Final = 0.5


class Spread(NamedTuple):
    """Count, median, mean and coefficient of variation; None where too few."""

    known: int
    median: float | None
    mean: float | None
    cv: float | None


class WinRate(NamedTuple):
    """A win rate with its 95 % Wilson interval; None without closed deals."""

    rate: float | None
    low: float | None
    high: float | None


class Accounts(NamedTuple):
    """How deals spread over accounts, and accounts over reps."""

    number: int | None
    deals_each: float | None
    repeat_share: float | None
    shared_share: float | None


class Arrivals(NamedTuple):
    """Deals created per whole calendar week."""

    per_week: float | None
    cv: float | None
    poisson_cv: float | None


def measure(deals: Deals, rows: int, notes: list[Note]) -> CrmReading:
    """Measure everything that can be read off directly; add to `notes` what that left out."""
    first, last = _ends(deals)
    weeks = cycle_days(deals, notes) / DAYS_PER_WEEK
    won_cycle, lost_cycle = spread(weeks[deals.won]), spread(weeks[deals.lost])
    won, lost = int(deals.won.sum()), int(deals.lost.sum())
    early = first_week_losses(deals, notes)
    rate = win_rate(won, lost)
    won_amounts, lost_amounts = _closed_amounts(deals, notes)
    closed_amounts = None if lost_amounts is None else np.concatenate([won_amounts, lost_amounts])
    size, closed_size = _ln_spread(won_amounts), _ln_spread(closed_amounts)
    accounts, arrivals = _accounts(deals, notes), _arrivals(deals, notes)
    _note_gaps(deals, notes)
    return CrmReading(
        rows=rows,
        deals=len(deals.outcome),
        currency=deals.currency,
        first_day=_date(first),
        last_day=_date(last),
        weeks=None if first is None or last is None else (last - first + 1) / DAYS_PER_WEEK,
        reps=_reps(deals, np.ones(len(deals.outcome), dtype=np.bool_)),
        reps_last_year=_reps(deals, _in_last_year(deals, last)),
        arrivals_per_week=arrivals.per_week,
        arrivals_cv=arrivals.cv,
        arrivals_poisson_cv=arrivals.poisson_cv,
        won=won,
        lost=lost,
        no_decision=_no_decision(deals),
        open=int(deals.open.sum()),
        open_share=float(deals.open.mean()),
        win_rate=rate.rate,
        win_rate_low=rate.low,
        win_rate_high=rate.high,
        win_rate_by_value=_rate_by_value(won_amounts, lost_amounts),
        first_week_losses=early,
        win_rate_without_first_week_losses=(
            None if early is None else win_rate(won, lost - early).rate
        ),
        sized_won=len(won_amounts),
        size_ln_mean=size.mean,
        size_ln_sd=size.sd,
        size_median=spread(won_amounts).median,
        size_top_tenth_share=top_tenth_share(won_amounts),
        size_ln_mean_closed=closed_size.mean,
        size_ln_sd_closed=closed_size.sd,
        accounts=accounts.number,
        deals_per_account=accounts.deals_each,
        accounts_repeat_share=accounts.repeat_share,
        accounts_shared_share=accounts.shared_share,
        cycles_won=won_cycle.known,
        cycle_weeks_won_median=won_cycle.median,
        cycle_weeks_won_mean=won_cycle.mean,
        cycle_won_cv=won_cycle.cv,
        cycles_lost=lost_cycle.known,
        cycle_weeks_lost_median=lost_cycle.median,
        cycle_weeks_lost_mean=lost_cycle.mean,
        cycle_lost_cv=lost_cycle.cv,
        notes=tuple(notes),
    )


class LnSpread(NamedTuple):
    """Mean and standard deviation of natural logarithms; None where too few."""

    mean: float | None
    sd: float | None


def spread(values: Numbers) -> Spread:
    """Summarise the values that are not NaN; the deviation is that of a sample (n - 1)."""
    known = values[~np.isnan(values)]
    if not known.size:
        return Spread(0, None, None, None)
    mean = float(known.mean())
    cv = float(known.std(ddof=1)) / mean if known.size > 1 and mean > 0 else None
    return Spread(int(known.size), float(np.median(known)), mean, cv)


def win_rate(won: int, lost: int) -> WinRate:
    """Return won as a share of won and lost, with the 95 % Wilson interval."""
    if won + lost == 0:
        return WinRate(None, None, None)
    interval = binomtest(won, won + lost).proportion_ci(0.95, method="wilson")
    return WinRate(won / (won + lost), float(interval.low), float(interval.high))


def top_tenth_share(amounts: Numbers) -> float | None:
    """Return the share of all value in the largest tenth of deals, rounded up; None below ten."""
    if len(amounts) < FEWEST_FOR_TENTH:
        return None
    largest = np.sort(amounts)[::-1][: -(-len(amounts) // 10)]
    return float(largest.sum() / amounts.sum())


def _ln_spread(amounts: Numbers | None) -> LnSpread:
    if amounts is None or not len(amounts):
        return LnSpread(None, None)
    logs = np.log(amounts)
    return LnSpread(float(logs.mean()), float(logs.std(ddof=1)) if len(logs) > 1 else None)


def _closed_amounts(deals: Deals, notes: list[Note]) -> tuple[Numbers, Numbers | None]:
    """Return amounts of won deals, and of lost ones if at least half of those carry any."""
    if deals.amount is None:
        notes.append(Note("cannot know", "Deal sizes: there is no column of amounts."))
        return np.empty(0), None
    won, lost = deals.amount[deals.won], deals.amount[deals.lost]
    sized_won, sized_lost = won[~np.isnan(won)], lost[~np.isnan(lost)]
    if len(sized_won) < len(won):
        text = f"{len(won) - len(sized_won):,} won deals without a usable amount, from sizes only."
        notes.append(Note("left out", text))
    if not len(lost) or len(sized_lost) < LOST_WITH_AMOUNTS_SHARE * len(lost):
        text = (
            "The size of lost deals and the win rate by value: fewer than half of the lost deals "
            "carry an amount, so sizes are those of won deals only."
        )
        notes.append(Note("cannot know", text))
        return sized_won, None
    return sized_won, sized_lost


def _rate_by_value(won: Numbers, lost: Numbers | None) -> float | None:
    return None if lost is None else float(won.sum() / (won.sum() + lost.sum()))


def _ends(deals: Deals) -> tuple[int | None, int | None]:
    """Return the first and the last day on which a deal was created or closed."""
    present = [column for column in (deals.created, deals.closed) if column is not None]
    days = np.concatenate([c[~np.isnan(c)] for c in present]) if present else np.empty(0)
    return (int(days.min()), int(days.max())) if days.size else (None, None)


def _date(day: int | None) -> date | None:
    return None if day is None else date.fromordinal(day)


def _reps(deals: Deals, of: Mask) -> int | None:
    if deals.owner is None:
        return None
    return len(np.unique(deals.owner[of & (deals.owner >= 0)]))


def _in_last_year(deals: Deals, last: int | None) -> Mask:
    """Mark deals that are open, or closed in the 365 days up to the last day."""
    if deals.closed is None or last is None:
        return deals.open
    return np.asarray(deals.open | (deals.closed > last - DAYS_PER_YEAR))


def _no_decision(deals: Deals) -> int | None:
    if not deals.says_no_decision:
        return None
    return int((deals.outcome == Outcome.NO_DECISION).sum())


def _arrivals(deals: Deals, notes: list[Note]) -> Arrivals:
    """Count deals created per calendar week, the first and the last, broken ones left out."""
    known = np.empty(0) if deals.created is None else deals.created[~np.isnan(deals.created)]
    if not known.size:
        return Arrivals(None, None, None)
    first, last = int(-(-(known.min() - 1) // DAYS_PER_WEEK)), int(known.max() // DAYS_PER_WEEK)
    if last - first < FEWEST_WEEKS:
        text = f"Arrivals per week: deals were created in fewer than {FEWEST_WEEKS} whole weeks."
        notes.append(Note("cannot know", text))
        return Arrivals(None, None, None)
    week = ((known - 1) // DAYS_PER_WEEK).astype(np.int64) - first
    counts = np.bincount(week[(week >= 0) & (week < last - first)], minlength=last - first)
    text = f"Arrivals: deals created in {last - first:,} whole weeks, Monday to Sunday."
    notes.append(Note("read", text))
    _note_trend(counts, notes)
    mean = float(counts.mean())
    if mean == 0:
        return Arrivals(mean, None, None)
    return Arrivals(mean, float(counts.std(ddof=1)) / mean, mean**-0.5)


def _note_trend(counts: Codes, notes: list[Note]) -> None:
    """Warn that weekly variation holds a trend if the two halves differ by half or more."""
    half = len(counts) // 2
    before, after = float(counts[:half].mean()), float(counts[-half:].mean())
    if max(before, after) >= TREND_RATIO * min(before, after):
        text = (
            f"Arrivals went from {before:,.1f} a week in the first half to {after:,.1f} in the "
            "second; their variation holds that trend."
        )
        notes.append(Note("read", text))


def _accounts(deals: Deals, notes: list[Note]) -> Accounts:
    if deals.account is None:
        notes.append(Note("cannot know", "Deals per account: there is no column of accounts."))
        return Accounts(None, None, None, None)
    named = deals.account >= 0
    unnamed = int((~named).sum())
    if unnamed:
        text = f"{unnamed:,} deals without an account, from the counts by account only."
        notes.append(Note("left out", text))
    per_account = np.bincount(deals.account[named])
    if not per_account.size:
        return Accounts(0, None, None, None)
    shared = None
    if deals.owner is not None:
        pairs = np.stack([deals.account, deals.owner])[:, named & (deals.owner >= 0)]
        reps = np.bincount(np.unique(pairs, axis=1)[0], minlength=len(per_account))
        shared = float((reps > 1).mean())
    each, repeat = float(per_account.mean()), float((per_account > 1).mean())
    return Accounts(len(per_account), each, repeat, shared)


def _note_gaps(deals: Deals, notes: list[Note]) -> None:
    """Say which cells are missing, and what no such file holds."""
    if deals.owner is None:
        notes.append(Note("cannot know", "How many reps there are: there is no column of owners."))
    elif (deals.owner < 0).any():
        unowned = int((deals.owner < 0).sum())
        text = f"{unowned:,} deals without an owner, from the counts of reps only."
        notes.append(Note("left out", text))
    undated = 0 if deals.created is None else int(np.isnan(deals.created).sum())
    if undated:
        text = f"{undated:,} deals without a start date, from arrivals and cycle times only."
        notes.append(Note("left out", text))
    if deals.lost.any() != deals.won.any():
        which = "lost" if deals.won.any() else "won"
        text = f"The win rate: there is no {which} deal, so the export may have been filtered."
        notes.append(Note("cannot know", text))
    notes.append(
        Note("cannot know", "How deals moved through stages: no history of stages is read.")
    )
    text = "Quota, list prices, discounts and sales activity: such a file does not hold them."
    notes.append(Note("cannot know", text))
