"""A Study: which worlds and teams, which parameters are varied and how, how many replications.

    Study(
        name="noise",
        worlds=(load_world("mid-market-saas"),),
        teams=(load_team("linear-process"), load_team("chaotic-cluster")),
        factors=(Factor("world.dials.noise", values=(0.0, 0.3, 0.6)),),
        replications=50,
    )

The same as a TOML file: see study_file and experiments/studies.
"""

# ruff: noqa: E501  tables: one line a field
from dataclasses import field
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le
from pydantic.dataclasses import dataclass as checked

from ecosim.lab.sweep.checks import problems_of
from ecosim.lab.sweep.settings import Setting
from ecosim.measures import MAIN_OUTCOMES, OUTCOMES
from ecosim.parameters import STRICT, Name
from ecosim.scenario import Horizon
from ecosim.team import Team
from ecosim.world import World

DESIGNS = Literal[
    "grid", "factorial", "latin-hypercube", "sobol", "saltelli", "morris", "one-at-a-time", "csv"
]
Finite = Annotated[float, Ge(-1e12), Le(1e12)]


def fact(default: Any, meaning: str, allowed: str = "") -> Any:
    """A field with what it means, and what it may be where its type does not say so in words."""
    return field(default=default, metadata={"meaning": meaning, "allowed": allowed})


@checked(frozen=True, config=STRICT)
class Factor:
    """A parameter that is varied: a list of values, or a range with a distribution.

    A whole-number parameter with a range gets whole numbers: each of them with equal chance where
    the distribution is uniform, the nearest one else.
    """

    name: str
    # fmt: off
    values: tuple[Setting, ...] = fact((), "the values it takes", "a list of numbers, words, or true and false")
    low: Finite | None = fact(None, "lowest value; for normal: where it is cut off")
    high: Finite | None = fact(None, "highest value; for normal: where it is cut off")
    distribution: Literal["uniform", "normal", "log-uniform"] = fact("uniform", "how values spread")
    mean: Finite | None = fact(None, "mean of a normal distribution before it is cut off")
    sd: Annotated[float, Ge(1e-12), Le(1e12)] | None = fact(None, "its standard deviation")
    levels: Annotated[int, Ge(2), Le(10_000)] = fact(2, "levels between low and high in a grid or one at a time")
    # fmt: on


@checked(frozen=True, config=STRICT)
class Correlation:
    """Two factors that move together: the correlation of their normal scores (Gaussian copula)."""

    first: str
    second: str
    value: Annotated[float, Ge(-0.999), Le(0.999)]


@checked(frozen=True, config=STRICT)
class Design:
    """Which points of the factors are run.

    grid: every combination of values. factorial: every combination of two levels. latin-hypercube:
    n points, each factor stratified. sobol: the first n points of a scrambled Sobol sequence.
    saltelli: Sobol points arranged for first and total order indices, n (k + 2) points of k
    factors. morris: n trajectories of k + 1 points for elementary effects. one-at-a-time: all as
    the world and the team have it, then each factor alone. csv: points from a file, one column a
    factor; an empty cell leaves what the world or the team has.
    """

    # fmt: off
    kind: DESIGNS = fact("grid", "how points are chosen")
    n: Annotated[int, Ge(1), Le(10_000_000)] | None = fact(None, "points, base points (saltelli) or trajectories (morris)")
    seed: Annotated[int, Ge(0), Le(2**31 - 1)] = fact(0, "chooses the points; not the luck of the runs")
    second_order: bool = fact(False, "saltelli only: also the points for interactions of pairs, n (2 k + 2) in all")
    levels: Annotated[int, Ge(2), Le(100)] = fact(4, "morris only: levels of each factor, an even number")
    file: str = fact("", "csv only: the file of points")
    columns: tuple[str, ...] = fact((), "csv only: the factors, as read from the file", "a list of names")
    rows: tuple[tuple[Setting | None, ...], ...] = fact((), "csv only: the points, as read from the file", "a list of points")
    # fmt: on


@checked(frozen=True, config=STRICT)
class Precision:
    """Go on at each point until every paired difference between teams is known this well.

    At most so many replications; looks and rule: lab.precision.
    """

    half_width: Annotated[float, Ge(1e-9), Le(1e12)]
    outcome: str = "win_rate"
    most: Annotated[int, Ge(2), Le(1_000_000)] = 2000


@checked(frozen=True, config=STRICT)
class Study:
    """What to run: every team at every point of the design in every world, under the same luck.

    Replication r has the same seed at every point and for every team (common random numbers).

    Raises:
        ValueError: something in it can not be run; one sentence a line.
    """

    # fmt: off
    name: Name
    worlds: tuple[World, ...]
    teams: tuple[Team, ...]
    factors: tuple[Factor, ...] = ()
    correlations: tuple[Correlation, ...] = ()
    design: Design = field(default_factory=Design)
    replications: Annotated[int, Ge(1), Le(1_000_000)] = fact(10, "runs of every team at every point; not with a precision")
    precision: Precision | None = None
    outcomes: tuple[str, ...] = fact((), "outcomes kept in the table of runs; none given = all", "a list of outcomes")
    main_outcomes: tuple[str, ...] = fact((), "outcomes that decide, corrected for all comparisons; none given = measures.MAIN_OUTCOMES", "a list of outcomes")
    smallest_that_matters: dict[str, Annotated[float, Ge(0), Le(1e12)]] = field(default_factory=dict, metadata={"meaning": "smallest difference that matters, where it is not the one in measures.OUTCOMES", "allowed": "a table of outcomes, each with a number from 0 to 1e+12"})
    seed: Annotated[int, Ge(0), Le(10**12)] = fact(0, "replication r has seed 1,000,000 x seed + r")
    horizon: Horizon = field(default_factory=Horizon)
    description: str = ""
    # fmt: on

    def __post_init__(self) -> None:
        problems = problems_of(self)
        if problems:
            raise ValueError("\n".join(problems))

    @property
    def varied(self) -> tuple[str, ...]:
        """The names of the factors, in order: columns of the table of runs."""
        if self.design.kind == "csv":
            return self.design.columns
        return tuple(factor.name for factor in self.factors)

    @property
    def deciding(self) -> tuple[str, ...]:
        """The outcomes that decide: as stated, else measures.MAIN_OUTCOMES if kept, else all kept."""
        kept = self.outcomes or tuple(OUTCOMES)
        return self.main_outcomes or tuple(n for n in MAIN_OUTCOMES if n in kept) or kept
