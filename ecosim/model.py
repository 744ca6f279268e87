"""SalesEcosystem: the model as Mesa users know it, bit-identical with `simulate`."""

import mesa

from ecosim.agents import Buyer, Influencer, Manager, Rep, Seen
from ecosim.build import build
from ecosim.scenario import Scenario
from ecosim.simulate import Run, finished, week_begins
from ecosim.week import WEEK, Phase


class SalesEcosystem(mesa.Model):  # type: ignore[misc]
    """A sales ecosystem whose reps, buyers, influencers and managers are Mesa agents.

    A kind of agent is stepped by Mesa, agent by agent, if `stepped` is true or if its class is a
    subclass of yours; else its phase runs compiled. Either way gives the same bits. Chance is keyed
    by the replication alone: `model.rng` is never drawn from and stays yours.

    Args:
        scenario: the world, the teams, the horizon.
        replication: the seed of the run, as in `simulate`.
        rep, buyer, influencer, manager: the classes to use; subclasses may override behaviour.
        stepped: let Mesa step every kind.
        rng: Mesa's own generator, for your code.
    """

    def __init__(
        self,
        scenario: Scenario,
        replication: int = 0,
        *,
        rep: type[Rep] = Rep,
        buyer: type[Buyer] = Buyer,
        influencer: type[Influencer] = Influencer,
        manager: type[Manager] = Manager,
        stepped: bool = False,
        rng: int | None = None,
    ) -> None:
        state = build(scenario, replication)
        super().__init__(rng=replication if rng is None else rng)
        self.setup, self.replication = scenario, replication  # mesa keeps `scenario` for its own
        self.state = state
        chosen: dict[str, tuple[type[Seen], type[Seen]]] = {
            "Rep": (rep, Rep), "Buyer": (buyer, Buyer),
            "Influencer": (influencer, Influencer), "Manager": (manager, Manager),
        }  # fmt: skip
        self.kinds: dict[str, type[Seen]] = {}
        self.stepped_kinds: set[str] = set()
        for name, (kind, ours) in chosen.items():
            self.kinds[name] = kind
            if stepped or kind is not ours:
                self.stepped_kinds.add(name)
        self.hire_and_let_go()

    @property
    def week(self) -> int:
        """Weeks that are over."""
        return int(self.state.clock["week"][0])

    def step(self) -> None:
        """One week, phase by phase as `week.WEEK` names them."""
        self.begin_week()
        for phase in WEEK:
            self.take(phase)

    def begin_week(self) -> None:
        """What is due before a week's first phase: changes of design, room for records."""
        self.state = week_begins(self.state, self.setup, self.replication)
        self.hire_and_let_go()

    def hire_and_let_go(self) -> None:
        """One agent for each row of its kind's table: a new design may have other managers."""
        for kind in self.kinds.values():
            rows, agents = len(getattr(self.state, kind.table)), self.agents_by_type.get(kind)
            present = 0 if agents is None else len(agents)
            if present < rows:
                kind.create_agents(self, rows - present, list(range(present, rows)))
            elif agents is not None and present > rows:
                for agent in [agent for agent in agents if agent.number >= rows]:
                    agent.remove()

    def take(self, phase: Phase) -> None:
        """One phase: each of its steps by Mesa or compiled."""
        for step in phase.steps:
            if step.kind in self.stepped_kinds:
                agents = self.agents_by_type.get(self.kinds[step.kind])
                if agents is not None:
                    agents.do(step.verb)
            else:
                step.loop(self.state)

    def run(self) -> Run:
        """Every week that is left of the horizon; the records of the run."""
        while self.week < self.setup.horizon.weeks:
            self.step()
        return finished(self.state, self.setup, self.replication)
