"""What holds after processes of a sweep were killed, and sweeps until enough of them were."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecosim.lab.sweep.tables import load_runs

SOME, MANY, AT_A_TIME = 3, 20, 4  # kills


def is_the_same(folder: Path, undisturbed: bytes) -> None:
    """Nothing lost, nothing twice, nothing left over, the same bytes."""
    runs = load_runs(folder)
    assert not runs.duplicated(["point", "team", "replication"]).any()
    assert len(runs) == 40 * 2 * 12 and runs["error"].isna().all()
    assert (folder / "runs.parquet").read_bytes() == undisturbed
    assert not [*folder.rglob(".*"), *folder.rglob("*partial*")]


def until_killed(
    times: int, disturbed: Callable[[Path, int, int], int], folder: Path, undisturbed: bytes
) -> None:
    """Disturb sweeps, each in a folder of its own, until so many kills happened in all.

    Args:
        times: kills wanted, at most four in one sweep; five times as many sweeps must suffice.
        disturbed: sweeps into a folder, tries so many kills, by a seed; how many happened.
        folder: for the sweeps.
        undisturbed: the bytes of a table that nothing disturbed.
    """
    killed = 0
    for seed in range(5 * times):
        (folder / str(seed)).mkdir()
        killed += disturbed(folder / str(seed), min(AT_A_TIME, times - killed), seed)
        is_the_same(folder / str(seed), undisturbed)
        if killed >= times:
            return
    pytest.fail(f"only {killed} kills happened of {times}")
