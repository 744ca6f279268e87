"""How the page of the levers experiment names outcomes and tells amounts of them."""

import pandas as pd

from ecosim.measures import OUTCOMES
from experiments.levers_verdicts import FALSE, MATTERS, TRUE, UNDECIDED

LABELS = {"sales": "sales (first orders) per rep-hour", "conversion": "conversion"}


def label(outcome: str) -> str:
    return LABELS.get(outcome) or OUTCOMES[outcome].label


def scale(outcome: str) -> tuple[float, str, int]:
    """Factor, unit and decimals in which differences of an outcome are told."""
    if outcome == "conversion" or (outcome in OUTCOMES and OUTCOMES[outcome].unit == "share"):
        return 100.0, " points", 1
    return (1.0, " USD", 1) if MATTERS[outcome][0] >= 1 else (1.0, "", 3)


def amount(outcome: str, estimate: float, low: float, high: float) -> str:
    factor, unit, decimals = scale(outcome)
    value, least, most = (f"{factor * part:+.{decimals}f}" for part in (estimate, low, high))
    return f"{value}{unit} ({least} to {most})"


def matters_words() -> str:
    told = []
    for outcome, (least, _) in MATTERS.items():
        factor, unit, _ = scale(outcome)
        told.append(f"{factor * least:g}{unit} ({label(outcome)})")
    return ", ".join(told)


def count_words(verdicts: pd.Series) -> str:
    return ", ".join(
        f"{word} in {int((verdicts == word).sum())}"
        for word in (TRUE, FALSE, UNDECIDED)
        if (verdicts == word).any()
    )
