"""One team, its accounts and influencers as a network: who deals with whom at the end of a run.

The picture is of one run, not of an average: the typical one, whose win rate is the middle one.
"""

from typing import Any

import numpy as np

from ecosim.actions.reps import deals_are_noted
from ecosim.build import build
from ecosim.scenario import Scenario
from ecosim.simulate import week_begins
from ecosim.state import NOBODY, OPEN, OUTCOMES, State
from ecosim.week import one_week

MOST_NODES = 400
MOST_REPS = 60
MOST_INFLUENCERS = 24
LAST_WEEKS = 52

type Node = dict[str, Any]
type Link = dict[str, Any]


def network_of(scenario: Scenario, seed: int) -> dict[str, Any]:
    """The first team's network at the end of a run, in node-link form (`nodes` and `links`).

    Nodes: reps with their cluster, managers, accounts, influencers. Accounts are those with an open
    deal and, as far as there is room, those talked to in the last year; influencers those whom a
    member of such an account follows and the rep (or its cluster) knows. At most 400 nodes: of a
    large team the first 60 reps, of accounts those with open deals first, then those with most
    conversations; `accounts_left_out` counts the rest.

    Links: "reports to" (rep, manager), "colleague" (reps of one cluster), "deal" (rep, account with
    an open deal), "talked" (rep, account whose deal has ended), "follows" (account, influencer),
    "knows" (rep, influencer); the weight counts conversations, or members who follow.
    """
    state = at_the_end(scenario, seed)
    reps = state.reps[: min(int(state.teams["reps"][0]), MOST_REPS)]
    people = people_of(reps)
    room = MOST_NODES - len(people) - MOST_INFLUENCERS
    every = last_deals(state, scenario.horizon.weeks, len(reps))
    deals = most_alive(every, room)
    influencers, known = influencers_of(state, deals)
    return {
        "team": scenario.teams[0].name,
        "world": scenario.world.name,
        "seed": seed,
        "accounts_left_out": len(every) - len(deals),
        "directed": False,
        "multigraph": False,
        "graph": {},
        "nodes": people + [account(row) for row in deals] + influencers,
        "links": team_links(reps) + [deal_link(row) for row in deals] + known,
    }


def at_the_end(scenario: Scenario, seed: int) -> State:
    """The state after the last week, every deal noted in the ledger."""
    state = build(scenario, seed)
    for _ in range(scenario.horizon.weeks):
        state = week_begins(state, scenario, seed)
        one_week(state)
    deals_are_noted(state)
    return state


def people_of(reps: np.ndarray) -> list[Node]:
    """The reps with the number of their cluster, and their managers."""
    nodes: list[Node] = [
        {"id": person(rep), "kind": "rep", "cluster": int(rep["circle"]) + 1} for rep in reps
    ]
    managers = np.unique(reps["manager"])
    return nodes + [{"id": f"manager {m + 1}", "kind": "manager"} for m in managers if m != NOBODY]


def team_links(reps: np.ndarray) -> list[Link]:
    """Who reports to whom, and who shares a cluster with whom."""
    links = [
        link(person(rep), f"manager {int(rep['manager']) + 1}", "reports to")
        for rep in reps
        if rep["manager"] != NOBODY
    ]
    for place, rep in enumerate(reps):
        colleagues = reps[:place][reps["circle"][:place] == rep["circle"]]
        links += [link(person(other), person(rep), "colleague") for other in colleagues]
    return links


def last_deals(state: State, weeks: int, reps: int) -> np.ndarray:
    """Of each account the last deal of these reps that is open or was talked about in the last
    year."""
    ledger = state.ledger[: int(state.clock["n_deals"][0])]
    mine = ledger[(ledger["team"] == 0) & (ledger["rep"] < reps)]
    talked = (mine["talks"] > 0) & (mine["last_talk"] >= weeks - LAST_WEEKS)
    recent = mine[talked | (mine["outcome"] == OPEN)]
    _, from_the_end = np.unique(recent["account"][::-1], return_index=True)
    last: np.ndarray = recent[len(recent) - 1 - from_the_end]
    return last


def most_alive(deals: np.ndarray, room: int) -> np.ndarray:
    """As many deals as there is room for: open ones first, then those with most conversations."""
    order = np.lexsort((deals["account"], -deals["talks"], deals["outcome"] != OPEN))
    kept: np.ndarray = deals[np.sort(order[:room])]
    return kept


def account(row: np.void) -> Node:
    """The account of a deal; its size is that of its buying group."""
    return {
        "id": f"account {int(row['account']) + 1}",
        "kind": "account",
        "status": OUTCOMES[row["outcome"]],
        "value": round(float(row["value"]), 2),
        "size": int(row["size"]),
    }


def deal_link(row: np.void) -> Link:
    """The link between a deal's owner and its account."""
    kind = "deal" if row["outcome"] == OPEN else "talked"
    name = f"account {int(row['account']) + 1}"
    return link(f"rep {int(row['rep']) + 1}", name, kind, int(row["talks"]))


def influencers_of(state: State, deals: np.ndarray) -> tuple[list[Node], list[Link]]:
    """The influencers that matter for these deals, the most followed first, and their links."""
    follows: dict[int, dict[int, int]] = {}  # influencer: account: followers
    knows: dict[int, set[int]] = {}
    for row in deals:
        group, rep = state.accounts[row["account"]], int(row["rep"])
        first, knowing = int(group["first"]), int(state.reps["knows"][rep])
        for k in state.buyers["follows"][first : first + int(group["size"])]:
            if k >= 0 and state.known[knowing, k]:
                by_account = follows.setdefault(int(k), {})
                by_account[int(row["account"])] = by_account.get(int(row["account"]), 0) + 1
                knows.setdefault(int(k), set()).add(rep)
    chosen = sorted(follows, key=lambda k: (-sum(follows[k].values()), k))[:MOST_INFLUENCERS]
    nodes: list[Node] = [{"id": f"influencer {k + 1}", "kind": "influencer"} for k in chosen]
    links: list[Link] = []
    for k in chosen:
        name = f"influencer {k + 1}"
        links += [link(f"account {a + 1}", name, "follows", n) for a, n in follows[k].items()]
        links += [link(f"rep {rep + 1}", name, "knows") for rep in sorted(knows[k])]
    return nodes, links


def person(rep: np.void) -> str:
    """What a rep is called in the network."""
    return f"rep {int(rep['number']) + 1}"


def link(source: str, target: str, kind: str, weight: int = 1) -> Link:
    """One link, with how much of it there is."""
    return {"source": source, "target": target, "kind": kind, "weight": weight}
