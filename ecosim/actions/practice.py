"""How skills grow by use, coaching and training, and fade; the standard work follows its people."""

from ecosim.compiling import compiled, compiled_apart, compiled_step
from ecosim.rules.conversation import faded
from ecosim.rules.skills import learnt_by_use, taught
from ecosim.state import N_COMMITMENTS, N_ROLES, State


@compiled
def skills_move(s: State) -> bool:
    """Whether anything in this world changes skills or counts weekly occasions."""
    n = s.numbers[0]
    return bool(
        n.skills_growth > 0.0
        or n.skills_fading > 0.0
        or n.skills_coaching_growth > 0.0
        or n.skills_sensing_growth > 0.0
        or n.interventions_inspection > 0.0
    )


@compiled
def practises(i: int, c: int, role: int, scripted: int, s: State) -> None:
    """A conversation counts as use of its role and its commitment by whoever holds it."""
    practice, n = s.practices[i], s.numbers[0]
    if n.skills_growth == 0.0 and n.skills_fading == 0.0:
        return
    if scripted == 1:
        practice.scripted_role[role] += 1
        if c >= 0:
            practice.scripted_commitment[c] += 1
    else:
        practice.own_role[role] += 1
        if c >= 0:
            practice.own_commitment[c] += 1


@compiled
def weakest_commitment(i: int, s: State) -> int:
    """The commitment a rep is least skilled in (ties: the first)."""
    weakest = 0
    for c in range(1, N_COMMITMENTS):
        if s.reps[i].skill_commitment[c] < s.reps[i].skill_commitment[weakest]:
            weakest = c
    return weakest


@compiled
def weakest_role(i: int, s: State) -> int:
    """The role a rep is least skilled in (ties: the first)."""
    weakest = 0
    for role in range(1, N_ROLES):
        if s.reps[i].skill_role[role] < s.reps[i].skill_role[weakest]:
            weakest = role
    return weakest


@compiled
def after_a_week(learnt: float, own: int, scripted: int, hours: float, s: State) -> float:
    """What of one skill is learnt after a week's uses and hours of teaching, or faded without."""
    n = s.numbers[0]
    if own + scripted == 0 and hours == 0.0:
        return faded(learnt, n.skills_fading, 1)
    learnt = learnt_by_use(
        learnt, n.skills_room, n.skills_growth, n.skills_rote_growth, own, scripted
    )
    return taught(learnt, n.skills_room, n.skills_coaching_growth, hours)


@compiled_step
def rep_learns(i: int, s: State) -> None:
    """The week's conversations, coaching and training turn into skill; what was not used fades.

    Coaching is about the weakest role and the weakest commitment, half of the hours each; training
    is spread over all commitments. Only what was learnt fades, not what a person began with.
    """
    practice, rep = s.practices[i], s.reps[i]
    if practice.caution > 0.0:
        practice.caution *= 1.0 - s.teams[rep.team].deviation_forgotten
    if not skills_move(s):
        return
    weak_role, weak_commitment = weakest_role(i, s), weakest_commitment(i, s)
    for role in range(N_ROLES):
        before = practice.learnt_role[role]
        hours = 0.5 * practice.coached if role == weak_role else 0.0
        own, scripted = practice.own_role[role], practice.scripted_role[role]
        now = after_a_week(before, own, scripted, hours, s)
        practice.learnt_role[role] = now
        rep.skill_role[role] += now - before
        practice.own_role[role], practice.scripted_role[role] = 0, 0
    for c in range(N_COMMITMENTS):
        before = practice.learnt_commitment[c]
        hours = practice.trained / N_COMMITMENTS
        if c == weak_commitment:
            hours += 0.5 * practice.coached
        own, scripted = practice.own_commitment[c], practice.scripted_commitment[c]
        now = after_a_week(before, own, scripted, hours, s)
        practice.learnt_commitment[c] = now
        rep.skill_commitment[c] += now - before
        practice.own_commitment[c], practice.scripted_commitment[c] = 0, 0
    learns_to_listen(i, s)
    practice.coached, practice.trained, practice.inspections = 0.0, 0.0, 0


@compiled
def learns_to_listen(i: int, s: State) -> None:
    """Listening to buyers makes sensing better, toward 1; without any it fades again."""
    practice, rep, n = s.practices[i], s.reps[i], s.numbers[0]
    if n.skills_sensing_growth == 0.0:
        return
    before = practice.learnt_sensing
    if practice.readings == 0:
        now = faded(before, n.skills_fading, 1)
    else:
        room = 1.0 - (rep.sensing - before)
        now = learnt_by_use(before, room, n.skills_sensing_growth, 1.0, practice.readings, 0)
    practice.learnt_sensing = now
    rep.sensing += now - before
    practice.readings = 0


@compiled_step
def playbooks_follow_people(s: State) -> None:
    """Each team's standard work has the mean skill of its people as they are now; it is noted."""
    week, moves = s.clock[0].week, skills_move(s)
    for t in range(s.teams.shape[0]):
        if moves:
            standard_work_follows(t, s)
        team, row = s.teams[t], s.weekly[week, t]
        for role in range(N_ROLES):
            row.role_skill += team.quality_role[role] / N_ROLES
        for c in range(N_COMMITMENTS):
            row.commitment_skill += team.quality_commitment[c] / N_COMMITMENTS
        for i in range(team.first_rep, team.first_rep + team.reps):
            row.coaching_hours += s.practices[i].coaching
            row.training_hours += s.practices[i].training


@compiled_apart
def standard_work_follows(t: int, s: State) -> None:
    """The quality of a team's standard work is the mean skill of its people."""
    team = s.teams[t]
    for role in range(N_ROLES):
        team.quality_role[role] = 0.0
    for c in range(N_COMMITMENTS):
        team.quality_commitment[c] = 0.0
    for i in range(team.first_rep, team.first_rep + team.reps):
        for role in range(N_ROLES):
            team.quality_role[role] += s.reps[i].skill_role[role] / team.reps
        for c in range(N_COMMITMENTS):
            team.quality_commitment[c] += s.reps[i].skill_commitment[c] / team.reps


@compiled_apart
def has_learnt_nothing(i: int, s: State) -> None:
    """Somebody new sits at the desk: what was learnt there left with who was there before."""
    practice = s.practices[i]
    for role in range(N_ROLES):
        practice.learnt_role[role] = 0.0
    for c in range(N_COMMITMENTS):
        practice.learnt_commitment[c] = 0.0
    practice.learnt_sensing, practice.caution = 0.0, 0.0
