"""What an export of opportunities tells: numbers, notes, and one kind of error."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

NoteKind = Literal["read", "left out", "cannot know"]


class CrmError(ValueError):
    """An export that can not be read: one sentence says which file, where, and what is allowed."""


@dataclass(frozen=True)
class Note:
    """One plain sentence on what was read, what was left out, or what can not be known.

    Names of people, accounts and deals never appear in it, only counts.
    """

    kind: NoteKind
    text: str


@dataclass(frozen=True)
class CrmReading:
    """What can be read off an export directly; None where the file can not tell.

    Counts are of deals unless the name says otherwise, shares lie between 0 and 1, sizes are in
    the currency of the export, times in weeks. Only counts and numbers are held: no name of a
    person, an account or a deal.

    Attributes:
        rows: rows of the file below its header, blank lines apart.
        deals: deals kept: not deleted, not repeated, and with an outcome.
        currency: three-letter code or sign the amounts are in, if the file names it.
        first_day: first day a deal was created or closed.
        last_day: last day a deal was created or closed; taken as the day of the export.
        weeks: weeks from first_day to last_day, both included.
        reps: distinct owners.
        reps_last_year: owners with an open deal, or a close in the 365 days up to last_day.
        arrivals_per_week: mean deals created per whole calendar week.
        arrivals_cv: coefficient of variation of the weekly number of deals created.
        arrivals_poisson_cv: what that coefficient would be by chance alone.
        won: deals won.
        lost: deals lost, those without a decision included.
        no_decision: lost deals the file says ended without a decision; None if it has no such word.
        open: deals open at the end.
        open_share: open deals as a share of the deals kept.
        win_rate: won as a share of won and lost.
        win_rate_low: lower end of the 95 % Wilson interval of win_rate.
        win_rate_high: upper end of it.
        win_rate_by_value: the same by amount; only where lost deals carry amounts.
        first_week_losses: deals lost within 7 days of creation (often duplicates and clean-ups).
        win_rate_without_first_week_losses: win_rate if those are not counted.
        sized_won: won deals with a usable amount.
        size_ln_mean: mean of the natural logarithm of the amounts of won deals.
        size_ln_sd: standard deviation of the same.
        size_median: median amount of won deals.
        size_top_tenth_share: share of won value in the largest tenth of won deals.
        size_ln_mean_closed: as size_ln_mean, over won and lost; only where lost carry amounts.
        size_ln_sd_closed: as size_ln_sd, over won and lost; only where lost carry amounts.
        accounts: distinct accounts.
        deals_per_account: mean deals per account, over deals that name one.
        accounts_repeat_share: share of accounts with more than one deal.
        accounts_shared_share: share of accounts worked by more than one rep.
        cycles_won: won deals with a usable cycle time.
        cycle_weeks_won_median: median weeks from created to won.
        cycle_weeks_won_mean: mean of the same.
        cycle_won_cv: coefficient of variation of the same.
        cycles_lost: lost deals with a usable cycle time.
        cycle_weeks_lost_median: median weeks from created to lost.
        cycle_weeks_lost_mean: mean of the same.
        cycle_lost_cv: coefficient of variation of the same.
        notes: what was read, left out, and can not be known.
    """

    rows: int
    deals: int
    currency: str | None
    first_day: date | None
    last_day: date | None
    weeks: float | None
    reps: int | None
    reps_last_year: int | None
    arrivals_per_week: float | None
    arrivals_cv: float | None
    arrivals_poisson_cv: float | None
    won: int
    lost: int
    no_decision: int | None
    open: int
    open_share: float
    win_rate: float | None
    win_rate_low: float | None
    win_rate_high: float | None
    win_rate_by_value: float | None
    first_week_losses: int | None
    win_rate_without_first_week_losses: float | None
    sized_won: int
    size_ln_mean: float | None
    size_ln_sd: float | None
    size_median: float | None
    size_top_tenth_share: float | None
    size_ln_mean_closed: float | None
    size_ln_sd_closed: float | None
    accounts: int | None
    deals_per_account: float | None
    accounts_repeat_share: float | None
    accounts_shared_share: float | None
    cycles_won: int
    cycle_weeks_won_median: float | None
    cycle_weeks_won_mean: float | None
    cycle_won_cv: float | None
    cycles_lost: int
    cycle_weeks_lost_median: float | None
    cycle_weeks_lost_mean: float | None
    cycle_lost_cv: float | None
    notes: tuple[Note, ...]
