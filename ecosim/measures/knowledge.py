"""What reps know of customers, what learning took, how well scripts fit. NaN where it is off.

Read off the lessons of a run: one row a team every fourth week. Averages are of the rows in the
window after the burn-in; what stands at the end is the last row's.
"""

# ruff: noqa: E501  a table: one line an outcome
import numpy as np

from ecosim.actions.lessons import EVERY
from ecosim.measures.outcome import Outcome
from ecosim.simulate import Run

# fmt: off
ROWS = (
    Outcome("relevance", "relevance", "share", "priorities of customers' segments that reps get right (a coin where they believe nothing), mean over the window", True, 0.01),
    Outcome("relevance_at_end", "relevance at the end", "share", "the same in the last row", True, 0.02),
    Outcome("relevance_spread", "spread of relevance between territories", "share", "standard deviation of relevance between the reps of a team, mean over the window", None, 0.01),
    Outcome("beliefs_held", "beliefs held", "share", "priorities of which reps believe anything, mean over the window", None, 0.02),
    Outcome("beliefs_right", "beliefs that are right", "share", "beliefs that are right, of those held, mean over the window", True, 0.02),
    Outcome("beliefs_stale", "beliefs that are stale", "share", "beliefs whose evidence is older than the priority's last turn, of those held, mean over the window", False, 0.02),
    Outcome("learning_share", "hours spent learning", "share", "hours of debriefs, talks and reviews of all paid hours; part of coordination", None, 0.005),
    Outcome("debriefs", "debriefs", "debriefs", "closed deals debriefed in the window", None, 0.0),
    Outcome("people_left", "people who left", "people", "reps who left in the window", None, 0.0),
    Outcome("script_changes", "changes of the script", "steps", "steps added to or taken off the lists of a circle by learning, in the window", None, 0.0),
    Outcome("script_covers", "cover of the script", "share", "what accounts require that is on their list, mean over the window", None, 0.01),
    Outcome("script_needless", "needless steps of the script", "share", "steps on the list that the account does not require, mean over the window", False, 0.01),
)
# fmt: on
MEANS = {
    "relevance": "relevance",
    "relevance_spread": "relevance_sd",
    "beliefs_held": "known",
    "beliefs_right": "right",
    "beliefs_stale": "stale",
    "script_covers": "covers",
    "script_needless": "needless",
}  # fmt: skip
OF_BELIEFS = ("relevance", "relevance_spread", "beliefs_held", "beliefs_right", "beliefs_stale")


def outcomes(run: Run, team: int) -> dict[str, float]:
    """Knowledge, learning and scripts of one team in one run; NaN where they are off."""
    named = {row.name: np.nan for row in ROWS}
    first = run.scenario.horizon.burn_in // EVERY
    rows = np.asarray(run.lessons)[first:]
    if len(rows) == 0:
        return named
    mine = rows[:, team]
    before = np.asarray(run.lessons)[first - 1, team] if first else np.zeros_like(mine[0])
    believes = run.scenario.world.knowledge.bits > 0
    for name, column in MEANS.items():
        if believes or name not in OF_BELIEFS:
            named[name] = float(mine[column].mean())
    if believes:
        named["relevance_at_end"] = float(mine["relevance"][-1])
    people = run.scenario.world.people
    payroll = people.hours * people.reps * EVERY * len(mine)
    named["learning_share"] = float(mine["hours"][-1] - before["hours"]) / payroll
    named["debriefs"] = float(mine["debriefs"][-1] - before["debriefs"])
    named["people_left"] = float(mine["newcomers"][-1] - before["newcomers"])
    named["script_changes"] = float(mine["changes"][-1] - before["changes"])
    return named
