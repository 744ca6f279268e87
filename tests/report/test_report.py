"""The report is one file that loads nothing, escapes what users wrote, and says what is undone."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from ecosim.files import load_team, load_world
from ecosim.lab.compare import compare
from ecosim.lab.folders import FolderError
from ecosim.lab.store import store
from ecosim.lab.sweep.folder import RUNS, made_ready
from ecosim.lab.sweep.parts import parts_folder
from ecosim.lab.sweep.runner import sweep
from ecosim.lab.sweep.study import Design, Factor, Study
from ecosim.report.asked import ESSAYS, essay_lines
from ecosim.report.page import Line, table_of
from ecosim.report.report import report
from ecosim.scenario import Horizon

HOSTILE = '<script>alert(1)</script>" onload="alert(2)" --> ]]> {{ 7 * 7 }} <img src=http://x.y>'
MOST_BYTES = 3_000_000
LOADS = ("src", "href", "xlink:href", "data", "action", "poster", "srcset", "background")


class Page(HTMLParser):
    """What a browser would load or run, and the text it would show."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.said: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.addresses += [str(value)] if name in LOADS else []
            self.handlers += [name] if name.startswith("on") else []
            self.ids += [str(value)] if name == "id" else []

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.said).split())


def checked(path: Path) -> Page:
    """The page, which must load nothing and run nothing but its own script."""
    text = path.read_text(encoding="utf-8")
    page = Page(text)
    assert all(a.startswith(("#", "data:")) for a in page.addresses), page.addresses
    assert page.handlers == []
    assert not set(page.tags) & {"link", "iframe", "object", "embed", "base", "form"}
    assert page.tags.count("script") == 1
    assert not re.search(r"@import|url\((?!#)", text)
    assert "default-src 'none'" in text
    inner = {target for target in page.addresses if target.startswith("#")}
    assert inner <= {f"#{name}" for name in page.ids}
    assert len(page.ids) == len(set(page.ids))
    assert len(text) < MOST_BYTES
    return page


def tiny(**changes: object) -> Study:
    given = {
        "name": "tiny", "worlds": (load_world("mid-market-saas").sized(0.01),),
        "teams": (load_team("linear-process"), load_team("hybrid")), "replications": 3,
        "factors": tuple(
            Factor(f"world.dials.{n}", values=(0.0, 0.5)) for n in ("noise", "drift")
        ),
        "horizon": Horizon(4, 8, 8), "outcomes": ("win_rate", "deals_entered"),
        "main_outcomes": ("win_rate", "deals_entered"), "description": "To see whether.",
    }  # fmt: skip
    return Study(**(given | changes))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    sweep(tiny(description=HOSTILE), folder, processes=1)
    return folder


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("comparison")
    teams = [load_team(name) for name in ("linear-process", "chaotic-cluster")]
    world = load_world("mid-market-saas").sized(0.03)
    store(compare(world, teams, replications=4, horizon=Horizon(8, 16, 16), processes=1), folder)
    return folder


def test_the_report_of_a_study(swept: Path) -> None:
    page = checked(report(swept))
    for words in ("What was asked", "Answers", "Who is ahead", "Which is safest", "What decides",
                  "Where they cross", "How to run it again", "3 of every team at every point",
                  "world.dials.noise", "24 runs at 4 points; 0 failed",
                  "hierarchy structure, script playbook", "Essays named",
                  "The Beautifulness of Chaos in Sales"):  # fmt: skip
        assert words in page.text, words
    assert page.tags.count("svg") >= 4
    manifest = json.loads((swept / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["numbers_hash"] in page.text
    assert HOSTILE in page.text


def test_the_same_folder_gives_the_same_page(swept: Path, tmp_path: Path) -> None:
    one, two = (report(swept, tmp_path / name).read_bytes() for name in ("a.html", "b.html"))
    assert one == two


def test_the_report_of_a_comparison(compared: Path) -> None:
    page = checked(report(compared))
    told = pd.read_csv(compared / "differences.csv").set_index("outcome")
    assert str(told.loc["win_rate", "sentence"]) in page.text
    for words in ("linear-process and chaotic-cluster in mid-market-saas", "4 of every team",
                  "Essays named", "Why Sales Should Never be a Process",
                  "ecosim compare linear-process chaotic-cluster --world mid-market-saas "
                  "--replications 4 --weeks 40 --seed 0"):  # fmt: skip
        assert words in page.text, words


def test_hostile_names_in_a_comparison_are_only_text(compared: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(compared, folder)
    for file in ("differences.csv", "estimates.csv"):
        table = pd.read_csv(folder / file)
        for column in table.select_dtypes("str"):
            if column not in ("outcome", "favours"):
                table[column] = table[column].where(table[column] != "linear-process", HOSTILE)
        if "sentence" in table:
            table["sentence"] = HOSTILE
        table.to_csv(folder / file, index=False)
    assert HOSTILE in checked(report(folder)).text


def test_a_half_finished_study_says_how_much_is_done(swept: Path, tmp_path: Path) -> None:
    folder = made_ready(tmp_path / "half", tiny())
    parts = sorted(parts_folder(swept).iterdir())
    for part in parts[: len(parts) // 2]:
        shutil.copy(part, parts_folder(folder))
    page = checked(report(folder))
    assert "Not finished: 12 of 24 runs are made (50%)" in page.text
    assert "What was asked" in page.text and "Who is ahead" not in page.text
    for part in parts:
        shutil.copy(part, parts_folder(folder))
    assert "All 24 runs are made, but their table is not" in checked(report(folder)).text


def test_an_unfinished_comparison_says_so(compared: Path, tmp_path: Path) -> None:
    manifest = json.loads((compared / "manifest.json").read_text(encoding="utf-8"))
    (tmp_path / "manifest.json").write_text(json.dumps(manifest | {"complete": False}))
    assert "stopped while its results were written" in checked(report(tmp_path)).text


def test_failed_runs_are_told_with_their_reason(tmp_path: Path) -> None:
    sweep(tiny(), tmp_path, processes=1)
    runs = pd.read_parquet(tmp_path / RUNS)
    broken = runs.index < 2
    runs["error"] = runs["error"].astype(object).where(~broken, f"ValueError: {HOSTILE}")
    runs.loc[broken, ["win_rate", "deals_entered"]] = float("nan")
    runs.to_parquet(tmp_path / RUNS, index=False)
    page = checked(report(tmp_path))
    assert "24 runs at 4 points; 2 failed" in page.text
    assert f"most often: ValueError: {HOSTILE}" in page.text


def test_every_design_has_a_report(tmp_path: Path) -> None:
    ranges = tuple(Factor(f"world.dials.{n}", low=0.0, high=1.0) for n in ("noise", "drift"))
    for kind in ("morris", "latin-hypercube", "one-at-a-time"):
        n = None if kind == "one-at-a-time" else 4
        study = tiny(factors=ranges, design=Design(kind=kind, n=n))
        sweep(study, tmp_path / kind, processes=1)
        checked(report(tmp_path / kind))
    sweep(tiny(factors=(), teams=tiny().teams[:1]), tmp_path / "one", processes=1)
    checked(report(tmp_path / "one"))


def test_long_tables_are_cut_and_say_so() -> None:
    table = table_of("Long", "long.csv", pd.DataFrame({"value": [0.123456789] * 40_000}))
    assert (len(table.rows), table.rows_in_all, table.download) == (500, 40_000, "")
    assert table.rows[0][0].text == "0.1235"


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="there is no study and no comparison"):
        report(tmp_path)


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium to open the page with")
def test_a_browser_sorts_the_tables(swept: Path, tmp_path: Path) -> None:
    """The script runs under the page's own policy: every heading becomes a button."""
    made = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
         "--disable-background-networking", f"--user-data-dir={tmp_path}",
         report(swept, tmp_path / "page.html").as_uri()],
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    assert '<button type="button">' in made.stdout.decode()


def test_the_command(swept: Path, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from ecosim.cli import app

    call: Callable[..., object] = CliRunner().invoke
    made = call(app, ["report", str(swept), "--out", str(tmp_path / "r.html")])
    assert made.exit_code == 0 and (tmp_path / "r.html").exists()  # type: ignore[attr-defined]
    made = call(app, ["analyse", str(swept), "--no-figures"])
    assert "Which is safest" in made.stdout  # type: ignore[attr-defined]
    made = call(app, ["report", str(tmp_path / "nothing")])
    assert made.exit_code == 2  # type: ignore[attr-defined]


def test_essays_are_named_as_in_the_sources() -> None:
    sources = (Path(__file__).parents[2] / "SOURCES.md").read_text(encoding="utf-8")
    for name, essay in ESSAYS.items():
        assert f"{name} {essay}" in sources
    assert essay_lines([Line("a", "b", "nothing of S5 or AS1")]) == []
