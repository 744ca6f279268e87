"""What no file of the repository may contain: a package registry's host, a path of one machine."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Each is written with a gap in it, so that this file passes its own test.
GAP = "|"
REGISTRIES = [
    r"py|pi\.org",
    r"py|pi\.python\.org",
    r"files\.python|hosted\.org",
    r"://[^\s\"'<>]*/sim|ple\b",
    r"--(extra-)?index-|url[\s=]+\w+://",
]
MACHINE_PATHS = [
    r"(?<![\w.~-])/ho|me/\w",
    r"(?<![\w.~-])/ro|ot/\w",
    r"(?<![\w.~-])/Us|ers/\w",
    r"(?<![\w.~-])/wo|rk/\w",
    r"\b[A-Z]:\\Us|ers\\",
    r"file:/|//\w*/",
]


def without_gap(text: str) -> str:
    return text.replace(GAP, "")


def repository_files() -> list[Path]:
    """Tracked files, and new ones that are not ignored: they are tracked next."""
    git = shutil.which("git")
    if not git or not (ROOT / ".git").exists():
        return []
    listing = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (ROOT / name.decode() for name in listing.stdout.split(b"\0") if name)
    return [path for path in paths if path.is_file()]


FILES = repository_files()
needs_git = pytest.mark.skipif(not FILES, reason="not a git checkout")


def forbidden(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(without_gap(pattern) for pattern in patterns))


def lines_with(patterns: list[str]) -> list[str]:
    pattern = re.compile(forbidden(patterns).pattern.encode())
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in FILES
        for number, line in enumerate(path.read_bytes().splitlines(), start=1)
        if pattern.search(line)
    ]


@needs_git
def test_no_file_names_a_package_registry() -> None:
    assert lines_with(REGISTRIES) == []


@needs_git
def test_no_file_contains_a_path_of_one_machine() -> None:
    assert lines_with(MACHINE_PATHS) == []


@pytest.mark.parametrize(
    "text", ["https://py|pi.org/x", "https://mirror.example/sim|ple", "--index-|url https://a.b/c"]
)
def test_registry_patterns_find_what_they_should(text: str) -> None:
    assert forbidden(REGISTRIES).search(without_gap(text))


@pytest.mark.parametrize("text", ["/ho|me/ann/x", '"/wo|rk/main"', "C:\\Us|ers\\ann"])
def test_machine_path_patterns_find_what_they_should(text: str) -> None:
    assert forbidden(MACHINE_PATHS).search(without_gap(text))


@pytest.mark.parametrize("text", ["standard/wo|rk/done", "rules/sim|ple", "~/wo|rk/x"])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert not forbidden(REGISTRIES + MACHINE_PATHS).search(without_gap(text))
