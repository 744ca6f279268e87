"""Reps, buyers, influencers and managers as Mesa agents: views of rows of the state.

Each method is one call of the same compiled action that `simulate` loops over, so a model stepped
by Mesa gives the same bits. Subclass one, override a behaviour in plain Python and hand the class
to `SalesEcosystem`: that kind is then stepped by Mesa, the rest stays compiled.
"""

from typing import TYPE_CHECKING, Any

import mesa

from ecosim.actions.buyers import buyer_deliberates
from ecosim.actions.coaching import manager_coaches, rep_trains
from ecosim.actions.codes import manager_hears, manager_takes_in
from ecosim.actions.debriefs import rep_debriefs, rep_studies
from ecosim.actions.hearsay import rep_hears, rep_takes_in
from ecosim.actions.influencers import influencer_drifts
from ecosim.actions.offers import rep_looks_ahead, rep_weighs
from ecosim.actions.pipeline import next_in_line, rep_lines_up
from ecosim.actions.practice import rep_learns
from ecosim.actions.prospecting import rep_prospects
from ecosim.actions.reps import (
    ends_week,
    has_time,
    manager_reviews,
    rep_finds_contact,
    rep_meets,
    rep_plans,
    rep_reviews,
)  # fmt: skip
from ecosim.actions.steps import rep_chooses_step
from ecosim.actions.talks import rep_talks
from ecosim.state import COMMITMENTS, ROLES

if TYPE_CHECKING:
    from ecosim.model import SalesEcosystem

type StepChoice = tuple[int, int]


class Column:
    """One column of an agent's row, read and written through the agent."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, agent: "Seen | None", kind: type) -> Any:
        if agent is None:
            return self
        return getattr(agent.model.state, agent.table)[self.name][agent.number]

    def __set__(self, agent: "Seen", value: Any) -> None:
        getattr(agent.model.state, agent.table)[self.name][agent.number] = value


class Seen(mesa.Agent):  # type: ignore[misc]
    """An agent that is a view of one row of a table of the state."""

    table = ""
    model: "SalesEcosystem"

    def __init__(self, model: "SalesEcosystem", number: int) -> None:
        super().__init__(model)
        self.number = int(number)


class Rep(Seen):
    """A seller. `number` is its row among all reps; `team` the team it belongs to."""

    table = "reps"
    team, circle, hours_left = Column("team"), Column("circle"), Column("hours_left")
    skill_role, skill_commitment = Column("skill_role"), Column("skill_commitment")
    sensing, open_deals, talks = Column("sensing"), Column("open_deals"), Column("talks")

    def look_ahead(self) -> None:
        """Form an idea of the rest of the accounting period, where there is a deadline."""
        rep_looks_ahead(self.number, self.model.state)

    def weigh(self) -> None:
        """Set this week's effort and offers by what pay is due now and later."""
        rep_weighs(self.number, self.model.state)

    def prospect(self) -> None:
        """Start the week and look for latent needs."""
        rep_prospects(self.number, self.model.state)

    def review(self) -> None:
        """At the end of a period, without a manager: look through silent deals."""
        rep_reviews(self.number, self.model.state)

    def study(self) -> None:
        """Give the hours that learning takes."""
        rep_studies(self.number, self.model.state)

    def train(self) -> None:
        """Give hours to training, in the weeks the team sets aside for it."""
        rep_trains(self.number, self.model.state)

    def learn(self) -> None:
        """Turn the week's conversations and coaching into skill."""
        rep_learns(self.number, self.model.state)

    def plan(self) -> None:
        """Rank the deals and ask colleagues for help."""
        rep_plans(self.number, self.model.state)

    def choose_step(self, buyer: int) -> StepChoice:
        """The commitment (0-9, -1: work on agreement) and the role of the next conversation.

        Override this one to give a rep another way of selling; see `asks` for the words.
        """
        commitment, role = rep_chooses_step(self.number, buyer, self.model.state)
        return int(commitment), int(role)

    def meet(self) -> None:
        """Work the deals, most important first, as far as hours allow."""
        if type(self).choose_step is Rep.choose_step:
            rep_meets(self.number, self.model.state)
        else:
            self.meet_by_choice()

    def meet_by_choice(self) -> None:
        """The same as the compiled `rep_meets`, with `choose_step` asked for every conversation."""
        state, i = self.model.state, self.number
        rep_lines_up(i, state)
        worked: list[int] = []
        for taken in range(int(state.pipeline_end[i] - state.pipeline_start[i])):
            account = next_in_line(i, taken, state)
            worked.append(account)
            if not has_time(i, account, state):
                break
            self.work_on(account)
        for _ in range(1, int(state.numbers["people_meetings_per_deal"][0])):
            for account in worked:
                if state.deals["open"][self.team, account] and has_time(i, account, state):
                    self.work_on(account)
        ends_week(i, state)

    def work_on(self, account: int) -> None:
        """Try for a meeting on a deal, choose the step, hold the conversation."""
        state = self.model.state
        buyer = rep_finds_contact(self.number, account, state)
        if buyer >= 0:
            commitment, role = self.choose_step(int(buyer))
            rep_talks(self.number, buyer, commitment, role, state)

    def debrief(self) -> None:
        """Hear from customers why this week's deals ended as they did."""
        rep_debriefs(self.number, self.model.state)

    def hear(self) -> None:
        """In a round of talks, listen to colleagues and the manager's code."""
        rep_hears(self.number, self.model.state)

    def take_in(self) -> None:
        """Make up one's mind about what was heard."""
        rep_takes_in(self.number, self.model.state)

    @staticmethod
    def asks(commitment: str, role: str) -> StepChoice:
        """A step by its words, e.g. `asks("explore", "coach")`.

        Raises:
            ValueError: a commitment or role that does not exist.
        """
        return COMMITMENTS.index(commitment), ROLES.index(role)


class Buyer(Seen):
    """A member of a buying group."""

    table = "buyers"
    account, level, weight = Column("account"), Column("level"), Column("weight")
    conviction, idea, threshold = Column("conviction"), Column("idea"), Column("threshold")
    follows = Column("follows")

    def deliberate(self) -> None:
        """Take in the week's talks and listen to the group."""
        buyer_deliberates(self.number, self.model.state)


class Influencer(Seen):
    """A voice outside the accounts whom buyers listen to."""

    table = "influencers"
    opinion, credibility = Column("opinion"), Column("credibility")

    def drift(self) -> None:
        """Stay, or be replaced by somebody unknown."""
        influencer_drifts(self.number, self.model.state)


class Manager(Seen):
    """Somebody who manages reps: reviews their silent deals."""

    table = "managers"
    team, reps, looks = Column("team"), Column("reps"), Column("looks")

    def review(self) -> None:
        """Go through silent deals as far as hours allow."""
        manager_reviews(self.number, self.model.state)

    def hear(self) -> None:
        """In a round of talks, hear what the reps believe."""
        manager_hears(self.number, self.model.state)

    def take_in(self) -> None:
        """Revise the code."""
        manager_takes_in(self.number, self.model.state)

    def coach(self) -> None:
        """Coach the reps with the hours that reviews leave."""
        manager_coaches(self.number, self.model.state)
