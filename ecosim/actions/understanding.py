"""How well whoever judges or answers an exception understands the customer's segment."""

from ecosim.actions.hearsay import mind_of_manager
from ecosim.actions.priorities import area_of_territory
from ecosim.compiling import Whole, compiled, compiled_apart
from ecosim.rules.knowledge import relevance
from ecosim.state import State


@compiled_apart
def understanding(case: int, level: Whole, s: State) -> float:
    """How well the owner of a deal (level 0) or its line understands the segment: 1 where it gets
    every priority right, 0 where it knows nothing, below 0 where it is mostly wrong."""
    x, bits = s.exceptions[case], int(s.numbers[0].knowledge_bits)
    manager = s.reps[x.rep].manager
    who = mind_of_manager(manager, s) if level > 0 and manager >= 0 else x.rep
    account = s.accounts[x.account]
    area = area_of_territory(int(account.territory), s)
    mind, truth = s.minds[who, account.segment], s.segments[account.segment, area].priorities
    return 2.0 * relevance(int(mind.known), int(mind.yes), int(truth), bits) - 1.0


@compiled
def by_beliefs(s: State) -> float:
    """How far judging and known answers follow beliefs; not at all where nobody has any."""
    n = s.numbers[0]
    return float(n.exceptions_from_beliefs) if n.knowledge_bits > 0.0 else 0.0


@compiled
def error_left(case: int, level: Whole, s: State) -> float:
    """What is left of a judge's error by what it understands, as a factor."""
    share = by_beliefs(s)
    return 1.0 if share == 0.0 else 1.0 - share * understanding(case, level, s)


@compiled
def known_answer(case: int, level: Whole, s: State) -> float:
    """The quality of the answer to a routine exception that is known to whoever applies it."""
    known, share = float(s.numbers[0].exceptions_routine_quality), by_beliefs(s)
    return known if share == 0.0 else known * (1.0 - share + share * understanding(case, level, s))
