"""The page of the demand experiment: what came out, in sentences made from its tables."""

from typing import NamedTuple

import pandas as pd

from ecosim.lab.analysis.variation import ALL, variation_in_words
from ecosim.measures import OUTCOMES


class Page(NamedTuple):
    """The text and the headlines of the figures."""

    text: str
    map_finding: str
    cause_finding: str
    week_finding: str
    peak_finding: str
    saving_finding: str
    plan_finding: str


def page(tables: dict[str, pd.DataFrame], replications: int, long_replications: int) -> Page:
    """Sentences with numbers and 95 % intervals; none is written beforehand."""
    signs, causes = map_words(tables["sign_map"]), cause_words(tables["causes"])
    weeks = outside_one(tables["weeks_of_period"], "order value")
    peaks = peak_words(tables["peaks"])
    saving = saving_words(tables["expected_saving"])
    planned = outside_one(tables["plans"], "the plant's plan")
    text = f"""# Demand: who causes the swings, process or pay?

Made by `uv run python -m experiments.demand`; the numbers below are filled in from the tables beside it. The market is mid-market-saas with repeat orders (`orders.consumption` 0.02 a week), a plant (`plant.averaged_weeks` 8) and buyers who learn what offers are like (`pay.learning` 0.1) switched on; its other numbers were tuned under linear pay on no fact about periods. {replications} replications of 3 years a point ({long_replications} of 8 years in part 3), the same luck for all points. Intervals are of 95%, each by itself: where 20 cells are looked at, one is expected to seem decided by chance.

## 1. Do deadlines swell a period's end?

![sign map](sign_map.png)

{signs}

{reason_words(tables["sign_map"])}

## 2. Regimes x structures x playbooks

![causes](causes.png)

{causes}

{regime_words(tables["regimes"])}

## 3. Weeks and years

![weeks of the period](weeks_of_period.png)

{weeks}

![spectrum](spectrum.png)

{peaks}

![what buyers expect](expected_saving.png)

{saving}

![the plant's plan](plans.png)

{planned}

{twin_words(tables["twins"])}

## What this does not say

What the maps are drawn over are premises; they show them only over the ranges drawn, in one market, for one hierarchy with a script, under three plans. Outside the maps that name them, pressing without a price, attention by timing and credit for repeat orders are switched off; buyers' own budgets, managers' pressure and asking early are off everywhere here.
"""  # noqa: E501
    return Page(
        text, first_sentence(signs), first_sentence(causes), first_sentence(weeks),
        first_sentence(peaks), first_sentence(saving), first_sentence(planned),
    )  # fmt: skip


def first_sentence(text: str) -> str:
    return text.split("\n\n")[0].split(". ")[0].rstrip(".")


def told(row: pd.Series, name: str, factor: float, decimals: int) -> str:
    """A value with its interval."""
    parts = [row[name], row[f"{name}_low"], row[f"{name}_high"]]
    value, low, high = (f"{factor * part:.{decimals}f}" for part in parts)
    return f"{value} ({low} to {high})"


def map_words(table: pd.DataFrame) -> str:
    more, less = int((table["low"] > 0).sum()), int((table["high"] < 0).sum())
    open_cells, by_chance = len(table) - more - less, 0.05 * len(table)
    lines = [
        f"Of {len(table)} cells, {more} have more orders in a period's last two weeks than linear "
        f"pay, {less} have fewer, {open_cells} are undecided; about {by_chance:.0f} would seem "
        "decided by chance alone."
    ]
    for (plan, _), part in table.groupby(["plan", "map"], sort=False):
        up, down = int((part["low"] > 0).sum()), int((part["high"] < 0).sum())
        lines.append(
            f"{plan}, {part['x_name'].iloc[0]} x {part['y_name'].iloc[0]}: {up} above, {down} "
            f"below, {len(part) - up - down} undecided; differences from "
            f"{100 * part['difference'].min():+.1f} to {100 * part['difference'].max():+.1f} "
            "points of the period's orders."
        )
    return lines[0] + "\n\n" + "\n".join(f"- {line}" for line in lines[1:])


def reason_words(table: pd.DataFrame) -> str:
    """How often reps held offers back, and whether they gave discounts: why the map is as it is."""
    lines = []
    for plan, part in table.groupby("plan", sort=False):
        held = 100 * part["held_share"]
        lines.append(
            f"Under {plan}, {held.min():.2f} to {held.max():.2f}% of offers are held back, over "
            "the cells."
        )
    price = table[table["map"] == "price"].groupby("x")["discount_leakage"].mean()
    given = ", ".join(f"{100 * share:.1f}% at {x:g}" for x, share in price.items())
    return (
        " ".join(lines) + " A rep holds an order back only if it is paid much less for it now than "
        "in the next period; how often that is so here the shares say. Discounts given, of list "
        f"value, by `pay.price_sensitivity`: {given}."
    )


def cause_words(table: pd.DataFrame) -> str:
    lines = [variation_in_words(part, part["label"].iloc[0])
             for _, part in table.groupby("outcome", sort=False)]  # fmt: skip
    rows = table[(table["effect"] != ALL) & table["share"].notna()]
    first = rows.sort_values("share", ascending=False).groupby("outcome", sort=False).head(1)
    sure = first[first["share_low"] > 0]
    by_effect = [
        f"{effect} of {len(part)}" for effect, part in sure.groupby("effect", sort=False)
    ]  # fmt: skip
    count = table["outcome"].nunique()
    lead = (
        f"Of {count} outcomes, the largest cause is {', '.join(by_effect) or 'clear in none'}; "
        f"{count - len(sure)} show no cause beyond chance."
    )
    return lead + "\n\n" + "\n".join(f"- {line}" for line in lines)


def regime_words(table: pd.DataFrame) -> str:
    """A table: each regime, averaged over structures and playbooks, and over the linear floor."""
    regimes = list(table["regime"].unique())
    lines = [f"| mean over structures and playbooks | {' | '.join(regimes)} |",
             "|" + "---|" * (len(regimes) + 1)]  # fmt: skip
    for outcome, part in table.groupby("outcome", sort=False):
        label, share = OUTCOMES[str(outcome)].label, OUTCOMES[str(outcome)].unit == "share"
        factor, decimals = (100.0, 1) if share else (1.0, 2)
        made = [told(row, "mean", factor, decimals) for _, row in part.iterrows()]
        lines.append(f"| {label}{', %' if share else ''} | {' | '.join(made)} |")
    for outcome in ("orders_over_needs", "bullwhip_needs"):
        part = table[table["outcome"] == outcome]
        made = [told(row, "over_linear", 1.0, 2) for _, row in part.iterrows()]
        lines.append(f"| {OUTCOMES[outcome].label}, over linear pay | {' | '.join(made)} |")
    return "\n".join(lines)


def outside_one(table: pd.DataFrame, what: str) -> str:
    """In how many weeks of the period something differs from the mean week, case by case."""
    lines = []
    for case, part in table.groupby("case", sort=False):
        off = int(((part["low"] > 1) | (part["high"] < 1)).sum())
        last = part.iloc[-1]
        lines.append(
            f"- {case}: {off} of {len(part)} weeks differ from the mean week beyond chance; the "
            f"last has {last['estimate']:.2f} ({last['low']:.2f} to {last['high']:.2f}) of it."
        )
    off = int(((table["low"] > 1) | (table["high"] < 1)).sum())
    lead = (
        f"By week of the period, {what} differs from the mean week in {off} of {len(table)} weeks "
        f"and cases, where {0.05 * len(table):.0f} are expected by chance."
    )
    return lead + "\n\n" + "\n".join(lines)


def peak_words(table: pd.DataFrame) -> str:
    beyond, runs = int(table["runs_with_p_below_0.05"].sum()), int(table["runs"].sum())
    lead = (
        f"The peak at one cycle a period is beyond chance in {beyond} of {runs} runs of all cases "
        f"(about {0.05 * runs:.0f} expected by chance)."
    )
    lines = [
        f"- {row['case']}: {told(row, 'peak', 1.0, 1)} times the median power; "
        f"{row['runs_with_p_below_0.05']} of {row['runs']} runs."
        for _, row in table.iterrows()
    ]
    return lead + "\n\n" + "\n".join(lines)


def saving_words(table: pd.DataFrame) -> str:
    last = table[table["x"] == table["x"].max()]
    waits = int((last["low"] > 0).sum())
    lead = (
        f"After {int(table['x'].max())} years accounts expect deeper discounts at period ends in "
        f"{waits} of {len(last)} cases."
    )
    lines = [
        f"- {row['case']}: {row['estimate']:.2f} ({row['low']:.2f} to {row['high']:.2f}) percent "
        "of list price deeper."
        for _, row in last.iterrows()
    ]
    return lead + "\n\n" + "\n".join(lines)


def twin_words(table: pd.DataFrame) -> str:
    lines = [
        f"- {row['case']}: {told(row, 'gained_share', 100.0, 1)}% of the two weeks' orders; net "
        f"of the period that follows {told(row, 'net_usd', 1.0, 0)} USD; discounts on orders that "
        f"come without any as well: {told(row, 'needless', 100.0, 2)}% of list value."
        for _, row in table.iterrows()
    ]
    return (
        "Twin runs, with one deadline lifted for its last two weeks: orders that the deadline "
        "gained in them, and after the next period's are set against them:\n\n" + "\n".join(lines)
    )
