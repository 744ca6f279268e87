"""What influencers do: they come and go."""

from ecosim.chance import CHURN, uniform
from ecosim.compiling import compiled
from ecosim.state import State


@compiled
def influencer_drifts(k: int, s: State) -> None:
    """Now and then an influencer is replaced by one whom no team knows and who knows no team."""
    churn, clock = s.numbers[0].influencers_churn, s.clock[0]
    if uniform(clock.seed, CHURN, k, clock.week) < churn:
        influencer = s.influencers[k]
        influencer.arrived = clock.week
        for seller in range(len(influencer.opinion)):
            influencer.opinion[seller] = 0.0
        for circle in range(s.known.shape[0]):
            s.known[circle, k] = 0
