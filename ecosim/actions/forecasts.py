"""What sellers write down of their pipeline, so that it can be forecast in three ways."""

from ecosim.arithmetic import logarithm, logistic
from ecosim.chance import JUDGEMENT, normal
from ecosim.compiling import compiled, compiled_apart, compiled_step
from ecosim.rules.commitments import count
from ecosim.state import State


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
def mean_view(i: int, s: State) -> float:
    """The view a rep has of its deals on average."""
    total, a = 0.0, int(s.reps[i].first_deal)
    while a >= 0:
        total += view_of(s.reps[i].team, a, s)
        a = int(s.deals[s.reps[i].team, a].after)
    return float(total / max(1, s.reps[i].open_deals))


@compiled_apart
def rep_notes_pipeline(i: int, s: State) -> None:
    """A rep writes down each open deal: what it has asked for, what the customer has still to
    commit to, and its own chance that an order comes within the quarter.

    Its chance for an average deal is the share that came in the quarter before (one in five before
    it knows better); a deal that looks better than its others gets better odds. Its optimism and
    the luck of the day come on top.
    """
    rep, n, clock = s.reps[i], s.numbers[0], s.clock[0]
    t, usual = rep.team, mean_view(i, s)
    odds = (rep.won_since + 1.0) / (max(rep.open_then, rep.won_since) - rep.won_since + 4.0)
    base = logarithm(odds) - usual + n.forecasts_optimism
    a = int(rep.first_deal)
    while a >= 0:
        deal, row = s.deals[t, a], s.snapshots[clock.n_snapshots]
        row.week, row.team, row.row = clock.week, t, deal.row
        row.stage = count(int(deal.asked))
        row.missing = count(int(s.accounts[a].required & ~deal.covered))
        luck = n.forecasts_judgement_sd * normal(clock.seed, JUDGEMENT, a * 4 + t, clock.week)
        row.judged = logistic(base + view_of(t, a, s) + luck)
        clock.n_snapshots += 1
        a = int(deal.after)
    rep.won_since, rep.open_then = 0, rep.open_deals


@compiled_step
def pipelines_are_noted(s: State) -> None:
    """In every so many weeks all reps write down their pipelines, in order."""
    every = int(s.numbers[0].forecasts_every_weeks)
    if every > 0 and s.clock[0].week % every == every - 1:
        for i in range(s.reps.shape[0]):
            rep_notes_pipeline(i, s)
