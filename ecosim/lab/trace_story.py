"""The story of one deal that two teams met alike and ended differently, side by side."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ecosim.lab.trace_deal import Event, timeline
from ecosim.scenario import Scenario
from ecosim.simulate import Run, simulate
from ecosim.state import LOST, NO_DECISION, OPEN, WON

FURTHEST_APART = 26  # weeks between the openings of two deals that may still be set side by side


class TraceError(ValueError):
    """There is nothing to tell; the message is one sentence."""


class Ends(NamedTuple):
    """Two deals at the same account, one of each run, as rows of their ledgers; None: no deal."""

    account: int
    first: Any | None
    second: Any | None


@dataclass(frozen=True)
class Story:
    """One account in two runs.

    Attributes:
        account: number of the account.
        teams: names of the two teams.
        ends: the two deals.
        events: of each run, from its deal's opening to its end.
        weeks: of a run.
    """

    account: int
    teams: tuple[str, str]
    ends: Ends
    events: tuple[list[Event], list[Event]]
    weeks: int

    @property
    def first_week(self) -> int:
        """In which the earlier of the two deals opened."""
        return min(int(row["opened"]) for row in self.ends[1:] if row is not None)

    @property
    def last_week(self) -> int:
        """In which the later of the two deals ended."""
        return max(_end_of(row, self.weeks) for row in self.ends[1:] if row is not None)


def story(first: Scenario, second: Scenario, seed: int, account: int | None = None) -> Story:
    """The story of a deal that one team won and the other did not.

    Without an account the deal is chosen: among those that opened in the same week in both runs
    and that one team won and the other lost (where there is none: saw end without a decision), the
    one of the largest value, the earliest of equals.

    Raises:
        TraceError: there is no such deal, or nothing ever happened at the account.
    """
    runs = simulate(first, seed), simulate(second, seed)
    teams = first.teams[0].name, second.teams[0].name
    count = first.world.market.accounts + first.world.market.unreachable_accounts
    if account is not None and not 0 <= account < count:
        raise TraceError(f"--account is {account}, but must be 0 to {count - 1:,} in this world.")
    ends = chosen(*runs) if account is None else at_account(*runs, account)
    if ends is None:
        raise TraceError(
            f"No deal opened in the same week for {teams[0]} and {teams[1]} was won by one and not "
            "by the other with this seed; try another --seed, or give an --account."
        )
    if ends.first is None and ends.second is None:
        raise TraceError(f"Neither team had a deal at account {account} with this seed.")
    weeks = first.horizon.weeks
    told = [
        _between(s, seed, ends.account, row)
        for s, row in zip((first, second), ends[1:], strict=True)
    ]
    return Story(ends.account, teams, ends, (told[0], told[1]), weeks)


def chosen(a: Run, b: Run) -> Ends | None:
    """The most valuable deal that opened in the same week in both runs and ended differently."""
    one, other = _closed(a), _closed(b)
    both = one.merge(other, on=["account", "opened"], suffixes=("_a", "_b"))
    for instead in (LOST, NO_DECISION):
        pairs = both[
            ((both["outcome_a"] == WON) & (both["outcome_b"] == instead))
            | ((both["outcome_b"] == WON) & (both["outcome_a"] == instead))
        ]
        if len(pairs):
            best = pairs.sort_values(["value_a", "row_a"], ascending=[False, True]).iloc[0]
            rows = a.ledger[int(best["row_a"])], b.ledger[int(best["row_b"])]
            return Ends(int(best["account"]), *rows)
    return None


def _closed(run: Run) -> pd.DataFrame:
    names = ["account", "opened", "outcome", "value"]
    frame = pd.DataFrame({name: np.asarray(run.ledger[name]) for name in names})
    frame["row"] = np.arange(len(frame))
    return frame[frame["outcome"] != OPEN]


def at_account(a: Run, b: Run, account: int) -> Ends:
    """The two deals at an account to set side by side: ended differently if there are such, then
    opened soonest after each other, then the earliest."""
    mine = [run.ledger[run.ledger["account"] == account] for run in (a, b)]
    if not len(mine[0]) or not len(mine[1]):
        return Ends(account, *(rows[0] if len(rows) else None for rows in mine))

    def order(pair: tuple[Any, Any]) -> tuple[bool, bool, int, int]:
        one, other = pair
        apart = abs(int(one["opened"]) - int(other["opened"]))
        alike = bool((one["outcome"] == WON) == (other["outcome"] == WON))
        return apart > FURTHEST_APART, alike, apart, int(one["opened"])

    best = min(((one, other) for one in mine[0] for other in mine[1]), key=order)
    return Ends(account, *best)


def _between(scenario: Scenario, seed: int, account: int, row: Any | None) -> list[Event]:
    """What happened from the opening of a deal to its end."""
    if row is None:
        return []
    events, _ = timeline(scenario, seed, account)
    start, end = int(row["opened"]), _end_of(row, scenario.horizon.weeks)
    return [event for event in events if start <= event.week <= end]


def _end_of(row: Any, weeks: int) -> int:
    return int(row["closed"]) if row["outcome"] != OPEN else weeks - 1


def ended(row: Any | None) -> str:
    """How a deal ended, in words."""
    if row is None:
        return "had no deal here"
    talks = f"{int(row['talks'])} talks, {int(row['contacts'])} of {int(row['size'])} buyers met"
    if row["outcome"] == OPEN:
        return f"has it open at the end ({talks})"
    weeks = int(row["closed"]) - int(row["opened"])
    word = {WON: "won", LOST: "lost", NO_DECISION: "without decision"}[row["outcome"]]
    return f"{word} after {weeks} weeks ({talks})"
