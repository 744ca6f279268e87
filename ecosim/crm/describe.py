"""A reading in sentences for a sales leader."""

from ecosim.crm.reading import CrmReading


def describe(reading: CrmReading) -> list[str]:
    """Say what was read, one sentence per topic the file can tell about, then the notes."""
    told = [
        _people(reading),
        _outcomes(reading),
        _win_rate(reading),
        _arrivals(reading),
        _sizes(reading),
        _cycle("Won", reading.cycle_weeks_won_median, reading.cycle_weeks_won_mean),
        _cycle("Lost", reading.cycle_weeks_lost_median, reading.cycle_weeks_lost_mean),
        _accounts(reading),
    ]
    notes = [f"{note.kind.capitalize()}: {note.text}" for note in reading.notes]
    return [sentence for sentence in told if sentence] + notes


def _people(reading: CrmReading) -> str:
    reps = "" if reading.reps is None else f" of {_count(reading.reps, 'rep')}"
    if reading.reps and reading.reps_last_year is not None:
        reps += f" ({reading.reps_last_year:,} with a deal in the last year)"
    span = ""
    if reading.first_day is not None and reading.last_day is not None and reading.weeks is not None:
        span = f", from {reading.first_day} to {reading.last_day} ({reading.weeks:,.0f} weeks)"
    deals = f"{reading.deals:,} " + ("opportunity" if reading.deals == 1 else "opportunities")
    rows = "" if reading.deals == reading.rows else f" out of {_count(reading.rows, 'row')}"
    return f"Read {deals}{rows}{reps}{span}."


def _outcomes(reading: CrmReading) -> str:
    undecided = ""
    if reading.no_decision is not None:
        undecided = f" ({reading.no_decision:,} of them without a decision)"
    return (
        f"{reading.won:,} were won, {reading.lost:,} lost{undecided} and {reading.open:,} "
        f"({reading.open_share:.0%}) are open."
    )


def _win_rate(reading: CrmReading) -> str:
    if reading.win_rate is None:
        return ""
    by_value = ""
    if reading.win_rate_by_value is not None:
        by_value = f"; by value it is {reading.win_rate_by_value:.1%}"
    early = ""
    if reading.first_week_losses and reading.win_rate_without_first_week_losses is not None:
        early = (
            f"; without the {reading.first_week_losses:,} lost in their first week it is "
            f"{reading.win_rate_without_first_week_losses:.1%}"
        )
    return (
        f"The win rate of closed deals is {reading.win_rate:.1%} (95 % interval "
        f"{reading.win_rate_low:.1%} to {reading.win_rate_high:.1%}){by_value}{early}."
    )


def _arrivals(reading: CrmReading) -> str:
    if reading.arrivals_per_week is None:
        return ""
    swing = ""
    if reading.arrivals_cv is not None:
        swing = (
            f", varying by {reading.arrivals_cv:.0%} from week to week "
            f"({reading.arrivals_poisson_cv:.0%} would be chance alone)"
        )
    return f"{reading.arrivals_per_week:,.1f} deals arrive per week{swing}."


def _sizes(reading: CrmReading) -> str:
    if reading.size_median is None:
        return ""
    currency = f" {reading.currency}" if reading.currency else ""
    top = ""
    if reading.size_top_tenth_share is not None:
        top = f"; the largest tenth of won deals holds {reading.size_top_tenth_share:.0%} of value"
    return f"The median won deal is worth {reading.size_median:,.0f}{currency}{top}."


def _cycle(which: str, median: float | None, mean: float | None) -> str:
    if median is None or mean is None:
        return ""
    return f"{which} deals took {median:,.1f} weeks (median; mean {mean:,.1f})."


def _accounts(reading: CrmReading) -> str:
    if not reading.accounts or reading.deals_per_account is None:
        return ""
    shared = ""
    if reading.accounts_shared_share is not None:
        shared = f", {reading.accounts_shared_share:.0%} were worked by more than one rep"
    return (
        f"{_count(reading.accounts, 'account')} had {reading.deals_per_account:,.1f} deals each; "
        f"{reading.accounts_repeat_share:.0%} had more than one{shared}."
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
