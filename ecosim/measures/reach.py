"""People outside the accounts and outside sales: influencers, specialists, marketing's leads.

All are of the window, the weeks after the burn-in, but the win rates: those are of the entry cohort.
"""

# ruff: noqa: E501  a table: one line an outcome
import numpy as np

from ecosim.measures.deals_and_orders import in_cohort, status_at_end, win_rate_among
from ecosim.measures.outcome import Floats, Outcome, ratio
from ecosim.simulate import Run
from ecosim.state import MARKETED, OPEN, PROSPECTED, WON

# fmt: off
ROWS = (
    Outcome("influencers_known", "influencers known", "share", "share of the influencers that a rep or cluster knows, over the weeks", True, 0.05),
    Outcome("introductions_per_win", "introductions per order", "introductions", "needs found through an influencer the team knew, for each order", None, 0.1),
    Outcome("opinion_of_seller", "influencers' opinion", "opinion", "mean opinion that influencers have of the seller (-1 to 1), over the weeks", True, 0.02),
    Outcome("influencers_in_favour", "influencers in favour", "share", "influencers with an opinion for the seller that others notice, less those against, over the weeks", True, 0.02),
    Outcome("opinions_taken_over", "opinions taken over", "influencers", "influencers a year who take over their peers' opinion for the seller, less those against", True, 0.5),
    Outcome("cascade_size", "size of cascades", "influencers", "mean number of influencers who take over an opinion in one go: in weeks without a pause", None, 1.0),
    Outcome("largest_cascade", "largest cascade", "influencers", "most influencers who take over an opinion in one go", None, 1.0),
    Outcome("specialist_wait_weeks", "wait for a specialist", "weeks", "mean weeks from a request until a specialist begins on it", False, 0.25),
    Outcome("specialist_utilisation", "specialists' utilisation", "share", "share of the specialists' hours that requests take", None, 0.05),
    Outcome("talks_joined", "conversations joined by specialists", "share", "conversations in a specialist's field that one joined", True, 0.05),
    Outcome("requests_unserved", "requests to specialists unserved", "share", "requests that no specialist had begun on: refused, dropped or still waiting", False, 0.05),
    Outcome("leads_sent", "leads sent", "leads", "leads from marketing for each rep and year", None, 0.0),
    Outcome("leads_worked", "leads worked", "share", "leads that sales worked, of those sent", None, 0.05),
    Outcome("leads_opened", "leads that opened a deal", "share", "deals opened by a lead, of the leads worked", True, 0.01),
    Outcome("lead_win_rate", "win rate of leads", "share", "win rate of deals that began with a lead", True, 0.03),
    Outcome("lead_minus_found_win_rate", "win rate of leads minus found needs", "share", "win rate of deals that began with a lead, less that of deals a rep found by itself", True, 0.03),
)
# fmt: on
WEEKS_A_YEAR = 52


def outcomes(run: Run, team: int) -> dict[str, float]:
    """Outcomes of one team's reach in one run; NaN where undefined."""
    burn_in, weeks = run.scenario.horizon.burn_in, run.scenario.horizon.weeks
    window = np.asarray(run.reach)[burn_in:, team]
    ledger = np.asarray(run.ledger)
    mine = ledger[ledger["team"] == team]
    late = mine["closed"] >= burn_in
    orders = int(((mine["outcome"] == WON) & late).sum())
    deals = in_cohort(mine, burn_in, burn_in + run.scenario.horizon.cohort)
    leads = int(((mine["source"] == MARKETED) & (mine["opened"] >= burn_in)).sum())
    named = influencer_outcomes(window, run.scenario.world.influencers.count, orders)
    named |= specialist_outcomes(window, sum(run.scenario.world.specialists.pools))
    named |= lead_outcomes(window, leads, run.scenario.world.people.reps)
    return named | lead_win_rates(deals, status_at_end(deals, weeks))


def influencer_outcomes(window: np.ndarray, influencers: int, orders: int) -> dict[str, float]:
    """What a team knows of influencers, what they think of it, how opinions of it spread."""
    taken_over = window["adoptions"] + window["turned_against"]
    sizes = cascade_sizes(taken_over)
    net = float(window["adoptions"].sum()) - float(window["turned_against"].sum())
    ahead = window["favourable"].astype(np.float64) - window["unfavourable"]
    there = influencers > 0 and len(window) > 0
    return {
        "influencers_known": float(window["known"].mean()) if there else np.nan,
        "introductions_per_win": ratio(window["introductions"].sum(), orders) if there else np.nan,
        "opinion_of_seller": float(window["opinion"].mean()) if there else np.nan,
        "influencers_in_favour": ratio(ahead.sum(), influencers * len(window)),
        "opinions_taken_over": net / len(window) * WEEKS_A_YEAR if there else np.nan,
        "cascade_size": float(sizes.mean()) if len(sizes) else np.nan,
        "largest_cascade": float(sizes.max()) if len(sizes) else np.nan,
    }


def cascade_sizes(taken_over: np.ndarray) -> Floats:
    """How many took an opinion over in each stretch of weeks in a row in which somebody did.

    Args:
        taken_over: Shape (weeks,), how many did in each week.
    """
    sizes: list[float] = []
    before = 0
    for count in taken_over.tolist():
        if count and before:
            sizes[-1] += count
        elif count:
            sizes.append(float(count))
        before = count
    return np.array(sizes)


def specialist_outcomes(window: np.ndarray, specialists: int) -> dict[str, float]:
    """How long requests waited, how busy specialists were, how often they joined."""
    asked, served = int(window["asked"].sum()), int(window["served"].sum())
    return {
        "specialist_wait_weeks": ratio(window["waited_weeks"].sum(), served),
        "specialist_utilisation": ratio(window["busy_weeks"].sum(), specialists * len(window)),
        "talks_joined": ratio(window["joined"].sum(), int(window["expert_talks"].sum())),
        "requests_unserved": ratio(asked - served, asked),
    }


def lead_outcomes(window: np.ndarray, opened: int, reps: int) -> dict[str, float]:
    """How many leads marketing sent and what became of them."""
    sent, worked = int(window["leads_sent"].sum()), int(window["leads_worked"].sum())
    return {
        "leads_sent": sent / (reps * len(window)) * WEEKS_A_YEAR if sent else np.nan,
        "leads_worked": ratio(worked, sent),
        "leads_opened": ratio(opened, worked),
    }


def lead_win_rates(deals: np.ndarray, status: np.ndarray) -> dict[str, float]:
    """Win rate of the cohort's deals that began with a lead, and beside those a rep found."""
    won, resolved = status == WON, status != OPEN
    lead = win_rate_among(deals["source"] == MARKETED, won, resolved)
    found = win_rate_among(deals["source"] == PROSPECTED, won, resolved)
    return {"lead_win_rate": lead, "lead_minus_found_win_rate": lead - found}
