"""What customers do between purchases: they use up what they bought and order again."""

from ecosim.actions.births_pay import charged, discount_steps
from ecosim.actions.offers import is_timed
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
        customer.rep, customer.bought = s.deals[seller, a].owner, s.clock[0].week


@compiled
def quantity_at(t: int, a: int, discount: float, s: State) -> float:
    """What a customer orders at a discount: it also buys ahead what is cheaper to hold than to buy
    later at list price."""
    customer, n = s.customers[t, a], s.numbers[0]
    ahead = weeks_bought_ahead(discount, n.orders_holding_cost, n.orders_most_ahead_weeks)
    return reordered(
        customer.stock, customer.rate, n.orders_reorder_weeks + ahead,
        n.orders_order_up_to_weeks + ahead,
    )  # fmt: skip


@compiled_apart
def repeat_discount(t: int, a: int, s: State) -> float:
    """The discount at which a customer can order again this week: that of its purchase of this
    week, if there was one, or what its rep offers.

    A rep who is credited with repeat orders offers the discount worth most to it: what it is paid
    now, less what it would be paid in the next period for that which is only ordered earlier. Who
    is paid alike now and later offers none.
    """
    customer, n, team = s.customers[t, a], s.numbers[0], s.teams[t]
    if s.offers.shape[1] == 0:
        return 0.0
    best = float(s.offers[t, a].discount) if customer.bought == s.clock[0].week else 0.0
    i = int(customer.rep)
    if n.orders_repeat_credit == 0.0 or team.regime_discount_cap == 0.0 or not is_timed(i, s):
        return best
    now, plain = s.paid[i].share, quantity_at(t, a, 0.0, s)
    most, gain = best, now * plain
    for step in range(1, discount_steps(team)):
        discount = step * team.regime_discount_step
        quantity = quantity_at(t, a, discount, s)
        kept = charged(discount, team.regime_discount_charge, team.regime_bundled)
        worth = now * kept * quantity - (1.0 - now) * (quantity - plain)
        if discount > best and worth > gain + 1e-12:
            most, gain = discount, worth
    return most


@compiled_apart
def repeat_is_credited(i: int, quantity: float, discount: float, s: State) -> None:
    """The rep who sold there last is credited with its share of a repeat order."""
    team = s.teams[s.reps[i].team]
    kept = charged(discount, team.regime_discount_charge, team.regime_bundled)
    credit = s.numbers[0].orders_repeat_credit * kept * quantity
    period = s.periods[i, s.paid[i].period]
    period.booked += credit
    period.repeats += credit


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
    quantity = quantity_at(t, a, discount, s)
    if quantity > 0.0:
        customer.stock += quantity
        customer.ordered += quantity
        row.repeat_orders += 1
        row.repeat_value += quantity
        row.repeat_squares += quantity * quantity
        row.repeat_discounts += discount * quantity
        if n.orders_repeat_credit > 0.0 and s.periods.shape[1] > 0:
            repeat_is_credited(int(customer.rep), quantity, discount, s)


@compiled_step
def customers_order(s: State) -> None:
    """Every customer of every team, in order."""
    for t in range(s.customers.shape[0]):
        for a in range(s.customers.shape[1]):
            customer_orders(t, a, s)
