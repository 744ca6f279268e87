"""How much of the variation of an outcome each axis of a crossed study causes, and which together.

The means of the cells of a full crossing (say structure x playbook x regime) vary for three
reasons: what the axes do, what they do together, and chance. The variance over the cells is split
into one part for each axis, each pair of axes and each three, which add up to the whole. Chance
adds to every part; it is estimated from the replications and taken off, so that where there is
nothing but chance each part is zero on average (and below zero half of the time: it is shown so).

How it is taken off: the part of an effect is a sum of squares of contrasts of the cells. The same
contrast is taken in each replication by itself; the variance of the contrasts over replications
says how much their mean's square exceeds that of the true contrast. Cells share their luck
replication by replication, which this respects: luck that moves all cells alike is in no contrast.
"""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from ecosim.lab.analysis.bootstrap import Floats, counts, ends
from ecosim.lab.analysis.crossed_cells import crossed
from ecosim.lab.analysis.study_runs import study_runs

ALL = "all together"
MOST_AXES_TOLD = 3
BEYOND = "more than three together"


def shares_of_variation(
    cells: npt.ArrayLike, axes: Sequence[str], level: float = 0.95
) -> pd.DataFrame:
    """Split the variance over crossed cells into main effects and interactions, chance taken off.

    Columns: effect ("a", "a x b", "a x b x c"; with four axes or more, what needs more than three
    is one row; the last row is all), variance (over the cells, in the square of the unit) with low
    and high, share (of all) with share_low and share_high, replications, left_out (undefined in
    some cell). Intervals by bootstrap over replications. Where the interval of the whole reaches
    zero there is no variation to share out: shares are NaN.

    Args:
        cells: Shape (levels of each axis ..., replications); NaN where undefined.
        axes: A name for each axis.
        level: Confidence level.

    Raises:
        ValueError: the names do not fit the shape, or fewer than 2 replications are defined in
            every cell.

    Source:
        R. A. Fisher (1925), Statistical Methods for Research Workers, chapter 7 (the split);
        unbiased squares by leaving out products of a replication with itself, as in W. Hoeffding
        (1948), Ann. Math. Stat. 19, 293-325.
    """
    every = np.asarray(cells, dtype=np.float64)
    if every.ndim != len(axes) + 1 or not axes:
        raise ValueError(f"{len(axes)} names of axes, but cells of shape {every.shape}")
    defined = ~np.isnan(every).any(axis=tuple(range(len(axes))))
    used = every[..., defined]
    replications = used.shape[-1]
    if replications < 2:
        raise ValueError("fewer than 2 replications are defined in every cell")
    drawn = counts(replications)
    named: dict[str, tuple[float, Floats]] = {}
    for size in range(1, len(axes) + 1):
        for subset in combinations(range(len(axes)), size):
            name = " x ".join(axes[place] for place in subset)
            name = name if size <= MOST_AXES_TOLD else BEYOND
            part, resampled = _part(_contrast(used, subset), drawn)
            before, before_resampled = named.get(name, (0.0, np.zeros(len(drawn))))
            named[name] = (before + part, before_resampled + resampled)
    whole = sum(part for part, _ in named.values())
    whole_resampled = np.sum([resampled for _, resampled in named.values()], axis=0)
    named[ALL] = (whole, whole_resampled)
    sure = float(ends(whole_resampled, replications, level)[0]) > 0
    rows = [
        _row(name, *found, (whole, whole_resampled) if sure else None, replications, level)
        for name, found in named.items()
    ]
    return pd.DataFrame(rows).assign(
        replications=replications, left_out=int(every.shape[-1] - replications)
    )


def variation(
    folder: Path | str,
    outcome: str,
    axes: Sequence[str] = (),
    *,
    teams: Sequence[str] = (),
    level: float = 0.95,
) -> pd.DataFrame:
    """Which axes of a crossed study an outcome depends on; columns as `shares_of_variation`.

    Args:
        folder: Of a study whose runs are all made.
        outcome: Of which outcome.
        axes: Among structure, playbook, regime (what sets the teams apart), team, world and the
            study's factors; together they must tell every cell from every other. None given:
            all that vary, teams by structure, playbook and regime where they cross.
        teams: Which teams; none given: all.
        level: Confidence level.

    Raises:
        FolderError: as study_runs, or the study is no full crossing of the axes.
    """
    cells, names = crossed(study_runs(folder), outcome, axes, teams)
    return shares_of_variation(cells, names, level)


def _contrast(cells: Floats, subset: Sequence[int]) -> Floats:
    """What the axes of a subset do together beyond what fewer of them do, in each replication.

    Shape (cells of the effect, replications), scaled so that the sum of squares of the means over
    replications is the effect's variance over all cells.
    """
    effect = cells
    for axis in range(cells.ndim - 1):
        mean = effect.mean(axis=axis, keepdims=True)
        effect = effect - mean if axis in subset else mean
    flat = effect.reshape(-1, cells.shape[-1])
    scaled: Floats = flat / np.sqrt(len(flat))
    return scaled


def _part(contrast: Floats, drawn: Floats) -> tuple[float, Floats]:
    """The effect's variance with chance taken off, and the same in each resample.

    A resample has chance twice, its own and that of the sample it was drawn from: both are taken
    off.
    """
    n = contrast.shape[-1]
    squares = (contrast**2).sum(axis=0)
    raw = float((contrast.mean(axis=1) ** 2).sum())
    chance = (float(squares.mean()) - raw) / (n - 1)
    raw_again = ((drawn @ contrast.T / n) ** 2).sum(axis=1)
    chance_again = (drawn @ squares / n - raw_again) / (n - 1)
    return raw - chance, raw_again - chance_again - chance


def _row(
    name: str,
    part: float,
    resampled: Floats,
    whole: tuple[float, Floats] | None,
    replications: int,
    level: float,
) -> dict[str, object]:
    low, high = ends(resampled, replications, level)
    row: dict[str, object] = {"effect": name, "variance": part, "low": float(low)}
    row |= {"high": float(high), "share": np.nan, "share_low": np.nan, "share_high": np.nan}
    if whole is not None:
        share_low, share_high = ends(resampled / whole[1], replications, level)
        row |= {"share": part / whole[0], "share_low": float(share_low)}
        row["share_high"] = float(share_high)
    return row


def variation_in_words(table: pd.DataFrame, label: str) -> str:
    """Which effects cause most of the variation, in a sentence."""
    if table["share"].isna().all():
        return f"{label[:1].upper()}{label[1:]}: no variation over the cells that is not chance."
    parts = table[table["effect"] != ALL].sort_values("share", ascending=False)
    told = [
        f"{row['effect']} {100 * row['share']:.0f}% ({100 * max(row['share_low'], 0):.0f} to "
        f"{100 * min(row['share_high'], 1):.0f}%)"
        for row in parts.head(3).to_dict("records")
        if row["share_low"] > 0
    ]
    rest = f"; all {len(parts)} parts are in the table" if len(parts) > len(told) else ""
    return f"What {label} varies by, chance taken off: {', '.join(told) or 'nothing clear'}{rest}."
