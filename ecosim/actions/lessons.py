"""What is written down of knowledge, every fourth week: for the measures, nothing acts on it."""

import math

from ecosim.actions.priorities import area_of_territory
from ecosim.actions.scripts import script_of_territory
from ecosim.compiling import compiled, compiled_apart, compiled_step
from ecosim.rules.commitments import count, holds
from ecosim.rules.knowledge import relevance
from ecosim.state import State

EVERY = 4  # weeks


@compiled_step
def lessons_are_recorded(s: State) -> None:
    """Every fourth week: what each team's reps know, what learning took, how their scripts fit."""
    week = s.clock[0].week
    if s.lessons.shape[0] == 0 or week % EVERY != EVERY - 1:
        return
    for t in range(s.teams.shape[0]):
        if s.numbers[0].knowledge_bits > 0.0:
            beliefs_are_counted(t, week // EVERY, s)
        learning_is_counted(t, week // EVERY, s)
        scripts_are_counted(t, week // EVERY, s)


@compiled
def relevance_of(i: int, s: State) -> float:
    """The share of priorities that a rep gets right of the segments in its own area, on average."""
    total, bits = 0.0, int(s.numbers[0].knowledge_bits)
    area = area_of_territory(int(s.reps[i].number), s)
    for segment in range(s.segments.shape[0]):
        mind, truth = s.minds[i, segment], int(s.segments[segment, area].priorities)
        total += relevance(int(mind.known), int(mind.yes), truth, bits)
    return float(total / s.segments.shape[0])


@compiled_apart
def beliefs_are_counted(t: int, row: int, s: State) -> None:
    """Relevance on average and its spread between territories; beliefs held, right and stale."""
    team, lesson, bits = s.teams[t], s.lessons[row, t], int(s.numbers[0].knowledge_bits)
    known, right, stale = 0, 0, 0
    for i in range(team.first_rep, team.first_rep + team.reps):
        lesson.relevance += relevance_of(i, s) / team.reps
        area = area_of_territory(int(s.reps[i].number), s)
        for segment in range(s.segments.shape[0]):
            mind, truth = s.minds[i, segment], s.segments[segment, area]
            known += count(int(mind.known))
            right += count(int(mind.known & ~(mind.yes ^ truth.priorities)))
            for bit in range(bits):
                stale += holds(int(mind.known), bit) and truth.turned[bit] > mind.week[bit]
    spread = 0.0
    for i in range(team.first_rep, team.first_rep + team.reps):
        gap = relevance_of(i, s) - lesson.relevance
        spread += gap * gap / team.reps
    lesson.relevance_sd = math.sqrt(spread)
    lesson.known = known / (team.reps * s.segments.shape[0] * bits)
    lesson.right = right / known if known > 0 else 0.0
    lesson.stale = stale / known if known > 0 else 0.0


@compiled_apart
def learning_is_counted(t: int, row: int, s: State) -> None:
    """Hours, debriefs and newcomers since the start of the run."""
    lesson, team = s.lessons[row, t], s.teams[t]
    for i in range(team.first_rep, team.first_rep + team.reps):
        lesson.hours += s.learners[i].hours
        lesson.debriefs += s.learners[i].debriefs
        lesson.newcomers += s.learners[i].generation


@compiled_apart
def scripts_are_counted(t: int, row: int, s: State) -> None:
    """How far the lists of a team cover what accounts require, and how much of them is needless."""
    lesson, team, accounts = s.lessons[row, t], s.teams[t], 0
    for circle in range(team.first_circle, team.first_circle + team.circles):
        for segment in range(s.scripts.shape[1]):
            lesson.changes += s.scripts[circle, segment].changes / team.circles
    for a in range(s.accounts.shape[0]):
        account = s.accounts[a]
        if account.territory < 0:
            continue
        steps, required = script_of_territory(t, a, s), int(account.required)
        accounts += 1
        lesson.covers += count(steps & required) / count(required)
        lesson.needless += count(steps & ~required) / max(1, count(steps))
    lesson.covers /= max(1, accounts)
    lesson.needless /= max(1, accounts)
