"""One week of a sales ecosystem, phase by phase. Read this page first.

Agents act on the state as it stood when a phase began; what is contested is settled in one stated
order. Each step is written once as an action; it is either looped over all rows in compiled code
(`simulate`) or called agent by agent by Mesa (`SalesEcosystem`), with bit-identical results.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from ecosim.actions.coaching import circles_coach
from ecosim.actions.exceptions import exceptions_are_resolved
from ecosim.actions.forecasts import pipelines_are_noted
from ecosim.actions.influencers import (
    opinions_settle,
)  # fmt: skip
from ecosim.actions.lessons import lessons_are_recorded
from ecosim.actions.orders import customers_order
from ecosim.actions.pipeline import pipelines_are_laid_out
from ecosim.actions.plant import plants_plan
from ecosim.actions.practice import playbooks_follow_people
from ecosim.actions.priorities import needs_turn, priorities_drift
from ecosim.actions.records import week_is_recorded
from ecosim.actions.scripts import scripts_learn
from ecosim.actions.settling import weeks_pay_is_settled
from ecosim.actions.specialists import requests_are_handled
from ecosim.actions.turnover import people_change
from ecosim.actions.waiting import accounts_hear
from ecosim.compiling import compiled_step
from ecosim.loops import (
    accounts_decide,
    accounts_drift,
    accounts_sense,
    buyers_deliberate,
    buyers_listen,
    circles_lend,
    groups_move,
    influencers_drift,
    influencers_listen,
    knowledge_moves,
    managers_coach,
    managers_hear,
    managers_review,
    managers_take_in,
    opinions_are_tallied,
    reps_ask_specialists,
    reps_debrief,
    reps_hear,
    reps_learn,
    reps_look_ahead,
    reps_meet,
    reps_plan,
    reps_prospect,
    reps_review,
    reps_study,
    reps_take_in,
    reps_train,
    reps_weigh,
    rivals_meet,
)
from ecosim.state import State


class Step(NamedTuple):
    """One step of a phase: whose it is, what Mesa calls it, the compiled loop over all of them."""

    kind: str  # "Rep", "Buyer", "Influencer", "Manager"; "" where no agent of a kind acts
    verb: str  # the agent's method that does the same for one agent
    loop: Callable[[State], Any]


class Phase(NamedTuple):
    """One phase of a week: its name, its rule in a sentence, its steps in order."""

    name: str
    sentence: str
    steps: tuple[Step, ...]


WEEK: tuple[Phase, ...] = (
    Phase(
        "drift",
        "Pressures walk, markets turn, commitments are lost again, influencers come and go.",
        (
            Step("", "", accounts_drift),
            Step("", "", priorities_drift),
            Step("", "", needs_turn),
            Step("Influencer", "drift", influencers_drift),
        ),
    ),
    Phase(
        "sense",
        "Reps set effort and offers by their pay; they prospect for latent needs; accounts hear of "
        "offers and, under pressure, ask for some.",
        (
            Step("Rep", "look_ahead", reps_look_ahead),
            Step("Rep", "weigh", reps_weigh),
            Step("Rep", "prospect", reps_prospect),
            Step("", "", accounts_hear),
            Step("", "", accounts_sense),
        ),
    ),
    Phase(
        "plan",
        "Silent deals are reviewed; reps study, train and are coached, rank their deals and ask "
        "for specialists, who work off requests; colleagues settle who helps whom.",
        (
            Step("Manager", "review", managers_review),
            Step("Rep", "review", reps_review),
            Step("Rep", "study", reps_study),
            Step("Manager", "coach", managers_coach),
            Step("Rep", "train", reps_train),
            Step("", "", circles_coach),
            Step("", "", pipelines_are_laid_out),
            Step("Rep", "plan", reps_plan),
            Step("Rep", "ask_specialists", reps_ask_specialists),
            Step("", "", requests_are_handled),
            Step("", "", circles_lend),
        ),
    ),
    Phase(
        "meet",
        "Reps hold conversations; the rival works through its own process.",
        (Step("Rep", "meet", reps_meet), Step("", "", rivals_meet)),
    ),
    Phase(
        "resolve",
        "Exceptions that deals have thrown up are answered, up to the end of the week.",
        (Step("", "", exceptions_are_resolved),),
    ),
    Phase(
        "deliberate",
        "Opinions move inside each buying group; what its members need from sellers moves on.",
        (Step("Buyer", "deliberate", buyers_deliberate),),
    ),
    Phase(
        "decide",
        "Groups choose a seller, wait, or let the journey die.",
        (Step("", "", accounts_decide),),
    ),
    Phase(
        "spread",
        "Word of sellers goes round between buyers and influencers.",
        (
            Step("", "", opinions_are_tallied),
            Step("Buyer", "listen", buyers_listen),
            Step("Influencer", "listen", influencers_listen),
            Step("", "", opinions_settle),
        ),
    ),
    Phase(
        "order",
        "Customers use up what they bought and order again; each team's plant plans.",
        (Step("", "", customers_order), Step("", "", plants_plan)),
    ),
    Phase(
        "learn",
        "Skills grow by use; closed deals teach scripts and owners; talks spread beliefs; "
        "people leave.",
        (
            Step("Rep", "learn", reps_learn),
            Step("", "", playbooks_follow_people),
            Step("", "", scripts_learn),
            Step("Rep", "debrief", reps_debrief),
            Step("Manager", "hear", managers_hear),
            Step("Rep", "hear", reps_hear),
            Step("Rep", "take_in", reps_take_in),
            Step("Manager", "take_in", managers_take_in),
            Step("", "", people_change),
        ),
    ),
    Phase(
        "record",
        "Periods that end are paid; the week is written down: all outcomes come from records.",
        (
            Step("", "", pipelines_are_noted),
            Step("", "", lessons_are_recorded),
            Step("", "", weeks_pay_is_settled),
            Step("", "", week_is_recorded),
        ),
    ),
)


@compiled_step
def one_week(s: State) -> None:
    """All phases of one week, in the order of WEEK (a test holds the two together bit for bit)."""
    accounts_drift(s)
    priorities_drift(s)
    needs_turn(s)
    influencers_drift(s)
    reps_look_ahead(s)
    reps_weigh(s)
    reps_prospect(s)
    accounts_hear(s)
    accounts_sense(s)
    managers_review(s)
    reps_review(s)
    reps_study(s)
    managers_coach(s)
    reps_train(s)
    circles_coach(s)
    pipelines_are_laid_out(s)
    reps_plan(s)
    reps_ask_specialists(s)
    requests_are_handled(s)
    circles_lend(s)
    reps_meet(s)
    exceptions_are_resolved(s)
    groups_move(s)
    opinions_are_tallied(s)
    buyers_listen(s)
    influencers_listen(s)
    opinions_settle(s)
    customers_order(s)
    plants_plan(s)
    reps_learn(s)
    playbooks_follow_people(s)
    pipelines_are_noted(s)
    knowledge_moves(s)
    weeks_pay_is_settled(s)
    week_is_recorded(s)
