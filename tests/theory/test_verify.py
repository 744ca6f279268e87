"""The command's function: all theories, a table, figures, a manifest."""

import csv
import json
from pathlib import Path

import pytest

from ecosim.lab.folders import FolderError
from ecosim.theory import verify as verifying
from ecosim.theory.check import Check


def test_a_check_passes_within_its_tolerance_only() -> None:
    def check(expected: float, found: float, relation: str) -> bool:
        return Check("t", "n", expected, found, 0.1, relation, "s").passed  # type: ignore[arg-type]

    assert check(1.0, 1.05, "equal") and not check(1.0, 1.2, "equal")
    assert check(1.0, 0.0, "below") and not check(1.0, 1.2, "below")
    assert check(1.0, 2.0, "above") and not check(1.0, 0.8, "above")
    assert not check(1.0, float("nan"), "below")


def test_results_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = tuple(t for t in verifying.THEORIES if t.stem in ("screens", "averaging-opinions"))
    monkeypatch.setattr(verifying, "THEORIES", quick)
    told: list[tuple[int, int]] = []
    folder = tmp_path / "verification"
    for _ in range(2):  # a second time into the same folder
        checks = verifying.verify(folder, lambda done, total: told.append((done, total)))
    assert told[:3] == [(0, 2), (1, 2), (2, 2)]
    assert all(check.passed for check in checks)
    with (folder / "checks.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == len(checks)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["passed"] == len(checks)
    assert manifest["engine_hash"]
    assert {path.suffix for path in folder.iterdir()} == {".png", ".svg", ".csv", ".json"}


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(FolderError, match="something else"):
        verifying.verify(tmp_path)


@pytest.mark.statistical
def test_every_theory_is_met(tmp_path: Path) -> None:
    assert [check for check in verifying.verify(tmp_path / "all") if not check.passed] == []
