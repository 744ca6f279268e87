"""A conversation: who holds it, whether it secures the commitment, what it leaves behind."""

from ecosim.actions.buyers import needed_role
from ecosim.actions.contest import conversation_is_remembered
from ecosim.actions.exceptions import commitment_is_noted
from ecosim.actions.influencers import becomes_known, hears_of_mismatch
from ecosim.actions.interventions import shift_of_deal
from ecosim.actions.keys import luck_number, whom_key
from ecosim.actions.practice import practises
from ecosim.actions.priorities import made_relevant
from ecosim.actions.specialists import specialist_leaves, specialist_lift
from ecosim.actions.steps import talk_hours
from ecosim.chance import ACCESS, ASK_AROUND, ASKS, SUCCESS, TAILORING, uniform
from ecosim.compiling import compiled, compiled_for_agents
from ecosim.rules.commitments import holds, too_early
from ecosim.rules.conversation import ability, success_chance, toward
from ecosim.rules.group import within
from ecosim.rules.skills import trust_by_rote
from ecosim.state import State


@compiled
def talk_logit(i: int, a: int, c: int, role: int, s: State) -> float:
    """Rep i's logit of success in a role about a commitment at an account."""
    rep, n = s.reps[i], s.numbers[0]
    team = s.teams[rep.team]
    own, standard = rep.skill_role[role], team.quality_role[role]
    if c >= 0:
        own += rep.skill_commitment[c]
        standard += team.quality_commitment[c]
    level = n.conversation_base + s.accounts[a].effect - s.clock[0].harder
    if c >= 0 and s.pay[rep.team].improves == 1:
        level += s.pay[rep.team].gained[c]
    level += ability(own, standard, team.standard_work, n.skills_ability_exponent)
    if c >= 0:
        level += specialist_lift(rep.team, a, c, rep.skill_commitment[c], s)
    return float(level)


@compiled
def early_asks(a: int, c: int, covered: int, s: State) -> int:
    """How many commitments that this account requires should have come before commitment c."""
    account = s.accounts[a]
    return int(too_early(int(account.before[c]), int(account.required), covered))


@compiled
def talk_chance(i: int, b: int, c: int, role: int, s: State) -> float:
    """Rep i's true chance to secure commitment c with buyer b in a role."""
    n, a = s.numbers[0], int(s.buyers[b].account)
    account, deal = s.accounts[a], s.deals[s.reps[i].team, a]
    early = 0
    if c >= 0 and holds(int(account.required), c):
        early = early_asks(a, c, int(deal.covered), s)
    right = role == needed_role(b, c, s)
    logit = talk_logit(i, a, c, role, s) + circumstances(s.reps[i].team, a, c, s)
    chance = success_chance(
        logit, right, n.conversation_wrong_role,
        early, n.conversation_out_of_order,
    )  # fmt: skip
    return made_relevant(chance, i, a, s)


@compiled
def circumstances(t: int, a: int, c: int, s: State) -> float:
    """What unclear roles, a manager on the call or an imposed shift add to a step's logit."""
    deal, n = s.deals[t, a], s.numbers[0]
    added = shift_of_deal(t, a, c, s)
    if deal.scripted == 0:
        added -= n.skills_ambiguity
    if deal.inspected == 1:
        added += n.interventions_inspection_pressure
    return added


@compiled_for_agents
def rep_talks(i: int, b: int, c: int, role: int, s: State) -> bool:
    """Rep i holds a conversation with buyer b about commitment c in a role; was it secured?

    A mismatch - wrong role or asked too early - is charged once: less chance and, when it fails,
    trust, engagement and the reading. A commitment this account does not require can be secured
    (the list is ticked) but convinces no more than any talk that fits.
    """
    rep, n, clock = s.reps[i], s.numbers[0], s.clock[0]
    t, a = rep.team, int(s.buyers[b].account)
    account, deal, contact = s.accounts[a], s.deals[t, a], s.contacts[t, b]
    key, nth = whom_key(t, b, s), luck_number(t, a, b, s)
    helped = deal.helper >= 0 and deal.met == 0
    talker = int(deal.helper) if helped else i
    chance = talk_chance(talker, b, c, role, s)
    spend(i, talk_hours(t, a, s), helped, chance * account.attention, s)
    success = uniform(clock.seed, SUCCESS, key, nth) < chance
    if c >= 0 and s.pay[t].improves == 1:
        s.pay[t].tries[c] += 1
        s.pay[t].wins[c] += success
    needed = c < 0 or holds(int(account.required), c)
    fits = role == needed_role(b, c, s)
    if n.skills_rote_trust != 0.0 and deal.scripted == 1 and not fits:
        contact.trust = trust_by_rote(contact.trust, n.skills_rote_trust)
    practises(talker, c, role, int(deal.scripted), s)
    deal.scripted, deal.inspected = 0, 0
    if c >= 0 and needed and early_asks(a, c, int(deal.covered), s) > 0:
        fits = False
    personal = uniform(clock.seed, TAILORING, key, nth) < s.teams[t].personal_tailoring
    if success or fits:
        full = success and needed
        gain = n.conversation_conviction_gain if full else n.conversation_conviction_gain_failed
        convinces(t, b, gain, personal, full, s)
    if s.said.shape[1] > 0 and c >= 0:
        conversation_is_remembered(t, a, c, role, s)
    if success:
        secures(i, b, c, needed, key, nth, s)
    else:
        fails(t, a, b, c, fits, s)
    if c >= 0:
        deal.asked |= 1 << c
    specialist_leaves(t, a, c, s)
    deal.next_contact = (s.buyers[b].member + 1) % account.size
    deal.met += 1
    deal.talks += 1
    contact.talks += 1
    contact.last_talk, deal.last_talk, deal.touched = clock.week, clock.week, clock.week
    account.last_talk = clock.week
    return success


@compiled
def spend(i: int, hours: float, helped: bool, progress: float, s: State) -> None:
    """Book a conversation's hours and learn what an hour of one's own conversations brings in."""
    rep = s.reps[i]
    rep.hours_left -= hours
    rep.talks += 1
    if helped:
        rep.coordinating += hours
    else:
        rep.talking += hours
        rep.worth_per_hour = toward(rep.worth_per_hour, progress / hours, 0.05)


@compiled
def convinces(t: int, b: int, gain: float, personal: bool, success: bool, s: State) -> None:
    """Conviction and ideas move: to the person more, but away from the group; to the group less,
    but all who are reached come closer (F18). A success also draws an unformed idea to the product.
    Written as pending moves of this seller's contacts; buyers take them in when they deliberate."""
    n, a = s.numbers[0], int(s.buyers[b].account)
    account, contact, idea = s.accounts[a], s.contacts[t, b], s.buyers[b].idea
    if personal:
        contact.unmoved *= 1.0 - gain
        away = n.conversation_personal_pull
        contact.pull += away if idea >= account.mean_idea else -away
    else:
        contact.unmoved *= 1.0 - gain * n.conversation_group_conviction
        for m in range(account.first, account.first + account.size):
            if s.contacts[t, m].access == 1:
                gap = account.mean_idea - s.buyers[m].idea
                s.contacts[t, m].pull += n.conversation_group_pull * gap
    if success:
        shaped = n.conversation_shaping * (1.0 - account.formed)
        contact.pull += shaped * (n.rival_our_product - idea)


@compiled
def secures(i: int, b: int, c: int, needed: bool, key: int, nth: int, s: State) -> None:
    """A success: the commitment is secured, trust and willingness grow, doors open deeper."""
    n, clock, t, a = s.numbers[0], s.clock[0], s.reps[i].team, int(s.buyers[b].account)
    account, deal, contact = s.accounts[a], s.deals[t, a], s.contacts[t, b]
    if c >= 0:
        deal.covered |= 1 << c
    deal.failures, deal.passed = 0, -1
    if not needed:
        contact.trust = within(contact.trust + n.knowledge_step_trust, -1.0, 1.0)
        return
    if c >= 0 and n.exceptions_rate > 0.0:
        commitment_is_noted(t, a, s)
    contact.trust = toward(contact.trust, 1.0, n.conversation_trust_gain)
    contact.engagement = within(contact.engagement + n.conversation_engagement_gain, 0.0, 1.0)
    if uniform(clock.seed, ACCESS, key, nth) < n.conversation_access:
        for m in range(account.first, account.first + account.size):
            if s.contacts[t, m].access == 0 and s.buyers[m].level <= deal.depth:
                s.contacts[t, m].access = 1
                s.contacts[t, m].last_talk = clock.week
                break
    if s.teams[t].influencers_asks == 1.0 or (
        uniform(clock.seed, ASKS, key, nth) < s.teams[t].influencers_asks
    ):
        asks_around(i, b, key, nth, s)


@compiled
def asks_around(i: int, b: int, key: int, nth: int, s: State) -> None:
    """A rep asks a contact whom it listens to; the contact may name the influencer it follows."""
    rep, n, k = s.reps[i], s.numbers[0], s.buyers[b].follows
    if n.opinions_asking_hours > 0.0:
        hours = min(n.opinions_asking_hours, rep.hours_left)
        rep.hours_left -= hours
        rep.talking += hours
    if k >= 0 and uniform(s.clock[0].seed, ASK_AROUND, key, nth) < n.influencers_found:
        becomes_known(i, k, s)


@compiled
def fails(t: int, a: int, b: int, c: int, fits: bool, s: State) -> None:
    """No commitment: a mismatch costs trust and willingness once, and the reading is given up."""
    deal, contact, n = s.deals[t, a], s.contacts[t, b], s.numbers[0]
    deal.failures += 1
    if s.teams[t].read_after_failure == 1:
        deal.reads = 1
    moves_on = s.teams[t].moves_on_after
    if moves_on > 0 and deal.failures >= moves_on and c >= 0:
        deal.failures, deal.passed = 0, c
    if not fits:
        contact.trust = toward(contact.trust, -1.0, n.conversation_trust_loss)
        contact.engagement = within(contact.engagement - n.conversation_engagement_loss, 0.0, 1.0)
        deal.read_commitment, contact.read_role = -1, -1
        hears_of_mismatch(t, b, s)
