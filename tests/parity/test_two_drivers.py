"""The compiled run and the Mesa-stepped run are one model: bit-identical after every phase."""

import pytest
from hypothesis import given, settings
from worlds import every_preset_team, scenarios, small

from ecosim.agents import Buyer, Influencer, Manager, Rep, StepChoice
from ecosim.build import build
from ecosim.files import world_names
from ecosim.model import SalesEcosystem
from ecosim.scenario import Scenario
from ecosim.simulate import simulate, week_begins
from ecosim.state import fingerprint
from ecosim.week import WEEK


def assert_same_after_every_phase(scenario: Scenario, seed: int) -> None:
    model, state = SalesEcosystem(scenario, seed, stepped=True), build(scenario, seed)
    assert fingerprint(model.state) == fingerprint(state)
    for week in range(scenario.horizon.weeks):
        state = week_begins(state, scenario, seed)
        model.begin_week()
        for phase in WEEK:
            for step in phase.steps:
                step.loop(state)
            model.take(phase)
            assert fingerprint(model.state) == fingerprint(state), (week, phase.name)


@pytest.mark.parametrize("team", every_preset_team())
@pytest.mark.parametrize("world", world_names())
def test_every_preset_after_every_phase(world: str, team: str) -> None:
    scenario = small(world, team)
    assert len(build(scenario, 3).buyers) <= 260
    assert_same_after_every_phase(scenario, seed=3)


@given(scenario=scenarios())
@settings(max_examples=12, deadline=None)
def test_random_scenarios_after_every_phase(scenario: Scenario) -> None:
    assert_same_after_every_phase(scenario, seed=0)


@given(scenario=scenarios())
@settings(max_examples=20, deadline=None)
def test_the_fused_week_is_the_week_phase_by_phase(scenario: Scenario) -> None:
    run, model = simulate(scenario, 5), SalesEcosystem(scenario, 5).run()
    assert run.ledger.tobytes() == model.ledger.tobytes()
    assert run.weekly.tobytes() == model.weekly.tobytes()


@given(scenario=scenarios())
@settings(max_examples=10, deadline=None)
def test_activation_order_changes_nothing(scenario: Scenario) -> None:
    class Shuffled(SalesEcosystem):
        def take(self, phase):  # type: ignore[no-untyped-def]
            for step in phase.steps:
                agents = self.agents_by_type.get(self.kinds.get(step.kind))
                if agents is None:
                    step.loop(self.state)
                else:
                    agents.shuffle_do(step.verb)

    shuffled = Shuffled(scenario, 1, rng=99).run()
    run = simulate(scenario, 1)
    assert run.ledger.tobytes() == shuffled.ledger.tobytes()
    assert run.weekly.tobytes() == shuffled.weekly.tobytes()


def test_asking_choose_step_in_python_changes_nothing() -> None:
    class Same(Rep):
        def choose_step(self, buyer: int) -> StepChoice:
            return super().choose_step(buyer)

    scenario = small("mid-market-saas", "chaotic-cluster")
    run, same = simulate(scenario, 2), SalesEcosystem(scenario, 2, rep=Same).run()
    assert run.ledger.tobytes() == same.ledger.tobytes()
    assert run.weekly.tobytes() == same.weekly.tobytes()


def test_an_overridden_behaviour_changes_the_run() -> None:
    class Expert(Rep):
        """Plays the expert, whatever the buyer needs."""

        def choose_step(self, buyer: int) -> StepChoice:
            commitment, _ = super().choose_step(buyer)
            return commitment, 0

    scenario = small("mid-market-saas", "chaotic-cluster")
    model = SalesEcosystem(scenario, 2, rep=Expert)
    assert model.stepped_kinds == {"Rep"}
    assert model.run().ledger.tobytes() != simulate(scenario, 2).ledger.tobytes()


def test_mesa_tools_work_on_the_model() -> None:
    from mesa import DataCollector

    model = SalesEcosystem(small("mid-market-saas", "hybrid"), 0)
    model.datacollector = DataCollector(
        model_reporters={"open deals": lambda m: m.agents_by_type[Rep].agg("open_deals", sum)},
        agenttype_reporters={Buyer: {"conviction": "conviction"}},
    )
    before = model.rng.bit_generator.state
    for _ in range(5):
        model.step()
        model.datacollector.collect(model)
    assert model.rng.bit_generator.state == before
    table = model.datacollector.get_model_vars_dataframe()
    assert table["open deals"].iloc[-1] == model.state.deals["open"][0].sum()
    convinced = model.agents_by_type[Buyer].select(lambda b: b.conviction > 0.5)
    assert len(convinced) == int((model.state.buyers["conviction"] > 0.5).sum())
    for kind, rows in ((Rep, 6), (Influencer, 8), (Manager, 1)):
        assert len(model.agents_by_type[kind]) == rows


def test_writing_through_an_agent_writes_its_row() -> None:
    model = SalesEcosystem(small("mid-market-saas", "hybrid"), 0)
    buyer = model.agents_by_type[Buyer][3]
    buyer.conviction = 0.75
    assert model.state.buyers["conviction"][buyer.number] == 0.75
    rep = model.agents_by_type[Rep][2]
    assert rep.skill_role[1] == model.state.reps[2]["skill_role"][1]
