"""Three forecasts of one pipeline, held against what it brought within a quarter.

The seller's stage (how much it has asked for) and the customer's commitments (how many are missing)
forecast by what deals at that level brought before; the rep's judgement is taken at its word.
Only snapshots whose quarter was over serve as experience, and only those after the burn-in whose
quarter is over in the run are judged.
"""

# ruff: noqa: E501  a table: one line an outcome
from typing import NamedTuple

import numpy as np

from ecosim.measures.outcome import Flags, Floats, Outcome, ratio
from ecosim.simulate import Run
from ecosim.state import N_COMMITMENTS, WON

HORIZON_WEEKS = 13
WAYS = {
    "stage": "sellers' stages",
    "judged": "reps' judgement",
    "missing": "customers' commitments",
}

# fmt: off
ROWS = tuple(
    row
    for way, words in WAYS.items()
    for row in (
        Outcome(f"forecast_wape_{way}", f"forecast error by {words}", "share", f"sum of absolute errors of quarterly forecasts by {words} over the sum of what came", False, 0.03),
        Outcome(f"forecast_bias_{way}", f"forecast bias by {words}", "share", f"forecasts by {words} minus what came, over what came", None, 0.03),
        Outcome(f"forecast_brier_{way}", f"squared error of chances by {words}", "", f"mean squared error of each deal's chance to be won within a quarter, by {words}", False, 0.005),
    )
)
# fmt: on


class Pipeline(NamedTuple):
    """The snapshots of one team: a row an open deal and snapshot."""

    week: np.ndarray
    level: dict[str, np.ndarray]  # by way; the rep's chance for "judged"
    value: Floats
    came: Flags  # won within the horizon


def pipeline_of(run: Run, team: int) -> Pipeline:
    """A team's snapshots with what became of each deal within the horizon."""
    rows = np.asarray(run.snapshots)
    rows = rows[rows["team"] == team]
    deals = np.asarray(run.ledger)[rows["row"]]
    waited = deals["closed"] - rows["week"]
    came = (deals["outcome"] == WON) & (waited > 0) & (waited <= HORIZON_WEEKS)
    return Pipeline(rows["week"], {way: rows[way] for way in WAYS}, deals["value"], came)


def chances(pipeline: Pipeline, way: str, week: int, weights: Floats | None = None) -> Floats:
    """The chance of each deal of a snapshot: as judged, or the share of earlier deals at the same
    level that came, one deal at the overall share added; NaN without experience.

    With weights, such as their values, the share is of the weights.
    """
    now = pipeline.week == week
    if way == "judged":
        return np.asarray(pipeline.level[way][now], np.float64)
    past = pipeline.week + HORIZON_WEEKS <= week
    if not past.any():
        return np.full(int(now.sum()), np.nan)
    level, weight = pipeline.level[way], np.ones(len(now)) if weights is None else weights
    weight, came, usual = weight[past], pipeline.came[past], float(weight[past].mean())
    seen = np.bincount(level[past], weight, N_COMMITMENTS + 1)
    good = np.bincount(level[past], weight * came, N_COMMITMENTS + 1)
    overall = good.sum() / seen.sum()
    return np.asarray(((good + usual * overall) / (seen + usual))[level[now]])


def outcomes(run: Run, team: int) -> dict[str, float]:
    """The outcomes of ROWS for one team; NaN without snapshots."""
    named: dict[str, float] = dict.fromkeys((row.name for row in ROWS), np.nan)
    if not len(run.snapshots):
        return named
    pipeline, horizon = pipeline_of(run, team), run.scenario.horizon
    judged = [
        week
        for week in np.unique(pipeline.week).tolist()
        if horizon.burn_in <= week < horizon.weeks - HORIZON_WEEKS
    ]
    for way in WAYS:
        forecasts, actual, errors = [], [], []
        for week in judged:
            now = pipeline.week == week
            value, came = pipeline.value[now], pipeline.came[now]
            chance = chances(pipeline, way, week)
            by_value = chances(pipeline, way, week, pipeline.value)
            forecasts.append(float((by_value * value).sum()))
            actual.append(float(value[came].sum()))
            errors.append((chance - came) ** 2)
        made, seen = np.array(forecasts), np.array(actual)
        named[f"forecast_wape_{way}"] = ratio(float(np.abs(made - seen).sum()), float(seen.sum()))
        named[f"forecast_bias_{way}"] = ratio(float((made - seen).sum()), float(seen.sum()))
        squares = np.concatenate(errors) if errors else np.zeros(0)
        named[f"forecast_brier_{way}"] = float(squares.mean()) if len(squares) else np.nan
    return named


def calibration(run: Run, team: int, way: str) -> list[tuple[float, float, int]]:
    """How chances and what came compare, by the level (or tenth of the judged chance): mean chance,
    share that came, deals. Pooled over all snapshots with experience after the burn-in."""
    pipeline, horizon = pipeline_of(run, team), run.scenario.horizon
    rows: list[tuple[float, float, float]] = []
    for week in np.unique(pipeline.week).tolist():
        if horizon.burn_in <= week < horizon.weeks - HORIZON_WEEKS:
            now = pipeline.week == week
            chance = chances(pipeline, way, week)
            level = pipeline.level[way][now] if way != "judged" else np.floor(10 * chance)
            rows += zip(level.tolist(), chance.tolist(), pipeline.came[now].tolist(), strict=True)
    table = np.array([row for row in rows if not np.isnan(row[1])]).reshape(-1, 3)
    return [
        (float(part[:, 1].mean()), float(part[:, 2].mean()), len(part))
        for part in (table[table[:, 0] == level] for level in np.unique(table[:, 0]))
    ]
