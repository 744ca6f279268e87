"""The parameter reference is complete and up to date."""

from pathlib import Path

import pytest

from ecosim.reference import ParameterRow, main, parameter_rows, parameter_table
from ecosim.scenario import Horizon, facts_of
from ecosim.team import Team
from ecosim.world import World

TRACKED = Path(__file__).parents[1] / "PARAMETERS.md"


def flat(table: dict[str, dict[str, object]]) -> dict[str, object]:
    return {
        f"{part}.{key}": value
        for part, inner in table.items()
        if isinstance(inner, dict)
        for key, value in inner.items()
    }


def test_the_tracked_reference_is_the_generated_one() -> None:
    assert TRACKED.read_text(encoding="utf-8") == parameter_table(), (
        "run `uv run python -m ecosim.reference` and keep the new PARAMETERS.md"
    )


def test_every_parameter_has_a_row_with_its_default() -> None:
    expected = flat(facts_of(World(name="a"))) | flat(facts_of(Team(name="a")))
    expected |= flat({"horizon": facts_of(Horizon())})
    assert {row["name"]: row["default"] for row in parameter_rows()} == expected


@pytest.mark.parametrize("row", parameter_rows(), ids=lambda row: row["name"])
def test_every_row_says_what_it_must(row: ParameterRow) -> None:
    assert row["kind"] in ("world", "team", "horizon")
    assert all((row["meaning"], row["unit"], row["allowed"], row["source"]))
    assert f"| `{row['name']}` |" in parameter_table()


def test_main_writes_into_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    main()
    assert (tmp_path / "PARAMETERS.md").read_text(encoding="utf-8") == parameter_table()
