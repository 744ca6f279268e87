"""Nothing is lost and nothing appears: deals, hours and opinions over random scenarios."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from worlds import scenarios, small

from ecosim.build import build
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import simulate, with_room
from ecosim.state import CHOSEN, LOST, NO_DECISION, NOBODY, OPEN, OUTCOMES, WON, State
from ecosim.team import Playbook, Structure, Team
from ecosim.week import one_week
from ecosim.world import World

ROUNDING = 1e-9  # of the hours paid


def hurried(scenario: Scenario) -> Scenario:
    """The scenario with journeys that die and begin again fast, so that much happens in it."""
    world = scenario.world
    return replace(
        scenario,
        world=replace(
            world,
            market=replace(world.market, request_rate=0.1, found_rate=0.5, rest_after_none=1),
            buyers=replace(world.buyers, impatience=0.2),
        ),
    )


any_scenario = scenarios() | scenarios().map(hurried)


def week_by_week(scenario: Scenario, seed: int) -> Iterator[tuple[int, State]]:
    """The state after each week of a run, with the number of weeks that are over."""
    state = build(scenario, seed)
    for week in range(scenario.horizon.weeks):
        state = with_room(state)
        one_week(state)
        yield week + 1, state


def written(state: State) -> np.ndarray:
    """The ledger's rows in use."""
    return state.ledger[: int(state.clock["n_deals"][0])]


def listed_deals(state: State, rep: int) -> list[int]:
    """The accounts in a rep's list of open deals, checked to be linked both ways."""
    team = int(state.reps["team"][rep])
    found: list[int] = []
    ahead, account = NOBODY, int(state.reps["first_deal"][rep])
    while account >= 0:
        assert account not in found, "the list runs in a circle"
        deal = state.deals[team, account]
        assert deal["ahead"] == ahead
        assert deal["owner"] == rep
        found.append(account)
        ahead, account = account, int(deal["after"])
    return found


def assert_deals_add_up(state: State, weeks: int) -> None:
    rows, weekly = written(state), state.weekly[:weeks]
    for t in range(len(state.teams)):
        mine = rows[rows["team"] == t]
        counts = [int((mine["outcome"] == k).sum()) for k in range(len(OUTCOMES))]
        still_open, won, lost, no_decision = counts
        assert len(mine) == sum(counts)
        assert weekly["opened"][:, t].sum() == len(mine)
        assert weekly["orders"][:, t].sum() == won
        assert weekly["lost"][:, t].sum() == lost
        assert weekly["no_decision"][:, t].sum() == no_decision
        assert weekly["open"][-1, t] == still_open
        assert (state.deals["open"][t] == 1).sum() == still_open
        assert state.reps["open_deals"][state.reps["team"] == t].sum() == still_open
        accounts_open = np.flatnonzero(state.deals["open"][t])
        assert sorted(mine["account"][mine["outcome"] == OPEN]) == accounts_open.tolist()
        assert (rows["team"][state.deals["row"][t, accounts_open]] == t).all()
        assert (rows["account"][state.deals["row"][t, accounts_open]] == accounts_open).all()


@given(scenario=any_scenario)
@settings(max_examples=25, deadline=None)
def test_deals_in_are_won_lost_undecided_or_open_after_every_week(scenario: Scenario) -> None:
    for weeks, state in week_by_week(scenario, 7):
        assert_deals_add_up(state, weeks)


@given(scenario=any_scenario)
@settings(max_examples=20, deadline=None)
def test_the_lists_of_open_deals_hold_each_open_deal_once(scenario: Scenario) -> None:
    for _, state in week_by_week(scenario, 8):
        for t, team in enumerate(state.teams):
            found: list[int] = []
            for rep in range(team["first_rep"], team["first_rep"] + team["reps"]):
                mine = listed_deals(state, rep)
                assert len(mine) == state.reps["open_deals"][rep]
                found += mine
            assert sorted(found) == np.flatnonzero(state.deals["open"][t]).tolist()


def effort_between(scenario: Scenario) -> tuple[float, float]:
    """The bounds of effort over paid hours: exactly 1 where no design has a deadline."""
    designs = (*scenario.teams, *(switch.design for switch in scenario.switches))
    if not any(design.regime.has_deadline for design in designs):
        return 1.0, 1.0
    return scenario.world.pay.least_effort, scenario.world.pay.most_effort


@given(scenario=any_scenario)
@settings(max_examples=25, deadline=None)
def test_every_hour_paid_is_used_once_and_none_is_used_that_is_not_there(
    scenario: Scenario,
) -> None:
    kinds, hours = ("talking", "prospecting", "coordinating", "idle"), scenario.world.people.hours
    before, brought = np.zeros((len(kinds), 1)), 0.0
    least, most = effort_between(scenario)
    for weeks, state in week_by_week(scenario, 9):
        used = np.array([state.reps[kind] for kind in kinds])
        carried, marketing = state.reps["carried"], state.reps["marketing"]
        all_used = used.sum(axis=0) + marketing + carried
        assert (all_used >= least * hours * weeks * (1 - ROUNDING)).all()
        assert (all_used <= most * hours * weeks * (1 + ROUNDING)).all()
        assert (carried < scenario.world.people.conversation_hours).all()
        this_week = used - before
        added = hours * max(0.0, -scenario.world.pay.free_riding)  # booked as less idle
        assert (this_week >= -added - ROUNDING * hours * weeks).all()
        assert (this_week.sum(axis=0) <= most * hours * (1 + ROUNDING * weeks) + brought).all()
        brought = carried.copy()
        assert (state.reps["hours_left"] >= 0).all()
        assert (state.managers["hours_left"] >= 0).all()
        assert np.isfinite(state.reps["worth_per_hour"]).all()
        before = used
        row = state.weekly[weeks - 1]
        for column, kind in enumerate(("talking", "prospecting", "coordination", "idle")):
            mine = [used[column, state.reps["team"] == t].sum() for t in range(len(row))]
            np.testing.assert_allclose(row[f"{kind}_hours"], mine, rtol=ROUNDING)


@given(scenario=any_scenario)
@settings(max_examples=25, deadline=None)
def test_no_opinion_leaves_its_range(scenario: Scenario) -> None:
    for _, state in week_by_week(scenario, 10):
        for table, column, low in (
            (state.buyers, "conviction", 0), (state.buyers, "idea", 0),
            (state.contacts, "trust", -1), (state.contacts, "engagement", 0),
            (state.contacts, "unmoved", 0), (state.accounts, "formed", 0),
            (state.influencers, "opinion", -1), (state.influencers, "credibility", 0),
        ):  # fmt: skip
            assert ((table[column] >= low) & (table[column] <= 1)).all(), column
        assert np.isfinite(state.accounts["pressure"]).all()


def listed(state: State) -> np.ndarray:
    """For each team and account what the lists of the team's circles now name for its segment."""
    first, circles = state.teams["first_circle"], state.teams["circles"]
    steps = [
        np.bitwise_or.reduce(state.scripts["steps"][start : start + count], axis=0)
        for start, count in zip(first, circles, strict=True)
    ]
    return np.array(steps)[:, state.accounts["segment"]]


@given(scenario=any_scenario)
@settings(max_examples=25, deadline=None)
def test_only_what_may_be_asked_is_ever_secured(scenario: Scenario) -> None:
    """Reps ask for what the account requires or a list of their team has ever named, the rival for
    what is required."""
    named = listed(build(scenario, 11))
    for _, state in week_by_week(scenario, 11):
        required = state.accounts["required"]
        assert (required > 0).all()
        covered = state.deals["covered"]
        in_it = state.deals["open"][:-1] == 1  # what was required before may have moved on
        assert (covered[:-1] & ~(required | named) == 0)[in_it].all()
        named |= listed(state)
        assert (covered[-1] & ~required == 0)[state.accounts["open"] == 1].all()


@given(scenario=any_scenario)
@settings(max_examples=20, deadline=None)
def test_a_row_of_the_ledger_is_closed_once_and_then_never_changes(scenario: Scenario) -> None:
    closed_so_far: dict[int, bytes] = {}
    for weeks, state in week_by_week(scenario, 12):
        rows = written(state)
        for row, as_closed in closed_so_far.items():
            assert rows[row].tobytes() == as_closed
        for row in np.flatnonzero(rows["outcome"] != OPEN):
            if row not in closed_so_far:
                assert rows["closed"][row] == weeks - 1
                closed_so_far[int(row)] = rows[row].tobytes()
        still_open = rows["outcome"] == OPEN
        assert (rows["closed"][still_open] == -1).all()
        assert (rows["cause"][still_open] == 0).all()


@given(scenario=any_scenario)
@settings(max_examples=25, deadline=None)
def test_a_deal_is_opened_then_worked_then_closed(scenario: Scenario) -> None:
    ledger = simulate(scenario, 13).ledger
    assert (ledger["opened"] <= ledger["last_talk"]).all()
    closed = ledger[ledger["outcome"] != OPEN]
    assert (closed["last_talk"] <= closed["closed"]).all()
    assert (ledger["opened"] < scenario.horizon.weeks).all()
    assert (ledger["talks"] >= 0).all()
    assert (ledger["contacts"] <= ledger["size"]).all()
    never_met = ledger["talks"] == 0
    assert (ledger["last_talk"][never_met] == ledger["opened"][never_met]).all()


@given(scenario=any_scenario)
@settings(max_examples=25, deadline=None)
def test_a_win_has_all_that_is_required_unless_another_seller_made_the_group_ready(
    scenario: Scenario,
) -> None:
    """A group is ready once some seller has secured all it requires; it may then choose another
    that may close: one whose playbook has no list, or whose list is done. What is imposed to be
    skipped counts as done; a team that changes its design may drop its list; and a rep may ask
    for an order early where the world lets it."""
    state = build(scenario, 14)
    ledger = np.asarray(simulate(scenario, 14).ledger)
    for row in ledger[ledger["outcome"] == WON]:
        team = scenario.teams[row["team"]]
        on_list = listed(state)[row["team"], row["account"]]
        done_or_skipped = row["covered"] | row["skipped"]
        if team.playbook.gate and team.script.learning == 0.0 and not scenario.switches:
            assert on_list & ~done_or_skipped == 0
        if row["early"] == 0 and row["required"] & ~done_or_skipped:
            beside = ledger[
                (ledger["account"] == row["account"]) & (ledger["closed"] == row["closed"])
            ]
            done = (beside["required"] & ~(beside["covered"] | beside["skipped"])) == 0
            assert row["rival"] == 1 or done.any()


@given(scenario=any_scenario)
@settings(max_examples=25, deadline=None)
def test_one_seller_at_most_wins_an_account_at_a_time(scenario: Scenario) -> None:
    ledger = np.asarray(simulate(scenario, 15).ledger)
    won = ledger[ledger["outcome"] == WON]
    orders = list(zip(won["account"].tolist(), won["closed"].tolist(), strict=True))
    assert len(orders) == len(set(orders))
    assert (won["cause"] == CHOSEN).all()


@given(scenario=any_scenario)
@settings(max_examples=25, deadline=None)
def test_weekly_order_value_is_what_the_ledger_won_that_week(scenario: Scenario) -> None:
    run = simulate(scenario, 16)
    for outcome, column in ((WON, "orders"), (LOST, "lost"), (NO_DECISION, "no_decision")):
        counts = np.zeros(run.weekly["orders"].shape, int)
        rows = run.ledger[run.ledger["outcome"] == outcome]
        np.add.at(counts, (rows["closed"], rows["team"]), 1)
        assert (counts == run.weekly[column]).all(), column
    values = np.zeros(run.weekly["order_value"].shape)
    won = run.ledger[run.ledger["outcome"] == WON]
    np.add.at(values, (won["closed"], won["team"]), won["value"])
    np.testing.assert_allclose(run.weekly["order_value"], values, rtol=1e-12)


@given(scenario=any_scenario)
@settings(max_examples=25, deadline=None)
def test_no_seller_has_a_deal_at_an_unreachable_account(scenario: Scenario) -> None:
    ledger = simulate(scenario, 17).ledger
    assert (ledger["account"] < scenario.world.market.accounts).all()


@given(scenario=any_scenario)
@settings(max_examples=25, deadline=None)
def test_a_team_works_only_on_journeys_that_it_joined(scenario: Scenario) -> None:
    """A deal whose journey died unnoticed must not turn into a deal of the next journey there."""
    for weeks, state in week_by_week(scenario, 18):
        for t in range(len(state.teams)):
            here = (state.deals["open"][t] == 1) & (state.accounts["open"] == 1)
            assert (state.deals["opened"][t][here] >= state.accounts["started"][here]).all(), weeks


@given(scenario=any_scenario)
@settings(max_examples=15, deadline=None)
def test_whoever_has_an_open_deal_has_somebody_to_talk_to(scenario: Scenario) -> None:
    for _, state in week_by_week(scenario, 19):
        for t in range(len(state.teams)):
            for account in np.flatnonzero(state.deals["open"][t]):
                first, size = state.accounts["first"][account], state.accounts["size"][account]
                assert state.contacts["access"][t, first : first + size].any()


def test_a_dead_deal_that_a_new_request_replaces_is_counted_as_no_decision() -> None:
    scenario = small("mid-market-saas", "hierarchy", reps=2, accounts=60)
    world = replace(
        scenario.world,
        market=replace(scenario.world.market, request_rate=0.5, rest_after_none=0),
        buyers=replace(scenario.world.buyers, impatience=1.0),
    )
    state = build(replace(scenario, world=world), 1)
    for weeks in range(1, 9):
        state = with_room(state)
        one_week(state)
        assert_deals_add_up(state, weeks)


def test_a_dead_deal_does_not_come_back_to_life_when_another_team_finds_the_account() -> None:
    """Two teams; journeys die fast; the second team never prospects well enough to notice."""
    world = World("short-lived")
    world = replace(
        world,
        market=replace(
            world.market, accounts=20, request_rate=0.05, found_rate=1.0, rest_after_none=1
        ),
        people=replace(world.people, reps=2),
        buyers=replace(world.buyers, impatience=0.5),
    )
    busy = Team("busy")
    asleep = Team("asleep", "", Structure(own_admin_hours=world.people.hours))
    scenario = Scenario(world, (busy, asleep), Horizon(0, 40, 0))
    for weeks, state in week_by_week(scenario, 2):
        here = (state.deals["open"][:-1] == 1) & (state.accounts["open"] == 1)
        late = state.deals["opened"][:-1] < state.accounts["started"]
        assert not (here & late).any(), weeks


def test_listening_longer_than_a_conversation_leaves_numbers_finite() -> None:
    scenario = small("mid-market-saas", "chaotic-cluster")
    (team,) = scenario.teams
    listens = replace(team, playbook=replace(team.playbook, listening_hours=3.0))
    for _, state in week_by_week(replace(scenario, teams=(listens,)), 3):
        assert np.isfinite(state.reps["worth_per_hour"]).all()


def test_coordination_beyond_the_paid_hours_is_refused_or_leaves_no_hours_below_zero() -> None:
    world = replace(World("short hours"), people=replace(World("any").people, hours=10.0))
    crowd = Team("crowd", "", Structure(cluster_size=50), Playbook())
    try:
        scenario = Scenario(world, (crowd,), Horizon(0, 4, 0))
    except ValueError:
        return
    for _, state in week_by_week(scenario, 4):
        assert (state.reps["hours_left"] >= 0).all()
