"""The command line: what it prints, and one sentence for every mistake."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ecosim import cli
from ecosim.cli import app
from ecosim.cli_progress import lines_now_and_then
from ecosim.files import load_world, to_toml

QUICK = ["--weeks", "18", "--replications", "3", "--jobs", "1"]
runner = CliRunner()


@pytest.fixture
def small_world(tmp_path: Path) -> str:
    path = tmp_path / "small.toml"
    path.write_text(to_toml(load_world("mid-market-saas").sized(0.1)), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compare", "hybird"], 'did you mean "hybrid"?'),
        (["compare", "nowhere.toml"], "there is no such file"),
        (["compare", "hybrid", "hybrid"], 'have the name "hybrid"'),
        (["compare", "--world", "mars"], "there is no world preset of this name"),
        (["compare", "--replications", "1"], "--replications is 1, but must be 2 to 100,000."),
        (["compare", "--replications", "0"], "must be 2 to 100,000."),
        (["compare", "--replications", "many"], "--replications"),
        (["compare", "--precision", "0"], "must be 0.05 to 25.0 points of win rate."),
        (["compare", "--precision", "nan"], "--precision is nan, but must be"),
        (["compare", "--precision", "1", "--replications", "60"], "exclude each other"),
        (["compare", "--weeks", "11"], "--weeks is 11, but must be 12 to 6,000."),
        (["compare", "--weeks", "6001"], "must be 12 to 6,000."),
        (["compare", "--seed", "-1"], "--seed is -1, but must be 0 to"),
        (["compare", "--seed", "1.5"], "--seed"),
        (["compare", "--jobs", "0"], "--jobs is 0, but must be 1 to 256."),
        (["compare", "--bogus"], "--bogus"),
        (["--bogus"], "--bogus"),
        (["contrast"], "contrast"),
    ],
)
def test_a_mistake_is_one_sentence(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = runner.invoke(app, arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""
    assert not (tmp_path / "out").exists()


def test_every_problem_of_a_file_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "team.toml"
    path.write_text("[playbook]\nadherence = 2\norder = 'jazz'\n", encoding="utf-8")
    result = runner.invoke(app, ["compare", str(path), "--out", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 2


def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("mine", encoding="utf-8")
    result = runner.invoke(app, ["compare", *QUICK, "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "holds something else" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


def test_an_interrupt_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_world: str
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ecosim.lab.compare.compare", interrupted)
    folder = str(tmp_path / "out")
    result = runner.invoke(app, ["compare", *QUICK, "--world", small_world, "--out", folder])
    assert result.exit_code == 130
    assert result.stderr == "Stopped before the end; nothing more is written.\n"


def test_an_error_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a mistake in the code")

    monkeypatch.setattr(cli, "print_list", broken)
    assert isinstance(runner.invoke(app, ["teams"]).exception, ZeroDivisionError)


def test_a_comparison_prints_teams_pairs_and_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_world: str
) -> None:
    monkeypatch.setattr(cli, "draw", lambda folder: None)
    folder = tmp_path / "out"
    result = runner.invoke(app, ["compare", *QUICK, "--world", small_world, "--out", str(folder)])
    assert result.exit_code == 0, result.stderr
    flat = re.sub(r"\s+", " ", result.stdout)
    for team in cli.DEFAULT_TEAMS:
        assert team in flat
    assert "Win rate, %" in flat
    assert "linear-process and chaotic-cluster - Win rate:" in flat
    assert "Profit, USD per rep-hour" in flat
    assert "structures cost hours here that they cannot earn back that way." in flat
    assert max(len(line) for line in result.stdout.splitlines()) <= max(80, len(str(folder)) + 20)
    assert (folder / "manifest.json").exists()
    assert "Loading the engine" in result.stderr
    assert "Win rate" not in result.stderr


def test_no_other_team_names_a_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_world: str
) -> None:
    """A single team has a table and no pairs."""
    monkeypatch.setattr(cli, "draw", lambda folder: None)
    options = [*QUICK, "--world", small_world, "--out", str(tmp_path / "out")]
    result = runner.invoke(app, ["compare", "roadmap", *options])
    assert result.exit_code == 0, result.stderr
    assert "roadmap" in result.stdout
    assert "leaves out" not in result.stdout


@pytest.mark.parametrize(("command", "name"), [("worlds", "mid-market-saas"), ("teams", "hybrid")])
def test_presets_are_listed(command: str, name: str) -> None:
    result = runner.invoke(app, [command])
    assert result.exit_code == 0
    assert name in result.stdout.splitlines()


def test_progress_lines_come_now_and_then() -> None:
    """One at the start, then one every ten seconds."""
    lines: list[str] = []
    times = iter([0.0, 4.0, 11.0, 11.0, 12.0])
    tell = lines_now_and_then(lines.append, clock=lambda: next(times))
    for done in (0, 1, 2, 3):
        tell(done, 9)
    assert len(lines) == 2
    assert lines[1] == "2 of 9 runs are done."


def test_weeks_are_cut_into_thirds() -> None:
    horizon = cli.thirds(100)
    assert (horizon.burn_in, horizon.cohort, horizon.follow_up) == (33, 33, 34)
    assert horizon.weeks == 100


def test_validate_tells_each_target_and_fails_with_the_model() -> None:
    """One replication is enough to see every target beside the model; the exit code says if all
    that were tuned on pass."""
    result = runner.invoke(app, ["validate", "transactional", "--replications", "1", "--jobs", "1"])
    assert result.exit_code in (0, 1)
    assert "win rate" in result.output
    assert "targets that were tuned on pass" in result.output
    assert (result.exit_code == 0) == ("FAIL " not in result.output.replace("FAIL, held", ""))


def test_a_team_that_needs_more_hours_than_the_world_pays_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "talkers.toml"
    path.write_text("[structure]\nown_admin_hours = 45.0\n", encoding="utf-8")
    result = runner.invoke(app, ["compare", str(path), "--out", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert "coordination takes 45 h" in result.stderr
    assert "Traceback" not in result.output


def test_validate_of_an_unknown_world_is_one_sentence() -> None:
    result = runner.invoke(app, ["validate", "transactionel"])
    assert result.exit_code == 2
    assert "transactional" in result.stderr


def test_mistakes_about_studies_are_one_sentence(tmp_path: Path) -> None:
    missing = runner.invoke(app, ["sweep", str(tmp_path / "none.toml")])
    assert missing.exit_code == 2
    assert "no such file" in missing.stderr
    study = tmp_path / "study.toml"
    study.write_text('name = "s"\nteams = ["hybrid"]\nworlds = ["transactional"]\n', "utf-8")
    shard = runner.invoke(app, ["sweep", str(study), "--shard", "half"])
    assert shard.exit_code == 2
    assert "must be like 2/8" in shard.stderr
