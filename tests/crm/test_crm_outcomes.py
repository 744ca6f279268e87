"""Won, lost or open, as the CRM systems write it, and the columns they write it in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecosim.crm.columns import ACCEPTED_NAMES, match_columns
from ecosim.crm.outcomes import Outcome, outcome_of_word
from ecosim.crm.read import CrmError, read_deals

WriteRows = Callable[..., Path]


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("Closed Won", Outcome.WON),
        ("closedwon", Outcome.WON),
        ("6 - Closed/Won (signed)", Outcome.WON),
        ("Won", Outcome.WON),
        ("Closed Lost", Outcome.LOST),
        ("closedlost", Outcome.LOST),
        ("Lost to competitor", Outcome.LOST),
        ("Closed - No Decision", Outcome.NO_DECISION),
        ("Closed Lost: no decision", Outcome.NO_DECISION),
        ("Open", Outcome.OPEN),
        ("Prospecting", Outcome.OPEN),
        ("Closed", Outcome.UNKNOWN),
        ("Not won yet", Outcome.UNKNOWN),
        ("Wonderland", Outcome.UNKNOWN),
        ("", Outcome.UNKNOWN),
    ],
)
def test_words(word: str, outcome: Outcome) -> None:
    assert outcome_of_word(word) is outcome


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("Owner,IsWon,IsClosed", [["true", "true"], ["false", "true"], ["false", "false"]]),
        ("Owner,Won,Closed", [["1", "1"], ["0", "1"], ["0", "0"]]),
        ("Owner,Is Closed Won,Is closed lost", [["Yes", "No"], ["No", "Yes"], ["No", "No"]]),
        ("Owner,hs_is_closed_won,dealstage", [["true", "9"], ["", "closedlost"], ["", "demo"]]),
        ("Owner,statecode,name", [["1", "a"], ["2", "b"], ["0", "c"]]),
        ("Deal - Owner,Deal - Status,Deal - Stage", [["Won", "x"], ["Lost", "x"], ["Open", "x"]]),
        ("Obchod - Owner,Obchod - Status,Obchod - x", [["Won", ""], ["Lost", ""], ["Open", ""]]),
        ("Owner,Won time,Lost time", [["2021-01-04", ""], ["", "2021-01-04"], ["", ""]]),
        ("Owner,StageName,Name", [["Closed Won", ""], ["Closed Lost", ""], ["Our demo", ""]]),
        ("Owner,Status,Stage", [["Closed", "Closed Won"], ["Closed", "Lost"], ["Open", "Lost"]]),
    ],
)
def test_sources(write_rows: WriteRows, header: str, rows: list[list[str]]) -> None:
    reading = read_deals(write_rows([["Zoe", *row] for row in rows], header))
    assert (reading.won, reading.lost, reading.open) == (1, 1, 1)


def test_no_decision_is_told_apart_where_the_file_does(write_rows: WriteRows) -> None:
    rows = [["Zoe", "Closed Won"], ["Zoe", "Closed Lost"], ["Zoe", "No Decision"]]
    reading = read_deals(write_rows(rows, "Owner,Stage"))
    assert (reading.lost, reading.no_decision) == (2, 1)


def test_closed_without_how_is_left_out(write_rows: WriteRows) -> None:
    rows = [["Zoe", w, "Our demo"] for w in ("Won", "Lost", "Closed")]
    reading = read_deals(write_rows(rows, "Owner,Status,Stage"))
    assert (reading.rows, reading.deals) == (3, 2)


@pytest.mark.parametrize("ids", [["1180", "1181"], ["f66ca9bc5a02c2f1", "09a969da1d61b38b"]])
def test_stage_ids_alone_are_refused(write_rows: WriteRows, ids: list[str]) -> None:
    with pytest.raises(CrmError, match=r"'dealstage' holds ids of stages.*Is Closed Won"):
        read_deals(write_rows([["Zoe", stage] for stage in ids], "hubspot_owner_id,dealstage"))


def test_stage_words_without_won_or_lost_are_refused(write_rows: WriteRows) -> None:
    rows = [["Zoe", stage] for stage in ("Nice", "Nicer", "Signed")]
    with pytest.raises(CrmError, match="'Stage' holds no word for won or lost"):
        read_deals(write_rows(rows, "Owner,Stage"))


def test_won_flag_without_lost_or_open_is_refused(write_rows: WriteRows) -> None:
    rows = [["Zoe", "true", "1180"], ["Zoe", "false", "1181"]]
    with pytest.raises(CrmError, match="'Is Closed Won' tells which deals were won, but for 1"):
        read_deals(write_rows(rows, "Deal owner,Is Closed Won,Deal Stage"))


def test_flags_of_other_words_are_refused(write_rows: WriteRows) -> None:
    with pytest.raises(CrmError, match="'IsWon' are neither yes nor no"):
        read_deals(write_rows([["Zoe", "maybe"]], "Owner,IsWon"))


def test_only_open_deals_have_no_win_rate(write_rows: WriteRows) -> None:
    reading = read_deals(write_rows([["Zoe", "Open"], ["Ned", "Open"]], "Owner,Status"))
    assert (reading.open, reading.win_rate) == (2, None)


@pytest.mark.parametrize("field", sorted(ACCEPTED_NAMES))
def test_every_accepted_name_is_found_in_any_dress(field: str) -> None:
    for name in ACCEPTED_NAMES[field]:  # type: ignore[index]
        for dressed in (name, f" {name.upper()} ", name.lower().replace(" ", "_"), "\ufeff" + name):
            assert list(match_columns([dressed])) == [field]


def test_names_are_not_listed_twice() -> None:
    names = [name.casefold() for names in ACCEPTED_NAMES.values() for name in names]
    assert len(names) == len(set(names))
