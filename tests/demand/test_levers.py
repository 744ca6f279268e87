"""The levers experiment: verdicts on planted tables, years cut out of a run, page and figures."""

import numpy as np
import pandas as pd
import pytest

from ecosim.lab.records import DEAL_OF_RUN, WEEK_OF_RUN
from ecosim.lab.runs import Block
from ecosim.measures import OUTCOMES, profit
from ecosim.scenario import Horizon
from ecosim.simulate import Run, simulate
from experiments import levers, levers_years
from experiments.demand import the_world
from experiments.levers_verdicts import (
    CONDITIONAL,
    FALSE,
    MATTERS,
    TRUE,
    UNDECIDED,
    capacity_judged,
    harm,
    levers_judged,
    rising_judged,
    shocks_judged,
    together,
    undoing_all,
    years_judged,
)

LUCK = np.linspace(-1.0, 1.0, 16)


def planted(outcome: str, **harms: float) -> pd.DataFrame:
    """A table of one outcome in which each point does so much harm, in units of what matters, with
    a little luck; the first point is the regime as it is."""
    matters, worse = MATTERS[outcome]
    rows = []
    for place, (point, size) in enumerate(harms.items()):
        found = harm(outcome, worse * matters * (size + 0.1 * np.roll(LUCK, place)))
        rows.append(
            {"setting": "here", "reference": "linear", "outcome": outcome, "point": point,
             "kind": "lever" if place else "base", **levers.harm_row(found)}
        )  # fmt: skip
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("harms", "verdict", "undone"),
    [
        ({"base": 3.0, "a": 3.0, "b": 2.0}, TRUE, ""),
        ({"base": 3.0, "a": 3.0, "b": 0.0}, FALSE, "b"),
        ({"base": 3.0, "a": -4.0, "b": 0.1}, FALSE, "a; b"),
        ({"base": 0.0, "a": 3.0, "b": 3.0}, FALSE, ""),  # no harm, so nothing to undo
        ({"base": 3.0, "a": 3.0, "b": 1.0}, TRUE, ""),  # there, though perhaps little
    ],
)
@pytest.mark.parametrize("outcome", ["discount_leakage", "profit_per_rep_hour"])
def test_a_lever_undoes_a_harm_or_leaves_it(outcome, harms, verdict, undone):
    row = levers_judged(planted(outcome, **harms)).iloc[0]
    assert (row["verdict"], row["undone_by"]) == (verdict, undone if row["gap"] == "there" else "")


def test_a_lever_of_which_nothing_is_sure_leaves_the_claim_undecided():
    table = planted("discount_leakage", base=3.0, a=3.0, b=0.5)
    wide = harm("discount_leakage", 0.01 * (1.0 + 5.0 * LUCK))
    table.loc[2, ["harm", "low", "high", "p_zero", "p_matters"]] = list(
        levers.harm_row(wide).values()
    )
    assert levers_judged(table)["verdict"].item() == UNDECIDED


def test_one_lever_must_undo_every_harm_to_undo_all():
    table = pd.concat([
        planted("discount_leakage", base=3.0, a=0.0, b=0.0),
        planted("profit_per_rep_hour", base=3.0, a=3.0, b=0.0),
        planted("end_share_all", base=0.0, a=3.0, b=3.0),  # no harm there: it does not count
    ])  # fmt: skip
    assert undoing_all(table, levers_judged(table)) == {("here", "linear"): ["b"]}


def rise(low: float, high: float, p_zero: float = 1e-6, p_matters: float = 1e-6) -> pd.DataFrame:
    return pd.DataFrame([
        {"setting": "here", "outcome": "end_share_all", "low": low, "high": high, "p_zero": p_zero,
         "p_matters": p_matters, "curvature": -1.0, "curve_p": 1e-6, "turns_at": 1.1,
         "first": 0.8, "last": 1.4}
    ])  # fmt: skip


def test_distortion_rises_falls_or_is_not_told():
    assert rising_judged(rise(0.01, 0.05))["verdict"].item() == TRUE
    assert rising_judged(rise(-0.05, 0.01))["verdict"].item() == FALSE
    assert rising_judged(rise(-0.01, 0.05))["verdict"].item() == UNDECIDED
    assert rising_judged(rise(0.01, 0.05, p_zero=0.5))["verdict"].item() == UNDECIDED


def test_a_curve_is_bent_only_if_it_turns_inside_the_range():
    assert rising_judged(rise(0.01, 0.05))["bent"].item()
    assert not rising_judged(rise(0.01, 0.05).assign(turns_at=1.6))["bent"].item()
    assert not rising_judged(rise(0.01, 0.05).assign(curve_p=0.2))["bent"].item()


def test_capacity_quotas_must_help_twice_and_cost_nothing():
    def judged(volatility: float, error: float, cost: float) -> str:
        harms = {"total_volatility": volatility, "forecast_wape_missing": error,
                 "net_revenue_per_rep_hour": cost}  # fmt: skip
        table = pd.DataFrame(
            [
                {"setting": "here", "outcome": name, "low": size - 0.01, "high": size + 0.01}
                for name, size in harms.items()
            ]
        )
        return str(capacity_judged(table)["verdict"].item())

    assert judged(0.1, 0.1, 0.0) == TRUE
    assert judged(0.0, 0.1, 0.0) == FALSE
    assert judged(0.1, 0.1, 3.0) == FALSE
    assert judged(0.05, 0.0, 0.0) == FALSE


def test_a_shortfall_that_shrinks_in_a_bad_market_is_not_what_was_claimed():
    table = pd.DataFrame({"setting": "here", "outcome": "sales", "drop_low": 0.2,
                          "low": [1.0, -9.0, -1.0], "high": [5.0, -3.0, 4.0]})  # fmt: skip
    assert list(shocks_judged(table)["verdict"]) == [TRUE, FALSE, UNDECIDED]


def test_a_market_that_is_hardly_bad_tells_nothing():
    table = pd.DataFrame({"setting": "here", "outcome": "sales", "drop_low": 0.05,
                          "low": [1.0, -9.0], "high": [5.0, -3.0]})  # fmt: skip
    assert list(shocks_judged(table)["verdict"]) == [UNDECIDED, UNDECIDED]


def test_a_shortfall_that_grows_as_demand_falls_is_found():
    rows = [
        {"setting": "here", "arm": arm, "shock": shock, "harder": 0.0, "seed": seed, "year": year,
         "sales": 60.0 + seed + (50.0 if arm == "quota-managed" else 40.0) * shock,
         "profit_per_rep_hour": 10.0}
        for arm in levers_years.COMPARED for shock in levers_years.SHOCKS
        for seed in range(3) for year in range(2, 7)
    ]  # fmt: skip
    shortfalls, shocks = levers_years.gaps(pd.DataFrame(rows))
    sales = shocks.set_index("outcome").loc["sales"]
    assert sales["harm"] == pytest.approx(3.0)  # 0.3 of (50 - 40)
    assert sales["drop"] == pytest.approx(0.6 * 40 / 61)
    bad = shortfalls[(shortfalls["shock"] == -0.6) & (shortfalls["outcome"] == "sales")]
    assert bad["added"].to_numpy() == pytest.approx(6.0)
    assert list(shocks_judged(shocks)["verdict"]) == [FALSE, TRUE]


def test_conversion_must_fall_here_and_not_there():
    def judged(falls: float, kept: float) -> list[str]:
        sizes = dict(zip(levers_years.ARMS, (falls, kept, 0.0, falls), strict=True))
        table = pd.DataFrame([
            {"setting": "here", "harder": harder, "arm": arm, "low": size - 0.005,
             "high": size + 0.005}
            for harder in (0.0, 0.1) for arm, size in sizes.items()
        ])  # fmt: skip
        return list(years_judged(table)["verdict"])

    assert judged(0.1, 0.0) == [TRUE, TRUE]
    assert judged(0.1, 0.1) == [FALSE, TRUE]
    assert judged(0.0, 0.0) == [FALSE, FALSE]


def test_verdicts_taken_together():
    assert together([TRUE, TRUE]) == TRUE
    assert together([TRUE, FALSE, UNDECIDED]) == CONDITIONAL
    assert together([FALSE, UNDECIDED]) == UNDECIDED


@pytest.fixture(scope="module")
def run() -> Run:
    world = the_world(levers.TIMING).sized(0.1)
    return simulate(levers_years.year_scenario(world, levers_years.YEAR_CASES[1]), 3)


def test_a_run_cut_at_its_end_is_the_run(run):
    horizon = run.scenario.horizon
    cut = levers_years.part_of(run, horizon.burn_in, horizon.weeks - horizon.burn_in)
    assert cut.scenario.horizon == Horizon(52, 260, 0)
    assert profit.outcomes(cut, 0) == profit.outcomes(run, 0)


def all_orders(part: Run) -> float:
    return levers_years.revenue(part, repeats=True)


def profit_of(part: Run) -> float:
    return profit.outcomes(part, 0)["profit_per_rep_hour"]


def test_years_make_up_the_whole(run):
    years = [levers_years.part_of(run, 52 * year, 52) for year in range(1, 6)]
    whole = levers_years.part_of(run, 52, 260)
    for told in (all_orders, profit_of):
        assert np.mean([told(year) for year in years]) == pytest.approx(told(whole))


def test_conversion_waits_a_year_for_every_deal(run):
    assert np.isnan(levers_years.conversion(run, 52 * 5))
    assert 0.0 <= levers_years.conversion(run, 52) <= 1.0


def test_shocks_change_nothing_before_they_come():
    world, (arm, *_) = the_world().sized(0.1), levers_years.ARMS
    calm, bad = (
        levers_years.years_of(world, levers_years.YearCase(arm, shock, 0.0), np.array([5]))
        for shock in (0.0, -0.6)
    )
    told = ["profit_per_rep_hour", "sales", "revenue"]
    assert calm[told].iloc[:2].equals(bad[told].iloc[:2])  # years 2 and 3
    assert not calm[told].equals(bad[told])


def made_up_block(rng: np.random.Generator) -> Block:
    seeds = np.arange(4)
    made = rng.normal(0.2, 0.05, (len(seeds), len(OUTCOMES)))
    return Block(seeds, made, np.empty((0, 0), WEEK_OF_RUN), np.empty(0, DEAL_OF_RUN))


def test_page_and_figures_are_made_from_the_tables(tmp_path):
    rng = np.random.default_rng(7)
    blocks = {
        (setting, point): made_up_block(rng)
        for setting in levers.SETTINGS
        for point in levers.POINTS
    }
    years = pd.DataFrame([
        {**case._asdict(), "setting": setting, "seed": seed, "year": year,
         "profit_per_rep_hour": rng.normal(), "sales": rng.normal(40, 5),
         "revenue": rng.normal(60, 5),
         "conversion": rng.normal(0.3, 0.01) if year < 6 else np.nan}
        for setting in levers.SETTINGS for case in levers_years.YEAR_CASES
        for seed in range(4) for year in range(2, 7)
    ])  # fmt: skip
    levers.written(levers.tables_of(blocks, years), 4, tmp_path)
    text = (tmp_path / "README.md").read_text()
    for picture in ("levers_as_in_demand", "levers_control_over_timing", "quotas", "years"):
        assert (tmp_path / f"{picture}.png").stat().st_size > 10_000
        assert (tmp_path / f"{picture}.svg").exists()
        assert f"({picture}.png)" in text
    assert "nan" not in text
    for name in levers.Tables._fields:
        assert (tmp_path / f"{name}.csv").exists()


def test_no_regime_of_the_levers_differs_in_more_than_one_number():
    for name, regime in levers.LEVERS.items():
        changed = [
            key for key in vars(regime) if getattr(regime, key) != getattr(levers.BASE, key)
        ]  # fmt: skip
        assert len(changed) == 1, name
