"""The imports go one way, and every file keeps to the size and the words of the house."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "ecosim"
FILES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES = 400

# From what is given to what is shown. A module may import from earlier layers and from its own;
# a name stands for a file or for a folder and all in it.
LAYERS = (
    ("parameters", "compiling"),
    ("mechanisms",),
    ("world", "team", "arithmetic"),
    ("scenario", "chance"),
    ("reference", "state"),
    ("rows",),
    ("files", "rules"),
    ("actions",),
    ("room",),
    ("loops",),
    ("week", "build", "experience", "pay_plans"),
    ("switching", "switching_plans"),
    ("simulate",),
    ("agents", "model"),
    ("measures",),
    ("crm",),
    ("lab",),
    ("report",),
    ("theory",),
    ("cli_studies", "cli_results", "cli_trace", "cli_change", "cli_progress"),
    ("cli", "app", "__main__"),
)
ENGINE = {"rules", "actions", "week", "build", "simulate", "agents", "model"}
ENGINE |= {"room", "experience", "pay_plans"}
SHOWS = {"report", "app"}
MAY_IMPORT_MESA = {"agents", "model"}
MAY_DRAW_FIGURES = {"report", "app", "cli", "theory"}
DRAWS_FIGURES = {"matplotlib", "seaborn", "plotly", "solara"}

every_file = pytest.mark.parametrize(
    "file", FILES, ids=lambda file: file.relative_to(PACKAGE).as_posix()
)


def part_of(file: Path) -> str:
    """The file's name, or the folder it lies in, as LAYERS names it."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def layer_of(part: str) -> int:
    return next(k for k, layer in enumerate(LAYERS) if part in layer)


def imported(file: Path) -> set[str]:
    """The full names of all modules a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name}: an import that is relative"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def parts_imported(file: Path) -> set[str]:
    """The parts of ecosim that a file imports."""
    return {name.split(".")[1] for name in imported(file) if name.startswith("ecosim.")}


def parts_shipped() -> set[str]:
    return {part_of(file) for file in FILES} - {"__init__"}


def test_there_are_files_to_look_at() -> None:
    assert len(FILES) > 40


def test_every_file_has_a_layer() -> None:
    assert parts_shipped() - {part for layer in LAYERS for part in layer} == set()


@every_file
def test_imports_go_one_way(file: Path) -> None:
    if part_of(file) == "__init__":
        assert parts_imported(file) == set()
        return
    mine = layer_of(part_of(file))
    later = {part for part in parts_imported(file) & parts_shipped() if layer_of(part) > mine}
    assert later == set()


@every_file
def test_what_shows_results_never_reaches_into_the_engine(file: Path) -> None:
    if part_of(file) in SHOWS:
        assert parts_imported(file) & ENGINE == set()


@every_file
def test_only_the_agents_and_the_model_import_mesa(file: Path) -> None:
    packages = {name.split(".")[0] for name in imported(file)}
    if part_of(file) not in MAY_IMPORT_MESA:
        assert "mesa" not in packages
    if part_of(file) not in MAY_DRAW_FIGURES:
        assert packages & DRAWS_FIGURES == set()


@every_file
def test_rules_draw_nothing_and_know_no_state_but_its_constants(file: Path) -> None:
    if part_of(file) == "rules":
        assert "chance" not in parts_imported(file)
        assert "ecosim.state.State" not in imported(file)


@every_file
def test_no_file_is_longer_than_one_sitting(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@every_file
def test_files_and_whatever_is_public_in_them_say_what_they_do(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    silent = [] if ast.get_docstring(tree) else ["the file itself"]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            silent += [] if ast.get_docstring(node) else [node.name]
    assert silent == []
