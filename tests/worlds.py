"""Small scenarios for the tests: every preset shrunken, and random ones."""

from dataclasses import replace

from hypothesis import strategies as st
from worlds_reach import reach_of_team, reach_of_world

from ecosim.files import load_team, load_world, team_names
from ecosim.mechanisms.contest import Contest
from ecosim.mechanisms.exceptions import Approvals, Exceptions
from ecosim.mechanisms.knowledge import Knowledge, Learning, Removed, Script
from ecosim.mechanisms.pay import Regime
from ecosim.mechanisms.skills import Coaching, Deviation
from ecosim.mechanisms.transition import Transition
from ecosim.scenario import Horizon, Scenario, Switch
from ecosim.team import Playbook, Structure, Team
from ecosim.world import Dials, World

SHORT = Horizon(burn_in=8, cohort=12, follow_up=12)


def small(world: str, *teams: str, reps: int = 6, accounts: int = 30) -> Scenario:
    """A preset shrunken to at most about 200 buyers and 32 weeks: two period ends."""
    whole = load_world(world)
    market = replace(whole.market, accounts=accounts, unreachable_accounts=2)
    shrunken = replace(
        whole,
        market=market,
        people=replace(whole.people, reps=reps),
        influencers=replace(whole.influencers, count=min(8, whole.influencers.count)),
        dials=replace(whole.dials, complexity=min(0.6, whole.dials.complexity)),
    )
    return Scenario(shrunken, tuple(load_team(name) for name in teams), SHORT)


def every_preset_team() -> list[str]:
    return team_names()


shares = st.floats(0, 1).map(lambda x: round(x, 3))


@st.composite
def knowledges(draw: st.DrawFn) -> Knowledge:
    """Off half the time, so that the other mechanisms are met alone too."""
    if draw(st.booleans()):
        return Knowledge()
    return Knowledge(
        bits=draw(st.sampled_from([0, 1, 7, 30])), own=draw(st.sampled_from([0.0, 0.2])),
        drift=draw(st.sampled_from([0.0, 0.1])), local=draw(st.sampled_from([0.0, 0.4])),
        areas=draw(st.sampled_from(["neighbours", "scattered"])), area_size=draw(st.integers(1, 4)),
        weight=draw(st.sampled_from([0.0, 1.0, -1.0])),
        first_beliefs=draw(st.sampled_from([0.0, 0.6])),
        dated=draw(st.sampled_from([0.0, 0.5, 1.0])),
        discovery=draw(st.sampled_from([0.0, 0.5])), step_trust=draw(st.sampled_from([0.0, 0.05])),
        turnover=draw(st.sampled_from([0.0, 0.1])),
        needs_turn=draw(st.sampled_from([0.0, 0.05])),
    )  # fmt: skip


@st.composite
def learnings(draw: st.DrawFn) -> Learning:
    return Learning(
        debrief_bits=draw(st.sampled_from([0, 3])), hours=draw(st.sampled_from([0.0, 0.1, 3.0])),
        debrief_hours=draw(st.sampled_from([0.0, 0.25, 9.0])),
        every_weeks=draw(st.integers(1, 4)), cross_links=draw(st.sampled_from([0.0, 0.5])),
        manager_share=draw(shares), review_hours=draw(st.sampled_from([0.0, 1.0])),
        judged_by=draw(st.sampled_from(["results", "relevance"])), code_learning=draw(shares),
        code_teaching=draw(shares), following=draw(shares),
    )  # fmt: skip


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    return Script(
        learning=draw(st.sampled_from([0.0, 0.4])),
        revised_every=draw(st.integers(1, 9)),
        defined=draw(st.sampled_from(["field", "headquarters"])),
    )


@st.composite
def teams(draw: st.DrawFn) -> Team:
    structure = Structure(
        cluster_size=draw(st.integers(1, 4)), span=draw(st.integers(0, 4)),
        lends=draw(st.booleans()), routes_requests=draw(st.booleans()),
        colleague_hours=draw(st.sampled_from([0.0, 0.5, 2.0])),
    )  # fmt: skip
    playbook = Playbook(
        order=draw(st.sampled_from(["script", "roadmap", "adaptive"])), adherence=draw(shares),
        read_after_failure=draw(st.booleans()), gate=draw(st.booleans()),
        moves_on_after=draw(st.sampled_from([0, 1, 3])),
        listening_hours=draw(st.sampled_from([0.0, 0.7])),
        standard_work=draw(shares), personal_tailoring=draw(shares),
        contacts=draw(st.sampled_from(["round robin", "least convinced"])),
    )  # fmt: skip
    coaching = Coaching(
        manager_hours=draw(st.sampled_from([0.0, 0.7])),
        colleague_hours=draw(st.sampled_from([0.0, 1.0])),
        training_hours=draw(st.sampled_from([0.0, 20.0])), training_from=2,
    )  # fmt: skip
    deviation = Deviation(
        penalty=draw(st.sampled_from([0.0, 0.5])), detection=0.6,
        justifying_hours=draw(st.sampled_from([0.0, 1.0])),
    )  # fmt: skip
    return Team(
        "random", "", structure, playbook, draw(regimes()),
        approvals=draw(approvals(structure.span > 0)),
        learning=draw(learnings()), script=draw(scripts()),
        removed=Removed(invest=draw(st.booleans())), coaching=coaching, deviation=deviation,
        **draw(reach_of_team(structure.span > 0)),
    )  # fmt: skip


@st.composite
def approvals(draw: st.DrawFn, managed: bool) -> Approvals:
    rules = ["by structure", "on the spot", *(("line", "on the spot then line") * managed)]
    return Approvals(
        decides=draw(st.sampled_from(rules)), colleagues_propose=draw(st.booleans()),
        proposals=draw(st.integers(1, 3)), rounds=draw(st.integers(1, 3)),
        search=draw(st.sampled_from(["first", "best"])), rework=draw(shares), sight=draw(shares),
        levels=draw(st.integers(1, 3)), deciding_share=draw(shares),
        any_manager=draw(st.booleans()),
        routine=draw(st.sampled_from(["first in line", "in turn", "delegated"])),
        hours_above=draw(st.sampled_from([0.5, 1.0, 2.0])),
    )  # fmt: skip


@st.composite
def exceptions(draw: st.DrawFn) -> Exceptions:
    return Exceptions(
        rate=draw(st.sampled_from([0.0, 0.3, 1.0])), novel=draw(shares),
        quality_mean=draw(st.sampled_from([-0.5, 0.0, 0.5])), threshold=draw(shares),
        proposal_hours=draw(st.sampled_from([0.1, 1.0, 10.0])),
        judging_hours=draw(st.sampled_from([0.1, 5.0])), holds_up=draw(st.booleans()),
        dropped=draw(st.sampled_from([-1.0, 0.0])), participation=draw(shares),
        help_base=draw(shares), help_credit=draw(st.sampled_from([-0.5, 0.0, 0.5])),
        from_beliefs=draw(shares),
    )  # fmt: skip


@st.composite
def regimes(draw: st.DrawFn) -> Regime:
    """No quota, or one with some plan on it; authority to discount; inspection; improvement."""
    length = draw(st.sampled_from([4, 6, 13]))
    plan = {
        "quota": draw(st.sampled_from(["measured", "growth"])),
        "quota_ratio": draw(st.sampled_from([0.5, 1.1])),
        "bonus": draw(st.sampled_from([0.0, 0.3])),
        "accelerator": draw(st.sampled_from([0.0, 0.5])),
        "penalty": draw(st.sampled_from([0.0, 0.2])),
        "pay_ceiling": draw(st.sampled_from([0.0, 2.0])),
        "pressure": draw(st.sampled_from([0.0, 1.0])),
        "year_end": draw(st.sampled_from([0.0, 1.0, 2.0])),
    }
    return Regime(
        **(plan if draw(st.booleans()) else {}),
        period_weeks=length, calendar_shift=draw(st.integers(0, length - 1)),
        staggered=draw(st.booleans()), credit=draw(st.sampled_from(["individual", "shared"])),
        discount_cap=draw(st.sampled_from([0.0, 0.3])), bundled=draw(st.sampled_from([0.0, 1.0])),
        inspection=draw(st.sampled_from([0.0, 0.5])), clean_up=draw(shares),
        work_limit=draw(st.sampled_from([0, 5])),
        improvement_hours=draw(st.sampled_from([0.0, 1.0])),
        improves=draw(st.sampled_from(["worst step", "all steps"])),
    )  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> World:
    base = World("random")
    dials = Dials(*(draw(shares) for _ in range(6)))
    market = replace(
        base.market, accounts=draw(st.integers(1, 40)), segments=draw(st.integers(1, 4)),
        unreachable_accounts=draw(st.integers(0, 3)),
        request_rate=draw(st.sampled_from([0.0, 0.02, 0.2])),
        found_rate=draw(st.sampled_from([0.0, 0.2, 1.0])),
        rest_after_win=draw(st.integers(0, 20)), rest_after_none=draw(st.integers(0, 8)),
    )  # fmt: skip
    people = replace(
        base.people, reps=draw(st.integers(1, 9)), hours=draw(st.sampled_from([12.0, 30.0])),
        meetings_per_deal=draw(st.integers(1, 4)),
    )  # fmt: skip
    buyers = replace(base.buyers, loop_back=draw(st.sampled_from([0.0, 0.05])))
    influencers = replace(
        base.influencers, count=draw(st.integers(0, 6)), churn=draw(st.sampled_from([0.0, 0.1]))
    )
    rival = replace(base.rival, enters=draw(shares), success=draw(shares))
    return replace(
        base, dials=dials, market=market, people=people, buyers=buyers,
        influencers=influencers, rival=rival, transition=draw(transitions()),
        exceptions=draw(exceptions()), knowledge=draw(knowledges()), **draw(demand_of(base)),
        **draw(reach_of_world()),
        contest=draw(contests()),
        **draw(skills_of(base)),
    )  # fmt: skip


@st.composite
def demand_of(draw: st.DrawFn, base: World) -> dict[str, object]:
    """Repeat orders, a plant, turns of the market, snapshots: on or off."""
    return {
        "orders": replace(
            base.orders, consumption=draw(st.sampled_from([0.0, 0.1])),
            repeat_credit=draw(st.sampled_from([0.0, 0.5, 1.0])),
        ),
        "plant": replace(base.plant, averaged_weeks=draw(st.sampled_from([0, 3]))),
        "turns": replace(
            base.turns, shock_week=5, shock_weeks=6, shock=draw(st.sampled_from([0.0, -0.5, 1.0])),
            harder=draw(st.sampled_from([0.0, 1.0])),
        ),
        "pay": replace(
            base.pay, pressing=draw(st.sampled_from([0.0, 1.0])), early_asks=draw(st.booleans()),
            learning=draw(st.sampled_from([0.0, 0.2])), held_loss=draw(st.sampled_from([0.0, 0.1])),
            budget_share=draw(st.sampled_from([0.0, 0.5])),
            free_riding=draw(st.sampled_from([-0.1, 0.0, 0.2])),
            missing_returns=draw(shares), misfit_returns=draw(shares),
            timed_attention=draw(shares), hold_back=draw(shares), budget_spread=draw(shares),
        ),
        "forecasts": replace(base.forecasts, every_weeks=draw(st.sampled_from([0, 4]))),
    }  # fmt: skip


@st.composite
def contests(draw: st.DrawFn) -> Contest:
    either = st.sampled_from([0.0, -0.7, 1.0])
    return Contest(
        compared=draw(st.booleans()), similarity=draw(shares), difference_weight=draw(either),
        sameness=draw(either), sameness_refused=draw(either), price_weight=draw(either),
        rival_discount=draw(st.sampled_from([0.0, 0.2])),
    )  # fmt: skip


@st.composite
def transitions(draw: st.DrawFn) -> Transition:
    return Transition(
        retraining_hours=draw(st.sampled_from([0.0, 6.0, 60.0])),
        retraining_weeks=draw(st.integers(0, 9)), habit=draw(shares),
        habit_half_life=draw(st.sampled_from([0.5, 4.0])), kept_contacts=draw(shares),
    )  # fmt: skip


@st.composite
def switches(draw: st.DrawFn, sellers: int, horizon: Horizon) -> tuple[Switch, ...]:
    """No change of design, or up to two at different weeks."""
    weeks = draw(st.sets(st.integers(0, horizon.weeks - 1), max_size=2))
    who = st.integers(0, sellers - 1)
    return tuple(Switch(week, draw(teams()), draw(who)) for week in sorted(weeks))


@st.composite
def skills_of(draw: st.DrawFn, base: World) -> dict[str, object]:
    """Skills that grow and fade, what people are like, imposed interventions: on or off."""

    def often(*values: float) -> float:
        return draw(st.sampled_from([0.0, *values]))

    return {
        "skills": replace(
            base.skills, ability_exponent=draw(st.sampled_from([1.0, -8.0, 0.3, 8.0])),
            growth=often(0.1), rote_growth=draw(st.sampled_from([0.0, 1.0, 2.0])),
            fading=often(0.1), coaching_growth=often(0.2), sensing_growth=often(0.1),
            avoidance=often(0.8), weak_avoidance=often(0.5), scripted_avoidance=often(1.0),
            resistance=often(0.4), creativity=often(0.6), ambiguity=often(-0.5, 0.5),
            rote_trust=often(-0.2, 0.2),
        ),
        "interventions": replace(
            base.interventions, skip_time=often(0.5), skip_consensus=often(0.9),
            skip_execute=often(0.3), skipped_blocks=draw(st.booleans()),
            latency_weeks=draw(st.sampled_from([0, 3])), depth_limited=often(0.7),
            presentation_sd=often(0.8), inspection=often(0.6), inspection_pressure=often(-1.0),
        ),
    }  # fmt: skip


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    sellers = tuple(draw(st.lists(teams(), min_size=1, max_size=3)))
    horizon = Horizon(burn_in=4, cohort=12, follow_up=draw(st.integers(0, 14)))
    keyed = draw(st.sampled_from(["occurrence", "clock"]))
    return Scenario(draw(worlds()), sellers, horizon, keyed, draw(switches(len(sellers), horizon)))
