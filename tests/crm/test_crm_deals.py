"""Traps in what exports hold: repeats, deletions, placeholders, currencies, odd closes."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from scipy.stats import binomtest

from ecosim.crm.read import CrmError, CrmReading, describe, read_deals

WriteRows = Callable[..., Path]

START = date(2021, 1, 4)


def deal(
    number: int,
    stage: str = "Closed Won",
    days: int | None = 28,
    amount: str = "100",
    owner: str = "Zoe Quill",
    account: str = "Acme",
    begin: int = 0,
) -> list[str]:
    created = START + timedelta(days=begin)
    closed = "" if days is None else str(created + timedelta(days=days))
    return [f"d{number}", owner, account, str(created), closed, stage, amount]


def texts(reading: CrmReading, kind: str) -> str:
    return " ".join(note.text for note in reading.notes if note.kind == kind)


def test_win_rate_and_its_interval(write_rows: WriteRows) -> None:
    rows = [deal(i, "Closed Won" if i < 6 else "Closed Lost") for i in range(10)]
    reading = read_deals(write_rows(rows))
    interval = binomtest(6, 10).proportion_ci(method="wilson")
    assert reading.win_rate == 0.6
    assert (reading.win_rate_low, reading.win_rate_high) == (interval.low, interval.high)


def test_missing_accounts_and_owners_are_left_out_of_their_counts_only(
    write_rows: WriteRows,
) -> None:
    rows = [
        deal(1, account="Acme"),
        deal(2, account="acme ", owner="Ned Oak"),
        deal(3, account=""),
        deal(4, account="Birch", owner=""),
    ]
    reading = read_deals(write_rows(rows))
    assert (reading.deals, reading.accounts, reading.reps) == (4, 2, 2)
    assert reading.deals_per_account == 1.5
    assert reading.accounts_repeat_share == 0.5
    assert reading.accounts_shared_share == 0.5
    assert "1 deals without an account" in texts(reading, "left out")
    assert "1 deals without an owner" in texts(reading, "left out")


def test_lost_deals_with_amount_zero_leave_sizes_to_won_deals(write_rows: WriteRows) -> None:
    reading = read_deals(write_rows([deal(1), deal(2, "Closed Lost", amount="0")]))
    assert reading.win_rate_by_value is None
    assert reading.size_median == 100
    assert "sizes are those of won deals only" in texts(reading, "cannot know")


def test_lost_deals_with_amounts_give_a_rate_by_value(write_rows: WriteRows) -> None:
    rows = [deal(1, amount="100"), deal(2, "Closed Lost", amount="300")]
    reading = read_deals(write_rows(rows))
    assert reading.win_rate_by_value == 0.25
    assert reading.size_ln_mean_closed is not None
    assert reading.size_ln_mean is not None
    assert reading.size_ln_mean_closed > reading.size_ln_mean


def test_placeholder_and_negative_amounts(write_rows: WriteRows) -> None:
    rows = [deal(1), deal(2, amount="1"), deal(3, amount="-50"), deal(4, amount="")]
    reading = read_deals(write_rows(rows))
    assert (reading.won, reading.sized_won, reading.size_median) == (4, 1, 100)
    assert "Amounts of 1 or less of 1 deals" in texts(reading, "left out")
    assert "Negative amounts of 1 deals" in texts(reading, "left out")


def test_several_currencies_keep_the_most_frequent(write_rows: WriteRows) -> None:
    rows = [[*deal(i), "EUR" if i < 4 else "JPY" if i < 5 else "USD"] for i in range(6)]
    header = "Id,Owner,Account,Created Date,Close Date,Stage,Amount,Amount Currency"
    reading = read_deals(write_rows(rows, header))
    assert (reading.currency, reading.won, reading.sized_won) == ("EUR", 6, 4)
    assert "Amounts of 2 deals in 2 other currencies than EUR" in texts(reading, "left out")
    signs = [deal(1, amount="$100"), deal(2, amount="$200"), deal(3, amount="€300")]
    reading = read_deals(write_rows(signs))
    assert (reading.currency, reading.sized_won) == ("$", 2)


def test_amounts_converted_to_one_currency_are_preferred(write_rows: WriteRows) -> None:
    header = "Id,Owner,Created,Closed,Status,Amount,Currency,Amount in company currency"
    rows = [
        ["1", "Zoe", "2021-01-04", "2021-02-04", "Won", "100", "EUR", "110"],
        ["2", "Zoe", "2021-01-04", "2021-02-04", "Won", "9000", "JPY", "80"],
    ]
    reading = read_deals(write_rows(rows, header))
    assert (reading.sized_won, reading.size_median) == (2, 95)
    assert reading.currency is None


def test_closes_before_creation_are_left_out_of_cycles(write_rows: WriteRows) -> None:
    reading = read_deals(write_rows([deal(1), deal(2, days=-3), deal(3, days=None)]))
    assert (reading.won, reading.cycles_won, reading.cycle_weeks_won_mean) == (3, 1, 4)
    assert "1 deals closed before they began" in texts(reading, "left out")
    assert "1 closed deals without a close date" in texts(reading, "left out")


def test_close_dates_of_open_deals_are_ignored(write_rows: WriteRows) -> None:
    reading = read_deals(write_rows([deal(1), deal(2, "Negotiation/Review", days=900)]))
    assert reading.open == 1
    assert reading.open_share == 0.5
    assert reading.last_day == START + timedelta(days=28)
    assert "Close dates of 1 open deals" in texts(reading, "left out")


def bulk_rows(bulk: int) -> list[list[str]]:
    """A hundred closes on days of their own, and `bulk` closes on one day, all after 300 days."""
    spread = [deal(i, days=28, begin=i) for i in range(100)]
    return spread + [deal(1000 + i, "Closed Lost", days=300) for i in range(bulk)]


def test_bulk_updates_are_left_out_of_cycles(write_rows: WriteRows) -> None:
    reading = read_deals(write_rows(bulk_rows(30)))
    assert (reading.lost, reading.cycles_lost, reading.cycles_won) == (30, 0, 100)
    assert reading.cycle_weeks_lost_median is None
    assert "30 closes on 1 days of bulk updates" in texts(reading, "left out")
    assert read_deals(write_rows(bulk_rows(20))).cycles_lost == 20


def test_first_week_losses_are_counted_and_kept(write_rows: WriteRows) -> None:
    rows = [deal(1), deal(2, "Closed Lost", days=2), deal(3, "Closed Lost", days=7)]
    reading = read_deals(write_rows(rows))
    assert reading.first_week_losses == 1
    assert reading.win_rate == pytest.approx(1 / 3)
    assert reading.win_rate_without_first_week_losses == 0.5
    assert "1 deals lost within a week" in texts(reading, "read")


def test_deleted_rows_and_repeated_ids(write_rows: WriteRows) -> None:
    header = "Id,OwnerId,AccountId,CreatedDate,CloseDate,StageName,Amount,IsDeleted"
    rows = [
        [*deal(1, "Proposal"), "false"],
        [*deal(2), "true"],
        [*deal(1), "false"],
        [*deal(3, "Closed Lost"), ""],
    ]
    reading = read_deals(write_rows(rows, header))
    assert (reading.rows, reading.deals, reading.won, reading.lost) == (4, 2, 1, 1)
    assert "1 deleted rows" in texts(reading, "left out")
    assert "1 rows whose deal id comes again" in texts(reading, "left out")
    with pytest.raises(CrmError, match=r"no row is left as a deal \(1 deleted rows\)"):
        read_deals(write_rows([[*deal(2), "true"]], header))


def test_typing_errors_in_years_do_not_stretch_the_span(write_rows: WriteRows) -> None:
    rows = [deal(i, begin=i) for i in range(500)] + [deal(900, begin=60 * 365)]
    reading = read_deals(write_rows(rows))
    assert reading.weeks is not None
    assert reading.weeks < 80
    assert "typing errors" in texts(reading, "left out")


def test_arrivals_per_whole_week(write_rows: WriteRows) -> None:
    rows = [deal(i, begin=7 * (i // 3) + i % 3) for i in range(60)] + [deal(99, begin=142)]
    reading = read_deals(write_rows(rows))
    assert reading.arrivals_per_week == 3
    assert reading.arrivals_cv == 0
    assert reading.arrivals_poisson_cv == pytest.approx(3**-0.5)
    few = read_deals(write_rows(rows[:6]))
    assert few.arrivals_per_week is None
    assert "fewer than 4 whole weeks" in texts(few, "cannot know")


def test_reps_of_the_last_year(write_rows: WriteRows) -> None:
    rows = [
        deal(1, owner="Gone Long"),
        deal(2, owner="Zoe Quill", begin=700),
        deal(3, "Proposal", owner="Ned Oak", days=None),
    ]
    reading = read_deals(write_rows(rows))
    assert (reading.reps, reading.reps_last_year) == (3, 2)


def test_top_tenth(write_rows: WriteRows) -> None:
    rows = [deal(i, amount="1000" if i == 0 else "100") for i in range(10)]
    reading = read_deals(write_rows(rows))
    assert reading.size_top_tenth_share == pytest.approx(1000 / 1900)
    assert read_deals(write_rows(rows[:9])).size_top_tenth_share is None


def test_what_is_missing_is_none_and_said(write_rows: WriteRows) -> None:
    reading = read_deals(write_rows([["Ned", "Won"], ["Zoe", "Lost"]], "Owner,Status"))
    assert reading.reps == 2
    for value in (reading.accounts, reading.weeks, reading.size_median, reading.first_week_losses):
        assert value is None
    unknown = texts(reading, "cannot know")
    for words in ("no created date", "no actual close date", "column of amounts", "of accounts"):
        assert words in unknown
    assert describe(reading)


def test_renewals_are_counted(write_rows: WriteRows) -> None:
    header = "Id,Owner,Account,Created Date,Close Date,Stage,Amount,Type"
    rows: Sequence[list[str]] = [[*deal(1), "Renewal"], [*deal(2), "New Business"]]
    assert "1 rows are renewals" in texts(read_deals(write_rows(rows, header)), "read")
