"""What the page of the levers experiment says of bad and good markets and of harder years."""

import pandas as pd

from experiments.levers_words import amount, count_words, label


def shock_words(shortfalls: pd.DataFrame, judged: pd.DataFrame) -> str:
    shock = shortfalls[(shortfalls["shock"] != 0) & shortfalls["year"].isin((4, 5, 6))]
    lines = [
        "What a fall by 30% adds to the shortfall of "
        "quota-managed against process-managed in that year, by the straight line through all "
        "shocks (zero: bad and good markets are alike):",
        "",
    ]
    for row in judged.to_dict("records"):
        outcome = str(row["outcome"])
        told = amount(outcome, row["harm"], row["low"], row["high"])
        lines.append(f"- {row['setting']}, {label(outcome)}: {told}, {row['verdict']}.")
    lines += [
        "",
        "What each shock adds to the shortfall in profit, USD per rep-hour, against a calm market "
        "with the same luck:",
        "",
        "| setting | shock | year 4 (shock) | year 5 | year 6 |",
        "|---|---|---|---|---|",
    ]
    profit = shock[shock["outcome"] == "profit_per_rep_hour"]
    for (setting, size), part in profit.groupby(["setting", "shock"], sort=False):
        told_years = [
            f"{row['added']:+.1f} ({row['added_low']:+.1f} to {row['added_high']:+.1f})"
            for row in part.sort_values("year").to_dict("records")
        ]
        lines.append(f"| {setting} | {100 * float(str(size)):+.0f}% | {' | '.join(told_years)} |")
    calm = shortfalls[(shortfalls["shock"] == 0) & (shortfalls["year"] == 4)]
    level = [
        f"{row['setting']} {label(str(row['outcome']))} "
        f"{amount(str(row['outcome']), row['estimate'], row['low'], row['high'])}"
        for row in calm.to_dict("records")
    ]
    itself = f"The shortfall itself in a calm fourth year: {'; '.join(level)}."
    return "\n".join(lines) + "\n\n" + itself


def felt_words(table: pd.DataFrame) -> str:
    """How much shocks change revenue at all."""
    years = sorted(int(year) for year in table["year"].unique())
    lines = [
        "Demand changes for the fourth year only: needs arise so much more or less often. What that"
        " does to revenue (repeat orders included), against a calm market with the same luck:",
        "",
        f"| setting | regime | shock | {' | '.join(f'year {year}' for year in years)} |",
        "|" + "---|" * (len(years) + 3),
    ]
    for (setting, arm, shock), part in table.groupby(["setting", "arm", "shock"], sort=False):
        told = [
            f"{100 * row['change']:+.0f}% ({100 * row['low']:+.0f} to {100 * row['high']:+.0f})"
            for row in part.sort_values("year").to_dict("records")
        ]
        lines.append(
            f"| {setting} | {arm} | {100 * float(str(shock)):+.0f}% | {' | '.join(told)} |"
        )
    return "\n".join(lines)


def hardening_words(falls: pd.DataFrame, judged: pd.DataFrame) -> str:
    arms = list(falls["arm"].unique())
    lines = [
        "Fall of conversion (of the deals of a year, those with an order within 52 weeks) from year"
        " 2 to year 5, by the straight line through the years:",
        "",
        f"| setting | harder, logit a year | {' | '.join(arms)} "
        "| verdicts: process-managed; fastest improvement |",
        "|" + "---|" * (len(arms) + 3),
    ]
    verdicts = {
        key: "; ".join(part["verdict"])
        for key, part in judged.groupby(["setting", "harder"], sort=False)
    }
    for (setting, harder), part in falls.groupby(["setting", "harder"], sort=False):
        by_arm = part.set_index("arm")
        told = [
            amount("conversion", *by_arm.loc[arm, ["harm", "low", "high"]].astype(float))
            for arm in arms
        ]
        verdict = verdicts.get((setting, harder), "not judged")
        lines.append(f"| {setting} | {harder:g} | {' | '.join(told)} | {verdict} |")
    return "\n".join(lines)


def year_headline(shocks: pd.DataFrame, years: pd.DataFrame) -> str:
    return (
        f"A larger shortfall in a bad market: {count_words(shocks['verdict'])} of {len(shocks)}; "
        f"conversion falls only where nobody improves: {count_words(years['verdict'])} of "
        f"{len(years)}"
    )
