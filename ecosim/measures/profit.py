"""What is left of revenue after goods, discounts and payroll.

Coordination, managers, training, marketing and help are all paid from the same payroll, so every
team's payroll is equal and they show in what is sold, not in a cost of their own. Hours that a
regime draws out of people beyond those (effort above 1) cost what every hour costs, and effort
below 1 saves nothing; pay beyond linear commission is a cost too.
"""

# ruff: noqa: E501  a table: one line an outcome
import numpy as np

from ecosim.measures.outcome import Outcome, ratio
from ecosim.simulate import Run
from ecosim.state import WON

# fmt: off
ROWS = (
    Outcome("profit_per_rep_hour", "profit per rep-hour", "USD", "order value after discounts, less the cost of goods, of the payroll, of effort beyond it and of pay beyond linear commission, by paid hour", True, 0.0),
)
# fmt: on


def outcomes(run: Run, team: int) -> dict[str, float]:
    """The outcomes of ROWS for one team, in the weeks after the burn-in."""
    horizon, people, costs = (
        run.scenario.horizon,
        run.scenario.world.people,
        run.scenario.world.costs,
    )
    ledger = np.asarray(run.ledger)
    won = ledger[(ledger["team"] == team) & (ledger["outcome"] == WON)]
    kept = won[(won["closed"] >= horizon.burn_in) & (won["returned"] == 0)]
    listed = float(kept["value"].sum())
    listed += float(run.weekly["repeat_value"][horizon.burn_in :, team].sum())
    given = float((kept["value"] - kept["net"]).sum())
    given += float(run.weekly["repeat_discounts"][horizon.burn_in :, team].sum())
    hours = people.hours * people.reps * (horizon.weeks - horizon.burn_in)
    payroll = costs.hour * (hours + hours_beyond(run, team)) + pay_beyond(run, team)
    return {"profit_per_rep_hour": ratio(costs.margin * listed - given - payroll, hours)}


def hours_beyond(run: Run, team: int) -> float:
    """Hours in the window that reps offered beyond those paid; 0 where effort is not chosen."""
    if len(run.pay_weeks) == 0:
        return 0.0
    people = run.scenario.world.people
    effort = run.pay_weeks["effort"][run.scenario.horizon.burn_in :, team]
    return float(np.maximum(effort - people.reps, 0.0).sum()) * people.hours


def pay_beyond(run: Run, team: int) -> float:
    """Pay above (or, negative, below) linear commission in the periods that end in the window, USD.

    `pay` of a period is in units of value sold under linear pay.
    """
    reps = run.scenario.world.people.reps
    if run.periods.shape[1] == 0 or not run.scenario.teams[team].regime.has_deadline:
        return 0.0
    rows = run.periods[team * reps : (team + 1) * reps]
    rows = rows[(rows["ends"] >= run.scenario.horizon.burn_in) & (rows["ends"] > 0)]
    return float((rows["pay"] - rows["booked"]).sum()) * run.scenario.world.pay.commission
