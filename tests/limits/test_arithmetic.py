"""The project's own exponential, logarithm and quantiles against the mathematics they stand for."""

import math
import re
from typing import Any

import numba
import numpy as np
import pytest
from scipy import special

from ecosim.arithmetic import exponential, logarithm, logistic, normal_quantile, power, whole_power
from ecosim.compiling import compiled
from ecosim.rules.conversation import toward
from ecosim.rules.demand import walked
from ecosim.rules.group import held_conviction, met_idea

MULTIPLIES = re.compile(r"\bv?f?mul\w*")
FUSED = re.compile(r"\bv?fn?m(add|sub)\w*")  # x86 and Arm
rng = np.random.default_rng(20)


def test_exponential_is_within_a_few_units_of_the_last_place() -> None:
    for x in (*rng.uniform(-690, 690, 5000), *rng.uniform(-2, 2, 5000), *rng.normal(size=2000)):
        assert exponential(x) == pytest.approx(math.exp(x), rel=1e-14, abs=0)


def test_exponential_at_its_edges() -> None:
    assert exponential(0.0) == 1.0
    assert exponential(-0.0) == 1.0
    assert exponential(-1e6) == 0.0
    assert exponential(1e6) == exponential(700.0)
    assert math.isfinite(exponential(700.0))
    assert exponential(1e-300) == 1.0


def test_exponential_never_falls_as_its_argument_grows() -> None:
    grid = np.linspace(-5, 5, 20_001)
    values = np.array([exponential(x) for x in grid])
    assert (np.diff(values) > 0).all()


def test_logarithm_is_within_a_few_units_of_the_last_place() -> None:
    spread = 10.0 ** rng.uniform(-300, 300, 5000)
    for x in (*spread, *rng.uniform(1e-6, 1, 5000), *rng.uniform(0.9, 1.1, 2000)):
        assert logarithm(x) == pytest.approx(math.log(x), rel=1e-14, abs=0)


def test_logarithm_at_its_edges() -> None:
    assert logarithm(1.0) == 0.0
    assert logarithm(0.0) == -math.inf
    assert logarithm(2.0) == pytest.approx(math.log(2), rel=1e-15)
    assert math.isfinite(logarithm(5e-324))


def test_exponential_and_logarithm_undo_each_other() -> None:
    for x in rng.uniform(-600, 600, 2000):
        assert logarithm(exponential(x)) == pytest.approx(x, rel=1e-14, abs=1e-14)


def test_logistic_is_within_a_few_units_of_the_last_place() -> None:
    for x in (*rng.uniform(-30, 30, 5000), *rng.uniform(-600, 600, 500)):
        assert logistic(x) == pytest.approx(float(special.expit(x)), rel=1e-14, abs=1e-300)
    assert logistic(0.0) == 0.5


def test_normal_quantile_is_within_its_stated_error() -> None:
    for u in (*rng.uniform(1e-12, 1 - 1e-12, 10_000), *10.0 ** rng.uniform(-15, -2, 2000)):
        assert normal_quantile(u) == pytest.approx(float(special.ndtri(u)), rel=1e-8, abs=1e-9)


def test_normal_quantile_is_symmetric_and_joins_where_its_pieces_meet() -> None:
    for u in rng.uniform(1e-6, 0.5, 500):
        assert normal_quantile(1 - u) == pytest.approx(-normal_quantile(u), rel=1e-8, abs=1e-9)
    for seam in (0.02425, 0.97575):
        below, above = normal_quantile(seam - 1e-12), normal_quantile(seam + 1e-12)
        assert below == pytest.approx(above, abs=1e-8)


def test_powers_are_those_of_the_mathematics() -> None:
    for base, exponent in rng.uniform(0, 4, (2000, 2)):
        assert power(base, exponent) == pytest.approx(base**exponent, rel=1e-13)
    for base, exponent in zip(rng.uniform(0, 1.2, 500), rng.integers(0, 60, 500), strict=True):
        assert whole_power(base, int(exponent)) == pytest.approx(base ** int(exponent), rel=1e-13)
    assert power(0.0, 0.0) == whole_power(0.0, 0) == 1.0
    assert power(0.0, 2.0) == whole_power(0.0, 3) == 0.0


@compiled
def product_and_sum(a: float, b: float, c: float) -> float:
    """The shortest rule that a processor could fuse into one rounding instead of two."""
    return a * b + c


def assembly_of(rule: Any, *arguments: float) -> str:
    """A rule's machine code, compiled as the project compiles it but afresh: what comes from the
    folder of compiled code cannot be inspected."""
    options = {
        key: value
        for key, value in rule.targetoptions.items()
        if key not in ("forceinline", "nopython")
    }
    afresh = numba.njit(**options)(rule.py_func)
    afresh(*arguments)
    (assembly,) = afresh.inspect_asm().values()
    return str(assembly)


@pytest.mark.parametrize(
    ("rule", "arguments"),
    [
        (product_and_sum, (1.5, 2.5, 3.5)), (exponential, (1.0,)), (logarithm, (2.0,)),
        (normal_quantile, (0.3,)), (walked, (1.0, 0.9, 1.0, 0.3)), (toward, (0.1, 1.0, 0.3)),
        (held_conviction, (0.5, 0.2, 0.1)), (met_idea, (0.4, 0.5, 0.2, 0.1)),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)  # fmt: skip
def test_a_product_and_a_sum_are_never_fused(rule: Any, arguments: tuple[float, ...]) -> None:
    assembly = assembly_of(rule, *arguments)
    assert MULTIPLIES.search(assembly)
    assert FUSED.search(assembly) is None


def test_a_product_and_a_sum_are_rounded_twice() -> None:
    """Fused, this would be the product's own rounding error instead of zero."""
    for a in 1.0 + rng.random(200):
        assert product_and_sum(a, a, -(a * a)) == 0.0


def test_rules_are_compiled_without_fast_mathematics() -> None:
    assert not product_and_sum.targetoptions.get("fastmath", False)
