"""Placebos: comparisons in which nothing may come out, from facts.md part E."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from worlds import small

from ecosim.files import load_team
from ecosim.measures import outcomes
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import Run, simulate
from ecosim.team import Playbook, Structure, Team
from ecosim.world import World

PAIRS = 60
PERIOD = 13


# (a) identical arms


@pytest.mark.parametrize("team", ["linear-process", "hybrid"])
def test_identical_arms_differ_by_exactly_nothing(team: str) -> None:
    one, other = small("mid-market-saas", team), small("mid-market-saas", team)
    for seed in range(5):
        mine, its = simulate(one, seed), simulate(other, seed)
        np.testing.assert_array_equal(
            list(outcomes(mine, 0).values()), list(outcomes(its, 0).values())
        )
        assert mine.ledger.tobytes() == its.ledger.tobytes()


# (b) nothing to read


def uniform_world(**buyers: float) -> World:
    """A small world in which every buyer is standard and nothing moves or blurs."""
    world = World("uniform")
    return replace(
        world,
        market=replace(world.market, accounts=150),
        people=replace(world.people, reps=6),
        influencers=replace(world.influencers, count=6),
        dials=replace(world.dials, h_set=0.0, h_order=0.0, h_role=0.0, drift=0.0, noise=0.0),
        buyers=replace(world.buyers, **buyers),
    )


def without_rival(world: World) -> World:
    return replace(world, rival=replace(world.rival, present_request=0.0, enters=0.0))


def lone(order: str, adherence: float, listening_hours: float = 0.0) -> Team:
    """Lone reps without standard work, who follow a playbook."""
    playbook = Playbook(order=order, adherence=adherence, listening_hours=listening_hours)
    return Team("lone", "", Structure(lends=False), playbook)


def win_rates(world: World, team: Team) -> np.ndarray:
    scenario = Scenario(world, (team,), Horizon(burn_in=26, cohort=52, follow_up=52))
    return np.array([outcomes(simulate(scenario, seed), 0)["win_rate"] for seed in range(PAIRS)])


def advantage(world: World, team: Team) -> tuple[float, float]:
    """The 95 % interval of a team's win rate minus the script's, over paired replications."""
    difference = win_rates(world, team) - win_rates(world, lone("script", adherence=1.0))
    half = stats.t.ppf(0.975, PAIRS - 1) * difference.std(ddof=1) / np.sqrt(PAIRS)
    return float(difference.mean() - half), float(difference.mean() + half)


@pytest.mark.parametrize("loop_back", [0.0, 0.01])
@pytest.mark.parametrize("listening_hours", [0.7, 2.0])
def test_with_nothing_to_read_the_adaptive_playbook_does_not_beat_the_script(
    listening_hours: float, loop_back: float
) -> None:
    world = uniform_world(loop_back=loop_back)
    low, _ = advantage(world, lone("adaptive", 0.0, listening_hours))
    assert low <= 0


@pytest.mark.parametrize("loop_back", [0.0, 0.01])
def test_with_nothing_to_read_and_no_listening_the_adaptive_playbook_does_not_beat_the_script(
    loop_back: float,
) -> None:
    """What is left between the two is that the script cannot close before its list is done."""
    low, _ = advantage(uniform_world(loop_back=loop_back), lone("adaptive", 0.0))
    assert low <= 0


@pytest.mark.parametrize("rival", [True, False])
def test_with_nothing_to_read_right_reading_for_free_does_not_beat_the_script(rival: bool) -> None:
    """Both playbooks insist on the same list; reading is perfect and takes four seconds. What is
    left between the two is that the script moves on after three failures, and so asks too early."""
    world = uniform_world()
    world = replace(world, conversation=replace(world.conversation, reading_speed=1e6))
    low, _ = advantage(world if rival else without_rival(world), lone("script", 0.0, 0.001))
    assert low <= 0


def test_reading_without_listening_differs_from_the_script_by_exactly_nothing() -> None:
    world = uniform_world()
    assert (win_rates(world, lone("script", 0.0)) == win_rates(world, lone("script", 1.0))).all()
    alone = without_rival(world)
    assert (win_rates(alone, lone("adaptive", 0.0)) == win_rates(alone, lone("script", 1.0))).all()


# (c) labels


def test_swapped_labels_and_order_swap_the_results_exactly() -> None:
    """Each team sells in a world of its own; neither its name nor its place in the list counts."""
    linear, cluster = load_team("linear-process"), load_team("chaotic-cluster")
    swapped = (replace(cluster, name=linear.name), replace(linear, name=cluster.name))
    world = small("mid-market-saas", "hybrid")
    for seed in range(3):
        first, second = (
            [outcomes(simulate(replace(world, teams=(team,)), seed), 0) for team in arms]
            for arms in ((linear, cluster), swapped)
        )
        for mine, its in zip(first, reversed(second), strict=True):
            np.testing.assert_array_equal(list(mine.values()), list(its.values()))
        assert first[0] != first[1]


# (d) no calendar


def p_of_a_period(value: np.ndarray, rng: np.random.Generator) -> float:
    """How often a series of weeks, its weeks shifted in a circle inside each 13-week period, has
    week-of-period means as uneven as it really has. Each period's value is first set to one."""
    periods = value.reshape(-1, PERIOD)
    periods = periods[periods.sum(axis=1) > 0]
    shares = periods / periods.sum(axis=1, keepdims=True)
    shifts = rng.integers(0, PERIOD, size=(199, len(shares), 1))
    columns = (np.arange(PERIOD) + shifts) % PERIOD
    shifted = np.take_along_axis(np.broadcast_to(shares, (199, *shares.shape)), columns, axis=2)
    uneven = shares.mean(axis=0).var()
    return float((1 + (shifted.mean(axis=1).var(axis=1) >= uneven).sum()) / 200)


def quarterly_runs(team: str) -> list[Run]:
    scenario = small("mid-market-saas", team, reps=12, accounts=300)
    scenario = replace(scenario, horizon=Horizon(burn_in=26, cohort=12 * PERIOD, follow_up=0))
    return [simulate(scenario, seed) for seed in range(40)]


@pytest.mark.parametrize("team", ["linear-process", "adaptive-lone-wolves"])
def test_under_linear_pay_with_no_deadline_orders_have_no_quarterly_peak(team: str) -> None:
    """False positives at .05 over 40 runs within the 99.9 % binomial bound; p-values even."""
    rng = np.random.default_rng(1)
    found = [p_of_a_period(run.weekly["order_value"][26:, 0], rng) for run in quarterly_runs(team)]
    assert sum(p <= 0.05 for p in found) <= stats.binom.ppf(0.999, len(found), 0.05)
    assert stats.kstest(found, "uniform").pvalue > 0.001


def test_the_search_for_a_quarterly_peak_finds_one_that_is_there() -> None:
    """Were the orders of each period's last three weeks all signed in the last."""
    rng = np.random.default_rng(2)
    found = []
    for run in quarterly_runs("adaptive-lone-wolves"):
        periods = run.weekly["order_value"][26:, 0].reshape(-1, PERIOD).copy()
        periods[:, -1] = periods[:, -3:].sum(axis=1)
        periods[:, -3:-1] = 0.0
        found.append(p_of_a_period(periods.ravel(), rng))
    assert np.mean(np.array(found) <= 0.05) > 0.7
