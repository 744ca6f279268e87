"""An account, in sentences, of what a world took from an export and what it did not."""

from typing import Final

import numpy as np

from ecosim.crm.matching import HORIZON, TEAMS, Match, Target
from ecosim.crm.reading import CrmReading
from ecosim.crm.turning import PACED
from ecosim.world import World

MOSTLY: Final = 0.5
NEAR: Final = {"arrivals": 0.10, "cycle": 0.25, "win rate": 0.03}
SHORT_FILE: Final = 3  # cycles


def account_for(
    reading: CrmReading, target: Target, named: World, final: World, found: Match
) -> list[str]:
    """Say what was set to which value from what, what was matched how well, and what stays."""
    sentences = [
        _reps(reading, final),
        _accounts(reading, target, named, final),
        _shared(reading),
        _sizes(reading, final, found),
        _how(reading, target),
        _activity(named, final, found),
        _pace(target, named, final, found),
        _win_level(target, named, final),
        _ease(target, named, final, found),
        *_matches(target, final, found),
        *_caveats(reading),
        _stays(named),
    ]
    return [sentence for sentence in sentences if sentence]


def _reps(reading: CrmReading, final: World) -> str:
    if not reading.reps:
        return f"Left as it was: people.reps = {final.people.reps:,}, for the file has no owners."
    fewer = ""
    if reading.reps > final.people.reps:
        fewer = (
            f"; arrivals are those of all {reading.reps:,} owners in the file, so each rep gets "
            "more than one had"
        )
    active = "the reps with a deal in the last year"
    return f"Set: people.reps = {final.people.reps:,}, {active}{fewer}."


def _accounts(reading: CrmReading, target: Target, named: World, final: World) -> str:
    number, listed = final.market.accounts, reading.accounts or 0
    voices = ""
    if final.influencers.count != named.influencers.count:
        voices = f"; influencers.count = {final.influencers.count:,} keeps their accounts each"
    if not listed:
        return (
            f"Set: market.accounts = {number:,}, from arrivals and the named world's own rates, "
            f"for the file names no accounts{voices}."
        )
    if number > listed:
        return (
            f"Set: market.accounts = {number:,}: your {listed:,} accounts are simulated as "
            f"{number:,} buying units ({number / listed:,.1f} for each account). A simulated "
            "account has one open deal at a time, then rests, and an export lists only accounts "
            "that had a deal; so many are needed for your arrivals at the named world's own rates"
            f"{voices}."
        )
    less = ""
    if listed > target.accounts:
        less = f", the most simulated for so few reps; the other {listed - number:,} are left out"
    return f"Set: market.accounts = {number:,}, the accounts in the file{less}{voices}."


def _shared(reading: CrmReading) -> str:
    share = reading.accounts_shared_share
    if share is None or share <= MOSTLY:
        return ""
    return (
        f"Not as in your file: {share:.0%} of your accounts were worked by more than one rep. In "
        "the model each buying unit belongs to one rep's territory, and only clusters share them: "
        "read a simulated unit as the part of an account that one rep works, not as the whole. "
        "What reps on the same account learn from or take from each other is not simulated."
    )


def _sizes(reading: CrmReading, final: World, found: Match) -> str:
    market = final.market
    if reading.size_median is None:
        return "Left as they were: deal sizes, for the file has no usable amounts of won deals."
    spread = "their spread stays, for one deal has none"
    if reading.size_ln_sd is not None:
        spread = (
            f"market.value_ln_sd = {market.value_ln_sd:.2f} and market.territory_ln_sd = "
            f"{market.territory_ln_sd:.2f}, which make {reading.size_ln_sd:.2f} together, shared "
            f"as in the named world (simulated won deals: {found.after.won_size_ln_sd:.2f})"
        )
    return (
        f"Set: market.value_median = {market.value_median:,.0f}, so that the median won deal is "
        f"{reading.size_median:,.0f}; {spread}. Sizes are of {reading.sized_won:,} won deals only, "
        "in the file's currency, though tables say USD."
    )


def _how(reading: CrmReading, target: Target) -> str:
    aims = ["arrivals"]
    aims += ["cycle"] if target.cycle_weeks is not None else []
    aims += ["win rate"] if target.win_rate is not None else []
    weeks = HORIZON.weeks - HORIZON.burn_in
    return (
        f"Matched: {', '.join(aims)}, by simulating {weeks} weeks after {HORIZON.burn_in} of "
        f"burn-in in a part of the world, on average over the teams {', '.join(TEAMS)}, so that "
        "none is favoured. The simulated company begins without customers. As in a CRM, a deal "
        "that a rep has not yet recorded as dead is open."
    )


def _activity(named: World, final: World, found: Match) -> str:
    rate = final.market.request_rate, final.market.found_rate
    was = named.market.request_rate, named.market.found_rate
    kept = " (as they were: arrivals come from the number of accounts)" if rate == was else ""
    return (
        f"Set for arrivals: market.request_rate = {rate[0]:.4g}, market.found_rate = {rate[1]:.4g}"
        f"{kept}; {found.after.requested_share:.0%} of the simulated deals begin with a request "
        f"for offers ({found.before.requested_share:.0%} in the named world). The file does not "
        "tell how deals began."
    )


def _pace(target: Target, named: World, final: World, found: Match) -> str:
    if target.cycle_weeks is None:
        return "Left as it was: the pace of buyers, for the file has no cycle times of won deals."
    keys = [f"{section}.{key}" for section, keys in PACED.items() for key in keys]
    meetings = ""
    if final.people.meetings_per_deal != named.people.meetings_per_deal:
        meetings = f", people.meetings_per_deal = {final.people.meetings_per_deal}"
    return (
        f"Set for the cycle: buyers and the rival act {found.pace:.2f} times as fast as in the "
        f"named world. buyers.availability = {final.buyers.availability:.3g}{meetings}; on "
        "availability alone the median cycle hardly depends (slow deals die), so the other rates "
        f"per week move with it, none above its limit: {', '.join(keys[1:])}; "
        f"buyers.wait_utility = {final.buyers.wait_utility:.2f}."
    )


def _win_level(target: Target, named: World, final: World) -> str:
    if target.win_rate is None:
        return (
            "Left as it was: conversation.base, for without both won and lost deals there is no "
            "win rate to match."
        )
    return (
        f"Set for the win rate: conversation.base = {final.conversation.base:.2f} "
        f"({named.conversation.base:.2f} in the named world). The win rate is won of closed deals, "
        "those recorded as without decision counted as not won."
    )


def _ease(target: Target, named: World, final: World, found: Match) -> str:
    """That deals had to be made easier than in the named world, and what follows from it."""
    if found.ease == 0.0:
        return ""
    load, usual = target.arrivals_per_week / target.reps, found.before.arrivals_per_rep_week
    return (
        f"Changed beyond what the file tells: your reps take on {load:.2g} new deals a week each "
        f"({usual:.2g} in the named world), and with its deals the teams did not come near your "
        "win rate and cycle. Deals were made easier: dials.complexity = "
        f"{final.dials.complexity:.2f} (from {named.dials.complexity:.2f}), "
        f"people.conversation_hours = {final.people.conversation_hours:.2f} (from "
        f"{named.people.conversation_hours:.2f}), refused and prospecting hours likewise. How much "
        "of each is a guess that can decide a comparison: hours for listening, lending and "
        "coordination belong to the teams, stay, and weigh more against shorter conversations. "
        "Better name a world whose deals are like yours."
    )


def _matches(target: Target, final: World, found: Match) -> list[str]:
    """For each matched quantity the file's value, the model's, and whether it was reached."""
    after, before = found.after, found.before
    arrivals = after.arrivals_per_rep_week * final.people.reps
    off = abs(arrivals / target.arrivals_per_week - 1.0)
    told = [
        f"Arrivals per week: {target.arrivals_per_week:.3g} in your file, {arrivals:.3g} simulated"
        f"{_verdict(off, NEAR['arrivals'])}."
    ]
    if target.cycle_weeks is not None:
        cycle = after.cycle_weeks
        off = 1.0 if np.isnan(cycle) else abs(cycle / target.cycle_weeks - 1.0)
        told.append(
            f"Median weeks to win: {target.cycle_weeks:.1f} in your file, {cycle:.1f} simulated "
            f"({before.cycle_weeks:.1f} in the named world){_verdict(off, NEAR['cycle'])}."
        )
    if target.win_rate is not None:
        off = abs(after.win_rate - target.win_rate)
        told.append(
            f"Win rate of closed deals: {target.win_rate:.1%} in your file, {after.win_rate:.1%} "
            f"simulated ({before.win_rate:.1%} in the named world)"
            f"{_verdict(off, NEAR['win rate'])}."
        )
    return told


def _verdict(off: float, near: float) -> str:
    if off <= near:
        return ""
    return "; this is the nearest that was found within the limits of what was turned"


def _caveats(reading: CrmReading) -> list[str]:
    """What of the reading was not used, or used with doubt."""
    told = []
    cycle, weeks = reading.cycle_weeks_won_median, reading.weeks
    if cycle is not None and weeks is not None and weeks < SHORT_FILE * cycle:
        told.append(
            f"Doubtful: the file spans {weeks:.0f} weeks, less than {SHORT_FILE} cycles, so long "
            "deals may be missing and cycles are longer than they look."
        )
    told.append(
        "Left out: how arrivals swing from week to week, cycles of lost deals, the spread of cycles"
        " and what is open now; matching them is calibration, which this is not."
    )
    return told


def _stays(named: World) -> str:
    return (
        "Cannot know, so as in the named world: how different buyers are and how fast needs move "
        f"(heterogeneity {named.dials.h_set:g}, {named.dials.h_order:g}, {named.dials.h_role:g}; "
        f"drift {named.dials.drift:g}; noise {named.dials.noise:g}), who sits in buying groups and "
        "how they agree, the rival's strength, influencers, reps' hours, skills and habits."
    )
