"""Exceptions of a week: deals throw them up, and those of dead journeys are given up."""

from ecosim.actions.approvals import begins, works_off
from ecosim.actions.options import luck_of
from ecosim.chance import KIND, RAISED, RAISED_AT, uniform
from ecosim.compiling import compiled, compiled_apart, compiled_step
from ecosim.rules.commitments import holds
from ecosim.state import RENEGED, UNDECIDED, State

CHANCES_APART = 4096  # more than one journey ever has
EXECUTE = 9  # the tenth commitment


@compiled
def commitment_is_noted(t: int, a: int, s: State) -> None:
    """A commitment secured may throw up an exception when the week's are resolved."""
    s.signals[t, a].fresh += 1


@compiled_step
def exceptions_are_resolved(s: State) -> None:
    """Buyers who gave up take their exceptions with them; new ones are raised; then everybody
    works on what is due before the week is over, in the order of time."""
    if s.numbers[0].exceptions_rate == 0.0:
        return
    dead_are_given_up(s)
    for place in range(s.clock[0].n_open):
        for t in range(s.teams.shape[0]):
            if s.signals[t, s.open_accounts[place]].fresh > 0:
                exceptions_are_raised(t, s.open_accounts[place], s)
    works_off(s.clock[0].week + 1.0, s)


@compiled_apart
def dead_are_given_up(s: State) -> None:
    """An exception ends when its buying journey has ended: the buyer waits no longer."""
    for entry in range(s.clock[0].n_agenda):
        x = s.exceptions[s.agenda[entry].case]
        account = s.accounts[x.account]
        if x.status == UNDECIDED and (account.open == 0 or account.journey != x.journey):
            x.status, x.ended = RENEGED, s.clock[0].week


@compiled_apart
def exceptions_are_raised(t: int, a: int, s: State) -> None:
    """Each commitment a deal secured this week throws up an exception with a chance that grows
    with complexity, at some time in the week."""
    n, clock, signal = s.numbers[0], s.clock[0], s.signals[t, a]
    if signal.journey != s.accounts[a].journey:
        signal.journey, signal.chances, signal.waiting = s.accounts[a].journey, 0, 0
        signal.value = 0.0
    for _ in range(signal.fresh):
        serial = int(signal.journey) * CHANCES_APART + int(signal.chances)
        signal.chances += 1
        luck = uniform(clock.seed, RAISED, a * 4 + t, serial)
        if luck < n.exceptions_rate * n.dials_complexity:
            exception_is_raised(t, a, serial, s)
    signal.fresh = 0


@compiled_apart
def exception_is_raised(t: int, a: int, serial: int, s: State) -> None:
    """A new exception, routine or novel: its row is begun and it waits for the first to act."""
    case, n, clock = int(s.clock[0].n_exceptions), s.numbers[0], s.clock[0]
    clock.n_exceptions += 1
    s.signals[t, a].waiting += 1
    x, deal = s.exceptions[case], s.deals[t, a]
    x.team, x.account, x.deal, x.rep, x.serial = t, a, deal.row, deal.owner, serial
    x.journey, x.status, x.option, x.best = s.accounts[a].journey, UNDECIDED, -1, -1
    x.raised = clock.week + luck_of(RAISED_AT, case, 0, s)
    x.ended = -1.0
    x.novel = 1 if luck_of(KIND, case, 0, s) < n.exceptions_novel * n.dials_complexity else 0
    begins(case, s)


@compiled_apart
def exceptions_open(t: int, a: int, s: State) -> int:
    """How many exceptions of this journey are open with a team."""
    signal = s.signals[t, a]
    return int(signal.waiting) if signal.journey == s.accounts[a].journey else 0


@compiled_apart
def answers_carried_out(t: int, a: int, s: State) -> float:
    """What a team's answers in this journey have been worth to the buyer, in all."""
    signal = s.signals[t, a]
    return float(signal.value) if signal.journey == s.accounts[a].journey else 0.0


@compiled_apart
def trust_after_the_sale(t: int, a: int, s: State) -> float:
    """Trust that a team's answers leave with the customer: less if the account needed its
    execution secured (commitment ten) and bought without."""
    n, account = s.numbers[0], s.accounts[a]
    secured = not holds(int(account.required & ~s.deals[t, a].covered), EXECUTE)
    done = 1.0 if secured else n.exceptions_unexecuted
    return float(n.exceptions_after_sale * answers_carried_out(t, a, s) * done)
