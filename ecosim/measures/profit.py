"""What is left of revenue after goods, discounts and payroll.

Coordination, managers, training, marketing and help are all paid from the same payroll, so every
team's payroll is equal and they show in what is sold, not in a cost of their own.
"""

# ruff: noqa: E501  a table: one line an outcome
import numpy as np

from ecosim.measures.outcome import Outcome, ratio
from ecosim.simulate import Run
from ecosim.state import WON

# fmt: off
ROWS = (
    Outcome("profit_per_rep_hour", "profit per rep-hour", "USD", "order value after discounts, less the cost of goods and of the payroll, by paid hour", True, 0.0),
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
    hours = people.hours * people.reps * (horizon.weeks - horizon.burn_in)
    return {"profit_per_rep_hour": ratio(costs.margin * listed - given - costs.hour * hours, hours)}
