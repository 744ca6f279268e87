"""The points of a study. A study gives the same points on every machine and in every process."""

from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats
from scipy.stats import qmc

from ecosim.lab.sweep.checks import SAMPLED, correlation_matrix
from ecosim.lab.sweep.settings import Parameter, Setting, varied_parameters
from ecosim.lab.sweep.study import Factor, Study

COLUMN_TYPES: dict[type, Any] = {float: "float64", int: "Int64", bool: "boolean", str: "string"}
DIGITS = 12  # of sampled values: what a last bit of a library differs by is rounded away

type Floats = npt.NDArray[np.float64]
type Row = tuple[Setting | None, ...]


def points(study: Study) -> pd.DataFrame:
    """Every point of the study: its number, its world and the value of each factor.

    A missing value leaves what the world or the team has. Points are numbered design point by
    design point, the worlds one after another within each, so that further points of the design
    come last.
    """
    rows = design_points(study)
    worlds = [world.name for world in study.worlds]
    columns: dict[str, Any] = {
        "point": np.arange(len(rows) * len(worlds)),
        "world": pd.array(worlds * len(rows), dtype="string"),
    }
    for place, name in enumerate(study.varied):
        values = [row[place] for row in rows for _ in worlds]
        columns[name] = pd.array(values, dtype=COLUMN_TYPES[varied_parameters()[name].kind])
    return pd.DataFrame(columns)


def design_points(study: Study) -> list[Row]:
    """The points of the design, one value a factor; None: as the world or the team has it."""
    kind, known = study.design.kind, varied_parameters()
    if kind == "csv":
        return list(study.design.rows)
    if kind in SAMPLED:
        cube = unit_points(study)
        columns = [
            spread(factor, known[factor.name], cube[:, place])
            for place, factor in enumerate(study.factors)
        ]
        return list(zip(*columns, strict=True))
    levels = [levels_of(factor, known[factor.name], kind) for factor in study.factors]
    if kind == "one-at-a-time":
        return one_at_a_time(levels)
    return list(product(*levels))


def levels_of(factor: Factor, parameter: Parameter, design: str) -> list[Setting]:
    """The values of a factor in a design that lists them: its own, or equally spaced ones."""
    if factor.values:
        return spread(factor, parameter, (np.arange(len(factor.values)) + 0.5) / len(factor.values))
    count = 2 if design == "factorial" else factor.levels
    return list(dict.fromkeys(spread(factor, parameter, np.linspace(0, 1, count))))


def one_at_a_time(levels: list[list[Setting]]) -> list[Row]:
    """First everything as given, then each factor at each of its values, the others as given."""
    rows: list[Row] = [(None,) * len(levels)]
    for place, values in enumerate(levels):
        for value in values:
            rows.append((None,) * place + (value,) + (None,) * (len(levels) - place - 1))
    return rows


def unit_points(study: Study) -> Floats:
    """The points of a sampled design in the unit cube, shape (points, factors)."""
    design, factors = study.design, len(study.factors)
    n = design.n or 1
    if design.kind == "latin-hypercube":
        cube = np.asarray(qmc.LatinHypercube(factors, rng=design.seed).random(n))
    elif design.kind == "sobol":
        cube = np.asarray(qmc.Sobol(factors, rng=design.seed).random(n))
    else:
        return salib_points(study, n)
    return correlated(cube, correlation_matrix(study)) if study.correlations else cube


def salib_points(study: Study, n: int) -> Floats:
    """Points arranged for sensitivity indices (Saltelli) or elementary effects (Morris).

    Source:
        A. Saltelli et al. (2010), Comput. Phys. Commun. 181, 259-270; M. D. Morris (1991),
        Technometrics 33, 161-174; both as in SALib.
    """
    from SALib.sample import morris, sobol

    design, problem = study.design, salib_problem(study)
    if design.kind == "saltelli":
        made = sobol.sample(problem, n, calc_second_order=design.second_order, seed=design.seed)
    else:
        made = morris.sample(problem, n, num_levels=design.levels, seed=design.seed)
    return np.asarray(made, np.float64)


def salib_problem(study: Study) -> dict[str, Any]:
    """The factors as SALib knows them: each from 0 to 1, its quantile."""
    names = list(study.varied)
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def correlated(cube: Floats, matrix: Floats) -> Floats:
    """Points in the unit cube whose normal scores have these correlations (Gaussian copula).

    Each column stays uniform; the strata of a Latin hypercube are kept for the first factor only.
    """
    inside = np.clip(cube, 1e-12, 1 - 1e-12)
    scores = np.asarray(stats.norm.ppf(inside)) @ np.linalg.cholesky(matrix).T
    return np.asarray(stats.norm.cdf(scores))


def spread(factor: Factor, parameter: Parameter, quantiles: Floats) -> list[Setting]:
    """The values of a factor at these quantiles of its distribution."""
    if factor.values:
        places = np.minimum(quantiles * len(factor.values), len(factor.values) - 1).astype(int)
        chosen = [factor.values[place] for place in places]
        return [float(value) for value in chosen] if parameter.kind is float else chosen
    low = parameter.low if factor.low is None else factor.low
    high = parameter.high if factor.high is None else factor.high
    if factor.distribution == "normal":
        mean, sd = factor.mean or 0.0, factor.sd or 1.0
        ends = (low - mean) / sd, (high - mean) / sd
        raw = np.asarray(stats.truncnorm.ppf(quantiles, *ends, loc=mean, scale=sd))
    elif factor.distribution == "log-uniform":
        raw = np.exp(np.log(low) + quantiles * (np.log(high) - np.log(low)))
    elif parameter.kind is int:
        raw = np.floor(low + quantiles * (high - low + 1))
    else:
        raw = low + quantiles * (high - low)
    inside = [min(max(float(f"{value:.{DIGITS}g}"), low), high) for value in raw]
    return [round(value) for value in inside] if parameter.kind is int else list(inside)
