"""The rows of the state: one NumPy record type per kind of agent and per pair that shares a row."""

import numpy as np

from ecosim.mechanisms.knowledge import MOST_BITS
from ecosim.mechanisms.orders import MOST_LEAD_WEEKS, MOST_WEEKS_AVERAGED
from ecosim.parameters import flat_numbers
from ecosim.state import (
    LARGE,
    MAX_SELLERS,
    MOST_STEPS,
    N_COMMITMENTS,
    N_ROLES,
    N_SPECIALITIES,
    SHARES,
    STEPS,
    WEEKS,
)
from ecosim.team import Team

OWN_COLUMNS = ("structure", "playbook")  # sections of a team whose numbers TEAM names one by one


def _record(*fields: tuple[str, str] | tuple[str, str, tuple[int, ...]]) -> np.dtype[np.void]:
    return np.dtype(list(fields), align=True)


CLOCK = _record(
    ("week", "i8"), ("seed", "u8"), ("keyed_by", "i8"), ("n_open", "i8"), ("n_deals", "i8"),
    ("market", "f8"),
    ("demand", "f8"),  # how often needs arise this week, as a factor; 1 as usual
    ("harder", "f8"),  # what this week takes off the logit of every conversation
    ("n_snapshots", "i8"),
    ("n_exceptions", "i8"), ("n_agenda", "i8"),
    ("n_asked", "i8"),  # requests on the agenda of specialists
)  # fmt: skip

ACCOUNT = _record(
    ("open", "u1"), ("requested", "u1"), ("rival_there", "u1"), ("available", "u1"),
    ("before", "i2", (N_COMMITMENTS,)), ("required", "i2"), ("standard", "i2"),
    ("first", "i4"), ("size", "i4"), ("segment", "i4"), ("territory", "i4"),
    ("value", "f8"), ("attention", "f8"), ("effect", "f8"), ("pressure", "f8"),
    # the buying journey, if one is open
    ("journey", "i4"), ("started", "i4"), ("rests_until", "i4"), ("last_talk", "i4"),
    ("speed", "f8"), ("patience", "f8"), ("formed", "f8"),
    # the group as it stood when the week's deliberation began
    ("mean_conviction", "f8"), ("mean_idea", "f8"), ("median_idea", "f8"), ("discord", "f8"),
    ("support", "f8"),
)  # fmt: skip

BUYER = _record(
    ("account", "i4"), ("follows", "i4"),
    ("member", "i1"), ("level", "i1"), ("taste", "i1"), ("own_role", "i1"),
    ("ranked", "i1"),  # at the group's k-th row: who had the k-th lowest idea last week
    ("weight", "f8"), ("threshold", "f8"), ("start", "f8"),
    ("conviction", "f8"), ("conviction_next", "f8"), ("idea", "f8"), ("idea_next", "f8"),
)  # fmt: skip

CONTACT = _record(  # one seller and one buyer
    ("trust", "f8"), ("engagement", "f8"),
    ("unmoved", "f8"),  # share of the buyer's gap to full conviction left by this week's talks
    ("pull", "f8"),  # what this week's talks add to the buyer's idea
    ("talks", "i4"), ("last_talk", "i4"), ("access", "u1"), ("read_role", "i1"),
)  # fmt: skip

DEAL = _record(  # one seller and one account: the present opportunity and the relationship
    ("open", "u1"), ("found", "u1"), ("reads", "u1"), ("source", "u1"),
    ("read_commitment", "i1"), ("failures", "i1"), ("passed", "i1"), ("met", "i1"),
    ("covered", "i2"), ("next_contact", "i2"),
    ("owner", "i4"), ("row", "i4"), ("opened", "i4"), ("last_talk", "i4"), ("touched", "i4"),
    ("wins", "i4"), ("talks", "i4"), ("trust_week", "i4"), ("helper", "i4"), ("attempts", "i4"),
    ("after", "i4"), ("ahead", "i4"),  # the neighbours in the owner's list of open deals
    ("priority", "f8"),
    ("asked", "i2"),  # commitments the seller has asked for, secured or not
    # imposed on the deal: commitments never asked for, weeks between meetings, levels reached,
    # shift of skill in late conversations; the next conversation: by the script? manager there?
    ("skipped", "i2"), ("latency", "i1"), ("depth", "i1"), ("scripted", "u1"), ("inspected", "u1"),
    ("shift", "f8"),
)  # fmt: skip

REP = _record(
    ("team", "i8"), ("number", "i8"), ("circle", "i8"), ("manager", "i8"),
    ("open_deals", "i8"), ("first_deal", "i8"),
    ("skill_role", "f8", (N_ROLES,)), ("skill_commitment", "f8", (N_COMMITMENTS,)),
    ("sensing", "f8"), ("week_hours", "f8"), ("hours_left", "f8"), ("carried", "f8"),
    ("prospecting_due", "f8"),
    ("attempts", "i8"), ("worth_per_hour", "f8"),
    ("ask_deal", "i8", (2,)), ("ask_gain", "f8", (2,)), ("ask_helper", "i8", (2,)),
    # hours used since the start of the run
    ("talking", "f8"), ("prospecting", "f8"), ("coordinating", "f8"), ("idle", "f8"),
    ("talks", "i8"),
    ("won_since", "f8"), ("open_then", "f8"),  # value, since the pipeline was last noted, and then
    ("won_noted", "f8"), ("open_noted", "f8"),  # the same, summed over all times it was noted
    ("hours_due", "f8"),  # hours for exceptions not yet taken off a week
    ("knows", "i8"),  # the row of `known` that says which influencers it knows
    ("leads_due", "f8"), ("leads", "i8"), ("marketing", "f8"),
    ("refused", "i8"),  # meetings asked for in vain since the start of the run
)  # fmt: skip

MANAGER = _record(
    ("team", "i8"), ("first_rep", "i8"), ("reps", "i8"), ("next_look", "i8"),
    ("hours_left", "f8"), ("looks", "i8"),
    ("free_at", "f8"), ("booked", "f8"),  # for passing on requests to specialists
)  # fmt: skip

PRACTICE = _record(  # one a rep
    # born with: commitments it is uncomfortable with asking for, creativity, resistance to scripts
    ("dislikes", "i2"), ("creativity", "f8"), ("resistance", "f8"),
    ("caution", "f8"),  # share of its freedom given up after penalties
    ("learnt_role", "f8", (N_ROLES,)), ("learnt_commitment", "f8", (N_COMMITMENTS,)),
    ("learnt_sensing", "f8"),
    # this week: conversations of one's own choice and by the script, listening, hours, calls
    ("own_role", "i4", (N_ROLES,)), ("own_commitment", "i4", (N_COMMITMENTS,)),
    ("scripted_role", "i4", (N_ROLES,)), ("scripted_commitment", "i4", (N_COMMITMENTS,)),
    ("readings", "i4"), ("inspections", "i4"), ("coached", "f8"), ("trained", "f8"),
    ("coaching", "f8"), ("training", "f8"),  # hours since the start of the run
)  # fmt: skip

INFLUENCER = _record(
    ("opinion", "f8", (MAX_SELLERS,)), ("credibility", "f8"), ("arrived", "i8"),
)  # fmt: skip

TEAM = _record(
    ("first_rep", "i8"), ("reps", "i8"), ("first_circle", "i8"), ("circles", "i8"),
    ("circle_size", "i8"), ("gated", "u1"), ("moves_on_after", "i8"),
    ("read_after_failure", "u1"), ("least_convinced", "u1"),
    ("lends", "u1"), ("routes", "u1"),
    ("adherence", "f8"), ("listening_hours", "f8"), ("standard_work", "f8"),
    ("personal_tailoring", "f8"), ("lending_hours", "f8"), ("coordination_hours", "f8"),
    ("manager_hours", "f8"),
    ("quality_role", "f8", (N_ROLES,)), ("quality_commitment", "f8", (N_COMMITMENTS,)),
    *((name, "f8") for name, _ in flat_numbers(Team("any"), OWN_COLUMNS)),
    ("switched", "i8"),  # the week of its last change of design; -1: none yet
)  # fmt: skip

SIGNAL = _record(  # one team and account: what its deal throws up
    ("journey", "i4"), ("fresh", "i4"), ("chances", "i4"), ("waiting", "i4"), ("value", "f8"),
)  # fmt: skip

EXCEPTION = _record(  # one row an exception, written when it is raised, completed when it ends
    ("team", "i1"), ("novel", "i1"), ("status", "i1"), ("step", "i1"), ("serving", "u1"),
    ("best", "i1"), ("on_the_spot", "i1"), ("level", "i2"), ("proposals", "i2"), ("option", "i2"),
    ("account", "i4"), ("deal", "i4"), ("rep", "i4"), ("journey", "i4"), ("services", "i4"),
    ("serial", "i8"), ("yeses", "i8"),
    ("raised", "f8"), ("ended", "f8"), ("waited", "f8"), ("hours", "f8"), ("line_hours", "f8"),
    ("quality", "f8"), ("buy_in", "f8"), ("value", "f8"),
)  # fmt: skip

DESK = _record(  # one row a person who works on exceptions: reps, their managers, levels above
    ("team", "i8"), ("level", "i8"), ("first", "i8"), ("peers", "i8"), ("above", "i8"),
    ("hours_a_week", "f8"), ("free_at", "f8"), ("hours", "f8"),
)  # fmt: skip

AGENDA = _record(("time", "f8"), ("rank", "i8"), ("since", "f8"), ("case", "i8"))

SAID = _record(  # one seller and one account: the conversations of this journey, once each
    ("step", "u1", (MOST_STEPS,)),  # commitment * N_ROLES + role, in the order of their first time
    ("count", "i1"), ("beside", "i1"),  # how many; how many other sellers it was compared with
    ("felt", "f8"), ("alike", "f8"),  # mean difference from them, and 1 minus that; 0 if alone
)  # fmt: skip

LEDGER = _record(  # one row a deal, written when it opens, completed when it closes
    ("team", "i1"), ("outcome", "i1"), ("cause", "i1"), ("source", "i1"), ("stuck_at", "i1"),
    ("size", "i2"), ("commitments", "i2"), ("required", "i2"), ("covered", "i2"),
    ("account", "i4"), ("rep", "i4"), ("opened", "i4"), ("closed", "i4"), ("last_talk", "i4"),
    ("earlier_wins", "i4"), ("rival", "i1"), ("talks", "i4"), ("contacts", "i2"),
    ("value", "f8"),
    # of a won deal: discount and price, weeks its offer was held back, whether it was pressed for,
    # asked for early, given back, the week of its rep's period, what its rep is credited with
    ("discount", "f8"), ("net", "f8"), ("held", "i2"), ("pressed", "i1"), ("early", "i1"),
    ("returned", "i1"), ("week_of_period", "i1"), ("credited", "f8"),
    ("felt", "f8"),  # difference from the other sellers as last felt; -1: none was compared
    # what was imposed, see DEAL
    ("skipped", "i2"), ("latency", "i1"), ("depth", "i1"), ("shift", "f8"),
    # steps chosen: of those that ask for something, those that ask for what the script would;
    # put off, by the script, against the script, with the manager there
    ("steps", "i4"), ("asks", "i4"), ("in_order", "i4"), ("put_off", "i4"), ("scripted", "i4"),
    ("deviations", "i4"), ("inspected", "i4"),
    ("lost_again", "i4"),  # commitments that the group went back on
)  # fmt: skip

WEEKLY = _record(  # one row a team and week
    ("orders", "i4"), ("opened", "i4"), ("lost", "i4"), ("no_decision", "i4"), ("open", "i4"),
    ("order_value", "f8"),
    # since the start of the run
    ("talks", "i8"), ("talking_hours", "f8"), ("prospecting_hours", "f8"),
    ("coordination_hours", "f8"), ("idle_hours", "f8"),
    # of the week alone: orders of customers, what they used up, the plant
    ("repeat_orders", "i4"), ("repeat_value", "f8"), ("repeat_squares", "f8"), ("used", "f8"),
    ("repeat_discounts", "f8"),  # given on repeat orders, in money
    ("planned", "f8"), ("plant_stock", "f8"),
    ("refused", "i8"),  # meetings asked for in vain, since the start of the run
    # mean skill of the team's reps over roles and over commitments; hours since the start
    ("role_skill", "f8"), ("commitment_skill", "f8"),
    ("coaching_hours", "f8"), ("training_hours", "f8"),
)  # fmt: skip

CUSTOMER = _record(  # one team and one account that bought from it
    ("active", "u1"), ("rate", "f8"),  # what it uses up in an average week
    ("stock", "f8"), ("ordered", "f8"), ("used", "f8"), ("returned", "f8"),
    ("rep", "i4"),  # who sold there last
    ("bought", "i4"),  # the week of its last first order
)  # fmt: skip

PLANT = _record(  # one a team
    ("sold", "f8", (MOST_WEEKS_AVERAGED,)),  # orders of the last weeks, in a circle
    ("level", "f8"), ("stock", "f8"),
    ("coming", "f8", (MOST_LEAD_WEEKS,)),  # plans on the way, in a circle
)  # fmt: skip

SNAPSHOT = _record(  # one open deal when its pipeline was forecast
    ("week", "i4"), ("team", "i1"), ("row", "i4"),
    ("stage", "i1"),  # commitments the seller has asked for
    ("missing", "i1"),  # commitments that the customer has still to make before it can order
    ("judged", "f8"),  # the rep's own chance that it orders within the quarter
)  # fmt: skip

SEGMENT = _record(  # one segment in one area: what its customers value and when that last turned,
    # and the commitments they require
    ("priorities", "i8"), ("turned", "i4", (MOST_BITS,)), ("needs", "i8"),
)  # fmt: skip

MIND = _record(  # what a rep, or a manager's code, believes of one segment, as sets of bits
    ("known", "i8"), ("yes", "i8"), ("own", "i8"),  # own: heard from customers, not from colleagues
    ("heard_yes", "i8"),
    ("week", "i4", (MOST_BITS,)),  # of the evidence; -1 = none
    # this round's talks: the newest evidence of others, votes of those who do better
    ("heard", "i4", (MOST_BITS,)), ("votes", "i4", (MOST_BITS,)),
)  # fmt: skip

LEARNER = _record(  # one rep
    ("first_closed", "i8"), ("generation", "i8"), ("joined", "i8"), ("debriefs", "i8"),
    ("won", "f8"), ("closed", "f8"), ("performance", "f8"),
    ("due", "f8"), ("hours", "f8"),  # hours of learning still to be given, and given so far
)  # fmt: skip

DEBRIEF = _record(  # one team and one account: where it differs from its segment; debriefs due
    ("quirk", "i8"), ("after", "i4"), ("journey", "i4"),
)  # fmt: skip

SCRIPT = _record(  # the standard list of a circle for one segment, and what it has learned of it
    ("steps", "i8"), ("changes", "i8"), ("order", "i1", (N_COMMITMENTS,)),
    ("share", "f8", (N_COMMITMENTS,)), ("rank", "f8", (N_COMMITMENTS,)),
)  # fmt: skip

LESSON = _record(  # one team, every fourth week
    ("relevance", "f8"), ("relevance_sd", "f8"), ("known", "f8"), ("right", "f8"), ("stale", "f8"),
    ("hours", "f8"), ("debriefs", "i8"), ("newcomers", "i8"),
    ("changes", "f8"), ("covers", "f8"), ("needless", "f8"),
)  # fmt: skip

TABLE_PLACES = STEPS * WEEKS * SHARES
PAY_TEAM = _record(  # what a team's reps know of closing, and its improvements
    ("acts", "u1"), ("deadline", "u1"), ("improves", "u1"),
    ("lifted_from", "i8"), ("lifted_until", "i8"),  # weeks in which a twin run knows no deadline
    # from experience under linear pay, by steps left
    ("agreed", "f8", (STEPS,)),  # chance that the group agrees
    ("won", "f8", (STEPS,)), ("logit", "f8"),  # chance of an order in a week; where all is ready
    ("gone", "f8", (STEPS,)), ("moves", "f8", (STEPS * STEPS,)),
    ("chance", "f8", (STEPS * WEEKS,)),  # of an order within so many weeks
    ("rest_mean", "f8", (WEEKS,)), ("rest_variance", "f8", (WEEKS,)),  # in weekly yields
    ("uncertain", "f8", (WEEKS,)), ("taken", "f8"),
    ("period_variance", "f8"), ("typical", "f8"),  # of a period's sales; value of an order
    # the table of closing: an offer's code, whether to hold it back, what the deal is worth
    ("ask", "i2", (TABLE_PLACES,)), ("hold", "u1", (TABLE_PLACES,)),
    ("worth", "f8", (TABLE_PLACES,)), ("half", "f8", (STEPS,)),
    ("tries", "i8", (N_COMMITMENTS,)), ("wins", "i8", (N_COMMITMENTS,)), ("worst", "i8"),
    ("gained", "f8", (N_COMMITMENTS,)),
)  # fmt: skip

PAY_REP = _record(
    ("offset", "i8"), ("period", "i8"), ("capacity", "f8"), ("effort", "f8"),
    # what is expected of the rest of the period, and how much of the pipeline may still close in it
    ("mean", "f8"), ("variance", "f8"), ("soon", "f8"),
    ("share", "f8"),  # of this period's marginal pay, for a typical order
    ("large", "i8", (LARGE,)), ("large_value", "f8", (LARGE,)), ("large_chance", "f8", (LARGE,)),
    # where whoever shares the credit stands, and the next period
    ("at_mean", "f8"), ("at_variance", "f8"), ("quota", "f8"),
    ("next_mean", "f8"), ("next_variance", "f8"), ("next_quota", "f8"),
    # this week's offers
    ("offers", "i8"), ("held", "i8"), ("pressed", "i8"), ("early", "i8"), ("discounts", "f8"),
)  # fmt: skip

OFFER = _record(  # one team and one account
    ("hold", "u1"), ("press", "u1"), ("early", "u1"), ("held", "i2"),
    ("week", "i4"),  # when it was last made or held back
    ("discount", "f8"), ("share", "f8"),
    ("counted", "f8"),  # chance of an order that the rep reckons with this week
    # what the account has learned of the team's discounts at the end and in the middle of periods
    ("at_end", "f8"), ("in_middle", "f8"),
)  # fmt: skip

PERIOD = _record(  # one rep and one accounting period
    ("ends", "i8"), ("orders", "i8"), ("quota", "f8"), ("commission", "f8"), ("booked", "f8"),
    ("weight", "f8"),  # of bonus, accelerator and penalty, by those of an ordinary period
    ("repeats", "f8"),  # of what is booked, repeat orders
    ("pay", "f8"), ("effort", "f8"),
)  # fmt: skip

PAY_WEEK = _record(  # one team and week
    ("effort", "f8"), ("offers", "i8"), ("held", "i8"), ("pressed", "i8"), ("early", "i8"),
    ("discounts", "f8"), ("expected_saving", "f8"),
)  # fmt: skip

VOICE = _record(  # what spreads by an influencer; no rows where nothing spreads
    ("threshold", "f8"), ("opinion_next", "f8", (MAX_SELLERS,)),
    ("mismatches", "i4", (MAX_SELLERS,)),  # this week's, by followers
    ("adopts", "i1", (MAX_SELLERS,)),  # taken over this week: 1 for the seller, -1 against
)  # fmt: skip

TALLY = _record(  # one seller and account: members with an opinion that others notice
    ("pro", "i4"), ("con", "i4"), ("sum_pro", "f8"), ("sum_con", "f8"),
)  # fmt: skip

AID = _record(  # one team and account: specialists asked for; no rows where there are none
    ("queued", "u1"), ("requests", "i4"), ("row", "i4", (N_SPECIALITIES,)),
    ("by", "i4", (N_SPECIALITIES,)),  # who comes, -1: nobody
    ("asked_at", "f8", (N_SPECIALITIES,)), ("ready_at", "f8", (N_SPECIALITIES,)),
)  # fmt: skip

REACH = _record(  # one row a team and week: people outside the accounts and outside sales
    ("known", "f8"), ("opinion", "f8"), ("favourable", "i4"), ("unfavourable", "i4"),
    ("adoptions", "i4"), ("turned_against", "i4"), ("introductions", "i4"),
    ("asked", "i4"), ("served", "i4"), ("joined", "i4"), ("expert_talks", "i4"),
    ("waited_weeks", "f8"), ("busy_weeks", "f8"),
    ("leads_sent", "i4"), ("leads_worked", "i4"), ("marketing_hours", "f8"),
)  # fmt: skip
