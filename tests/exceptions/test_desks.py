"""Queues and judges of the engine alone: Erlang, Sah and Stiglitz, portions, equal search."""

from dataclasses import replace

import numpy as np
import pytest
from exceptions.cases import FORMS, at_random, worked_off, world_of
from scipy import stats

from ecosim.mechanisms.exceptions import Approvals
from ecosim.state import DROPPED, ENACTED, Table
from ecosim.team import Structure
from ecosim.theory.queueing import WEEKS_AT_ONCE, Desks, expected_wait

CASES = [(1, 0.5, 2), (2, 0.7, 2), (3, 0.6, 2)]
MANY = [(1, 0.7, 12), (2, 0.8, 12), (3, 0.8, 12)]
LUCK = [*CASES, *(pytest.param(*case, marks=pytest.mark.statistical) for case in MANY)]


def by_managers(managers: int, load: float, cases: int, seed: int) -> tuple[Desks, Table]:
    """Routine exceptions, in turn, decided by any manager: in theory, and as they ran."""
    service = 0.4 / (12 / managers * 0.5)
    raised = at_random(cases, service / (managers * load), seed)
    x, _ = worked_off(
        world_of(reps=12, routine_hours=0.4), Structure(span=12 // managers, manager_hours=1.0),
        Approvals(decides="line", any_manager=True, routine="in turn", deciding_share=0.5),
        raised, novel=False, seed=seed,
    )  # fmt: skip
    assert (x["status"] == ENACTED).all()
    return Desks(managers, load, service), x


@pytest.mark.parametrize(("managers", "load", "seeds"), LUCK)
def test_managers_alone_are_erlang_queues(managers: int, load: float, seeds: int) -> None:
    """Waits as Erlang says, within 5%."""
    ratios = []
    for seed in range(1, seeds + 1):
        desks, x = by_managers(managers, load, 60_000, seed)
        ratios.append(x["waited"].mean() / expected_wait(desks))
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("managers", [1, 2, 3])
def test_each_exception_waits_exactly_as_first_come_first_served(managers: int) -> None:
    """Against a queue written apart, case by case: the same bits."""
    desks, x = by_managers(managers, 0.9, 3_000, 5)
    free_at = [0.0] * managers
    for raised, hours, waited in zip(x["raised"], x["line_hours"], x["waited"], strict=True):
        server = free_at.index(min(free_at))
        start = max(raised, free_at[server])
        free_at[server] = start + hours / (12 / managers * 0.5)
        assert waited == start - raised
    assert max(free_at) > 100 * desks.service_weeks


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("search", ["first", "best"])
def test_portions_of_a_tenth_of_a_week_to_a_thousand_weeks_give_the_same_bits(
    form: str, search: str
) -> None:
    approvals = Approvals(levels=2, search=search, rounds=3)  # type: ignore[arg-type]
    raised, novel = at_random(600, 0.1), np.arange(600) % 3 > 0
    outcomes = []
    for weeks in WEEKS_AT_ONCE:
        x, desks = worked_off(world_of(), FORMS[form], approvals, raised, novel, weeks)
        outcomes.append(x.tobytes() + desks.tobytes())
    assert set(outcomes) == {outcomes[0]}
    assert ((x["status"] == ENACTED) | (x["status"] == DROPPED)).all()


@pytest.mark.parametrize("levels", [1, 2, 3])
@pytest.mark.parametrize("yes", [0.8, 0.3])
def test_levels_accept_as_sah_and_stiglitz_say(levels: int, yes: float) -> None:
    """All options alike, every judge errs by itself: L levels let through p to the L."""
    threshold = float(stats.norm.ppf(1 - yes))
    world = world_of(
        quality_sd=0.0, ease_sd=0.0, noise=1.0, noise_per_step=0.0, threshold=threshold
    )
    approvals = Approvals(decides="line", levels=levels, proposals=1, rounds=1)
    x, _ = worked_off(world, FORMS["hierarchy"], approvals, at_random(6_000, 2.0))
    accepted = (x["status"] == ENACTED).mean()
    expected = yes**levels
    assert abs(accepted - expected) < 4 * np.sqrt(expected * (1 - expected) / len(x))


def test_equal_search_makes_the_forms_tie_on_quality() -> None:
    """Equal noise at any distance, ideas as diverse from one person as from several, equal sight:
    who decides makes no difference to quality; on the spot it is the same to the bit."""
    world = world_of(noise_per_step=0.0, likeness=0.0)
    raised = at_random(8_000, 1.0)
    found = {
        form: worked_off(world, structure, Approvals(search="best"), raised)[0]
        for form, structure in FORMS.items()
    }
    lone, cluster, hybrid = found["lone"], found["cluster"], found["hybrid"]
    assert (lone["quality"] == cluster["quality"]).all()
    assert (lone["value"] != cluster["value"]).any()  # they took other times
    spot = hybrid["on_the_spot"] == 1
    assert (hybrid["quality"][spot] == cluster["quality"][spot]).all()
    enacted = {form: x["quality"][x["status"] == ENACTED] for form, x in found.items()}
    one, other = enacted["hierarchy"], enacted["cluster"]
    error = np.hypot(one.std() / np.sqrt(len(one)), other.std() / np.sqrt(len(other)))
    assert abs(one.mean() - other.mean()) < 3 * error
    share = len(one) / len(raised) - len(other) / len(raised)
    assert abs(share) < 3 * np.sqrt(2 * 0.25 / len(raised))


def test_hours_are_equal_where_search_is() -> None:
    world = world_of(noise_per_step=0.0, likeness=0.0)
    raised = at_random(8_000, 1.0)
    hours = {
        form: worked_off(world, FORMS[form], Approvals(), raised)[0]["hours"].mean()
        for form in ("lone", "cluster", "hierarchy")
    }
    assert hours["cluster"] == pytest.approx(hours["lone"])
    assert hours["hierarchy"] == pytest.approx(hours["lone"], rel=0.05)


def test_distance_costs_quality_and_buy_in_costs_those_who_did_not_choose() -> None:
    """What separates the forms: error that grows with distance, and buy-in by what is seen."""
    raised = at_random(8_000, 1.0)
    near, far = (
        worked_off(world_of(noise_per_step=step), FORMS["hierarchy"], Approvals(), raised)[0]
        for step in (0.0, 1.0)
    )
    spot = worked_off(world_of(), FORMS["cluster"], Approvals(), raised)[0]
    quality = {
        name: x["quality"][x["status"] == ENACTED].mean()
        for name, x in {"near": near, "far": far, "spot": spot}.items()
    }
    assert quality["far"] < quality["near"] - 0.1
    buy_in = [x["buy_in"][x["status"] == ENACTED].mean() for x in (near, spot)]
    assert buy_in[1] > buy_in[0]
    flat = [
        worked_off(world_of(buy_in_slope=0.0), FORMS[form], Approvals(), raised)[0]["buy_in"]
        for form in ("hierarchy", "cluster")
    ]
    assert {round(float(b), 9) for x in flat for b in x} <= {0.0, 0.6}


def test_routine_does_not_wait_behind_novel_unless_it_is_so_stated() -> None:
    raised, novel = at_random(3_000, 0.22), np.arange(3_000) % 2 == 0
    waits = {}
    for routine in ("first in line", "in turn", "delegated"):
        approvals = Approvals(decides="line", routine=routine)  # type: ignore[arg-type]
        x, _ = worked_off(world_of(), FORMS["hierarchy"], approvals, raised, novel)
        waits[routine] = (x["ended"] - x["raised"])[~novel].mean()
        if routine == "delegated":
            assert x["line_hours"][~novel].sum() == 0.0
    assert waits["delegated"] < waits["first in line"] < 0.7 * waits["in turn"]


def test_nobody_with_hours_means_nobody_decides() -> None:
    approvals = Approvals(decides="line", deciding_share=0.0)
    x, _ = worked_off(world_of(), FORMS["hierarchy"], approvals, at_random(50, 1.0))
    assert (x["status"] == 0).all()
    assert (x["line_hours"] >= 0).all()


def test_a_name_decides_nothing() -> None:
    """The design decides: the same numbers under another label give the same bits."""
    one = worked_off(world_of(), FORMS["hybrid"], Approvals(), at_random(300, 0.2))
    same = replace(FORMS["hybrid"])
    other = worked_off(world_of(), same, Approvals(decides="on the spot then line"),
                       at_random(300, 0.2))  # fmt: skip
    assert one[0].tobytes() == other[0].tobytes()


def test_help_refused_falls_back_on_the_owner() -> None:
    raised = at_random(2_000, 1.0)
    alone, helped = (
        worked_off(world_of(help_base=base, help_credit=more), FORMS["cluster"], Approvals(),
                   raised, credit="shared")[1]["hours"]
        for base, more in ((0.0, 0.0), (0.5, 0.5))
    )  # fmt: skip
    forbidden = worked_off(
        world_of(), FORMS["cluster"], Approvals(colleagues_propose=False), raised
    )[1]["hours"]
    assert (alone == forbidden).all()
    assert (alone != helped).any()


def test_comparing_finds_better_answers_than_the_first_good_enough() -> None:
    raised = at_random(4_000, 1.0)
    best, first = (
        worked_off(world_of(noise=0.0, noise_per_step=0.0), FORMS["lone"],
                   Approvals(search=search, proposals=4, rounds=1), raised)[0]  # type: ignore[arg-type]
        for search in ("best", "first")
    )  # fmt: skip
    enacted = best["status"] == ENACTED
    assert (enacted == (first["status"] == ENACTED)).all()
    assert best["quality"][enacted].mean() > first["quality"][enacted].mean()
    assert best["hours"].mean() > first["hours"].mean()


def test_levels_share_the_lines_hours_as_stated() -> None:
    for above in (1.0, 0.5, 2.0):
        approvals = Approvals(decides="line", levels=3, hours_above=above)
        desks = worked_off(world_of(), FORMS["hierarchy"], approvals, at_random(10, 1.0))[1]
        hours = [desks["hours_a_week"][desks["level"] == level].sum() for level in (1, 2, 3)]
        assert hours[1] == pytest.approx(above * hours[0])
        assert hours[2] == pytest.approx(above * hours[1])
        kept = FORMS["hierarchy"].manager_hours * approvals.deciding_share * 8
        assert sum(hours) == pytest.approx(kept)
