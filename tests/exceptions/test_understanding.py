"""Judging and known answers that follow what somebody believes of the segment."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import small

from ecosim.actions.hearsay import mind_of_manager
from ecosim.actions.options import seems
from ecosim.actions.understanding import error_left, known_answer, understanding
from ecosim.build import build
from ecosim.room import longer
from ecosim.scenario import Scenario
from ecosim.simulate import simulate
from ecosim.state import State

BITS = 6
ALL = (1 << BITS) - 1


def knowing(share: float, bits: int = BITS) -> Scenario:
    scenario = small("mid-market-saas", "linear-process", reps=8, accounts=80)
    world = replace(
        scenario.world,
        exceptions=replace(scenario.world.exceptions, rate=0.5, from_beliefs=share),
        knowledge=replace(scenario.world.knowledge, bits=bits, own=0.0),
    )
    return replace(scenario, world=world)


def with_a_case(share: float) -> State:
    """A state with one exception of rep 0, who knows everything; its manager is all wrong."""
    state = build(knowing(share), 3)
    state = state._replace(exceptions=longer(state.exceptions, 1))
    x = state.exceptions[:1]
    x["account"] = int(np.flatnonzero(state.accounts["territory"] == 0)[0])
    x["rep"], x["serial"] = 0, 1
    segment = int(state.accounts["segment"][x["account"][0]])
    truth = int(state.segments["priorities"][segment, 0])
    code = mind_of_manager(int(state.reps["manager"][0]), state)
    for who, says in ((0, truth), (code, ALL & ~truth)):
        mind = state.minds[who : who + 1, segment]
        mind["known"], mind["yes"] = ALL, says
    return state


def test_understanding_is_one_where_all_is_right_and_minus_one_where_all_is_wrong() -> None:
    state = with_a_case(1.0)
    assert understanding(0, 0, state) == 1.0
    assert understanding(0, 1, state) == -1.0
    state.minds["known"] = 0
    assert understanding(0, 0, state) == 0.0


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_error_and_known_answers_follow_understanding(share: float) -> None:
    state = with_a_case(share)
    known = float(state.numbers["exceptions_routine_quality"][0])
    assert error_left(0, 0, state) == pytest.approx(1 - share)
    assert error_left(0, 1, state) == pytest.approx(1 + share)
    assert known_answer(0, 0, state) == pytest.approx(known)
    assert known_answer(0, 1, state) == pytest.approx(known * (1 - 2 * share))


def test_who_understands_all_sees_an_option_as_it_is() -> None:
    blurred, clear = (seems(0, 0, 0, with_a_case(share)) for share in (0.0, 1.0))
    noiseless = with_a_case(0.0)
    noiseless.numbers["exceptions_noise"] = 0.0
    assert clear == pytest.approx(seems(0, 0, 0, noiseless))
    assert clear != blurred


def test_off_without_beliefs_or_without_weight() -> None:
    for one, other in ((knowing(0.0, 0), knowing(1.0, 0)),):
        assert simulate(one, 1).weekly.tobytes() == simulate(other, 1).weekly.tobytes()
    assert simulate(knowing(0.0), 1).weekly.tobytes() != simulate(knowing(1.0), 1).weekly.tobytes()
