"""What is kept of a run besides its outcomes: its weeks, and the deals of its entry cohort."""

import numpy as np

from ecosim.measures import in_cohort, status_at_end
from ecosim.simulate import Run
from ecosim.state import CAUSES, NO_DECISION, OPEN

# why a deal of the cohort ended: as recorded, or found by us at the end of the run
CAUSES_AT_END = (*CAUSES, "silent for 52 weeks")
SILENT = len(CAUSES)

WEEK_OF_RUN = np.dtype([
    ("seed", "i8"), ("week", "i4"),
    ("orders", "i4"), ("order_value", "f8"), ("opened", "i4"), ("lost", "i4"),
    ("no_decision", "i4"), ("open", "i4"), ("talks", "i8"), ("talking_hours", "f8"),
    ("prospecting_hours", "f8"), ("coordination_hours", "f8"), ("idle_hours", "f8"),
])  # fmt: skip
DEAL_OF_RUN = np.dtype([
    ("seed", "i8"),
    ("outcome", "i1"),  # at the end of the run, see measures.status_at_end
    ("cause", "i1"),  # among CAUSES_AT_END
    ("source", "i1"),
    ("stuck_at", "i1"),  # the commitment that came next when it ended; -1 if none was missing
    ("size", "i4"), ("value", "f8"), ("opened", "i4"), ("closed", "i4"),  # -1: never recorded
    ("required", "i1"), ("covered", "i1"),  # commitments: needed, and secured of those
    ("earlier_wins", "i4"), ("rival", "i1"),
])  # fmt: skip
SINCE_START = (
    "talks", "talking_hours", "prospecting_hours", "coordination_hours", "idle_hours",
)  # fmt: skip
ALIKE_WEEKS = ("orders", "order_value", "opened", "lost", "no_decision", "open")
ALIKE_DEALS = ("source", "stuck_at", "size", "value", "opened", "closed", "earlier_wins", "rival")


def weekly_rows(run: Run, team: int) -> np.ndarray:
    """A team's weeks, every column for the week alone; open deals stand at the week's end."""
    given = np.asarray(run.weekly)[:, team]
    made = np.empty(len(given), WEEK_OF_RUN)
    made["seed"], made["week"] = run.seed, np.arange(len(given))
    for name in ALIKE_WEEKS:
        made[name] = given[name]
    for name in SINCE_START:
        made[name] = np.diff(given[name], prepend=0)
    return made


def cohort_rows(run: Run, team: int) -> np.ndarray:
    """The deals of a team's entry cohort with what became of them by the end of the run."""
    horizon, ledger = run.scenario.horizon, np.asarray(run.ledger)
    given = in_cohort(
        ledger[ledger["team"] == team], horizon.burn_in, horizon.burn_in + horizon.cohort
    )
    made = np.empty(len(given), DEAL_OF_RUN)
    made["seed"], made["outcome"] = run.seed, status_at_end(given, horizon.weeks)
    silent = (given["outcome"] == OPEN) & (made["outcome"] == NO_DECISION)
    made["cause"] = np.where(silent, SILENT, given["cause"])
    for name in ALIKE_DEALS:
        made[name] = given[name]
    made["required"] = np.bitwise_count(given["required"])
    made["covered"] = np.bitwise_count(given["required"] & given["covered"])
    return made
