"""Building the state of a run: the market as it is born, the people, the team designs."""

from dataclasses import replace

import numpy as np

from ecosim import chance
from ecosim.actions.births import accounts_are_born, buyers_are_born, people_are_born
from ecosim.actions.births_exceptions import exception_tables
from ecosim.actions.births_of_knowledge import knowledge_is_born, knowledge_tables
from ecosim.actions.births_reach import influencers_are_known, reach_tables
from ecosim.actions.births_skills import practices_are_born
from ecosim.actions.interventions import DEEPEST
from ecosim.parameters import flat_numbers
from ecosim.pay_plans import pay_tables
from ecosim.rows import (
    ACCOUNT,
    BUYER,
    CLOCK,
    CONTACT,
    CUSTOMER,
    DEAL,
    INFLUENCER,
    LEDGER,
    MANAGER,
    OWN_COLUMNS,
    PLANT,
    PRACTICE,
    REACH,
    REP,
    SAID,
    SNAPSHOT,
    TEAM,
    WEEKLY,
)
from ecosim.scenario import Scenario
from ecosim.state import (
    NOBODY,
    State,
    Table,
    numbers_row,
)
from ecosim.team import Team


def rows(kind: np.dtype[np.void], *shape: int) -> Table:
    """An empty table: plain arrays, for Numba recognises those faster than record arrays."""
    return np.zeros(shape, kind)


def build(scenario: Scenario, seed: int) -> State:
    """The state before the first week. The market depends on the world and the seed alone.

    Args:
        scenario: world, teams, horizon.
        seed: the replication's seed, 0 <= seed < 2**64.

    Raises:
        ValueError: the seed is out of range.
    """
    if not 0 <= seed < 2**64:
        raise ValueError(f"seed: {seed} given, allowed is 0 to 2**64 - 1")
    world, teams = scenario.world, scenario.teams
    n_accounts = world.market.accounts + world.market.unreachable_accounts
    clock = rows(CLOCK, 1)
    clock["seed"] = chance.scrambled(np.uint64(seed))
    clock["demand"] = 1.0
    clock["keyed_by"] = int(scenario.conversations_keyed_by == "clock")
    numbers = numbers_row(scenario)
    accounts = rows(ACCOUNT, n_accounts)
    n_buyers = accounts_are_born(accounts, numbers, clock)
    buyers = rows(BUYER, n_buyers)
    buyers_are_born(accounts, buyers, numbers, clock)
    team_rows, reps, managers = team_tables(scenario)
    influencers = rows(INFLUENCER, world.influencers.count)
    people_are_born(team_rows, reps, influencers, numbers, clock)
    known = np.zeros((int(reps["knows"].max()) + 1, world.influencers.count), np.uint8)
    influencers_are_known(known, numbers, clock)
    practices = rows(PRACTICE, len(reps))
    practices_are_born(practices, reps, numbers, clock)
    sellers = len(teams) + 1
    contacts, deals = rows(CONTACT, sellers, n_buyers), rows(DEAL, sellers, n_accounts)
    contacts["unmoved"] = 1.0
    contacts["read_role"] = -1
    deals["helper"], deals["depth"] = NOBODY, DEEPEST
    pay: tuple[Table, ...] = pay_tables(scenario, team_rows, reps, accounts, numbers, build)
    state = State(
        clock, numbers, team_rows, accounts, buyers, contacts, deals, reps, managers, influencers,
        known,
        np.zeros(n_accounts, np.int64),
        np.zeros(len(teams) * n_accounts, np.int64),
        np.zeros(len(reps), np.int64), np.zeros(len(reps), np.int64),
        rows(LEDGER, len(teams) * n_accounts), rows(WEEKLY, scenario.horizon.weeks, len(teams)),
        rows(CUSTOMER, len(teams), n_accounts if world.orders.consumption else 0),
        rows(PLANT, len(teams) if world.plant.averaged_weeks else 0),
        rows(SNAPSHOT, 0),
        team_rows.copy(),
        rows(SAID, sellers, n_accounts if world.contest.compared else 0),
        practices,
        *exception_tables(scenario, team_rows, reps, managers),
        *knowledge_tables(scenario, int(team_rows["circles"].sum())),
        rows(REACH, scenario.horizon.weeks, len(teams)),
        *reach_tables(scenario, buyers, n_accounts, numbers, clock),
        *pay,
    )  # fmt: skip
    knowledge_is_born(state)
    return state


def team_row(team: Team) -> Table:
    """A team design as numbers; its name is not among them."""
    row, structure, playbook = rows(TEAM, 1), team.structure, team.playbook
    row["circle_size"], row["lends"] = structure.cluster_size, structure.lends
    row["routes"] = structure.routes_requests
    row["lending_hours"] = structure.lending_hours
    row["coordination_hours"] = structure.coordination_hours + team.regime.improvement_hours
    row["manager_hours"] = structure.manager_hours
    row["gated"] = playbook.gate
    row["read_after_failure"] = playbook.read_after_failure
    row["least_convinced"] = playbook.contacts == "least convinced"
    row["adherence"], row["listening_hours"] = playbook.scripted_share, playbook.listening_hours
    row["moves_on_after"] = playbook.moves_on_after
    row["standard_work"] = playbook.standard_work
    row["personal_tailoring"] = playbook.personal_tailoring
    row["switched"] = NOBODY
    resolved = replace(team, specialists=team.specialists_by)
    for name, value in flat_numbers(resolved, OWN_COLUMNS):
        row[name] = value
    return row


def team_tables(scenario: Scenario) -> tuple[Table, Table, Table]:
    """Rows of teams, reps and managers; reps of one circle or one manager stand together."""
    people, n = scenario.world.people, scenario.world.people.reps
    team_rows = np.concatenate([team_row(team) for team in scenario.teams])
    reps = rows(REP, len(scenario.teams) * n)
    reps["first_deal"], reps["manager"] = NOBODY, NOBODY
    reps["worth_per_hour"] = 0.4 / people.conversation_hours  # until they know better
    first_circle, first_known = 0, 0
    managers: list[tuple[int, int, int]] = []
    for t, team in enumerate(scenario.teams):
        row, mine = team_rows[t], slice(t * n, (t + 1) * n)
        size, span = team.structure.cluster_size, team.structure.span
        row["first_rep"], row["reps"], row["first_circle"] = t * n, n, first_circle
        row["circles"] = -(-n // size)
        reps["team"][mine], reps["number"][mine] = t, np.arange(n)
        reps["circle"][mine] = first_circle + np.arange(n) // size
        alone = team.influencers.shared < 1.0  # each then knows influencers for itself
        reps["knows"][mine] = first_known + np.arange(n) // (1 if alone else size)
        first_known = int(reps["knows"][mine][-1]) + 1
        taken = row["coordination_hours"] + team.marketing.hours
        reps["week_hours"][mine] = people.hours - taken
        first_circle += int(row["circles"])
        for first in range(0, n, span) if span else ():
            reps["manager"][t * n + first : t * n + min(first + span, n)] = len(managers)
            managers.append((t, t * n + first, min(span, n - first)))
    table = rows(MANAGER, len(managers))
    for m, (t, first_rep, count) in enumerate(managers):
        table["team"][m], table["first_rep"][m], table["reps"][m] = t, first_rep, count
    return team_rows, reps, table
