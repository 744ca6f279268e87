"""What the page of the levers experiment says of bad and good markets and of harder years."""

import pandas as pd

from experiments.levers_words import amount, count_words, label


def shock_words(shortfalls: pd.DataFrame, judged: pd.DataFrame) -> str:
    shock = shortfalls[(shortfalls["shock"] != 0) & shortfalls["year"].isin((4, 5, 6))]
    lines = [
        "What a fall by 30% adds to the shortfall of quota-managed against process-managed in these"
        " years, by the straight line through shocks from -60% to +60% (zero: bad and good markets "
        "are alike). It is judged only where the fall by 60% surely takes a tenth of "
        "process-managed's sales:",
        "",
    ]
    for row in judged.to_dict("records"):
        outcome = str(row["outcome"])
        told = amount(outcome, row["harm"], row["low"], row["high"])
        lost = f"{100 * row['drop']:.0f}% ({100 * row['drop_low']:.0f} to "
        lost += f"{100 * row['drop_high']:.0f})"
        lines.append(
            f"- {row['setting']}, {label(outcome)}: {told}; lost at -60%: {lost} of sales; "
            f"{row['verdict']}."
        )
    lines += [
        "",
        "What each shock adds to the shortfall in profit, USD per rep-hour, against a calm market "
        "with the same luck:",
        "",
        "| setting | demand | year 4 | year 5 | year 6 (after) |",
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
    """How much shocks change sales and all orders at all."""
    lines = [
        "In years 4 and 5 needs arise so much more or less often. What that does over these years "
        "to sales (first orders) and to all orders (with repeat orders), against a calm market "
        "with the same luck:",
        "",
        "| setting | regime | demand | sales | all orders |",
        "|---|---|---|---|---|",
    ]
    for (setting, arm, shock), part in table.groupby(["setting", "arm", "shock"], sort=False):
        told = [
            f"{100 * row['change']:+.0f}% ({100 * row['low']:+.0f} to {100 * row['high']:+.0f})"
            for row in part.to_dict("records")
        ]
        size = 100 * float(str(shock))
        lines.append(f"| {setting} | {arm} | {size:+.0f}% | {' | '.join(told)} |")
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
    return "\n".join(lines) + "\n\n" + saved_words(falls)


def saved_words(falls: pd.DataFrame) -> str:
    """What hours of improvement save of the fall, and what happens without any hardening."""
    lines = ["Less fall than under process-managed without improvement:", ""]
    arms = list(falls["arm"].unique())
    for row in falls.to_dict("records"):
        if row["arm"] in arms[1:-1]:
            told = amount("conversion", row["saved"], row["saved_low"], row["saved_high"])
            lines.append(f"- {row['setting']}, {row['harder']:g} harder, {row['arm']}: {told}.")
    return "\n".join(lines)


def year_headline(shocks: pd.DataFrame, years: pd.DataFrame) -> str:
    return (
        f"A larger shortfall in a bad market: {count_words(shocks['verdict'])} of {len(shocks)}; "
        f"conversion falls only where nobody improves: {count_words(years['verdict'])} of "
        f"{len(years)}"
    )
