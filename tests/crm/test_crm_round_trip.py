"""Random deals written in random dialects are read back to the same counts, without a name."""

import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecosim.crm.read import CrmError, describe, read_deals

FAMILIES = {
    "salesforce": "Id,OwnerId,AccountId,CreatedDate,CloseDate,StageName,Amount",
    "salesforce report": (
        "Opportunity ID,Opportunity Owner,Account Name,Created Date,Close Date,Stage,Amount"
    ),
    "hubspot": "Record ID,Deal owner,Associated Company,Create Date,Close Date,Deal Stage,Amount",
    "hubspot api": (
        "hs_object_id,hubspot_owner_id,associated company,createdate,closedate,dealstage,amount"
    ),
    "pipedrive": (
        "Deal - ID,Deal - Owner,Deal - Organization,Deal - Deal created,Deal - Deal closed on,"
        "Deal - Status,Deal - Value"
    ),
    "pipedrive plain": "ID,Owner,Organization,Deal created,Deal closed on,Status,Value",
    "dynamics": (
        "(Do Not Modify) Opportunity,Owner,Account,Created On,Actual Close Date,Status,Est. revenue"
    ),
    "zoho": "Record ID,Potential Owner,Account Name,Created Time,Closing Date,Stage,Amount",
    "maven": "opportunity_id,sales_agent,account,engage_date,close_date,deal_stage,close_value",
}
STAGES = {
    "won": ("Closed Won", "closedwon", "Won"),
    "lost": ("Closed Lost", "closedlost", "Lost"),
    "open": ("Qualification", "Open", "Proposal"),
}
DATES = ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ", "%d %b, %Y %H:%M:%S", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y")
OWNERS = ("Zoë Quillfeather", "Ned Oakenshaw", "Ivo Thistlewood", "")
ACCOUNTS = ("Ångström Werke", "Birchbark; Sons", "Cobalt, Inc.", "")


@dataclass(frozen=True)
class Deal:
    """One deal as drawn."""

    owner: str
    account: str
    created: date
    cycle_days: int
    outcome: str
    cents: int


@dataclass(frozen=True)
class Dialect:
    """One way of writing an export."""

    family: str
    separator: str
    comma: bool
    grouped: bool
    dates: str
    words: int
    encoding: str
    end: str


# Days from 13 to 28 on, so that day and month can be told apart in every column.
deals = st.builds(
    Deal,
    owner=st.sampled_from(OWNERS),
    account=st.sampled_from(ACCOUNTS),
    created=st.builds(date, st.integers(2015, 2024), st.integers(1, 12), st.integers(13, 20)),
    cycle_days=st.integers(0, 8),
    outcome=st.sampled_from(sorted(STAGES)),
    cents=st.integers(101, 10**9),
)
dialects = st.builds(
    Dialect,
    family=st.sampled_from(sorted(FAMILIES)),
    separator=st.sampled_from(",;\t|"),
    comma=st.booleans(),
    grouped=st.booleans(),
    dates=st.sampled_from(DATES),
    words=st.integers(0, 2),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)


def money(cents: int, dialect: Dialect) -> str:
    text = f"{cents / 100:,.2f}" if dialect.grouped else f"{cents / 100:.2f}"
    return text.translate(str.maketrans(",.", ".,")) if dialect.comma else text


def write(table: list[Deal], dialect: Dialect, path: Path) -> None:
    lines = [FAMILIES[dialect.family].split(",")]
    for number, deal in enumerate(table):
        closed = deal.created + timedelta(days=deal.cycle_days)
        lines.append(
            [
                f"id{number}",
                deal.owner,
                deal.account,
                deal.created.strftime(dialect.dates),
                closed.strftime(dialect.dates),
                STAGES[deal.outcome][dialect.words],
                money(deal.cents, dialect),
            ]
        )
    quoted = [dialect.separator.join(f'"{cell}"' for cell in line) for line in lines]
    path.write_bytes((dialect.end.join(quoted) + dialect.end).encode(dialect.encoding))


def name_free(text: str) -> bool:
    words = {word for name in OWNERS + ACCOUNTS for word in name.split()}
    return not any(word.strip(",;.") in text for word in words)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(deals, min_size=1, max_size=12), dialects)
def test_random_deals_in_random_dialects(table: list[Deal], dialect: Dialect) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        write(table, dialect, path)
        reading = read_deals(path)
    won = sorted(deal.cents for deal in table if deal.outcome == "won")
    owners, accounts = {d.owner for d in table} - {""}, {d.account for d in table} - {""}
    assert reading.rows == reading.deals == len(table)
    assert reading.won == reading.cycles_won == reading.sized_won == len(won)
    assert reading.lost == reading.cycles_lost == sum(d.outcome == "lost" for d in table)
    assert reading.open == sum(d.outcome == "open" for d in table)
    assert reading.reps == (len(owners) or None)
    assert reading.accounts == (len(accounts) or None)
    if won:
        middle = (won[(len(won) - 1) // 2] + won[len(won) // 2]) / 2
        assert reading.size_median is not None
        assert abs(reading.size_median * 100 - middle) < 0.1
        assert reading.first_day == min(deal.created for deal in table)
    assert name_free(repr(reading) + " ".join(describe(reading)))


cells = st.sampled_from(
    ["", *OWNERS, *ACCOUNTS, "2021-01-04", "32/13/2021", "1,5", "1.5", "Won", "Lost", "true", "17"]
)
headers = st.permutations(
    ["Id", "Owner", "Account", "Created Date", "Close Date", "Stage", "Amount", "IsWon", "IsClosed"]
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(headers, st.lists(st.lists(cells, min_size=1, max_size=10), max_size=8))
def test_garbage_gives_a_reading_or_one_nameless_sentence(
    header: list[str], rows: list[list[str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        lines = [",".join(header)] + [",".join(f'"{c}"' for c in row) for row in rows]
        path.write_text("\n".join(lines), encoding="utf-8")
        text = whatever_it_says(path)
    assert "\n" not in text
    assert name_free(text)


def whatever_it_says(path: Path) -> str:
    """All that a reading says, or the sentence of the error."""
    try:
        reading = read_deals(path)
    except CrmError as error:
        return str(error)
    return repr(reading) + " ".join(describe(reading))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300))
def test_any_bytes_give_a_reading_or_an_error_of_our_own(raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_bytes(b"Owner,Stage,Amount\n" + raw)
        assert whatever_it_says(path)
