"""What an experimenter imposes at random on deals, alike for every team, for honest causal answers."""

from typing import Annotated

from annotated_types import Ge, Le
from pydantic.dataclasses import dataclass as checked

from ecosim.parameters import STRICT, Hours, Share, number


@checked(frozen=True, config=STRICT)
class Interventions:
    """Random treatment by account and journey; never by team, and written in the ledger of deals.

    A skipped commitment is never asked for: the seller counts it as done. The group then needs no
    word on it to be ready, but the seller lacks it when the group chooses, and what should come
    after it is asked too early.
    """

    # fmt: off
    skip_time: Share = number(0.0, "share of deals", "chance that sellers skip `time`; 0 = off", "C12, F13")
    skip_explore: Share = number(0.0, "share of deals", "chance that sellers skip `explore`; 0 = off", "C12, F13")
    skip_change: Share = number(0.0, "share of deals", "chance that sellers skip `change`; 0 = off", "C12, F13")
    skip_collaborate: Share = number(0.0, "share of deals", "chance that sellers skip `collaborate`; 0 = off", "C12, F13")
    skip_consensus: Share = number(0.0, "share of deals", "chance that sellers skip `build consensus`; 0 = off", "C12, F13")
    skip_invest: Share = number(0.0, "share of deals", "chance that sellers skip `invest`; 0 = off", "C12, F13")
    skip_review: Share = number(0.0, "share of deals", "chance that sellers skip `review`; 0 = off", "C12, F13")
    skip_concerns: Share = number(0.0, "share of deals", "chance that sellers skip `resolve concerns`; 0 = off", "C12, F13")
    skip_decide: Share = number(0.0, "share of deals", "chance that sellers skip `decide`; 0 = off", "C12, F13")
    skip_execute: Share = number(0.0, "share of deals", "chance that sellers skip `execute`; 0 = off", "C12, F13")
    skipped_blocks: bool = number(False, "yes or no", "a group is not ready before also what was skipped is secured", "C12", True)
    latency_weeks: Annotated[int, Ge(0), Le(26)] = number(0, "weeks", "most weeks that pass between meetings on a deal; drawn evenly from 0 to this; 0 = off", "C08")
    depth_limited: Share = number(0.0, "share of deals", "chance that sellers reach only the first one, two or three levels of the group; 0 = off", "C23")
    presentation_sd: Annotated[float, Ge(0), Le(3)] = number(0.0, "logit", "spread of a shift, by deal, of skill on the commitments from `invest` on; 0 = off", "C23")
    inspection: Share = number(0.0, "share of conversations", "chance that the manager is on the call: the rep then follows the script (only with managers who have hours); 0 = off", "C13 (S4)")
    inspection_hours: Hours = number(0.5, "h", "manager's hours for a call it is on; each rep has its even share of what the manager has left after reviews and coaching")
    inspection_pressure: Annotated[float, Ge(-2), Le(2)] = number(0.0, "logit", "what a manager on the call adds to success; below 0 it hampers; 0 = off", "C13", True)
    # fmt: on
