"""Marketing apart from sales: equal payroll, leads at random, leads that help or harm."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from worlds import small

from ecosim.actions.prospecting import lead_account
from ecosim.build import build
from ecosim.files import load_team
from ecosim.rules.leads import preferred
from ecosim.scenario import Horizon, Scenario
from ecosim.simulate import simulate
from ecosim.state import MARKETED, PROSPECTED
from ecosim.team import Team
from ecosim.world import World


def market(hours: float, follow_up: float = 1.0, share: float = 0.2, **leads: Any) -> Scenario:
    scenario = small("mid-market-saas", "hierarchy", accounts=60)
    world = scenario.world
    world = replace(
        world,
        people=replace(world.people, prospecting_share=share),
        leads=replace(world.leads, **leads),
    )
    (team,) = scenario.teams
    team = replace(team, marketing=replace(team.marketing, hours=hours, follow_up=follow_up))
    return replace(scenario, world=world, teams=(team,))


def test_without_marketing_what_leads_are_worth_changes_nothing() -> None:
    one = simulate(market(0.0), 0)
    other = simulate(market(0.0, 0.3, hours_per_lead=0.1, working_hours=0.1, quality=1.0), 0)
    assert one.ledger.tobytes() == other.ledger.tobytes()
    assert (one.ledger["source"] != MARKETED).all()
    assert one.ledger.tobytes() != simulate(market(5.0), 0).ledger.tobytes()


def test_marketing_is_paid_out_of_the_same_hours() -> None:
    scenario = market(4.0)
    run, weeks = simulate(scenario, 1), scenario.horizon.weeks
    last = run.weekly[-1, 0]
    kinds = ("talking_hours", "prospecting_hours", "coordination_hours", "idle_hours")
    used = sum(float(last[kind]) for kind in kinds)
    people = scenario.world.people
    marketing = float(run.reach["marketing_hours"][-1, 0])
    assert marketing == pytest.approx(4.0 * people.reps * weeks)
    left_over = people.hours * people.reps * weeks - used - marketing
    assert -1e-6 < left_over < people.conversation_hours * people.reps


def test_leads_sent_are_the_hours_by_what_a_lead_takes() -> None:
    scenario = market(4.0, hours_per_lead=2.0)
    sent = simulate(scenario, 0).reach["leads_sent"].sum()
    assert sent == 2 * scenario.world.people.reps * scenario.horizon.weeks


def test_leads_go_cold_where_sales_has_no_hours_for_them_or_does_not_care() -> None:
    assert simulate(market(4.0, share=0.0), 0).reach["leads_worked"].sum() == 0
    assert simulate(market(4.0, follow_up=0.0), 0).reach["leads_worked"].sum() == 0
    some = simulate(market(4.0, follow_up=0.5), 0).reach
    assert 0.35 < some["leads_worked"].sum() / some["leads_sent"].sum() < 0.65


@pytest.mark.parametrize(
    ("one", "other", "quality", "luck", "second"),
    [
        (0.0, 1.0, 0.5, 0.4, True), (0.0, 1.0, 0.5, 0.6, False), (1.0, 0.0, 0.5, 0.4, False),
        (0.0, 1.0, -0.5, 0.4, False), (1.0, 0.0, -0.5, 0.4, True), (1.0, 0.0, 0.0, 0.0, False),
    ],
)  # fmt: skip
def test_preferred_by_hand(
    one: float, other: float, quality: float, luck: float, second: bool
) -> None:
    assert preferred(one, other, quality, luck) is second


def test_better_leads_name_accounts_with_more_pressure() -> None:
    """At +-1 by the mean of the larger of two standard normals, 0.564."""
    means = []
    for quality in (-1.0, 0.0, 1.0):
        world = World("leads")
        world = replace(
            world,
            market=replace(world.market, accounts=5000),
            people=replace(world.people, reps=1),
            leads=replace(world.leads, quality=quality),
        )
        state = build(Scenario(world, (Team("any"),), Horizon(0, 1, 0)), 0)
        named = [lead_account(0, nth, state) for nth in range(3000)]
        means.append(state.accounts["pressure"][named].mean())
    base = state.accounts["pressure"].mean()
    np.testing.assert_allclose(np.array(means) - base, [-0.564, 0.0, 0.564], atol=0.08)


def test_at_equal_cost_and_quality_zero_marketing_finds_what_the_reps_would_have_found() -> None:
    """Reps who keep as many hours for prospecting as reps and marketing have together, and so as
    many for selling; 40 seeds, the difference in needs found within 3.5 standard errors of zero."""
    found = {}
    for hours in (0.0, 3.0):
        scenario = market(hours, hours_per_lead=1.5, working_hours=1.0)
        (team,) = scenario.teams
        whole = scenario.world.people.hours - team.structure.coordination_hours
        share = 0.3 if hours else (3.0 + 0.3 * (whole - 3.0)) / whole
        scenario = market(hours, share=share, hours_per_lead=1.5, working_hours=1.0)
        runs = [simulate(scenario, seed).ledger["source"] for seed in range(40)]
        found[hours] = np.array([np.isin(run, (PROSPECTED, MARKETED)).sum() for run in runs])
    gap = found[3.0] - found[0.0]
    assert found[0.0].mean() > 20
    assert abs(gap.mean()) < 3.5 * gap.std(ddof=1) / np.sqrt(len(gap))


def test_better_leads_open_more_deals() -> None:
    """Where nobody asks for offers, so that accounts with much pressure are not busy already."""
    opened = []
    for quality in (-1.0, 0.0, 1.0):
        scenario = market(4.0, quality=quality)
        world = scenario.world
        world = replace(world, market=replace(world.market, request_rate=0.0))
        runs = [simulate(replace(scenario, world=world), seed) for seed in range(20)]
        leads = sum(int((run.ledger["source"] == MARKETED).sum()) for run in runs)
        opened.append(leads / sum(int(run.reach["leads_worked"].sum()) for run in runs))
    assert opened[0] < opened[1] < opened[2]


def test_the_functional_silo_pays_for_its_marketing() -> None:
    team = load_team("functional-silo")
    assert team.marketing.hours > 0
    assert team.structure.form == "hierarchy"


def test_marketing_beyond_the_paid_hours_is_refused_in_one_sentence() -> None:
    with pytest.raises(ValueError, match=r"coordination and marketing .* but only 30 h are paid"):
        market(29.0)
