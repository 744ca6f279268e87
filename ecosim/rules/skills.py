"""Skills: learnt by use and by coaching, lost without use; asks avoided; scripts resisted."""

from ecosim.arithmetic import power, whole_power
from ecosim.compiling import Whole, compiled
from ecosim.rules.group import within


@compiled
def learnt_by_use(
    learnt: float, room: float, growth: float, rote_growth: float, own: Whole, scripted: Whole
) -> float:
    """What is learnt after some more uses: each takes a share of the room that is left.

    From nothing, n uses give room (1 - (1 - growth)^n): diminishing returns. A scripted use takes
    `rote_growth` times the share. Source: model.md (skills grow by use).
    """
    rote = within(growth * rote_growth, 0.0, 1.0)
    left = whole_power(1.0 - growth, int(own)) * whole_power(1.0 - rote, int(scripted))
    return room - (room - learnt) * left


@compiled
def taught(learnt: float, room: float, growth: float, hours: float) -> float:
    """What is learnt after some hours of coaching; an hour takes a share of the room left."""
    if hours <= 0.0:
        return learnt
    return room - (room - learnt) * power(1.0 - growth, hours)


@compiled
def put_off_chance(
    uncomfortable: bool, avoidance: float, skill: float, weak_avoidance: float
) -> float:
    """Chance that a rep puts an ask off: discomfort, and weakness below the average of 0 logits."""
    chance = avoidance if uncomfortable else 0.0
    return within(chance + weak_avoidance * max(0.0, -skill), 0.0, 1.0)


@compiled
def own_adherence(adherence: float, resistance: float, caution: float) -> float:
    """Share of steps in which a rep follows the script: the playbook's, less the rep's resistance,
    plus what caution after a penalty takes of the freedom left."""
    follows = adherence * (1.0 - resistance)
    return follows + caution * (1.0 - follows)


@compiled
def trust_by_rote(trust: float, loss: float) -> float:
    """Trust after a scripted role that the buyer did not need: toward -1; a negative loss: to 1."""
    return trust + loss * (-1.0 - trust) if loss >= 0.0 else trust - loss * (1.0 - trust)
