"""The dials that matching turns: activity of accounts, pace of buyers, ease of deals."""

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from ecosim.world import World

MOST_ACCOUNTS: Final = 2_000_000
MOST_MEETINGS: Final = 8
# what easing leaves of a conversation's hours at most ease; complexity goes down to 0
HOURS_LEFT: Final = 0.25

PACED: Final = {
    "buyers": (
        "availability",
        "status_quo",
        "peer_influence",
        "idea_step",
        "formed_speed",
        "impatience",
        "impatience_stale",
        "loop_back",
        "needs_move",
    ),
    "conversation": ("engagement_fade",),
    "rival": ("enters", "success"),
}
_HIGHEST: Final = {"idea_step": 0.5, "impatience_stale": 1e12}


def with_people(world: World, reps: int, accounts: int, activity: float) -> World:
    """The world with so many reps and accounts that buy so often.

    Activity 1 means as many accounts for each rep as in the named world, each as busy as there. If
    the company has more accounts than that, all of them are kept and each is less busy; if fewer,
    each stands for several buying units, for a group has one open deal at a time. Influencers keep
    their number of accounts.
    """
    market, influencers = world.market, world.influencers
    wanted = activity * market.accounts * reps / world.people.reps
    number = int(np.clip(round(wanted), max(1, accounts), max(MOST_ACCOUNTS, accounts)))
    rate = min(1.0, wanted / number)
    voices = influencers.count * number / market.accounts
    return replace(
        world,
        people=replace(world.people, reps=reps),
        market=replace(
            market,
            accounts=number,
            request_rate=market.request_rate * rate,
            found_rate=market.found_rate * rate,
        ),
        influencers=replace(
            influencers, count=min(200_000, max(1, round(voices))) if influencers.count else 0
        ),
    )


def at_pace(world: World, pace: float) -> World:
    """The world in which groups and the rival do everything `pace` times as often in a week.

    Where groups can not be free for sellers more often, a week allows more meetings on one deal.
    """
    faster = {
        section: {
            key: min(_HIGHEST.get(key, 1.0), getattr(getattr(world, section), key) * pace)
            for key in keys
        }
        for section, keys in PACED.items()
    }
    wait = float(np.clip(world.buyers.wait_utility - np.log(pace), -10.0, 10.0))
    meetings, beyond = world.people.meetings_per_deal, world.buyers.availability * pace
    if beyond > 1.0:
        meetings = max(meetings, min(MOST_MEETINGS, round(meetings * beyond)))
    return replace(
        world,
        buyers=replace(world.buyers, **faster["buyers"], wait_utility=wait),
        conversation=replace(world.conversation, **faster["conversation"]),
        rival=replace(world.rival, **faster["rival"]),
        people=replace(world.people, meetings_per_deal=meetings),
    )


def eased(world: World, ease: float) -> World:
    """The world with easier deals: fewer people and commitments, shorter conversations.

    At 0 nothing changes; at 1 complexity is 0, and conversations, refusals and prospecting attempts
    take a quarter of their hours. Hours that belong to a team design stay as they are.
    """
    people, left = world.people, 1.0 - (1.0 - HOURS_LEFT) * ease
    return replace(
        world,
        dials=replace(world.dials, complexity=world.dials.complexity * (1.0 - ease)),
        people=replace(
            people,
            conversation_hours=max(0.1, people.conversation_hours * left),
            refused_hours=people.refused_hours * left,
            prospecting_hours=max(0.1, people.prospecting_hours * left),
        ),
    )


def turned(world: World, reps: int, accounts: int, dials: npt.NDArray[np.float64]) -> World:
    """The world with so many reps and accounts, and ln activity, ln pace, base, ease as given."""
    activity, pace, base, ease = (float(dial) for dial in dials)
    paced = at_pace(eased(world, ease), float(np.exp(pace)))
    peopled = with_people(paced, reps, accounts, float(np.exp(activity)))
    return replace(peopled, conversation=replace(peopled.conversation, base=base))
