"""Waiting for an approval: several servers, first come, first served, against Erlang's formula.

Cases arrive at random with a constant rate; each takes an exponential time of whichever of the
servers is free first. How long a case waits on average follows from the servers' load alone. With
several stages a case goes on to the next desk when one is done with it; departures of such a queue
are as random as its arrivals, so every desk waits as if it stood alone (Burke 1956).

The agenda is worked off week by week, as the model does; in which portions makes no difference to
a single bit.

Source: Erlang (1917); prototype.md 2 (queue in a weekly loop); facts.md B7.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecosim import chance
from ecosim.actions.agenda import put, taken
from ecosim.arithmetic import logarithm
from ecosim.compiling import compiled_apart
from ecosim.rows import AGENDA
from ecosim.rules.queueing import first_free, starts_at
from ecosim.theory.check import Check

ARRIVAL, SERVICE = np.int64(1031), np.int64(1032)
STAGES_A_CASE = np.int64(64)  # room for stages in the key of a service

NAME = "Waiting for approval"
SERVERS, LOADS = (1, 2, 3), (0.3, 0.5, 0.7)
TOLERANCE = 0.05  # of the theoretical wait
WEEKS_AT_ONCE = (0.1, 1.0, 7.0, 1000.0)


@dataclass(frozen=True)
class Desks:
    """Queues one behind the other, each with the same number of servers.

    Attributes:
        servers: at each stage.
        load: share of the servers' time that is needed.
        service_weeks: mean length of a service.
        stages: how many queues every case goes through.
    """

    servers: int
    load: float
    service_weeks: float = 0.1
    stages: int = 1


def chance_of_waiting(servers: int, load: float) -> float:
    """Erlang's C: the chance that an arriving case finds all servers taken.

    Args:
        servers: c, at least 1.
        load: arrival rate times mean service time by servers, below 1.
    """
    offered = servers * load
    free = sum(offered**k / math.factorial(k) for k in range(servers))
    taken_all = offered**servers / math.factorial(servers) / (1.0 - load)
    return taken_all / (free + taken_all)


def expected_wait(desks: Desks) -> float:
    """Mean weeks that a case waits at one stage before its service begins."""
    all_taken = chance_of_waiting(desks.servers, desks.load)
    return all_taken * desks.service_weeks / (desks.servers * (1.0 - desks.load))


def waits(
    desks: Desks, cases: int, seed: int, weeks_at_once: float = 1.0
) -> npt.NDArray[np.float64]:
    """How long each case waited at each stage; shape (cases, stages), in weeks.

    Args:
        desks: the queues.
        cases: how many cases arrive.
        seed: which luck.
        weeks_at_once: in which portions the agenda is worked off.
    """
    seeded = np.uint64(chance.scrambled(np.uint64(seed)))
    arrivals, waited = np.zeros(cases), np.zeros((cases, desks.stages))
    between = desks.service_weeks / (desks.servers * desks.load)
    _arrive(seeded, arrivals, between)
    agenda, free_at = np.zeros(cases, AGENDA), np.zeros((desks.stages, desks.servers))
    here, waiting, week_end = 0, 0, 0.0
    while here < cases or waiting > 0:
        week_end += weeks_at_once
        here, waiting = _one_portion(
            seeded, week_end, arrivals, here, agenda, waiting, free_at, waited, desks.service_weeks
        )
    return waited


def measured(cases: int = 150_000, seed: int = 0) -> dict[Desks, float]:
    """The mean wait for one to three servers at loads up to 0.7."""
    every = [Desks(servers, load) for servers in SERVERS for load in LOADS]
    return {desks: float(waits(desks, cases, seed).mean()) for desks in every}


def checks(found: dict[Desks, float], cases: int = 20_000, seed: int = 0) -> list[Check]:
    """Mean waits within five percent, and the same bits in whatever portions cases are served."""
    rows = []
    for desks, wait in found.items():
        expected = expected_wait(desks)
        name = f"mean wait, {desks.servers} servers at load {desks.load} (weeks)"
        rows.append(
            Check(NAME, name, expected, wait, TOLERANCE * expected, "equal", "Erlang (1917)")
        )
    desks = Desks(2, 0.7, stages=3)
    portions = [waits(desks, cases, seed, weeks) for weeks in WEEKS_AT_ONCE]
    differing = sum(int((other != portions[0]).sum()) for other in portions[1:])
    name = "waits at three stages that differ in any bit between portions of 0.1 to 1000 weeks"
    rows.append(Check(NAME, name, 0.0, differing, 0.0, "equal", "prototype.md 2"))
    return rows


@compiled_apart
def _arrive(seed: np.uint64, arrivals: np.ndarray, between: float) -> None:
    """Arrival times with exponential time between them."""
    time = 0.0
    for case in range(len(arrivals)):
        time -= between * logarithm(1.0 - chance.uniform(seed, ARRIVAL, case, 0))
        arrivals[case] = time


@compiled_apart
def _one_portion(
    seed: np.uint64, week_end: float, arrivals: np.ndarray, here: int, agenda: np.ndarray,
    waiting: int, free_at: np.ndarray, waited: np.ndarray, service_weeks: float,
) -> tuple[int, int]:  # fmt: skip
    """Work off what is due before the end of the week; returns who has arrived, who still waits.

    An entry's rank is the stage that its case is at."""
    while here < len(arrivals) and arrivals[here] < week_end:
        waiting = put(agenda, waiting, arrivals[here], 0, arrivals[here], here)
        here += 1
    while waiting > 0 and agenda[0].time < week_end:
        time, stage, case = agenda[0].time, int(agenda[0].rank), int(agenda[0].case)
        waiting = taken(agenda, waiting)
        server = first_free(free_at[stage])
        start = starts_at(time, free_at[stage, server])
        luck = chance.uniform(seed, SERVICE, case * STAGES_A_CASE + stage, 0)
        done = start - service_weeks * logarithm(1.0 - luck)
        free_at[stage, server] = done
        waited[case, stage] = start - time
        if stage + 1 < len(free_at):
            waiting = put(agenda, waiting, done, stage + 1, done, case)
    return here, waiting
