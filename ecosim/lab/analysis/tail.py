"""How bad it gets: the mean of the worst tenth of runs (conditional value at risk)."""

import numpy as np

from ecosim.lab.analysis.bootstrap import Floats, counts, ends

TENTH = 0.1
RESAMPLES = 400  # each sorts nothing anew, but weighs every run


def worst_part(values: Floats, drawn: Floats, share: float = TENTH) -> Floats:
    """The mean of the lowest share of runs in each resample, shape (resamples,); NaN without runs.

    All worlds count alike. A run that the boundary cuts counts in part.

    Args:
        values: Shape (worlds, replications), more is better; NaN where undefined.
        drawn: Shape (resamples, replications), how often each replication counts.

    Source:
        R. T. Rockafellar and S. Uryasev (2002), Journal of Banking and Finance 26, 1443-1471;
        facts.md E (robustness).
    """
    worlds, n = values.shape
    flat, which = values.reshape(-1), np.tile(np.arange(n), worlds)
    order = np.argsort(flat, kind="stable")
    order = order[~np.isnan(flat[order])]
    weights = drawn[:, which[order]]
    total = weights.sum(axis=1, keepdims=True)
    counted = np.minimum(weights, np.maximum(share * total - (weights.cumsum(axis=1) - weights), 0))
    with np.errstate(invalid="ignore"):
        mean: Floats = (counted * flat[order]).sum(axis=1) / (share * total[:, 0])
    return mean


def worst_tenths(values: Floats, sign: int, level: float = 0.95) -> tuple[Floats, Floats, Floats]:
    """The mean of the worst tenth of each choice's runs, with the ends of its interval.

    Args:
        values: Shape (worlds, choices, replications).
        sign: 1 where more is better, else -1.
        level: of the interval.
    """
    n = values.shape[-1]
    drawn = counts(n, RESAMPLES)
    made, low, high = (np.full(values.shape[1], np.nan) for _ in range(3))
    for choice in range(values.shape[1]):
        mine = sign * values[:, choice]
        made[choice] = sign * worst_part(mine, np.ones((1, n)))[0]
        again = sign * worst_part(mine, drawn)
        low[choice], high[choice] = (float(end[0]) for end in ends(again[:, None], n, level))
    return made, low, high
