"""What makes a study impossible to run, each in one sentence: what is given, what is allowed."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from difflib import get_close_matches
from importlib.util import find_spec
from math import prod
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from ecosim.lab.sweep.settings import (
    HETEROGENEITY,
    STANDS_FOR,
    Parameter,
    Setting,
    unknown,
    varied_parameters,
)
from ecosim.measures import OUTCOMES
from ecosim.reference import as_written

if TYPE_CHECKING:
    from ecosim.lab.sweep.study import Factor, Study

SAMPLED = ("latin-hypercube", "sobol", "saltelli", "morris")
CORRELATED = ("latin-hypercube", "sobol")
WITH_EDGES = ("grid", "factorial", "morris", "one-at-a-time")
FROM_SALIB = ("saltelli", "morris")
MOST_POINTS = 1_000_000
EITHER = (
    "precision decides how many there are at each point (at most precision.most); give one or the "
    "other."
)
LEAST_MASS = 1e-6  # of a normal distribution between its ends


def problems_of(study: "Study") -> list[str]:
    """Everything that is wrong with a study whose single numbers are each in range."""
    found = [*_names(study), *_design(study)]
    for factor in study.factors:
        found += _factor(factor, study.design.kind)
    found += [*_unused(study), *_too_many(study)]
    return [*found, *_correlations(study), *_csv_points(study)]


def nearest_outcome(name: str) -> str:
    """That there is no such outcome, with the nearest one."""
    near = get_close_matches(name, list(OUTCOMES), n=1)
    hint = f"did you mean {as_written(near[0])}?" if near else f"they are {', '.join(OUTCOMES)}."
    return f"{as_written(name)} is not an outcome; {hint}"


def _names(study: "Study") -> Iterator[str]:
    for word, things in (("worlds", study.worlds), ("teams", study.teams)):
        if not things:
            yield f"{word} is empty, but must be a list of at least one preset or file."
        for name in _twice(thing.name for thing in things):
            yield f"{word}: two have the name {as_written(name)}; write another into one file."
    for name in _twice(study.varied):
        yield f"factors: {as_written(name)} is given twice."
    both = [name for name in STANDS_FOR if name in study.varied]
    if HETEROGENEITY in study.varied and both:
        yield f"factors: {HETEROGENEITY} stands for {', '.join(both)} too: give one or the other."
    asked = [study.precision.outcome] if study.precision else []
    asked_for = (
        ("outcomes", study.outcomes), ("precision.outcome", asked),
        ("main_outcomes", study.main_outcomes),
        ("smallest_that_matters", tuple(study.smallest_that_matters)),
    )  # fmt: skip
    for where, names in asked_for:
        yield from (f"{where}: {nearest_outcome(name)}" for name in names if name not in OUTCOMES)
    for name in study.main_outcomes:
        if study.outcomes and name not in study.outcomes:
            yield f"main_outcomes: {as_written(name)} decides, so it must be among outcomes."
    for name in _twice(study.outcomes):
        yield f"outcomes: {as_written(name)} is given twice."


def _twice(names: Iterable[str]) -> list[str]:
    every = list(names)
    return sorted({name for name in every if every.count(name) > 1})


def _design(study: "Study") -> Iterator[str]:
    design, kind = study.design, study.design.kind
    if kind in SAMPLED and design.n is None:
        yield f"design.n is missing; the design {kind} needs it, a whole number from 1."
    if kind not in SAMPLED and design.n is not None:
        yield f"design.n is {design.n}, but the design {kind} takes none; leave it out."
    if kind in ("sobol", "saltelli") and design.n and design.n & (design.n - 1):
        yield (
            f"design.n is {design.n}, but must be a power of two for the design {kind}, "
            f"for example {1 << design.n.bit_length()}."
        )
    if kind == "morris" and design.levels % 2:
        yield f"design.levels is {design.levels}, but must be an even number."
    if kind in SAMPLED and not study.factors:
        yield f"factors is empty, but the design {kind} needs at least one."
    if kind in FROM_SALIB and find_spec("SALib") is None:
        yield f'design.kind is "{kind}", which needs the package SALib; install SALib.'
    if kind == "csv" and study.factors:
        yield "factors are given, but with the design csv the columns of the file are the factors."
    if kind == "csv" and not design.columns:
        yield "design.file is missing; the design csv needs a file with one column a factor."
    if kind != "csv" and (design.file or design.columns):
        yield f"design.file is given, but the design {kind} takes none; leave it out."


def _too_many(study: "Study") -> Iterator[str]:
    """Points are numbered and listed: there may be a million of them."""
    design, factors = study.design, study.factors
    n, k = design.n or 1, len(factors)
    levels = [len(f.values) or (2 if design.kind == "factorial" else f.levels) for f in factors]
    count = {
        "saltelli": n * ((2 * k if design.second_order else k) + 2),
        "morris": n * (k + 1),
        "one-at-a-time": 1 + sum(levels),
        "csv": len(design.rows),
    }.get(design.kind, n if design.kind in SAMPLED else prod(levels))
    if count * max(1, len(study.worlds)) > MOST_POINTS:
        yield (
            f"the design has {count:,} points in each of {len(study.worlds)} worlds, but there may "
            f"be at most {MOST_POINTS:,} in all."
        )


def _unused(study: "Study") -> Iterator[str]:
    """What is given but says nothing with this design or this factor."""
    design = study.design
    usual = next(field.default for field in fields(study) if field.name == "replications")
    if study.precision is not None and study.replications != usual:
        yield f"replications is {study.replications}, but {EITHER}"
    if design.second_order and design.kind != "saltelli":
        yield f"design.second_order is true, but the design {design.kind} takes none; leave it out."
    if design.levels != type(design)().levels and design.kind != "morris":
        yield (
            f"design.levels is {design.levels}, but the design {design.kind} takes none; give "
            "levels to each factor."
        )
    for factor in study.factors:
        at = f"factors.{as_written(factor.name)}.levels"
        if factor.levels != type(factor)(factor.name).levels:
            if factor.values:
                yield f"{at} is {factor.levels}, but the factor has values; give one or the other."
            elif design.kind not in ("grid", "one-at-a-time"):
                yield f"{at} is {factor.levels}, but the design {design.kind} takes none."


def _factor(factor: "Factor", design: str) -> Iterator[str]:
    at = f"factors.{as_written(factor.name)}"
    parameter = varied_parameters().get(factor.name)
    if parameter is None:
        yield f"factors: {unknown(factor.name)}"
        return
    if factor.values:
        if (factor.low, factor.high, factor.mean, factor.sd) != (None, None, None, None):
            yield f"{at} has values and a range; give one or the other."
        yield from _values(at, factor, parameter)
        if design == "factorial" and len(factor.values) != 2:
            yield f"{at}.values has {len(factor.values)} values, but a factorial needs exactly two."
    elif not parameter.is_number:
        yield f"{at} needs values, each of them {parameter.must}."
    else:
        yield from _range(at, factor, parameter, design)


def _values(at: str, factor: "Factor", parameter: Parameter) -> Iterator[str]:
    for value in factor.values:
        if not parameter.takes(value):
            yield f"{at}.values has {as_written(value)}, but each must be {parameter.must}."
    for name in _twice(_as_number(value) for value in factor.values):
        yield f"{at}.values has {name} twice."


def _as_number(value: Setting) -> str:
    """A value as written; a whole number as the number it stands for."""
    return as_written(value) if isinstance(value, bool | str) else f"{float(value)!r}"


def _range(at: str, factor: "Factor", parameter: Parameter, design: str) -> Iterator[str]:
    normal = factor.distribution == "normal"
    if normal and (factor.mean is None or factor.sd is None):
        yield f"{at} is normal, so it needs mean and sd."
    if not normal and (factor.mean is not None or factor.sd is not None):
        yield f"{at} has a mean or sd, but its distribution is {as_written(factor.distribution)}."
    needs_ends = not normal or design in WITH_EDGES
    if needs_ends and (factor.low is None or factor.high is None):
        why = f" with the design {design}" if normal else ""
        yield f"{at} needs values, or low and high{why}."
        return
    for word, value in (("low", factor.low), ("high", factor.high)):
        whole = parameter.kind is int and value is not None and value == int(value)
        if value is not None and not parameter.takes(int(value) if whole else value):
            yield f"{at}.{word} is {value:g}, but must be {parameter.must}."
    if factor.low is not None and factor.high is not None and not factor.low < factor.high:
        yield f"{at}.low is {factor.low:g}, but must be below its high, {factor.high:g}."
    if normal and factor.mean is not None and factor.sd is not None:
        ends = (
            parameter.low if factor.low is None else factor.low,
            parameter.high if factor.high is None else factor.high,
        )
        z = [(end - factor.mean) / factor.sd for end in ends]
        if special.ndtr(z[1]) - special.ndtr(z[0]) < LEAST_MASS:
            yield (
                f"{at} is normal with mean {factor.mean:g} and sd {factor.sd:g}, but next to none "
                f"of that lies between {ends[0]:g} and {ends[1]:g}."
            )
    if factor.distribution == "log-uniform" and factor.low is not None and factor.low <= 0:
        yield f"{at}.low is {factor.low:g}, but must be above 0 for log-uniform."


def _correlations(study: "Study") -> Iterator[str]:
    names = list(study.varied)
    if not study.correlations:
        return
    if study.design.kind not in CORRELATED:
        yield (
            f"correlations are given, but the design {study.design.kind} takes none; "
            f"use {' or '.join(CORRELATED)}."
        )
    for pair in study.correlations:
        for name in (pair.first, pair.second):
            if name not in names:
                near = get_close_matches(name, names, n=1)
                hint = f"did you mean {as_written(near[0])}?" if near else "add it to the factors."
                yield f"correlations: {as_written(name)} is not a factor; {hint}"
                return
        if pair.first == pair.second:
            yield f"correlations: {as_written(pair.first)} is paired with itself."
            return
    for both in _twice(" and ".join(sorted((p.first, p.second))) for p in study.correlations):
        yield f"correlations: {both} are given twice."
    if np.linalg.eigvalsh(correlation_matrix(study)).min() <= 1e-9:
        yield "correlations contradict each other (their matrix is not positive definite)."


def correlation_matrix(study: "Study") -> np.ndarray:
    """The correlations of the factors' normal scores, shape (factors, factors)."""
    names = list(study.varied)
    matrix = np.eye(len(names))
    for pair in study.correlations:
        first, second = names.index(pair.first), names.index(pair.second)
        matrix[first, second] = matrix[second, first] = pair.value
    return matrix


def _csv_points(study: "Study") -> Iterator[str]:
    design = study.design
    known = varied_parameters()
    for name in design.columns:
        if name not in known:
            yield f"{design.file or 'points'}: {unknown(name)}"
    if any(name not in known for name in design.columns):
        return
    first: dict[tuple[Setting | None, ...], int] = {}
    for number, row in enumerate(design.rows, start=1):
        if first.setdefault(row, number) != number:
            yield f"{design.file or 'points'}: points {first[row]} and {number} are the same."
        if len(row) != len(design.columns):
            given = f"{len(row)} values, but must have {len(design.columns)}"
            yield f"{design.file or 'points'}: point {number} has {given}."
            continue
        for name, value in zip(design.columns, row, strict=True):
            if value is not None and not known[name].takes(value):
                said = f"is {as_written(value)}, but must be {known[name].must}"
                yield f"{design.file or 'points'}: point {number}: {name} {said}."
