"""The tables of exceptions and approvals as a run begins, or a team changes its design: who has a
desk, and how many hours."""

import math

import numpy as np

from ecosim.rows import (
    AGENDA,
    DESK,
    EXCEPTION,
    SIGNAL,
)
from ecosim.rules.exceptions import LINE, decision_rule
from ecosim.scenario import Scenario
from ecosim.state import (
    JUDGING,
    NOBODY,
    UNDECIDED,
    State,
    Table,
)

REPS = 0


def exceptions_in_a_week(numbers: Table, reps: int) -> int:
    """The most exceptions that can be raised in a week: as many as conversations can be held.

    Own ones are limited by a rep's hours (half as many more if shared credit spurs it), those lent
    by the helper's.
    """
    hours, conversation = numbers["people_hours"][0], numbers["people_conversation_hours"][0]
    return 2 * reps * (int(1.5 * hours / conversation) + 2)


def exception_tables(
    scenario: Scenario, teams: Table, reps: Table, managers: Table
) -> tuple[Table, Table, Table, Table]:
    """Signals, exceptions, desks, agenda; hardly any rows where there are no exceptions."""
    if scenario.world.exceptions.rate == 0.0:
        nothing = np.zeros(0, EXCEPTION), np.zeros(0, DESK), np.zeros(0, AGENDA)
        return np.zeros((1, 1), SIGNAL), *nothing
    market = scenario.world.market
    accounts = market.accounts + market.unreachable_accounts
    room = 0  # it grows as needed, see room.with_room
    return (
        np.zeros((len(teams), accounts), SIGNAL), np.zeros(room, EXCEPTION),
        desks_of(scenario, reps, managers), np.zeros(room, AGENDA),
    )  # fmt: skip


def desks_of(scenario: Scenario, reps: Table, managers: Table) -> Table:
    """Everybody who works on exceptions: the reps in their order, their managers in theirs, then,
    team by team and level by level, whoever stands above.

    Each person above has at most `span` people below. The hours of a team's managers that are kept
    for exceptions are shared by its levels as stated, within a level by how many reps are below.
    """
    own = np.zeros(len(reps), DESK)
    own["team"], own["above"] = reps["team"], NOBODY
    has_manager = reps["manager"] >= 0
    own["above"][has_manager] = len(reps) + reps["manager"][has_manager]
    own["hours_a_week"] = np.maximum(0.0, reps["week_hours"]) * scenario.world.exceptions.attention
    line = np.zeros(len(managers), DESK)
    line["team"], line["level"], line["above"] = managers["team"], 1, NOBODY
    parts, used = [own, line], len(reps) + len(managers)
    below_of = managers["reps"].astype(np.int64)
    for t, team in enumerate(scenario.teams):
        kept = team.structure.manager_hours * team.approvals.deciding_share
        each = kept * level_shares(team.approvals.levels, team.approvals.hours_above)
        here, below = np.flatnonzero(line["team"] == t), below_of[line["team"] == t]
        line["hours_a_week"][here] = each[0] * below
        level_desks, first = line[here], len(reps) + (int(here[0]) if len(here) else 0)
        line["first"][here], line["peers"][here] = first, len(here)
        for level in range(2, team.approvals.levels + 1 if len(here) else 0):
            group = np.arange(len(below)) // team.structure.span
            below = np.bincount(group, weights=below).astype(np.int64)
            above = np.zeros(len(below), DESK)
            above["team"], above["level"], above["above"] = t, level, NOBODY
            above["hours_a_week"] = each[level - 1] * below
            above["first"], above["peers"] = used, len(above)
            if level == 2:
                line["above"][here] = used + group
            else:
                level_desks["above"] = used + group
            level_desks, used = above, used + len(above)
            parts.append(above)
    desks = np.concatenate(parts)
    for t, team in enumerate(scenario.teams):
        alone = (desks["level"] == REPS) | (not team.approvals.any_manager)
        chosen = np.flatnonzero((desks["team"] == t) & alone)
        desks["first"][chosen], desks["peers"][chosen] = chosen, 1
    return desks


def level_shares(levels: int, above: float) -> np.ndarray:
    """Shares of the line's hours by level, from the lowest on: each level has `above` times the
    hours of the one below it."""
    weights = above ** np.arange(levels)
    return weights / math.fsum(weights)


def desks_are_drawn_anew(before: State, after: State, changing: list[int]) -> None:
    """After a change of design everybody who is still there goes on with what they are at, and what
    waits is taken up by whoever is there now.

    Where a level has as many people as before, they are the same; else new people begin with an
    empty desk. Where the new design has fewer levels, an exception is next judged at the highest
    there is, or, without managers, on the spot.
    """
    if len(after.desks) == 0:
        return
    for t in range(len(after.teams)):
        for level in np.unique(after.desks["level"]):
            old, new = (desks_at(state, t, int(level)) for state in (before, after))
            if len(old) == len(new):
                for name in ("free_at", "hours"):
                    after.desks[name][new] = before.desks[name][old]
    cases = after.exceptions[: int(after.clock["n_exceptions"][0])]
    changed = [t for t in changing if decides_otherwise(before, after, t)]
    for case in np.flatnonzero((cases["status"] == UNDECIDED) & np.isin(cases["team"], changed)):
        finds_its_level(cases[case : case + 1], after)
    agenda = after.agenda[: int(after.clock["n_agenda"][0])]
    theirs = np.isin(cases["team"][agenda["case"]], changed)
    if theirs.any():
        again = theirs & ((agenda["rank"] >= 0) | np.isinf(agenda["time"]))
        now = np.maximum(agenda["since"], float(after.clock["week"][0]))
        agenda["time"] = np.where(again, now, agenda["time"])
        agenda["rank"] = np.where(again & (agenda["rank"] < 0), 1, agenda["rank"])
        agenda[:] = np.sort(agenda, order=("time", "rank", "since", "case"))


def desks_at(state: State, t: int, level: int) -> Table:
    """The numbers of a team's desks at a level."""
    return np.flatnonzero((state.desks["team"] == t) & (state.desks["level"] == level))


def decides_otherwise(before: State, after: State, t: int) -> bool:
    """Whether a team's new design changes anything about how it decides."""
    names = [name for name in after.teams.dtype.names if name.startswith("approvals_")]
    if any(before.teams[name][t] != after.teams[name][t] for name in ["circle_size", *names]):
        return True
    columns = ["level", "peers", "hours_a_week"]
    old, new = (state.desks[state.desks["team"] == t][columns] for state in (before, after))
    return len(old) != len(new) or bool((old != new).any())


def finds_its_level(x: Table, after: State) -> None:
    """The level at which an open exception (one row) is next judged under its team's new design."""
    team, managed = after.teams[x["team"][0]], after.reps["manager"][x["rep"][0]] >= 0
    rule = decision_rule(int(team["approvals_decides"]), team["circle_size"], managed)
    level = min(int(x["level"][0]), int(team["approvals_levels"]) if managed else 0)
    if x["step"][0] != JUDGING or rule == LINE:
        level = max(level, int(rule == LINE))
    x["level"], x["yeses"] = level, (1 << max(0, level - 1)) - 1
