"""The rules of exceptions, worked by hand."""

import math

import pytest

from ecosim.rules.exceptions import (
    LINE,
    ON_THE_SPOT,
    SPOT_THEN_LINE,
    buy_in,
    carried_out,
    decision_rule,
    effort_withheld,
    help_chance,
    option_quality,
    seen_quality,
)  # fmt: skip
from ecosim.rules.queueing import comes_before, service_weeks


def test_who_decides_by_structure_and_as_stated() -> None:
    assert decision_rule(0, 1, False) == ON_THE_SPOT
    assert decision_rule(0, 6, False) == ON_THE_SPOT
    assert decision_rule(0, 1, True) == LINE
    assert decision_rule(0, 6, True) == SPOT_THEN_LINE
    assert decision_rule(ON_THE_SPOT, 6, True) == ON_THE_SPOT


def test_quality_of_an_option() -> None:
    assert option_quality(0.1, 0.5, 0.0, 9.0, 2.0, 0.0) == pytest.approx(1.1)
    assert option_quality(0.1, 0.5, 1.0, 2.0, 9.0, 0.3) == pytest.approx(1.4)
    assert option_quality(0.0, 1.0, 0.25, 1.0, 0.0, 0.0) == pytest.approx(0.5)


def test_how_good_an_option_seems() -> None:
    assert seen_quality(0.4, 0.2, 1.0, 0.3, 0.1, 2, 1.0) == pytest.approx(0.4 + 0.2 + 0.5)
    assert seen_quality(0.4, 0.2, 0.5, 0.3, 0.1, 0, -1.0) == pytest.approx(0.4 + 0.1 - 0.3)
    assert seen_quality(0.4, 0.0, 0.0, 0.1, -0.2, 3, 5.0) == 0.4  # an error is never below zero


def test_buy_in_stays_a_share() -> None:
    assert buy_in(0.6, 0.3, 0.5, 0.1) == pytest.approx(0.85)
    assert buy_in(0.6, 0.3, -5.0, 0.0) == 0.0
    assert buy_in(0.6, 0.3, 5.0, 0.0) == 1.0


def test_only_what_is_good_fades_while_the_buyer_waits() -> None:
    assert carried_out(0.8, 0.5, 0.1, 3.0) == pytest.approx(0.4 * math.exp(-0.3))
    assert carried_out(-0.8, 0.5, 0.1, 3.0) == pytest.approx(-0.4)
    assert carried_out(0.8, 0.0, 0.1, 3.0) == 0.0


def test_shared_credit() -> None:
    assert help_chance(0.25, 0.5, 0.5) == 0.5
    assert help_chance(0.25, -0.5, 1.0) == 0.0
    assert effort_withheld(0.05, 1.0, 6) == pytest.approx(0.05 * 5 / 6)
    assert effort_withheld(0.05, 1.0, 1) == 0.0
    assert effort_withheld(-0.1, 0.5, 2) == pytest.approx(-0.025)


def test_what_comes_first() -> None:
    assert comes_before(1.0, 9, 9.0, 9, 2.0, 0, 0.0, 0)
    assert comes_before(1.0, 0, 9.0, 9, 1.0, 1, 0.0, 0)
    assert comes_before(1.0, 1, 0.5, 9, 1.0, 1, 0.7, 0)
    assert comes_before(1.0, 1, 0.5, 3, 1.0, 1, 0.5, 4)
    assert not comes_before(1.0, 1, 0.5, 4, 1.0, 1, 0.5, 4)


def test_a_service_takes_its_hours_of_the_hours_there_are() -> None:
    assert service_weeks(2.0, 4.0) == 0.5
    assert service_weeks(2.0, 0.0) == math.inf
    assert service_weeks(0.0, 0.0) == math.inf
