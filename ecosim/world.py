"""A World: the market as given. Nobody in it is a team design."""

from dataclasses import field, replace
from typing import Annotated

from annotated_types import Ge, Le
from pydantic.dataclasses import dataclass as checked

from ecosim.mechanisms.contest import Contest
from ecosim.mechanisms.costs import Costs
from ecosim.mechanisms.exceptions import Exceptions
from ecosim.mechanisms.interventions import Interventions
from ecosim.mechanisms.knowledge import Knowledge
from ecosim.mechanisms.orders import Forecasts, Orders, Plant, Turns
from ecosim.mechanisms.pay import Pay
from ecosim.mechanisms.skills import Skills
from ecosim.mechanisms.transition import Transition
from ecosim.parameters import (
    STRICT,
    Hours,
    Logit,
    Name,
    NotNegative,
    Positive,
    Share,
    Weeks,
    number,
)

MOST_HOURS = 80.0  # nobody is paid for more hours a week


@checked(frozen=True, config=STRICT)
class Market:
    """Accounts, their problems and what they are worth."""

    # fmt: off
    accounts: Annotated[int, Ge(1), Le(2_000_000)] = number(600, "accounts", "buying organisations that the team's reps can reach")
    unreachable_accounts: Annotated[int, Ge(0), Le(100_000)] = number(0, "accounts", "organisations in nobody's territory (a control: they change nothing else)")
    segments: Annotated[int, Ge(1), Le(64)] = number(4, "segments", "kinds of account; a segment shares a standard set of commitments")
    value_median: Positive = number(25_000.0, "USD", "median deal size")
    value_ln_sd: Annotated[float, Ge(0), Le(4)] = number(1.2, "ln units", "spread of deal sizes (lognormal)", "F9; data.md 2")
    territory_ln_sd: Annotated[float, Ge(0), Le(3)] = number(0.8, "ln units", "spread of deal sizes between territories", "prototype.md 1 (top-20% share)")
    request_rate: Annotated[float, Ge(0), Le(1)] = number(0.02, "per week", "chance that an idle account with average pressure asks for offers (RFP)", "prototype.md 1")
    found_rate: Share = number(0.14, "per attempt", "chance that a prospecting attempt at an idle account finds a latent need", "prototype.md 1")
    pressure_effect: Annotated[float, Ge(0), Le(3)] = number(0.6, "ln units per sd", "how much pressure raises requests and finds", "prototype.md 1")
    pressure_persistence: Annotated[float, Ge(0), Le(0.9999)] = number(0.95, "per week", "persistence of an account's own pressure (mean-reverting walk)")
    market_sd: Annotated[float, Ge(0), Le(3)] = number(0.25, "pressure sd", "size of the market factor that all accounts share; 0 = off", "F15; data.md 2 (creation CV .26)")
    market_persistence: Annotated[float, Ge(0), Le(0.9999)] = number(0.9, "per week", "persistence of the market factor", "prototype.md 1")
    rest_after_win: Weeks = number(26, "weeks", "how long an account buys nothing after a purchase")
    rest_after_none: Weeks = number(13, "weeks", "how long an account rests after a journey that ended in nothing")
    # fmt: on


@checked(frozen=True, config=STRICT)
class Dials:
    """The dials of the world that decide the debate."""

    # fmt: off
    h_set: Share = number(0.3, "share", "how far an account's required commitments differ from its segment's", "model.md", True)
    h_order: Share = number(0.3, "share", "how far an account's order of commitments differs from the canonical one", "model.md", True)
    h_role: Share = number(0.3, "share", "chance that a buyer needs another role than the standard one", "model.md", True)
    drift: Share = number(0.1, "dial", "how fast what buyers need moves on", "model.md", True)
    noise: Share = number(0.3, "dial", "how hard a buyer is to read; 1 = impossible", "model.md", True)
    complexity: Share = number(0.5, "dial", "size of groups and number of commitments", "prototype.md 1")
    # fmt: on


@checked(frozen=True, config=STRICT)
class People:
    """The reps, alike for every team: hours, skills, habits."""

    # fmt: off
    reps: Annotated[int, Ge(1), Le(100_000)] = number(24, "reps", "sellers in each team")
    hours: Annotated[float, Ge(1), Le(MOST_HOURS)] = number(30.0, "h per week", "paid hours a rep can give to selling and coordination", "prototype.md 1 (27.5 + 2 of coordination)")
    conversation_hours: Annotated[float, Ge(0.1), Le(20)] = number(2.0, "h", "one conversation with preparation and follow-up", "prototype.md 1")
    refused_hours: Hours = number(0.25, "h", "an attempt at a meeting that is refused")
    prospecting_hours: Annotated[float, Ge(0.1), Le(40)] = number(2.5, "h", "one prospecting attempt", "prototype.md 1")
    prospecting_share: Share = number(0.2, "share of hours", "hours kept for prospecting; 0 = wait for requests", "prototype.md 1; C23")
    meetings_per_deal: Annotated[int, Ge(1), Le(8)] = number(2, "per week", "meetings one deal allows in a week", "prototype.md 1 (1-3)")
    value_attention: Annotated[float, Ge(-1), Le(2)] = number(0.5, "exponent", "how far larger deals get attention first", "prototype.md 1", True)
    skill_sd: Annotated[float, Ge(0), Le(3)] = number(0.3, "logit", "spread of general skill between reps", "data.md 4 (.2-.4)")
    skill_sd_specific: Annotated[float, Ge(0), Le(3)] = number(0.35, "logit", "spread of skill per role and per commitment", "prototype.md 1")
    sensing_low: Share = number(0.4, "share", "weakest rep's sensing", "prototype.md 1")
    sensing_high: Share = number(0.9, "share", "best rep's sensing", "prototype.md 1")
    review_thoroughness: Share = number(0.3, "share", "chance that a look at a dead deal in a review shows that it is dead")
    review_hours: Annotated[float, Ge(0), Le(8)] = number(0.1, "h per deal", "time to review one deal")
    # fmt: on


@checked(frozen=True, config=STRICT)
class Conversation:
    """What a conversation can achieve and what a mismatch costs, once, for everybody."""

    # fmt: off
    base: Logit = number(0.0, "logit", "success of an average conversation that fits", "prototype.md 1")
    account_sd: Annotated[float, Ge(0), Le(3)] = number(0.88, "logit", "spread between accounts in how open they are", "prototype.md 1")
    wrong_role: Share = number(0.35, "factor", "success left when the rep plays a role the buyer does not need", "model.md (phi); C03", True)
    out_of_order: Share = number(0.5, "factor", "success left for each required commitment that should have come first", "model.md (omega); C01", True)
    reading_speed: NotNegative = number(3.0, "per h", "how fast listening clears up what a buyer needs", "prototype.md 1")
    conviction_gain: Share = number(0.44, "share of gap", "conviction gained by a success", "prototype.md 1")
    conviction_gain_failed: Share = number(0.13, "share of gap", "conviction gained by a conversation that fits but secures nothing", "prototype.md 1")
    personal_pull: Share = number(0.06, "idea scale", "how far tailoring to one person pulls its idea away from the group", "F18")
    group_pull: Share = number(0.075, "share of gap", "how far tailoring to the group pulls the ideas of those reached together", "F18")
    group_conviction: Share = number(0.85, "factor", "conviction gained by group tailoring relative to personal tailoring", "F18")
    trust_gain: Share = number(0.08, "trust", "trust gained by a success")
    trust_loss: Share = number(0.03, "trust", "trust lost by a mismatch", "prototype.md 1")
    engagement_gain: Share = number(0.05, "share", "willingness to meet gained by a success")
    engagement_loss: Share = number(0.02, "share", "willingness to meet lost by a mismatch", "prototype.md 1")
    engagement_fade: Share = number(0.03, "per week", "willingness to meet lost in a week without contact (rot)", "data.md 3")
    first_engagement: Share = number(0.9, "share", "willingness to meet a seller at first")
    access: Share = number(0.58, "per success", "chance that a success opens the next contact, one step deeper", "prototype.md 1")
    shaping: Share = number(0.05, "share of gap", "how far a success draws an idea not yet formed toward the seller's product", "C23", True)
    # fmt: on


@checked(frozen=True, config=STRICT)
class Buyers:
    """Buying groups: how they form ideas, agree, decide, lose patience."""

    # fmt: off
    group_base: NotNegative = number(0.6, "people", "mean group size beyond one at no complexity", "prototype.md 1")
    group_complexity: NotNegative = number(7.2, "people", "how much complexity enlarges groups", "prototype.md 1; F16")
    group_value: Annotated[float, Ge(-1), Le(2)] = number(0.35, "ln units per sd", "how much larger deals have larger groups", "prototype.md 1")
    commitments_spread: NotNegative = number(2.5, "commitments", "spread of how many commitments an account needs", "prototype.md 1")
    commitments_per_member: Annotated[float, Ge(-1), Le(2)] = number(0.35, "commitments per person", "how many more commitments larger groups need", "prototype.md 1")
    level_vote: NotNegative = number(0.3333, "share per level", "how much more a vote weighs one level deeper; 0 = all alike")
    conviction: Share = number(0.2, "share", "conviction that change is worth it before anyone sells", "prototype.md 1")
    conviction_request: Share = number(0.1, "share", "extra conviction of a group that itself asked for offers")
    threshold_mean: Share = number(0.44, "share", "conviction above which a member supports the purchase", "prototype.md 1")
    threshold_sd: Share = number(0.15, "share", "spread of that threshold", "prototype.md 1")
    status_quo: Share = number(0.08, "per week", "conviction above the start that fades in a week", "prototype.md 1")
    peer_influence: Share = number(0.05, "per week", "move toward the group's mean conviction in a week")
    idea_reach: Annotated[float, Ge(0), Le(2)] = number(0.24, "idea scale", "distance of ideas within which members listen to each other and can agree", "prototype.md 1; B10")
    idea_step: Annotated[float, Ge(0), Le(0.5)] = number(0.15, "share of gap", "move toward the member one talks with", "B10")
    idea_spread: NotNegative = number(0.25, "idea scale", "spread of ideas in a group with a latent need", "F19")
    idea_spread_request: NotNegative = number(0.17, "idea scale", "spread of ideas in a group that asks for offers", "F19")
    formed_request: Share = number(0.6, "share", "how formed ideas are when a group asks for offers", "F19 (57%)")
    formed_speed: Share = number(0.03, "per week", "how fast ideas form")
    quorum: Share = number(0.66, "share of votes", "weight of support and of agreement needed to buy", "prototype.md 1")
    availability: Share = number(0.7, "per week", "chance that a group has time for sellers in a week")
    spell_weeks: Annotated[float, Ge(1), Le(52)] = number(1.0, "weeks", "mean time before a group's availability is drawn anew; 1 = every week", "data.md 3 (pipelines rot); F7 (cycle CV)")
    speed_ln_sd: Annotated[float, Ge(0), Le(3)] = number(0.5, "ln units", "spread of that chance between journeys", "prototype.md 3 (cycle CV)")
    impatience: Annotated[float, Ge(0), Le(1)] = number(0.006, "per week", "hazard that a journey dies at no staleness and full agreement", "prototype.md 1")
    impatience_stale: NotNegative = number(0.25, "per week", "growth of that hazard per week without a conversation (up to 12)", "prototype.md 1")
    impatience_discord: NotNegative = number(2.0, "per idea scale", "growth of that hazard with disagreement", "prototype.md 1")
    impatience_pressure: Annotated[float, Ge(0), Le(3)] = number(0.3, "ln units per sd", "how much pressure lowers that hazard", "prototype.md 1")
    trust_weight: NotNegative = number(4.8, "logit per trust", "weight of trust in choosing a seller", "prototype.md 1")
    fit_weight: NotNegative = number(0.8, "logit per idea scale", "weight of fit in choosing a seller", "prototype.md 1")
    missing_penalty: NotNegative = number(0.6, "logit per commitment", "utility a seller loses for each required commitment not secured", "prototype.md 1")
    wait_utility: Logit = number(0.0, "logit", "utility of waiting another week; -10 = hardly ever wait")
    wait_pressure: Annotated[float, Ge(0), Le(3)] = number(0.3, "logit per sd", "how much pressure, the market's included, makes waiting less attractive; 0 = off", "F15 (orders cluster in good weeks)")
    trust_decay: Share = number(0.005, "per week", "trust that fades in a week between journeys", "data.md 3 (incumbency)")
    loop_back: Share = number(0.01, "per week", "chance that a secured commitment is lost again; 0 = off", "F20; prototype.md 1")
    needs_move: Share = number(0.25, "per week", "chance, at full drift, that what role a buyer needs is drawn anew", "prototype.md 1")
    held_share: Share = number(0.65, "share", "how fully an earlier purchase leaves early commitments in place; 0 = off", "prototype.md 1 (incumbency)")
    held_trust: Share = number(0.1, "trust", "trust that a purchase leaves with every member who met the seller")
    # fmt: on


@checked(frozen=True, config=STRICT)
class Rival:
    """One outside seller with a process of its own."""

    # fmt: off
    present_request: Share = number(0.73, "share", "chance that a rival is there when an account asks for offers", "prototype.md 1")
    enters: Annotated[float, Ge(0), Le(1)] = number(0.04, "per week", "chance that a rival enters a journey", "prototype.md 1 (.56 in all)")
    success: Share = number(0.45, "per week", "chance that the rival secures its next commitment", "prototype.md 1")
    conviction_gain: Share = number(0.2, "share of gap", "conviction that a rival's success gives a member")
    trust_gain: Share = number(0.08, "trust", "trust the rival gains by a success")
    product: Share = number(0.6, "idea scale", "where the rival's product stands")
    our_product: Share = number(0.4, "idea scale", "where the product of every simulated team stands")
    # fmt: on


@checked(frozen=True, config=STRICT)
class Influencers:
    """People outside the accounts whom buyers listen to."""

    # fmt: off
    count: Annotated[int, Ge(0), Le(200_000)] = number(24, "influencers", "how many there are; 0 = off")
    linked: Share = number(0.3, "share", "buyers who follow an influencer")
    credibility: Share = number(0.3, "trust", "how much an influencer's opinion moves a follower's first trust")
    found: Share = number(0.1, "per success", "chance that a contact names the influencer it follows")
    introduction: NotNegative = number(1.0, "factor", "gain in prospecting success where a known influencer introduces; 0 = off")
    reference: Share = number(0.1, "share of gap", "move of an influencer's opinion after a purchase by a follower's group")
    churn: Annotated[float, Ge(0), Le(1)] = number(0.005, "per week", "chance that an influencer is replaced by an unknown one", "C07")
    # fmt: on


@checked(frozen=True, config=STRICT)
class World:
    """A market as given: nobody in it is a team design."""

    name: Name
    description: str = ""
    market: Market = field(default_factory=Market)
    dials: Dials = field(default_factory=Dials)
    people: People = field(default_factory=People)
    conversation: Conversation = field(default_factory=Conversation)
    buyers: Buyers = field(default_factory=Buyers)
    rival: Rival = field(default_factory=Rival)
    influencers: Influencers = field(default_factory=Influencers)
    orders: Orders = field(default_factory=Orders)
    plant: Plant = field(default_factory=Plant)
    turns: Turns = field(default_factory=Turns)
    costs: Costs = field(default_factory=Costs)
    forecasts: Forecasts = field(default_factory=Forecasts)
    transition: Transition = field(default_factory=Transition)
    exceptions: Exceptions = field(default_factory=Exceptions)
    knowledge: Knowledge = field(default_factory=Knowledge)
    pay: Pay = field(default_factory=Pay)
    contest: Contest = field(default_factory=Contest)
    skills: Skills = field(default_factory=Skills)
    interventions: Interventions = field(default_factory=Interventions)

    def at_heterogeneity(self, h: float) -> "World":
        """This world with its three kinds of heterogeneity moved together to h in [0, 1]."""
        return replace(self, dials=replace(self.dials, h_set=h, h_order=h, h_role=h))

    def sized(self, factor: float) -> "World":
        """This world with accounts, reps and influencers multiplied by a factor."""

        def times(count: int) -> int:
            return max(1, round(count * factor)) if count else 0

        return replace(
            self,
            market=replace(self.market, accounts=times(self.market.accounts)),
            people=replace(self.people, reps=times(self.people.reps)),
            influencers=replace(self.influencers, count=times(self.influencers.count)),
        )
