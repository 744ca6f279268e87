"""Who causes the swings of demand, process or pay? Period ends, regimes, weeks and years.

Three parts, all in the mid-market world with repeat orders, a plant and buyers who learn what
offers are like at period ends switched on (`orders.consumption`, `plant.averaged_weeks`,
`pay.learning`); the world's other numbers were tuned under linear pay, on no fact about periods.

1. Sign maps: orders of a period's last two weeks under three plans minus linear pay, over pairs of
   premises: what holding back costs, what a price does, what else reps can do about when deals
   close, and (repeat orders included) credit for repeats against the cost of holding them.
2. Regimes x structures x playbooks, and how much of the variation each axis causes.
3. Eight years of a few regimes: weeks of the period, spectrum, what buyers expect, plant's plans.

    uv run python -m experiments.demand           # about 4 minutes of processor time
    uv run python -m experiments.demand --replications 4 --out out/demand
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import pandas as pd
import typer

from ecosim.files import load_team, load_world
from ecosim.lab.analysis.variation import shares_of_variation
from ecosim.lab.estimate import Interval, mean_interval, paired_difference
from ecosim.lab.floor import over_floor
from ecosim.lab.folders import write_text
from ecosim.lab.manifest import manifest_of_jobs
from ecosim.lab.runs import Block, Job, Seeds, run_all, seeds_of
from ecosim.lab.twin import PullForward, needless_discounts, pull_forward
from ecosim.measures import OUTCOMES
from ecosim.measures.pay import peak_p_value, spectrum, whole_periods
from ecosim.mechanisms.pay import Regime
from ecosim.report.period_ends import draw_causes, draw_series, draw_sign_map
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import Run, simulate
from ecosim.team import Team
from ecosim.world import World
from experiments.demand_page import page
from experiments.process_debate import PLAYBOOKS, STRUCTURES, values

WORLD = "mid-market-saas"
LONG = Horizon(52, 364, 0)  # eight years, the first not measured
PLANS = {
    "bonus": Regime(quota="measured", bonus=0.3, discount_cap=0.3),
    "accelerator": Regime(quota="measured", accelerator=1.0, discount_cap=0.3),
    "nothing beyond the quota": Regime(quota="measured", pay_ceiling=1.0, discount_cap=0.3),
}
LINEAR = Regime(discount_cap=0.3)  # what the plans are held against: the same discounts allowed
REGIMES = {
    "linear": Regime(),
    **{
        name: load_team(f"hierarchy@{name}").regime
        for name in ("quota-managed", "process-managed", "joint-accountability")
    },
}
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
MAPS = {  # numbers of the world over which the sign is mapped
    "timing": (("pay.hold_back", SHARES), ("pay.next_period_weight", SHARES)),
    "price": (("pay.price_sensitivity", (0.0, 2.0, 4.0, 6.0, 8.0)),
              ("pay.held_loss", (0.0, 0.05, 0.1, 0.15, 0.2))),
    "pulling in": (("pay.timed_attention", SHARES), ("pay.pressing", (0.0, 0.5, 1.0, 1.5, 2.0))),
    "repeats": (("orders.repeat_credit", SHARES),
                ("orders.holding_cost", (0.005, 0.01, 0.02, 0.04, 0.08))),
}  # fmt: skip
MAPPED = {"repeats": "end_share_all"}  # else of first orders alone
TOLD = (
    "order_volatility", "end_share_2", "end_share_all", "period_peak", "bullwhip_needs",
    "orders_over_needs", "discount_leakage", "profit_per_rep_hour", "win_rate",
)  # fmt: skip
WAITING = 2.5  # buyers.wait_utility of groups that rather wait than order, so that a price counts
CASES: dict[str, tuple[Regime, bool]] = {  # long runs: regime, and whether groups rather wait
    **{name: (regime, False) for name, regime in REGIMES.items()},
    "quota-managed, groups rather wait": (REGIMES["quota-managed"], True),
    "linear with discounts, groups rather wait": (LINEAR, True),
}


class Point(NamedTuple):
    """One cell of a sign map, or the linear pay it is held against (plan "")."""

    plan: str
    name: str
    x: float
    y: float


def the_world(numbers: Mapping[str, float] | None = None) -> World:
    """The market with customers who order again, a plant, and buyers who learn; what is given are
    other numbers of it, by `section.key`."""
    switched_on = {"orders.consumption": 0.02, "plant.averaged_weeks": 8, "pay.learning": 0.1}
    world = load_world(WORLD)
    for path, value in (switched_on | dict(numbers or {})).items():
        section, key = path.split(".")
        world = replace(world, **{section: replace(getattr(world, section), **{key: value})})
    return world


def hierarchy(regime: Regime) -> Team:
    return Team("point", "", STRUCTURES["hierarchy"], PLAYBOOKS["script"], regime=regime)


def map_points() -> list[Point]:
    """All cells of all maps, linear pay first."""
    return [
        Point(plan, name, x, y)
        for name, ((_, across), (_, up)) in MAPS.items()
        for plan, x, y in product(("", *PLANS), across, up)
    ]


def map_job(point: Point, seeds: Seeds) -> Job:
    (first, _), (second, _) = MAPS[point.name]
    world = the_world({first: point.x, second: point.y})
    team = hierarchy(PLANS[point.plan] if point.plan else LINEAR)
    return Job(Scenario(world, (team,)), seeds)


def sign_map(points: Sequence[Point], blocks: Sequence[Block]) -> pd.DataFrame:
    """Each plan minus linear pay in each cell, paired, with how often offers were held back."""
    found = dict(zip(points, blocks, strict=True))
    rows = []
    for point, block in found.items():
        if point.plan:
            outcome = MAPPED.get(point.name, "end_share_2")
            floor = values(found[point._replace(plan="")], outcome)
            gap = paired_difference(values(block, outcome), floor)
            (first, _), (second, _) = MAPS[point.name]
            rows.append(
                {"plan": point.plan, "map": point.name, "x_name": first, "x": point.x,
                 "y_name": second, "y": point.y, "difference": gap.estimate, "low": gap.low,
                 "high": gap.high, "held_share": np.nanmean(values(block, "held_share")),
                 "discount_leakage": np.nanmean(values(block, "discount_leakage"))}
            )  # fmt: skip
    return pd.DataFrame(rows)


def cells() -> list[tuple[str, str, str]]:
    return list(product(REGIMES, STRUCTURES, PLAYBOOKS))


def cell_job(cell: tuple[str, str, str], seeds: Seeds) -> Job:
    regime, structure, playbook = cell
    team = Team(
        "point", "", STRUCTURES[structure], PLAYBOOKS[playbook], regime=REGIMES[regime]
    )  # fmt: skip
    return Job(Scenario(the_world(), (team,)), seeds)


def estimates(blocks: Sequence[Block]) -> pd.DataFrame:
    """A row a cell and outcome: mean with interval, and over the cell's own linear-pay floor."""
    found, rows = dict(zip(cells(), blocks, strict=True)), []
    for (regime, structure, playbook), block in found.items():
        linear = found["linear", structure, playbook]
        for outcome in TOLD:
            made, floor = values(block, outcome), values(linear, outcome)
            mean, gap, over = (
                mean_interval(made), paired_difference(made, floor), over_floor(made, floor)
            )  # fmt: skip
            rows.append(
                {"regime": regime, "structure": structure, "playbook": playbook,
                 "outcome": outcome, **ends("mean", mean), **ends("minus_linear", gap),
                 **ends("over_linear", over)}
            )  # fmt: skip
    return pd.DataFrame(rows)


def regime_effects(blocks: Sequence[Block]) -> pd.DataFrame:
    """Each regime minus linear pay, averaged over structures and playbooks run by run."""
    every = {o: np.array([values(block, o) for block in blocks]) for o in TOLD}
    rows = []
    for outcome, made in every.items():
        means = made.reshape(len(REGIMES), -1, made.shape[-1]).mean(axis=1)
        for place, regime in enumerate(REGIMES):
            gap, over = (
                paired_difference(means[place], means[0]), over_floor(means[place], means[0])
            )  # fmt: skip
            rows.append(
                {"regime": regime, "outcome": outcome, **ends("mean", mean_interval(means[place])),
                 **ends("minus_linear", gap), **ends("over_linear", over)}
            )  # fmt: skip
    return pd.DataFrame(rows)


def ends(name: str, interval: Interval) -> dict[str, float]:
    return {name: interval.estimate, f"{name}_low": interval.low, f"{name}_high": interval.high}


def causes(blocks: Sequence[Block]) -> pd.DataFrame:
    """How much of each outcome's variation over the cells each axis causes, chance taken off."""
    shape = (len(REGIMES), len(STRUCTURES), len(PLAYBOOKS), -1)
    parts = []
    for outcome in TOLD:
        made = np.array([values(block, outcome) for block in blocks]).reshape(shape)
        table = shares_of_variation(made, ("regime", "structure", "playbook"))
        parts.append(table.assign(outcome=outcome, label=OUTCOMES[outcome].label))
    return pd.concat(parts)


def long_scenario(regime: Regime, waits: bool) -> Scenario:
    world = the_world()
    if waits:
        world = the_world({"pay.price_sensitivity": 6.0})
        world = replace(world, buyers=replace(world.buyers, wait_utility=WAITING))
    return Scenario(world, (hierarchy(regime),), LONG)


def long_runs(seeds: Seeds) -> dict[str, list[Run]]:
    return {
        case: [simulate(long_scenario(*how), int(seed)) for seed in seeds]
        for case, how in CASES.items()
    }


def periods_of(run: Run) -> np.ndarray:
    weekly = run.weekly["order_value"][LONG.burn_in :, 0]
    return whole_periods(weekly, LONG.burn_in, run.scenario.teams[0].regime)


def weeks_of_period(runs: dict[str, list[Run]]) -> pd.DataFrame:
    """Orders by week of the period over the mean week: 1 = even."""
    parts = []
    for case, some in runs.items():
        made = np.array([periods_of(run).mean(axis=0) for run in some])
        parts.append(interval_rows(case, range(1, 14), made / made.mean(axis=1, keepdims=True)))
    return pd.concat(parts)


def spectra(runs: dict[str, list[Run]]) -> pd.DataFrame:
    """Power over the median power, from 1 to 26 cycles a year."""
    parts = []
    for case, some in runs.items():
        powers = np.array([spectrum(periods_of(run))[0] for run in some])
        powers /= np.median(powers, axis=1, keepdims=True)
        years = LONG.cohort / 52
        cycles = [float((round(years) + k) / years) for k in range(powers.shape[1])]
        parts.append(interval_rows(case, cycles, powers))
    return pd.concat(parts)


def peaks(runs: dict[str, list[Run]]) -> pd.DataFrame:
    """How high the peak at one cycle a period is, and in how many runs it is beyond chance."""
    rows = []
    for case, some in runs.items():
        found = [spectrum(periods_of(run)) for run in some]
        high = [power[place] / np.median(power) for power, place in found]
        tested = [peak_p_value(periods_of(run), 199) for run in some]
        rows.append(
            {"case": case, **ends("peak", mean_interval(high)),
             "runs": len(some), "runs_with_p_below_0.05": int(np.sum(np.array(tested) < 0.05))}
        )  # fmt: skip
    return pd.DataFrame(rows)


def expectations(runs: dict[str, list[Run]]) -> pd.DataFrame:
    """How much deeper accounts expect discounts at period ends, in percent of list price, at the
    end of each year; only where reps have something to offer."""
    parts = []
    for case, some in runs.items():
        market = some[0].scenario.world.market
        accounts = market.accounts + market.unreachable_accounts
        if len(some[0].pay_weeks):
            made = np.array([run.pay_weeks["expected_saving"][51::52, 0] for run in some])
            parts.append(interval_rows(case, range(1, made.shape[1] + 1), 100 * made / accounts))
    return pd.concat(parts)


def plans(runs: dict[str, list[Run]]) -> pd.DataFrame:
    """The plant's plan by week of the period over its mean week."""
    parts = []
    for case, some in runs.items():
        made = []
        for run in some:
            regime = run.scenario.teams[0].regime
            planned = run.weekly["planned"][LONG.burn_in :, 0]
            made.append(whole_periods(planned, LONG.burn_in, regime).mean(axis=0))
        each = np.array(made)
        parts.append(interval_rows(case, range(1, 14), each / each.mean(axis=1, keepdims=True)))
    return pd.concat(parts)


def interval_rows(case: str, x: Sequence[float], made: np.ndarray) -> pd.DataFrame:
    """Means over replications with their intervals, a row for each x; made has a row a run."""
    found = [mean_interval(column) for column in np.asarray(made, np.float64).T]
    return pd.DataFrame(
        {"case": case, "x": list(x), "estimate": [each.estimate for each in found],
         "low": [each.low for each in found], "high": [each.high for each in found]}
    )  # fmt: skip


def twins(seeds: Seeds) -> pd.DataFrame:
    """What one deadline moves, under the quota plan, in both kinds of market."""
    rows = []
    for case in ("quota-managed", "quota-managed, groups rather wait"):
        scenario = replace(long_scenario(*CASES[case]), horizon=Horizon(52, 52, 0))
        found: PullForward = pull_forward(scenario, [int(seed) for seed in seeds])
        needless = needless_discounts(scenario, [int(seed) for seed in seeds])
        rows.append({"case": case, **ends("gained_share", found.share),
                     **ends("net_usd", found.net), **ends("needless", needless)})  # fmt: skip
    return pd.DataFrame(rows)


def main(
    replications: Annotated[int, typer.Option(min=2)] = 16,
    long_replications: Annotated[int, typer.Option(min=2)] = 8,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    jobs: Annotated[int | None, typer.Option(min=1)] = None,
    out: Path = Path("results/demand"),
) -> None:
    """Run the experiment; write its tables, figures, page and manifest."""
    seeds, points = seeds_of(seed, replications), map_points()
    work = [map_job(point, seeds) for point in points]
    work += [cell_job(cell, seeds) for cell in cells()]

    def told(done: int, total: int) -> None:
        if done % max(1, total // 50) < 8:
            typer.echo(f"\r{done:,} of {total:,} runs", nl=False, err=True)

    blocks = run_all(work, jobs, told)
    typer.echo("", err=True)
    crossed = blocks[len(points) :]
    runs = long_runs(seeds_of(seed, long_replications))
    tables = {
        "sign_map": sign_map(points, blocks[: len(points)]),
        "estimates": estimates(crossed),
        "regimes": regime_effects(crossed),
        "causes": causes(crossed),
        "weeks_of_period": weeks_of_period(runs),
        "spectrum": spectra(runs),
        "peaks": peaks(runs),
        "expected_saving": expectations(runs),
        "plans": plans(runs),
        "twins": twins(seeds),
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        text = rows.to_csv(index=False, float_format="%.6g", lineterminator="\n")
        write_text(out / f"{name}.csv", text)
    named: list[object] = [*points, *cells()]
    long_jobs = [Job(long_scenario(*how), seeds[:long_replications]) for how in CASES.values()]
    write_text(
        out / "manifest.json",
        manifest_of_jobs("demand", work + long_jobs, named + list(CASES)),
    )
    written = page(tables, replications, long_replications)
    write_text(out / "README.md", written.text)
    draw_sign_map(tables["sign_map"], written.map_finding, out / "sign_map")
    draw_causes(tables["causes"], written.cause_finding, out / "causes")
    for name, finding, labels, even in (
        ("weeks_of_period", written.week_finding,
         ("week of the period", "orders over\nmean week"), 1.0),
        ("spectrum", written.peak_finding,
         ("cycles a year", "power over\nmedian power"), 1.0),
        ("expected_saving", written.saving_finding,
         ("year", "deeper at period\nends, % of list price"), 0.0),
        ("plans", written.plan_finding,
         ("week of the period", "plan over\nmean week"), 1.0),
    ):  # fmt: skip
        draw_series(tables[name], finding, labels, even, out / name)
    typer.echo(f"written to {out}")


if __name__ == "__main__":
    typer.run(main)
