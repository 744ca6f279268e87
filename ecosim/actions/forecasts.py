"""What sellers write down of their pipeline, so that it can be forecast in three ways."""

from ecosim.arithmetic import exponential, logarithm, logistic
from ecosim.chance import JUDGEMENT, normal
from ecosim.compiling import compiled, compiled_apart, compiled_step
from ecosim.rules.commitments import count
from ecosim.state import State

QUARTER_WEEKS = 13.0
MOST_ODDS, HALVINGS = 40.0, 50  # logits within which a rep's odds lie; how finely they are found


@compiled
def view_of(t: int, a: int, s: State) -> float:
    """How a deal looks to its rep, in logits: the trust it feels in those it has access to, less
    what is missing, weighed as the group will weigh them. It knows nobody it has not met."""
    account, deal, n = s.accounts[a], s.deals[t, a], s.numbers[0]
    trust, met = 0.0, 0
    for b in range(account.first, account.first + account.size):
        if s.contacts[t, b].access == 1:
            trust += s.contacts[t, b].trust
            met += 1
    missing = count(int(account.required & ~deal.covered))
    return float(n.buyers_trust_weight * trust / max(1, met) - n.buyers_missing_penalty * missing)


@compiled
def in_quarter(share: float, weeks: float) -> float:
    """The share of deals that come within a quarter if a share comes within so many weeks."""
    return 1.0 - exponential(QUARTER_WEEKS / weeks * logarithm(1.0 - share))


@compiled_apart
def value_expected(i: int, base: float, s: State) -> tuple[float, float]:
    """What a rep expects its deals to bring if an indifferent one has these odds, and what they are
    worth in all."""
    expected, worth, a = 0.0, 0.0, int(s.reps[i].first_deal)
    t = s.reps[i].team
    while a >= 0:
        value = s.accounts[a].value
        expected += value * logistic(base + view_of(t, a, s))
        worth += value
        a = int(s.deals[t, a].after)
    return expected, worth


@compiled_apart
def odds_by_experience(i: int, share: float, s: State) -> float:
    """The odds of an indifferent deal, in logits, at which a rep's deals are expected to bring the
    share of their value that its deals have brought before."""
    low, high = -MOST_ODDS, MOST_ODDS
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        expected, worth = value_expected(i, middle, s)
        if expected < share * worth:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@compiled_apart
def rep_notes_pipeline(i: int, s: State) -> None:
    """A rep writes down each open deal: what it has asked for, what the customer has still to
    commit to, and its own chance that an order comes within the quarter.

    All its deals together are expected to bring the share of their value that came from one
    writing down to the next before (one part in five before it knows better); a deal that looks
    better than its others gets better odds. Its optimism and the luck of the day come on top.
    """
    rep, n, clock = s.reps[i], s.numbers[0], s.clock[0]
    t, usual = rep.team, n.market_value_median
    rep.won_noted += rep.won_since
    rep.open_noted += max(rep.open_then, rep.won_since)
    share = (rep.won_noted + usual) / (rep.open_noted + 5.0 * usual)
    share = in_quarter(share, n.forecasts_every_weeks)
    base = odds_by_experience(i, share, s) + n.forecasts_optimism
    a, worth = int(rep.first_deal), 0.0
    while a >= 0:
        worth += s.accounts[a].value
        deal, row = s.deals[t, a], s.snapshots[clock.n_snapshots]
        row.week, row.team, row.row = clock.week, t, deal.row
        row.stage = count(int(deal.asked))
        row.missing = count(int(s.accounts[a].required & ~deal.covered))
        luck = n.forecasts_judgement_sd * normal(clock.seed, JUDGEMENT, a * 4 + t, clock.week)
        row.judged = logistic(base + view_of(t, a, s) + luck)
        clock.n_snapshots += 1
        a = int(deal.after)
    rep.won_since, rep.open_then = 0.0, worth


@compiled_step
def pipelines_are_noted(s: State) -> None:
    """In every so many weeks all reps write down their pipelines, in order."""
    every = int(s.numbers[0].forecasts_every_weeks)
    if every > 0 and s.clock[0].week % every == every - 1:
        for i in range(s.reps.shape[0]):
            rep_notes_pipeline(i, s)
