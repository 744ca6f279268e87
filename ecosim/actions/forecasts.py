"""What sellers write down of their pipeline, so that it can be forecast in three ways."""

from ecosim.arithmetic import logistic
from ecosim.chance import JUDGEMENT, normal
from ecosim.compiling import compiled, compiled_apart
from ecosim.rules.commitments import count
from ecosim.state import State


@compiled
def judged_chance(t: int, a: int, s: State) -> float:
    """A rep's own view of a deal: the trust it feels in those it has access to, less what it knows
    to be missing, weighed as the group will weigh them; with its optimism and luck of the day.

    It knows of nobody it has not met, and does not think of a group that never decides.
    """
    account, deal, n, clock = s.accounts[a], s.deals[t, a], s.numbers[0], s.clock[0]
    trust, met = 0.0, 0
    for b in range(account.first, account.first + account.size):
        if s.contacts[t, b].access == 1:
            trust += s.contacts[t, b].trust
            met += 1
    missing = count(int(account.required & ~deal.covered))
    view = n.buyers_trust_weight * trust / max(1, met) - n.buyers_missing_penalty * missing
    luck = normal(clock.seed, JUDGEMENT, a * 4 + t, clock.week)
    return float(logistic(view + n.forecasts_optimism + n.forecasts_judgement_sd * luck))


@compiled_apart
def pipelines_are_noted(s: State) -> None:
    """In every so many weeks each open deal is written down: what the seller has asked for, what
    the customer has committed to, what the rep thinks."""
    every, clock = int(s.numbers[0].forecasts_every_weeks), s.clock[0]
    if every == 0 or clock.week % every != every - 1:
        return
    for i in range(s.reps.shape[0]):
        t = s.reps[i].team
        a = int(s.reps[i].first_deal)
        while a >= 0:
            deal = s.deals[t, a]
            row = s.snapshots[clock.n_snapshots]
            row.week, row.team, row.row = clock.week, t, deal.row
            row.stage, row.verified = count(int(deal.asked)), count(int(deal.covered))
            row.judged = judged_chance(t, a, s)
            clock.n_snapshots += 1
            a = int(deal.after)
