"""Resampling replications: one rule for every bootstrap interval of a study.

A resample draws as many replications as there are, with replacement, and the same ones at every
point and for every team: what shares its luck is drawn together, so that an interval of anything
made of several means (a zero line, a regret, a share of variation) knows how they move together.
A replication that is undefined somewhere is left out there, as in the mean itself.
"""

import numpy as np
import numpy.typing as npt
from scipy import special

RESAMPLES = 2000
SEED = 0

type Floats = npt.NDArray[np.float64]


def counts(replications: int, resamples: int = RESAMPLES, seed: int = SEED) -> Floats:
    """How often each replication is drawn, shape (resamples, replications)."""
    if replications < 1:
        raise ValueError("at least one replication is needed")
    random = np.random.default_rng(seed)
    drawn = random.multinomial(replications, np.full(replications, 1 / replications), resamples)
    return drawn.astype(np.float64)


def means(values: Floats) -> Floats:
    """The mean over the last axis of what is defined; NaN where nothing is.

    Args:
        values: Shape (..., replications).
    """
    mean: Floats = resampled_means(values, np.ones((1, values.shape[-1])))[0]
    return mean


def resampled_means(values: Floats, drawn: Floats) -> Floats:
    """The means over replications of each resample, shape (resamples, ...).

    Args:
        values: Shape (..., replications); NaN where undefined.
        drawn: Shape (resamples, replications), from `counts`.
    """
    flat = values.reshape(-1, values.shape[-1])
    defined = ~np.isnan(flat)
    total = drawn @ np.where(defined, flat, 0.0).T
    weight = drawn @ defined.T.astype(np.float64)
    with np.errstate(invalid="ignore"):
        return (total / weight).reshape(len(drawn), *values.shape[:-1])


def ends(resampled: Floats, replications: int, level: float = 0.95) -> tuple[Floats, Floats]:
    """The ends of the percentile interval over the first axis, widened for few replications.

    The plain percentile interval is too short by the factor sqrt((n - 1) / n) and by normal instead
    of Student quantiles. Taking the quantiles at Phi(-t sqrt(n / (n - 1))) repairs both, and the
    interval is then Student's for normal values. With fewer than 2 replications it is NaN; NaN
    among the resamples is passed over.

    Args:
        resampled: Shape (resamples, ...).
        replications: That were resampled.
        level: Confidence level, strictly between 0 and 1.

    Source:
        T. C. Hesterberg (2015), The American Statistician 69, 371-386 (expanded percentile).
    """
    if not 0 < level < 1:
        raise ValueError(f"the level lies strictly between 0 and 1, got {level}")
    none = np.full(resampled.shape[1:], np.nan)
    if replications < 2:
        return none, none.copy()
    quantile = float(special.stdtrit(replications - 1, (1 + level) / 2))
    tail = float(special.ndtr(-quantile * np.sqrt(replications / (replications - 1))))
    missing = np.isnan(resampled)
    if not missing.any():
        low, high = np.quantile(resampled, [tail, 1 - tail], axis=0)
        return low, high
    some = ~missing.all(axis=0)
    low, high = none, none.copy()
    if some.any():
        found = np.nanquantile(resampled[:, some], [tail, 1 - tail], axis=0)
        low[some], high[some] = found
    return low, high
