"""Worlds and teams as files: presets, round trips, and one clear sentence for every mistake."""

import re
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosim.files import FileError, load_team, load_world, team_names, to_toml, world_names
from ecosim.mechanisms.pay import Regime
from ecosim.scenario import Scenario, content_hash
from ecosim.team import Team
from ecosim.world import MOST_HOURS, World

PRESETS = Path(__file__).parents[1] / "ecosim" / "presets"
REGIME_KEYS = ", ".join(field.name for field in fields(Regime))
PRESET_FILES = sorted([*PRESETS.glob("worlds/*.toml"), *PRESETS.glob("teams/*.toml")])

names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}", fullmatch=True)


def tables(kind: type) -> st.SearchStrategy[Any]:
    """Any value of a dataclass of the package, each parameter anywhere in its range."""
    hints = get_type_hints(kind, include_extras=True)
    given = {
        field.name: tables(hints[field.name])
        if is_dataclass(hints[field.name])
        else st.from_type(hints[field.name])
        for field in fields(kind)
        if field.name not in ("name", "description")
    }
    if "name" in hints:
        given |= {"name": names, "description": st.text()}
    return st.builds(kind, **given)


def with_ordered_sensing(world: World) -> World:
    low, high = sorted((world.people.sensing_low, world.people.sensing_high))
    return replace(world, people=replace(world.people, sensing_low=low, sensing_high=high))


worlds = tables(World).map(with_ordered_sensing)


def problems_of(tmp_path: Path, text: str | bytes, kind: str = "world") -> list[str]:
    """The sentences that a file with this text gives, without the file's name."""
    path = tmp_path / "mine.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(FileError) as caught:
        load_world(path) if kind == "world" else load_team(path)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{path}: ") for line in lines)
    assert all(line.endswith((".", "?")) for line in lines)
    return [line.removeprefix(f"{path}: ") for line in lines]


def test_presets_are_found() -> None:
    assert "mid-market-saas" in world_names()
    assert team_names() == sorted(team_names())
    assert {"linear-process", "roadmap", "hierarchy", "hybrid"} <= set(team_names())


@pytest.mark.parametrize("path", PRESET_FILES, ids=lambda path: path.stem)
def test_every_preset_loads_under_its_own_name_and_says_what_it_is(path: Path) -> None:
    load = load_world if path.parent.name == "worlds" else load_team
    preset = load(path.stem)
    assert preset.name == path.stem
    assert len(preset.description) > 40
    assert load(path) == preset


@pytest.mark.parametrize("path", PRESET_FILES, ids=lambda path: path.stem)
def test_every_number_of_a_preset_has_its_source(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    numbers = [line for line in lines if re.match(r"(?!name|description)\w+ *=", line)]
    assert [line for line in numbers if "source:" not in line.partition("#")[2]] == []


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("linear-process", "hierarchy"),
        ("roadmap", "hierarchy"),
        ("hierarchy", "hierarchy"),
        ("adaptive-lone-wolves", "lone"),
        ("chaotic-cluster", "cluster"),
        ("hybrid", "hybrid"),
    ],
)
def test_team_presets_have_the_structure_they_claim(name: str, form: str) -> None:
    assert load_team(name).structure.form == form


def test_linear_process_and_hierarchy_differ_by_playbook_only() -> None:
    linear, free = load_team("linear-process"), load_team("hierarchy")
    assert linear.structure == free.structure
    assert linear.regime == free.regime
    assert linear.playbook != free.playbook


def with_possible_plan(team: Team) -> Team:
    """The team with a quota if its plan needs one, and numbers that go together."""
    regime = team.regime
    return replace(
        team,
        regime=replace(
            regime,
            quota="measured",
            pay_ceiling=max(1.0, regime.pay_ceiling),
            calendar_shift=min(regime.calendar_shift, regime.period_weeks - 1),
        ),
    )


def is_possible(team: Team) -> bool:
    """Whether the hours for others fit into a week, and nobody asks managers that are not there."""
    hours = team.structure.coordination_hours + team.regime.improvement_hours
    hours += team.marketing.hours
    asks_managers = "line" in team.approvals.decides or team.specialists.access == "up the line"
    return hours <= MOST_HOURS and (team.structure.span > 0 or not asks_managers)


possible_teams = tables(Team).map(with_possible_plan).filter(is_possible)


@settings(max_examples=120, deadline=None)
@given(st.one_of(worlds, possible_teams))
def test_what_is_written_and_read_back_is_equal(
    tmp_path_factory: pytest.TempPathFactory, thing: World | Team
) -> None:
    path = tmp_path_factory.getbasetemp() / "thing.toml"
    path.write_text(to_toml(thing), encoding="utf-8", newline="")
    again = load_world(path) if isinstance(thing, World) else load_team(path)
    assert again == thing
    assert content_hash(again) == content_hash(thing)


def test_written_numbers_carry_meaning_unit_and_source() -> None:
    lines = to_toml(World(name="a")).splitlines()
    assert 'name = "a"' in lines
    noise = next(line for line in lines if line.startswith("noise = "))
    assert "how hard a buyer is to read" in noise
    assert noise.endswith(" [dial]; source: model.md; a premise")
    numbers = [line for line in lines if re.match(r"(?!name|description)\w+ = ", line)]
    assert all(re.search(r"  # .+ \[.+\]; source: .+", line) for line in numbers)


def test_a_file_needs_no_name_and_may_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "Nordic tools.toml"
    path.write_text("")
    assert load_world(path) == World(name="Nordic tools")
    assert load_team(str(path)) == Team(name="Nordic tools")


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbf[people]\r\nreps = 12\r\n")
    assert load_world(path).people.reps == 12


def test_whole_numbers_stand_for_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("[market]\nvalue_median = 9_000\n")
    assert load_world(path).market.value_median == 9000.0


@pytest.mark.parametrize("value", ["0.7", "1", "0"])
def test_heterogeneity_moves_three_dials(tmp_path: Path, value: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(f"dials.heterogeneity = {value}\ndials.drift = 0.2")
    moved = World(name="a").at_heterogeneity(float(value))
    assert load_world(path) == replace(moved, dials=replace(moved.dials, drift=0.2))


COUNT = "must be a whole number from 1 to 2,000,000 (accounts)."
HOURS = "must be a number from 1 to 80 (h per week)."
SHARE = "must be a number from 0 to 1 (share)."
WORLD_MISTAKES = [
    ("market.accounts = 0", f"market.accounts is 0, but {COUNT}"),
    ("market.accounts = 600.0", f"market.accounts is 600.0, but {COUNT}"),
    ("market.accounts = true", f"market.accounts is true, but {COUNT}"),
    ("people.hours = true", f"people.hours is true, but {HOURS}"),
    ("people.hours = nan", f"people.hours is nan, but {HOURS}"),
    ("people.hours = -inf", f"people.hours is -inf, but {HOURS}"),
    ('people.hours = "9"', f'people.hours is "9", but {HOURS}'),
    ("people.hours = [1]", f"people.hours is a list, but {HOURS}"),
    ("people.hours = 2020-01-01", f"people.hours is 2020-01-01, but {HOURS}"),
    ("description = 2020-01-01", "description is 2020-01-01, but must be text."),
    ("people = 3", "people is 3, but must be a table, as under [people]."),
    ("people = 09:30:00", "people is 09:30:00, but must be a table, as under [people]."),
    ("people.rep = 3", "people.rep is not a known key; did you mean people.reps?"),
    ("reps = 3", "reps is not a known key; did you mean people.reps?"),
    ("[buyer]\nquorum = 1", "buyer is not a known key; did you mean buyers?"),
    (
        "dials.hetrogeneity = 1",
        "dials.hetrogeneity is not a known key; did you mean dials.heterogeneity?",
    ),
    ("[structure]\nspan = 8", "structure is not a known key; it belongs in a team file."),
    ("dials.heterogeneity = 1.5", f"dials.heterogeneity is 1.5, but {SHARE}"),
    ("dials.heterogeneity = true", f"dials.heterogeneity is true, but {SHARE}"),
    (
        "dials.heterogeneity = 0.3\ndials.h_set = 0.3",
        "dials.heterogeneity stands for dials.h_set too: give one or the other.",
    ),
    (
        "people.sensing_low = 0.95",
        "people.sensing_low must not exceed people.sensing_high "
        "(people.sensing_low = 0.95, people.sensing_high = 0.9).",
    ),
    (
        'name = "a/b"',
        'name is "a/b", but must be 1 to 64 letters, digits, spaces, dots, underscores or '
        "hyphens, the first a letter or a digit (A-Z, a-z, 0-9).",
    ),
]


@pytest.mark.parametrize(("text", "sentence"), WORLD_MISTAKES)
def test_a_mistake_in_a_world_is_said_in_one_sentence(
    tmp_path: Path, text: str, sentence: str
) -> None:
    assert problems_of(tmp_path, text) == [sentence]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            'playbook.order = "Script"',
            'playbook.order is "Script", but must be "script", "roadmap" or "adaptive".',
        ),
        (
            'regime.quota = "much"',
            'regime.quota is "much", but must be "none", "measured" or "growth".',
        ),
        ("structure.lends = 1", "structure.lends is 1, but must be true or false."),
        ("[people]\nreps = 2", "people is not a known key; it belongs in a world file."),
        (
            "[playbook]\nfoo = 2\n[regime]\nqwerty = 1",
            f"regime.qwerty is not a known key; the keys known here are {REGIME_KEYS}.",
        ),
    ],
)
def test_a_mistake_in_a_team_is_said_in_one_sentence(
    tmp_path: Path, text: str, sentence: str
) -> None:
    assert problems_of(tmp_path, text, "team")[-1] == sentence


@pytest.mark.parametrize(
    ("content", "start"),
    [
        (b"a = = 3", "the file is not valid TOML: Invalid value (at line 1, column 5)."),
        (b"a = 1\na = 2", "the file is not valid TOML: "),
        (b"\xff\xfea\x00", "the file is not text in UTF-8."),
        (b"a = " + b"[" * 300 + b"]" * 300, "lists or tables are nested too deeply."),
        (b"a = " + b"[" * 9000 + b"]" * 9000, "the file is not valid TOML: it is nested too"),
        (b"a = " + b"9" * 5000, "the file is not valid TOML: it contains a number"),
        (b"a = 0x" + b"f" * 9000, "a number is too long"),
        (b"dials.heterogeneity = 0x" + b"f" * 9000, "dials.heterogeneity is a very large number"),
        (b"#" * 1_000_001, "the file is larger than 1,000,000 bytes."),
    ],
)
def test_unreadable_contents_are_said_in_one_sentence(
    tmp_path: Path, content: bytes, start: str
) -> None:
    (problem,) = problems_of(tmp_path, content)
    assert problem.startswith(start)


def test_at_most_ten_sentences(tmp_path: Path) -> None:
    assert len(problems_of(tmp_path, "".join(f"x{n} = 1\n" for n in range(10)))) == 10
    many = problems_of(tmp_path, "".join(f"x{n} = 1\n" for n in range(30)))
    assert len(many) == 10
    assert many[-1] == "21 more problems were found."


def test_heterogeneity_does_not_hide_other_mistakes(tmp_path: Path) -> None:
    text = "dials.heterogeneity = 2\ndials.noise = 3\nmarket.segments = 0"
    assert len(problems_of(tmp_path, text)) == 3


@pytest.mark.parametrize("kind", ["folder", "missing", "long", "odd"])
def test_a_path_that_cannot_be_read(tmp_path: Path, kind: str) -> None:
    (tmp_path / "folder.toml").mkdir()
    odd = {"long": "a" * 400, "odd": "a\0"}
    with pytest.raises(FileError) as caught:
        load_world(tmp_path / f"{odd.get(kind, kind)}.toml")
    assert len(str(caught.value).splitlines()) == 1


def test_a_bad_name_taken_from_the_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a;b.toml"
    path.write_text("")
    with pytest.raises(FileError, match=r'name is "a;b" \(taken from the file\'s name\), but'):
        load_world(path)


def test_an_unknown_preset_suggests_the_nearest() -> None:
    with pytest.raises(FileError, match='did you mean "hybrid"'):
        load_team("Hybird")
    with pytest.raises(FileError, match=r"the presets are .*roadmap.*; a path ends in \.toml"):
        load_team("zzz")
    with pytest.raises(FileError, match="there is no world preset of this name"):
        load_world("")


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_file_is_refused_exactly_when_a_scenario_would_be(
    tmp_path_factory: pytest.TempPathFactory, low: float, high: float
) -> None:
    plain = World(name="a")
    world = replace(plain, people=replace(plain.people, sensing_low=low, sensing_high=high))
    path = tmp_path_factory.getbasetemp() / "sensing.toml"
    path.write_text(to_toml(world))
    try:
        Scenario(world=world, teams=(Team(name="b"),))
    except ValueError:
        with pytest.raises(FileError, match="sensing_low must not exceed"):
            load_world(path)
    else:
        assert load_world(path) == world
