"""What the plant behind each team does: it delivers, forecasts and plans."""

from ecosim.compiling import Whole, compiled_apart, compiled_step
from ecosim.rules.plant import order_up_to_level, planned
from ecosim.state import State


@compiled_apart
def plant_plans(t: Whole, s: State) -> None:
    """A team's plant takes in what was planned a lead time ago, delivers this week's orders, and
    plans up to a level that follows the average of the last weeks' orders.

    Backlog counts as negative stock; customers do not wait for it.
    """
    plant, n, week = s.plants[t], s.numbers[0], int(s.clock[0].week)
    row = s.weekly[week, t]
    sold = row.order_value + row.repeat_value
    averaged, lead = int(n.plant_averaged_weeks), int(n.plant_lead_weeks)
    plant.sold[week % averaged] = sold
    known, total = min(week + 1, averaged), 0.0
    for k in range(known):
        total += plant.sold[k]
    level = order_up_to_level(total / known, n.plant_lead_weeks)
    plan = planned(sold, level, plant.level, n.plant_cancels > 0.0)
    plant.level = level
    plant.stock += plant.coming[week % lead] - sold
    plant.coming[week % lead] = plan
    row.planned, row.plant_stock = plan, plant.stock


@compiled_step
def plants_plan(s: State) -> None:
    """Every team's plant."""
    for t in range(s.plants.shape[0]):
        plant_plans(t, s)
