"""The model description names files and parameters that exist, and leaves no section out."""

import re
from pathlib import Path

from ecosim.reference import parameter_rows
from ecosim.week import WEEK

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "ODD.md").read_text(encoding="utf-8")
QUOTED = re.findall(r"`([^`]+)`", TEXT)
NAMES = {row["name"] for row in parameter_rows()}
SECTIONS = {name.split(".")[0] for name in NAMES}


def test_every_file_it_names_exists() -> None:
    files = [word for word in QUOTED if re.fullmatch(r"(ecosim|tests|experiments)/[\w/.-]+", word)]
    assert len(files) > 20
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_every_parameter_it_names_exists() -> None:
    dotted = [word for word in QUOTED if re.fullmatch(r"[a-z_]+\.[a-z_]+", word)]
    named = {word for word in dotted if not word.endswith((".py", ".md", ".toml"))}
    assert len(named) > 40
    assert named - NAMES == set()


def test_every_section_of_parameters_is_described() -> None:
    described = {word.split(".")[0] for word in QUOTED if word in NAMES}
    assert SECTIONS - described == set()


def test_every_file_of_rules_and_actions_is_named() -> None:
    files = [
        file.relative_to(ROOT).as_posix()
        for folder in ("rules", "actions")
        for file in sorted((ROOT / "ecosim" / folder).glob("*.py"))
        if file.name != "__init__.py"
    ]
    assert [file for file in files if file not in QUOTED] == []


def test_the_phases_are_those_of_the_week() -> None:
    written = re.findall(r"^\d+\. \*\*(\w+)\*\* - (.+)$", TEXT, flags=re.MULTILINE)
    assert written == [(phase.name, phase.sentence) for phase in WEEK]


def test_every_element_of_the_protocol_is_there() -> None:
    for heading in (
        "## 1. Purpose and patterns", "## 2. Entities, state variables and scales",
        "## 3. Process overview and scheduling", "## 4. Design concepts", "## 5. Initialisation",
        "## 6. Input data", "## 7. Submodels",
    ):  # fmt: skip
        assert heading in TEXT
    for concept in (
        "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction",
        "Sensing", "Interaction", "Stochasticity", "Collectives", "Observation",
    ):  # fmt: skip
        assert f"**{concept}.**" in TEXT
