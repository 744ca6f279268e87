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
SHORTER_WEEKS = (4, 8)  # horizons at which the error is measured too
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
        Outcome(f"forecast_mape_{way}", f"mean relative forecast error by {words}", "share", f"mean over quarterly forecasts by {words} of the absolute error over what came", False, 0.05),
        *(Outcome(f"forecast_wape_{way}_{weeks}", f"forecast error for {weeks} weeks by {words}", "share", f"sum of absolute errors of forecasts for {weeks} weeks by {words} over the sum of what came", False, 0.03) for weeks in SHORTER_WEEKS),
        Outcome(f"forecast_slope_{way}", f"calibration slope by {words}", "", f"by how much more deals come, of those given a higher chance by {words}, for each unit of chance: 1 = calibrated, below 1 chances lie too far apart", None, 0.05),
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
    horizon_weeks: int


def pipeline_of(run: Run, team: int, horizon_weeks: int = HORIZON_WEEKS) -> Pipeline:
    """A team's snapshots with what became of each deal within the horizon; a rep's chance for a
    quarter is cut to it at a steady rate."""
    rows = np.asarray(run.snapshots)
    rows = rows[rows["team"] == team]
    deals = np.asarray(run.ledger)[rows["row"]]
    waited = deals["closed"] - rows["week"]
    came = (deals["outcome"] == WON) & (waited > 0) & (waited <= horizon_weeks)
    level = {way: rows[way] for way in WAYS}
    if horizon_weeks != HORIZON_WEEKS:
        level["judged"] = 1.0 - (1.0 - rows["judged"]) ** (horizon_weeks / HORIZON_WEEKS)
    return Pipeline(rows["week"], level, deals["value"], came, horizon_weeks)


def chances(pipeline: Pipeline, way: str, week: int, weights: Floats | None = None) -> Floats:
    """The chance of each deal of a snapshot: as judged, or the share of earlier deals at the same
    level that came, one deal at the overall share added; NaN without experience.

    With weights, such as their values, the share is of the weights.
    """
    now = pipeline.week == week
    if way == "judged":
        return np.asarray(pipeline.level[way][now], np.float64)
    past = pipeline.week + pipeline.horizon_weeks <= week
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
    pipeline = pipeline_of(run, team)
    shorter = {weeks: pipeline_of(run, team, weeks) for weeks in SHORTER_WEEKS}
    for way in WAYS:
        made, seen = forecasts_and_what_came(run, pipeline, way)
        apart = np.abs(made - seen)
        named[f"forecast_wape_{way}"] = ratio(float(apart.sum()), float(seen.sum()))
        named[f"forecast_bias_{way}"] = ratio(float((made - seen).sum()), float(seen.sum()))
        some = (seen > 0) & ~np.isnan(made)
        named[f"forecast_mape_{way}"] = ratio(
            float((apart[some] / seen[some]).sum()), int(some.sum())
        )
        for weeks, nearer in shorter.items():
            made, seen = forecasts_and_what_came(run, nearer, way)
            named[f"forecast_wape_{way}_{weeks}"] = ratio(
                float(np.abs(made - seen).sum()), float(seen.sum())
            )
        chance, came = chances_and_what_came(run, pipeline, way)
        named[f"forecast_brier_{way}"] = ratio(float(((chance - came) ** 2).sum()), len(chance))
        named[f"forecast_slope_{way}"] = calibration_slope(chance, came)
    return named


def weeks_judged(run: Run, pipeline: Pipeline) -> list[int]:
    """When the pipeline was written down after the burn-in and the horizon is over in the run."""
    horizon = run.scenario.horizon
    return [
        week
        for week in np.unique(pipeline.week).tolist()
        if horizon.burn_in <= week < horizon.weeks - pipeline.horizon_weeks
    ]


def forecasts_and_what_came(run: Run, pipeline: Pipeline, way: str) -> tuple[Floats, Floats]:
    """In money, one of each for every time the pipeline was written down and is judged."""
    forecasts, actual = [], []
    for week in weeks_judged(run, pipeline):
        now = pipeline.week == week
        value, came = pipeline.value[now], pipeline.came[now]
        forecasts.append(float((chances(pipeline, way, week, pipeline.value) * value).sum()))
        actual.append(float(value[came].sum()))
    return np.array(forecasts), np.array(actual)


def chances_and_what_came(run: Run, pipeline: Pipeline, way: str) -> tuple[Floats, Floats]:
    """Of every deal each time it is judged: the chance it was given, and 1 if it came."""
    weeks = weeks_judged(run, pipeline)
    made = [np.zeros(0), *(chances(pipeline, way, week) for week in weeks)]
    came = [np.zeros(0), *(pipeline.came[pipeline.week == week] for week in weeks)]
    return np.concatenate(made), np.concatenate(came).astype(np.float64)


def calibration_slope(chance: Floats, came: Floats) -> float:
    """Slope of the least-squares line of what came over the chance given; NaN if all chances are
    alike or some are unknown."""
    if not len(chance):
        return np.nan
    apart = chance - chance.mean()
    return ratio(float((apart * came).sum()), float((apart * apart).sum()))


def calibration(run: Run, team: int, way: str) -> list[tuple[float, float, int]]:
    """How chances and what came compare, by the level (or tenth of the judged chance): mean chance,
    share that came, deals. Pooled over all snapshots with experience after the burn-in."""
    pipeline = pipeline_of(run, team)
    rows: list[tuple[float, float, float]] = []
    for week in weeks_judged(run, pipeline):
        now = pipeline.week == week
        chance = chances(pipeline, way, week)
        level = pipeline.level[way][now] if way != "judged" else np.floor(10 * chance)
        rows += zip(level.tolist(), chance.tolist(), pipeline.came[now].tolist(), strict=True)
    table = np.array([row for row in rows if not np.isnan(row[1])]).reshape(-1, 3)
    return [
        (float(part[:, 1].mean()), float(part[:, 2].mean()), len(part))
        for part in (table[table[:, 0] == level] for level in np.unique(table[:, 0]))
    ]
