"""How customers use up what they bought and order again."""

from ecosim.compiling import compiled


@compiled
def weeks_bought_ahead(discount: float, holding_cost: float, most: float) -> float:
    """Weeks of use that a discount makes worth buying ahead: discount over weekly holding cost.

    Holding a week's use for k weeks costs k times the holding cost; buying ahead pays as long as
    that stays below the discount. Source: prototype.md 3; F30 (forward buying).
    """
    return min(most, max(0.0, discount) / holding_cost)


@compiled
def reordered(stock: float, rate: float, reorder_weeks: float, up_to_weeks: float) -> float:
    """What a customer orders: nothing above its reorder point, else up to its order-up-to level.

    Source: the (s, S) policy of inventory theory; F30 (order batching).
    """
    if rate <= 0.0 or stock > reorder_weeks * rate:
        return 0.0
    return max(0.0, up_to_weeks * rate - stock)
