"""Comparisons of small worlds: fairness, reproducibility, precision, the stored folder."""

import csv
import json
import math
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecosim.files import load_team, load_world
from ecosim.lab import compare as comparing
from ecosim.lab import summary
from ecosim.lab.compare import Comparison, compare, differences_of
from ecosim.lab.folders import FolderError, made_ready
from ecosim.lab.runs import Block, Job, cut, run_all, run_block, seeds_of
from ecosim.lab.store import store, typical_seed
from ecosim.lab.verdict import Finding
from ecosim.measures import MAIN_OUTCOMES, OUTCOMES
from ecosim.scenario import Horizon, Scenario

WORLD = load_world("mid-market-saas").sized(0.25)
SHORT = Horizon(8, 12, 12)
LINEAR, HYBRID, CLUSTER = (
    load_team(name) for name in ("linear-process", "hybrid", "chaotic-cluster")
)


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return compare(WORLD, [LINEAR, CLUSTER], replications=6, horizon=SHORT, processes=1)


def same(first: Block, second: Block) -> bool:
    """Whether two blocks are alike bit by bit."""
    tables = ("seeds", "outcomes", "weekly", "deals")
    return all(getattr(first, t).tobytes() == getattr(second, t).tobytes() for t in tables)


def test_two_equal_teams_differ_in_nothing() -> None:
    other = replace(CLUSTER, name="other", description="the same under another name")
    result = compare(WORLD, [CLUSTER, other], replications=5, horizon=SHORT, processes=1)
    assert len(result.differences) == len(OUTCOMES)
    for difference in result.differences:
        interval = difference.verdict.interval
        if interval.replications:
            assert interval.exactly_zero, difference.outcome
            assert difference.verdict.finding is Finding.NO_DIFFERENCE
    assert "exactly equal" in result.difference("chaotic-cluster", "other", "win_rate").sentence
    assert summary.finding(result.differences[0]).endswith("(5 replications).")


def test_processes_change_no_number(compared: Comparison) -> None:
    two = compare(WORLD, [LINEAR, CLUSTER], replications=6, horizon=SHORT, processes=2)
    assert all(same(a, b) for a, b in zip(compared.blocks, two.blocks, strict=True))
    assert two.estimates == compared.estimates


def test_the_cut_into_pieces_changes_no_number() -> None:
    scenario, seeds = Scenario(WORLD, (HYBRID,), SHORT), seeds_of(3, 5)
    whole = run_block(scenario, seeds)
    for size in (1, 2, 7):
        pieces = cut([Job(scenario, seeds)], size, 1)
        assert [len(piece.seeds) for _, piece in pieces] == {
            1: [1] * 5, 2: [2, 2, 1], 7: [5]
        }[size]  # fmt: skip
        apart = comparing.joined([run_block(scenario, piece.seeds) for _, piece in pieces])
        assert same(apart, whole)


def test_jobs_come_back_in_their_order_also_empty_ones() -> None:
    jobs = [
        Job(Scenario(WORLD, (LINEAR,), SHORT), seeds_of(0, 2)),
        Job(Scenario(WORLD, (HYBRID,), SHORT), seeds_of(0, 0)),
        Job(Scenario(WORLD, (CLUSTER,), SHORT), seeds_of(1, 3)),
    ]
    told: list[tuple[int, int]] = []
    blocks = run_all(jobs, 1, lambda done, total: told.append((done, total)))
    assert [block.seeds.tolist() for block in blocks] == [
        [0, 1], [], [1_000_000, 1_000_001, 1_000_002]
    ]  # fmt: skip
    assert told[0] == (0, 5)
    assert told[-1] == (5, 5)


def test_together_all_teams_sell_in_one_world() -> None:
    """Each team's records are those of one run with all of them in it."""
    seeds = seeds_of(0, 2)
    shared = Scenario(WORLD, (LINEAR, HYBRID), SHORT)
    result = compare(WORLD, (LINEAR, HYBRID), replications=2, horizon=SHORT, together=True)
    assert result.scenarios == (shared, shared)
    for place in range(2):
        one = run_block(shared, seeds, place)
        assert result.blocks[place].weekly.tobytes() == one.weekly.tobytes()
    shares = [result.values(team.name, "share_among_teams") for team in (LINEAR, HYBRID)]
    assert shares[0] + shares[1] == pytest.approx(1.0)
    alone = compare(WORLD, (LINEAR, HYBRID), replications=2, horizon=SHORT)
    assert alone.blocks[0].weekly.tobytes() != result.blocks[0].weekly.tobytes()


def test_neighbouring_base_seeds_share_no_replication() -> None:
    assert not set(seeds_of(0, 1000).tolist()) & set(seeds_of(1, 1000).tolist())
    assert seeds_of(2, 2, first=3).tolist() == [2_000_003, 2_000_004]


def blocks_with(outcome: str, *teams: list[float]) -> list[Block]:
    """Blocks in which one outcome has the given values and all others are 1."""
    blocks = []
    for values in teams:
        outcomes = np.ones((len(values), len(OUTCOMES)))
        outcomes[:, list(OUTCOMES).index(outcome)] = values
        blocks.append(Block(seeds_of(0, len(values)), outcomes, np.empty(0), np.empty(0)))
    return blocks


def test_signs_of_main_outcomes_are_claimed_after_correction() -> None:
    """Alone the difference counts at p = .03; with six comparisons at once it does not."""
    luck = np.random.default_rng(2).normal(0, 1, 40)
    luck = (luck - luck.mean()) / luck.std(ddof=1)
    shifted = (0.05 * (luck + 2.25 / math.sqrt(40))).tolist()
    blocks = blocks_with("win_rate", shifted, [0.0] * 40, (0.05 * luck).tolist())
    made = {(d.first, d.second, d.outcome): d for d in differences_of(["a", "b", "c"], blocks)}
    doubtful = made["a", "b", "win_rate"]
    assert doubtful.p == pytest.approx(0.03, abs=0.005)
    assert doubtful.verdict.interval.low > 0
    assert doubtful.verdict.direction == 0
    assert "among all comparisons made it may be chance" in doubtful.sentence
    corrected = {d.outcome for d in made.values() if d.verdict.corrected_p is not None}
    assert corrected == set(MAIN_OUTCOMES)


def test_precision_runs_until_every_pair_is_precise() -> None:
    tiny, brief = WORLD.sized(0.5), Horizon(4, 8, 12)
    counts = []
    result = compare(
        tiny, [LINEAR, CLUSTER], precision=4.0, horizon=brief, processes=1,
        on_progress=lambda done, total: counts.append((done, total)),
    )  # fmt: skip
    watched = result.difference("linear-process", "chaotic-cluster", "win_rate").verdict.interval
    assert result.precise
    assert len(result.seeds) > 50  # so that it went on at least once
    assert watched.half_width <= 0.04
    assert counts[-1] == (2 * len(result.seeds),) * 2
    fixed = compare(
        tiny, [LINEAR, CLUSTER], replications=len(result.seeds), horizon=brief, processes=1
    )
    assert all(same(a, b) for a, b in zip(result.blocks, fixed.blocks, strict=True))


def test_precision_ends_at_the_cap_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "MOST_PAIRS", 55)
    result = compare(
        WORLD.sized(0.2), [LINEAR, CLUSTER], precision=0.01, horizon=Horizon(2, 4, 4), processes=1
    )
    assert len(result.seeds) == 55
    assert result.precise is False
    assert "was not reached" in " ".join(summary.limits(result))


def test_a_comparison_is_refused_where_names_or_numbers_make_no_sense() -> None:
    with pytest.raises(ValueError, match="have the name hybrid"):
        compare(WORLD, [HYBRID, HYBRID])
    with pytest.raises(ValueError, match="no team"):
        compare(WORLD, [])
    with pytest.raises(ValueError, match="at least 2"):
        compare(WORLD, [HYBRID], replications=1)


def test_a_single_team_has_estimates_and_no_differences(tmp_path: Path) -> None:
    result = compare(WORLD, [HYBRID], replications=3, horizon=SHORT, processes=1)
    assert result.differences == ()
    store(result, tmp_path / "alone")
    assert (tmp_path / "alone" / "differences.csv").exists()


def test_the_folder_holds_what_was_run(compared: Comparison, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "compare"
    store(compared, folder)
    store(compared, folder)  # over itself
    assert sorted(path.name for path in folder.iterdir()) == [
        "deals.parquet", "differences.csv", "estimates.csv", "manifest.json", "network.json",
        "runs.parquet", "weekly.parquet",
    ]  # fmt: skip
    runs = pd.read_parquet(folder / "runs.parquet")
    assert runs["team"].tolist() == ["linear-process"] * 6 + ["chaotic-cluster"] * 6
    assert runs["seed"].tolist() == [*range(6)] * 2
    np.testing.assert_array_equal(runs[list(OUTCOMES)], np.concatenate(
        [block.outcomes for block in compared.blocks]
    ))  # fmt: skip
    weekly = pd.read_parquet(folder / "weekly.parquet")
    assert len(weekly) == 2 * 6 * SHORT.weeks
    deals = pd.read_parquet(folder / "deals.parquet")
    entered = runs.groupby("team")["deals_entered"].sum()
    assert deals.groupby("team").size().to_dict() == entered.to_dict()
    assert set(deals["outcome"]) <= {"won", "lost", "no decision", "open"}
    assert (deals["covered"] <= deals["required"]).all()
    with (folder / "differences.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["outcome"] for row in rows] == list(OUTCOMES)


def test_weeks_are_told_one_by_one(compared: Comparison) -> None:
    """In every week each rep has its paid hours, what it carried over, and no more."""
    people = compared.world.people
    for block in compared.blocks:
        used = sum(
            block.weekly[name] for name in
            ("talking_hours", "prospecting_hours", "coordination_hours", "idle_hours")
        )  # fmt: skip
        there = (people.hours + people.conversation_hours) * people.reps
        assert used.max() <= there * (1 + 1e-9)
        assert used.sum(axis=-1).max() <= used.shape[-1] * people.hours * people.reps * (1 + 1e-9)
        assert block.weekly["opened"].sum() > 0


def test_the_manifest_is_enough_to_run_again(compared: Comparison, tmp_path: Path) -> None:
    store(compared, tmp_path / "c")
    text = (tmp_path / "c" / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    assert manifest["complete"] is True
    assert manifest["seeds"] == list(range(6))
    assert len(manifest["scenarios"]) == 2
    assert str(tmp_path) not in text
    assert set(manifest["versions"]) == {"python", "ecosim", "mesa", "numba", "numpy"}
    store(compared, tmp_path / "d")
    for path in (tmp_path / "c").iterdir():
        assert path.read_bytes() == (tmp_path / "d" / path.name).read_bytes(), path.name


def test_the_network_is_connected_to_what_it_names(compared: Comparison, tmp_path: Path) -> None:
    store(compared, tmp_path / "c")
    network = json.loads((tmp_path / "c" / "network.json").read_text(encoding="utf-8"))
    assert network["team"] == "chaotic-cluster"
    names = {node["id"] for node in network["nodes"]}
    assert len(names) == len(network["nodes"]) <= 400
    assert {end for link in network["links"] for end in (link["source"], link["target"])} <= names
    reps = [node for node in network["nodes"] if node["kind"] == "rep"]
    assert len(reps) == compared.world.people.reps


def test_the_typical_run_is_nearest_the_median() -> None:
    assert typical_seed(blocks_with("win_rate", [0.1, 0.9, math.nan, 0.4, 0.5])[0]) == 3
    assert typical_seed(blocks_with("win_rate", [math.nan, math.nan])[0]) == 0


def test_foreign_folders_are_refused(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "thesis.doc").write_text("mine")
    with pytest.raises(FolderError, match="something else"):
        made_ready(foreign)
    (foreign / "manifest.json").write_text('{"kind": "another"}')
    with pytest.raises(FolderError, match="something else"):
        made_ready(foreign)
    with pytest.raises(FolderError, match="this is a file"):
        made_ready(foreign / "thesis.doc")
    with pytest.raises(FolderError, match="can not be used"):
        made_ready(foreign / "thesis.doc" / "below")


@pytest.mark.parametrize(
    ("ratio", "said"),
    [(3.14, "worth 3.1 times as many"), (1.0, "did not help here."), (0.5, "did not help here (")],
)
def test_what_pairing_was_worth_is_said(ratio: float, said: str) -> None:
    assert said in summary.pairing(ratio)
    assert summary.pairing(math.inf) == summary.pairing(math.nan) == ""


def test_switched_off_benefits_of_structures_are_pointed_out(compared: Comparison) -> None:
    """Only where structures differ, and only what is off."""
    (note,) = [each for each in summary.limits(compared) if "leaves out" in each]
    assert "learning from customers and colleagues and deciding on exceptions are" in note
    learns = replace(WORLD, knowledge=replace(WORLD.knowledge, bits=8))
    (note,) = [n for n in summary.limits(replace(compared, world=learns)) if "leaves out" in n]
    assert "deciding on exceptions is switched off" in note
    both = replace(learns, exceptions=replace(WORLD.exceptions, rate=0.2))
    alike = replace(compared, teams=(LINEAR, load_team("hierarchy")))
    for told in (replace(compared, world=both), alike):
        assert not any("leaves out" in note for note in summary.limits(told))


def test_rows_that_are_undefined_for_all_teams_are_left_out(compared: Comparison) -> None:
    """No plant, no row about the plant; with a plant there is one."""
    shown = [name for _, name, _ in summary.rows_defined(compared)]
    assert "end_share_2" in shown
    assert "profit_per_rep_hour" in shown
    assert "bullwhip_needs" not in shown
    assert "forecast_wape_stage" not in shown
    plant = replace(WORLD, plant=replace(WORLD.plant, averaged_weeks=4))
    made = compare(plant, [LINEAR, CLUSTER], replications=2, horizon=SHORT, processes=1)
    assert "bullwhip_needs" in [name for _, name, _ in summary.rows_defined(made)]


WORKERS = """
import signal
from multiprocessing import active_children
from ecosim.files import load_team, load_world
from ecosim.lab.runs import Job, run_all, seeds_of
from ecosim.scenario import Scenario

def tell(done, total):
    if done:
        for child in active_children():
            print(child.pid, flush=True)
        print("ready", flush=True)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # the test runner may ignore it
    scenario = Scenario(load_world("mid-market-saas"), (load_team("hybrid"),))
    run_all([Job(scenario, seeds_of(0, 100_000))], 2, tell)
"""


def is_running(pid: int) -> bool:
    """Whether a process runs; one that has ended but was not yet waited for does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def workers_of(started: "subprocess.Popen[str]") -> set[int]:
    """The workers of the script above, once the first pieces are done."""
    assert started.stdout is not None
    pids = set()
    for line in started.stdout:
        if line.strip() == "ready" and pids:
            break
        pids |= {int(line)} if line.strip().isdigit() else set()
    assert pids
    return pids


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_the_process_that_started_them(
    how: signal.Signals, tmp_path: Path
) -> None:
    script = tmp_path / "many_runs.py"
    script.write_text(WORKERS)
    started = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        pids = workers_of(started)
        started.send_signal(how)
        started.wait(timeout=120)
    finally:
        started.kill()
    deadline = time.monotonic() + 20
    while any(is_running(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(is_running(pid) for pid in pids)


def test_profit_is_told_of_teams_under_different_regimes_and_of_no_others() -> None:
    result = compare(
        WORLD.sized(0.2), [HYBRID, CLUSTER, load_team("hybrid@quota-managed")], replications=2,
        horizon=Horizon(2, 4, 4), processes=1,
    )  # fmt: skip
    told = {pair.heading: " ".join(pair.findings) for pair in summary.pairs(result)}
    assert {names for names, words in told.items() if words.count("rofit")} == {
        "hybrid and hybrid under quota-managed", "chaotic-cluster and hybrid under quota-managed",
    }  # fmt: skip
