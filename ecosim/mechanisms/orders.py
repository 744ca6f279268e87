"""Repeat orders of customers, the plant behind the sellers, turns of the market, forecasts."""

from typing import Annotated

from annotated_types import Ge, Le
from pydantic.dataclasses import dataclass as checked

from ecosim.parameters import STRICT, NotNegative, Share, number

MOST_WEEKS_AVERAGED = 52
MOST_LEAD_WEEKS = 16


@checked(frozen=True, config=STRICT)
class Orders:
    """What customers use up between purchases and how they order it again."""

    # fmt: off
    consumption: Share = number(0.0, "share of deal size per week", "what a customer uses up in a week; 0 = off, nobody orders again", "model.md (orders and the plant)")
    consumption_sd: Annotated[float, Ge(0), Le(2)] = number(0.3, "ln units", "spread of a customer's use between weeks", "data.md 3 (demand is lumpy but pools)")
    reorder_weeks: Annotated[float, Ge(0), Le(104)] = number(3.0, "weeks of use", "stock at which a customer orders again")
    order_up_to_weeks: Annotated[float, Ge(0.1), Le(208)] = number(13.0, "weeks of use", "stock up to which it then orders: larger means batching", "F30 (order batching)", True)
    repeat_credit: Share = number(0.0, "share of value", "how much of a repeat order the rep who sold there last is credited with; 0 = it is nobody's sale and is at list price", "prototype.md 3 (expected repeats)", True)
    holding_cost: Annotated[float, Ge(0.0001), Le(1)] = number(0.01, "share of price per week", "cost of holding a week's use for a week: what a discount must beat to buy ahead", "prototype.md 3", True)
    most_ahead_weeks: Annotated[float, Ge(0), Le(52)] = number(8.0, "weeks of use", "most that a customer buys ahead; 0 = never", "prototype.md 3 (8 weeks); F30 (a year's supply)", True)
    # fmt: on


@checked(frozen=True, config=STRICT)
class Plant:
    """What lies upstream of the sellers: it forecasts orders and keeps a stock by them."""

    # fmt: off
    averaged_weeks: Annotated[int, Ge(0), Le(MOST_WEEKS_AVERAGED)] = number(0, "weeks", "weeks of orders in the plant's moving average; 0 = off, no plant", "prototype.md 3 (8 and 13)")
    lead_weeks: Annotated[int, Ge(1), Le(MOST_LEAD_WEEKS)] = number(3, "weeks", "weeks from the plan to the goods, the week of review included", "facts.md E (2-4 weeks)")
    cancels: bool = number(False, "yes or no", "plans may be negative (goods are sent back upstream), as in theory", "Chen et al. 2000")
    # fmt: on


@checked(frozen=True, config=STRICT)
class Turns:
    """Good and bad markets: a shock to demand, and selling that gets harder or easier over years."""

    # fmt: off
    shock_week: Annotated[int, Ge(0), Le(6000)] = number(0, "week", "first week of a shock to demand", "C19")
    shock_weeks: Annotated[int, Ge(0), Le(6000)] = number(52, "weeks", "how long it lasts", "C19")
    shock: Annotated[float, Ge(-1), Le(2)] = number(0.0, "share", "how much more (or less, below 0) often needs arise while it lasts; 0 = off", "C19 (+-30%)", True)
    harder: Annotated[float, Ge(-2), Le(2)] = number(0.0, "logit per year", "how much harder conversations get each year; below 0 easier, 0 = off", "C19 (making sales just gets harder)", True)
    # fmt: on


@checked(frozen=True, config=STRICT)
class Forecasts:
    """What is written down of the pipeline so that three ways of forecasting can be compared."""

    # fmt: off
    every_weeks: Annotated[int, Ge(0), Le(52)] = number(0, "weeks", "weeks from one snapshot of the pipeline to the next; 0 = off", "C20; facts.md E")
    optimism: Annotated[float, Ge(-3), Le(3)] = number(0.0, "logit", "how much more likely a rep thinks its deals than its own view of them says; below 0 sandbagging", "F12 (labels miscalibrated)", True)
    judgement_sd: NotNegative = number(0.5, "logit", "spread of a rep's judgement of a deal around its own view of it")
    # fmt: on
