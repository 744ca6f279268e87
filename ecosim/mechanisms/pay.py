"""What a rep is paid and managed for (a team's regime), and how reps and buyers answer to it.

Nothing here knows what a period end looks like. A regime says what is paid when; the world says how
freely reps can time their deals, how much effort answers to pay, and what buyers learn.
"""

from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic.dataclasses import dataclass as checked

from ecosim.parameters import STRICT, Share, number

LONGEST_PERIOD = 26  # weeks


@checked(frozen=True, config=STRICT)
class Regime:
    """What a rep is paid and managed for. Defaults: linear commission, no quota, no deadline, no
    discount. Plans with a quota are made pay-neutral: the commission is lowered until they pay a
    rep who ignores them as much as linear commission does."""

    # fmt: off
    quota: Literal["none", "measured", "growth"] = number("none", "kind", "none; measured: what each territory has been shown to yield; growth: the same, raised every year from above", "S3; C18")
    quota_ratio: Annotated[float, Ge(0.1), Le(5)] = number(1.0, "of measured yield", "the quota in units of what the territory yields under linear pay", "prototype.md 3 (.8-1.4); C18")
    quota_growth: Annotated[float, Ge(-0.5), Le(1)] = number(0.1, "per year", "how much a growth quota is raised a year", "assumption; C18")
    bonus: Annotated[float, Ge(0), Le(1)] = number(0.0, "of the quota's linear pay", "lump sum for reaching the quota; 0 = off", "prototype.md 3")
    accelerator: Annotated[float, Ge(0), Le(3)] = number(0.0, "of the linear rate", "extra commission on what is sold above the quota; 0 = off", "prototype.md 3; F23")
    penalty: Annotated[float, Ge(0), Le(1)] = number(0.0, "of the quota's linear pay", "pay lost by selling less than penalty_below of the quota; 0 = off", "prototype.md 3")
    penalty_below: Share = number(0.8, "of the quota", "where the penalty begins", "prototype.md 3")
    pay_ceiling: Annotated[float, Ge(0), Le(10)] = number(0.0, "of the quota", "sales beyond this earn nothing; 0 = no ceiling", "F25 (Misra and Nair)")
    year_end: Annotated[float, Ge(0), Le(5)] = number(1.0, "factor", "bonus, accelerator and penalty in the last period of each fiscal year by those of the others; 1 = years do not matter", "F22")
    period_weeks: Annotated[int, Ge(4), Le(LONGEST_PERIOD)] = number(13, "weeks", "length of an accounting period")
    calendar_shift: Annotated[int, Ge(0), Le(LONGEST_PERIOD)] = number(0, "weeks", "how many weeks earlier than week 0 the first period began", "F28")
    staggered: bool = number(False, "yes or no", "reps' periods end spread evenly over the weeks instead of all at once", "C14")
    credit: Literal["individual", "shared"] = number("individual", "kind", "shared: quota and results count for all reps of a cluster together, which may add to help and take from effort", "S1 (joint accountability)")
    discount_cap: Annotated[float, Ge(0), Le(0.3)] = number(0.0, "share of list price", "largest discount a rep may give; 0 = none", "prototype.md 3")
    discount_step: Annotated[float, Ge(0.01), Le(0.3)] = number(0.05, "share of list price", "steps in which discounts are given")
    discount_charge: Annotated[float, Ge(0), Le(5)] = number(1.0, "factor", "how many times a discount counts against what a rep is credited with; 1 = paid on net price, 1/margin = paid on margin", "prototype.md 3 (circularities)")
    bundled: Share = number(0.0, "share", "part of a discount given as extra goods, which is not charged to the rep", "S3 (bundled pricing)")
    inspection: Share = number(0.0, "share", "share of held-back deals that are seen and closed at once", "prototype.md 3")
    pressure: Annotated[float, Ge(0), Le(5)] = number(0.0, "of the quota's linear pay", "what a rep would give not to face its manager below quota; never paid; 0 = off", "prototype.md 3", True)
    clean_up: Share = number(0.0, "share", "dead deals that a rep takes off its list at the end of its period; 0 = off", "F26")
    work_limit: Annotated[int, Ge(0), Le(1000)] = number(0, "deals", "a rep with so many open deals does not prospect; 0 = no limit", "S3; model.md (process-managed)")
    improvement_hours: Annotated[float, Ge(0), Le(20)] = number(0.0, "h per rep-week", "hours for making conversations easier for everybody; 0 = none", "S3; C20")
    improves: Literal["worst step", "all steps"] = number("worst step", "kind", "what those hours go into", "C20")
    # fmt: on

    @property
    def form(self) -> str:
        """The everyday name of how reps are paid."""
        return "quota" if self.has_deadline else "linear"

    @property
    def has_deadline(self) -> bool:
        """Whether pay is anything but proportional to what is sold."""
        levers = (self.bonus, self.accelerator, self.penalty, self.pay_ceiling, self.pressure)
        return self.quota != "none" and any(levers)


@checked(frozen=True, config=STRICT)
class Pay:
    """How reps answer to pay and buyers to offers, alike for every team."""

    # fmt: off
    effort_response: Annotated[float, Ge(0), Le(3)] = number(1.0, "factor", "how far effort follows marginal pay; 0 = effort is always 1", "prototype.md 3", True)
    least_effort: Annotated[float, Ge(0.1), Le(1)] = number(0.5, "of paid hours", "least effort", "prototype.md 3")
    most_effort: Annotated[float, Ge(1), Le(3)] = number(1.6, "of paid hours", "most effort", "prototype.md 3")
    free_riding: Annotated[float, Ge(-0.5), Le(0.5)] = number(0.05, "share", "share of own effort that credit shared in a very large cluster costs; negative = it spurs", "C10; Torka et al. 2021 and Friebel et al. 2017 (-.10 to .20)", True)
    timed_attention: Share = number(0.0, "share", "how far reps work first on the deals whose timing pays; 0 = off", "prototype.md 3 (pulling in without a price)", True)
    next_period_weight: Share = number(1.0, "factor", "weight of the next period's nonlinear pay against this one's (b)", "prototype.md 3", True)
    hold_back: Share = number(1.0, "share", "chance that a rep who wants to hold an offer back for a week can (hol); 0 = never", "prototype.md 3", True)
    held_loss: Annotated[float, Ge(0), Le(1)] = number(0.0, "hazard per week", "extra hazard that a journey dies in a week in which its offer is held back", "prototype.md 3 (.01-.2)", True)
    price_sensitivity: Annotated[float, Ge(0), Le(10)] = number(2.0, "logit per list price", "how much a discount adds to an offer's utility (theta); it never convinces", "prototype.md 3 (1-9); F29", True)
    pressing: Annotated[float, Ge(0), Le(3)] = number(0.0, "logit per step", "what pressing for the order without a price adds to an offer's utility; 0 = off", "prototype.md 3 (closing intensity)", True)
    pressing_cost: Annotated[float, Ge(0), Le(1)] = number(0.3, "of the deal's linear pay", "what a rep would give not to press one step harder; grows with the square", "assumption (high enough that reps under linear pay do not press all the time)")
    pressed_loss: Annotated[float, Ge(0), Le(2)] = number(0.12, "hazard", "hazard that a journey dies when an order is pressed for in vain, a step (n0)", "prototype.md 3")
    early_asks: bool = number(False, "yes or no", "reps may ask for an order with one or two commitments missing", "prototype.md 3")
    early_loss: Annotated[float, Ge(0), Le(2)] = number(0.1, "hazard", "hazard that a journey dies when an order is asked for too early in vain, a missing commitment (n1)", "prototype.md 3", True)
    learning: Share = number(0.0, "share of gap", "how fast accounts learn what offers are like at the end and in the middle of periods; 0 = off", "C16", True)
    neighbours: Annotated[int, Ge(0), Le(1000)] = number(20, "accounts", "accounts whose offers an account hears of, those next to it")
    end_weeks: Annotated[int, Ge(1), Le(8)] = number(2, "weeks", "last weeks of a period that buyers see as its end")
    delay_cost: Annotated[float, Ge(0), Le(2)] = number(0.05, "logit per week", "what a week of waiting for a better offer costs a group", "C16", True)
    budget_share: Share = number(0.0, "share", "accounts with a budget of their own that ends with a period; 0 = off", "prototype.md 3", True)
    budget_weeks: Annotated[int, Ge(4), Le(52)] = number(13, "weeks", "length of a buyer's budget period")
    budget_pull: Annotated[float, Ge(-5), Le(5)] = number(1.0, "logit", "how much less attractive waiting is in the last two weeks of a buyer's budget", "assumption", True)
    budget_spread: Share = number(0.0, "share", "accounts whose budget ends in a week of their own rather than with the calendar's", "assumption")
    missing_returns: Share = number(0.0, "per commitment", "chance that an order is given back for each required commitment missing when it was placed; 0 = off", "assumption", True)
    misfit_returns: Share = number(0.0, "per idea scale", "chance that an order is given back by how far the product is from the group's idea; 0 = off", "assumption", True)
    improvement_rate: Annotated[float, Ge(-0.05), Le(0.05)] = number(0.002, "share of gap per h", "how fast a rep-hour of improvement makes its step easier", "assumption; C20", True)
    improvement_most: Annotated[float, Ge(0), Le(3)] = number(0.6, "logit", "how much easier a step can be made", "assumption", True)
    commission: Annotated[float, Ge(0), Le(0.5)] = number(0.08, "share of value", "linear commission, for money figures", "assumption")
    # fmt: on
