"""Knowledge: what customers value, how it is learned and passed on; scripts that learn or lose steps."""

from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic.dataclasses import dataclass as checked

from ecosim.parameters import STRICT, Share, number

MOST_BITS = 30
FewHours = Annotated[float, Ge(0), Le(10)]


@checked(frozen=True, config=STRICT)
class Knowledge:
    """What customers value, how it moves on, what it is worth to know it, and how people change."""

    # fmt: off
    bits: Annotated[int, Ge(0), Le(MOST_BITS)] = number(0, "bits", "priorities of each segment, each of which may stand either way; 0 = off", "model.md (knowledge); March (1991)")
    own: Annotated[float, Ge(0), Le(0.5)] = number(0.2, "share", "chance that an account's own priority differs from its segment's", "prototype.md 2 (epsilon; 0-.35)")
    drift: Share = number(0.005, "per week", "chance that a priority of a segment turns into its opposite", "prototype.md 2 (0-.05)", True)
    local: Share = number(0.0, "share", "priorities on which every area of the market stands for itself", "prototype.md 2 (loc; 0-.35)", True)
    areas: Literal["neighbours", "scattered"] = number("neighbours", "kind", "which territories make up an area: those side by side (as clusters do), or far apart", "prototype.md 2 (aligned or not)", True)
    area_size: Annotated[int, Ge(1), Le(1000)] = number(6, "territories", "territories in one area", "prototype.md 2 (clusters of 6)")
    weight: Annotated[float, Ge(-1), Le(2)] = number(1.0, "factor", "how far the success of a conversation moves with relevance; 0 = not at all, below 0 = knowing hurts", "model.md (relevance as a factor)", True)
    reference: Annotated[float, Ge(0.5), Le(1)] = number(0.7, "share", "relevance to segments at which success is what it is with knowledge off, so that nothing gets harder by itself", "middle of prototype.md 2 (.58-.81)")
    first_beliefs: Share = number(0.0, "share", "priorities about which somebody new has a belief from elsewhere, right or wrong by a coin", "March (1991): 2/3")
    dated: Share = number(0.9, "share", "chance that hearsay is compared by date, so that newer evidence wins; else it is copied blindly", "prototype.md 2 (psi)", True)
    talk_hours: Annotated[float, Ge(0.01), Le(5)] = number(0.25, "h per person", "a talk in which two people tell each other what they know", "prototype.md 2")
    discovery: Share = number(0.0, "share of gap", "what a secured 'explore' shows of what the account itself values, in the rest of its journey; 0 = off", "C06 (hidden information)", True)
    step_trust: Annotated[float, Ge(-0.2), Le(0.2)] = number(0.0, "trust", "trust from a step that succeeds though the account does not require it; below 0 = it annoys", "C06 (hidden trust)", True)
    needs_turn: Share = number(0.0, "per week", "chance that a commitment enters or leaves what a segment requires; its accounts follow with their next journey; 0 = off", "C20c (a fixed script ages)", True)
    turnover: Share = number(0.0, "per week", "chance that a rep leaves and a newcomer takes over its desk; 0 = off", "prototype.md 2; March (1991)")
    # fmt: on


@checked(frozen=True, config=STRICT)
class Learning:
    """How a team learns what customers value. Does nothing where the world's `knowledge.bits` is 0."""

    # fmt: off
    debrief_bits: Annotated[int, Ge(0), Le(MOST_BITS)] = number(3, "bits", "priorities that the debrief of a closed deal names; 0 = off: a win or loss alone teaches nothing", "prototype.md 2")
    debrief_hours: FewHours = number(0.25, "h per deal", "hours of the owner for one debrief")
    hours: FewHours = number(0.5, "h per rep-week", "hours for learning from colleagues and from the manager, the manager's own among them; 0 = off", "prototype.md 2 (.1-2)")
    every_weeks: Annotated[int, Ge(1), Le(52)] = number(4, "weeks", "time from one round of talks to the next", "prototype.md 2")
    cross_links: Share = number(0.0, "share", "talks with colleagues that lead out of the cluster (beta)", "Fang et al. (2010); B2")
    manager_share: Share = number(0.5, "share", "part of the hours that goes to talks with the manager where there are colleagues too", "prototype.md 2 (the hybrid splits hours)")
    review_hours: FewHours = number(0.0, "h per meeting", "win-loss review of a cluster, or else of a manager's reps, in every round: each tells all what it heard from customers since the last; 0 = off", "model.md (win-loss review)")
    judged_by: Literal["results", "relevance"] = number("results", "kind", "who does better: by deals won of those closed, or by right minus wrong priorities as in March (1991)", "assumption", True)
    code_learning: Share = number(0.5, "share", "chance that a majority of one convinces the manager's code (blind copying)", "March (1991), p2")
    code_teaching: Share = number(0.5, "share", "chance that a belief moves a step toward the manager's code (blind copying)", "March (1991), p1")
    following: Share = number(0.3, "share", "chance to follow the majority of better colleagues (blind copying)", "Fang et al. (2010)")
    # fmt: on


@checked(frozen=True, config=STRICT)
class Script:
    """Whether the team's script - its standard list and order for each segment - learns from debriefs."""

    # fmt: off
    learning: Share = number(0.0, "share", "move of the script's picture of a segment toward each debriefed deal; 0 = off: the script is fixed", "C20c (p2 > 0)")
    defined: Literal["field", "headquarters"] = number("field", "kind", "field: each cluster or lone rep by its own deals, at once; headquarters: one script by the deals of all, revised from time to time", "C20c")
    revised_every: Annotated[int, Ge(1), Le(520)] = number(13, "weeks", "time between revisions at headquarters", "assumption: once a quarter")
    hours: FewHours = number(0.1, "h per rep-week", "hours that a learning script takes, wherever it is defined")
    # fmt: on


@checked(frozen=True, config=STRICT)
class Removed:
    """Steps taken out of the team's standard list by value-stream mapping. Accounts that require one still do."""

    # fmt: off
    time: bool = number(False, "yes or no", "the script has no step for time", "C06")
    explore: bool = number(False, "yes or no", "the script has no step for exploring", "C06")
    change: bool = number(False, "yes or no", "the script has no step for change", "C06")
    collaborate: bool = number(False, "yes or no", "the script has no step for collaborating", "C06")
    build_consensus: bool = number(False, "yes or no", "the script has no step for building consensus", "C06")
    invest: bool = number(False, "yes or no", "the script has no step for investing", "C06")
    review: bool = number(False, "yes or no", "the script has no step for the review", "C06")
    resolve_concerns: bool = number(False, "yes or no", "the script has no step for resolving concerns", "C06")
    decide: bool = number(False, "yes or no", "the script has no step for the decision", "C06")
    execute: bool = number(False, "yes or no", "the script has no step for execution", "C06")
    # fmt: on
