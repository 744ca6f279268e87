"""How opinions of sellers spread between influencers and buyers, and what a team knows of them."""

from typing import Annotated

from annotated_types import Ge, Le
from pydantic.dataclasses import dataclass as checked

from ecosim.parameters import STRICT, Hours, Share, number

Pull = Annotated[float, Ge(-1), Le(1)]


@checked(frozen=True, config=STRICT)
class Opinions:
    """Who listens to whom outside the accounts, and when an opinion is taken over; all off at first."""

    # fmt: off
    peers: Annotated[float, Ge(0), Le(60)] = number(0.0, "influencers", "how many other influencers each listens to, on average; 0 = none", "model.md (influencers); B11")
    rewired: Share = number(1.0, "share", "links that lead anywhere instead of to the next neighbours on a ring", "Watts and Strogatz (1998), B9")
    uneven: bool = number(False, "yes or no", "some listen to many and some to few (Poisson) instead of all to equally many", "Watts and Dodds (2007), B11")
    hubs: Annotated[float, Ge(0), Le(2)] = number(0.0, "exponent", "how far rewired links gather on a few; 0 = all are as likely to be listened to", "B11 (degree)")
    peer_pull: Pull = number(0.0, "share of gap per week", "move toward the peers' mean opinion, each by its credibility; 0 = off", "DeGroot, B10", True)
    threshold: Share = number(0.18, "share of peers", "share of peers with an opinion at which it is taken over, on average", "Watts and Dodds (2007), B11; Granovetter, B10", True)
    threshold_sd: Share = number(0.0, "share of peers", "spread of that threshold between people", "Granovetter, B10", True)
    view: Share = number(0.1, "opinion", "how strong an opinion is at least, for or against, for others to notice it")
    adoption: Share = number(0.0, "share of gap", "move of an influencer whose threshold is reached toward the peers who hold the opinion; 0 = off", "B11", True)
    buyer_adoption: Share = number(0.0, "share of gap", "the same of a buyer's trust, toward colleagues and the influencer it follows; 0 = off", "B10, B11", True)
    heard: Pull = number(0.0, "share of gap per week", "move of a follower's trust toward the influencer's opinion, times its credibility; 0 = off", "model.md (influencers); C07", True)
    experience: Pull = number(0.0, "share of gap per week", "move of an influencer's opinion toward the trust of followers who deal with the seller now; 0 = off", "model.md (influencers); C07", True)
    mismatch: Share = number(0.0, "share of gap", "how far one conversation that did not fit turns the influencer its buyer follows against the seller; 0 = off", "model.md (influencers)")
    poor_fit: Annotated[float, Ge(-10), Le(10)] = number(0.0, "opinion per idea scale", "how much less a buyer speaks for a purchase the further the product is from its own idea; 0 = off", "S3 (buy something, anything, today)", True)
    public: Share = number(0.0, "share", "influencers whom every seller knows from the start; the others are hidden", "S0 (finding influencers)")
    asking_hours: Hours = number(0.0, "h", "a rep's time to ask a contact whom it listens to", "S0 (finding influencers)")
    # fmt: on

    @property
    def at_work(self) -> bool:
        """Whether any opinion moves by this mechanism."""
        return any((self.peer_pull, self.adoption, self.buyer_adoption, self.heard,
                    self.experience, self.mismatch))  # fmt: skip


@checked(frozen=True, config=STRICT)
class Informed:
    """What a team does to know influencers."""

    # fmt: off
    shared: Share = number(1.0, "share", "chance that a colleague in the cluster is told of an influencer somebody there has found", "model.md (influencers)")
    asks: Share = number(1.0, "share", "share of successes after which a rep asks the contact whom it listens to; 0 = never", "S0 (finding influencers); C07")
    # fmt: on
