"""The tables of knowledge and scripts before the first week: empty where nothing is at work."""

import numpy as np

from ecosim.actions.debriefs import NOT_DUE
from ecosim.actions.lessons import EVERY
from ecosim.actions.priorities import needs_are_born, priorities_are_born
from ecosim.actions.scripts import scripts_are_born
from ecosim.actions.turnover import has_first_beliefs
from ecosim.compiling import compiled_step
from ecosim.mechanisms.knowledge import Removed
from ecosim.rows import (
    DEBRIEF,
    LEARNER,
    LESSON,
    MIND,
    SCRIPT,
    SEGMENT,
)
from ecosim.scenario import Scenario
from ecosim.state import (
    NOBODY,
    State,
    Table,
)


def learns(scenario: Scenario) -> bool:
    """Whether anything is at work: priorities, turnover, a script that learns or was cut."""
    world = scenario.world.knowledge
    if world.bits > 0 or world.turnover > 0.0 or world.needs_turn > 0.0:
        return True
    return any(team.script.learning > 0.0 or team.removed != Removed() for team in scenario.teams)


def knowledge_tables(
    scenario: Scenario, circles: int
) -> tuple[Table, Table, Table, Table, Table, Table]:
    """Scripts, segments, minds, learners, debriefs and lessons, in the order of State."""
    world, teams = scenario.world, len(scenario.teams)
    reps, segments = teams * world.people.reps, world.market.segments
    accounts = world.market.accounts + world.market.unreachable_accounts
    areas = -(-world.people.reps // world.knowledge.area_size) if world.knowledge.local else 1
    on, believes = int(learns(scenario)), int(world.knowledge.bits > 0)
    moves = int(world.knowledge.bits > 0 or world.knowledge.needs_turn > 0.0)
    learners = np.zeros(on * reps, LEARNER)
    learners["first_closed"] = NOBODY
    debriefs = np.zeros((on * teams, accounts), DEBRIEF)
    debriefs["after"] = NOT_DUE
    minds = np.zeros((believes * 2 * reps, segments), MIND)
    minds["week"] = NOBODY
    return (
        np.zeros((circles, segments), SCRIPT),
        np.zeros((moves * segments, areas), SEGMENT),
        minds,
        learners,
        debriefs,
        np.zeros((on * (scenario.horizon.weeks // EVERY), teams), LESSON),
    )


@compiled_step
def knowledge_is_born(s: State) -> None:
    """Priorities, first beliefs and scripts as they are before the first week."""
    scripts_are_born(s)
    if s.segments.shape[0] > 0:
        needs_are_born(s)
    if s.minds.shape[0] > 0:
        priorities_are_born(s)
        for i in range(s.reps.shape[0]):
            has_first_beliefs(i, 0, s)
