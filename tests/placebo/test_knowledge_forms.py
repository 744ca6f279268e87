"""Which form learns more, in closed loops of learning alone: what decides, and what must not."""

import numpy as np
import pytest
from limits.test_knowledge import scenario_of

from ecosim.actions.debriefs import awaits_debrief
from ecosim.actions.lessons import relevance_of
from ecosim.actions.priorities import priorities_drift, relevance_to
from ecosim.actions.turnover import people_change
from ecosim.build import build
from ecosim.mechanisms.knowledge import Knowledge, Learning
from ecosim.state import LOST, WON, State
from ecosim.team import Structure, Team
from ecosim.week import managers_hear, managers_take_in, reps_debrief, reps_hear, reps_take_in

REPS, ACCOUNTS, SEGMENTS = 24, 40, 4
FORMS = {"lone": (1, 0), "hierarchy": (1, 8), "cluster": (6, 0), "hybrid": (6, 8)}
CLOSING, WON_AT_REFERENCE = 0.24, 0.3  # deals a rep-week; of them won
PROTOTYPE = {  # drift, dated: relevance of lone reps, hierarchy, cluster, hybrid
    (0.005, 0.0): (0.678, 0.678, 0.696, 0.611),
    (0.005, 1.0): (0.677, 0.810, 0.802, 0.808),
    (0.02, 1.0): (0.589, 0.721, 0.701, 0.711),
}


def closes_and_learns(state: State, rng: np.random.Generator) -> None:
    """A week in which some deals close, won by relevance, and everybody learns."""
    priorities_drift(state)
    for i in np.flatnonzero(rng.random(REPS) < CLOSING).tolist():
        account, luck = i * ACCOUNTS + int(rng.integers(ACCOUNTS)), rng.random()
        won = luck < WON_AT_REFERENCE * relevance_to(i, account, state) / 0.7
        state.deals["owner"][0, account], state.deals["talks"][0, account] = i, 1
        state.accounts["journey"][account] += 1
        awaits_debrief(0, account, WON if won else LOST, state)
    state.learners["due"] = 0.0
    for step in (reps_debrief, managers_hear, reps_hear, reps_take_in, managers_take_in):
        step(state)
    people_change(state)
    state.clock["week"] += 1


def relevance(form: str, knowledge: Knowledge, seeds: int, weeks: int = 400) -> np.ndarray:
    """Mean relevance over the second half of the weeks, one number a seed."""
    size, span = FORMS[form]
    team = Team(form, structure=Structure(cluster_size=size, span=span), learning=Learning())
    found = np.zeros(seeds)
    for seed in range(seeds):
        setting = scenario_of(knowledge, team, REPS, REPS * ACCOUNTS, SEGMENTS, weeks)
        state, rng = build(setting, seed), np.random.default_rng(seed)
        rows = []
        for week in range(weeks):
            closes_and_learns(state, rng)
            if week >= weeks // 2 and week % 10 == 0:
                rows.append(np.mean([relevance_of(i, state) for i in range(REPS)]))
        found[seed] = np.mean(rows)
    return found


def knowledge(**numbers: float | str) -> Knowledge:
    return Knowledge(bits=10, turnover=0.0025, **numbers)  # type: ignore[arg-type]


def test_dates_on_hearsay_decide_not_the_form() -> None:
    """Newer evidence wins: both forms beat lone reps by far, and hardly differ at equal hours."""
    lone = relevance("lone", knowledge(), 4)
    dated = {form: relevance(form, knowledge(dated=1.0), 4) for form in ("hierarchy", "cluster")}
    blind = relevance("hierarchy", knowledge(dated=0.0), 4)
    for known in dated.values():
        assert known.mean() > lone.mean() + 0.05
        assert known.mean() > blind.mean() + 0.05
    assert abs((dated["hierarchy"] - dated["cluster"]).mean()) < 0.02


def test_what_is_true_in_one_place_only_favours_clusters_of_that_place() -> None:
    gap = {
        areas: relevance("cluster", knowledge(local=0.35, areas=areas), 4)
        - relevance("hierarchy", knowledge(local=0.35, areas=areas), 4)
        for areas in ("neighbours", "scattered")
    }
    assert gap["neighbours"].mean() > 0.015
    assert abs(gap["scattered"].mean()) < 0.02


@pytest.mark.statistical
@pytest.mark.parametrize(("drift", "dated"), PROTOTYPE)
def test_the_prototypes_table(drift: float, dated: float) -> None:
    """Within .05; for blind copying in a hierarchy .07: there March's coins cost the code more."""
    world = knowledge(drift=drift, dated=dated)
    for form, expected in zip(FORMS, PROTOTYPE[drift, dated], strict=True):
        found = relevance(form, world, seeds=12, weeks=500).mean()
        slack = 0.075 if form == "hierarchy" and dated == 0.0 else 0.05
        assert found == pytest.approx(expected, abs=slack), form
