"""The whole model with one buyer, one commitment, no rival and a fixed chance: geometric waiting.

If every conversation secures the only commitment with the same chance, independently of all before,
the number of conversations until then follows the geometric law, and so do the weeks if a meeting
comes about with a chance of its own: with both chances multiplied. Here it is the real model that
runs, with everything else switched off by the values of its parameters.

Source: the geometric distribution; model.md (every mechanism has an off switch).
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import simulate
from ecosim.state import WON
from ecosim.team import Playbook, Structure, Team
from ecosim.theory.check import Check
from ecosim.world import World

NAME = "One buyer, one commitment"
SUCCESS, MEETING = 0.3, 0.9
WEEKS, LAST_START = 200, 150  # deals opened until then have ended by the end of the run
ERRORS = 4.0  # standard errors that a mean may be off


@dataclass(frozen=True)
class FirstSuccesses:
    """How long deals with a single commitment took.

    Attributes:
        success: chance that a conversation secures the commitment.
        meeting: chance that a week's attempt at a meeting succeeds.
        talks: conversations until the commitment was secured, one number a deal.
        weeks: weeks until then.
    """

    success: float
    meeting: float
    talks: npt.NDArray[np.int64]
    weeks: npt.NDArray[np.int64]


def lonely_world(success: float = SUCCESS, meeting: float = MEETING) -> World:
    """Groups of one, always free, endlessly patient, convinced at once; all reps average."""
    world = World("lonely")
    return replace(
        world,
        market=replace(
            world.market, accounts=400, request_rate=0.2, rest_after_win=0, market_sd=0.0
        ),
        dials=replace(
            world.dials, h_set=1.0, h_order=0.0, h_role=0.0, drift=0.0, noise=0.0, complexity=0.0
        ),
        people=replace(
            world.people, reps=40, hours=80.0, prospecting_share=0.0, meetings_per_deal=1,
            skill_sd=0.0, skill_sd_specific=0.0,
        ),
        conversation=replace(
            world.conversation, base=float(np.log(success / (1.0 - success))), account_sd=0.0,
            reading_speed=1e6, first_engagement=meeting, engagement_gain=0.0, engagement_loss=0.0,
            engagement_fade=0.0,
        ),
        buyers=replace(
            world.buyers, group_base=0.0, group_complexity=0.0, commitments_spread=0.0,
            threshold_mean=0.0, threshold_sd=0.0, availability=1.0, speed_ln_sd=0.0,
            impatience=0.0, wait_utility=-10.0, wait_pressure=0.0, loop_back=0.0, held_share=0.0,
        ),
        rival=replace(world.rival, present_request=0.0, enters=0.0),
        influencers=replace(world.influencers, count=0),
    )  # fmt: skip


def first_successes(
    success: float = SUCCESS, meeting: float = MEETING, runs: int = 10, seed: int = 11
) -> FirstSuccesses:
    """Run the model in the limit and read the deals that needed one commitment from its ledgers.

    Raises:
        ValueError: deals of the limit ended otherwise than won, so that it is no limit any more.
    """
    reads = Playbook(order="adaptive", adherence=0.0, listening_hours=0.01)
    team = Team("reader", "", Structure(), reads)
    scenario = Scenario(lonely_world(success, meeting), (team,), Horizon(0, WEEKS, 0))
    ledger = np.concatenate([simulate(scenario, seed + k).ledger for k in range(runs)])
    early = ledger[(ledger["commitments"] == 1) & (ledger["opened"] <= LAST_START)]
    if (early["outcome"] != WON).any():
        raise ValueError("one buyer: deals that opened early are not all won")
    talks, weeks = early["talks"], early["closed"] - early["opened"] + 1
    return FirstSuccesses(success, meeting, talks.astype(np.int64), weeks.astype(np.int64))


def checks(found: FirstSuccesses) -> list[Check]:
    """Means and squared variations against the geometric law, within four standard errors."""
    rows = []
    both = found.success * found.meeting
    for name, counts, chance in (
        ("conversations", found.talks, found.success), ("weeks", found.weeks, both)
    ):  # fmt: skip
        sd = np.sqrt(1.0 - chance) / chance
        error = sd / np.sqrt(len(counts))
        rows.append(
            Check(NAME, f"mean {name} to the first success", 1.0 / chance, float(counts.mean()),
                  float(ERRORS * error), "equal", "geometric law")
        )  # fmt: skip
        kurtosis = 9.0 + chance**2 / (1.0 - chance)
        spread = sd * np.sqrt((kurtosis - 1.0) / len(counts)) / 2.0
        rows.append(
            Check(NAME, f"standard deviation of {name}", float(sd), float(counts.std()),
                  float(ERRORS * spread), "equal", "geometric law")
        )  # fmt: skip
    return rows
