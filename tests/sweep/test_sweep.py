"""A sweep gives the same bytes however it is run, and goes on where it was."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecosim.lab.folders import FolderError
from ecosim.lab.runs import run_block
from ecosim.lab.sweep import blocks, parts, runner
from ecosim.lab.sweep.forecast import forecast, needed
from ecosim.lab.sweep.merging import merge
from ecosim.lab.sweep.plan import Plan
from ecosim.lab.sweep.runner import Shard, StudyError, sweep
from ecosim.lab.sweep.study import Design, Factor, Precision, Study
from ecosim.lab.sweep.tables import dictionary, load_runs, paired
from ecosim.lab.sweep.telling import end_in_words, forecast_in_words, lines_now_and_then
from ecosim.measures import OUTCOMES
from ecosim.scenario import Scenario

type Make = Callable[..., Study]

TOO_MANY_HOURS = Factor("team.structure.own_admin_hours", values=(0.5, 50.0))


def table_of(folder: Path) -> bytes:
    return (folder / "runs.parquet").read_bytes()


def parts_in(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "parts").iterdir())


@pytest.fixture(scope="module")
def swept(make: Make, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("swept") / "study"
    assert sweep(make(), folder, processes=1).made == 48
    return folder


def test_the_table_holds_what_the_runs_give(swept: Path, make: Make) -> None:
    runs, study = load_runs(swept), make()
    assert len(runs) == 2 * 2 * 12 and runs["error"].isna().all()
    assert list(runs.groupby(["point", "team"], sort=False).size()) == [12] * 4
    world = replace(study.worlds[0], dials=replace(study.worlds[0].dials, noise=0.4))
    wanted = runs[(runs["point"] == 1) & (runs["team"] == "hybrid")]
    alone = run_block(
        Scenario(world, (study.teams[1],), study.horizon), wanted["seed"].to_numpy(np.int64)
    )
    np.testing.assert_array_equal(wanted[list(OUTCOMES)].to_numpy(), alone.outcomes)
    assert (wanted["world.dials.noise"] == 0.4).all()


@pytest.mark.parametrize("apart", [True, False])
def test_shards_merge_to_the_same_bytes(
    swept: Path, make: Make, tmp_path: Path, apart: bool
) -> None:
    folders = [tmp_path / (str(k) if apart else "all") for k in range(3)]
    for number, folder in enumerate(folders, start=1):
        if number == 3:
            with pytest.raises(FolderError, match=r"blocks? of runs (is|are) missing"):
                merge(folders[:2], tmp_path / "early")
        assert sweep(make(), folder, processes=1, shard=Shard(number, 3)).table is None
    merge(list(dict.fromkeys(folders)), tmp_path / "merged")
    assert table_of(tmp_path / "merged") == table_of(swept)


def test_what_is_there_is_not_run_again(swept: Path, make: Make, tmp_path: Path) -> None:
    sweep(make(), tmp_path, processes=1)
    whole = parts_in(tmp_path)
    (tmp_path / "parts" / whole[3]).unlink()
    (tmp_path / "parts" / f".{whole[4]}.partial-left").write_bytes(b"half")
    (tmp_path / "runs.parquet").unlink()
    again = sweep(make(), tmp_path, processes=1)
    assert 0 < again.made <= 10
    assert parts_in(tmp_path) == whole
    assert table_of(tmp_path) == table_of(swept)
    assert sweep(make(), tmp_path, processes=1).made == 0


def test_replications_extend(swept: Path, make: Make, tmp_path: Path) -> None:
    sweep(make(replications=10), tmp_path, processes=1)
    assert sweep(make(), tmp_path, processes=1).made == 4 * 2
    assert table_of(tmp_path) == table_of(swept)
    with pytest.raises(FolderError, match="replications can only be added"):
        sweep(make(replications=11), tmp_path)


def test_a_grid_extends_and_the_rest_is_refused(make: Make, tmp_path: Path) -> None:
    more = make(replications=3, factors=(Factor("world.dials.noise", values=(0.0, 0.2, 0.4)),))
    sweep(make(replications=3), tmp_path / "a", processes=1)
    assert sweep(more, tmp_path / "a", processes=1).made == 6
    sweep(more, tmp_path / "b", processes=1)
    assert table_of(tmp_path / "a") == table_of(tmp_path / "b")
    changed = [
        (make(replications=3, seed=1), "has another seed"),
        (make(replications=3), "points of the study here are not among"),
        (make(replications=3, factors=()), "other factors"),
        (make(replications=3, teams=(make().teams[0],)), "teams that are changed or missing"),
    ]
    for study, said in changed:
        with pytest.raises(FolderError, match=said) as error:
            sweep(study, tmp_path / "a")
        assert "Give another folder" in str(error.value)


def test_sobol_points_extend_and_a_latin_hypercube_does_not(make: Make, tmp_path: Path) -> None:
    factors = (Factor("world.dials.noise", low=0, high=1),)
    for kind, extends in (("sobol", True), ("latin-hypercube", False)):
        two, four = (
            make(factors=factors, replications=1, design=Design(kind=kind, n=n)) for n in (2, 4)
        )
        sweep(two, tmp_path / kind, processes=1)
        if extends:
            assert sweep(four, tmp_path / kind, processes=1).made == 4
        else:
            with pytest.raises(FolderError, match="can not be extended"):
                sweep(four, tmp_path / kind, processes=1)


def test_failing_runs_become_rows_and_the_rest_goes_on(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = make(factors=(TOO_MANY_HOURS,), replications=3)
    result = sweep(study, tmp_path, processes=1)
    runs = load_runs(tmp_path)
    failed = runs[runs["error"].notna()]
    assert result.failures == len(failed) == 6
    assert failed["error"].str.contains("coordination takes .* only 30 h are paid").all()
    assert failed["win_rate"].isna().all() and (failed["seed"] == [0, 1, 2] * 2).all()
    assert runs[runs["point"] == 0]["error"].isna().all()
    assert paired(tmp_path, "hybrid", "linear-process", "wins")["failed"].tolist() == [0, 3]
    before, whole = table_of(tmp_path), parts_in(tmp_path)
    assert sweep(study, tmp_path, processes=1).made == 0
    assert sweep(study, tmp_path, processes=1, retry_failed=True).made == 6
    assert (table_of(tmp_path), parts_in(tmp_path)) == (before, whole)
    said = " ".join(end_in_words(result, tmp_path))
    assert "6 failed" in said and "--retry-failed" in said


def test_a_run_that_failed_once_gives_way_to_one_that_did_not(
    swept: Path, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = parts.simulate

    def broken(scenario: Scenario, seed: int) -> object:
        if seed == 11:
            raise MemoryError("no room")
        return honest(scenario, seed)

    monkeypatch.setattr(parts, "simulate", broken)
    assert sweep(make(), tmp_path, processes=1).failures == 4
    assert load_runs(tmp_path)["error"].dropna().unique().tolist() == ["MemoryError: no room"]
    monkeypatch.undo()
    assert sweep(make(), tmp_path, processes=1, retry_failed=True).failures == 0
    assert table_of(tmp_path) == table_of(swept)
    assert parts_in(tmp_path) == parts_in(swept)


def test_parts_of_another_engine_are_left_alone(
    swept: Path, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (blocks, parts, runner):
        monkeypatch.setattr(module, "numbers_hash", lambda: "0123456789ab")
    sweep(make(), tmp_path, processes=1)
    monkeypatch.undo()
    result = sweep(make(), tmp_path, processes=1)
    assert (result.made, result.other_engine) == (48, 6 + 2)
    assert "made by another engine" in end_in_words(result, tmp_path)[0]
    assert table_of(tmp_path) == table_of(swept)


def test_a_worker_with_other_sources_is_refused(make: Make, tmp_path: Path) -> None:
    with pytest.raises(parts.OtherEngine, match="start again"):
        parts.work(str(tmp_path), "another", False, [next(Plan(make()).blocks())])


def test_folders_that_hold_something_else_are_refused(make: Make, tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("")
    with pytest.raises(FolderError, match="something else than a study"):
        sweep(make(), tmp_path)
    with pytest.raises(FolderError, match="there is no study here"):
        load_runs(tmp_path)


@pytest.mark.parametrize(("schema", "said"), [(99, "newer ecosim; update"), (0, "run it anew")])
def test_another_schema_is_said(make: Make, tmp_path: Path, schema: int, said: str) -> None:
    sweep(make(replications=1), tmp_path, processes=1)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps(manifest | {"schema": schema}))
    with pytest.raises(FolderError, match=said):
        load_runs(tmp_path)


def test_precision_stops_each_point_where_its_rule_says(make: Make, tmp_path: Path) -> None:
    study = make(precision=Precision(half_width=1.0, outcome="wins", most=70), replications=10)
    sweep(study, tmp_path, processes=1)
    differences = paired(tmp_path, "hybrid", "linear-process", "wins")
    counts = load_runs(tmp_path).groupby("point")["replication"].nunique()
    for point, row in differences.set_index("point").iterrows():
        assert 50 <= counts[point] <= 70
        assert counts[point] == 70 or row["high"] - row["low"] <= 2.0
    before = table_of(tmp_path)
    assert sweep(study, tmp_path, processes=1).made == 0
    assert table_of(tmp_path) == before
    with pytest.raises(StudyError, match="shards"):
        sweep(study, tmp_path, shard=Shard(1, 2))


def test_a_precision_can_be_made_tighter_and_no_looser(make: Make, tmp_path: Path) -> None:
    loose = make(precision=Precision(half_width=3.0, outcome="wins", most=60), replications=10)
    tight = replace(loose, precision=Precision(half_width=0.02, outcome="wins", most=70))
    sweep(loose, tmp_path / "extended", processes=1)
    assert sweep(tight, tmp_path / "extended", processes=1).made > 0
    sweep(tight, tmp_path / "fresh", processes=1)
    assert table_of(tmp_path / "extended") == table_of(tmp_path / "fresh")
    other = replace(loose, precision=Precision(half_width=1.5, outcome="win_rate", most=70))
    for refused in (loose, other):
        with pytest.raises(FolderError, match="only be made tighter"):
            sweep(refused, tmp_path / "extended", processes=1)


def test_paired_differences_are_tidy(swept: Path) -> None:
    frame = paired(swept, "hybrid", "linear-process", "wins")
    assert list(frame["world.dials.noise"]) == [0.0, 0.4]
    runs = load_runs(swept).set_index(["point", "team", "replication"])["wins"]
    apart = (runs.xs("hybrid", level="team") - runs.xs("linear-process", level="team")).groupby(
        "point"
    )
    np.testing.assert_allclose(frame["estimate"], apart.mean())
    assert ((frame["low"] <= frame["estimate"]) & (frame["estimate"] <= frame["high"])).all()
    same = paired(swept, "hybrid", "hybrid", "wins")
    assert (same[["estimate", "low", "high"]] == 0).all(axis=None)
    with pytest.raises(FolderError, match="no team"):
        paired(swept, "hybrid", "nobody", "wins")


def test_chosen_outcomes_and_a_dictionary_of_columns(make: Make, tmp_path: Path) -> None:
    sweep(make(replications=1, outcomes=("win_rate", "wins")), tmp_path, processes=1)
    runs = load_runs(tmp_path)
    assert list(runs.columns[-2:]) == ["win_rate", "wins"]
    words = pd.read_csv(tmp_path / "columns.csv")
    assert list(words["column"]) == list(runs.columns)
    assert words["meaning"].notna().all()
    assert dictionary(make()).set_index("column").loc["wins", "unit"] == "deals"


def test_rows_fill_their_groups_whatever_the_parts(
    swept: Path, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyarrow.parquet as pq

    from ecosim.lab.sweep import tables

    monkeypatch.setattr(tables, "ROWS_A_GROUP", 17)
    sweep(make(), tmp_path, processes=1)
    groups = pq.ParquetFile(tmp_path / "runs.parquet").metadata
    assert [groups.row_group(k).num_rows for k in range(3)] == [17, 17, 14]
    pd.testing.assert_frame_equal(load_runs(tmp_path), load_runs(swept))
    made = table_of(tmp_path)
    for rows in (1, 12, 17):  # lots of parts that are put together before they fill a group
        monkeypatch.setattr(tables, "ROWS_A_LOT", rows)
        assert tables.compact(tmp_path, Plan(make())).read_bytes() == made


def test_a_forecast_counts_and_plans(make: Make, swept: Path) -> None:
    made = forecast(make(replications=20), swept, processes=2)
    assert (made.points, made.runs, made.weeks) == (2, 80, 16)
    assert made.there == 4 * 10
    assert made.seconds > 0 and {row.outcome for row in made.power} >= {"win_rate"}
    said = forecast_in_words(make(), made)
    assert "80 runs of 16 weeks" in said[0] and "buyer-weeks" in said[1]


def test_replications_needed_for_a_half_width() -> None:
    assert needed(1.0, 0.1) == pytest.approx((1.96 / 0.1) ** 2, abs=4)
    assert needed(0.0, 0.1) == 2
    assert needed(float("nan"), 0.1) is None and needed(1e9, 1e-3) is None


def test_progress_tells_speed_failures_and_time_left() -> None:
    now, lines = [0.0], []
    tell = lines_now_and_then(lines.append, lambda: now[0])
    for seconds, done in ((0, 100), (5, 150), (11, 210), (20, 300)):
        now[0] = seconds
        tell(done, 300, done // 100)
    assert len(lines) == 3
    assert lines[1] == "210 of 300 runs are done at 10.0 runs a second, 2 failed; 9 s left."
