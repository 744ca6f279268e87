"""The table of runs of a study, and what it says about pairs of teams.

The table is a plain Parquet file. With pandas:

    pandas.read_parquet("FOLDER/runs.parquet").groupby(["point", "team"])["win_rate"].mean()

With DuckDB:

    duckdb.sql("select point, team, avg(win_rate) from 'FOLDER/runs.parquet' group by all")

A run that failed has its error in the column `error` and NaN in every outcome; an outcome that is
undefined in a run (no closed deals, so no win rate) is NaN without an error. Neither is dropped
from the table; `paired` leaves out pairs with NaN on either side and counts both kinds apart.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ecosim.lab.estimate import paired_difference, variance_ratio
from ecosim.lab.folders import FolderError, write_text, write_whole
from ecosim.lab.sweep.blocks import Block, numbers_hash
from ecosim.lab.sweep.folder import COLUMNS, RUNS, manifest_in, study_in
from ecosim.lab.sweep.parts import parts_folder, read_part
from ecosim.lab.sweep.plan import Plan
from ecosim.lab.sweep.settings import varied_parameters
from ecosim.lab.sweep.study import Study
from ecosim.measures import OUTCOMES
from ecosim.reference import as_written

ROWS_A_GROUP, ROWS_A_LOT = 10_000, 500
ARROW_TYPES = {float: pa.float64(), int: pa.int64(), bool: pa.bool_(), str: pa.string()}
FIXED_COLUMNS = (
    ("point", "", "number of the point; the points are numbered in the order of the design"),
    ("world", "", "name of the world"),
    ("team", "", "name of the team"),
    ("replication", "", "number of the replication; the same luck at every point for every team"),
    ("seed", "", "seed of the run"),
    ("block", "", "name of the part the run was read from: engine and hash of its content"),
    ("error", "", "why the run failed; missing if it did not"),
)


def kept_outcomes(study: Study) -> tuple[str, ...]:
    """The outcomes in the table, in the order of measures.OUTCOMES."""
    return tuple(name for name in OUTCOMES if not study.outcomes or name in study.outcomes)


def schema_of(study: Study) -> pa.Schema:
    """The columns of the table of runs."""
    known = varied_parameters()
    return pa.schema(
        [("point", pa.int32()), ("world", pa.string())]
        + [(name, ARROW_TYPES[known[name].kind]) for name in study.varied]
        + [("team", pa.string()), ("replication", pa.int32()), ("seed", pa.int64())]
        + [("block", pa.string()), ("error", pa.string())]
        + [(name, pa.float64()) for name in kept_outcomes(study)],
        metadata={"numbers_hash": numbers_hash()},
    )


def compact(folder: Path, plan: Plan) -> Path:
    """Write the table of runs from its parts, in the order point, team, replication.

    Parts are read one after another and written in groups of 10,000 rows, so that memory does not
    grow with the study; the bytes depend on the study and the engine alone. A part has few rows and
    every column of it costs a thousand bytes beside them, so they are put together in small lots.

    Raises:
        FileNotFoundError: a part is missing.
    """
    write_whole(folder / RUNS, lambda partial: _write_table(partial, folder, plan))
    write_text(folder / COLUMNS, dictionary(plan.study).to_csv(index=False, lineterminator="\n"))
    return folder / RUNS


def _write_table(path: Path, folder: Path, plan: Plan) -> None:
    schema = schema_of(plan.study)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        group: list[pa.Table] = []
        for lot in _lots(folder, plan, schema):
            group.append(lot)
            if sum(map(len, group)) >= ROWS_A_GROUP:
                together = pa.concat_tables(group)
                writer.write_table(together.slice(0, ROWS_A_GROUP).combine_chunks(), ROWS_A_GROUP)
                group = [together.slice(ROWS_A_GROUP).combine_chunks()]
        if sum(map(len, group)):
            writer.write_table(pa.concat_tables(group).combine_chunks(), ROWS_A_GROUP)


def _lots(folder: Path, plan: Plan, schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows of the table, several parts at a time."""
    blocks: list[Block] = []
    parts: list[pa.Table] = []
    for block, part in _parts(folder, plan):
        blocks.append(block)
        parts.append(part)
        if sum(map(len, parts)) >= ROWS_A_LOT:
            yield _rows(blocks, parts, schema)
            blocks, parts = [], []
    if blocks:
        yield _rows(blocks, parts, schema)


def _parts(folder: Path, plan: Plan) -> Iterator[tuple[Block, pa.Table]]:
    for block in plan.blocks():
        part = read_part(parts_folder(folder), block.name)
        wanted = min(len(part), plan.wanted(block.point) - block.first)
        if wanted > 0:
            yield block, part.slice(0, wanted)


def _rows(blocks: list[Block], parts: list[pa.Table], schema: pa.Schema) -> pa.Table:
    """Parts one below the other, with the columns that say which point and team each is of."""
    together = pa.concat_tables(parts)
    block_of_row = np.repeat(np.arange(len(blocks)), [len(part) for part in parts])
    same: dict[str, list[Any]] = {
        "point": [block.point for block in blocks],
        "world": [block.world.name for block in blocks],
        "team": [block.team.name for block in blocks],
        "block": [block.name for block in blocks],
    }
    columns = [
        together[column.name]
        if column.name in together.column_names
        else pa.array(
            same.get(column.name) or [block.settings.get(column.name) for block in blocks],
            column.type,
        ).take(pa.array(block_of_row))
        for column in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema).combine_chunks()


def dictionary(study: Study) -> pd.DataFrame:
    """What every column of the table of runs means: name, unit, meaning."""
    known = varied_parameters()
    rows = dict.fromkeys(schema_of(study).names, ("", ""))
    rows |= {name: (unit, meaning) for name, unit, meaning in FIXED_COLUMNS}
    rows |= {name: (known[name].unit, known[name].meaning) for name in study.varied}
    rows |= {name: (OUTCOMES[name].unit, OUTCOMES[name].meaning) for name in kept_outcomes(study)}
    return pd.DataFrame(
        [(name, *facts) for name, facts in rows.items()], columns=["column", "unit", "meaning"]
    )


def load_runs(folder: Path | str) -> pd.DataFrame:
    """The table of runs of a study: one row a run, its point, factors, team and outcomes.

    Raises:
        FolderError: there is no study, or its runs are not all made yet.
    """
    path = Path(folder)
    manifest_in(path)
    if not (path / RUNS).exists():
        raise FolderError(f"{path}: the runs of this study are not all made; sweep it first.")
    runs: pd.DataFrame = pq.read_table(path / RUNS).to_pandas()
    return runs


def paired(
    folder: Path | str, first: str, second: str, outcome: str, level: float = 0.95
) -> pd.DataFrame:
    """How two teams differ at each point: the first minus the second, replication by replication.

    Columns: point, world, the factors, estimate, low, high (lab.estimate), replications (pairs
    used), undefined (pairs left out because the outcome is undefined), failed (pairs left out
    because a run failed), variance_ratio.

    Raises:
        FolderError: as load_runs, or the study has no such team or outcome.
    """
    runs, study = load_runs(folder), study_in(Path(folder))
    for name in (first, second):
        if name not in {team.name for team in study.teams}:
            raise FolderError(f"{folder}: the study has no team {as_written(name)}.")
    if outcome not in runs:
        raise FolderError(f"{folder}: the table of runs has no outcome {as_written(outcome)}.")
    names = ["point", "world", *study.varied]
    rows = []
    for _, of_point in runs.groupby("point", sort=True):
        sides = [of_point[of_point["team"] == name] for name in (first, second)]
        a, b = (np.asarray(side[outcome], dtype=np.float64) for side in sides)
        failed = np.asarray(sides[0]["error"].notna()) | np.asarray(sides[1]["error"].notna())
        interval = paired_difference(a, b, level)
        rows.append(
            {name: of_point[name].iloc[0] for name in names}
            | {"estimate": interval.estimate, "low": interval.low, "high": interval.high}
            | {"replications": interval.replications}
            | {"undefined": interval.left_out - int(failed.sum()), "failed": int(failed.sum())}
            | {"variance_ratio": variance_ratio(a, b)}
        )
    return pd.DataFrame(rows)
