"""Exceptions and approvals: what deals throw up that no script answers, and who decides about it."""

from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic.dataclasses import dataclass as checked

from ecosim.parameters import STRICT, Share, number

Signed = Annotated[float, Ge(-10), Le(10)]
Elasticity = Annotated[float, Ge(-2), Le(2)]
Small = Annotated[float, Ge(0.01), Le(40)]


@checked(frozen=True, config=STRICT)
class Exceptions:
    """What is thrown up, what it takes to answer it, what an answer is worth. Alike for all teams."""

    # fmt: off
    rate: Annotated[float, Ge(0), Le(1)] = number(0.0, "per commitment", "chance that a commitment secured throws up an exception, at full complexity; 0 = off", "prototype.md 1 (.2)")
    novel: Share = number(1.0, "share", "share of exceptions, at full complexity, to which nobody knows the answer yet", "prototype.md 1 (= complexity)")
    quality_mean: Signed = number(0.0, "quality", "mean quality of an option; signed: enacting a bad one does harm", "prototype.md 2", True)
    quality_sd: Annotated[float, Ge(0), Le(10)] = number(0.6, "quality", "spread of the quality of options")
    likeness: Share = number(0.3, "share", "share of that variance common to all ideas of one person about one exception; 0 = as diverse as of several", "prototype.md 2 (diversity of ideas)", True)
    ease_sd: Annotated[float, Ge(0), Le(10)] = number(0.3, "quality", "spread of how much easier or harder an option is to carry out than its quality says")
    noise: Annotated[float, Ge(0), Le(10)] = number(0.3, "quality", "error in seeing an option's quality, at the customer")
    noise_per_step: Annotated[float, Ge(-1), Le(5)] = number(0.15, "quality per step", "how much that error grows with each level up the line; 0 = distance does not matter", "model.md (C09)", True)
    threshold: Signed = number(0.2, "quality", "an option that seems at least so good is good enough, for everybody", "prototype.md 2", True)
    routine_quality: Signed = number(0.5, "quality", "quality of the known answer to a routine exception, the same by every route")
    proposal_hours: Small = number(1.0, "h", "mean hours a proposer needs for one option, in every form", "prototype.md 2 (mend 5)")
    judging_hours: Small = number(0.5, "h", "mean hours to judge one option, whoever judges")
    routine_hours: Small = number(0.25, "h", "mean hours to apply the known answer, whoever does")
    attention: Annotated[float, Ge(0.001), Le(1)] = number(0.2, "share of hours", "most of a rep's weekly hours that can go into exceptions at once")
    decay: Annotated[float, Ge(0), Le(5)] = number(0.05, "per week", "how fast a good answer loses value while the buyer waits", "model.md (C08)")
    decay_drift: Annotated[float, Ge(0), Le(20)] = number(0.5, "per week", "how much faster at full drift", "model.md (C08)")
    holds_up: bool = number(True, "yes or no", "a group whose exception is open with a seller does not choose that seller", "C08", True)
    buy_in: Share = number(0.6, "share", "buy-in for an option that those who carry it out find neither good nor bad")
    buy_in_slope: Annotated[float, Ge(-2), Le(2)] = number(0.3, "share per quality", "how buy-in grows with what those who carry it out see in it", "C09; prototype.md 2", True)
    participation: Annotated[float, Ge(-1), Le(1)] = number(0.0, "share", "buy-in added where those who carry it out decided themselves; 0 = the result alone counts", "C10", True)
    dropped: Signed = number(0.0, "quality", "what a buyer makes of an exception that is dropped without an answer", "assumption", True)
    choice_weight: Annotated[float, Ge(-10), Le(10)] = number(0.8, "logit per quality", "weight of answers carried out in the group's choice of a seller", "prototype.md 1", True)
    after_sale: Annotated[float, Ge(-1), Le(1)] = number(0.05, "trust per quality", "trust that answers carried out leave with a customer after the purchase")
    unexecuted: Share = number(0.5, "share", "share of that left where the account needs its execution secured (commitment ten) and has not got it")
    help_base: Share = number(1.0, "share", "chance that a colleague asked for help gives it where credit is not shared", "prototype.md 2")
    help_credit: Elasticity = number(0.0, "share", "how much credit shared in the cluster (regime.credit) adds to that chance; 0 = off", "C10; prototype.md 2", True)
    from_beliefs: Share = number(0.0, "share", "how far whoever judges an option, or knows the answer to a routine exception, does so by what it believes of the segment's priorities: all of its error is gone, and all of the known answer there, where every priority is known rightly; 0 = both are constants", "prototype.md 2 (mend 8)", True)
    # fmt: on


@checked(frozen=True, config=STRICT)
class Approvals:
    """Who finds and decides what to do about an exception. Equal in all forms but for who decides."""

    # fmt: off
    decides: Literal["by structure", "on the spot", "line", "on the spot then line"] = number("by structure", "rule", "on the spot: those who carry it out decide; by structure: the line if there are managers, on the spot if there are none or clusters, both in a hybrid", "C09")
    colleagues_propose: bool = number(True, "yes or no", "colleagues (of the cluster, else under the same manager) may be asked for options")
    proposals: Annotated[int, Ge(1), Le(16)] = number(2, "options", "options looked for in one round, by the owner and colleagues in turn", "prototype.md 2 (k = 2)")
    rounds: Annotated[int, Ge(1), Le(16)] = number(2, "rounds", "rounds before a novel exception is dropped")
    search: Literal["first", "best"] = number("first", "rule", "first: the first option good enough is taken; best: the options of a round are compared", "C09", True)
    rework: Annotated[float, Ge(0), Le(5)] = number(0.0, "quality", "quality that options gain in each later round from what was said about earlier ones; 0 = off", "prototype.md 2", True)
    sight: Share = number(1.0, "share", "how far managers see how easy an option is to carry out (those who carry it out see all of it)", "prototype.md 2 (mend 2)", True)
    levels: Annotated[int, Ge(1), Le(6)] = number(1, "levels", "levels of the line that must all say yes", "B6")
    hours_above: Annotated[float, Ge(0.01), Le(10)] = number(1.0, "of the level below", "hours that each level of the line has for exceptions, by those of the level below it; they share the managers' hours", "assumption")
    deciding_share: Share = number(0.5, "share of hours", "share of the managers' hours kept for exceptions; reviews get the rest")
    any_manager: bool = number(False, "yes or no", "whoever is free first at a level decides, not only the rep's own manager")
    routine: Literal["first in line", "in turn", "delegated"] = number("first in line", "rule", "routine exceptions on the line: before novel ones that wait, in turn with them, or answered by the rep itself", "prototype.md 2 (mend 5)")
    # fmt: on

    @property
    def needs_managers(self) -> bool:
        """Whether the decision rule asks for a line that there may not be."""
        return self.decides in ("line", "on the spot then line")
