"""How far a regime makes demand swing beyond what the same team gives under linear pay.

Order batching and the plant's own policy make orders and plans swing more than needs under every
pay plan. What pay adds is the ratio to that floor: the same team, world and seeds under a regime
with nothing in it but linear commission.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ecosim.lab.estimate import Interval
from ecosim.lab.runs import Seeds, run_block
from ecosim.lab.twin import ratio_of_means
from ecosim.measures import OUTCOMES
from ecosim.mechanisms.pay import Regime
from ecosim.scenario import Scenario


def under_linear_pay(scenario: Scenario) -> Scenario:
    """The scenario with every team under linear commission and nothing else."""
    teams = tuple(replace(team, regime=Regime()) for team in scenario.teams)
    return replace(scenario, teams=teams)


def over_floor(values: npt.ArrayLike, floor: npt.ArrayLike) -> Interval:
    """Ratio of the means of an outcome under a regime and under linear pay, pair by pair.

    Pairs in which either is undefined are left out; the interval is by the delta method.

    Args:
        values: Shape (n,), the regime's outcome for each seed.
        floor: Shape (n,), that of linear pay under the same seeds.
    """
    part, whole = np.asarray(values, np.float64), np.asarray(floor, np.float64)
    both = ~np.isnan(part) & ~np.isnan(whole)
    if not both.any():
        return ratio_of_means(np.full(1, np.nan), np.zeros(1))
    return ratio_of_means(part[both], whole[both])


def swing_over_floor(
    scenario: Scenario, seeds: Seeds, outcome: str = "orders_over_needs"
) -> Interval:
    """An outcome of a scenario with one team over its own linear-pay floor; 1 = pay adds nothing.

    Args:
        scenario: World, team, horizon.
        seeds: Of the replications.
        outcome: Among measures.OUTCOMES: orders_over_needs, bullwhip_needs, bullwhip_orders.
    """
    column = list(OUTCOMES).index(outcome)
    made = run_block(scenario, seeds).outcomes[:, column]
    return over_floor(made, run_block(under_linear_pay(scenario), seeds).outcomes[:, column])
