"""The table of runs is one line away, with pandas and with DuckDB."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecosim.lab.sweep.runner import sweep
from ecosim.lab.sweep.study import Study


def test_pandas_and_duckdb_say_the_same(make: Callable[..., Study], tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    sweep(make(replications=3), tmp_path, processes=1)
    table = tmp_path / "runs.parquet"
    one = pd.read_parquet(table).groupby(["point", "team"])["wins"].mean()
    two = duckdb.sql(
        f"select point, team, avg(wins) from '{table}' group by all order by all"
    ).fetchall()
    np.testing.assert_allclose(one.to_numpy(), [row[2] for row in two])
