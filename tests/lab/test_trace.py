"""Where two paired runs part, and the story of one deal, held against runs and worked by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from ecosim.cli import app
from ecosim.files import load_team, load_world, to_toml
from ecosim.lab.trace import partings
from ecosim.lab.trace_deal import timeline
from ecosim.lab.trace_story import TraceError, story
from ecosim.lab.trace_words import opening, partings_in_words, side_by_side, table_of
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import simulate
from ecosim.state import LOST, NO_DECISION, WON
from ecosim.world import World

SCRIPT, CLUSTER = load_team("linear-process"), load_team("chaotic-cluster")
SMALL = load_world("mid-market-saas").sized(0.1)
HORIZON = Horizon(20, 20, 20)


def where_all_goes_well() -> World:
    """Every talk that is held succeeds, opens a door, and no rival comes."""
    world = load_world("mid-market-saas").sized(0.02)
    return replace(
        world,
        conversation=replace(
            world.conversation, base=6.0, first_engagement=1.0, access=1.0, trust_gain=0.1,
            wrong_role=0.0, out_of_order=0.0,
        ),
        dials=replace(world.dials, h_set=0.0, h_order=0.0, h_role=0.0, drift=0.0),
        buyers=replace(world.buyers, loop_back=0.0, availability=1.0, held_share=0.0),
        rival=replace(world.rival, present_request=0.0, enters=0.0),
    )  # fmt: skip


def test_a_deal_worked_by_hand() -> None:
    """Two talks a week, buyers in turn as their doors open, the list in its order, each in the
    standard role; trust goes a tenth of the way to one."""
    events, _ = timeline(Scenario(where_all_goes_well(), (SCRIPT,), HORIZON), 3, 7)
    told = [(event.week, event.phase, event.whose, event.what) for event in events]
    opened = "a group of 8; to buy it must settle: change, build consensus, review, decide, execute"
    talks = "rep 0 talks with buyer"
    assert told[:15] == [
        (0, "sense", "group", f"sees that it has a need, {opened}"),
        (0, "sense", "rep", "rep 0 found the need, opens the deal"),
        (0, "sense", "group", "a door opens: buyer 0 can be met"),
        (0, "meet", "rep", f"{talks} 0 about change as coach: secured (trust 0.00 to 0.10)"),
        (0, "meet", "rep", f"{talks} 1 about build consensus as supporter: secured (trust 0.00 to"
         " 0.10)"),
        (0, "meet", "group", "doors open: buyers 1 and 2 can be met"),
        (1, "meet", "rep", f"{talks} 2 about review as expert: secured (trust 0.00 to 0.10)"),
        (1, "meet", "rep", f"{talks} 3 about decide as evaluator: secured (trust 0.00 to 0.10)"),
        (1, "meet", "group", "doors open: buyers 3 and 4 can be met"),
        (2, "meet", "rep", f"{talks} 4 about execute as coach: secured (trust 0.00 to 0.10)"),
        (2, "meet", "rep", f"{talks} 5 for agreement as supporter: it goes well (trust 0.00 to"
         " 0.10)"),
        (2, "meet", "group", "doors open: buyers 5 and 6 can be met"),
        (3, "meet", "rep", f"{talks} 6 for agreement as supporter: it goes well (trust 0.00 to"
         " 0.10)"),
        (3, "meet", "rep", f"{talks} 7 for agreement as supporter: it goes well (trust 0.00 to"
         " 0.10)"),
        (3, "meet", "group", "a door opens: buyer 7 can be met"),
    ]  # fmt: skip
    won = [event for event in events if "WON" in event.what]
    assert "5 of 5 settled" in won[0].what and "rival" not in won[0].what


@pytest.mark.parametrize("team", [SCRIPT, CLUSTER], ids=lambda team: team.name)
def test_a_timeline_says_what_the_ledger_says(team: object) -> None:
    scenario = Scenario(SMALL, (team,), HORIZON)
    run = simulate(scenario, 5)
    busy = np.argsort(-run.ledger["talks"], kind="stable")
    for place in busy[:3]:
        row = run.ledger[place]
        events, again = timeline(scenario, 5, int(row["account"]))
        np.testing.assert_array_equal(run.ledger, again.ledger)
        end = int(row["closed"]) if row["closed"] >= 0 else HORIZON.weeks
        mine = [event for event in events if int(row["opened"]) <= event.week <= end]
        assert sum(" talks with buyer " in event.what for event in mine) == row["talks"]
        words = {WON: "WON", LOST: "LOST", NO_DECISION: "no decision"}
        if row["outcome"] in words:
            last = [event for event in mine if words[row["outcome"]] in event.what]
            assert [event.week for event in last] == [end]


def test_equal_teams_never_part() -> None:
    one = Scenario(SMALL, (SCRIPT,), HORIZON)
    other = Scenario(SMALL, (replace(SCRIPT, name="another-name"),), HORIZON)
    found = partings(one, other, 3)
    assert (found.anywhere, found.market, found.sale) == (None, None, None)
    said = partings_in_words(found, ("a", "b"), None)
    assert said == [
        "The runs of a and b never part: after each step of all 60 weeks every value is the same."
    ]
    with pytest.raises(TraceError, match="try another --seed"):
        story(one, other, 3)


def test_teams_part_where_their_one_difference_first_acts() -> None:
    """Tailoring to persons acts in a talk, on what the buyer takes from it, and not before."""
    playbook = SCRIPT.playbook
    teams = [
        replace(SCRIPT, name=f"p{share}", playbook=replace(playbook, personal_tailoring=share))
        for share in (0.0, 1.0)
    ]
    found = partings(*(Scenario(SMALL, (team,), HORIZON) for team in teams), 3)
    assert found.anywhere is not None and found.market == found.anywhere
    assert found.left_out == ()
    first = found.anywhere
    assert (first.phase, first.difference.table, first.difference.column) == (
        "meet", "contacts", "unmoved",
    )  # fmt: skip
    assert 0 < first.difference.first < 1 and 0 < first.difference.second < 1
    assert found.sale is None or found.sale.week > first.week


def test_a_story_is_of_a_deal_that_only_one_won() -> None:
    one, other = Scenario(SMALL, (SCRIPT,), HORIZON), Scenario(SMALL, (CLUSTER,), HORIZON)
    told = next(found for seed in range(20) if (found := tried(one, other, seed)))
    first, second = told.ends.first, told.ends.second
    assert first is not None and second is not None
    assert first["account"] == second["account"] == told.account
    assert first["opened"] == second["opened"]
    assert (first["outcome"] == WON) != (second["outcome"] == WON)
    text = "\n".join(side_by_side(told))
    assert "WON" in text and all(name in text for name in told.teams)
    assert max(len(line) for line in side_by_side(told, 100)) <= 100
    assert opening(told).count(";") == 1 and "won after" in opening(told)
    table = table_of(told)
    assert list(table["team"].unique()) == list(told.teams)
    assert len(table) == sum(len(events) for events in told.events)


def tried(one: Scenario, other: Scenario, seed: int) -> object:
    try:
        return story(one, other, seed)
    except TraceError:
        return None


@pytest.fixture
def small(tmp_path: Path) -> str:
    path = tmp_path / "small.toml"
    path.write_text(to_toml(load_world("mid-market-saas").sized(0.02)), encoding="utf-8")
    return str(path)


def test_the_command_tells_and_writes(small: str, tmp_path: Path) -> None:
    runner, out = CliRunner(), tmp_path / "deep" / "trace.csv"
    asked = ["trace", "linear-process", "chaotic-cluster", "--world", small, "--account", "3"]
    result = runner.invoke(app, [*asked, "--out", str(out)])
    assert result.exit_code == 0, result.stderr
    assert (
        "The runs first part in week 0" in result.stdout and "Account 3, a group" in result.stdout
    )
    assert set(pd.read_csv(out)["whose"]) <= {"rep", "rival", "group"}
    equal = runner.invoke(app, ["trace", "hybrid", "hybrid", "--world", small])
    assert "never part" in equal.stdout and equal.exit_code == 0
    wrong = runner.invoke(app, ["trace", "hybrid", "hybrid", "--world", small, "--account", "12"])
    assert wrong.exit_code == 2
    assert wrong.stderr == "--account is 12, but must be 0 to 11 in this world.\n"
