"""The standard list of each circle for each segment: worked by, taught by debriefs, revised."""

from ecosim.actions.births import standard_set
from ecosim.compiling import compiled, compiled_apart, compiled_step
from ecosim.rules.commitments import count, holds
from ecosim.rules.conversation import toward
from ecosim.rules.knowledge import belongs_on_list
from ecosim.state import N_COMMITMENTS, State


@compiled
def circle_of(t: int, a: int, s: State) -> int:
    """The circle whose script is used at an account: its owner's."""
    return int(s.reps[s.deals[t, a].owner].circle)


@compiled
def standard_list(t: int, a: int, s: State) -> int:
    """The standard list by which a team works an account, as a set."""
    return int(s.scripts[circle_of(t, a, s), s.accounts[a].segment].steps)


@compiled
def script_of_territory(t: int, a: int, s: State) -> int:
    """The standard list by which the owner of an account's territory would work it, as a set."""
    circle = s.reps[s.teams[t].first_rep + s.accounts[a].territory].circle
    return int(s.scripts[circle, s.accounts[a].segment].steps)


@compiled
def first_in_script(t: int, a: int, todo: int, s: State) -> int:
    """The first of some commitments in the script's order; -1 if there are none."""
    script = s.scripts[circle_of(t, a, s), s.accounts[a].segment]
    for place in range(N_COMMITMENTS):
        if holds(todo, int(script.order[place])):
            return int(script.order[place])
    return -1


@compiled
def next_in_script(t: int, a: int, todo: int, c: int, s: State) -> int:
    """The first of some commitments beyond c in the script's order, else the first of all."""
    script = s.scripts[circle_of(t, a, s), s.accounts[a].segment]
    beyond = False
    for place in range(N_COMMITMENTS):
        here = int(script.order[place])
        if beyond and holds(todo, here):
            return here
        beyond = beyond or here == c
    return first_in_script(t, a, todo, s)


@compiled_step
def scripts_learn(s: State) -> None:
    """Each deal closed this week teaches the script of its owner's circle, or headquarters'."""
    for t in range(s.teams.shape[0]):
        team = s.teams[t]
        if team.script_learning == 0.0:
            continue
        for i in range(team.first_rep, team.first_rep + team.reps):
            circle = int(s.reps[i].circle)
            pooled = int(team.first_circle)
            a = int(s.learners[i].first_closed)
            while a >= 0:
                teaches(pooled if team.script_defined == 1.0 else circle, t, a, s)
                a = int(s.debriefs[t, a].after)
        every = 1 if team.script_defined == 0.0 else int(team.script_revised_every)
        if s.clock[0].week % every == every - 1:
            for circle in range(team.first_circle, team.first_circle + team.circles):
                source = int(team.first_circle) if team.script_defined == 1.0 else circle
                for segment in range(s.scripts.shape[1]):
                    is_revised(circle, source, segment, s)


@compiled_apart
def teaches(circle: int, t: int, a: int, s: State) -> None:
    """A debriefed account says what it required, and how much of that had to come before what."""
    account, rate = s.accounts[a], s.teams[t].script_learning
    script = s.scripts[circle, account.segment]
    for c in range(N_COMMITMENTS):
        required = holds(int(account.required), c)
        script.share[c] = toward(script.share[c], 1.0 if required else 0.0, rate)
        if required:
            earlier = count(int(account.before[c]) & int(account.required))
            script.rank[c] = toward(script.rank[c], 1.0 * earlier, rate)


@compiled_apart
def is_revised(circle: int, source: int, segment: int, s: State) -> None:
    """A circle's list is written anew from what `source` has learned: the steps that more than half
    of the accounts require, in the order of their mean rank (ties: as before)."""
    script, learned = s.scripts[circle, segment], s.scripts[source, segment]
    steps = 0
    for c in range(N_COMMITMENTS):
        if belongs_on_list(learned.share[c]):
            steps |= 1 << c
    script.changes += count(steps ^ int(script.steps))
    script.steps = steps
    for place in range(1, N_COMMITMENTS):
        c, to = script.order[place], place
        while to > 0 and learned.rank[script.order[to - 1]] > learned.rank[c]:
            script.order[to] = script.order[to - 1]
            to -= 1
        script.order[to] = c


@compiled_apart
def scripts_are_born(s: State) -> None:
    """Every circle begins with the segment's standard list in canonical order, less what the team
    has removed; its first picture of the segment says just that."""
    for segment in range(s.scripts.shape[1]):
        standard = standard_set(s.clock[0].seed, segment, s.numbers[0].dials_complexity)
        for t in range(s.teams.shape[0]):
            first, steps = s.teams[t].first_circle, standard & ~removed_steps(t, s)
            for circle in range(first, first + s.teams[t].circles):
                script = s.scripts[circle, segment]
                script.steps, place = steps, 0
                for c in range(N_COMMITMENTS):
                    script.order[c], script.rank[c] = c, 1.0 * place
                    if holds(steps, c):
                        script.share[c] = 1.0
                        place += 1


@compiled
def removed_steps(t: int, s: State) -> int:
    """The commitments that a team has taken out of its standard list, as a set."""
    team = s.teams[t]
    steps = 0
    steps |= int(team.removed_time)
    steps |= int(team.removed_explore) << 1
    steps |= int(team.removed_change) << 2
    steps |= int(team.removed_collaborate) << 3
    steps |= int(team.removed_build_consensus) << 4
    steps |= int(team.removed_invest) << 5
    steps |= int(team.removed_review) << 6
    steps |= int(team.removed_resolve_concerns) << 7
    steps |= int(team.removed_decide) << 8
    steps |= int(team.removed_execute) << 9
    return steps
