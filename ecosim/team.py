"""A Team: a point on structure x playbook x regime. Labels decide nothing; the numbers do."""

from dataclasses import field
from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic.dataclasses import dataclass as checked

from ecosim.mechanisms.exceptions import Approvals
from ecosim.mechanisms.knowledge import Learning, Removed, Script
from ecosim.mechanisms.marketing import Marketing
from ecosim.mechanisms.opinions import Informed
from ecosim.mechanisms.pay import Regime
from ecosim.mechanisms.skills import Coaching, Deviation
from ecosim.mechanisms.specialists import Reaching
from ecosim.parameters import STRICT, Hours, Name, Share, number


@checked(frozen=True, config=STRICT)
class Structure:
    """Who talks with whom. The forms are points: lone (1, 0), hierarchy (1, 8), cluster (6, 0), hybrid (6, 8)."""

    # fmt: off
    cluster_size: Annotated[int, Ge(1), Le(50)] = number(1, "reps", "reps who share requests, contacts and conversations; 1 = none")
    span: Annotated[int, Ge(0), Le(100)] = number(0, "reps", "reps under one manager; 0 = no managers")
    own_admin_hours: Hours = number(0.5, "h per rep-week", "hours for records that every rep keeps", "prototype.md 1")
    reporting_hours: Hours = number(1.0, "h per rep-week", "hours each rep spends reporting to its manager (only with managers)", "prototype.md 1")
    manager_hours: Hours = number(1.0, "h per rep-week", "the manager's hours, taken from the same payroll (only with managers)", "prototype.md 2 (equal payroll)")
    colleague_hours: Hours = number(0.5, "h per colleague-week", "hours each rep spends keeping up with each colleague in its cluster", "prototype.md 1 (3 h at six)")
    lends: bool = number(True, "yes or no", "colleagues in a cluster may take over a conversation they are better at")
    lending_hours: Hours = number(0.5, "h", "hours that both reps spend on handing over one conversation")
    routes_requests: bool = number(True, "yes or no", "requests go to whoever in the cluster has fewest open deals, else to the owner")
    # fmt: on

    @property
    def form(self) -> str:
        """The everyday name of this point."""
        if self.cluster_size > 1:
            return "hybrid" if self.span else "cluster"
        return "hierarchy" if self.span else "lone"

    @property
    def coordination_hours(self) -> float:
        """Hours a week each rep's payroll gives to others: admin, reports, its manager, colleagues."""
        hours = self.own_admin_hours + self.colleague_hours * (self.cluster_size - 1)
        return hours + (self.reporting_hours + self.manager_hours if self.span else 0.0)


@checked(frozen=True, config=STRICT)
class Playbook:
    """How a rep chooses the next conversation."""

    # fmt: off
    order: Literal["script", "roadmap", "adaptive"] = number("script", "kind", "script: fixed order; roadmap: required outcomes in free order; adaptive: read the buyer")
    adherence: Share = number(1.0, "share", "chance that a step follows the script instead of the rep's own read; without meaning unless order is script", "model.md")
    read_after_failure: bool = number(False, "yes or no", "once an ask has failed on a deal, the rep reads the buyer from then on", "prototype.md 1 (hybrid)")
    listening_hours: Hours = number(0.7, "h", "listening before a conversation that is not scripted and not yet read", "prototype.md 1")
    gate: bool = number(False, "yes or no", "the team makes no offer before every outcome on its list is secured", "model.md (roadmap); C12")
    moves_on_after: Annotated[int, Ge(0), Le(100)] = number(3, "failures", "failures in a row after which the script moves on to its next step and comes back; 0 = never", "prototype.md 1")
    standard_work: Share = number(0.0, "share", "weight of the team's mean skill against the rep's own in a conversation", "prototype.md 1; C04")
    contacts: Literal["round robin", "least convinced"] = number("round robin", "rule", "whom a rep meets next among those it has access to", "prototype.md 1 (equal across teams)")
    personal_tailoring: Share = number(0.5, "share", "share of conversations tailored to the person rather than to the group", "F18 (equal across teams)", True)
    # fmt: on

    @property
    def scripted_share(self) -> float:
        """Share of steps that follow the script; only a playbook in script order has one."""
        return self.adherence if self.order == "script" else 0.0


@checked(frozen=True, config=STRICT)
class Team:
    """A team design: a point on structure x playbook x regime."""

    name: Name
    description: str = ""
    structure: Structure = field(default_factory=Structure)
    playbook: Playbook = field(default_factory=Playbook)
    regime: Regime = field(default_factory=Regime)
    approvals: Approvals = field(default_factory=Approvals)
    learning: Learning = field(default_factory=Learning)
    script: Script = field(default_factory=Script)
    removed: Removed = field(default_factory=Removed)
    influencers: Informed = field(default_factory=Informed)
    specialists: Reaching = field(default_factory=Reaching)
    marketing: Marketing = field(default_factory=Marketing)
    coaching: Coaching = field(default_factory=Coaching)
    deviation: Deviation = field(default_factory=Deviation)

    @property
    def specialists_by(self) -> Reaching:
        """The way to specialists, with "by structure" resolved."""
        if self.specialists.access != "by structure":
            return self.specialists
        if self.structure.cluster_size > 1:
            return Reaching("direct")
        return Reaching("up the line" if self.structure.span else "own network")
