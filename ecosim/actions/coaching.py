"""Who gives hours to making people better: managers, colleagues, the people themselves."""

from ecosim.compiling import compiled, compiled_step
from ecosim.state import State


@compiled
def gives_hours(i: int, hours: float, s: State) -> None:
    """A rep gives hours of its week to learning or teaching."""
    rep = s.reps[i]
    rep.hours_left -= hours
    rep.coordinating += hours


@compiled_step
def manager_coaches(m: int, s: State) -> None:
    """A manager coaches each of its reps, evenly in what its hours leave after reviews.

    An hour costs the manager and the rep an hour each.
    """
    manager, team = s.managers[m], s.teams[s.managers[m].team]
    if team.coaching_manager_hours == 0.0:
        return
    each = min(team.coaching_manager_hours, max(0.0, manager.hours_left) / manager.reps)
    for i in range(manager.first_rep, manager.first_rep + manager.reps):
        hours = min(each, max(0.0, s.reps[i].hours_left))
        gives_hours(i, hours, s)
        manager.hours_left -= hours
        s.practices[i].coached += hours
        s.practices[i].coaching += hours


@compiled_step
def rep_trains(i: int, s: State) -> None:
    """In its team's training weeks a rep gives hours to training."""
    team = s.teams[s.reps[i].team]
    since = s.clock[0].week - team.coaching_training_from
    if team.coaching_training_hours == 0.0 or since < 0 or since >= team.coaching_training_weeks:
        return
    hours = min(team.coaching_training_hours, max(0.0, s.reps[i].hours_left))
    gives_hours(i, hours, s)
    s.practices[i].trained += hours
    s.practices[i].training += hours


@compiled_step
def circles_coach(s: State) -> None:
    """In each cluster every rep is coached by a colleague, another one each week in turn."""
    for t in range(s.teams.shape[0]):
        team = s.teams[t]
        if team.coaching_colleague_hours > 0.0 and team.circle_size > 1:
            for first in range(0, team.reps, team.circle_size):
                size = min(team.circle_size, team.reps - first)
                if size > 1:
                    circle_coaches(t, int(team.first_rep + first), int(size), s)


@compiled
def circle_coaches(t: int, first: int, size: int, s: State) -> None:
    """One cluster's week of coaching, in the order of its members, as far as hours reach."""
    ahead = 1 + s.clock[0].week % (size - 1)
    for k in range(size):
        i, coach = first + k, first + (k + ahead) % size
        hours = min(s.reps[i].hours_left, s.reps[coach].hours_left)
        hours = min(s.teams[t].coaching_colleague_hours, max(0.0, hours))
        gives_hours(i, hours, s)
        gives_hours(coach, hours, s)
        s.practices[i].coached += hours
        s.practices[i].coaching += hours
