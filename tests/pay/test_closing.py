"""The table of closing against a recursion written independently of it, in plain Python."""

import math
from dataclasses import replace

import numpy as np
import pytest
from worlds import small

from ecosim.build import build
from ecosim.mechanisms.pay import Pay, Regime
from ecosim.scenario import Scenario
from ecosim.state import SHARES, STEPS, WEEKS, Table

PLAN = Regime(quota="measured", bonus=0.3, discount_cap=0.3, discount_step=0.1, inspection=0.25)
CONTROL = Pay(
    price_sensitivity=5.0, pressing=1.0, early_asks=True, held_loss=0.02, hold_back=0.8,
    early_loss=0.05,
)  # fmt: skip


def under(scenario: Scenario, regime: Regime, pay: Pay | None = None) -> Scenario:
    """The scenario with all its teams under a regime, and its world's numbers of pay."""
    teams = tuple(replace(team, regime=regime) for team in scenario.teams)
    return replace(scenario, teams=teams, world=replace(scenario.world, pay=pay or Pay()))


class Recursion:
    """W(steps, weeks left, x) by the definition: memoised recursion forward in time."""

    def __init__(self, pay: Table, regime: Regime, world: Pay, penalty: float) -> None:
        self.pay, self.regime, self.world, self.penalty = pay, regime, world, penalty
        self.known: dict[tuple[int, int, float], float] = {}
        self.endless = np.zeros(STEPS)
        for _ in range(500):
            self.endless = np.array(
                [self.decided(u, 0.5, self.kept(u, self.endless), False) for u in range(STEPS)]
            )

    def kept(self, u: int, later: np.ndarray) -> float:
        moves = self.pay["moves"].reshape(STEPS, STEPS)
        return float((1 - self.pay["gone"][u]) * (moves[u] @ later))

    def options(self, u: int, x: float, kept: float) -> list[float]:
        """What every way of asking a group that agrees is worth."""
        found = []
        for discount in (0.0, 0.1, 0.2, 0.3):
            for press in (0, 1, 2):
                logit = math.log(self.pay["won"][0] / (1 - self.pay["won"][0]))
                logit += self.world.price_sensitivity * discount + self.world.pressing * press
                yes = 1 / (1 + math.exp(-(logit - self.penalty * u)))
                hazard = self.world.pressed_loss * press + self.world.early_loss * u
                later = math.exp(-hazard) * kept
                cost = self.world.pressing_cost * press**2 / 4
                found.append(yes * x * (1 - discount) - cost + (1 - yes) * later)
        return found

    def decided(self, u: int, x: float, kept: float, may_hold: bool = True) -> float:
        asks = self.options(u, x, kept) if u <= 2 else []
        best = max(asks + ([] if u == 0 else [kept]))
        if may_hold and u <= 2 and (u == 0 or best > kept):
            held = kept * math.exp(-self.world.held_loss)
            if u == 0:
                held *= (1 - self.pay["taken"]) / (1 - self.pay["gone"][0])
            free = self.world.hold_back * (1 - self.regime.inspection)
            best += free * max(0.0, held - best)
        if u == 0:
            return best
        agreed, won = self.pay["agreed"][u], self.pay["won"][u]
        return won * x + (1 - won) * (agreed * best + (1 - agreed) * kept)

    def worth(self, u: int, left: int, x: float) -> float:
        if (u, left, x) not in self.known:
            if left == 0:
                kept = 2 * (1 - x) * self.kept(u, self.endless)
            else:
                kept = self.kept(u, np.array([self.worth(k, left - 1, x) for k in range(STEPS)]))
            self.known[u, left, x] = self.decided(u, x, kept)
        return self.known[u, left, x]


def test_the_table_is_what_the_recursion_says() -> None:
    scenario = under(small("transactional", "hierarchy"), PLAN, CONTROL)
    pay = build(scenario, 1).pay[0]
    expected = Recursion(pay, PLAN, CONTROL, scenario.world.buyers.missing_penalty)
    worth = pay["worth"].reshape(STEPS, WEEKS, SHARES)
    for left in (0, 1, 2, 5, 12):
        for point in (0, 7, 20, 33, 40):
            for steps in range(STEPS):
                x = point / 40
                assert worth[steps, left, point] == pytest.approx(
                    expected.worth(steps, left, x), rel=1e-9
                )


def test_where_timing_does_not_matter_every_week_is_alike() -> None:
    """The middle of the table, where linear pay reads it, has the same offer in every week."""
    scenario = under(small("transactional", "hierarchy"), PLAN, CONTROL)
    pay = build(scenario, 1).pay[0]
    ask = pay["ask"].reshape(STEPS, WEEKS, SHARES)[:, :, 20]
    hold = pay["hold"].reshape(STEPS, WEEKS, SHARES)[:, :, 20]
    assert (ask == ask[:, :1]).all()
    assert (hold == 0).all()


def test_reps_hold_back_what_pays_more_later_and_never_without_the_chance() -> None:
    scenario = under(small("transactional", "hierarchy"), PLAN, CONTROL)
    hold = build(scenario, 1).pay[0]["hold"].reshape(STEPS, WEEKS, SHARES)
    assert (hold[0, :, 0] == 1).all()  # an order now would be worth nothing
    assert (hold[0, :, 40] == 0).all()  # an order later would
    free = under(scenario, PLAN, replace(CONTROL, hold_back=0.0))
    assert (build(free, 1).pay[0]["hold"] == 0).all()
