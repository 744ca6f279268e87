"""The loops of a week: each step of `week.WEEK` over all rows it concerns, in a stated order."""

from ecosim.actions.accounts import (
    account_decides,
    account_drifts,
    account_senses,
    market_drifts,
    rival_meets,
)  # fmt: skip
from ecosim.actions.buyers import buyer_deliberates
from ecosim.actions.coaching import manager_coaches, rep_trains
from ecosim.actions.codes import manager_hears, manager_takes_in
from ecosim.actions.debriefs import rep_debriefs, rep_studies
from ecosim.actions.hearsay import rep_hears, rep_takes_in
from ecosim.actions.influencers import (
    buyer_listens,
    group_is_tallied,
    influencer_drifts,
    influencer_listens,
)  # fmt: skip
from ecosim.actions.lending import circle_lends
from ecosim.actions.lessons import lessons_are_recorded
from ecosim.actions.offers import rep_looks_ahead, rep_weighs
from ecosim.actions.practice import rep_learns
from ecosim.actions.prospecting import rep_prospects
from ecosim.actions.reps import manager_reviews, rep_meets, rep_plans, rep_reviews
from ecosim.actions.scripts import scripts_learn
from ecosim.actions.specialists import rep_asks_specialists
from ecosim.actions.turnover import people_change
from ecosim.compiling import compiled_step
from ecosim.state import State


@compiled_step
def accounts_drift(s: State) -> None:
    """Pressures walk, groups get busy or free, commitments are lost again."""
    market_drifts(s)
    for a in range(s.accounts.shape[0]):
        account_drifts(a, s)


@compiled_step
def influencers_drift(s: State) -> None:
    """Influencers come and go."""
    for k in range(s.influencers.shape[0]):
        influencer_drifts(k, s)


@compiled_step
def reps_look_ahead(s: State) -> None:
    """Reps with a deadline form an idea of the rest of their period."""
    for i in range(s.reps.shape[0]):
        rep_looks_ahead(i, s)


@compiled_step
def reps_weigh(s: State) -> None:
    """Reps set their effort and their offers by what pay is due now and later."""
    for i in range(s.reps.shape[0]):
        rep_weighs(i, s)


@compiled_step
def reps_prospect(s: State) -> None:
    """Reps start their week and look for latent needs."""
    for i in range(s.reps.shape[0]):
        rep_prospects(i, s)


@compiled_step
def accounts_sense(s: State) -> None:
    """Also lists the accounts with an open journey, in order, for the phases that follow."""
    n_open = 0
    for a in range(s.accounts.shape[0]):
        account_senses(a, s)
        if s.accounts[a].open == 1:
            s.open_accounts[n_open] = a
            n_open += 1
    s.clock[0].n_open = n_open


@compiled_step
def managers_review(s: State) -> None:
    """Managers look through the silent deals of their reps."""
    for m in range(s.managers.shape[0]):
        manager_reviews(m, s)


@compiled_step
def reps_review(s: State) -> None:
    """Reps without a manager look through their silent deals at the end of a period."""
    for i in range(s.reps.shape[0]):
        rep_reviews(i, s)


@compiled_step
def reps_study(s: State) -> None:
    """Reps give the hours that their learning takes."""
    for i in range(s.learners.shape[0]):
        rep_studies(i, s)


@compiled_step
def managers_coach(s: State) -> None:
    """Managers coach their reps with the hours that reviews leave them."""
    for m in range(s.managers.shape[0]):
        manager_coaches(m, s)


@compiled_step
def reps_train(s: State) -> None:
    """Reps give hours to training in the weeks their team sets aside for it."""
    for i in range(s.reps.shape[0]):
        rep_trains(i, s)


@compiled_step
def reps_plan(s: State) -> None:
    """Reps rank their deals and ask for help."""
    for i in range(s.reps.shape[0]):
        rep_plans(i, s)


@compiled_step
def reps_ask_specialists(s: State) -> None:
    """Reps ask for specialists for the conversations they plan."""
    if s.aid.shape[0] > 0:
        for i in range(s.reps.shape[0]):
            rep_asks_specialists(i, s)


@compiled_step
def circles_lend(s: State) -> None:
    """Colleagues settle who takes over which conversation."""
    for t in range(s.teams.shape[0]):
        if s.teams[t].lends == 1 and s.teams[t].circle_size > 1:
            for circle in range(s.teams[t].circles):
                circle_lends(t, circle, s)


@compiled_step
def reps_meet(s: State) -> None:
    """Reps hold conversations."""
    for i in range(s.reps.shape[0]):
        rep_meets(i, s)


@compiled_step
def rivals_meet(s: State) -> None:
    """The outside rival works through its own process."""
    for place in range(s.clock[0].n_open):
        rival_meets(s.open_accounts[place], s)


@compiled_step
def buyers_deliberate(s: State) -> None:
    """Members of buying groups take in talks and listen to each other."""
    for place in range(s.clock[0].n_open):
        account = s.accounts[s.open_accounts[place]]
        for b in range(account.first, account.first + account.size):
            buyer_deliberates(b, s)


@compiled_step
def accounts_decide(s: State) -> None:
    """Groups choose a seller, wait, or give up."""
    for place in range(s.clock[0].n_open):
        account_decides(s.open_accounts[place], s)


@compiled_step
def opinions_are_tallied(s: State) -> None:
    """In each group in a journey: who has an opinion of which seller."""
    if s.tallies.shape[0] > 0:
        for place in range(s.clock[0].n_open):
            group_is_tallied(s.open_accounts[place], s)


@compiled_step
def buyers_listen(s: State) -> None:
    """Members of groups in a journey hear what is said of sellers."""
    if s.voices.shape[0] > 0:
        for place in range(s.clock[0].n_open):
            account = s.accounts[s.open_accounts[place]]
            for b in range(account.first, account.first + account.size):
                buyer_listens(b, s)


@compiled_step
def influencers_listen(s: State) -> None:
    """Influencers hear what followers and peers think of sellers."""
    for k in range(s.voices.shape[0]):
        influencer_listens(k, s)


@compiled_step
def reps_learn(s: State) -> None:
    """The week's conversations and coaching turn into skill."""
    for i in range(s.reps.shape[0]):
        rep_learns(i, s)


@compiled_step
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


@compiled_step
def reps_debrief(s: State) -> None:
    """Reps hear from customers why deals ended as they did."""
    for i in range(s.learners.shape[0]):
        rep_debriefs(i, s)


@compiled_step
def managers_hear(s: State) -> None:
    """In a round of talks managers hear what their reps believe."""
    if s.minds.shape[0] > 0:
        for m in range(s.managers.shape[0]):
            manager_hears(m, s)


@compiled_step
def reps_hear(s: State) -> None:
    """In a round of talks reps hear from colleagues and from the manager's code."""
    if s.minds.shape[0] > 0:
        for i in range(s.reps.shape[0]):
            rep_hears(i, s)


@compiled_step
def reps_take_in(s: State) -> None:
    """Reps make up their minds about what they heard."""
    if s.minds.shape[0] > 0:
        for i in range(s.reps.shape[0]):
            rep_takes_in(i, s)


@compiled_step
def managers_take_in(s: State) -> None:
    """Managers revise their code."""
    if s.minds.shape[0] > 0:
        for m in range(s.managers.shape[0]):
            manager_takes_in(m, s)


@compiled_step
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
