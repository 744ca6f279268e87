"""Rules by which the tables of the levers experiment judge its claims; all stated here, none tuned.

A *harm* is a difference turned so that more of it is worse. It *matters* from MATTERS on. Claims
say that a harm is there; a harm is

- there: its interval lies above zero and reaches what matters (and survives Holm's correction
  where several points are tried),
- absent: its interval lies below what matters,
- undecided: anything else.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from ecosim.lab.estimate import Interval, mean_interval
from ecosim.lab.verdict import holm, p_value

TRUE, FALSE, CONDITIONAL, UNDECIDED = "TRUE", "FALSE", "CONDITIONAL", "undecided"
THERE, ABSENT = "there", "absent"
CONFIDENT = 0.05
BAD_ENOUGH = 0.1  # of sales
IMPROVING = ("process-managed", "process-managed, fastest improvement")

# smallest difference that matters, and which way is worse: 1 more of it, -1 less of it
MATTERS: dict[str, tuple[float, int]] = {
    "end_share_all": (0.02, 1),
    "total_volatility": (0.05, 1),
    "forecast_wape_missing": (0.03, 1),
    "discount_leakage": (0.01, 1),
    "profit_per_rep_hour": (2.0, -1),
    "net_revenue_per_rep_hour": (2.0, -1),
    "sales": (2.0, -1),
    "conversion": (0.02, -1),
}


class Harm(NamedTuple):
    """A harm with its interval and the two p-values: that it is zero, that it is what matters."""

    interval: Interval
    p_zero: float
    p_matters: float


def harm(outcome: str, differences: np.ndarray) -> Harm:
    """The harm in differences of an outcome, one a replication."""
    matters, worse = MATTERS[outcome]
    turned = worse * np.asarray(differences, np.float64)
    return Harm(mean_interval(turned), p_value(turned), p_value(turned - matters))


def is_there(
    low: float, high: float, matters: float, p_zero: float = 0.0, p_matters: float = 0.0
) -> str:
    """Whether a harm is there, absent or undecided; p-values corrected where several are tried."""
    if low > 0 and high >= matters and p_zero <= CONFIDENT:
        return THERE
    if high < matters and p_matters <= CONFIDENT:
        return ABSENT
    return UNDECIDED


def together(verdicts: Iterable[str]) -> str:
    """One verdict of several: all alike, or CONDITIONAL where some say TRUE and some FALSE; one
    kind beside undecided ones leaves the whole undecided."""
    kinds = set(verdicts)
    if CONDITIONAL in kinds or {TRUE, FALSE} <= kinds:
        return CONDITIONAL
    return kinds.pop() if len(kinds) == 1 else UNDECIDED


def levers_judged(table: pd.DataFrame) -> pd.DataFrame:
    """C17, a row a setting, reference and outcome.

    TRUE: the regime as it is does worse, and so does every lever alone. FALSE: it does worse and at
    least one lever alone takes the harm away, or it does not do worse at all. Corrected over the
    levers of each setting, reference and outcome.

    Args:
        table: Columns setting, reference, outcome, point, kind (base, lever, all off), low, high
            (of the harm against the reference), p_zero, p_matters.
    """
    rows = []
    for (setting, reference, outcome), part in table.groupby(
        ["setting", "reference", "outcome"], sort=False
    ):
        matters = MATTERS[str(outcome)][0]
        base = part[part["kind"] == "base"].iloc[0]
        levers = part[part["kind"] == "lever"]
        found = corrected(levers, matters)
        undone = list(levers["point"][found == ABSENT])
        gap = is_there(base["low"], base["high"], matters)
        verdict = UNDECIDED
        if gap == ABSENT or (gap == THERE and undone):
            verdict = FALSE
        elif gap == THERE and (found == THERE).all():
            verdict = TRUE
        rows.append(
            {"setting": setting, "reference": reference, "outcome": outcome, "gap": gap,
             "harm": base["harm"], "harm_low": base["low"], "harm_high": base["high"],
             "still_there": int((found == THERE).sum()), "levers": len(levers),
             "undone_by": "; ".join(undone), "verdict": verdict}
        )  # fmt: skip
    return pd.DataFrame(rows)


def corrected(rows: pd.DataFrame, matters: float) -> np.ndarray:
    """Whether each row's harm is there, after Holm's correction over the rows."""
    zero = holm(rows["p_zero"].to_numpy(float))
    within = holm(rows["p_matters"].to_numpy(float))
    every = zip(rows["low"], rows["high"], zero, within, strict=True)
    return np.array([is_there(low, high, matters, a, b) for low, high, a, b in every])


def undoing_all(table: pd.DataFrame, judged: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """By setting and reference: levers that alone take away every harm that is there."""
    made = {}
    for (setting, reference), part in judged.groupby(["setting", "reference"], sort=False):
        harms = part[part["gap"] == THERE]
        sets = [set(words.split("; ")) - {""} for words in harms["undone_by"]]
        both = set.intersection(*sets) if sets else set()
        order = table["point"].drop_duplicates()
        made[str(setting), str(reference)] = [point for point in order if point in both]
    return made


def rising_judged(table: pd.DataFrame) -> pd.DataFrame:
    """C18, first half: does distortion rise with quota over capacity? A row a setting and outcome.

    TRUE: the harm over the range of quotas (that of the straight line through them) is there, after
    Holm's correction over all rows. FALSE: it is absent. `bent`: the curvature is beyond chance,
    corrected too, and the parabola turns inside the range, so the curve is not monotone.

    Args:
        table: Columns setting, outcome, low, high (of the harm over the range), p_zero, p_matters,
            curve_p, turns_at (ratio), first, last (ratios).
    """
    zero, within, curve = (
        holm(table[name].to_numpy(float)) for name in ("p_zero", "p_matters", "curve_p")
    )
    verdicts, bent = [], []
    for row, a, b, c in zip(table.to_dict("records"), zero, within, curve, strict=True):
        matters = MATTERS[str(row["outcome"])][0]
        verdicts.append(as_claimed(is_there(row["low"], row["high"], matters, a, b)))
        bent.append(bool(c <= CONFIDENT and row["first"] < row["turns_at"] < row["last"]))
    return table.assign(bent=bent, verdict=verdicts)


def as_claimed(found: str) -> str:
    """The verdict on a claim that a harm is there."""
    return {THERE: TRUE, ABSENT: FALSE}.get(found, UNDECIDED)


def capacity_judged(table: pd.DataFrame) -> pd.DataFrame:
    """C18, second half: do quotas at capacity cut volatility and forecast error at equal revenue?

    A row a setting. TRUE: growth quotas do harm in both, and quotas at capacity bring in no less
    revenue. FALSE: a harm is absent, or revenue is surely less. Else undecided.

    Args:
        table: Columns setting, outcome, low, high of the harm of growth quotas; of
            net_revenue_per_rep_hour the harm of quotas at capacity.
    """
    rows = []
    for setting, part in table.groupby("setting", sort=False):
        verdicts = []
        for row in part.to_dict("records"):
            found = is_there(row["low"], row["high"], MATTERS[str(row["outcome"])][0])
            claimed_absent = row["outcome"] == "net_revenue_per_rep_hour"
            turned = {THERE: ABSENT, ABSENT: THERE}.get(found, found)
            verdicts.append(as_claimed(turned if claimed_absent else found))
        rows.append({"setting": setting, "verdict": all_of(verdicts)})
    return pd.DataFrame(rows)


def all_of(verdicts: Sequence[str]) -> str:
    """The verdict on a claim all parts of which must hold."""
    if FALSE in verdicts:
        return FALSE
    return TRUE if set(verdicts) == {TRUE} else UNDECIDED


def shocks_judged(table: pd.DataFrame) -> pd.DataFrame:
    """C19, first half: is the shortfall against process-managed larger in a bad than in a good
    market? TRUE: what a fall of demand by 30 % adds to it (by the straight line through shocks of
    both signs, so that good and bad markets count alike) is there; FALSE: it is absent. Undecided
    also where the market hardly gets bad: the largest fall must surely take BAD_ENOUGH of sales.

    Args:
        table: Columns setting, outcome, low, high (of the shortfall added), drop_low (of sales).
    """
    verdicts = [
        as_claimed(is_there(row["low"], row["high"], MATTERS[str(row["outcome"])][0]))
        if row["drop_low"] >= BAD_ENOUGH
        else UNDECIDED
        for row in table.to_dict("records")
    ]
    return table.assign(verdict=verdicts)


def years_judged(table: pd.DataFrame) -> pd.DataFrame:
    """C19, second half: does conversion fall where nobody improves the process, and only there?

    A row a setting, yearly hardening above zero and speed of improvement (IMPROVING). TRUE: the
    fall is there under quota-managed and absent under process-managed with that speed. FALSE: it is
    absent under the first or there under the second.

    Args:
        table: Columns setting, harder, arm, low, high (of the fall of conversion over the years).
    """
    matters, rows = MATTERS["conversion"][0], []
    for (setting, harder), part in table[table["harder"] > 0].groupby(
        ["setting", "harder"], sort=False
    ):
        found = {
            str(row["arm"]): is_there(row["low"], row["high"], matters)
            for row in part.to_dict("records")
        }
        falls = found["quota-managed"]
        for improving in IMPROVING:
            kept, verdict = found[improving], UNDECIDED
            if falls == ABSENT or kept == THERE:
                verdict = FALSE
            elif falls == THERE and kept == ABSENT:
                verdict = TRUE
            rows.append(
                {"setting": setting, "harder": harder, "improving": improving, "verdict": verdict}
            )
    return pd.DataFrame(rows)
