"""What cannot matter does not matter: labels, order, neighbours nobody can reach, earlier runs."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import scenarios, small

from ecosim.build import build
from ecosim.files import load_team
from ecosim.model import SalesEcosystem
from ecosim.scenario import Scenario
from ecosim.simulate import Run, simulate, with_room
from ecosim.state import WON, fingerprint
from ecosim.team import Structure, Team
from ecosim.week import one_week

TESTS = Path(__file__).parents[1]


def digest(run: Run) -> str:
    """A run's records as 64 hex digits."""
    return hashlib.sha256(run.ledger.tobytes() + run.weekly.tobytes()).hexdigest()


def with_unreachable(scenario: Scenario, more: int) -> Scenario:
    """The scenario with more accounts in nobody's territory."""
    market = scenario.world.market
    market = replace(market, unreachable_accounts=market.unreachable_accounts + more)
    return replace(scenario, world=replace(scenario.world, market=market))


def idle_beside(scenario: Scenario) -> Scenario:
    """The scenario with a second team whose paid hours all go into records.

    It follows a script, so that it cannot be chosen before its list is done: it never is.
    """
    idle = Team("idle", "", Structure(own_admin_hours=scenario.world.people.hours))
    return replace(scenario, teams=(*scenario.teams, idle))


def assert_first_team_the_same(alone: Run, beside: Run) -> None:
    rows = beside.ledger[beside.ledger["team"] == 0]
    assert rows.tobytes() == alone.ledger.tobytes()
    assert beside.weekly[:, 0].tobytes() == alone.weekly[:, 0].tobytes()


def assert_neighbours_the_same(scenario: Scenario, more: int, seed: int) -> None:
    """Week by week, every row of the smaller world is the same in the one with more accounts."""
    mine, its = build(scenario, seed), build(with_unreachable(scenario, more), seed)
    accounts, buyers = len(mine.accounts), len(mine.buyers)
    for week in range(scenario.horizon.weeks):
        mine, its = with_room(mine), with_room(its)
        one_week(mine)
        one_week(its)
        shared = its._replace(
            accounts=its.accounts[:accounts],
            buyers=its.buyers[:buyers],
            contacts=its.contacts[:, :buyers],
            deals=its.deals[:, :accounts],
        )
        for table in (
            "teams", "accounts", "buyers", "contacts", "deals", "reps", "managers", "influencers",
            "known", "weekly",
        ):  # fmt: skip
            same = getattr(shared, table).tobytes() == getattr(mine, table).tobytes()
            assert same, f"{table} differ in week {week}"


@given(scenario=scenarios(), more=st.integers(1, 9))
@settings(max_examples=25, deadline=None)
def test_an_account_no_seller_can_reach_changes_no_record(scenario: Scenario, more: int) -> None:
    assert digest(simulate(with_unreachable(scenario, more), 3)) == digest(simulate(scenario, 3))


@given(scenario=scenarios(), more=st.integers(1, 9))
@settings(max_examples=25, deadline=None)
def test_an_account_no_seller_can_reach_changes_nothing_else(scenario: Scenario, more: int) -> None:
    assert_neighbours_the_same(scenario, more, 3)


def test_what_an_unreachable_account_buys_from_the_rival_changes_nothing_else() -> None:
    """All buyers everywhere follow one influencer, and it hears of every purchase."""
    scenario = small("mid-market-saas", "linear-process")
    world = replace(
        scenario.world,
        influencers=replace(
            scenario.world.influencers, count=1, linked=1.0, credibility=1.0, reference=0.1,
            churn=0.0,
        ),
        rival=replace(
            scenario.world.rival, present_request=1.0, success=1.0, conviction_gain=0.9
        ),
        market=replace(scenario.world.market, request_rate=0.2),
    )  # fmt: skip
    assert_neighbours_the_same(replace(scenario, world=world), 60, 1)


def test_an_idle_team_changes_nothing_where_there_is_no_rival() -> None:
    scenario = small("mid-market-saas", "chaotic-cluster")
    world = scenario.world
    world = replace(world, rival=replace(world.rival, present_request=0.0, enters=0.0))
    scenario = replace(scenario, world=world)
    for seed in range(5):
        assert_first_team_the_same(simulate(scenario, seed), simulate(idle_beside(scenario), seed))


def test_an_idle_team_changes_nothing_where_there_is_a_rival() -> None:
    """The rival's own luck must not hang on how many teams sell beside it."""
    scenario = small("mid-market-saas", "chaotic-cluster")
    world = replace(scenario.world, buyers=replace(scenario.world.buyers, loop_back=0.05))
    scenario = replace(scenario, world=world)
    for seed in range(10):
        assert_first_team_the_same(simulate(scenario, seed), simulate(idle_beside(scenario), seed))


@given(scenario=scenarios())
@settings(max_examples=10, deadline=None)
def test_names_and_descriptions_change_nothing(scenario: Scenario) -> None:
    teams = tuple(
        replace(team, name=f"other {k}", description="renamed")
        for k, team in enumerate(scenario.teams)
    )
    world = replace(scenario.world, name="elsewhere", description="renamed")
    renamed = replace(scenario, world=world, teams=teams)
    assert fingerprint(build(renamed, 4)) == fingerprint(build(scenario, 4))
    assert digest(simulate(renamed, 4)) == digest(simulate(scenario, 4))


@given(scenario=scenarios())
@settings(max_examples=10, deadline=None)
def test_the_market_and_the_people_do_not_depend_on_the_team(scenario: Scenario) -> None:
    other = replace(scenario, teams=(load_team("hybrid"),), switches=())
    mine, its = build(scenario, 5), build(other, 5)
    assert mine.accounts.tobytes() == its.accounts.tobytes()
    assert mine.buyers.tobytes() == its.buyers.tobytes()
    assert mine.influencers.tobytes() == its.influencers.tobytes()
    reps = scenario.world.people.reps
    for column in ("skill_role", "skill_commitment", "sensing"):
        for team in range(len(scenario.teams)):
            here = mine.reps[column][team * reps : (team + 1) * reps]
            assert here.tobytes() == its.reps[column].tobytes()


@given(scenario=scenarios())
@settings(max_examples=10, deadline=None)
def test_equal_teams_in_two_scenarios_give_identical_records(scenario: Scenario) -> None:
    again = Scenario(scenario.world, scenario.teams, scenario.horizon,
                     scenario.conversations_keyed_by, scenario.switches)  # fmt: skip
    assert digest(simulate(again, 6)) == digest(simulate(scenario, 6))


def test_equal_teams_side_by_side_are_treated_alike_on_average() -> None:
    """40 worlds, two slots: the mean difference in wins within four standard errors of zero."""
    scenario = small("mid-market-saas", "linear-process", "linear-process", accounts=60)
    difference = []
    for seed in range(40):
        ledger = simulate(scenario, seed).ledger
        won = ledger["team"][ledger["outcome"] == WON]
        difference.append(int((won == 0).sum()) - int((won == 1).sum()))
    error = np.std(difference, ddof=1) / np.sqrt(len(difference))
    assert error > 0
    assert abs(np.mean(difference)) < 4 * error


def test_unequal_teams_do_as_well_in_either_slot() -> None:
    """What a team wins more than the other does not depend on which is named first."""
    first = small("mid-market-saas", "linear-process", "chaotic-cluster", accounts=60)
    swapped = replace(first, teams=first.teams[::-1])
    gap = []
    for seed in range(30):
        won = [
            run.ledger["team"][run.ledger["outcome"] == WON]
            for run in (simulate(first, seed), simulate(swapped, seed))
        ]
        leads = [int((team == 0).sum()) - int((team == 1).sum()) for team in won]
        gap.append(leads[0] + leads[1])
    assert abs(np.mean(gap)) < 4 * np.std(gap, ddof=1) / np.sqrt(len(gap))


def test_what_ran_before_changes_nothing() -> None:
    scenario = small("mid-market-saas", "hybrid")
    other = small("mid-market-saas", "adaptive-lone-wolves", reps=3, accounts=11)
    before = digest(simulate(scenario, 7))
    simulate(other, 7)
    SalesEcosystem(other, 1, stepped=True).run()
    assert digest(simulate(scenario, 7)) == before


def test_another_process_gives_the_same_records() -> None:
    scenario = small("mid-market-saas", "hybrid")
    program = (
        "import hashlib\n"
        "from worlds import small\n"
        "from ecosim.simulate import simulate\n"
        "run = simulate(small('mid-market-saas', 'hybrid'), 8)\n"
        "print(hashlib.sha256(run.ledger.tobytes() + run.weekly.tobytes()).hexdigest())\n"
    )
    found = os.pathsep.join([str(TESTS), str(TESTS.parent), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"PYTHONPATH": found, "PYTHONHASHSEED": "12345"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == digest(simulate(scenario, 8))


def test_seeds_that_differ_give_runs_that_differ() -> None:
    scenario = small("mid-market-saas", "linear-process")
    seeds = [*range(12), 2**32, 2**63, 2**64 - 1]
    assert len({digest(simulate(scenario, seed)) for seed in seeds}) == len(seeds)


def test_seed_zero_is_a_seed_like_any_other() -> None:
    run = simulate(small("mid-market-saas", "linear-process"), 0)
    assert (run.ledger["outcome"] == WON).any()
    assert len(np.unique(run.ledger["value"])) > 10


@pytest.mark.parametrize("seed", [-1, -(2**64), 2**64, 2**70])
def test_a_seed_out_of_range_gets_one_clear_error(seed: int) -> None:
    scenario = small("mid-market-saas", "linear-process")
    for start in (simulate, SalesEcosystem):
        with pytest.raises(ValueError, match=r"^seed: .* allowed is 0 to 2\*\*64 - 1$"):
            start(scenario, seed)
