"""Can a lever undo what managing for results does, and what do quotas and bad markets do to it?

Three claims about the regime `quota-managed`, each in two settings: the market of
experiments/demand.py, and the same with reps who have control over timing (TIMING, alike for every
regime).

1. C17, levers: one lever of the regime at a time, against process-managed and linear pay.
2. C18, quota over capacity: measured quotas of 0.8 to 1.4 of capacity, and quotas that grow.
3. C19, bad and good markets: two years' shock to demand, and selling that gets harder over years.

    uv run python -m experiments.levers           # about 5 minutes of processor time
    uv run python -m experiments.levers --replications 4 --out out/levers
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import pandas as pd
import typer

from ecosim.lab.estimate import mean_interval
from ecosim.lab.folders import write_text
from ecosim.lab.manifest import manifest_of_jobs
from ecosim.lab.runs import Block, Job, Seeds, run_all, seeds_of
from ecosim.lab.verdict import p_value
from ecosim.mechanisms.pay import Regime
from ecosim.report.levers import draw_levers, draw_quotas, draw_years
from ecosim.scenario import Scenario
from experiments.demand import REGIMES, hierarchy, the_world
from experiments.levers_page import page
from experiments.levers_verdicts import Harm, harm
from experiments.levers_years import (
    YEAR_CASES,
    YearCase,
    felt,
    gaps,
    hardening,
    year_scenario,
    years_of,
)
from experiments.process_debate import values

TIMING: dict[str, float] = {  # premises: reps have control over when orders come
    "pay.pressing": 1.0,
    "pay.timed_attention": 1.0,
    "pay.early_asks": True,
    "pay.price_sensitivity": 6.0,
    "pay.hold_back": 1.0,
    "orders.repeat_credit": 0.5,
}
SETTINGS: dict[str, dict[str, float]] = {"as in demand": {}, "control over timing": TIMING}
FORECASTS = {"forecasts.every_weeks": 8}
BASE = REGIMES["quota-managed"]
LEVERS: dict[str, Regime] = {
    "no discounts": replace(BASE, discount_cap=0.0),
    **{f"discounts up to {cap:.0%}": replace(BASE, discount_cap=cap) for cap in (0.1, 0.2)},
    **{f"bonus {bonus:g}": replace(BASE, bonus=bonus) for bonus in (0.0, 0.15, 0.5)},
    **{f"accelerator {extra:g}": replace(BASE, accelerator=extra) for extra in (0.0, 1.0)},
    **{f"penalty {part:g}": replace(BASE, penalty=part) for part in (0.0, 0.4)},
    **{f"quota ratio {ratio:g}": replace(BASE, quota_ratio=ratio) for ratio in (0.8, 1.0)},
    "quota does not grow": replace(BASE, quota="measured"),
    "pay ends at 1.5 quotas": replace(BASE, pay_ceiling=1.5),
    **{f"clean-up {part:g}": replace(BASE, clean_up=part) for part in (0.0, 1.0)},
    "inspection of all held-back deals": replace(BASE, inspection=1.0),
}
ALL_OFF = Regime(quota=BASE.quota, quota_ratio=BASE.quota_ratio, quota_growth=BASE.quota_growth)
RATIOS = (0.8, 0.9, 1.0, 1.1, 1.2, 1.4)
GROWTH = (0.1, 0.2)  # a year, beginning from capacity
QUOTAS: dict[str, Regime] = {
    **{f"measured {r:g}": replace(BASE, quota="measured", quota_ratio=r) for r in RATIOS},
    **{f"growing {g:g}": replace(BASE, quota_ratio=1.0, quota_growth=g) for g in GROWTH},
}
REFERENCES = ("process-managed", "linear")
POINTS: dict[str, Regime] = {
    "quota-managed": BASE, **LEVERS, "all off": ALL_OFF, **QUOTAS,
    **{name: REGIMES[name] for name in REFERENCES},
}  # fmt: skip
OUTCOMES_OF_LEVERS = (
    "end_share_all", "total_volatility", "forecast_wape_missing", "discount_leakage",
    "profit_per_rep_hour",
)  # fmt: skip
DISTORTIONS = ("end_share_all", "total_volatility", "forecast_wape_missing")
TOLD_OF_QUOTAS = (*DISTORTIONS, "net_revenue_per_rep_hour", "quota_reached", "effort")

type Blocks = Mapping[tuple[str, str], Block]  # by setting and point


class Tables(NamedTuple):
    """What came out; columns are named where each is made."""

    levers: pd.DataFrame
    quotas: pd.DataFrame
    rising: pd.DataFrame
    capacity: pd.DataFrame
    shortfalls: pd.DataFrame
    shocks: pd.DataFrame
    felt: pd.DataFrame
    conversion: pd.DataFrame
    falls: pd.DataFrame


def point_jobs(seeds: Seeds) -> dict[tuple[str, str], Job]:
    """A job a setting and point, of three years, the first not measured."""
    return {
        (setting, point): Job(
            Scenario(the_world({**numbers, **FORECASTS}), (hierarchy(regime),)), seeds
        )
        for setting, numbers in SETTINGS.items()
        for point, regime in POINTS.items()
    }


def levers_table(blocks: Blocks) -> pd.DataFrame:
    """A row a setting, reference, outcome and point: the outcome's mean with its interval, and the
    harm against the reference with its interval and p-values."""
    kinds = {"quota-managed": "base", **dict.fromkeys(LEVERS, "lever"), "all off": "all off"}
    rows = []
    for setting in SETTINGS:
        for reference in REFERENCES:
            for outcome in OUTCOMES_OF_LEVERS:
                level = values(blocks[setting, reference], outcome)
                for point, kind in kinds.items():
                    made = values(blocks[setting, point], outcome)
                    rows.append(
                        {"setting": setting, "reference": reference, "outcome": outcome,
                         "point": point, "kind": kind, "reference_mean": np.nanmean(level),
                         **mean_row(made), **harm_row(harm(outcome, made - level))}
                    )  # fmt: skip
    return pd.DataFrame(rows)


def mean_row(made: np.ndarray) -> dict[str, float]:
    found = mean_interval(made)
    return {"mean": found.estimate, "mean_low": found.low, "mean_high": found.high}


def harm_row(found: Harm) -> dict[str, float]:
    return {"harm": found.interval.estimate, "low": found.interval.low,
            "high": found.interval.high, "p_zero": found.p_zero,
            "p_matters": found.p_matters}  # fmt: skip


def quota_over_capacity(regime: Regime) -> float:
    """The quota in units of capacity, on average over the years that are measured (the second and
    the third of a run)."""
    if regime.quota != "growth":
        return regime.quota_ratio
    years = (1, 2)
    return float(np.mean([regime.quota_ratio * (1 + regime.quota_growth) ** y for y in years]))


def quotas_table(blocks: Blocks) -> pd.DataFrame:
    """A row a setting, outcome and quota (and the references): mean with its interval."""
    rows = []
    for setting in SETTINGS:
        for outcome in TOLD_OF_QUOTAS:
            for point in (*QUOTAS, *REFERENCES):
                over = quota_over_capacity(POINTS[point]) if point in QUOTAS else np.nan
                kind = point.split(" ")[0] if point in QUOTAS else "reference"
                rows.append(
                    {"setting": setting, "outcome": outcome, "point": point, "kind": kind,
                     "over_capacity": over, **mean_row(values(blocks[setting, point], outcome))}
                )  # fmt: skip
    return pd.DataFrame(rows)


def rising_table(blocks: Blocks) -> pd.DataFrame:
    """A row a setting and distortion: the harm over the whole range of measured quotas, by each
    run's straight line through them, and the curvature of each run's parabola."""
    rows, across = [], np.array(RATIOS)
    for setting in SETTINGS:
        for outcome in DISTORTIONS:
            made = np.array(
                [values(blocks[setting, f"measured {ratio:g}"], outcome) for ratio in RATIOS]
            )
            line, bow = np.polyfit(across, made, 1), np.polyfit(across, made, 2)
            found = harm(outcome, line[0] * (across[-1] - across[0]))
            curve, slope = bow[0].mean(), bow[1].mean()
            rows.append(
                {"setting": setting, "outcome": outcome, "first": across[0], "last": across[-1],
                 **harm_row(found), "curvature": curve, "curve_p": p_value(bow[0]),
                 "turns_at": -slope / (2 * curve) if curve else np.nan}
            )  # fmt: skip
    return pd.DataFrame(rows)


def capacity_table(blocks: Blocks) -> pd.DataFrame:
    """A row a setting and outcome: the harm of growing quotas (their mean) against measured ones at
    capacity; of net revenue the harm of those at capacity against growing ones."""
    rows = []
    for setting in SETTINGS:
        for outcome in ("total_volatility", "forecast_wape_missing", "net_revenue_per_rep_hour"):
            grown = [values(blocks[setting, f"growing {growth:g}"], outcome) for growth in GROWTH]
            gap = np.mean(grown, axis=0) - values(blocks[setting, "measured 1"], outcome)
            sign = -1 if outcome == "net_revenue_per_rep_hour" else 1
            rows.append(
                {"setting": setting, "outcome": outcome, **harm_row(harm(outcome, sign * gap))}
            )
    return pd.DataFrame(rows)


def year_rows(seeds: Seeds) -> pd.DataFrame:
    """All years of all cases in all settings."""
    parts = []
    for setting, numbers in SETTINGS.items():
        world = the_world(numbers)
        for place, case in enumerate(YEAR_CASES):
            parts.append(years_of(world, case, seeds).assign(setting=setting))
            typer.echo(f"\r{setting}: {place + 1} of {len(YEAR_CASES)} cases", nl=False, err=True)
        typer.echo("", err=True)
    return pd.concat(parts, ignore_index=True)


def year_jobs(seeds: Seeds) -> dict[tuple[str, YearCase], Job]:
    """What the years are runs of, for the manifest."""
    return {
        (setting, case): Job(year_scenario(the_world(numbers), case), seeds)
        for setting, numbers in SETTINGS.items()
        for case in YEAR_CASES
    }


def tables_of(blocks: Blocks, years: pd.DataFrame) -> Tables:
    shortfalls, shocks = gaps(years)
    conversion, falls = hardening(years)
    return Tables(
        levers_table(blocks), quotas_table(blocks), rising_table(blocks), capacity_table(blocks),
        shortfalls, shocks, felt(years), conversion, falls,
    )  # fmt: skip


def main(
    replications: Annotated[int, typer.Option(min=3)] = 16,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    jobs: Annotated[int | None, typer.Option(min=1)] = None,
    out: Path = Path("results/levers"),
) -> None:
    """Run the experiment; write its tables, figures, page and manifest."""
    seeds = seeds_of(seed, replications)
    work, long = point_jobs(seeds), year_jobs(seeds)

    def told(done: int, total: int) -> None:
        if done % max(1, total // 50) < 8:
            typer.echo(f"\r{done:,} of {total:,} runs", nl=False, err=True)

    made = run_all(list(work.values()), jobs, told)
    typer.echo("", err=True)
    tables = tables_of(dict(zip(work, made, strict=True)), year_rows(seeds))
    out.mkdir(parents=True, exist_ok=True)
    write_text(
        out / "manifest.json",
        manifest_of_jobs("levers", [*work.values(), *long.values()], [*work, *long]),
    )
    written(tables, replications, out)
    typer.echo(f"written to {out}")


def written(tables: Tables, replications: int, out: Path) -> None:
    """Tables, page and figures in a folder that is there."""
    for name, rows in tables._asdict().items():
        text = rows.to_csv(index=False, float_format="%.6g", lineterminator="\n")
        write_text(out / f"{name}.csv", text)
    said = page(tables._asdict(), replications, TIMING)
    write_text(out / "README.md", said.text)
    for setting, finding in said.lever_findings.items():
        chosen = tables.levers[tables.levers["setting"] == setting]
        draw_levers(chosen, finding, out / f"levers_{setting.replace(' ', '_')}")
    draw_quotas(tables.quotas, said.quota_finding, out / "quotas")
    draw_years(tables.shortfalls, tables.conversion, said.year_finding, out / "years")


if __name__ == "__main__":
    typer.run(main)
