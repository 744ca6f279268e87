"""A trace as text and as a table: plain words for somebody who leads sales."""

from itertools import zip_longest
from textwrap import wrap
from typing import Any

import pandas as pd

from ecosim.lab.trace import Difference, Parting, Partings
from ecosim.lab.trace_deal import Event, words_of
from ecosim.lab.trace_story import Story, ended
from ecosim.state import LOST, NO_DECISION, OPEN, WON

WIDTH = 120
BITS = ("covered", "required", "standard", "asked")
OUTCOME_WORDS = {int(OPEN): "open", int(WON): "won", int(LOST): "lost"}
OUTCOME_WORDS[int(NO_DECISION)] = "no decision"
PLURALS = {"accounts": "account", "buyers": "buyer", "reps": "rep", "managers": "manager"}
PLURALS |= {"influencers": "influencer", "teams": "team", "plants": "plant"}


def partings_in_words(found: Partings, teams: tuple[str, str], buyers: Any) -> list[str]:
    """Where two runs part, in sentences.

    Args:
        found: by trace.partings.
        teams: the two names.
        buyers: the table of buyers of either run, to say whose member somebody is.
    """
    if found.anywhere is None:
        return [
            f"The runs of {teams[0]} and {teams[1]} never part: after each step of all "
            f"{found.weeks} weeks every value is the same."
        ]
    lines = [f"The runs first part in {_when(found.anywhere)}"]
    lines.append(f"  {_what(found.anywhere.difference, teams, buyers)}{_more(found.anywhere)}.")
    if found.market is None:
        lines.append("The market never notices.")
    elif found.market != found.anywhere:
        lines.append(f"The market first notices in {_when(found.market)}")
        lines.append(f"  {_what(found.market.difference, teams, buyers)}{_more(found.market)}.")
    if found.sale is None:
        lines.append("Both make the same sales.")
    else:
        lines.append(f"The first sale is made in one run only in {_when(found.sale)}")
        lines.append(f"  {_what(found.sale.difference, teams, buyers)}.")
    if found.left_out:
        lines.append(f"Laid out differently by design and not compared: {_listed(found.left_out)}.")
    return lines


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)


def _when(parting: Parting) -> str:
    return f"week {parting.week}, phase {parting.phase} ({parting.sentence.rstrip('.')}):"


def _more(parting: Parting) -> str:
    return f" (and {parting.others:,} more values)" if parting.others else ""


def _what(difference: Difference, teams: tuple[str, str], buyers: Any) -> str:
    name = difference.column.replace("_", " ") or "entry"
    who = _who(difference.table, difference.place, buyers)
    one, other = (
        _value(difference.column, value) for value in (difference.first, difference.second)
    )
    return f"{who}: {name} is {one} for {teams[0]}, {other} for {teams[1]}"


def _who(table: str, place: tuple[int, ...], buyers: Any) -> str:
    """Whose value it is: a place in a table of the state in words."""
    if table in ("contacts", "deals"):
        seller = "the team" if place[0] == 0 else "the rival"
        whom = f"account {place[1]}" if table == "deals" else _buyer(place[1], buyers)
        return f"{seller} at {whom}"
    if table == "buyers":
        return _buyer(place[0], buyers)
    if table == "ledger":
        return f"deal {place[0]} of the ledger"
    if table == "clock":
        return "the whole market"
    named = PLURALS.get(table, table.replace("_", " "))
    return f"{named} {', '.join(str(k) for k in place)}"


def _buyer(number: int, buyers: Any) -> str:
    return f"buyer {buyers['member'][number]} of account {buyers['account'][number]}"


def _value(column: str, value: Any) -> str:
    if column in BITS and isinstance(value, int):
        return f"[{words_of(value)}]" if value else "nothing"
    if column == "outcome":
        return OUTCOME_WORDS.get(value, str(value))
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def opening(story: Story) -> str:
    """What the story is about, in a sentence."""
    one, other = (ended(row) for row in story.ends[1:])
    rows = [row for row in story.ends[1:] if row is not None]
    value = f"worth {float(rows[0]['value']):,.0f}"
    return (
        f"Account {story.account}, a group of {int(rows[0]['size'])}, {value}: "
        f"{story.teams[0]} {one}; {story.teams[1]} {other}."
    )


def side_by_side(story: Story, width: int = WIDTH) -> list[str]:
    """The timeline as text: a column for each run, each line saying whose it is."""
    room = (max(width, 60) - 12) // 2
    head = "week".rjust(5), *(name[:room].ljust(room) for name in story.teams)
    lines = [" | ".join(head).rstrip(), "-+-".join(("-" * 5, "-" * room, "-" * room))]
    quiet = 0
    for week in range(story.first_week, story.last_week + 1):
        cells = [_cell(events, week, room) for events in story.events]
        if not any(cells):
            quiet += 1
            continue
        lines += _silence(quiet, room)
        quiet = 0
        for number, (one, other) in enumerate(zip_longest(*cells, fillvalue="")):
            label = str(week) if number == 0 else ""
            row = f"{label:>5} | {one:<{room}} | {other}"
            lines.append(row.rstrip())
    return lines + _silence(quiet, room)


def _silence(weeks: int, room: int) -> list[str]:
    if not weeks:
        return []
    said = f"(silence for {weeks} weeks)" if weeks > 1 else "(silence for a week)"
    return [f"{'':>5} | {said:<{room}} | {said}"]


def _cell(events: list[Event], week: int, room: int) -> list[str]:
    lines: list[str] = []
    for event in events:
        if event.week == week:
            lines += wrap(_line(event), room, subsequent_indent="  ")
    return lines


def _line(event: Event) -> str:
    return event.what if event.whose == "rep" else f"{event.whose}: {event.what}"


def table_of(story: Story) -> pd.DataFrame:
    """The timeline as a table: team, account, week, phase, whose, what; one row an event."""
    rows = [
        (team, story.account, *event)
        for team, events in zip(story.teams, story.events, strict=True)
        for event in events
    ]
    columns = ["team", "account", "week", "phase", "whose", "what"]
    return pd.DataFrame(rows, columns=columns)
