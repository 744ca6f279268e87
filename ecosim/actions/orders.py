"""What customers do between purchases: they use up what they bought and order again."""

from ecosim.arithmetic import exponential
from ecosim.chance import CONSUMPTION, normal
from ecosim.compiling import Whole, compiled, compiled_apart, compiled_step
from ecosim.rules.orders import reordered, weeks_bought_ahead
from ecosim.state import State


@compiled_apart
def customer_is_won(seller: Whole, a: int, s: State) -> None:
    """An account bought: it becomes, or stays, the customer of the seller it chose and of nobody
    else; what it has in stock from others it keeps."""
    if s.customers.shape[1] == 0:
        return
    value = s.accounts[a].value
    for t in range(s.teams.shape[0]):
        s.customers[t, a].active = 1 if t == seller else 0
    if seller < s.teams.shape[0]:
        customer = s.customers[seller, a]
        customer.rate = value * s.numbers[0].orders_consumption
        customer.stock += value
        customer.ordered += value


@compiled
def repeat_discount(t: int, a: int, s: State) -> float:
    """The discount at which a customer can order again this week; 0 where nobody offers one."""
    return 0.0


@compiled
def customer_orders(t: int, a: int, s: State) -> None:
    """A customer uses up some of its stock and, at its reorder point, orders again: up to a level
    that a discount raises, so that it orders less later."""
    customer, n, clock = s.customers[t, a], s.numbers[0], s.clock[0]
    if customer.active == 0:
        return
    sd = n.orders_consumption_sd
    luck = exponential(sd * normal(clock.seed, CONSUMPTION, a, clock.week) - 0.5 * sd * sd)
    used = min(customer.stock, customer.rate * luck)
    customer.stock -= used
    customer.used += used
    row = s.weekly[clock.week, t]
    row.used += used
    discount = repeat_discount(t, a, s)
    ahead = weeks_bought_ahead(discount, n.orders_holding_cost, n.orders_most_ahead_weeks)
    quantity = reordered(
        customer.stock, customer.rate, n.orders_reorder_weeks + ahead,
        n.orders_order_up_to_weeks + ahead,
    )  # fmt: skip
    if quantity > 0.0:
        customer.stock += quantity
        customer.ordered += quantity
        row.repeat_orders += 1
        row.repeat_value += quantity
        row.repeat_squares += quantity * quantity


@compiled_step
def customers_order(s: State) -> None:
    """Every customer of every team, in order."""
    for t in range(s.customers.shape[0]):
        for a in range(s.customers.shape[1]):
            customer_orders(t, a, s)
