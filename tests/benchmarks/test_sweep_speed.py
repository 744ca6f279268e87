"""What a sweep costs beside its runs: `uv run pytest -m benchmark -n 0 -s tests/benchmarks`.

On a machine that does nothing else. Measured on fewer runs than the targets name, and scaled up.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ecosim.files import load_team, load_world
from ecosim.lab.compiled import compile_engine, one_week_somewhere
from ecosim.lab.sweep.runner import sweep
from ecosim.lab.sweep.study import Factor, Study
from ecosim.measures import outcomes
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import simulate

pytestmark = pytest.mark.benchmark

RUNS, TARGET_RUNS, TARGET_SECONDS = 600, 10_000, 300.0
OVERHEAD_MS, EFFICIENCY, PARENT_MB = 3.0, 0.85, 500.0

HUNDRED_THOUSAND = """
import json, resource, sys
from ecosim.files import load_team, load_world
from ecosim.lab.sweep.runner import sweep
from ecosim.lab.sweep.study import Factor, Study
from ecosim.scenario import Horizon

if __name__ == "__main__":
    study = Study(
        "many", (load_world("mid-market-saas").sized(0.005),), (load_team("linear-process"),),
        (Factor("world.dials.noise", low=0.0, high=1.0, levels=1000),), replications=100,
        horizon=Horizon(1, 2, 1),
    )
    done = sweep(study, sys.argv[1], processes=2)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"runs": done.runs, "seconds": done.seconds, "mb": peak}))
"""


def mid_market(replications: int) -> Study:
    return Study(
        "speed", (load_world("mid-market-saas"),), (load_team("linear-process"),),
        (Factor("world.dials.noise", values=(0.0, 0.3)),), replications=replications // 2,
    )  # fmt: skip


def seconds_without_a_lab(study: Study, runs: int) -> float:
    """How long so many runs take one after another in this process, outcomes included."""
    scenario = Scenario(study.worlds[0], study.teams, study.horizon)
    begun = time.perf_counter()
    for seed in range(runs):
        outcomes(simulate(scenario, seed), 0)
    return time.perf_counter() - begun


def test_ten_thousand_runs_on_two_cores(tmp_path: Path) -> None:
    compile_engine()
    one_week_somewhere()
    study = mid_market(RUNS)
    alone = seconds_without_a_lab(study, 100) / 100
    begun = time.perf_counter()
    sweep(study, tmp_path, processes=2)
    wall = time.perf_counter() - begun
    start = workers_start(tmp_path)
    at_work = wall - start
    scenario = Scenario(study.worlds[0], study.teams, study.horizon)
    buyer_weeks = simulate(scenario, 0).buyers * study.horizon.weeks
    whole = start + at_work / RUNS * TARGET_RUNS
    efficiency = alone * TARGET_RUNS / (2 * whole)
    print(
        f"\n{RUNS} runs of {buyer_weeks:,} buyer-weeks in {wall:.1f} s, {start:.1f} s of them "
        f"until workers work; one run alone {alone * 1e3:.1f} ms; {TARGET_RUNS:,} runs would take "
        f"{whole:.0f} s, efficiency on two cores {efficiency:.2f}"
    )
    assert whole <= TARGET_SECONDS
    assert efficiency >= EFFICIENCY


def workers_start(folder: Path) -> float:
    """Seconds that two workers need until they work, from a sweep of next to nothing."""
    tiny = Study(
        "start", (load_world("mid-market-saas").sized(0.005),), (load_team("linear-process"),),
        replications=40, horizon=Horizon(1, 2, 1),
    )  # fmt: skip
    begun = time.perf_counter()
    sweep(tiny, folder / "start", processes=2)
    return time.perf_counter() - begun


def test_what_the_runner_and_the_store_cost_a_run(tmp_path: Path) -> None:
    compile_engine()
    one_week_somewhere()
    study = Study(
        "cost", (load_world("mid-market-saas").sized(0.01),), (load_team("linear-process"),),
        (Factor("world.dials.noise", low=0.0, high=1.0, levels=100),), replications=10,
        horizon=Horizon(4, 6, 6),
    )  # fmt: skip
    bare = seconds_without_a_lab(study, 1000)
    begun = time.perf_counter()
    sweep(study, tmp_path, processes=1)
    cost = (time.perf_counter() - begun - bare) / 1000 * 1e3
    print(f"\nrunner and store cost {cost:.2f} ms a run (runs alone {bare:.2f} ms)")
    assert cost <= OVERHEAD_MS


def test_the_parent_stays_small_at_a_hundred_thousand_runs(tmp_path: Path) -> None:
    script = tmp_path / "many.py"
    script.write_text(HUNDRED_THOUSAND)
    command = [sys.executable, str(script), str(tmp_path / "study")]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    said = json.loads(done.stdout.splitlines()[-1])
    print(f"\n{said['runs']:,} runs in {said['seconds']:.0f} s, parent at most {said['mb']:.0f} MB")
    assert said["runs"] == 100_000
    assert said["mb"] < PARENT_MB
