"""How a plant plans: it orders up to a level that follows a moving average of orders."""

from ecosim.compiling import compiled


@compiled
def order_up_to_level(average: float, lead_weeks: float) -> float:
    """The stock, on hand and on the way, that covers the lead time at the average of orders.

    A safety stock that does not change would cancel out of the plans. Source: Chen et al. (2000).
    """
    return lead_weeks * average


@compiled
def planned(sold: float, level: float, level_before: float, cancels: bool) -> float:
    """This week's plan: what was sold, and what moves the stock to its new level.

    With independent orders, averaged over p weeks, the variance of plans is 1 + 2L/p + 2(L/p)^2
    times that of orders if plans may be negative. Source: Chen et al. (2000).
    """
    plan = sold + level - level_before
    return plan if cancels else max(0.0, plan)
