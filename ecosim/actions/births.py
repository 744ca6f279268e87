"""How the market and the people are born: every number drawn by whom it belongs to."""

import numpy as np

from ecosim import chance
from ecosim.arithmetic import exponential, logarithm
from ecosim.chance import ONCE, normal, uniform
from ecosim.compiling import Whole, compiled, compiled_apart, compiled_step
from ecosim.rules.attention import attention_for
from ecosim.rules.group import within
from ecosim.state import N_COMMITMENTS, N_ROLES, Table


@compiled
def poisson(mean: float, u: float) -> int:
    """The Poisson count at quantile u, by summing probabilities (mean below about 100)."""
    term = exponential(-mean)
    total, count = term, 0
    while u > total and count < 400:
        count += 1
        term *= mean / count
        total += term
    return count


@compiled
def drawn_set(seed: np.uint64, decision: Whole, whom: int, expected: float) -> int:
    """A set of commitments, each in it with the chance that makes `expected` of ten on average."""
    chosen = 0
    for c in range(N_COMMITMENTS):
        if uniform(seed, decision, whom, c) < expected / N_COMMITMENTS:
            chosen |= 1 << c
    return chosen


@compiled_apart
def standard_set(seed: np.uint64, segment: int, complexity: float) -> int:
    """The segment's standard set: the 2 + 6 complexity commitments its draw ranks first."""
    size = int(within(2.0 + 6.0 * complexity + 0.5, 2.0, 10.0))
    chosen = 0
    for c in range(N_COMMITMENTS):
        mine, rank = uniform(seed, chance.SEGMENT_PICK, segment, c), 0
        for other in range(N_COMMITMENTS):
            rank += uniform(seed, chance.SEGMENT_PICK, segment, other) < mine
        if rank < size:
            chosen |= 1 << c
    return chosen


@compiled_apart
def account_is_born(a: int, accounts: Table, numbers: Table, seed: np.uint64) -> int:
    """An account: value, openness, group size, what it requires and in which order.

    At h_set = 0 every account of a segment requires the segment's standard set; at 1 each
    commitment is its own draw. The order follows the key (1 - h_order) i + h_order 10 U_i.
    """
    account, n = accounts[a], numbers[0]
    reps = int(n.people_reps)
    account.territory = a * reps // int(n.market_accounts) if a < n.market_accounts else -1
    account.segment = int(uniform(seed, chance.ACCOUNT_SEGMENT, a, ONCE) * n.market_segments)
    size_luck = normal(seed, chance.ACCOUNT_VALUE, a, ONCE)
    sd = n.market_territory_ln_sd
    ground = sd * normal(seed, chance.TERRITORY_VALUE, account.territory, ONCE) - 0.5 * sd * sd
    account.value = n.market_value_median * exponential(n.market_value_ln_sd * size_luck + ground)
    account.attention = attention_for(
        account.value, n.market_value_median, n.people_value_attention
    )
    account.effect = n.conversation_account_sd * normal(seed, chance.ACCOUNT_EFFECT, a, ONCE)
    account.pressure = normal(seed, chance.PRESSURE_AT_BIRTH, a, ONCE)
    mean = n.buyers_group_base
    mean += (
        n.buyers_group_complexity
        * n.dials_complexity
        * exponential(n.buyers_group_value * size_luck)
    )
    others = poisson(min(mean, 60.0), uniform(seed, chance.GROUP_SIZE, a, ONCE))
    account.size = min(40, 1 + others)
    account.standard = standard_set(seed, account.segment, n.dials_complexity)
    expected = (
        2.0 + 6.0 * n.dials_complexity + n.buyers_commitments_per_member * (account.size - 5.0)
    )
    expected += n.buyers_commitments_spread * normal(seed, chance.COMMITMENT_COUNT, a, ONCE)
    own = drawn_set(seed, chance.COMMITMENT_PICK, a, within(expected, 2.0, 10.0))
    account.required = 0
    for c in range(N_COMMITMENTS):
        differs = uniform(seed, chance.COMMITMENT_OWN, a, c) < n.dials_h_set
        account.required |= (own if differs else account.standard) & (1 << c)
    if account.required == 0:
        account.required = account.standard
    orders_commitments(a, accounts, n.dials_h_order, seed)
    return int(account.size)


@compiled_apart
def orders_commitments(a: int, accounts: Table, h: float, seed: np.uint64) -> None:
    """For each commitment the set of those that come before it at this account."""
    account = accounts[a]
    for c in range(N_COMMITMENTS):
        mine = (1.0 - h) * c + h * 10.0 * uniform(seed, chance.COMMITMENT_ORDER, a, c)
        earlier = 0
        for other in range(N_COMMITMENTS):
            key = (1.0 - h) * other + h * 10.0 * uniform(seed, chance.COMMITMENT_ORDER, a, other)
            if other != c and key < mine:
                earlier |= 1 << other
        account.before[c] = earlier


@compiled_step
def accounts_are_born(accounts: Table, numbers: Table, clock: Table) -> int:
    """All accounts; returns how many buyers they have in all."""
    first = 0
    for a in range(accounts.shape[0]):
        size = account_is_born(a, accounts, numbers, clock[0].seed)
        accounts[a].first = first
        first += size
    return first


@compiled_step
def buyers_are_born(accounts: Table, buyers: Table, numbers: Table, clock: Table) -> None:
    """All members of all groups: level, vote, threshold, taste in roles, whom they follow."""
    n, seed = numbers[0], clock[0].seed
    for a in range(accounts.shape[0]):
        account, votes = accounts[a], 0.0
        for member in range(account.size):
            buyer = buyers[account.first + member]
            whom = a * 64 + member
            buyer.account, buyer.member = a, member
            buyer.level = min(3, member * 4 // account.size)
            buyer.weight = 1.0 + n.buyers_level_vote * buyer.level
            votes += buyer.weight
            luck = normal(seed, chance.BUYER_THRESHOLD, whom, ONCE)
            threshold = n.buyers_threshold_mean + n.buyers_threshold_sd * luck
            buyer.threshold = within(threshold, 0.02, 0.98)
            buyer.taste = int(uniform(seed, chance.BUYER_TASTE, whom, ONCE) * N_ROLES)
            buyer.own_role, buyer.follows = -1, -1
            linked = uniform(seed, chance.BUYER_LINKED, whom, ONCE) < n.influencers_linked
            if linked and n.influencers_count > 0.0 and account.territory >= 0:
                pick = uniform(seed, chance.BUYER_LINK, whom, ONCE)
                buyer.follows = int(pick * n.influencers_count)
        for member in range(account.size):
            buyers[account.first + member].weight /= votes


@compiled_step
def people_are_born(
    teams: Table, reps: Table, influencers: Table, numbers: Table,
    clock: Table,
) -> None:  # fmt: skip
    """Reps with the same number are the same person in every team; each team's standard work has
    the mean skill of its own people."""
    n, seed = numbers[0], clock[0].seed
    for k in range(influencers.shape[0]):
        u = uniform(seed, chance.INFLUENCER_WEIGHT, k, ONCE)
        influencers[k].credibility = min(1.0, -n.influencers_credibility * logarithm(1.0 - u))
    for i in range(reps.shape[0]):
        rep_is_born(i, ONCE, reps, numbers, seed)
        team = teams[reps[i].team]
        for role in range(N_ROLES):
            team.quality_role[role] += reps[i].skill_role[role] / team.reps
        for c in range(N_COMMITMENTS):
            team.quality_commitment[c] += reps[i].skill_commitment[c] / team.reps


@compiled_apart
def rep_is_born(i: int, nth: Whole, reps: Table, numbers: Table, seed: np.uint64) -> None:
    """The skills and the sensing of the n-th person at a rep's desk, the same in every team."""
    rep, n = reps[i], numbers[0]
    general = n.people_skill_sd * normal(seed, chance.REP_SKILL, rep.number, nth)
    specific = n.people_skill_sd_specific
    for role in range(N_ROLES):
        whom = rep.number * 16 + role
        rep.skill_role[role] = general + specific * normal(seed, chance.REP_ROLE, whom, nth)
    for c in range(N_COMMITMENTS):
        whom = rep.number * 16 + c
        rep.skill_commitment[c] = specific * normal(seed, chance.REP_COMMITMENT, whom, nth)
    span = n.people_sensing_high - n.people_sensing_low
    rep.sensing = n.people_sensing_low + span * uniform(seed, chance.REP_SENSING, rep.number, nth)
