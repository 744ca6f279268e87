"""The path of a change of design: break-even by hand, placebo, folder, figure, command."""

import json
import math
from dataclasses import replace
from pathlib import Path as Folder

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from ecosim.cli import app
from ecosim.files import load_team, load_world
from ecosim.lab.transition import (
    CHANGES,
    FROM_START,
    STAYS,
    Path,
    follow_change,
    horizon_of,
    smoothed,
    weeks_to_break_even,
)
from ecosim.lab.transition_store import store_path
from ecosim.lab.transition_words import sentences
from ecosim.mechanisms.transition import Transition
from ecosim.report.transition import draw_transition
from ecosim.scenario import Horizon

WORLD = load_world("mid-market-saas").sized(0.25)
LINEAR, CLUSTER = load_team("linear-process"), load_team("chaotic-cluster")


def change(**more: object) -> Path:
    settings = {"weeks_after": 40, "replications": 6, "processes": 1} | more
    world = settings.pop("world", WORLD)
    after = settings.pop("after", CLUSTER)
    return follow_change(world, LINEAR, after, 20, **settings)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def path() -> Path:
    return change()


def with_gains(path: Path, gained: list[list[float]]) -> Path:
    """The path with a cumulative difference of our own in every replication."""
    made = replace(path, blocks=tuple(replace(block) for block in path.blocks))
    blocks = []
    for arm in (STAYS, CHANGES, FROM_START):
        weekly = path.blocks[arm].weekly.copy()
        weekly["order_value"] = 100.0
        if arm == CHANGES:
            weekly["order_value"][:, path.switch_at :] += np.diff(gained, axis=1, prepend=0.0)
        blocks.append(replace(path.blocks[arm], weekly=weekly))
    return replace(made, blocks=tuple(blocks))


@pytest.mark.parametrize(
    ("path", "weeks"),
    [
        ([1.0, 2.0], 1.0), ([-1.0, 2.0, 3.0], 2.0), ([1.0, -1.0, 3.0], 3.0),
        ([1.0, 0.0], math.inf), ([-1.0, -2.0], math.inf), ([0.0, 0.0, 1.0], 3.0),
    ],
)  # fmt: skip
def test_break_even_is_the_week_from_which_on_all_is_above_zero(
    path: list[float], weeks: float
) -> None:
    assert weeks_to_break_even(np.array(path)) == weeks


def test_smoothing_looks_back_only() -> None:
    values = np.array([[1.0, 2.0, 3.0, 4.0]])
    assert smoothed(values, 2).tolist() == [[1.0, 1.5, 2.5, 3.5]]


@pytest.mark.parametrize(("switch", "after"), [(0, 26), (78, 156), (300, 60)])
def test_runs_end_so_many_weeks_after_the_change(switch: int, after: int) -> None:
    assert horizon_of(switch, after).weeks == switch + after


def test_arms_share_all_until_the_change(path: Path) -> None:
    before = slice(None), slice(0, path.switch_at)
    stays, changes, new = (path.blocks[arm].weekly[before] for arm in (STAYS, CHANGES, FROM_START))
    assert stays.tobytes() == changes.tobytes()
    assert new.tobytes() != changes.tobytes()
    assert path.gained.shape == (6, 40)
    ours = path.weekly(CHANGES)[:, 20:].sum(axis=1) - path.weekly(STAYS)[:, 20:].sum(axis=1)
    assert path.gained[:, -1] == pytest.approx(ours)


def test_a_change_to_the_same_design_changes_nothing() -> None:
    placebo = change(after=LINEAR, replications=3)
    assert placebo.no_difference
    assert sentences(placebo) == [
        "The change changes nothing: every week of every replication is the same."
    ]


def test_a_dip_that_is_made_up_for_is_found_where_it_is(path: Path) -> None:
    """Every replication falls 30 behind by week 10, and gains 2 a week from there: even at 25."""
    line = [-3.0 * week for week in range(1, 11)] + [-30.0 + 2 * week for week in range(1, 31)]
    made = with_gains(path, [line] * 6)
    assert made.lowest[0] == 10
    assert made.lowest[1].estimate == pytest.approx(-30.0)
    assert (made.break_even.estimate, made.break_even.low, made.break_even.high) == (26, 26, 26)
    assert made.never == 0.0
    told = " ".join(sentences(made))
    assert "10 weeks after the change the team is furthest behind" in told
    assert "from week 26 after the change on" in told
    assert "The follow-up of 40 weeks is short" in told


def test_never_is_said_as_such_and_a_longer_follow_up_is_advised(path: Path) -> None:
    line = [-5.0 * week for week in range(1, 21)] + [-100.0 + 2 * week for week in range(1, 21)]
    made = with_gains(path, [line] * 6)
    assert math.isinf(made.break_even.estimate)
    assert made.never == 1.0
    told = " ".join(sentences(made))
    assert "not within the 40 weeks after the change" in told
    assert "(--weeks-after) it may still break even" in told


def test_chance_alone_is_not_called_a_gain(path: Path) -> None:
    luck = np.random.default_rng(3).normal(size=(6, 40)).cumsum(axis=1)
    luck -= luck.mean(axis=0)
    made = with_gains(path, luck.tolist())
    told = " ".join(sentences(made))
    assert "can not be told apart" in told
    assert "No dip beyond chance" in told


def test_retraining_costs_hours_and_orders() -> None:
    """All hours go into retraining: the team sells nothing after a while, and is behind."""
    idle = replace(WORLD, transition=Transition(retraining_hours=60.0, retraining_weeks=40))
    made = change(world=idle)
    assert made.weekly(CHANGES)[:, -10:].sum() == 0
    assert math.isinf(made.break_even.estimate)


def test_the_folder_has_all_and_the_figure_is_drawn(path: Path, tmp_path: Folder) -> None:
    store_path(path, tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["complete"] is True
    assert manifest["scenarios"][CHANGES]["switches"][0]["week"] == 20
    assert len(set(manifest["scenario_hashes"])) == 3
    weeks = pd.read_csv(tmp_path / "path.csv")
    assert len(weeks) == 60
    assert weeks["gained_estimate_USD"].iloc[-1] == pytest.approx(path.gained[:, -1].mean())
    assert (weeks["gained_estimate_USD"][:20] == 0).all()
    entries = pd.read_csv(tmp_path / "entries.csv")
    assert set(entries["arm"]) == {"stays", "changes", "from the start"}
    assert (entries["first_week"] - 20).mod(13).eq(0).all()
    assert len(pd.read_parquet(tmp_path / "weekly.parquet")) == 3 * 6 * 60
    drawn = draw_transition(tmp_path)
    assert [file.suffix for file in drawn] == [".png", ".svg"]
    store_path(path, tmp_path)  # over itself


def test_win_rates_by_quarter_add_up(path: Path) -> None:
    first, band = path.win_rates(STAYS)
    assert len(first) == len(band.estimate) == 2
    assert ((band.low <= band.estimate) & (band.estimate <= band.high)).all()


runner = CliRunner()


def test_the_command_says_what_the_path_shows(tmp_path: Folder) -> None:
    world = tmp_path / "small.toml"
    world.write_text("[market]\naccounts = 60\n[people]\nreps = 3\n[transition]\nhabit = 0.5\n")
    given = ["compare", "linear-process", "hybrid", "--world", str(world), "--switch-at", "12"]
    more = ["--weeks-after", "30", "--replications", "3", "--out", str(tmp_path / "out")]
    result = runner.invoke(app, [*given, *more, "--jobs", "1"])
    assert result.exit_code == 0, result.stderr
    assert "a team that changes from linear-process to hybrid" in result.stdout
    assert "Break-even" in result.stdout or "changes nothing" in result.stdout
    assert (tmp_path / "out" / "figures" / "transition.png").exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["hybrid", "--switch-at", "9"], "needs two teams"),
        (["hybrid", "roadmap", "--switch-at", "9", "--weeks", "60"], "give --weeks-after instead"),
        (["hybrid", "roadmap", "--switch-at", "9", "--precision", "1"], "give --replications"),
        (["hybrid", "roadmap", "--switch-at", "9", "--together"], "exclude each other"),
        (["hybrid", "roadmap", "--switch-at", "9999"], "--switch-at is 9,999"),
        (["hybrid", "roadmap", "--switch-at", "9", "--weeks-after", "3"], "--weeks-after is 3"),
        (["hybrid", "--together"], "--together takes 2 to 3 teams; 1 are given"),
    ],
)
def test_what_does_not_go_together_is_said_in_a_sentence(given: list[str], words: str) -> None:
    result = runner.invoke(app, ["compare", *given])
    assert result.exit_code == 2
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_horizon_is_refused_where_too_short() -> None:
    with pytest.raises(ValueError, match="26 weeks after"):
        follow_change(WORLD, LINEAR, CLUSTER, 20, weeks_after=5)
    assert Horizon(1, 1, 1).weeks == 3
