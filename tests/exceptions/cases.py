"""Exceptions put on the agenda by hand, without deals: the engine's own queues and judges alone."""

from dataclasses import replace
from typing import Any, Literal

import numpy as np

from ecosim.actions.approvals import begins, works_off
from ecosim.build import build
from ecosim.mechanisms.exceptions import Approvals, Exceptions
from ecosim.mechanisms.pay import Regime
from ecosim.room import longer
from ecosim.scenario import Horizon, Scenario
from ecosim.state import Table
from ecosim.team import Structure, Team
from ecosim.world import World

FORMS = {
    "lone": Structure(),
    "hierarchy": Structure(span=8),
    "cluster": Structure(cluster_size=8),
    "hybrid": Structure(cluster_size=8, span=8),
}


def world_of(reps: int = 8, **numbers: Any) -> World:
    """A tiny market of full complexity, so that shares are as stated."""
    world = World("desks")
    return replace(
        world,
        market=replace(world.market, accounts=reps),
        people=replace(world.people, reps=reps),
        dials=replace(world.dials, complexity=1.0),
        influencers=replace(world.influencers, count=0),
        exceptions=replace(Exceptions(rate=1.0), **numbers),
    )


def worked_off(
    world: World, structure: Structure, approvals: Approvals, raised: np.ndarray,
    novel: np.ndarray | bool = True, weeks_at_once: float = 1e9, seed: int = 0,
    credit: Literal["individual", "shared"] = "individual",
) -> tuple[Table, Table]:  # fmt: skip
    """The exceptions and desks after exceptions raised at these times have been worked off.

    Args:
        world: its reps get the exceptions in turn.
        structure: who there is.
        approvals: who decides.
        raised: the times, in weeks.
        novel: which are novel.
        weeks_at_once: in which portions the agenda is worked off.
        seed: which luck.
        credit: whose results are.
    """
    team = Team("any", "", structure, regime=Regime(credit=credit), approvals=approvals)
    state = build(Scenario(world, (team,), Horizon(0, 1, 0)), seed)
    n = len(raised)
    state = state._replace(exceptions=longer(state.exceptions, n), agenda=longer(state.agenda, n))
    x = state.exceptions
    x["rep"] = np.arange(n) % world.people.reps
    x["serial"], x["raised"], x["novel"] = np.arange(n), raised, novel
    x["journey"], x["option"], x["best"] = 1, -1, -1
    state.clock["n_exceptions"] = n
    here, end, last = 0, 0.0, 3.0 * float(raised[-1]) + 1000.0
    while end < last:
        end = min(end + weeks_at_once, last)
        while here < n and raised[here] < end:
            begins(here, state)
            here += 1
        works_off(end, state)
        if here == n and state.clock["n_agenda"][0] == 0:
            break
    return state.exceptions, state.desks


def at_random(n: int, between: float, seed: int = 0) -> np.ndarray:
    """Times of n arrivals at a constant rate."""
    return np.random.default_rng(seed).exponential(between, n).cumsum()
