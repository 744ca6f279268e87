"""How influencers come to listen to each other, who follows them, and who works outside sales."""

from typing import NamedTuple

import numpy as np

from ecosim import chance
from ecosim.actions.births import poisson
from ecosim.arithmetic import power
from ecosim.chance import ONCE, normal, uniform
from ecosim.compiling import Whole, compiled, compiled_apart, compiled_step
from ecosim.rows import (
    AGENDA,
    AID,
    TALLY,
    VOICE,
)
from ecosim.rules.group import within
from ecosim.scenario import Scenario
from ecosim.state import (
    N_SPECIALITIES,
    NOBODY,
    Table,
)

MOST_PEERS = 512  # room for links in the key of a link


@compiled
def is_public(k: int, arrived: Whole, share: float, seed: np.uint64) -> bool:
    """Whether an influencer, as it arrived, is one whom every seller knows."""
    return bool(share > 0.0 and uniform(seed, chance.PUBLIC, k, arrived) < share)


@compiled_step
def influencers_are_known(known: Table, numbers: Table, clock: Table) -> None:
    """Public influencers are known to all from the start."""
    for k in range(known.shape[1]):
        if is_public(k, ONCE, numbers[0].opinions_public, clock[0].seed):
            for row in range(known.shape[0]):
                known[row, k] = 1


@compiled_apart
def voices_are_born(voices: Table, numbers: Table, clock: Table) -> None:
    """Every influencer's threshold."""
    n = numbers[0]
    for k in range(voices.shape[0]):
        luck = normal(clock[0].seed, chance.THRESHOLD, k, ONCE)
        threshold = n.opinions_threshold + n.opinions_threshold_sd * luck
        voices[k].threshold = within(threshold, 0.0, 1.0)


@compiled_apart
def buyers_have_thresholds(threshold: Table, buyers: Table, numbers: Table, clock: Table) -> None:
    """Every buyer's threshold."""
    n, seed = numbers[0], clock[0].seed
    for b in range(threshold.shape[0]):
        whom = buyers[b].account * 64 + buyers[b].member
        luck = normal(seed, chance.BUYER_PEER_THRESHOLD, whom, ONCE)
        level = n.opinions_threshold + n.opinions_threshold_sd * luck
        threshold[b] = within(level, 0.0, 1.0)


@compiled
def number_of_peers(k: int, voices: int, numbers: Table, seed: np.uint64) -> int:
    """How many others influencer k listens to: a whole number with the mean asked for."""
    mean, u = numbers[0].opinions_peers, uniform(seed, chance.PEERS, k, ONCE)
    if numbers[0].opinions_uneven == 1.0:
        count = poisson(mean, u)
    else:
        count = int(mean) + (u < mean - int(mean))
    return min(count, voices - 1, MOST_PEERS)


@compiled_apart
def peers_are_counted(peer_first: Table, numbers: Table, clock: Table) -> None:
    """Where each influencer's stretch of peers begins and the last one's ends."""
    voices = peer_first.shape[0] - 1
    for k in range(voices):
        count = number_of_peers(k, voices, numbers, clock[0].seed)
        peer_first[k + 1] = peer_first[k] + count


@compiled_apart
def prominence_is_summed(summed: Table, numbers: Table, clock: Table) -> None:
    """Running sum over influencers of how likely a rewired link is to lead to each."""
    total = 0.0
    for k in range(summed.shape[0]):
        u = uniform(clock[0].seed, chance.PROMINENCE, k, ONCE)
        total += power(1.0 - u, -numbers[0].opinions_hubs)
        summed[k] = total


@compiled
def drawn_by_prominence(summed: Table, u: float) -> int:
    """The influencer at quantile u of the summed prominence, by halving."""
    low, high, goal = 0, summed.shape[0] - 1, u * summed[summed.shape[0] - 1]
    while low < high:
        middle = (low + high) // 2
        if summed[middle] > goal:
            high = middle
        else:
            low = middle + 1
    return low


@compiled_apart
def peers_are_linked(
    peer_first: Table, peer: Table, summed: Table, numbers: Table, clock: Table
) -> None:
    """Each listens to its nearest on a ring, by turns on either side; a rewired link leads to
    anybody, by prominence, but to itself (the next one then takes its place)."""
    seed, voices = clock[0].seed, peer_first.shape[0] - 1
    for k in range(voices):
        for place in range(peer_first[k + 1] - peer_first[k]):
            whom = k * MOST_PEERS + place
            step = place // 2 + 1
            other = (k + (step if place % 2 == 0 else -step)) % voices
            if uniform(seed, chance.LINK_REWIRED, whom, ONCE) < numbers[0].opinions_rewired:
                other = drawn_by_prominence(summed, uniform(seed, chance.LINK_TO, whom, ONCE))
                if other == k:
                    other = (k + 1) % voices
            peer[peer_first[k] + place] = other


@compiled_apart
def specialists_are_born(
    skill: Table, free_at: Table, people: Table, numbers: Table, clock: Table
) -> None:
    """Specialists' skill in their field; places that nobody fills are never free."""
    n = numbers[0]
    for kind in range(skill.shape[0]):
        for server in range(skill.shape[1]):
            luck = normal(clock[0].seed, chance.SPECIALIST_SKILL, kind * 4096 + server, ONCE)
            skill[kind, server] = n.specialists_skill + n.specialists_skill_sd * luck
            for row in range(kind, free_at.shape[0], N_SPECIALITIES):
                free_at[row, server] = 0.0 if server < people[kind] else np.inf


@compiled
def is_told(number: int, k: int, arrived: Whole, share: float, seed: np.uint64) -> bool:
    """Whether a rep is told of an influencer, as it arrived, whom a colleague has found."""
    return bool(share == 1.0 or uniform(seed, chance.TOLD, number * 262_144 + k, arrived) < share)


class Reached(NamedTuple):
    """The tables of a run that belong to people outside the accounts and outside sales."""

    voices: Table
    peer_first: Table
    peer: Table
    follower_first: Table
    follower: Table
    heard: Table
    tallies: Table
    buyer_threshold: Table
    aid: Table
    requests: Table
    free_at: Table
    specialist_skill: Table


def reach_tables(
    scenario: Scenario, buyers: Table, n_accounts: int, numbers: Table, clock: Table
) -> Reached:
    """The tables for opinions that spread and for specialists; empty where a mechanism is off."""
    return Reached(
        *opinion_tables(scenario, buyers, numbers, clock),
        *tables_of_groups(scenario, buyers, n_accounts, numbers, clock),
        *specialist_tables(scenario, n_accounts, numbers, clock),
    )


def opinion_tables(
    scenario: Scenario, buyers: Table, numbers: Table, clock: Table
) -> tuple[Table, Table, Table, Table, Table, Table]:
    """Voices, who listens to whom, who follows whom, and room for what is heard in a week."""
    world, whole = scenario.world, np.int64
    count = world.influencers.count if world.opinions.at_work else 0
    if count == 0:
        none = np.zeros(1, whole)
        return (np.zeros(0, VOICE), none, np.zeros(0, whole), none.copy(), np.zeros(0, whole),
                np.zeros((0, 0)))  # fmt: skip
    voices, peer_first, summed = np.zeros(count, VOICE), np.zeros(count + 1, whole), np.zeros(count)
    voices_are_born(voices, numbers, clock)
    peers_are_counted(peer_first, numbers, clock)
    peer = np.zeros(int(peer_first[-1]), whole)
    prominence_is_summed(summed, numbers, clock)
    peers_are_linked(peer_first, peer, summed, numbers, clock)
    linked = np.flatnonzero(buyers["follows"] >= 0)
    follower = linked[np.argsort(buyers["follows"][linked], kind="stable")].astype(whole)
    follower_first = np.searchsorted(buyers["follows"][follower], np.arange(count + 1))
    heard = np.zeros((len(scenario.teams) + 1, len(buyers)))
    return voices, peer_first, peer, follower_first.astype(whole), follower, heard


def tables_of_groups(
    scenario: Scenario, buyers: Table, n_accounts: int, numbers: Table, clock: Table
) -> tuple[Table, Table]:
    """Opinions counted group by group, and buyers' thresholds."""
    world, sellers = scenario.world, len(scenario.teams) + 1
    if world.influencers.count == 0 or world.opinions.buyer_adoption == 0.0:
        return np.zeros((0, 0), TALLY), np.zeros(0)
    threshold = np.zeros(len(buyers))
    buyers_have_thresholds(threshold, buyers, numbers, clock)
    return np.zeros((sellers, n_accounts), TALLY), threshold


def specialist_tables(
    scenario: Scenario, n_accounts: int, numbers: Table, clock: Table
) -> tuple[Table, Table, Table, Table]:
    """Each team's requests, the agenda they wait on, when specialists are free, their skill."""
    people = np.array(scenario.world.specialists.pools, np.int64)
    most, teams = int(people.max()), len(scenario.teams)
    skill, free_at = np.zeros((N_SPECIALITIES, most)), np.zeros((teams * N_SPECIALITIES, most))
    if most == 0:
        return np.zeros((0, 0), AID), np.zeros(0, AGENDA), free_at, skill
    specialists_are_born(skill, free_at, people, numbers, clock)
    aid = np.zeros((teams, n_accounts), AID)
    aid["by"] = NOBODY
    room = teams * n_accounts * N_SPECIALITIES
    return aid, np.zeros(room, AGENDA), free_at, skill
