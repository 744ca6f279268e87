"""The timeline of one deal in one run: what happened between a team and one account.

The account is watched while the run is stepped through the phases of the week: what changed in its
rows is an event. The rep who works it is stepped in Python, so that each conversation is heard.
"""

from typing import Any, NamedTuple

import numpy as np

from ecosim.actions.buyers import needed_role
from ecosim.actions.talks import early_asks
from ecosim.agents import Rep
from ecosim.model import SalesEcosystem
from ecosim.scenario import Scenario
from ecosim.simulate import Run, finished, with_room
from ecosim.state import COMMITMENTS, LOST, OPEN, REQUESTED, ROLES, WON, State
from ecosim.week import WEEK

REP, RIVAL, GROUP = "rep", "rival", "group"
TEAM = 0  # a traced run has one team


class Event(NamedTuple):
    """Something that happened on a deal.

    Attributes:
        week: from 0.
        phase: of the week.
        whose: rep, rival or group: who did it.
        what: in words.
    """

    week: int
    phase: str
    whose: str
    what: str


class Talk(NamedTuple):
    """One attempt of a rep to talk with a buyer of the watched account.

    Attributes:
        buyer: member of the group, from 0; -1 if the meeting was refused.
        commitment: asked for; -1: agreement.
        role: taken.
        needed: the role this buyer needed.
        early: how many commitments should have come before.
        wanted: whether the account requires this commitment at all.
        secured: whether it was.
        trust: of the buyer in the team, before and after.
        helper: who held the conversation for the owner; -1 for the owner.
    """

    buyer: int
    commitment: int = -1
    role: int = 0
    needed: int = 0
    early: int = 0
    wanted: bool = True
    secured: bool = False
    trust: tuple[float, float] = (0.0, 0.0)
    helper: int = -1


class Heard(Rep):
    """A rep whose conversations at the watched account are heard."""

    model: "Watched"

    def meet(self) -> None:
        """Compiled, unless this rep works the watched account."""
        deal = self.model.state.deals[TEAM, self.model.account]
        if deal["open"] and deal["owner"] == self.number:
            self.meet_by_choice()
        else:
            super().meet()

    def work_on(self, account: int) -> None:
        """As any rep, with what came of it noted."""
        if account != self.model.account:
            return super().work_on(account)
        state, model = self.model.state, self.model
        model.step_chosen = None
        trust = state.contacts["trust"][TEAM].copy()
        super().work_on(account)
        if model.step_chosen is None:
            model.talks.append(Talk(buyer=-1))
            return None
        row, talk = model.step_chosen
        deal = state.deals[TEAM, account]
        asked = talk.commitment
        secured = (deal["covered"] >> asked) & 1 == 1 if asked >= 0 else deal["failures"] == 0
        moved = float(trust[row]), float(state.contacts["trust"][TEAM, row])
        model.talks.append(talk._replace(secured=bool(secured), trust=moved))
        return None

    def choose_step(self, buyer: int) -> tuple[int, int]:
        """As any rep; what it chooses is noted."""
        commitment, role = super().choose_step(buyer)
        state, model = self.model.state, self.model
        account = int(state.buyers["account"][buyer])
        if account == model.account:
            rows, deal = state.accounts[account], state.deals[TEAM, account]
            wanted = commitment < 0 or bool((int(rows["required"]) >> commitment) & 1)
            early = 0
            if wanted and commitment >= 0:
                early = int(early_asks(account, commitment, int(deal["covered"]), state))
            helper = int(deal["helper"]) if deal["met"] == 0 else -1
            needed = int(needed_role(buyer, commitment, state))
            member = int(state.buyers["member"][buyer])
            talk = Talk(member, commitment, role, needed, early, wanted, helper=helper)
            model.step_chosen = (buyer, talk)
        return commitment, role


class Watched(SalesEcosystem):
    """A run in which one account is watched."""

    def __init__(self, scenario: Scenario, seed: int, account: int) -> None:
        super().__init__(scenario, seed, rep=Heard)
        self.account = account
        self.talks: list[Talk] = []
        self.step_chosen: tuple[int, Talk] | None = None


class Snapshot(NamedTuple):
    """The rows of the watched account before a step."""

    account: Any
    deals: Any  # [seller]
    contacts: Any  # [seller, member]

    @classmethod
    def of(cls, state: State, account: int) -> "Snapshot":
        """A copy of the rows as they stand."""
        row = state.accounts[account]
        members = slice(int(row["first"]), int(row["first"] + row["size"]))
        return cls(row.copy(), state.deals[:, account].copy(), state.contacts[:, members].copy())


def timeline(scenario: Scenario, seed: int, account: int) -> tuple[list[Event], Run]:
    """Everything that happened at one account in a run, and the run.

    The run is the same, bit for bit, as `simulate` gives.
    """
    model = Watched(scenario, seed, account)
    events: list[Event] = []
    for week in range(scenario.horizon.weeks):
        model.state = with_room(model.state)
        for phase in WEEK:
            for step in phase.steps:
                before = Snapshot.of(model.state, account)
                model.talks.clear()
                model.take(phase._replace(steps=(step,)))
                after = Snapshot.of(model.state, account)
                happened = told(before, after, model.talks, model.state)
                events += [Event(week, phase.name, whose, what) for whose, what in happened]
    return events, finished(model.state, scenario, seed)


def told(before: Snapshot, after: Snapshot, talks: list[Talk], s: State) -> list[tuple[str, str]]:
    """What happened in a step, in words: whose it is and what."""
    lines: list[tuple[str, str]] = []
    was, now = before.deals[TEAM], after.deals[TEAM]
    another = bool(was["row"] != now["row"])
    closed = bool(was["open"] == 1 and (now["open"] == 0 or another))
    journey = before.account["open"], after.account["open"]
    if closed and another:  # a new need shows that the old deal was dead
        lines.append(_closed(s.ledger[int(was["row"])], ""))
    if journey == (0, 1):
        lines.append((GROUP, _begins(after)))
    if now["open"] == 1 and (was["open"] == 0 or another):
        lines.append((REP, _opened(after)))
    owner = int(after.deals["owner"][TEAM])
    lines += [(REP, talked(talk, owner)) for talk in talks]
    lines += _doors(before, after) + _moved(before, after, talks)
    quorum = float(s.numbers["buyers_quorum"][0])
    enough = [float(row["support"]) >= quorum for row in (before.account, after.account)]
    if journey == (1, 1) and enough[0] != enough[1]:
        share = f"{after.account['support']:.0%} of its weight, {quorum:.0%} is needed"
        word = "enough of the group agrees to buy" if enough[1] else "agreement is lost again"
        lines.append((GROUP, f"{word} ({share})"))
    if closed and not another:
        lines.append(_closed(s.ledger[int(was["row"])], _standing(before, s)))
    if journey == (1, 0) and not closed:
        lines.append((GROUP, "quietly gives up; the team does not know yet"))
    return lines


def _begins(after: Snapshot) -> str:
    row = after.account
    rival = "; the rival is there already" if row["rival_there"] else ""
    how = "asks for offers" if row["requested"] else "sees that it has a need"
    needs = words_of(int(row["required"]))
    return f"{how}, a group of {row['size']}{rival}; to buy it must settle: {needs}"


def _opened(after: Snapshot) -> str:
    deal = after.deals[TEAM]
    how = "takes the request" if deal["source"] == REQUESTED else "found the need, opens the deal"
    held = words_of(int(deal["covered"]))
    return f"rep {deal['owner']} {how}" + (f"; held from before: {held}" if held else "")


def talked(talk: Talk, owner: int) -> str:
    """A conversation in words: who with whom, about what, in which role, and what came of it."""
    if talk.buyer < 0:
        return f"rep {owner} asks for a meeting and is refused"
    who = f"rep {talk.helper} (helping rep {owner})" if talk.helper >= 0 else f"rep {owner}"
    about = f"about {COMMITMENTS[talk.commitment]}" if talk.commitment >= 0 else "for agreement"
    result = "secured" if talk.secured else "not secured"
    if talk.commitment < 0:
        result = "it goes well" if talk.secured else "nothing moves"
    why = []
    if talk.role != talk.needed:
        why.append(f"needed: {ROLES[talk.needed]}")
    if talk.early:
        why.append(f"{talk.early} commitments too early" if talk.early > 1 else "one too early")
    if not talk.wanted:
        why.append("not asked for here")
    low, high = (f"{value:.2f}" for value in talk.trust)
    if low != high:
        why.append(f"trust {low} to {high}")
    note = f" ({'; '.join(why)})" if why else ""
    return f"{who} talks with buyer {talk.buyer} {about} as {ROLES[talk.role]}: {result}{note}"


def _doors(before: Snapshot, after: Snapshot) -> list[tuple[str, str]]:
    was, now = before.contacts["access"][TEAM], after.contacts["access"][TEAM]
    new = np.flatnonzero((was == 0) & (now == 1))
    if not len(new):
        return []
    word = "a door opens" if len(new) == 1 else "doors open"
    return [(GROUP, f"{word}: {_members(new)} can be met")]


def _members(numbers: Any) -> str:
    """Members of a group in words: buyer 2, buyers 2, 3 and 4."""
    names = [str(number) for number in numbers]
    if len(names) == 1:
        return f"buyer {names[0]}"
    return f"buyers {', '.join(names[:-1])} and {names[-1]}"


def _moved(before: Snapshot, after: Snapshot, talks: list[Talk]) -> list[tuple[str, str]]:
    """Commitments that came or went without a conversation of the team, and the rival's moves."""
    lines = []
    rival = len(after.deals) - 1
    if before.account["rival_there"] == 0 and after.account["rival_there"] == 1:
        lines.append((RIVAL, "enters"))
    if after.account["open"] == 0:
        return lines
    begun = before.account["journey"] != after.account["journey"]
    for seller, name in ((TEAM, REP), (rival, RIVAL)):
        was, now = int(before.deals["covered"][seller]), int(after.deals["covered"][seller])
        if begun or before.deals["opened"][seller] != after.deals["opened"][seller]:
            continue
        lost, gained = words_of(was & ~now), words_of(now & ~was)
        if lost:
            of_whom = "" if name == REP else " it gave the rival"
            lines.append((GROUP, f"goes back on{of_whom}: {lost}"))
        if gained and (name == RIVAL or not talks):
            member = _met(before, after, seller)
            lines.append((name, f"secures {gained}{member}"))
    return lines


def _met(before: Snapshot, after: Snapshot, seller: int) -> str:
    more = after.contacts["talks"][seller] - before.contacts["talks"][seller]
    members = np.flatnonzero(more > 0)
    return f" with {_members(members)}" if len(members) else ""


def _standing(before: Snapshot, s: State) -> str:
    """How the team and the rival stood when the group chose."""
    row, rival = before.account, len(before.deals) - 1
    first = int(row["first"])
    weights = s.buyers["weight"][first : first + int(row["size"])]
    required = int(row["required"])
    said = []
    for seller, name in ((TEAM, "team"), (rival, "rival")):
        if seller == rival and not row["rival_there"]:
            continue
        trust = float((weights * before.contacts["trust"][seller]).sum())
        settled = (required & int(before.deals["covered"][seller])).bit_count()
        said.append(f"{name}: trust {trust:.2f}, {settled} of {required.bit_count()} settled")
    return f" ({'; '.join(said)})"


def _closed(row: Any, standing: str) -> tuple[str, str]:
    if row["outcome"] == WON:
        return GROUP, f"chooses this team: WON{standing}"
    if row["outcome"] == LOST:
        return GROUP, f"chooses the rival: LOST{standing}"
    if row["outcome"] == OPEN:
        return REP, "the deal is open at the end"
    return REP, "records the deal as no decision: the group had given up"


def words_of(commitments: int) -> str:
    """Commitments in words, from their bits."""
    return ", ".join(name for c, name in enumerate(COMMITMENTS) if (commitments >> c) & 1)
