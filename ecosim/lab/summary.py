"""A comparison in words and one table, for a reader who knows selling and no statistics."""

import math
from itertools import combinations
from textwrap import wrap
from typing import NamedTuple

from rich import box
from rich.table import Table

from ecosim.lab.compare import MOST_PAIRS, Comparison, Difference
from ecosim.lab.estimate import Interval
from ecosim.measures import MAIN_OUTCOMES, SILENT_WEEKS

HELPED, HARMED = 1.1, 1 / 1.1  # variance ratios between these say that pairing changed nothing
LABEL_WIDTH, TEAM_WIDTH = 29, 16

type Line = tuple[str, str, float]  # what the row is called, the outcome, its factor

ROWS: tuple[Line, ...] = (
    ("Win rate, %", "win_rate", 100),
    ("Win rate by value, %", "win_rate_by_value", 100),
    ("Ended without a decision, %", "no_decision_rate", 100),
    ("Still open at the end, %", "open_share", 100),
    ("Cycle of won deals, weeks", "cycle_weeks_won", 1),
    ("Order volatility over chance", "order_volatility", 1),
    ("Period's last two weeks, %", "end_share_2", 100),
    ("Discounts, % of list value", "discount_leakage", 100),
    ("Plant's swings over needs", "bullwhip_needs", 1),
    ("Forecast error by stage, %", "forecast_wape_stage", 100),
    ("Revenue, USD per rep-hour", "revenue_per_rep_hour", 1),
    ("Profit, USD per rep-hour", "profit_per_rep_hour", 1),
    ("Hours on coordination, %", "coordination_share", 100),
)
SHARED_ROWS: tuple[Line, ...] = (  # where all teams sell in one world
    ("Share of the teams' orders, %", "share_among_teams", 100),
)
READ_AS = (
    "Means over the replications with 95% intervals. Win rates are of deals won, lost or without "
    "decision. Order volatility over chance: how much weekly order value swings beyond what orders "
    "of the same sizes would at random weeks (squared coefficient of variation; 0 = pure chance). "
    "Last weeks: of each team's accounting periods; of 13 weeks 15.4% would be even. Swings over "
    "needs: variance of the plant's weekly plans over that of what customers needed."
)
BENEFITS_OFF = (
    "What this comparison leaves out: {off} switched off in this world, so structures cost hours "
    "here that they cannot earn back that way."
)


APART = (
    "Each team sells alone in its own copy of the market, against the outside rival: the question "
    "is which design does better there."
)
TOGETHER = (
    "All teams sell in one world, to the same accounts at the same time, against each other and "
    "the outside rival: the question is who takes orders from whom, not how each would do alone."
)


class Pair(NamedTuple):
    """What is told of two teams: a heading and a sentence or two for each main outcome."""

    heading: str
    findings: list[str]


def opening(comparison: Comparison) -> str:
    """What was run."""
    count, horizon, people = (
        len(comparison.seeds), comparison.horizon, comparison.world.people
    )  # fmt: skip
    question = TOGETHER if comparison.together else APART
    return (
        f"{comparison.world.name}: {comparison.world.market.accounts:,} accounts, "
        f"{people.reps:,} {'rep' if people.reps == 1 else 'reps'} a team, {count:,} replications "
        f"of {horizon.weeks} weeks; measured are the deals that enter in weeks "
        f"{horizon.burn_in + 1} to {horizon.burn_in + horizon.cohort}. {question}"
    )


def team_tables(comparison: Comparison, width: int, plus_minus: str = "±") -> list[Table]:
    """The main outcomes, a row each, a column for each team; several tables if they are many."""
    names = [team.name for team in comparison.teams]
    across = max(1, (width - LABEL_WIDTH) // (TEAM_WIDTH + 1))
    starts = range(0, len(names), across)
    return [team_table(comparison, names[k : k + across], plus_minus) for k in starts]


def team_table(comparison: Comparison, names: list[str], plus_minus: str) -> Table:
    """The main outcomes of some teams."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", no_wrap=True)
    for name in names:
        table.add_column("\n".join(wrap(name, TEAM_WIDTH)), justify="right", overflow="fold")
    for label, outcome, factor in rows_defined(comparison):
        intervals = [comparison.estimate(name, outcome) for name in names]
        decimals = decimals_for(intervals, factor)
        table.add_row(label, *(told(each, factor, decimals, plus_minus) for each in intervals))
    return table


def rows_defined(comparison: Comparison) -> list[Line]:
    """The rows that say something of at least one team: no plant, no row about a plant."""
    names = [team.name for team in comparison.teams]
    return [
        row
        for row in ROWS + (SHARED_ROWS if comparison.together else ())
        if not all(math.isnan(comparison.estimate(name, row[1]).estimate) for name in names)
    ]


def decimals_for(intervals: list[Interval], factor: float) -> int:
    """Decimals that show two digits of the widest interval, at most 3."""
    widths = [2 * factor * each.half_width for each in intervals if each.half_width > 0]
    return min(3, max(0, 1 - math.floor(math.log10(max(widths))))) if widths else 1


def told(interval: Interval, factor: float, decimals: int, plus_minus: str = "±") -> str:
    """A mean with half the width of its interval."""
    if math.isnan(interval.estimate):
        return "undefined"
    mean, half = interval.estimate * factor, interval.half_width * factor
    text = f"{round(mean, decimals) + 0.0:,.{decimals}f}"
    return text if math.isnan(half) else f"{text} {plus_minus} {half:,.{decimals}f}"


PROFIT = ("profit_per_rep_hour",)


def pairs(comparison: Comparison) -> list[Pair]:
    """Every pair of teams with what the main outcomes say about it, and, of teams under different
    regimes, profit, which alone is charged for the effort that a plan draws out of people."""
    told = {
        (first.name, second.name): MAIN_OUTCOMES + PROFIT * (first.regime != second.regime)
        for first, second in combinations(comparison.teams, 2)
    }
    return [
        Pair(
            f"{first} and {second}",
            [finding(comparison.difference(first, second, name)) for name in names],
        )
        for (first, second), names in told.items()
    ]


def finding(difference: Difference) -> str:
    """The verdict, and what running both teams under the same luck was worth."""
    worth = pairing(difference.variance_ratio)
    return f"{difference.sentence} {worth}".rstrip()


def pairing(ratio: float) -> str:
    """What pairing was worth, in words; nothing where there was nothing to tell apart."""
    if math.isnan(ratio) or math.isinf(ratio):
        return ""
    if ratio > HELPED:
        return f"Pairing the luck was worth {ratio:.1f} times as many replications."
    if ratio < HARMED:
        return f"Pairing the luck did not help here (it was worth {ratio:.1f} times as many)."
    return "Pairing the luck did not help here."


def limits(comparison: Comparison) -> list[str]:
    """What the reader must know before quoting a number."""
    notes = []
    if comparison.precise is False:
        notes.append(
            f"The precision asked for was not reached: after {MOST_PAIRS:,} pairs of replications "
            "an interval is still wider; the numbers above are what these pairs say."
        )
    if comparison.horizon.weeks - comparison.horizon.burn_in < 2 * SILENT_WEEKS:
        notes.append(
            "The runs are short: a deal counts as open until nobody has talked for "
            f"{SILENT_WEEKS} weeks, so long cycles and dead deals are seen in part only."
        )
    off = benefits_off(comparison)
    if off and len({team.structure for team in comparison.teams}) > 1:
        verb = "is" if len(off) == 1 else "are"
        notes.append(BENEFITS_OFF.format(off=f"{' and '.join(off)} {verb}"))
    return notes


def benefits_off(comparison: Comparison) -> list[str]:
    """What structures are for and this world has switched off."""
    world = comparison.world
    switches = (
        ("learning from customers and colleagues", world.knowledge.bits),
        ("deciding on exceptions", world.exceptions.rate),
    )
    return [name for name, on in switches if not on]
