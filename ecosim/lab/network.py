"""One team, its accounts and its influencers as a network: who dealt with whom in a run's last year.

The picture is of one run, not of an average: the typical one, whose win rate is the middle one.
"""

from typing import Any

import numpy as np

from ecosim.actions.reps import deals_are_noted
from ecosim.build import build
from ecosim.scenario import Scenario
from ecosim.simulate import with_room
from ecosim.state import NOBODY, OPEN, OUTCOMES, State
from ecosim.week import one_week

MOST_NODES = 200
MOST_REPS = 60
MOST_INFLUENCERS = 24
LAST_WEEKS = 52

type Node = dict[str, Any]
type Link = dict[str, Any]


def network_of(scenario: Scenario, seed: int) -> dict[str, Any]:
    """The first team's network at the end of a run, in node-link form (`nodes` and `edges`).

    Nodes: reps, their clusters (where more than one rep shares accounts), managers, the accounts
    where a deal is open or was talked about in the last year, and the influencers that members of
    such an account follow and the rep's cluster knows. At most 200, the accounts with most
    conversations first; of a large team, the first 60 reps.

    Edges: rep to cluster ("member"), manager to rep ("manages"), rep to account ("deal", with the
    conversations), influencer to account ("followed"), rep or cluster to influencer ("knows").
    """
    state = at_the_end(scenario, seed)
    reps = state.reps[: min(int(state.teams["reps"][0]), MOST_REPS)]
    people, links = people_of(reps, shared=bool(state.teams["circle_size"][0] > 1))
    room = MOST_NODES - len(people) - MOST_INFLUENCERS
    deals = last_years_deals(state, scenario.horizon.weeks, len(reps))
    accounts, chosen = accounts_of(deals, room)
    shown = deals[np.isin(deals["account"], chosen)]
    links += [
        edge(f"rep {row['rep'] + 1}", f"account {row['account'] + 1}", "deal", int(row["talks"]))
        for row in shown
    ]
    influencers, more = influencers_of(state, shown)
    return {
        "directed": False,
        "multigraph": False,
        "graph": {"team": scenario.teams[0].name, "world": scenario.world.name, "seed": seed},
        "nodes": people + accounts + influencers,
        "edges": links + more,
    }


def at_the_end(scenario: Scenario, seed: int) -> State:
    """The state after the last week, every deal noted in the ledger."""
    state = build(scenario, seed)
    for _ in range(scenario.horizon.weeks):
        state = with_room(state)
        one_week(state)
    deals_are_noted(state)
    return state


def people_of(reps: np.ndarray, shared: bool) -> tuple[list[Node], list[Link]]:
    """Reps, clusters and managers, and who belongs to whom."""
    nodes: list[Node] = []
    links: list[Link] = []
    for rep in reps:
        name, circle, manager = person(rep), int(rep["circle"]), int(rep["manager"])
        nodes.append({"id": name, "kind": "rep", "cluster": circle + 1 if shared else None})
        if shared:
            links.append(edge(name, f"cluster {circle + 1}", "member"))
        if manager != NOBODY:
            links.append(edge(f"manager {manager + 1}", name, "manages"))
    circles, managers = np.unique(reps["circle"]), np.unique(reps["manager"])
    if shared:
        nodes += [{"id": f"cluster {k + 1}", "kind": "cluster"} for k in circles]
    nodes += [{"id": f"manager {m + 1}", "kind": "manager"} for m in managers if m != NOBODY]
    return nodes, links


def last_years_deals(state: State, weeks: int, reps: int) -> np.ndarray:
    """The last deal of each account of these reps that is open or was talked about in the last
    year."""
    ledger = state.ledger[: int(state.clock["n_deals"][0])]
    mine = ledger[(ledger["team"] == 0) & (ledger["rep"] < reps)]
    talked = (mine["talks"] > 0) & (mine["last_talk"] >= weeks - LAST_WEEKS)
    recent = mine[talked | (mine["outcome"] == OPEN)]
    _, from_the_end = np.unique(recent["account"][::-1], return_index=True)
    return recent[len(recent) - 1 - from_the_end]


def accounts_of(deals: np.ndarray, room: int) -> tuple[list[Node], np.ndarray]:
    """The accounts with most conversations, as many as there is room for, and their numbers."""
    order = np.argsort(-deals["talks"], kind="stable")[:room]
    nodes = [
        {
            "id": f"account {row['account'] + 1}",
            "kind": "account",
            "status": OUTCOMES[row["outcome"]],
            "value": round(float(row["value"]), 2),
            "members": int(row["size"]),
        }
        for row in deals[np.sort(order)]
    ]
    return nodes, deals["account"][order]


def influencers_of(state: State, deals: np.ndarray) -> tuple[list[Node], list[Link]]:
    """The influencers that matter for these deals, the most followed first, and their links."""
    followed: dict[int, dict[int, int]] = {}  # influencer: account: followers
    known: dict[int, set[str]] = {}
    shared = bool(state.teams["circle_size"][0] > 1)
    for row in deals:
        account, rep = state.accounts[row["account"]], state.reps[row["rep"]]
        circle, first = int(rep["circle"]), int(account["first"])
        for k in state.buyers["follows"][first : first + int(account["size"])]:
            if k >= 0 and state.known[circle, k]:
                by_account = followed.setdefault(int(k), {})
                by_account[int(row["account"])] = by_account.get(int(row["account"]), 0) + 1
                known.setdefault(int(k), set()).add(
                    f"cluster {circle + 1}" if shared else person(rep)
                )
    chosen = sorted(followed, key=lambda k: (-sum(followed[k].values()), k))[:MOST_INFLUENCERS]
    nodes: list[Node] = [{"id": f"influencer {k + 1}", "kind": "influencer"} for k in chosen]
    links = [
        edge(f"influencer {k + 1}", f"account {a + 1}", "followed", count)
        for k in chosen
        for a, count in followed[k].items()
    ]
    links += [edge(who, f"influencer {k + 1}", "knows") for k in chosen for who in sorted(known[k])]
    return nodes, links


def person(rep: np.void) -> str:
    """What a rep is called in the network."""
    return f"rep {int(rep['number']) + 1}"


def edge(source: str, target: str, kind: str, weight: int = 1) -> Link:
    """One link, with how much of it there is."""
    return {"source": source, "target": target, "kind": kind, "weight": weight}
