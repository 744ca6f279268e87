"""What a pay plan pays, what it is expected to pay, and what one more deal is worth now or later.

Amounts are in value sold: under linear pay a rep earns exactly what it sells, times a rate that is
the same for everybody.
"""

import math

from ecosim.arithmetic import normal_density, normal_share
from ecosim.compiling import compiled


@compiled
def pay_of(
    sold: float, quota: float, commission: float, bonus: float, accelerator: float,
    penalty: float, penalty_below: float, ceiling: float,
) -> float:  # fmt: skip
    """Pay of a period: commission, a lump sum at the quota, more above it, a penalty below a part
    of it, nothing for what is sold beyond the ceiling (in quotas, at least 1; 0 = none)."""
    pay = commission * sold
    if sold >= quota:
        pay += bonus * quota + accelerator * (sold - quota)
    if sold < penalty_below * quota:
        pay -= penalty * quota
    if ceiling > 0.0 and sold > ceiling * quota:
        pay -= (commission + accelerator) * (sold - ceiling * quota)
    return pay


@compiled
def expected_above(mean: float, spread: float, bar: float) -> float:
    """By how much a normal amount is expected to exceed a bar; what falls short counts nothing."""
    if spread <= 0.0:
        return max(0.0, mean - bar)
    z = (mean - bar) / spread
    return (mean - bar) * normal_share(z) + spread * normal_density(z)


@compiled
def chance_above(mean: float, spread: float, bar: float) -> float:
    """The chance that a normal amount reaches a bar."""
    if spread <= 0.0:
        return 1.0 if mean >= bar else 0.0
    return normal_share((mean - bar) / spread)


@compiled
def expected_pay(
    mean: float, spread: float, quota: float, commission: float, bonus: float,
    accelerator: float, penalty: float, penalty_below: float, ceiling: float,
) -> float:  # fmt: skip
    """Expected pay of a period whose sales will be normal with this mean and spread.

    E = c m + B K Phi(z) + a [(m - K) Phi(z) + s phi(z)] - P K Phi((f K - m) / s), less what lies
    beyond the ceiling. Source: prototype.md 3.
    """
    pay = commission * mean
    if bonus > 0.0:
        pay += bonus * quota * chance_above(mean, spread, quota)
    if accelerator > 0.0:
        pay += accelerator * expected_above(mean, spread, quota)
    if penalty > 0.0:
        pay -= penalty * quota * (1.0 - chance_above(mean, spread, penalty_below * quota))
    if ceiling > 0.0:
        pay -= (commission + accelerator) * expected_above(mean, spread, ceiling * quota)
    return pay


@compiled
def share_now(now: float, later: float) -> float:
    """The part that marginal pay in this period has in its sum with that of the next: a half where
    it does not matter when a deal closes. A loss of pay counts as no pay."""
    now, later = max(0.0, now), max(0.0, later)
    return 0.5 if now + later <= 0.0 else now / (now + later)


@compiled
def effort_for(marginal: float, response: float, least: float, most: float) -> float:
    """Effort within bounds where its cost is convex: it rises with the marginal pay of selling, in
    units of linear pay, and is exactly 1 under linear pay.

    Source: prototype.md 3 (e = clip(marginal value / k, .5, 1.6), k so that linear pay gives 1).
    """
    return min(most, max(least, 1.0 + response * (marginal - 1.0)))


@compiled
def spread_of(variance: float) -> float:
    """The standard deviation; rounding below zero counts as none."""
    return math.sqrt(max(0.0, variance))
