"""Learning from a code that learns from its people: March (1991), exploration and exploitation.

Reality is a row of 30 facts, each 1 or -1. Fifty people believe 1, -1 or nothing of each; a code
(a playbook) believes too, at first nothing. In every period each person acts as believed (by a
coin without a belief) and is judged by right minus wrong actions; the code by right minus wrong
beliefs. People move one step toward the code, bit by bit, with a chance; the code moves to the
majority of those who do strictly better than itself, with a chance that grows with the majority.
Slow learners keep the variety from which the code learns: where the code learns fast, it ends
better the more slowly people learn from it.

With turnover people are replaced by newcomers with beliefs drawn afresh; with drift facts turn
into their opposite. Both happen at the beginning of a period.

Source: March, Organization Science 2 (1991); this reading of it reproduces the published figures
and a public table of 10,000 runs (prototype.md 2; facts.md B1).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecosim import chance
from ecosim.compiling import compiled_apart
from ecosim.rules.knowledge import (
    acted_on,
    adoption_chance,
    counted_vote,
    majority_of,
    stepped_toward,
)
from ecosim.theory.check import Check

LEAVES, DRIFTS, ARRIVES = np.int64(1001), np.int64(1002), np.int64(1003)
COIN, LEARNS, CODE_LEARNS = np.int64(1004), np.int64(1005), np.int64(1006)
FIRST_FACT = np.int64(1007)

NAME = "Learning from a code"
SOURCE = "March (1991) as replicated, prototype.md 2"
# (share of people's bits that learn, chance that one vote convinces the code): right at the end
EQUILIBRIUM = {
    (0.1, 0.9): 0.986, (0.5, 0.9): 0.921, (0.9, 0.9): 0.867,
    (0.1, 0.5): 0.975, (0.5, 0.5): 0.907, (0.9, 0.5): 0.870,
    (0.1, 0.1): 0.932, (0.5, 0.1): 0.894, (0.9, 0.1): 0.903,
}  # fmt: skip
WITH_DRIFT = {0.0: 0.51, 0.1: 0.77}  # turnover: right after 100 periods
SPEEDS_OF_PEOPLE, SPEEDS_OF_CODE = (0.1, 0.3, 0.5, 0.7, 0.9), (0.1, 0.5, 0.9)
DRIFT, PERIODS_OF_DRIFT = 0.02, 100
TOLERANCE = 0.02


@dataclass(frozen=True)
class Organisation:
    """How fast people and code learn, and how much people and facts change.

    Attributes:
        learning_from_code: chance a period that a person's belief moves a step to the code's.
        learning_by_code: chance that a majority of one convinces the code.
        turnover: chance a period that a person is replaced.
        drift: chance a period that a fact turns into its opposite.
        people: how many.
        facts: how many.
        periods: most periods; without turnover and drift it ends when all believe the code.
    """

    learning_from_code: float
    learning_by_code: float
    turnover: float = 0.0
    drift: float = 0.0
    people: int = 50
    facts: int = 30
    periods: int = 20_000


def code_knowledge(organisation: Organisation, runs: int, seed: int) -> npt.NDArray[np.float64]:
    """The share of facts that the code has right at the end of each run; shape (runs,)."""
    right = np.zeros(runs)
    for run in range(runs):
        right[run] = code_path(organisation, seed + run)[-1]
    return right


def code_path(organisation: Organisation, seed: int) -> npt.NDArray[np.float64]:
    """The share of facts that the code has right after each period of one run."""
    facts, people = organisation.facts, organisation.people
    path = np.zeros(organisation.periods)
    lasted = _lives(
        np.uint64(chance.scrambled(np.uint64(seed))),
        np.zeros((people, facts), np.int64), np.zeros((people, facts), np.int64),
        np.zeros(facts, np.int64), np.zeros(facts, np.int64),
        np.zeros(people, np.int64), path, organisation.learning_from_code,
        organisation.learning_by_code, organisation.turnover, organisation.drift,
    )  # fmt: skip
    return path[:lasted]


def equilibria(runs: int = 200, seed: int = 0) -> dict[tuple[float, float], float]:
    """The share the code has right in the end, by learning from the code and by the code."""
    return {
        (by_people, by_code): float(
            code_knowledge(Organisation(by_people, by_code), runs, seed).mean()
        )
        for by_code in SPEEDS_OF_CODE
        for by_people in SPEEDS_OF_PEOPLE
    }


def drift_path(turnover: float, runs: int = 200, seed: int = 0) -> npt.NDArray[np.float64]:
    """The share the code has right after each of 100 periods of drift, averaged over runs."""
    drifting = Organisation(0.5, 0.5, turnover, DRIFT, periods=PERIODS_OF_DRIFT)
    paths = [code_path(drifting, seed + run) for run in range(runs)]
    return np.asarray(np.mean(paths, axis=0), np.float64)


def checks(
    found: dict[tuple[float, float], float], paths: dict[float, npt.NDArray[np.float64]]
) -> list[Check]:
    """Equilibria over both speeds of learning; knowledge under drift, without and with turnover."""
    rows = []
    for (by_people, by_code), expected in EQUILIBRIUM.items():
        name = f"code right in the end, p1 = {by_people}, p2 = {by_code}"
        value = found[by_people, by_code]
        rows.append(Check(NAME, name, expected, value, TOLERANCE, "equal", SOURCE))
    for turnover, expected in WITH_DRIFT.items():
        name = f"code right after {PERIODS_OF_DRIFT} periods of drift, turnover {turnover}"
        value = float(paths[turnover][-1])
        rows.append(Check(NAME, name, expected, value, TOLERANCE, "equal", SOURCE))
    return rows


@compiled_apart
def _lives(
    seed: np.uint64, beliefs: np.ndarray, actions: np.ndarray, code: np.ndarray,
    reality: np.ndarray, performance: np.ndarray, path: np.ndarray, learning_from_code: float,
    learning_by_code: float, turnover: float, drift: float,
) -> int:  # fmt: skip
    """One run from its first period on; returns how many periods it lasted."""
    facts, changing = len(code), turnover > 0.0 or drift > 0.0
    _begin(seed, beliefs, reality)
    for period in range(len(path)):
        now = period + 1
        if changing:
            _change(seed, now, beliefs, reality, turnover, drift)
        bar = _act(seed, now, beliefs, actions, code, reality, performance)
        _people_learn(seed, now, beliefs, code, learning_from_code)
        _code_learns(seed, now, actions, performance, bar, code, learning_by_code)
        right, agreed = 0, True
        for j in range(facts):
            right += code[j] == reality[j]
            for i in range(len(beliefs)):
                agreed = agreed and beliefs[i, j] == code[j]
        path[period] = right / facts
        if agreed and not changing:
            return now
    return len(path)


@compiled_apart
def _begin(seed: np.uint64, beliefs: np.ndarray, reality: np.ndarray) -> None:
    """Facts by a fair coin; beliefs 1, -1 or none, all alike."""
    people, facts = beliefs.shape
    for j in range(facts):
        reality[j] = 1 if chance.uniform(seed, FIRST_FACT, j, 0) < 0.5 else -1
        for i in range(people):
            beliefs[i, j] = chance.chooses(seed, ARRIVES, i * facts + j, 0, 3) - 1


@compiled_apart
def _change(
    seed: np.uint64, now: int, beliefs: np.ndarray, reality: np.ndarray, turnover: float,
    drift: float,
) -> None:  # fmt: skip
    """Some people are replaced, and some facts turn into their opposite."""
    people, facts = beliefs.shape
    for i in range(people):
        if chance.uniform(seed, LEAVES, i, now) < turnover:
            for j in range(facts):
                beliefs[i, j] = chance.chooses(seed, ARRIVES, i * facts + j, now, 3) - 1
    for j in range(facts):
        if chance.uniform(seed, DRIFTS, j, now) < drift:
            reality[j] = -reality[j]


@compiled_apart
def _act(
    seed: np.uint64, now: int, beliefs: np.ndarray, actions: np.ndarray, code: np.ndarray,
    reality: np.ndarray, performance: np.ndarray,
) -> int:  # fmt: skip
    """Everybody acts and is judged; returns the code's own right minus wrong."""
    people, facts = beliefs.shape
    bar = 0
    for j in range(facts):
        bar += code[j] * reality[j]
    for i in range(people):
        performance[i] = 0
        for j in range(facts):
            coin = chance.uniform(seed, COIN, i * facts + j, now) if beliefs[i, j] == 0 else 0.0
            actions[i, j] = acted_on(beliefs[i, j], coin)
            performance[i] += actions[i, j] * reality[j]
    return bar


@compiled_apart
def _people_learn(
    seed: np.uint64, now: int, beliefs: np.ndarray, code: np.ndarray, learning: float
) -> None:
    """Beliefs move a step toward the code, each with the chance of learning."""
    people, facts = beliefs.shape
    for i in range(people):
        for j in range(facts):
            nearer = stepped_toward(beliefs[i, j], code[j])
            if nearer == beliefs[i, j]:
                continue
            if chance.uniform(seed, LEARNS, i * facts + j, now) < learning:
                beliefs[i, j] = nearer


@compiled_apart
def _code_learns(
    seed: np.uint64, now: int, actions: np.ndarray, performance: np.ndarray, bar: int,
    code: np.ndarray, learning: float,
) -> None:  # fmt: skip
    """The code follows the majority of those who did better than itself."""
    people, facts = actions.shape
    for j in range(facts):
        votes = 0
        for i in range(people):
            votes += counted_vote(actions[i, j], performance[i], bar)
        side = majority_of(votes)
        if side == 0 or side == code[j]:
            continue
        if chance.uniform(seed, CODE_LEARNS, j, now) < adoption_chance(votes, learning):
            code[j] = side
