"""A world with a company's own deals: what an export tells is set, all else stays as it was."""

from dataclasses import replace
from math import exp, hypot, isnan
from pathlib import Path
from typing import Final

from ecosim.crm.account import account_for
from ecosim.crm.matching import ACCOUNTS_A_REP, Match, Progress, Target, match
from ecosim.crm.read import CrmError, CrmReading, describe, read_deals
from ecosim.world import World

FEWEST_CLOSED: Final = 30
LONGEST_NAME: Final = 64
MOST_LN_SD: Final = (4.0, 3.0)
VALUES: Final = (1e-9, 1e12)
SUFFIX: Final = " with your deals"


def world_from_deals(
    path: Path, world: World, *, on_progress: Progress | None = None
) -> tuple[World, list[str]]:
    """Set in a world what an export of opportunities tells, and say in words what was done.

    Reps, accounts and deal sizes are set as read. Arrivals, cycle and win rate are matched with the
    model itself, on average over three team designs, so that none is favoured. Everything else
    stays as in the given world. Names of people and accounts appear nowhere.

    Args:
        path: a CSV file with one row per opportunity.
        world: the market that gives everything the export can not tell.
        on_progress: told the rounds of matching done, and how many there are at most.

    Returns:
        the world, and sentences: what was read, what was set and to which value, what was left out
        and why, and what the file can not know.

    Raises:
        CrmError: the file can not be read, or tells too little; one sentence.
    """
    reading = read_deals(path)
    target = _target(path, reading, world)
    found = match(_sized(world, reading), target, on_progress)
    final = _named(_valued(found, reading), world, reading)
    return final, describe(reading) + account_for(reading, target, world, final, found)


def _target(path: Path, reading: CrmReading, world: World) -> Target:
    """What the simulated deals should look like, if the file and the world allow it at all."""
    closed = reading.won + reading.lost
    if closed < FEWEST_CLOSED:
        raise CrmError(
            f"{path.name}: {closed} closed deals are too few; at least {FEWEST_CLOSED} are needed "
            "to tell a win rate."
        )
    if not reading.arrivals_per_week:
        raise CrmError(
            f"{path.name}: arrivals can not be read, for they need a created date of deals over at "
            "least 4 whole weeks."
        )
    if not world.market.request_rate and not world.market.found_rate:
        raise CrmError(
            f"{path.name}: arrivals can not be set, for market.request_rate and market.found_rate "
            "are both 0 in the named world."
        )
    reps = reading.reps_last_year or reading.reps or world.people.reps
    return Target(
        reps=reps,
        accounts=min(reading.accounts or 0, ACCOUNTS_A_REP * reps),
        arrivals_per_week=reading.arrivals_per_week,
        cycle_weeks=reading.cycle_weeks_won_median or None,
        win_rate=reading.win_rate if reading.won and reading.lost else None,
    )


def _sized(world: World, reading: CrmReading) -> World:
    """The world with the spread of won deals, its territories' part of the variance kept."""
    if reading.size_ln_sd is None:
        return world
    market = world.market
    before = hypot(market.value_ln_sd, market.territory_ln_sd)
    within = market.value_ln_sd / before if before else 1.0
    between = market.territory_ln_sd / before if before else 0.0
    spread = replace(
        market,
        value_ln_sd=min(MOST_LN_SD[0], reading.size_ln_sd * within),
        territory_ln_sd=min(MOST_LN_SD[1], reading.size_ln_sd * between),
    )
    return replace(world, market=spread)


def _valued(found: Match, reading: CrmReading) -> World:
    """The world in which the median won deal has the file's size.

    The median over territories lies half a variance below `market.value_median`, and won deals
    differ from all. The model does not depend on the unit of value, so nothing else moves.
    """
    if reading.size_median is None:
        return found.world
    market, shift = found.world.market, found.after.won_size_shift
    above = 0.5 * market.territory_ln_sd**2 - (0.0 if isnan(shift) else shift)
    median = min(VALUES[1], max(VALUES[0], reading.size_median * exp(above)))
    return replace(found.world, market=replace(market, value_median=float(f"{median:.6g}")))


def _named(final: World, world: World, reading: CrmReading) -> World:
    """The world under its new name, with what came from the file in its description."""
    name = world.name[: LONGEST_NAME - len(SUFFIX)].rstrip() + SUFFIX
    read = (
        f"From an export of {reading.deals:,} opportunities: number of reps, accounts, deal sizes, "
        "arrivals, pace and win level, as far as the export tells them. All else as in the world "
        f"{world.name}"
    )
    return replace(
        final, name=name, description=f"{read}: {world.description}" if world.description else read
    )
