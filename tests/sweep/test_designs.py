"""Designs: how many points, in range, the same every time, correlated as asked."""

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ecosim.files import load_world
from ecosim.lab.sweep.designs import points
from ecosim.lab.sweep.settings import team_with, varied_parameters, world_with
from ecosim.lab.sweep.study import Correlation, Design, Factor, Study
from ecosim.team import Team
from ecosim.world import World

NOISE = Factor("world.dials.noise", low=0.1, high=0.9)
RATE = Factor("world.market.request_rate", low=0.001, high=0.1, distribution="log-uniform")
SPAN = Factor("team.structure.span", low=0, high=8)
ORDER = Factor("team.playbook.order", values=("script", "adaptive"))
NORMAL = Factor("world.conversation.wrong_role", distribution="normal", mean=0.1, sd=0.3)
MIXED = (NOISE, RATE, SPAN, ORDER, NORMAL)
SAMPLED = ["latin-hypercube", "sobol"] + ["saltelli"] * bool(find_spec("SALib"))

type Make = Callable[..., Study]


@pytest.mark.parametrize("kind", SAMPLED)
def test_sampled_points_lie_in_their_ranges_and_are_the_same_every_time(
    make: Make, kind: str
) -> None:
    study = make(factors=MIXED, design=Design(kind=kind, n=64, seed=3))
    frame = points(study)
    assert len(frame) == {"saltelli": 64 * 7}.get(kind, 64)
    assert frame["world.dials.noise"].between(0.1, 0.9).all()
    assert frame["world.market.request_rate"].between(0.001, 0.1).all()
    assert set(frame["team.structure.span"]) == set(range(9))
    assert set(frame["team.playbook.order"]) == {"script", "adaptive"}
    assert frame["world.conversation.wrong_role"].between(0, 1).all()
    assert frame["world.conversation.wrong_role"].nunique() > 60
    pd.testing.assert_frame_equal(frame, points(study))
    other = points(make(factors=MIXED, design=Design(kind=kind, n=64, seed=4)))
    assert not frame["world.dials.noise"].equals(other["world.dials.noise"])


def test_every_stratum_of_a_latin_hypercube_holds_one_point(make: Make) -> None:
    frame = points(make(factors=(NOISE, RATE), design=Design(kind="latin-hypercube", n=50)))
    places = np.floor((frame["world.dials.noise"] - 0.1) / 0.8 * 50)
    assert sorted(places) == list(range(50))
    logs = np.log(frame["world.market.request_rate"] / 0.001) / np.log(100)
    assert sorted(np.floor(logs * 50)) == list(range(50))


@pytest.mark.parametrize("kind", [kind for kind in SAMPLED if kind != "latin-hypercube"])
def test_twice_as_many_sobol_points_begin_with_the_same(make: Make, kind: str) -> None:
    fewer, more = (points(make(factors=MIXED, design=Design(kind=kind, n=n))) for n in (16, 32))
    pd.testing.assert_frame_equal(fewer, more.head(len(fewer)))


def test_correlated_factors_have_the_correlation_asked_for(make: Make) -> None:
    pair = Correlation("world.dials.noise", "world.market.request_rate", 0.7)
    study = make(
        factors=(NOISE, RATE, SPAN), correlations=(pair,), design=Design(kind="sobol", n=4096)
    )
    frame = points(study)
    asked = 6 / np.pi * np.arcsin(0.7 / 2)  # rank correlation of a Gaussian copula
    noise, rate = frame["world.dials.noise"], frame["world.market.request_rate"]
    assert stats.spearmanr(noise, rate).statistic == pytest.approx(asked, abs=0.02)
    assert abs(stats.spearmanr(noise, frame["team.structure.span"]).statistic) < 0.03
    assert stats.kstest((noise - 0.1) / 0.8, "uniform").statistic < 0.02


def test_a_grid_has_every_combination_and_worlds_within_each(make: Make) -> None:
    worlds = (load_world("enterprise"), load_world("transactional"))
    levels = Factor("world.dials.noise", low=0.0, high=0.5, levels=3)
    frame = points(make(worlds=worlds, factors=(levels, ORDER)))
    assert len(frame) == 2 * 3 * 2
    assert list(frame["world"][:3]) == ["enterprise", "transactional", "enterprise"]
    assert sorted(set(frame["world.dials.noise"])) == [0.0, 0.25, 0.5]
    assert len(frame.drop(columns="point").drop_duplicates()) == 12


def test_a_factorial_has_two_levels_of_each(make: Make) -> None:
    frame = points(make(factors=(NOISE, RATE, ORDER), design=Design(kind="factorial")))
    assert len(frame) == 8
    assert set(frame["world.market.request_rate"]) == {0.001, 0.1}


def test_one_at_a_time_starts_from_what_is_given(make: Make) -> None:
    frame = points(make(factors=(NOISE, SPAN, ORDER), design=Design(kind="one-at-a-time")))
    names = ["world.dials.noise", "team.structure.span", "team.playbook.order"]
    assert len(frame) == 1 + 2 + 2 + 2
    assert frame.loc[0, names].isna().all()
    assert (frame[names].notna().sum(axis=1)[1:] == 1).all()


@pytest.mark.skipif(find_spec("SALib") is None, reason="needs SALib")
def test_morris_moves_one_factor_at_a_time(make: Make) -> None:
    factors = (NOISE, Factor("world.dials.drift", low=0, high=1))
    frame = points(make(factors=factors, design=Design(kind="morris", n=10, seed=1)))
    assert len(frame) == 10 * 3
    for start in range(0, 30, 3):
        steps = frame.iloc[start : start + 3, 2:].diff().iloc[1:]
        assert ((steps.abs() > 1e-9).sum(axis=1) == 1).all()


def test_no_factors_give_one_point_a_world(make: Make) -> None:
    assert len(points(make(factors=()))) == 1


def test_settings_reach_the_world_and_the_team() -> None:
    settings = {
        "world.dials.heterogeneity": 0.7, "world.dials.noise": 0.1, "world.scale": 0.5,
        "team.playbook.adherence": 0.2, "team.structure.lends": False,
    }  # fmt: skip
    world, team = world_with(World("w"), settings), team_with(Team("t"), settings)
    assert (world.dials.h_set, world.dials.h_order, world.dials.h_role) == (0.7, 0.7, 0.7)
    assert (world.dials.noise, world.market.accounts, world.people.reps) == (0.1, 300, 12)
    assert (team.playbook.adherence, team.structure.lends) == (0.2, False)
    assert world_with(World("w"), {}) == World("w")


def test_every_parameter_of_the_reference_can_be_varied() -> None:
    from ecosim.reference import parameters

    known = varied_parameters()
    for kind in (World, Team):
        for row in parameters(kind):
            parameter = known[f"{kind.__name__.lower()}.{row['name']}"]
            assert parameter.takes(row["default"])
            assert parameter.allowed == row["allowed"]
