"""The demand part of the model against facts that nobody tuned on: what fails stays on the page.

The regime is the preset `quota-managed` (for what a bonus alone does, its plan with nothing but
the bonus), in the market of experiments/demand.py. The preset's numbers are assumptions; its file
names F23 and F26 as reasons for an accelerator and for cleaning up, none was fitted to these facts.
A fact is a range; the model matches if its 95 % interval lies inside,
fails if it lies outside, and else it cannot be told at this number of runs.

    uv run python -m experiments.validation           # about 20 seconds of processor time
"""

# ruff: noqa: E501  a table: one line a fact
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import pandas as pd
import typer

from ecosim.compiling import Whole
from ecosim.files import load_team
from ecosim.lab.estimate import Interval, mean_interval
from ecosim.lab.folders import write_text
from ecosim.lab.manifest import manifest_of_jobs
from ecosim.lab.runs import Job, Seeds, seeds_of
from ecosim.measures import outcomes
from ecosim.measures.forecasts import calibration
from ecosim.measures.outcome import ratio
from ecosim.mechanisms.pay import Regime
from ecosim.scenario import Scenario
from ecosim.simulate import Run, simulate
from ecosim.state import LOST, NO_DECISION, WON
from experiments.demand import hierarchy, the_world

BONUS = Regime(quota="measured", bonus=0.3)


class Luck(NamedTuple):
    """One seed's runs under the quota plan, and with a fiscal year in it; outcomes under the quota
    plan, a bonus alone, linear pay."""

    run: Run
    year: Run
    quota: dict[str, float]
    bonus: dict[str, float]
    linear: dict[str, float]


class Fact(NamedTuple):
    """What the world shows, as a range, what the model gives, and why they differ as far as known.

    Without a measure the model has no such quantity.
    """

    tag: str
    what: str
    world: str
    low: float
    high: float
    measure: Callable[[Luck], float] | None
    why: str


def closed(run: Run, *how: Whole) -> tuple[np.ndarray, np.ndarray]:
    """Deals that ended in these ways after the burn-in, and the week of the period of each."""
    rows = np.asarray(run.ledger)
    chosen = np.isin(rows["outcome"], np.array(how)) & (
        rows["closed"] >= run.scenario.horizon.burn_in
    )
    return rows[chosen], rows["closed"][chosen] % 13


def last_week_size(luck: Luck) -> float:
    """Mean order of a period's last week over that of its other weeks, minus 1."""
    deals, week = closed(luck.run, WON)
    last = week == 12
    if not last.any() or last.all():
        return math.nan
    return float(deals["value"][last].mean() / deals["value"][~last].mean() - 1)


def last_week_losses(luck: Luck) -> float:
    """Deals that end without an order in a period's last week, over those in the mean week."""
    _, week = closed(luck.run, LOST, NO_DECISION)
    return ratio(13 * float((week == 12).sum()), len(week))


def last_week_wins(luck: Luck) -> float:
    """Win rate of deals that end in a period's last week, over that of the other weeks, minus 1."""
    deals, week = closed(luck.run, WON, LOST, NO_DECISION)
    won, last = deals["outcome"] == WON, week == 12
    return ratio(float(won[last].mean()), float(won[~last].mean())) - 1 if last.any() else math.nan


def u_shape(luck: Luck) -> float:
    """Mean discount in the first and last two weeks of a period minus that of the others."""
    deals, week = closed(luck.run, WON)
    ends = (week < 2) | (week > 10)
    return float(deals["discount"][ends].mean() - deals["discount"][~ends].mean())


def first_weeks(luck: Luck) -> float:
    """Order value of a period's first two weeks, as a share."""
    deals, week = closed(luck.run, WON)
    return ratio(float(deals["value"][week < 2].sum()), float(deals["value"].sum()))


def came(lowest: float, highest: float) -> Callable[[Luck], float]:
    """Share that came, of deals whose rep judged their chance to lie in a range."""

    def measured(luck: Luck) -> float:
        rows = [
            (share, deals)
            for chance, share, deals in calibration(luck.run, 0, "judged")
            if lowest <= chance < highest
        ]
        total = sum(deals for _, deals in rows)
        return ratio(sum(share * deals for share, deals in rows), total)

    return measured


def of_quota(name: str, factor: float = 1.0) -> Callable[[Luck], float]:
    return lambda luck: factor * luck.quota[name]


def quarter_of_year(luck: Luck, nth: int) -> float:
    """Order value of the n-th quarter of the fiscal years after the burn-in over that of the mean
    quarter, minus 1, under the plan that weighs double at a year's end."""
    deals, _ = closed(luck.year, WON)
    quarter = deals["closed"] // 13 % 4
    return ratio(4 * float(deals["value"][quarter == nth].sum()), float(deals["value"].sum())) - 1


def year_end(luck: Luck) -> float:
    return quarter_of_year(luck, 3)


def year_start(luck: Luck) -> float:
    return quarter_of_year(luck, 0)


FLAT = (
    "Reps in this market do not hold offers back: an order is worth much less now than later too "
    "rarely, as orders are few and of very different sizes. What swells a period's end is left to "
    "premises that are off here (pressure, pressing, budgets, attention by timing)."
)
NO_PRICE = (
    "At this price sensitivity no discount pays its giver; at a much higher one it pays in "
    "all weeks alike. The model has no price that is fought over late in the period."
)
DATES = (
    "A date follows from the chance a rep gives the deal, as the week by which half of such deals "
    "have come; a rep writes its pipeline down every four weeks. The fact is of one rep."
)
JUDGED = (
    "The model's reps weigh a deal as its group will when it chooses, and do not see whether it will "
    "choose within the quarter: their chances lie too far apart, though all together bring what they "
    "say. The fact is of 26 weeks and four labels, on deals that somebody thought worth a label."
)
FACTS = (
    Fact("F22", "orders of the last two weeks of a period above even", "higher at the end (sign); here against the even share, %", 15.4, 100.0, lambda luck: 100 * luck.quota["end_share_2"], FLAT),
    Fact("F22", "orders of the first two weeks below even", "lower at the start (sign), %", 0.0, 15.4, lambda luck: 100 * first_weeks(luck), FLAT),
    Fact("F22", "orders of a fiscal year's last quarter against the mean quarter, where its plan weighs double, %", "about 3% up (low confidence)", 0.0, 6.0, lambda luck: 100 * year_end(luck), FLAT),
    Fact("F22", "orders of a fiscal year's first quarter against the mean quarter, %", "about 5% down (low confidence)", -10.0, 0.0, lambda luck: 100 * year_start(luck), FLAT),
    Fact("F23", "discounts under an accelerator, % of list value", "timing at lower prices costs 6 to 8% of revenue", 6.0, 8.0, lambda luck: 100 * luck.quota["discount_leakage"], NO_PRICE),
    Fact("F24", "orders of the last week, %", "nearly 70 (one teaching case)", 60.0, 80.0, lambda luck: 100 * luck.quota["end_share_1"], FLAT),
    Fact("F24", "discounts at both ends of a period minus its middle, points", "about 10 deeper (one teaching case)", 5.0, 15.0, lambda luck: 100 * u_shape(luck), NO_PRICE),
    Fact("F25", "effort under a bonus alone minus linear pay, %", "bonuses mainly raise effort (sign)", 0.0, 100.0, lambda luck: 100 * (luck.bonus["effort"] - luck.linear["effort"]), "A bonus replaces part of the commission (plans are pay-neutral), and reps who are far from the quota get less for an order than under linear pay."),
    Fact("F25", "last two weeks under a bonus alone minus linear pay, points", "little timing; here at most 2 points either way", -2.0, 2.0, lambda luck: 100 * (luck.bonus["end_share_2"] - luck.linear["end_share_2"]), "Reps in this market do not hold offers back."),
    Fact("F26", "win rate of the last week against the others, %", "-51 at month ends", -61.0, -41.0, lambda luck: 100 * last_week_wins(luck), "Only clean-up of dead deals (`regime.clean_up`, assumed) works that way, and at period ends only."),
    Fact("F26", "deals ended without an order in the last week, times the mean week", "11.4 times the losses at month ends", 8.0, 15.0, last_week_losses, "As above: how many dead deals are on the list at once, and the share that is cleaned up, is an assumption."),
    Fact("F26", "size of orders in the last week against the others, %", "about -12 in a quarter's last week", -20.0, -5.0, lambda luck: 100 * last_week_size(luck), "No rep takes a smaller order to make a date: sizes are the accounts'."),
    Fact("F27", "orders of the last third of a quarter, %", "35 to 40 in a linear quarter, 60 to 75 in a severe one", 35.0, 75.0, lambda luck: 100 * luck.quota["third_month_share"], FLAT),
    Fact("F27", "Gini of weeks within a quarter", "0.25 to 0.45 typical", 0.25, 0.45, of_quota("quarter_gini"), ""),
    Fact("F28", "the spike follows the seller's fiscal calendar", "it moves with it (one firm)", math.nan, math.nan, None, "Without a spike there is nothing to move here; that a swing moves with the calendar where there is one is a test of the suite."),
    Fact("F30", "plans of the plant over orders, variance ratio", "two thirds of firms above 1; mean 1.16, median 1.07", 1.0, 1.6, of_quota("bullwhip_orders"), "The plant passes on every change of its 8-week average (theory: 1.94 at a lead of 3 weeks); real plants smooth, and seasons, absent here, are smoothed most."),
    Fact("F31", "forecast error of a quarter by sellers' stages, WAPE", "median miss 0.15 to 0.25; 79% miss by more than 0.10", 0.15, 0.25, of_quota("forecast_wape_stage"), "24 reps with few orders of very different sizes; a forecast of open deals alone, while the fact is of a firm's whole quarter."),
    Fact("F31", "the same by reps' judgement", "median miss 0.15 to 0.25", 0.15, 0.25, of_quota("forecast_wape_judged"), "As above; and high chances are too high, see F12."),
    Fact("data", "number of orders in the last week of a quarter, %", "6.8 to 10.0 over four data sets (even 7.7)", 6.8, 10.0, lambda luck: 100 * luck.quota["end_share_count_1"], ""),
    Fact("data", "number in the last two weeks, %", "11.9 to 19.6 (even 15.4)", 11.9, 19.6, lambda luck: 100 * luck.quota["end_share_count_2"], ""),
    Fact("data", "number in the last four weeks, %", "26.6 to 38.8 (even 30.8)", 26.6, 38.8, lambda luck: 100 * luck.quota["end_share_count_4"], ""),
    Fact("F12", "came, of deals that their rep gives a chance of 70% or more, %", "Commit 80%: 70 won in 26 weeks", 60.0, 80.0, lambda luck: 100 * came(0.7, 1.01)(luck), JUDGED),
    Fact("F12", "came, of those given 30 to 50%, %", "Best case 40%: 42", 32.0, 52.0, lambda luck: 100 * came(0.3, 0.5)(luck), JUDGED),
    Fact("F12", "came, of those given 10 to 30%, %", "Pipeline 20%: 35", 25.0, 45.0, lambda luck: 100 * came(0.1, 0.3)(luck), JUDGED),
    Fact("F12", "came, of those given less than 10%, %", "Unlikely 0%: 23", 13.0, 33.0, lambda luck: 100 * came(0.0, 0.1)(luck), JUDGED),
    Fact("F14", "closed deals whose order date was changed, %", "69 (one rep)", 59.0, 79.0, of_quota("slipped_share", 100), DATES),
    Fact("F14", "of changes, dates pushed later, %", "60 (one rep)", 50.0, 70.0, of_quota("pushed_share", 100), DATES),
    Fact("F14", "median push, weeks", "33 days (one rep)", 3.0, 7.0, of_quota("push_weeks"), DATES),
    Fact("F14", "median pull, weeks", "27 days (one rep)", 2.5, 6.0, of_quota("pull_weeks"), DATES),
    Fact("F14", "win rate of deals changed twice or more minus that of deals never changed, points", "61% never, 46% twice, 31% three times and more: fewer with every change beyond the first (sign)", -100.0, 0.0, lambda luck: 100 * (luck.quota["win_rate_date_slipped"] - luck.quota["win_rate_date_kept"]), DATES),
)  # fmt: skip


def scenarios() -> dict[str, Scenario]:
    """The quota plan, plain and with a fiscal year, a bonus alone and linear pay, for a hierarchy
    with a script."""
    world = the_world()
    world = replace(world, forecasts=replace(world.forecasts, every_weeks=4))
    quota = load_team("hierarchy@quota-managed").regime
    plans = {
        "quota-managed": quota, "fiscal year": replace(quota, year_end=2.0),
        "bonus": BONUS, "linear": Regime(),
    }  # fmt: skip
    return {name: Scenario(world, (hierarchy(plan),)) for name, plan in plans.items()}


def sample(seeds: Seeds) -> list[Luck]:
    """Every seed under the four plans."""
    quota, year, bonus, linear = scenarios().values()
    made = []
    for seed in seeds.tolist():
        run = simulate(quota, seed)
        others = [outcomes(simulate(scenario, seed), 0) for scenario in (bonus, linear)]
        made.append(Luck(run, simulate(year, seed), outcomes(run, 0), *others))
    return made


def verdict(fact: Fact, found: Interval) -> str:
    """Matches inside the range, fails outside it, else it cannot be told."""
    if math.isnan(found.estimate):
        return "undefined in every run"
    if found.low >= fact.low and found.high <= fact.high:
        return "matches"
    return "fails" if found.high < fact.low or found.low > fact.high else "cannot be told"


def checked(made: list[Luck]) -> pd.DataFrame:
    """A row a fact."""
    rows = []
    for fact in FACTS:
        row: dict[str, object] = {"fact": fact.tag, "what": fact.what, "world": fact.world}
        if fact.measure is None:
            row |= {"model": math.nan, "low": math.nan, "high": math.nan}
            row |= {"verdict": "not in the model"}
        else:
            found = mean_interval([fact.measure(luck) for luck in made])
            row |= {"model": found.estimate, "low": found.low, "high": found.high}
            row |= {"verdict": verdict(fact, found)}
        rows.append(row | {"why": fact.why if row["verdict"] != "matches" else ""})
    return pd.DataFrame(rows)


COUNTED = {  # a verdict in words, of one fact and of several
    "matches": ("matches", "match"), "fails": ("fails", "fail"),
    "cannot be told": ("cannot be told", "cannot be told"),
    "not in the model": ("is not in the model", "are not in the model"),
    "undefined in every run": ("is undefined in every run", "are undefined in every run"),
}  # fmt: skip


def page(table: pd.DataFrame, replications: int) -> str:
    """The table in words."""
    counts = table["verdict"].value_counts()
    told = ", ".join(f"{count} {COUNTED[str(name)][count > 1]}" for name, count in counts.items())
    lines = []
    for row in table.to_dict("records"):
        model = "-"
        if not math.isnan(row["model"]):
            model = f"{row['model']:.3g} ({row['low']:.3g} to {row['high']:.3g})"
        lines.append(
            f"| {row['fact']} | {row['what']} | {row['world']} | {model} | "
            f"**{row['verdict']}** | {row['why']} |"
        )
    return f"""# Demand against facts that nobody tuned on

Made by `uv run python -m experiments.validation`: market mid-market-saas with repeat orders, a plant and learning buyers on, a hierarchy with a script under `quota-managed`, {replications} replications of 3 years, 95% intervals. The market was tuned under linear pay on other facts. The ranges around single numbers are ours and stand in `experiments/validation.py`. Facts are listed in [SOURCES.md](../../SOURCES.md); "data" are quarter-end shares of public sales data.

Of {len(table)} facts: {told}.

| | what | the world | the model | | why, as far as known |
|---|---|---|---|---|---|
{chr(10).join(lines)}
"""


def main(
    replications: Annotated[int, typer.Option(min=2)] = 40,
    seed: Annotated[int, typer.Option(min=0)] = 3,
    out: Path = Path("results/validation"),
) -> None:
    """Run, compare, write the table, the page and the manifest."""
    seeds = seeds_of(seed, replications)
    table = checked(sample(seeds))
    out.mkdir(parents=True, exist_ok=True)
    text = table.to_csv(index=False, float_format="%.6g", lineterminator="\n")
    write_text(out / "facts.csv", text)
    write_text(out / "README.md", page(table, replications))
    work = [Job(scenario, seeds) for scenario in scenarios().values()]
    write_text(out / "manifest.json", manifest_of_jobs("validation", work, list(scenarios())))
    typer.echo(f"written to {out}")


if __name__ == "__main__":
    typer.run(main)
