"""Order dates that slip: when reps say their orders will come, and how often they say otherwise.

Whenever a pipeline is written down its rep names a date for each deal: the week by which half of
the deals with such a chance have come, at a steady rate. It keeps to a date until that has passed
or looks wrong by more than a month; then it names the new one. Dates follow from the chances that
reps write down, so they need no rule of their own in the model.
"""

# ruff: noqa: E501  a table: one line an outcome
import math

import numpy as np

from ecosim.measures.outcome import Floats, Outcome, median, ratio
from ecosim.simulate import Run
from ecosim.state import OPEN, WON

QUARTER_WEEKS, LATEST_WEEKS, KEPT_WITHIN_WEEKS = 13.0, 52.0, 4.0

# fmt: off
ROWS = (
    Outcome("slipped_share", "deals whose order date was changed", "share", "of closed deals that were written down at least once, those whose rep named another order date later", None, 0.03),
    Outcome("pushed_share", "order dates moved to later", "share", "of changes of an order date, those to a later one", None, 0.03),
    Outcome("push_weeks", "how far order dates are pushed", "weeks", "median move of an order date to a later one", None, 0.5),
    Outcome("pull_weeks", "how far order dates are pulled", "weeks", "median move of an order date to an earlier one, as a positive number", None, 0.5),
    Outcome("win_rate_date_kept", "win rate of deals whose date was kept", "share", "won of closed deals whose order date was never changed", None, 0.03),
    Outcome("win_rate_date_slipped", "win rate of deals whose date was changed twice or more", "share", "won of closed deals whose order date was changed at least twice", None, 0.03),
)
# fmt: on


def weeks_until_order(chance: float) -> float:
    """Weeks until half of the deals have come that come within a quarter with this chance, if they
    come at a steady rate; between 1 and 52."""
    if chance <= 0.0:
        return LATEST_WEEKS
    if chance >= 1.0:
        return 1.0
    weeks = QUARTER_WEEKS * math.log(2.0) / -math.log(1.0 - chance)
    return min(LATEST_WEEKS, max(1.0, weeks))


def moves_of_date(weeks: Floats, chances: Floats) -> list[float]:
    """By how many weeks a deal's order date moved, each time that its rep named another one.

    Args:
        weeks: when the deal was written down, in order.
        chances: of an order within a quarter, as its rep saw it each time.
    """
    moves: list[float] = []
    named = weeks[0] + weeks_until_order(float(chances[0]))
    for week, chance in zip(weeks[1:].tolist(), chances[1:].tolist(), strict=True):
        fresh = week + weeks_until_order(chance)
        if named <= week or abs(fresh - named) > KEPT_WITHIN_WEEKS:
            moves.append(fresh - named)
            named = fresh
    return moves


def outcomes(run: Run, team: int) -> dict[str, float]:
    """The outcomes of ROWS for one team, of deals closed after the burn-in; NaN without
    snapshots."""
    named = dict.fromkeys((row.name for row in ROWS), np.nan)
    rows = np.asarray(run.snapshots)
    rows = np.sort(rows[rows["team"] == team], order=("row", "week"))
    if not len(rows):
        return named
    ledger = np.asarray(run.ledger)
    changes, won, moves = [], [], []
    for deal in np.split(rows, np.flatnonzero(np.diff(rows["row"])) + 1):
        fate = ledger[deal["row"][0]]
        if fate["outcome"] != OPEN and fate["closed"] >= run.scenario.horizon.burn_in:
            mine = moves_of_date(deal["week"], deal["judged"])
            changes.append(len(mine))
            won.append(fate["outcome"] == WON)
            moves += mine
    often, orders, moved = np.array(changes), np.array(won, bool), np.array(moves)
    kept, slipped = orders[often == 0], orders[often >= 2]
    return named | {
        "slipped_share": ratio(int((often > 0).sum()), len(often)),
        "pushed_share": ratio(int((moved > 0).sum()), len(moved)),
        "push_weeks": median(moved[moved > 0]),
        "pull_weeks": median(-moved[moved < 0]),
        "win_rate_date_kept": ratio(int(kept.sum()), len(kept)),
        "win_rate_date_slipped": ratio(int(slipped.sum()), len(slipped)),
    }
