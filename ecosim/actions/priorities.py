"""What customers value, how it moves on, and how much of it a rep gets right."""

from ecosim.actions.births import standard_set
from ecosim.chance import (
    COMMITMENT_OWN,
    NEEDS_TURN,
    ONCE,
    PRIORITY,
    PRIORITY_LOCAL,
    PRIORITY_OWN,
    PRIORITY_TURNS,
    uniform,
)  # fmt: skip
from ecosim.compiling import compiled, compiled_apart, compiled_step
from ecosim.rules.commitments import holds
from ecosim.rules.knowledge import (
    area_of,
    expected_at_account,
    relevance,
    relevance_factor,
)
from ecosim.state import N_COMMITMENTS, State

EVERYWHERE = -1
EXPLORE = 1
BEYOND_PRIORITIES = 32  # the place of the first commitment in the keys of a segment


@compiled
def priority_key(segment: int, area: int, bit: int) -> int:
    """The key of one priority of one segment in one area (-1: everywhere)."""
    return ((area + 1) * 64 + segment) * 64 + bit


@compiled
def where_it_counts(segment: int, area: int, bit: int, s: State) -> int:
    """The area a priority belongs to: its own if areas differ on it, else everywhere."""
    n = s.numbers[0]
    if n.knowledge_local == 0.0:
        return EVERYWHERE
    whom = priority_key(segment, EVERYWHERE, bit)
    differs = uniform(s.clock[0].seed, PRIORITY_LOCAL, whom, ONCE) < n.knowledge_local
    return area if differs else EVERYWHERE


@compiled
def area_of_territory(territory: int, s: State) -> int:
    """The area in which a territory lies."""
    n = s.numbers[0]
    return area_of(
        territory, s.segments.shape[1], int(n.knowledge_area_size), n.knowledge_areas == 1.0
    )


@compiled_apart
def priorities_are_born(s: State) -> None:
    """Every segment's priorities by fair coins, and where single accounts differ from them."""
    n, seed = s.numbers[0], s.clock[0].seed
    bits = int(n.knowledge_bits)
    for segment in range(s.segments.shape[0]):
        for area in range(s.segments.shape[1]):
            row = s.segments[segment, area]
            for bit in range(bits):
                row.turned[bit] = -1
                whom = priority_key(segment, where_it_counts(segment, area, bit, s), bit)
                if uniform(seed, PRIORITY, whom, ONCE) < 0.5:
                    row.priorities |= 1 << bit
    for a in range(s.debriefs.shape[1]):
        quirk = 0
        for bit in range(bits):
            if uniform(seed, PRIORITY_OWN, a * 64 + bit, ONCE) < n.knowledge_own:
                quirk |= 1 << bit
        for t in range(s.debriefs.shape[0]):
            s.debriefs[t, a].quirk = quirk


@compiled_apart
def needs_are_born(s: State) -> None:
    """At first a segment requires its standard set, in every area."""
    for segment in range(s.segments.shape[0]):
        standard = standard_set(s.clock[0].seed, segment, s.numbers[0].dials_complexity)
        for area in range(s.segments.shape[1]):
            s.segments[segment, area].needs = standard


@compiled_step
def needs_turn(s: State) -> None:
    """Now and then a commitment enters or leaves what a segment requires."""
    n, clock = s.numbers[0], s.clock[0]
    if n.knowledge_needs_turn == 0.0:
        return
    for segment in range(s.segments.shape[0]):
        for area in range(s.segments.shape[1]):
            for c in range(N_COMMITMENTS):
                place = BEYOND_PRIORITIES + c
                whom = priority_key(segment, where_it_counts(segment, area, place, s), place)
                if uniform(clock.seed, NEEDS_TURN, whom, clock.week) < n.knowledge_needs_turn:
                    s.segments[segment, area].needs ^= 1 << c


@compiled_apart
def follows_segment(a: int, s: State) -> None:
    """With a new journey an account requires what its segment now does, but for what is its own."""
    account, n = s.accounts[a], s.numbers[0]
    needs = int(s.segments[account.segment, area_of_territory(int(account.territory), s)].needs)
    required = int(account.required)
    for c in range(N_COMMITMENTS):
        if uniform(s.clock[0].seed, COMMITMENT_OWN, a, c) >= n.dials_h_set:
            required = (required & ~(1 << c)) | (needs & (1 << c))
    if required != 0:
        account.required = required


@compiled_step
def priorities_drift(s: State) -> None:
    """Now and then a priority of a segment turns into its opposite: everywhere, or in one area."""
    n, clock = s.numbers[0], s.clock[0]
    if n.knowledge_bits == 0.0 or n.knowledge_drift == 0.0:
        return
    for segment in range(s.segments.shape[0]):
        for area in range(s.segments.shape[1]):
            row = s.segments[segment, area]
            for bit in range(int(n.knowledge_bits)):
                whom = priority_key(segment, where_it_counts(segment, area, bit, s), bit)
                if uniform(clock.seed, PRIORITY_TURNS, whom, clock.week) < n.knowledge_drift:
                    row.priorities ^= 1 << bit
                    row.turned[bit] = clock.week


@compiled
def priorities_of(a: int, s: State) -> int:
    """What an account values, as a set of bits: what its segment does in its area, but for some."""
    account = s.accounts[a]
    row = s.segments[account.segment, area_of_territory(int(account.territory), s)]
    return int(row.priorities ^ s.debriefs[0, a].quirk)


@compiled
def relevance_to(i: int, a: int, s: State) -> float:
    """How relevant rep i is to an account: the share of its priorities the rep gets right, and more
    once the account has been explored."""
    n, mind = s.numbers[0], s.minds[i, s.accounts[a].segment]
    share = relevance(int(mind.known), int(mind.yes), priorities_of(a, s), int(n.knowledge_bits))
    if holds(int(s.deals[s.reps[i].team, a].covered), EXPLORE):
        share += n.knowledge_discovery * (1.0 - share)
    return share


@compiled
def made_relevant(chance: float, i: int, a: int, s: State) -> float:
    """A chance of success after what rep i knows of the account's priorities is counted in."""
    n = s.numbers[0]
    if n.knowledge_bits == 0.0 or n.knowledge_weight == 0.0:
        return chance
    usual = expected_at_account(n.knowledge_reference, n.knowledge_own)
    factor = relevance_factor(relevance_to(i, a, s), usual, n.knowledge_weight)
    return min(1.0, chance * factor)
