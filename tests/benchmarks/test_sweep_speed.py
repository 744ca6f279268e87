"""What a sweep costs beside its runs: `uv run pytest -m benchmark -n 0 -s tests/benchmarks`.

On a machine that does nothing else. Measured on fewer runs than the targets name, and scaled up.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from ecosim.files import load_team, load_world
from ecosim.lab.compiled import compile_engine, one_week_somewhere
from ecosim.lab.runs import seeds_of
from ecosim.lab.sweep.designs import points
from ecosim.lab.sweep.plan import Plan
from ecosim.lab.sweep.runner import sweep
from ecosim.lab.sweep.settings import team_with, world_with
from ecosim.lab.sweep.study import Factor, Study
from ecosim.lab.worker_pool import WorkerPool
from ecosim.measures import outcomes
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import simulate

pytestmark = pytest.mark.benchmark

RUNS, TARGET_RUNS, TARGET_SECONDS = 600, 10_000, 300.0
RUNS_OF_A_PLAIN_PROCESS = 150
OVERHEAD_MS, EFFICIENCY, PARENT_MB = 3.0, 0.85, 500.0

HUNDRED_THOUSAND = """
import json, sys
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
    # of this program alone: getrusage would count the memory of whoever started it
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    peak = float(status["VmHWM"].split()[0]) / 1024
    print(json.dumps({"runs": done.runs, "seconds": done.seconds, "mb": peak}))
"""


def mid_market(replications: int) -> Study:
    return Study(
        "speed", (load_world("mid-market-saas"),), (load_team("linear-process"),),
        (Factor("world.dials.noise", values=(0.0, 0.3)),), replications=replications // 2,
    )  # fmt: skip


class Cost(NamedTuple):
    """What some work takes: seconds by the clock, and of processors."""

    wall: float
    processor: float


def cost_without_a_lab(study: Study, runs: int) -> Cost:
    """What the first runs of each point take, one after another in this process, for one run.

    The same points, seeds and outcomes as in the sweep of the study, without parts and processes.
    """
    compile_engine()
    one_week_somewhere()
    scenarios, each = [], runs // len(points(study))
    for settings in Plan(study).settings():
        teams = (team_with(study.teams[0], settings),)
        scenarios.append(Scenario(world_with(study.worlds[0], settings), teams, study.horizon))
    begun, before = time.perf_counter(), time.process_time()
    for scenario in scenarios:
        for seed in seeds_of(study.seed, each):
            outcomes(simulate(scenario, int(seed)), 0)
    count = each * len(scenarios)
    return Cost(
        (time.perf_counter() - begun) / count, (time.process_time() - before) / count
    )  # fmt: skip


def cost_beside_each_other(study: Study, runs: int, processes: int) -> Cost:
    """As cost_without_a_lab, the mean of several processes that do it at once."""
    pool = WorkerPool(processes)
    try:
        asked = [pool.submit(cost_without_a_lab, study, runs) for _ in range(processes)]
        found = [one.result() for one in asked]
    finally:
        pool.close(at_once=False)
    return Cost(*(sum(column) / processes for column in zip(*found, strict=True)))


def processor_seconds() -> float:
    """Seconds of processors that this process and those it has ended took up to now."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def swept_in(study: Study, folder: Path) -> Cost:
    """What a sweep with two processes takes, its start included."""
    begun, before = time.perf_counter(), processor_seconds()
    sweep(study, folder, processes=2)
    return Cost(time.perf_counter() - begun, processor_seconds() - before)


def test_ten_thousand_runs_on_two_cores(tmp_path: Path) -> None:
    """Efficiency is one process's time for the same runs over twice the time of the sweep.

    It can not be better than that of two processes that have nothing to do with each other or with
    the lab: they share caches, memory and whatever else the machine does. Theirs is printed beside
    it, and so are seconds of processors, which other programs on the machine change less.
    """
    study = mid_market(RUNS)
    alone = cost_beside_each_other(study, RUNS_OF_A_PLAIN_PROCESS, 1)
    two = cost_beside_each_other(study, RUNS_OF_A_PLAIN_PROCESS, 2)
    again = cost_beside_each_other(study, RUNS_OF_A_PLAIN_PROCESS, 1)
    alone = Cost(*(sum(both) / 2 for both in zip(alone, again, strict=True)))
    start, all_of_it = swept_in(few(), tmp_path / "start"), swept_in(study, tmp_path / "study")
    a_run = Cost(*((a - b) / RUNS for a, b in zip(all_of_it, start, strict=True)))
    scenario = Scenario(study.worlds[0], study.teams, study.horizon)
    buyer_weeks = simulate(scenario, 0).buyers * study.horizon.weeks
    whole = start.wall + a_run.wall * TARGET_RUNS
    efficiency = alone.wall * TARGET_RUNS / (2 * whole)
    print(
        f"\n{RUNS} runs of {buyer_weeks:,} buyer-weeks in {all_of_it.wall:.1f} s, "
        f"{start.wall:.1f} s of them until workers work; {TARGET_RUNS:,} runs would take "
        f"{whole:.0f} s, efficiency on two cores {efficiency:.2f}; that of two processes without "
        f"a lab {alone.wall / two.wall:.2f}. Milliseconds a run by the clock (of processors): one "
        f"process {in_ms(alone)}, two without a lab {in_ms(two)}, in the sweep "
        f"{in_ms(Cost(2 * a_run.wall, a_run.processor))}"
    )
    assert whole <= TARGET_SECONDS
    assert efficiency >= EFFICIENCY


def in_ms(cost: Cost) -> str:
    """Milliseconds by the clock and of processors."""
    return f"{cost.wall * 1e3:.1f} ({cost.processor * 1e3:.1f})"


def few() -> Study:
    """Next to nothing: what is left is the time that workers need until they work."""
    return Study(
        "start", (load_world("mid-market-saas").sized(0.005),), (load_team("linear-process"),),
        replications=40, horizon=Horizon(1, 2, 1),
    )  # fmt: skip


def test_what_the_runner_and_the_store_cost_a_run(tmp_path: Path) -> None:
    study = Study(
        "cost", (load_world("mid-market-saas").sized(0.01),), (load_team("linear-process"),),
        (Factor("world.dials.noise", low=0.0, high=1.0, levels=100),), replications=10,
        horizon=Horizon(4, 6, 6),
    )  # fmt: skip
    bare = cost_without_a_lab(study, 1000).wall
    begun = time.perf_counter()
    sweep(study, tmp_path, processes=1)
    cost = ((time.perf_counter() - begun) / 1000 - bare) * 1e3
    print(f"\nrunner and store cost {cost:.2f} ms a run (a run alone {bare * 1e3:.2f} ms)")
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
