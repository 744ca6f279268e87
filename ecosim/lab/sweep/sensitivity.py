"""Which factors an outcome depends on, or the difference between two teams in it.

Sobol indices need the design saltelli, elementary effects the design morris. Both are of the mean
over replications at each point. A point where that mean is undefined (every run failed or left the
outcome undefined) has no stand-in: the analysis is refused and says how many such points there are.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ecosim.lab.folders import FolderError
from ecosim.lab.sweep.designs import salib_points, salib_problem
from ecosim.lab.sweep.folder import study_in
from ecosim.lab.sweep.study import Study
from ecosim.lab.sweep.tables import load_runs, paired

type Floats = npt.NDArray[np.float64]


def sensitivity(
    folder: Path | str, outcome: str, first: str, second: str | None = None, level: float = 0.95
) -> pd.DataFrame:
    """What each factor does to a team's outcome, or to two teams' difference (first - second).

    One row a world and factor. saltelli: first_order, total_order, each with the half width of its
    interval (bootstrap over base points). morris: mean_effect, mean_absolute_effect with its half
    width, sd_of_effects, over the whole range of the factor.

    Raises:
        FolderError: the study has another design, no such team or outcome, or undefined points.

    Source:
        A. Saltelli et al. (2010), Comput. Phys. Commun. 181, 259-270; F. Campolongo et al. (2007),
        Environ. Model. Softw. 22, 1509-1518; both as in SALib.
    """
    study = study_in(Path(folder))
    values = means(folder, outcome, first, second)
    undefined = int(values["mean"].isna().sum())
    if undefined:
        raise FolderError(f"{folder}: {outcome} is undefined at {undefined:,} points.")
    tables = []
    for world in study.worlds:
        mine = values[values["world"] == world.name].sort_values("point")
        table = analysed(study, np.asarray(mine["mean"], np.float64), level)
        table.insert(0, "world", world.name)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def means(folder: Path | str, outcome: str, first: str, second: str | None) -> pd.DataFrame:
    """The mean outcome of a team, or the mean paired difference, at each point."""
    if second is not None:
        differences = paired(folder, first, second, outcome)
        return differences[["point", "world", "estimate"]].rename(columns={"estimate": "mean"})
    runs = load_runs(folder)
    mine = runs[runs["team"] == first]
    if outcome not in runs or mine.empty:
        raise FolderError(f"{folder}: the table of runs has no {outcome} of a team {first}.")
    by_point = mine.groupby(["point", "world"], sort=True)[outcome].mean()
    return by_point.rename("mean").reset_index()


def analysed(study: Study, values: Floats, level: float = 0.95) -> pd.DataFrame:
    """The indices of one value a design point, in the order of the design.

    Raises:
        FolderError: the design is neither saltelli nor morris.
    """
    kind = study.design.kind
    if kind not in ("saltelli", "morris"):
        raise FolderError(
            f"{study.name}: sensitivity needs the design saltelli or morris, not {kind}."
        )
    from SALib.analyze import morris, sobol

    found: Any
    columns = {"factor": list(study.varied)}
    if kind == "saltelli":
        found = sobol.analyze(
            salib_problem(study), values, calc_second_order=study.design.second_order,
            num_resamples=1000, conf_level=level, seed=study.design.seed,
        )  # fmt: skip
        named = {"S1": "first_order", "S1_conf": "first_order_half_width"}
        named |= {"ST": "total_order", "ST_conf": "total_order_half_width"}
    else:
        found = morris.analyze(
            salib_problem(study), salib_points(study, study.design.n or 1), values,
            num_levels=study.design.levels, num_resamples=1000, conf_level=level,
            seed=study.design.seed,
        )  # fmt: skip
        named = {"mu": "mean_effect", "mu_star": "mean_absolute_effect"}
        named |= {"mu_star_conf": "mean_absolute_effect_half_width", "sigma": "sd_of_effects"}
    return pd.DataFrame(columns | {name: np.asarray(found[key]) for key, name in named.items()})
