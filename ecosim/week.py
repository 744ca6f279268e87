"""One week of a sales ecosystem, phase by phase. Read this page first.

Agents act on the state as it stood when a phase began; what is contested is settled in one stated
order. Each step is written once as an action; it is either looped over all rows in compiled code
(`simulate`) or called agent by agent by Mesa (`SalesEcosystem`), with bit-identical results.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from ecosim.actions.accounts import (
    account_decides,
    account_drifts,
    account_senses,
    market_drifts,
    rival_meets,
)  # fmt: skip
from ecosim.actions.buyers import buyer_deliberates
from ecosim.actions.coaching import circles_coach, manager_coaches, rep_trains
from ecosim.actions.codes import manager_hears, manager_takes_in
from ecosim.actions.debriefs import rep_debriefs, rep_studies
from ecosim.actions.exceptions import exceptions_are_resolved
from ecosim.actions.forecasts import pipelines_are_noted
from ecosim.actions.hearsay import rep_hears, rep_takes_in
from ecosim.actions.influencers import influencer_drifts
from ecosim.actions.lending import circle_lends
from ecosim.actions.lessons import lessons_are_recorded
from ecosim.actions.offers import rep_looks_ahead, rep_weighs
from ecosim.actions.orders import customers_order
from ecosim.actions.pipeline import pipelines_are_laid_out
from ecosim.actions.plant import plants_plan
from ecosim.actions.practice import playbooks_follow_people, rep_learns
from ecosim.actions.priorities import needs_turn, priorities_drift
from ecosim.actions.prospecting import rep_prospects
from ecosim.actions.records import week_is_recorded
from ecosim.actions.reps import manager_reviews, rep_meets, rep_plans, rep_reviews
from ecosim.actions.scripts import scripts_learn
from ecosim.actions.settling import weeks_pay_is_settled
from ecosim.actions.turnover import people_change
from ecosim.actions.waiting import accounts_hear
from ecosim.compiling import compiled_apart
from ecosim.state import State


@compiled_apart
def accounts_drift(s: State) -> None:
    """Pressures walk, groups get busy or free, commitments are lost again."""
    market_drifts(s)
    for a in range(s.accounts.shape[0]):
        account_drifts(a, s)


@compiled_apart
def influencers_drift(s: State) -> None:
    """Influencers come and go."""
    for k in range(s.influencers.shape[0]):
        influencer_drifts(k, s)


@compiled_apart
def reps_look_ahead(s: State) -> None:
    """Reps with a deadline form an idea of the rest of their period."""
    for i in range(s.reps.shape[0]):
        rep_looks_ahead(i, s)


@compiled_apart
def reps_weigh(s: State) -> None:
    """Reps set their effort and their offers by what pay is due now and later."""
    for i in range(s.reps.shape[0]):
        rep_weighs(i, s)


@compiled_apart
def reps_prospect(s: State) -> None:
    """Reps start their week and look for latent needs."""
    for i in range(s.reps.shape[0]):
        rep_prospects(i, s)


@compiled_apart
def accounts_sense(s: State) -> None:
    """Also lists the accounts with an open journey, in order, for the phases that follow."""
    n_open = 0
    for a in range(s.accounts.shape[0]):
        account_senses(a, s)
        if s.accounts[a].open == 1:
            s.open_accounts[n_open] = a
            n_open += 1
    s.clock[0].n_open = n_open


@compiled_apart
def managers_review(s: State) -> None:
    """Managers look through the silent deals of their reps."""
    for m in range(s.managers.shape[0]):
        manager_reviews(m, s)


@compiled_apart
def reps_review(s: State) -> None:
    """Reps without a manager look through their silent deals at the end of a period."""
    for i in range(s.reps.shape[0]):
        rep_reviews(i, s)


@compiled_apart
def reps_study(s: State) -> None:
    """Reps give the hours that their learning takes."""
    for i in range(s.learners.shape[0]):
        rep_studies(i, s)


@compiled_apart
def managers_coach(s: State) -> None:
    """Managers coach their reps with the hours that reviews leave them."""
    for m in range(s.managers.shape[0]):
        manager_coaches(m, s)


@compiled_apart
def reps_train(s: State) -> None:
    """Reps give hours to training in the weeks their team sets aside for it."""
    for i in range(s.reps.shape[0]):
        rep_trains(i, s)


@compiled_apart
def reps_plan(s: State) -> None:
    """Reps rank their deals and ask for help."""
    for i in range(s.reps.shape[0]):
        rep_plans(i, s)


@compiled_apart
def circles_lend(s: State) -> None:
    """Colleagues settle who takes over which conversation."""
    for t in range(s.teams.shape[0]):
        if s.teams[t].lends == 1 and s.teams[t].circle_size > 1:
            for circle in range(s.teams[t].circles):
                circle_lends(t, circle, s)


@compiled_apart
def reps_meet(s: State) -> None:
    """Reps hold conversations."""
    for i in range(s.reps.shape[0]):
        rep_meets(i, s)


@compiled_apart
def rivals_meet(s: State) -> None:
    """The outside rival works through its own process."""
    for place in range(s.clock[0].n_open):
        rival_meets(s.open_accounts[place], s)


@compiled_apart
def buyers_deliberate(s: State) -> None:
    """Members of buying groups take in talks and listen to each other."""
    for place in range(s.clock[0].n_open):
        account = s.accounts[s.open_accounts[place]]
        for b in range(account.first, account.first + account.size):
            buyer_deliberates(b, s)


@compiled_apart
def accounts_decide(s: State) -> None:
    """Groups choose a seller, wait, or give up."""
    for place in range(s.clock[0].n_open):
        account_decides(s.open_accounts[place], s)


@compiled_apart
def reps_learn(s: State) -> None:
    """The week's conversations and coaching turn into skill."""
    for i in range(s.reps.shape[0]):
        rep_learns(i, s)


@compiled_apart
def groups_move(s: State) -> None:
    """The rival's talks, deliberation and decision, account by account: each touches nothing that
    another account's do, so this gives the same bits as phase by phase, with better locality."""
    for place in range(s.clock[0].n_open):
        a = s.open_accounts[place]
        rival_meets(a, s)
        account = s.accounts[a]
        for b in range(account.first, account.first + account.size):
            buyer_deliberates(b, s)
        account_decides(a, s)


@compiled_apart
def reps_debrief(s: State) -> None:
    """Reps hear from customers why deals ended as they did."""
    for i in range(s.learners.shape[0]):
        rep_debriefs(i, s)


@compiled_apart
def managers_hear(s: State) -> None:
    """In a round of talks managers hear what their reps believe."""
    if s.minds.shape[0] > 0:
        for m in range(s.managers.shape[0]):
            manager_hears(m, s)


@compiled_apart
def reps_hear(s: State) -> None:
    """In a round of talks reps hear from colleagues and from the manager's code."""
    if s.minds.shape[0] > 0:
        for i in range(s.reps.shape[0]):
            rep_hears(i, s)


@compiled_apart
def reps_take_in(s: State) -> None:
    """Reps make up their minds about what they heard."""
    if s.minds.shape[0] > 0:
        for i in range(s.reps.shape[0]):
            rep_takes_in(i, s)


@compiled_apart
def managers_take_in(s: State) -> None:
    """Managers revise their code."""
    if s.minds.shape[0] > 0:
        for m in range(s.managers.shape[0]):
            manager_takes_in(m, s)


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
        "Silent deals are reviewed; reps rank their deals; colleagues settle who helps whom.",
        (
            Step("Manager", "review", managers_review),
            Step("Rep", "review", reps_review),
            Step("Rep", "study", reps_study),
            Step("Manager", "coach", managers_coach),
            Step("Rep", "train", reps_train),
            Step("", "", circles_coach),
            Step("", "", pipelines_are_laid_out),
            Step("Rep", "plan", reps_plan),
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


@compiled_apart
def knowledge_moves(s: State) -> None:
    """The phase of learning and its record, where there is anybody to learn."""
    if s.learners.shape[0] == 0:
        return
    scripts_learn(s)
    reps_debrief(s)
    managers_hear(s)
    reps_hear(s)
    reps_take_in(s)
    managers_take_in(s)
    people_change(s)
    lessons_are_recorded(s)


@compiled_apart
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
    circles_lend(s)
    reps_meet(s)
    exceptions_are_resolved(s)
    groups_move(s)
    customers_order(s)
    plants_plan(s)
    reps_learn(s)
    playbooks_follow_people(s)
    pipelines_are_noted(s)
    knowledge_moves(s)
    weeks_pay_is_settled(s)
    week_is_recorded(s)
