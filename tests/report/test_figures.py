"""The figures of a comparison: complete, the same bytes twice, no finding that overclaims."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecosim.report.comparison import Comparison, read_comparison
from ecosim.report.figures import draw_all
from ecosim.report.network import network_finding
from ecosim.report.paired_differences import difference_finding, win_rate_differences
from ecosim.report.places import Network, places
from ecosim.report.style import percent, signed, spread_apart, wrapped
from ecosim.report.weekly_orders import chance_band, typical_run
from ecosim.report.where_deals_die import NOT_AGREED, death_finding, death_shares
from ecosim.report.win_and_volatility import volatility_finding, win_finding

EMPTY = pd.DataFrame()
NO_PAIRS = pd.DataFrame(columns=["first", "second", "outcome", "estimate", "low", "high"])


def with_estimates(*rows: tuple[str, float, float, float], outcome: str = "win_rate") -> Comparison:
    """A comparison that holds nothing but estimates of one outcome."""
    table = pd.DataFrame(rows, columns=["team", "mean", "low", "high"]).assign(outcome=outcome)
    return Comparison(tuple(table["team"]), 52, 52, table, NO_PAIRS, EMPTY, EMPTY, EMPTY, None)


def test_every_figure_is_drawn_and_the_same_twice(
    tmp_path: Path, write_comparison: Callable[..., Path]
) -> None:
    """Two teams: five figures, each as PNG and SVG; drawn again, the same bytes."""
    folder = write_comparison(tmp_path, ["linear-process", "chaotic-cluster"])
    first = {path: path.read_bytes() for path in draw_all(folder)}
    assert sorted({path.stem for path in first}) == [
        "network", "paired-differences", "weekly-orders", "where-deals-die", "win-and-volatility",
    ]  # fmt: skip
    assert len(first) == 10
    assert {path: path.read_bytes() for path in draw_all(folder)} == first


@pytest.mark.parametrize(
    ("presets", "replications", "names", "loses", "files"),
    [
        (["roadmap"], 3, [], [], 8),
        (["roadmap", "hybrid"], 1, [], [], 10),
        (["roadmap", "hybrid", "hierarchy"], 3, ["a" * 64, "b_" * 32, "C. d-" * 12], [], 10),
        (["roadmap", "hybrid"], 3, [], ["hybrid"], 10),
    ],
    ids=["one team", "one replication", "long names", "a team that wins nothing"],
)
def test_odd_comparisons_are_drawn(
    tmp_path: Path,
    write_comparison: Callable[..., Path],
    presets: list[str],
    replications: int,
    names: list[str],
    loses: list[str],
    files: int,
) -> None:
    folder = write_comparison(tmp_path, presets, replications, names, loses)
    assert len(draw_all(folder)) == files


def test_a_comparison_without_network_is_drawn_without_it(
    tmp_path: Path, write_comparison: Callable[..., Path]
) -> None:
    folder = write_comparison(tmp_path, ["roadmap"], 2)
    (folder / "network.json").unlink()
    assert "network" not in {path.stem for path in draw_all(folder)}


def test_a_winner_is_named_only_if_its_interval_lies_apart() -> None:
    apart = with_estimates(("a", 0.2, 0.18, 0.22), ("b", 0.33, 0.3, 0.36))
    assert win_finding(apart) == "b wins most (33\u00a0%)"
    overlapping = with_estimates(("a", 0.3, 0.28, 0.32), ("b", 0.33, 0.3, 0.36))
    assert win_finding(overlapping) == "No clear winner: b (33\u00a0%) overlaps with a"
    paired = pd.DataFrame([("a", "b", "win_rate", -0.03, -0.04, -0.02)], columns=NO_PAIRS.columns)
    overlapping = replace(overlapping, differences=paired)
    assert win_finding(overlapping) == "b wins most (33\u00a0%), told apart by pairing only"
    no_interval = with_estimates(("a", 0.3, np.nan, np.nan), ("b", 0.33, np.nan, np.nan))
    assert win_finding(no_interval).startswith("No clear winner: too few replications")


def test_volatility_is_called_above_chance_only_if_its_interval_is() -> None:
    rows = (("a", 0.5, 0.1, 0.9), ("b", 0.5, -0.1, 1.1))
    found = volatility_finding(with_estimates(*rows, outcome="order_volatility"))
    assert found == "Volatility above chance in 1 of 2 teams"


def test_differences_are_turned_so_that_none_is_negative(
    tmp_path: Path, write_comparison: Callable[..., Path]
) -> None:
    comparison = read_comparison(write_comparison(tmp_path, ["linear-process", "roadmap"], 3))
    comparison.differences.loc[:, ["estimate", "low", "high"]] = [-0.05, -0.07, -0.03]
    pairs = win_rate_differences(comparison)
    assert [tuple(pair)[:5] for pair in pairs] == [("roadmap", "linear-process", 0.05, 0.03, 0.07)]
    assert difference_finding(pairs) == (
        "The difference in win rate matters: roadmap over linear-process, 5.0 points"
    )


def test_typical_run_is_the_one_nearest_the_median() -> None:
    """Win rates .1 .4 .5 .9 have the median .45; of the two nearest, the lower seed."""
    runs = pd.DataFrame({"team": "a", "seed": [0, 1, 2, 3], "win_rate": [0.1, 0.4, 0.5, 0.9]})
    weekly = pd.DataFrame({"team": "a", "seed": [0, 1, 2, 3], "week": 0, "orders": 1,
                           "order_value": [1.0, 2.0, 3.0, 4.0]})  # fmt: skip
    deals = pd.DataFrame({"team": ["a"], "seed": [1], "outcome": ["won"], "value": [2.0]})
    comparison = Comparison(("a",), 0, 1, EMPTY, EMPTY, runs, weekly, deals, None)
    run = typical_run(comparison, "a")
    assert (run.seed, run.win_rate, run.order_value.tolist()) == (1, 0.4, [2.0])


def test_chance_band_of_equal_orders_is_that_of_poisson() -> None:
    """Orders of one size at 10 a week: 95 % of weeks have 4 to 17; at 1 a week, 0 to 3."""
    low, high = chance_band(10.0, np.full(5, 1000.0))
    assert (low, high) == pytest.approx((4000, 17000), rel=0.01)
    assert chance_band(1.0, np.full(5, 1000.0)) == pytest.approx((0, 3000), rel=0.01)
    assert chance_band(3.0, np.array([])) == (0.0, 0.0)


def test_death_shares_are_of_the_whole_cohort() -> None:
    """Of four deals one is won and one open: the two dead ones are a quarter each."""
    deals = pd.DataFrame({
        "team": "a",
        "outcome": ["won", "open", "lost", "no decision"],
        "stuck_at": ["", "time", "", "decide"],
        "cause": ["chosen", "", "another seller chosen", "patience ran out"],
    })  # fmt: skip
    shares = death_shares(deals, "a")
    assert shares.loc[NOT_AGREED, "another seller chosen"] == 0.25
    assert shares.loc["decide", "patience ran out"] == 0.25
    assert shares.to_numpy().sum() == 0.5
    assert death_finding({"a": 0 * shares}) == "No deal died"
    strange = death_shares(deals.assign(cause="a new one"), "a")
    assert strange["of another cause"].sum() == 0.5


def test_every_node_has_a_place_of_its_own() -> None:
    """Also a rep without accounts, an account without a rep, an influencer nobody knows."""
    nodes = [{"id": i, "kind": kind, "cluster": 1} for i, kind in enumerate(
        ["rep", "rep", "manager", "account", "account", "influencer", "influencer"]
    )]  # fmt: skip
    links = [{"source": 0, "target": 3, "kind": "deal"}, {"source": 0, "target": 2,
             "kind": "reports to"}, {"source": 9, "target": 3, "kind": "follows"}]  # fmt: skip
    net = Network.read({"team": "a", "nodes": nodes, "links": links})
    where = places(net)
    assert set(where) == {str(i) for i in range(7)}
    assert len({(round(x, 6), round(y, 6)) for x, y in where.values()}) == 7
    assert network_finding(net) == "a: 2 reps work 1 open deal"


def test_words_and_numbers_of_the_style() -> None:
    assert [percent(x) for x in (0.333, 0.041, 0.0, np.nan)] == [
        "33\u00a0%", "4.1\u00a0%", "0\u00a0%", "undefined",
    ]  # fmt: skip
    assert [signed(x, 1) for x in (1.26, -1.26, -0.01)] == ["+1.3", "\u22121.3", "0.0"]
    assert wrapped("adaptive-lone-wolves", 14) == "adaptive-lone-\nwolves"
    assert max(map(len, wrapped("x" * 64, 20).split("\n"))) == 20
    assert spread_apart([0.0, 0.0, 5.0], 1.0) == [-0.5, 0.5, 5.0]
