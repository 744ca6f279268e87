"""A team changes its design in the middle of a run: what is laid out anew, what stays.

The state is built twice as if the run began now, once with the designs as they were and once with
those to come. What differs between the two is what the design decides, and is taken from the new
one; everything else - people, deals, relationships, records - stays as it is. A change to the same
design therefore changes nothing, whatever mechanisms there are.
"""

from dataclasses import replace

import numpy as np

from ecosim.actions.births_exceptions import desks_are_drawn_anew
from ecosim.build import build
from ecosim.chance import KEPT_CONTACT, uniform
from ecosim.scenario import Scenario
from ecosim.state import State, Table
from ecosim.switching_plans import plans_after


def designs_changed(state: State, scenario: Scenario, seed: int) -> State:
    """The state at the beginning of a week in which teams change their design.

    Tables whose size the design decides (circles, managers) are laid out anew, with the rows of
    teams that stay as they are carried over; what circles know goes with their members.
    """
    week = int(state.clock["week"][0])
    before, after = scenario.designs_in(week - 1), scenario.designs_in(week)
    was = build(replace(scenario, teams=before, switches=()), seed)
    will = build(replace(scenario, teams=after, switches=()), seed)
    changing = [switch.team for switch in scenario.switches if switch.week == week]
    staying = [t for t in range(len(after)) if t not in changing]
    made = {
        name: changed(now, old, new)
        for name, now, old, new in zip(State._fields, state, was, will, strict=True)
    }
    changed_state = State(**made)
    for t in staying:
        carries_over(state, changed_state, t)
    changed_state = changed_state._replace(
        known=known_after(state, changed_state), former=state.former.copy(),
        scripts=scripts_after(state, changed_state, was, will),
    )  # fmt: skip
    periods, paid = plans_after(state, changed_state, was, will, changing)
    changed_state = changed_state._replace(periods=periods, paid=paid)
    desks_are_drawn_anew(state, changed_state, changing)
    for t in changing:
        changed_state.former[t] = state.teams[t]
        changed_state.teams["switched"][t] = week
        if not changed_state.teams["read_after_failure"][t]:
            changed_state.deals["reads"][t] = 0
    return changed_state


def changed(now: Table, was: Table, will: Table) -> Table:
    """A table with what the design decides as in `will`, all else as now.

    Args:
        now: the table as it stands; logs may have grown.
        was: as born with the former designs.
        will: as born with the new ones.
    """
    if was.shape != will.shape:
        return will
    if now.shape != was.shape or was.tobytes() == will.tobytes():
        return now
    made = now.copy()
    for name in was.dtype.names or ():
        made[name] = np.where(was[name] != will[name], will[name], now[name])
    if was.dtype.names is None:
        made = np.where(was != will, will, now)
    return made


def rows_of_managers(state: State, t: int) -> list[int]:
    """The rows of a team's managers."""
    return [int(m) for m in np.flatnonzero(state.managers["team"] == t)]


def rows_of_circles(state: State, t: int) -> list[int]:
    """The rows of a team's circles."""
    first = int(state.teams["first_circle"][t])
    return list(range(first, first + int(state.teams["circles"][t])))


def carries_over(before: State, after: State, t: int) -> None:
    """A team that stays as it is keeps what its managers and circles have, in their new rows."""
    sizes = (len(before.managers), len(after.managers))
    circles = (int(before.teams["circles"].sum()), int(after.teams["circles"].sum()))
    for old, new in zip(before, after, strict=True):
        if old.ndim == 0 or new.shape == old.shape or new.shape[1:] != old.shape[1:]:
            continue
        if (len(old), len(new)) == sizes:
            rows = rows_of_managers
        elif (len(old), len(new)) == circles:
            rows = rows_of_circles
        else:
            continue
        for source, target in zip(rows(before, t), rows(after, t), strict=True):
            kept = new[target].copy()
            new[target] = old[source]
            if "first_rep" in (new.dtype.names or ()):
                new["first_rep"][target] = kept["first_rep"]


def known_after(before: State, after: State) -> Table:
    """The influencers each circle knows: those its members knew in the circles they come from.

    Where a circle goes whole into the new one, nothing is lost; where it is broken up, each member
    still knows each influencer with the chance `transition.kept_contacts`.
    """
    known = np.zeros_like(after.known)
    kept = float(before.numbers["transition_kept_contacts"][0])
    source, target = before.reps["knows"], after.reps["knows"]
    for i, (old, new) in enumerate(zip(source.tolist(), target.tolist(), strict=True)):
        mine = before.known[old]
        if kept < 1.0 and len(set(target[source == old].tolist())) > 1:
            mine = mine * remembered(i, len(mine), kept, before)
        known[new] = np.maximum(known[new], mine)
    return known


def remembered(i: int, influencers: int, kept: float, state: State) -> Table:
    """Which influencers a rep still knows after its circle was broken up, as 0 and 1."""
    rep, seed, week = state.reps[i], state.clock["seed"][0], state.clock["week"][0]
    whom = int(rep["number"]) * 4 + int(rep["team"])
    luck = [uniform(seed, KEPT_CONTACT, whom * 262_144 + k, week) for k in range(influencers)]
    return (np.array(luck) < kept).astype(np.uint8)


def scripts_after(before: State, after: State, was: State, will: State) -> Table:
    """The script each circle works by: what its first member's circle has learned so far, unless
    the new design begins with another script."""
    scripts = after.scripts.copy()
    circles, first = np.unique(after.reps["circle"], return_index=True)
    for new, rep in zip(circles.tolist(), first.tolist(), strict=True):
        old = int(before.reps["circle"][rep])
        if was.scripts[old].tobytes() == will.scripts[new].tobytes():
            scripts[new] = before.scripts[old]
    return scripts
