"""The state of a run: one NumPy record array per kind of agent, one row per agent.

The compiled loops and the Mesa agents read and write the same rows. Rows that two sides share
(one seller and one buyer, one seller and one account) are tables of their own, indexed
[seller, buyer] and [seller, account]; the outside rival is the last seller.
"""

from typing import Any, NamedTuple

import numpy as np

from ecosim.parameters import flat_numbers
from ecosim.scenario import Scenario

COMMITMENTS = (
    "time", "explore", "change", "collaborate", "build consensus",
    "invest", "review", "resolve concerns", "decide", "execute",
)  # fmt: skip
ROLES = ("expert", "coach", "evaluator", "supporter")
EXPERT, COACH, EVALUATOR, SUPPORTER = range(4)
# the role that the standard conversation about each commitment is held in
# constants as NumPy integers: plain ones would make Numba compile a callee once per value
STANDARD_ROLE = np.array(
    [EXPERT, COACH, COACH, SUPPORTER, SUPPORTER,
     EVALUATOR, EXPERT, SUPPORTER, EVALUATOR, COACH]
)  # fmt: skip
N_COMMITMENTS, N_ROLES, MAX_SELLERS = 10, 4, 4
# a table of closing: steps left to an order 0-3 (commitments missing, and agreement), weeks left
# 0-26, grid of the share of pay due now
STEPS, WEEKS, SHARES = 4, 27, 41
LARGE = 3  # open deals whose outcome a rep weighs one by one near the end of a period
MOST_STEPS = 16  # different conversations of one seller that a group remembers
NOBODY = -1
# outcomes of a deal as its seller records them
OPEN, WON, LOST, NO_DECISION = (np.int64(k) for k in range(4))
OUTCOMES = ("open", "won", "lost", "no decision")
# why a deal ended
CAUSES = ("", "chosen", "another seller chosen", "patience ran out", "taken off in a review")
CHOSEN, OTHER_CHOSEN, PATIENCE_OUT, REVIEWED = (np.int64(k) for k in range(1, 5))
# what became of an exception, and what it waits for
UNDECIDED, ENACTED, DROPPED, RENEGED = (np.int64(k) for k in range(4))
STATUSES = ("open", "enacted", "dropped", "reneged")
PROPOSING, JUDGING, APPLYING = (np.int64(k) for k in range(3))
# how a journey began, for a seller
PROSPECTED, REQUESTED, MARKETED = np.int64(0), np.int64(1), np.int64(2)
FOUND_BY_REP, FOUND_BY_LEAD = np.int64(1), np.int64(2)
# people outside sales, and which of them each commitment needs (-1: nobody)
SPECIALITIES = ("engineer", "financier", "lawyer")
N_SPECIALITIES = 3
SPECIALITY = np.array([-1, -1, -1, -1, -1, 1, 0, 2, -1, -1])
SPECIALITY_FOR = np.array([6, 5, 7])  # the commitment of each
NO_ACCESS, DIRECT, UP_THE_LINE, OWN_NETWORK = (np.int64(k) for k in range(4))


type Table = Any  # a structured array: compiled code reads its records by attribute


class State(NamedTuple):
    """Every row of a run. All fields are arrays, changed in place; `numbers` holds the world's."""

    clock: Table  # [1]
    numbers: Table  # [1] the world's parameters
    teams: Table  # [team]
    accounts: Table  # [account]
    buyers: Table  # [buyer], members of one account stand together
    contacts: Table  # [seller, buyer]
    deals: Table  # [team, account]
    reps: Table  # [rep], teams one after another
    managers: Table  # [manager]
    influencers: Table  # [influencer]
    known: Table  # [circle, influencer] 1 where the circle knows the influencer
    open_accounts: Table  # [account] the first clock.n_open have a journey, in order
    pipeline: Table  # [team * account] open deals rep by rep, best first
    pipeline_start: Table  # [rep] where each rep's part of the pipeline begins
    pipeline_end: Table  # [rep] where this week's deals in it end
    ledger: Table  # [deal]
    weekly: Table  # [week, team]
    customers: Table  # [team, account], empty if nobody orders again
    plants: Table  # [team], empty without a plant
    snapshots: Table  # [open deal of a snapshot], the first clock.n_snapshots are written
    former: Table  # [team] the design before the last change
    said: Table  # [seller, account], empty where groups do not compare their sellers
    practices: Table  # [rep] how a rep learns and what it shrinks from
    signals: Table  # [team, account], one row where there are no exceptions
    exceptions: Table  # [exception]
    desks: Table  # [desk] every rep, then every manager, then the levels above
    agenda: Table  # [entry] a heap: what happens next about which exception
    scripts: Table  # [circle, segment] the standard list that the circle works by
    # empty where no knowledge is at work
    segments: Table  # [segment, area]
    minds: Table  # [rep, segment], and behind them codes, in the place of a manager's first rep
    learners: Table  # [rep]
    debriefs: Table  # [team, account]
    lessons: Table  # [every fourth week, team]
    reach: Table  # [week, team]
    voices: Table  # [influencer], or none where no opinion spreads
    peer_first: Table  # [influencer + 1] where each influencer's stretch of `peer` begins
    peer: Table  # [link] whom it listens to
    follower_first: Table  # [influencer + 1] likewise of `follower`
    follower: Table  # [link] buyers who follow it
    heard: Table  # [seller, buyer] what word of mouth adds to trust this week
    tallies: Table  # [seller, account]
    buyer_threshold: Table  # [buyer] share of peers at which it takes over an opinion
    aid: Table  # [team, account], or none without specialists
    requests: Table  # [request] agenda of specialists and managers who pass requests on
    free_at: Table  # [team * speciality, specialist] when each is free, in weeks
    specialist_skill: Table  # [speciality, specialist] the same people for every team
    pay: Table  # [team]
    paid: Table  # [rep]
    offers: Table  # [team, account], no account where nobody's offers differ
    periods: Table  # [rep, period of its own calendar], none where offers has none
    pay_weeks: Table  # [week, team], no week where offers has none


def number_fields(scenario: Scenario) -> list[tuple[str, float]]:
    """The world's numbers as one flat row: `section_key`, in the order they are declared."""
    return flat_numbers(scenario.world)


def numbers_row(scenario: Scenario) -> np.ndarray:
    """The world's numbers as a record array of one row, for the compiled rules."""
    fields = number_fields(scenario)
    row = np.zeros(1, np.dtype([(name, "f8") for name, _ in fields]))
    for name, value in fields:
        row[name] = value
    return row


def fingerprint(state: State) -> bytes:
    """All bits of a state, for comparing two of them."""
    used = state._replace(
        ledger=state.ledger[: int(state.clock["n_deals"][0])],
        snapshots=state.snapshots[: int(state.clock["n_snapshots"][0])],
    )
    return b"".join(np.ascontiguousarray(table).tobytes() for table in used)
