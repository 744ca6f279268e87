"""What reps do about pay: they look ahead, weigh pay now against later, offer or hold back."""

from ecosim.actions.births_pay import can_hold
from ecosim.actions.journeys import seller_key, week_of_journey
from ecosim.actions.records import counted_as_done
from ecosim.chance import HOLD_BACK, uniform
from ecosim.compiling import Whole, compiled, compiled_apart, compiled_step
from ecosim.rules.closing import PRESSES, nearest_share, table_place, week_in
from ecosim.rules.commitments import count
from ecosim.rules.pay import effort_for, expected_pay, share_now, spread_of
from ecosim.state import LARGE, NOBODY, STEPS, WEEKS, State

NEAR_END = 3  # weeks left from which large deals are weighed one by one
FRESH = 4  # weeks without a talk after which a deal is no longer counted on


@compiled
def weeks_left(i: int, s: State) -> int:
    """How many weeks of a rep's period come after this one."""
    length = int(s.teams[s.reps[i].team].regime_period_weeks)
    return length - 1 - week_in(int(s.clock[0].week), int(s.paid[i].offset), length)


@compiled
def lifted(t: int, s: State) -> bool:
    """Whether a twin run has lifted this team's deadline for now."""
    return bool(s.pay[t].lifted_from <= s.clock[0].week < s.pay[t].lifted_until)


@compiled
def missing_at(t: int, a: int, s: State) -> int:
    """How many required commitments a team has still to ask for at an account."""
    return count(int(s.accounts[a].required) & ~counted_as_done(t, a, s))


@compiled
def steps_left(t: int, a: int, s: State) -> int:
    """How many steps an account is from an order to a team: commitments missing, and its group's
    agreement."""
    steps = missing_at(t, a, s)
    return steps if s.accounts[a].support >= s.numbers[0].buyers_quorum else steps + 1


@compiled
def counts_on(t: int, a: int, s: State) -> bool:
    """Whether a rep counts on a deal: it is near an order, and somebody talked there of late."""
    silent = s.clock[0].week - s.deals[t, a].last_talk
    return bool(silent <= FRESH and steps_left(t, a, s) < STEPS)


@compiled
def notes_large(i: int, a: int, value: float, chance: float, s: State) -> None:
    """Keep the few deals whose outcome is most uncertain in money, the largest first."""
    mine = s.paid[i]
    spread = chance * (1.0 - chance) * value * value
    for k in range(LARGE):
        p, v = mine.large_chance[k], mine.large_value[k]
        if mine.large[k] < 0 or spread > p * (1.0 - p) * v * v:
            for later in range(LARGE - 1, k, -1):
                mine.large[later] = mine.large[later - 1]
                mine.large_value[later] = mine.large_value[later - 1]
                mine.large_chance[later] = mine.large_chance[later - 1]
            mine.large[k], mine.large_value[k], mine.large_chance[k] = a, value, chance
            return


@compiled_step
def rep_looks_ahead(i: int, s: State) -> None:
    """What a rep expects to sell in the rest of its period: its open deals near an order by what it
    knows of closing, and what else usually comes in from a territory like its own."""
    mine, t = s.paid[i], s.reps[i].team
    pay = s.pay[t]
    if pay.deadline == 0:
        return
    left = weeks_left(i, s)
    mine.mean = pay.rest_mean[left] * mine.capacity
    mine.variance = pay.rest_variance[left] * mine.capacity * mine.capacity
    soon, ever = 0.0, 0.0
    for k in range(LARGE):
        mine.large[k], mine.large_value[k], mine.large_chance[k] = NOBODY, 0.0, 0.0
    a = int(s.reps[i].first_deal)
    while a >= 0:
        s.offers[t, a].counted = 0.0
        if counts_on(t, a, s):
            steps, value = steps_left(t, a, s), s.accounts[a].value
            chance = pay.chance[steps * WEEKS + left]
            s.offers[t, a].counted = chance
            mine.mean += chance * value
            mine.variance += pay.uncertain[left] * chance * (1.0 - chance) * value * value
            soon += chance * value
            ever += pay.chance[steps * WEEKS + WEEKS - 1] * value
            if left <= NEAR_END:
                notes_large(i, a, value, chance, s)
        a = int(s.deals[t, a].after)
    mine.soon = soon / ever if ever > 0.0 else 0.0


@compiled_apart
def rep_sees_standing(i: int, s: State) -> None:
    """Where whoever shares the credit stands in this period, and what the next one will bring."""
    rep, mine = s.reps[i], s.paid[i]
    team, pay = s.teams[rep.team], s.pay[rep.team]
    first, end = i, i + 1
    if team.regime_credit == 1.0:
        first = team.first_rep + rep.number // team.circle_size * team.circle_size
        end = min(first + team.circle_size, team.first_rep + team.reps)
    mine.at_mean, mine.at_variance, mine.quota = 0.0, 0.0, 0.0
    mine.next_mean, mine.next_variance, mine.next_quota = 0.0, 0.0, 0.0
    for j in range(first, end):
        other, period = s.paid[j], s.periods[j, mine.period]
        mine.at_mean += period.booked + other.mean
        mine.at_variance += other.variance
        mine.quota += period.quota
        usual = other.capacity * team.regime_period_weeks
        mine.next_mean += usual
        mine.next_variance += pay.period_variance * usual * usual
        mine.next_quota += s.periods[j, mine.period + 1].quota


@compiled_apart
def plan_pay(i: int, nth: Whole, mean: float, variance: float, quota: float, s: State) -> float:
    """What a rep expects its plan to pay for its n-th period, a manager's pressure included, by
    mean and variance of the sales it will be paid on."""
    team, period = s.teams[s.reps[i].team], s.periods[i, nth]
    weight = period.weight
    return expected_pay(
        mean, spread_of(variance), quota, period.commission,
        weight * team.regime_bonus + team.regime_pressure, weight * team.regime_accelerator,
        weight * team.regime_penalty, team.regime_penalty_below, team.regime_pay_ceiling,
    )  # fmt: skip


@compiled
def is_weighed(k: int, a: int, i: int, s: State) -> bool:
    """Whether the k-th large deal is there and is not the one in question."""
    return bool(s.paid[i].large[k] >= 0 and s.paid[i].large[k] != a)


@compiled_apart
def pay_this_period(i: int, a: int, more: float, mean: float, variance: float, s: State) -> float:
    """Expected pay if `more` is sold besides what is expected. Near the end the large deals are
    weighed outcome by outcome; a normal sum would be wrong there."""
    mine = s.paid[i]
    quota, uncertain = mine.quota, s.pay[s.reps[i].team].uncertain[weeks_left(i, s)]
    if weeks_left(i, s) > NEAR_END:
        return float(plan_pay(i, mine.period, mean + more, variance, quota, s))
    for k in range(LARGE):
        if is_weighed(k, a, i, s):
            p, v = mine.large_chance[k], mine.large_value[k]
            mean -= p * v
            variance -= uncertain * p * (1.0 - p) * v * v
    total = 0.0
    for outcome in range(1 << LARGE):
        weight, sold = 1.0, more
        for k in range(LARGE):
            won = (outcome >> k) & 1 == 1
            if is_weighed(k, a, i, s):
                weight *= mine.large_chance[k] if won else 1.0 - mine.large_chance[k]
                sold += mine.large_value[k] if won else 0.0
            elif won:
                weight = 0.0
        if weight > 0.0:
            total += weight * plan_pay(i, mine.period, mean + sold, variance, quota, s)
    return total


@compiled_apart
def marginal_now(i: int, a: int, value: float, chance: float, s: State) -> float:
    """Expected pay, by value, of one more order of this value in this period; `chance` is what the
    deal counts for already in what the rep expects."""
    mine, uncertain = s.paid[i], s.pay[s.reps[i].team].uncertain[weeks_left(i, s)]
    mean = mine.at_mean - chance * value
    variance = mine.at_variance - uncertain * chance * (1.0 - chance) * value * value
    with_it = pay_this_period(i, a, value, mean, variance, s)
    return float((with_it - pay_this_period(i, a, 0.0, mean, variance, s)) / value)


@compiled_apart
def marginal_later(i: int, value: float, s: State) -> float:
    """The same in the next period; its nonlinear part counts as much as the next period weighs."""
    mine = s.paid[i]
    following = mine.period + 1
    commission = s.periods[i, following].commission
    mean, variance, quota = mine.next_mean, mine.next_variance, mine.next_quota
    with_it = plan_pay(i, following, mean + value, variance, quota, s)
    full = (with_it - plan_pay(i, following, mean, variance, quota, s)) / value
    return float(commission + s.numbers[0].pay_next_period_weight * (full - commission))


@compiled
def is_timed(i: int, s: State) -> bool:
    """Whether it matters to a rep this week when its deals close."""
    t = s.reps[i].team
    return bool(s.pay[t].deadline == 1 and not lifted(t, s) and s.paid[i].quota > 0.0)


@compiled_step
def rep_weighs(i: int, s: State) -> None:
    """A rep sets its effort for the week by what a typical order is worth to it: the part of its
    pipeline that may still close in this period by this period's pay, the rest by the next's."""
    mine, pay = s.paid[i], s.pay[s.reps[i].team]
    if pay.acts == 0:
        mine.effort = 1.0
        return
    mine.offers, mine.held, mine.pressed, mine.early, mine.discounts = 0, 0, 0, 0, 0.0
    rep_sees_standing(i, s)
    marginal, mine.share = 1.0, 0.5
    if is_timed(i, s):
        now = marginal_now(i, NOBODY, pay.typical, 0.0, s)
        later = marginal_later(i, pay.typical, s)
        marginal = mine.soon * now + (1.0 - mine.soon) * later
        mine.share = share_now(now, later)
    n = s.numbers[0]
    mine.effort = effort_for(
        marginal, n.pay_effort_response, n.pay_least_effort, n.pay_most_effort
    )  # fmt: skip


@compiled
def timed_priority(i: int, a: int, s: State) -> float:
    """How much more, or less, attention a deal gets because of when it may close: the chances of an
    order in this period and after it, weighed by what pay is due now and later. 1 where it does not
    matter."""
    mine, t = s.paid[i], s.reps[i].team
    pay, far = s.pay[t], s.numbers[0].pay_timed_attention
    steps = steps_left(t, a, s)
    if far == 0.0 or mine.share == 0.5 or steps >= STEPS:
        return 1.0
    ever = pay.chance[steps * WEEKS + WEEKS - 1]
    soon = pay.chance[steps * WEEKS + weeks_left(i, s)] / ever if ever > 0.0 else 0.0
    weight = 2.0 * (mine.share * soon + (1.0 - mine.share) * (1.0 - soon))
    return float(1.0 + far * (weight - 1.0))


@compiled_apart
def rep_offers(t: int, a: int, s: State) -> None:
    """A group that agrees is about to decide: its rep asks for the order at some price, presses for
    it, asks early, or holds its offer back, as its table of closing tells.

    Where pay is linear or the deadline is lifted, it does not matter when a deal closes: the table
    is read in the middle, in its last week, and every week is alike.
    """
    offer, pay, value = s.offers[t, a], s.pay[t], s.accounts[a].value
    i, missing = int(s.deals[t, a].owner), missing_at(t, a, s)
    if missing >= STEPS - 1:
        return
    left, offer.share = 0, 0.5
    if is_timed(i, s):
        left = weeks_left(i, s)
        now = marginal_now(i, a, value, offer.counted, s)
        offer.share = share_now(now, marginal_later(i, value, s))
    place = table_place(missing, left, nearest_share(offer.share))
    code = int(pay.ask[place])
    if code < 0:
        return
    offer.week = s.clock[0].week
    if pay.hold[place] == 1 and gets_away(t, a, s):
        offer.hold = 1
        offer.held += 1
    else:
        offer.press, offer.early = code % PRESSES, 1 if missing > 0 else 0
        offer.discount = code // PRESSES * s.teams[t].regime_discount_step
    is_noted(i, a, s)


@compiled
def gets_away(t: int, a: int, s: State) -> bool:
    """Whether a rep that wants to hold an offer back this week can, unseen."""
    free = can_hold(s.teams[t], s.numbers[0])
    return bool(
        uniform(s.clock[0].seed, HOLD_BACK, seller_key(a, t, s), week_of_journey(a, s)) < free
    )


@compiled
def is_noted(i: int, a: int, s: State) -> None:
    """A rep's offer of the week is counted."""
    mine, offer = s.paid[i], s.offers[s.reps[i].team, a]
    mine.offers += 1
    mine.held += offer.hold
    mine.pressed += offer.press > 0
    mine.early += offer.early
    mine.discounts += offer.discount
