"""The page of the levers experiment: verdicts and what they rest on, made from its tables."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from experiments.levers_verdicts import (
    capacity_judged,
    levers_judged,
    rising_judged,
    shocks_judged,
    together,
    undoing_all,
    years_judged,
)
from experiments.levers_words import amount, count_words, label, matters_words
from experiments.levers_years_page import felt_words, hardening_words, shock_words, year_headline


class Page(NamedTuple):
    """The text and the headlines of the figures."""

    text: str
    lever_findings: dict[str, str]
    quota_finding: str
    year_finding: str


def page(
    tables: Mapping[str, pd.DataFrame], replications: int, premises: Mapping[str, float]
) -> Page:
    """Sentences with numbers and 95 % intervals; none is written beforehand."""
    levers = levers_judged(tables["levers"])
    against = levers[levers["reference"] == "process-managed"]
    rising, capacity = rising_judged(tables["rising"]), capacity_judged(tables["capacity"])
    shocks, years = shocks_judged(tables["shocks"]), years_judged(tables["falls"])
    quota_verdicts = [*rising["verdict"], *capacity["verdict"]]
    year_verdicts = [*shocks["verdict"], *years["verdict"]]
    named = ", ".join(f"`{name}` {value:g}" for name, value in premises.items())
    text = f"""# Levers, quotas and bad markets under management by results

Made by `uv run python -m experiments.levers`; the numbers below are filled in from the tables beside it. A hierarchy with a script sells in the market of experiments/demand.py under the preset `quota-managed`. {replications} replications of 3 years a point (6 in part 3), the first year not measured, the same luck for all points. Intervals are of 95%.

Two settings, alike for every regime: *as in demand*; and *control over timing*, where these premises give reps a hand in when orders come: {named}. Claims that differ between the settings rest on those premises; `pay.hold_back` is 1 in both.

| claim | verdict | {" | ".join(against["setting"].unique())} |
|---|---|{"---|" * against["setting"].nunique()}
{verdict_row("C17: no lever alone undoes it", against)}
{verdict_row("C18: distortion rises with quota over capacity", rising)}
{verdict_row("C18: quotas at capacity cut volatility and forecast error at equal revenue", capacity)}
{verdict_row("C19: the shortfall is larger in a bad market", shocks)}
{verdict_row("C19: conversion falls where nobody improves, and only there", years)}

As wholes: C17 {together(against["verdict"])}, C18 {together(quota_verdicts)}, C19 {together(year_verdicts)}. Rules: experiments/levers_verdicts.py. A difference matters from {matters_words()} on. One kind of verdict beside undecided ones leaves a whole undecided; TRUE beside FALSE makes it CONDITIONAL. Bars in the figures are intervals of levels; differences, on the same luck, are surer and are in the tables.

{where_words("C17", against)}
{where_words("C18, rising", rising)}
{where_words("C19, bad market", shocks)}

## 1. One lever alone

{lever_figures(against)}

{lever_table(levers)}

{lever_words(tables["levers"], levers)}

## 2. Quota over capacity

![quotas](quotas.png)

{rising_table_words(rising)}

{bent_words(rising)}

{capacity_words(tables["capacity"], capacity)}

## 3. Bad and good markets

![years](years.png)

{felt_words(tables["felt"])}

{shock_words(tables["shortfalls"], shocks)}

{hardening_words(tables["falls"], years)}

## What this does not say

One market, one structure, one playbook, one preset of quota-managed. Process-managed differs from it also in a limit on open deals and in hours for improvement, so a gap between the two is not all due to pay; linear pay differs in pay alone. Capacity is what runs under linear pay have shown in years 2 and 3, the yearly hardening of part 3 (but no shock) included; how fast an hour improves a step (`pay.improvement_rate`) and how much harder selling gets (`turns.harder`) are premises, and part 3 rests on them. Quotas do not answer to a shock; repeat orders soften it for everybody. Verdicts of no effect are as good as the stated smallest differences. Part 3 was changed once after a first look at its results: shocks of one year down to -60% took only 5 to 7% of orders, so shocks last two years, -90% was added, first orders are measured, the rule that a market must get bad enough was stated, and the arm with the fastest improvement was added.
"""  # noqa: E501
    return Page(
        text,
        {str(setting): lever_headline(part, str(setting))
         for setting, part in against.groupby("setting", sort=False)},
        quota_headline(rising, capacity),
        year_headline(shocks, years),
    )  # fmt: skip


def verdict_row(claim: str, judged: pd.DataFrame) -> str:
    by_setting = [
        together(part["verdict"]) for _, part in judged.groupby("setting", sort=False)
    ]  # fmt: skip
    return f"| {claim} | {together(judged['verdict'])} | {' | '.join(by_setting)} |"


def where_words(claim: str, judged: pd.DataFrame) -> str:
    """In which setting and of which outcome a claim has which verdict."""
    parts = []
    for verdict, rows in judged.groupby("verdict", sort=False):
        where = [
            f"{setting}: {', '.join(label(str(name)) for name in some['outcome'])}"
            for setting, some in rows.groupby("setting", sort=False)
        ]
        parts.append(f"{verdict} in *{'; '.join(where)}*")
    return f"- {claim}: {'. '.join(parts)}."


def lever_figures(judged: pd.DataFrame) -> str:
    return "\n\n".join(
        f"![levers, {setting}](levers_{str(setting).replace(' ', '_')}.png)"
        for setting in judged["setting"].unique()
    )


def lever_table(judged: pd.DataFrame) -> str:
    """The harm of the regime as it is, and what single levers leave of it."""
    lines = [
        "| setting | against | outcome | quota-managed does worse by | harm | levers that leave it "
        "| levers that undo it alone | no lever alone undoes it |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in judged.to_dict("records"):
        outcome = str(row["outcome"])
        worse = amount(outcome, row["harm"], row["harm_low"], row["harm_high"])
        kept, undone = f"{row['still_there']} of {row['levers']}", row["undone_by"] or "none"
        if row["gap"] != "there":
            kept, undone = "-", "-"
        lines.append(
            f"| {row['setting']} | {row['reference']} | {label(outcome)} | {worse} | {row['gap']} "
            f"| {kept} | {undone} | {row['verdict']} |"
        )
    return "\n".join(lines)


def lever_words(table: pd.DataFrame, judged: pd.DataFrame) -> str:
    lines = [
        "A lever leaves the harm if it is surely still there, and undoes it if less than what "
        "matters is surely left, both after Holm's correction over the levers; the rest is "
        "undecided. Where the regime surely does no harm the claim has nothing to rest on and is "
        "FALSE there."
    ]
    for (setting, reference), points in undoing_all(table, judged).items():
        part = judged[(judged["setting"] == setting) & (judged["reference"] == reference)]
        harms = int((part["gap"] == "there").sum())
        lines.append(
            f"- {setting}, against {reference}: {harms} of {len(part)} harms are there; levers "
            f"that alone undo all of them: {', '.join(points) if harms and points else 'none'}."
            + off_words(table, setting, reference)
        )
    return lines[0] + "\n\n" + "\n".join(lines[1:]) + "\n\n" + range_words(table)


def range_words(table: pd.DataFrame) -> str:
    """Which single levers leave the least and the most of each outcome's harm, raw estimates."""
    lines = ["The least and the most harm against process-managed over single levers:", ""]
    alone = table[(table["kind"] == "lever") & (table["reference"] == "process-managed")]
    for (setting, outcome), part in alone.groupby(["setting", "outcome"], sort=False):
        rows = part.sort_values("harm").iloc[[0, -1]].to_dict("records")
        told = [
            f"{amount(str(outcome), row['harm'], row['low'], row['high'])} with {row['point']}"
            for row in rows
        ]
        lines.append(f"- {setting}, {label(str(outcome))}: {told[0]}; {told[1]}.")
    return "\n".join(lines)


def off_words(table: pd.DataFrame, setting: str, reference: str) -> str:
    rows = table[
        (table["setting"] == setting) & (table["reference"] == reference)
        & (table["kind"] == "all off")
    ]  # fmt: skip
    if bool(((rows["low"] == 0) & (rows["high"] == 0)).all()):
        return " With all levers off nothing of it is left in any run, as it must be."
    told = [
        f"{label(str(row['outcome']))} "
        f"{amount(str(row['outcome']), row['harm'], row['low'], row['high'])}"
        for row in rows.to_dict("records")
    ]
    return f" With all levers off it still does worse by: {'; '.join(told)}."


def rising_table_words(judged: pd.DataFrame) -> str:
    first, last = judged["first"].iloc[0], judged["last"].iloc[0]
    lines = [
        f"| setting | outcome | rises from {first:g} to {last:g} of capacity by | verdict |",
        "|---|---|---|---|",
    ]
    for row in judged.to_dict("records"):
        outcome = str(row["outcome"])
        rise = amount(outcome, row["harm"], row["low"], row["high"])
        lines.append(f"| {row['setting']} | {label(outcome)} | {rise} | {row['verdict']} |")
    return "\n".join(lines)


def bent_words(judged: pd.DataFrame) -> str:
    bent = judged[judged["bent"]]
    if bent.empty:
        return "No curve turns beyond chance within the range: none is shown to be not monotone."
    told = [
        f"{label(str(row['outcome']))} ({row['setting']}) turns at {row['turns_at']:.2f} of "
        f"capacity, {'a peak' if row['curvature'] < 0 else 'a trough'}"
        for row in bent.to_dict("records")
    ]
    return f"Not monotone: {'; '.join(told)}."


def capacity_words(table: pd.DataFrame, judged: pd.DataFrame) -> str:
    lines = ["Growing quotas minus quotas at capacity, in the same plan:", ""]
    for row in table.to_dict("records"):
        outcome = str(row["outcome"])
        what = f"{label(outcome)} is worse by"
        if outcome == "net_revenue_per_rep_hour":
            what = f"{label(outcome)} is higher by"
        told = amount(outcome, row["harm"], row["low"], row["high"])
        lines.append(f"- {row['setting']}: {what} {told}.")
    verdicts = [f"{row['setting']} {row['verdict']}" for row in judged.to_dict("records")]
    return "\n".join(lines) + f"\n\nQuotas at capacity: {', '.join(verdicts)}."


def lever_headline(judged: pd.DataFrame, setting: str) -> str:
    harms = judged[judged["gap"] == "there"]
    undone = int((harms["undone_by"] != "").sum())
    return (
        f"{setting.capitalize()}: of {len(judged)} outcomes quota-managed is worse in {len(harms)} "
        f"than process-managed; one lever alone undoes {undone} of these"
    )


def quota_headline(rising: pd.DataFrame, capacity: pd.DataFrame) -> str:
    return (
        f"Distortion rises with quota over capacity: {count_words(rising['verdict'])} of "
        f"{len(rising)} outcomes; quotas at capacity help at equal revenue: "
        f"{count_words(capacity['verdict'])} of {len(capacity)} settings"
    )
