"""How a team's table of closing is worked out: for each deal, ask now or hold back, and how.

The recursion knows no plan, only the share x of this period's marginal pay in the sum of this and
the next period's: an order in this period is worth x of its value, one in the next 1 - x. What a
rep knows of chances was measured under linear pay (ecosim/experience.py).
"""

from ecosim.arithmetic import exponential
from ecosim.compiling import compiled, compiled_apart, compiled_step
from ecosim.rules.closing import (
    PRESSES,
    offer_code,
    refusal_hazard,
    table_place,
    yes_chance,
)  # fmt: skip
from ecosim.state import SHARES, STEPS, WEEKS, Table

SWEEPS = 600  # of the recursion without an end
NOT_ASKED = -1


@compiled
def charged(discount: float, charge: float, bundled: float) -> float:
    """What a rep is credited with for a deal sold at a discount, as a share of its value."""
    return max(0.0, 1.0 - charge * (1.0 - bundled) * discount)


@compiled
def discount_steps(team: Table) -> int:
    """How many prices a rep may name: list price, and every step of discount up to its cap."""
    return int(team.regime_discount_cap / team.regime_discount_step + 1e-9) + 1


@compiled
def worth_of_asking(
    steps: int, discount: float, press: int, share: float, kept: float, pay: Table, team: Table,
    n: Table,
) -> float:  # fmt: skip
    """What an offer to a group that agrees is worth, per value of the deal: paid now with the
    chance of a yes, else what is kept of the deal, less the unpleasantness of pressing."""
    gain = n.pay_price_sensitivity * discount + n.pay_pressing * press
    yes = yes_chance(pay.logit, steps, n.buyers_missing_penalty, gain)
    hazard = refusal_hazard(press, steps, n.pay_pressed_loss, n.pay_early_loss)
    paid = share * charged(discount, team.regime_discount_charge, team.regime_bundled)
    cost = 0.25 * n.pay_pressing_cost * press * press  # half of the square, by a linear pay of half
    return float(yes * paid - cost + (1.0 - yes) * exponential(-hazard) * kept)


@compiled_apart
def best_offer(
    steps: int, share: float, kept: float, pay: Table, team: Table, n: Table
) -> tuple[float, int]:
    """The offer worth most to a group that agrees, of all discounts and ways of asking a rep may
    use; of equal ones the plainest. With steps left it may also be worth most not to ask."""
    best, code = kept, NOT_ASKED
    if steps == 0:
        best, code = worth_of_asking(0, 0.0, 0, share, kept, pay, team, n), 0
    elif steps >= STEPS - 1 or n.pay_early_asks == 0.0:
        return best, code
    presses = PRESSES if n.pay_pressing > 0.0 else 1
    for d in range(discount_steps(team)):
        for press in range(presses):
            discount = d * team.regime_discount_step
            worth = worth_of_asking(steps, discount, press, share, kept, pay, team, n)
            if worth > best + 1e-12:
                best, code = worth, offer_code(d, press)
    return best, code


@compiled
def kept_without_order(steps: int, later: Table, first: int, by: int, pay: Table) -> float:
    """What a deal is worth if it brings no order this week: it may be over, or move on. `later` has
    the worth next week of a deal with k steps left at first + k * by."""
    worth = 0.0
    for k in range(STEPS):
        worth += pay.moves[steps * STEPS + k] * later[first + k * by]
    return float((1.0 - pay.gone[steps]) * worth)


@compiled
def can_hold(team: Table, n: Table) -> float:
    """The chance that a rep who wants to hold an offer back gets away with it this week."""
    return float(n.pay_hold_back * (1.0 - team.regime_inspection))


@compiled
def worth_when_groups_decide(
    steps: int, best: float, share: float, kept: float, pay: Table
) -> float:
    """The worth of a deal before it is known whether its group agrees. With steps left and another
    seller ready an order may come without asking."""
    if steps == 0:
        return best
    asked = pay.agreed[steps] * best + (1.0 - pay.agreed[steps]) * kept
    return float(pay.won[steps] * share + (1.0 - pay.won[steps]) * asked)


@compiled_apart
def worth_without_end(pay: Table, team: Table, n: Table) -> None:
    """What a deal is worth where it does not matter when it closes (half of its value now or
    later): the recursion repeated until it stands still."""
    for _ in range(SWEEPS):
        for steps in range(STEPS):
            kept = kept_without_order(steps, pay.half, 0, 1, pay)
            best = best_offer(steps, 0.5, kept, pay, team, n)[0]
            pay.half[steps] = worth_when_groups_decide(steps, best, 0.5, kept, pay)


@compiled_step
def table_is_filled(team_pay: Table, teams: Table, numbers: Table) -> None:
    """The whole table of one team, given as tables of one row, from a period's last week back."""
    pay, team, n = team_pay[0], teams[0], numbers[0]
    worth_without_end(pay, team, n)
    free = can_hold(team, n)
    for left in range(WEEKS):
        for point in range(SHARES):
            share = point / (SHARES - 1)
            for steps in range(STEPS):
                if left == 0:
                    kept = kept_without_order(steps, pay.half, 0, 1, pay)
                    kept *= 2.0 * (1.0 - share)
                else:
                    before = table_place(0, left - 1, point)
                    kept = kept_without_order(steps, pay.worth, before, WEEKS * SHARES, pay)
                place = table_place(steps, left, point)
                best, code = best_offer(steps, share, kept, pay, team, n)
                held = exponential(-n.pay_held_loss) * kept
                if steps == 0:
                    held *= (1.0 - pay.taken) / (1.0 - pay.gone[0])
                pay.ask[place], pay.hold[place] = code, 0
                if code >= 0 and free > 0.0 and held > best + 1e-12:
                    pay.hold[place] = 1
                    best += free * (held - best)
                pay.worth[place] = worth_when_groups_decide(steps, best, share, kept, pay)
