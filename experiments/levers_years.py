"""The years of the levers experiment: a shock to demand, and selling that gets harder.

A year of a run is measured as if it were a run of its own that ends with it.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from ecosim.lab.estimate import Interval, mean_interval
from ecosim.lab.runs import Seeds
from ecosim.measures import profit
from ecosim.measures.outcome import ratio
from ecosim.mechanisms.pay import Regime
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import Run, simulate
from ecosim.state import WON
from ecosim.world import World
from experiments.demand import REGIMES, hierarchy
from experiments.levers_verdicts import harm

YEAR = 52
HORIZON = Horizon(YEAR, 5 * YEAR, 0)  # six years, the first not measured
SHOCK_WEEK = 3 * YEAR  # capacity is measured in the years before, which have no shock
SHOCK_WEEKS = 2 * YEAR
SHOCK_YEARS, AFTER = (4, 5), 6  # a run's years are counted from 1
SHOCKS = (-0.9, -0.6, -0.3, 0.0, 0.3, 0.6)
BALANCED = (-0.6, -0.3, 0.0, 0.3, 0.6)  # good markets count as much as bad ones
HARDER = (0.0, 0.1, 0.2)  # logit a year


class Arm(NamedTuple):
    """A regime, and how fast an hour of improvement works if not as the world says."""

    regime: Regime
    improvement_rate: float | None = None


PROCESS = REGIMES["process-managed"]
FASTEST = 0.05  # share of gap per hour: the most that pay.improvement_rate may be
ARMS: dict[str, Arm] = {
    "quota-managed": Arm(REGIMES["quota-managed"]),
    "process-managed": Arm(PROCESS),
    "process-managed, fastest improvement": Arm(PROCESS, FASTEST),
    "process-managed, no improvement": Arm(replace(PROCESS, improvement_hours=0.0)),
}
COMPARED = ("process-managed", "quota-managed")  # the shortfall is the first minus the second


class YearCase(NamedTuple):
    """One arm in one kind of market."""

    arm: str
    shock: float
    harder: float


YEAR_CASES = (
    *(YearCase(arm, shock, 0.0) for shock in SHOCKS if shock for arm in COMPARED),
    *(YearCase(arm, 0.0, harder) for harder in HARDER for arm in ARMS),
)


def year_scenario(world: World, case: YearCase) -> Scenario:
    turns = replace(
        world.turns,
        shock_week=SHOCK_WEEK,
        shock_weeks=SHOCK_WEEKS,
        shock=case.shock,
        harder=case.harder,
    )
    regime, rate = ARMS[case.arm]
    pay = world.pay if rate is None else replace(world.pay, improvement_rate=rate)
    return Scenario(replace(world, turns=turns, pay=pay), (hierarchy(regime),), HORIZON)


def years_of(world: World, case: YearCase, seeds: Seeds) -> pd.DataFrame:
    """A row a seed and measured year: profit_per_rep_hour, sales, revenue, conversion."""
    rows = []
    for seed in seeds:
        run = simulate(year_scenario(world, case), int(seed))
        for year in range(1, HORIZON.weeks // YEAR):
            part = part_of(run, YEAR * year, YEAR)
            rows.append(
                {**case._asdict(), "seed": int(seed), "year": year + 1,
                 **profit.outcomes(part, 0), "sales": revenue(part, repeats=False),
                 "revenue": revenue(part, repeats=True),
                 "conversion": conversion(run, YEAR * year)}
            )  # fmt: skip
    return pd.DataFrame(rows)


def part_of(run: Run, first: int, weeks: int) -> Run:
    """Some weeks of a run as the measured weeks of a run that ends with them; of deals, those that
    ended by then."""
    end = first + weeks
    ledger, periods = np.asarray(run.ledger), run.periods.copy()
    periods["ends"][periods["ends"] >= end] = 0
    return run._replace(
        scenario=replace(run.scenario, horizon=Horizon(first, weeks, 0)),
        ledger=ledger[(ledger["closed"] >= 0) & (ledger["closed"] < end)].view(np.recarray),
        weekly=run.weekly[:end].view(np.recarray),
        periods=periods,
        pay_weeks=run.pay_weeks[:end],
    )


def revenue(part: Run, repeats: bool) -> float:
    """Orders of the measured weeks after discounts, without what was given back, USD by paid hour:
    first orders alone (sales), or with repeat orders."""
    horizon, people = part.scenario.horizon, part.scenario.world.people
    kept = part.ledger[
        (part.ledger["outcome"] == WON)
        & (part.ledger["closed"] >= horizon.burn_in)
        & (part.ledger["returned"] == 0)
    ]
    net = float(kept["net"].sum())
    if repeats:
        weekly = part.weekly[horizon.burn_in :, 0]
        net += float((weekly["repeat_value"] - weekly["repeat_discounts"]).sum())
    return ratio(net, people.hours * people.reps * (horizon.weeks - horizon.burn_in))


def conversion(run: Run, first: int) -> float:
    """Of deals that opened within a year from a week on, the share that brought an order within 52
    weeks of opening: neither clean-up nor the run's end counts. NaN where the run ends too soon."""
    if first + 2 * YEAR > run.scenario.horizon.weeks:
        return np.nan
    deals = run.ledger[(run.ledger["opened"] >= first) & (run.ledger["opened"] < first + YEAR)]
    within = (deals["outcome"] == WON) & (deals["closed"] - deals["opened"] < YEAR)
    return ratio(int(within.sum()), len(deals))


def gaps(years: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The shortfall of quota-managed against process-managed, and what shocks do to it.

    Returns:
        shortfalls: a row a setting, outcome, shock and year, with interval, and what the shock adds
            to it on the same luck (added, added_low, added_high).
        shocks: a row a setting and outcome: what a fall of demand by 30 % adds in its years, by
            each run's straight line through BALANCED shocks (harm, low, high); and what the
            largest of these falls takes of process-managed's sales (drop, drop_low, drop_high, in
            shares of the calm mean).
    """
    shortfall_rows, shock_rows = [], []
    calm = years[years["harder"] == 0]
    for setting, part in calm.groupby("setting", sort=False):
        process = part[part["arm"] == COMPARED[0]].pivot_table("sales", ["shock", "year"], "seed")
        lost = change_of(over_shock_years(process), min(BALANCED))
        drop = {"drop": -lost.estimate, "drop_low": -lost.high, "drop_high": -lost.low}
        for outcome in ("profit_per_rep_hour", "sales"):
            ahead, behind = (
                part[part["arm"] == arm].pivot_table(outcome, ["shock", "year"], "seed")
                for arm in COMPARED
            )
            short = ahead - behind
            for shock, year in short.index:
                found = mean_interval(short.loc[shock, year])
                added = mean_interval(short.loc[shock, year] - short.loc[0.0, year])
                shortfall_rows.append(
                    {"setting": setting, "outcome": outcome, "shock": shock, "year": year,
                     "estimate": found.estimate, "low": found.low, "high": found.high,
                     "added": added.estimate, "added_low": added.low, "added_high": added.high}
                )  # fmt: skip
            in_shock = over_shock_years(short).loc[list(BALANCED)]
            slopes = np.polyfit(in_shock.index.to_numpy(float), in_shock.to_numpy(float), 1)[0]
            for_thirty = harm(outcome, 0.3 * slopes)  # less is worse: a shortfall that grows
            shock_rows.append(
                {"setting": setting, "outcome": outcome, "harm": for_thirty.interval.estimate,
                 "low": for_thirty.interval.low, "high": for_thirty.interval.high, **drop}
            )  # fmt: skip
    return pd.DataFrame(shortfall_rows), pd.DataFrame(shock_rows)


def over_shock_years(table: pd.DataFrame) -> pd.DataFrame:
    """Rows (shock, year) as rows of shocks: the mean of the years in which shocks last."""
    return pd.concat([table.xs(year, level="year") for year in SHOCK_YEARS]).groupby(level=0).mean()


def change_of(made: pd.DataFrame, shock: float) -> Interval:
    """How much a shock changes something against a calm market with the same luck, in shares of the
    calm mean; a row a shock, a column a seed."""
    calm = made.loc[0.0]
    return mean_interval((made.loc[shock] - calm) / calm.mean())


def felt(years: pd.DataFrame) -> pd.DataFrame:
    """What shocks do to a regime at all: a row a setting, arm, outcome (sales, revenue) and shock,
    change over the years of the shock with interval, as change_of."""
    rows = []
    known = years[(years["harder"] == 0) & years["arm"].isin(COMPARED)]
    for (setting, arm), part in known.groupby(["setting", "arm"], sort=False):
        for outcome in ("sales", "revenue"):
            made = over_shock_years(part.pivot_table(outcome, ["shock", "year"], "seed"))
            for shock in made.index[made.index != 0.0]:
                found = change_of(made, float(shock))
                rows.append(
                    {"setting": setting, "arm": arm, "outcome": outcome, "shock": shock,
                     "change": found.estimate, "low": found.low, "high": found.high}
                )  # fmt: skip
    return pd.DataFrame(rows)


def hardening(years: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Conversion by year, and how far it falls.

    Returns:
        conversion: a row a setting, harder, arm and year, with interval.
        falls: a row a setting, harder and arm: the fall from the first to the last year by each
            run's straight line (harm, low, high), and how much less it is than in the last of
            ARMS, where nobody improves (saved, saved_low, saved_high).
    """
    year_rows, fall_rows = [], []
    known = years[(years["shock"] == 0) & years["conversion"].notna()]
    for (setting, harder), both in known.groupby(["setting", "harder"], sort=False):
        falls: dict[str, np.ndarray] = {}
        for arm, part in both.groupby("arm", sort=False):
            table = part.pivot_table("conversion", "year", "seed")
            for year, row in table.iterrows():
                found = mean_interval(row)
                year_rows.append(
                    {"setting": setting, "harder": harder, "arm": arm, "year": year,
                     "estimate": found.estimate, "low": found.low, "high": found.high}
                )  # fmt: skip
            across = table.index.to_numpy(float)
            slopes = np.polyfit(across, table.to_numpy(float), 1)[0]
            falls[str(arm)] = slopes * (across[-1] - across[0])
        for arm, change in falls.items():
            fall = harm("conversion", change).interval
            saved = mean_interval(change - falls[list(ARMS)[-1]])
            fall_rows.append(
                {"setting": setting, "harder": harder, "arm": arm, "harm": fall.estimate,
                 "low": fall.low, "high": fall.high, "saved": saved.estimate,
                 "saved_low": saved.low, "saved_high": saved.high}
            )  # fmt: skip
    return pd.DataFrame(year_rows), pd.DataFrame(fall_rows)
