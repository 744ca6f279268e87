"""The options for a novel exception: who finds them, how good they are, how good they seem.

An option is a function of the exception and its number, so that teams that look for the n-th
option of the same exception find the same one if the same person (counted from the owner) does.
"""

from ecosim.actions.understanding import error_left
from ecosim.arithmetic import normal_quantile
from ecosim.chance import EASE, HELPS_FIND, IDEA_OF_OPTION, IDEA_OF_PERSON, SIGHT, uniform
from ecosim.compiling import Whole, compiled, compiled_apart
from ecosim.rules.exceptions import help_chance, option_quality, seen_quality
from ecosim.state import State

DRAWS_APART = 4096  # more than one exception ever needs of any kind of draw
LEVELS_APART = 8


@compiled_apart
def luck_of(decision: Whole, case: int, which: int, s: State) -> float:
    """A uniform draw about an exception: the n-th of its kind."""
    x = s.exceptions[case]
    nth = x.serial * DRAWS_APART + which
    return uniform(s.clock[0].seed, decision, x.account * 4 + x.team, nth)


@compiled
def normal_of(decision: Whole, case: int, which: int, s: State) -> float:
    """A standard normal draw about an exception: the n-th of its kind."""
    return normal_quantile(luck_of(decision, case, which, s) + 5.551115123125783e-17)


@compiled
def colleagues(i: int, s: State) -> tuple[int, int]:
    """Whom rep i may ask for options: first rep and number of its circle, else of those who share
    its manager, else itself alone."""
    rep = s.reps[i]
    team = s.teams[rep.team]
    if team.circle_size > 1:
        first = team.first_rep + rep.number // team.circle_size * team.circle_size
        return int(first), int(min(team.circle_size, team.first_rep + team.reps - first))
    if rep.manager >= 0:
        return int(s.managers[rep.manager].first_rep), int(s.managers[rep.manager].reps)
    return i, 1


@compiled_apart
def place_of_proposer(case: int, option: int, s: State) -> int:
    """Who finds an option, counted from the owner (0) on: each in turn; the owner itself where
    colleagues may not help or this one does not."""
    x, n = s.exceptions[case], s.numbers[0]
    team = s.teams[x.team]
    _, size = colleagues(int(x.rep), s)
    place = option % size
    if place == 0 or team.approvals_colleagues_propose == 0.0:
        return 0
    chance = help_chance(n.exceptions_help_base, n.exceptions_help_credit, team.regime_credit)
    return place if luck_of(HELPS_FIND, case, option, s) < chance else 0


@compiled
def proposer(case: int, option: int, s: State) -> int:
    """The rep who looks for an option."""
    owner = int(s.exceptions[case].rep)
    first, size = colleagues(owner, s)
    return first + (owner - first + place_of_proposer(case, option, s)) % size


@compiled_apart
def quality_of(case: int, option: int, s: State) -> float:
    """The true quality of an option."""
    n, team = s.numbers[0], s.teams[s.exceptions[case].team]
    rounds_before = option // int(team.approvals_proposals)
    return option_quality(
        n.exceptions_quality_mean, n.exceptions_quality_sd, n.exceptions_likeness,
        normal_of(IDEA_OF_PERSON, case, place_of_proposer(case, option, s), s),
        normal_of(IDEA_OF_OPTION, case, option, s), team.approvals_rework * rounds_before,
    )  # fmt: skip


@compiled_apart
def seems(case: int, option: int, level: int, s: State) -> float:
    """How good an option seems to the owner (level 0) or at a level of the line."""
    n, team = s.numbers[0], s.teams[s.exceptions[case].team]
    return seen_quality(
        quality_of(case, option, s), n.exceptions_ease_sd * normal_of(EASE, case, option, s),
        1.0 if level == 0 else team.approvals_sight, n.exceptions_noise,
        n.exceptions_noise_per_step, level,
        normal_of(SIGHT, case, option * LEVELS_APART + level, s) * error_left(case, level, s),
    )  # fmt: skip


@compiled_apart
def best_seeming(case: int, first: int, end: int, level: int, s: State) -> int:
    """Of the options from `first` on and before `end`, the one that seems best at a level."""
    best = first
    best_seen = seems(case, first, level, s)
    for option in range(first + 1, end):
        seen = seems(case, option, level, s)
        if seen > best_seen:
            best, best_seen = option, seen
    return best


@compiled_apart
def is_best(case: int, option: int, s: State) -> bool:
    """Whether no option that a search to the end would have found is truly better."""
    team = s.teams[s.exceptions[case].team]
    quality = quality_of(case, option, s)
    for other in range(int(team.approvals_proposals) * int(team.approvals_rounds)):
        if quality_of(case, other, s) > quality:
            return False
    return True
