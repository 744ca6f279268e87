"""What is imposed on deals at random, by account and journey, the same for every team."""

from ecosim.chance import (
    IMPOSED_DEPTH,
    IMPOSED_LATENCY,
    IMPOSED_LIMIT,
    IMPOSED_SHIFT,
    IMPOSED_SKIP,
    chooses,
    normal,
    uniform,
)  # fmt: skip
from ecosim.compiling import compiled, compiled_apart
from ecosim.state import N_COMMITMENTS, State

LATE = 5  # presenting begins with the commitment to invest
DEEPEST = 3


@compiled
def skip_chance(c: int, s: State) -> float:
    """The chance that sellers skip commitment c on a deal."""
    n = s.numbers[0]
    early = (
        n.interventions_skip_time, n.interventions_skip_explore, n.interventions_skip_change,
        n.interventions_skip_collaborate, n.interventions_skip_consensus,
    )  # fmt: skip
    late = (
        n.interventions_skip_invest, n.interventions_skip_review, n.interventions_skip_concerns,
        n.interventions_skip_decide, n.interventions_skip_execute,
    )  # fmt: skip
    return float(early[c] if c < LATE else late[c - LATE])


@compiled_apart
def deal_is_treated(t: int, a: int, s: State) -> None:
    """A deal that opens gets the treatment of its account and journey; the ledger says which."""
    n, deal, account = s.numbers[0], s.deals[t, a], s.accounts[a]
    seed, journey = s.clock[0].seed, int(account.journey)
    skipped = 0
    for c in range(N_COMMITMENTS):
        if uniform(seed, IMPOSED_SKIP, a, journey * 16 + c) < skip_chance(c, s):
            skipped |= 1 << c
    deal.skipped, deal.scripted, deal.inspected = skipped, 0, 0
    latest = int(n.interventions_latency_weeks)
    deal.latency = chooses(seed, IMPOSED_LATENCY, a, journey, latest + 1)
    deal.depth = DEEPEST
    if uniform(seed, IMPOSED_LIMIT, a, journey) < n.interventions_depth_limited:
        deal.depth = chooses(seed, IMPOSED_DEPTH, a, journey, DEEPEST)
    deal.shift = 0.0
    if n.interventions_presentation_sd > 0.0:
        luck = normal(seed, IMPOSED_SHIFT, a, journey)
        deal.shift = n.interventions_presentation_sd * luck
    row = s.ledger[deal.row]
    row.skipped, row.latency = deal.skipped, deal.latency
    row.depth, row.shift = deal.depth, deal.shift


@compiled_apart
def depth_is_kept(t: int, a: int, s: State) -> None:
    """Members deeper in the group than the deal's limit are out of the team's reach."""
    account, deal = s.accounts[a], s.deals[t, a]
    for b in range(account.first, account.first + account.size):
        if s.buyers[b].level > deal.depth:
            s.contacts[t, b].access = 0


@compiled
def must_wait(t: int, a: int, s: State) -> bool:
    """Whether the weeks imposed between meetings on a deal have not yet passed."""
    deal = s.deals[t, a]
    if deal.latency == 0 or deal.talks == 0:
        return False
    return bool(s.clock[0].week - deal.last_talk <= deal.latency)


@compiled
def shift_of_deal(t: int, a: int, c: int, s: State) -> float:
    """What is imposed on the skill of a conversation about commitment c."""
    return float(s.deals[t, a].shift) if c >= LATE else 0.0
