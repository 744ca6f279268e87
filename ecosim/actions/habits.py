"""A team that has changed its design: hours of retraining, steps by the old playbook."""

from ecosim.chance import HABIT, uniform
from ecosim.compiling import compiled
from ecosim.rules.transition import habit_left, retraining
from ecosim.state import State


@compiled
def hours_of_retraining(t: int, week_hours: float, s: State) -> float:
    """Hours of a rep's week that learning its team's new design takes; none without a switch."""
    n, switched = s.numbers[0], s.teams[t].switched
    if switched < 0 or n.transition_retraining_hours == 0.0:
        return 0.0
    since = s.clock[0].week - switched
    return min(
        week_hours, retraining(n.transition_retraining_hours, n.transition_retraining_weeks, since)
    )


@compiled
def acts_by_habit(t: int, whom: int, nth: int, s: State) -> bool:
    """Whether a step follows the playbook the team had before its switch."""
    n, switched = s.numbers[0], s.teams[t].switched
    if switched < 0 or n.transition_habit == 0.0:
        return False
    since = s.clock[0].week - switched
    chance = habit_left(n.transition_habit, n.transition_habit_half_life, since)
    return bool(uniform(s.clock[0].seed, HABIT, whom, nth) < chance)
