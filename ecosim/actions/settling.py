"""What an order is worth to whom, and how a period of a rep's calendar is settled."""

from ecosim.actions.births_pay import charged
from ecosim.actions.journeys import seller_key, week_of_journey
from ecosim.actions.offers import missing_at, weeks_left
from ecosim.actions.records import leaves_pipeline
from ecosim.chance import CLEANED_UP, GIVEN_BACK, uniform
from ecosim.compiling import compiled, compiled_apart, compiled_step
from ecosim.rules.closing import week_in
from ecosim.rules.conversation import toward
from ecosim.rules.pay import pay_of
from ecosim.state import N_COMMITMENTS, NO_DECISION, REVIEWED, State

FEWEST_TRIES = 10  # conversations that show how hard a step is


@compiled
def gives_back(t: int, a: int, s: State) -> bool:
    """Whether an order will be given back: it lacks commitments the account requires, or the
    product is far from what the group had in mind."""
    n, account = s.numbers[0], s.accounts[a]
    if n.pay_missing_returns == 0.0 and n.pay_misfit_returns == 0.0:
        return False
    chance = n.pay_missing_returns * missing_at(t, a, s)
    chance += n.pay_misfit_returns * abs(n.rival_our_product - account.median_idea)
    luck = uniform(s.clock[0].seed, GIVEN_BACK, seller_key(a, t, s), week_of_journey(a, s))
    return bool(luck < chance)


@compiled_apart
def order_is_booked(t: int, a: int, returned: bool, s: State) -> None:
    """An order's price, and what its rep is credited with."""
    deal, team, week = s.deals[t, a], s.teams[t], s.clock[0].week
    row, value = s.ledger[deal.row], s.accounts[a].value
    i = int(deal.owner)
    length = int(team.regime_period_weeks)
    row.week_of_period = week_in(int(week), int(s.paid[i].offset), length)
    row.returned = 1 if returned else 0
    discount = 0.0
    if s.offers.shape[1] > 0:
        offer = s.offers[t, a]
        discount = offer.discount
        row.held, row.pressed, row.early = offer.held, offer.press, offer.early
    row.discount = discount
    row.net = value * (1.0 - discount)
    row.credited = value * charged(discount, team.regime_discount_charge, team.regime_bundled)
    if s.periods.shape[1] > 0:
        period = s.periods[i, s.paid[i].period]
        period.booked += row.credited
        period.orders += 1


@compiled_apart
def rep_cleans_up(i: int, s: State) -> None:
    """At the end of its period a rep takes some of its dead deals off the list."""
    rep = s.reps[i]
    t = rep.team
    share, week = s.teams[t].regime_clean_up, s.clock[0].week
    if share == 0.0 or weeks_left(i, s) > 0:
        return
    a = int(rep.first_deal)
    while a >= 0:
        following = int(s.deals[t, a].after)
        luck = uniform(s.clock[0].seed, CLEANED_UP, seller_key(a, t, s), week)
        if s.accounts[a].open == 0 and luck < share:
            leaves_pipeline(t, a, NO_DECISION, REVIEWED, s)
        a = following


@compiled_apart
def period_is_paid(i: int, s: State) -> None:
    """A rep's period ends: it is paid by its own results, or by its part of shared ones."""
    rep, mine = s.reps[i], s.paid[i]
    team, period = s.teams[rep.team], s.periods[i, mine.period]
    first, end = i, i + 1
    if team.regime_credit == 1.0:
        first = team.first_rep + rep.number // team.circle_size * team.circle_size
        end = min(first + team.circle_size, team.first_rep + team.reps)
    booked, quota = 0.0, 0.0
    for j in range(first, end):
        booked += s.periods[j, mine.period].booked
        quota += s.periods[j, mine.period].quota
    period.pay = pay_of(
        booked, quota, period.commission, period.weight * team.regime_bonus,
        period.weight * team.regime_accelerator, period.weight * team.regime_penalty,
        team.regime_penalty_below, team.regime_pay_ceiling,
    ) / (end - first)  # fmt: skip
    mine.period += 1


@compiled_apart
def pay_week_is_recorded(t: int, s: State) -> None:
    """A team's effort and offers of the week, and what accounts expect of waiting."""
    team, row, week = s.teams[t], s.pay_weeks[s.clock[0].week, t], s.clock[0].week
    for i in range(team.first_rep, team.first_rep + team.reps):
        mine = s.paid[i]
        row.effort += mine.effort
        row.offers += mine.offers
        row.held += mine.held
        row.pressed += mine.pressed
        row.early += mine.early
        row.discounts += mine.discounts
        s.periods[i, mine.period].effort += mine.effort
        if weeks_left(i, s) == 0:
            s.periods[i, mine.period].ends = week
    if s.numbers[0].pay_learning > 0.0:
        for a in range(s.accounts.shape[0]):
            row.expected_saving += s.offers[t, a].at_end - s.offers[t, a].in_middle


@compiled
def team_improves(t: int, s: State) -> None:
    """A week of improvement: the step that failed most often in the last period gets easier for
    everybody, or all steps a little. The same hours, the same speed, wherever they go."""
    pay, team, n = s.pay[t], s.teams[t], s.numbers[0]
    speed = n.pay_improvement_rate * team.regime_improvement_hours
    for c in range(N_COMMITMENTS):
        part = 1.0 if pay.worst == c else 0.0
        if team.regime_improves == 1.0:
            part = 1.0 / N_COMMITMENTS
        pay.gained[c] = toward(pay.gained[c], n.pay_improvement_most, speed * part)
    length = int(team.regime_period_weeks)
    week = week_in(int(s.clock[0].week), int(team.regime_calendar_shift), length)
    if week < length - 1:
        return
    hardest = 2.0
    for c in range(N_COMMITMENTS):
        if pay.tries[c] >= FEWEST_TRIES and pay.wins[c] < hardest * pay.tries[c]:
            hardest, pay.worst = pay.wins[c] / pay.tries[c], c
        pay.tries[c], pay.wins[c] = 0, 0


@compiled_step
def weeks_pay_is_settled(s: State) -> None:
    """The end of a week: offers are recorded, lists cleaned up, periods that end are paid, teams
    that improve their work do so."""
    for t in range(s.teams.shape[0]):
        if s.pay[t].improves == 1:
            team_improves(t, s)
        team = s.teams[t]
        if team.regime_clean_up > 0.0:
            for i in range(team.first_rep, team.first_rep + team.reps):
                rep_cleans_up(i, s)
        if s.pay[t].acts == 0:
            continue
        pay_week_is_recorded(t, s)
        for i in range(team.first_rep, team.first_rep + team.reps):
            if weeks_left(i, s) == 0:
                period_is_paid(i, s)
