"""Studies as files: what they may say, and one clear sentence for each thing that is wrong."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ecosim.files import FileError
from ecosim.lab.sweep.designs import points
from ecosim.lab.sweep.forecast import Forecast, Power, forecast
from ecosim.lab.sweep.study import Factor, Precision, Study
from ecosim.lab.sweep.study_file import load_study
from ecosim.lab.sweep.telling import forecast_in_words
from ecosim.scenario import Horizon

ROOT = Path(__file__).parents[2]
STUDIES = sorted((ROOT / "experiments" / "studies").glob("*.toml"))
NOISE = '[factors."world.dials.noise"]\n'
SOBOL = '[design]\nkind = "sobol"\nn = 4\n'
HEAD = 'worlds = ["mid-market-saas"]\nteams = ["linear-process", "hybrid"]\n'


def study_file(folder: Path, text: str) -> Path:
    path = folder / "asked.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_the_examples_can_be_read(path: Path) -> None:
    if "saltelli" in path.read_text():
        pytest.importorskip("SALib")
    study = load_study(path)
    assert study.name == path.stem
    assert len(points(study)) > 10


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_the_examples_can_be_forecast(path: Path, tmp_path: Path) -> None:
    """As `--dry-run` does, with worlds a hundredth as large and short runs."""
    study = load_study(path)
    small = replace(
        study,
        worlds=tuple(world.sized(0.01) for world in study.worlds),
        factors=tuple(factor for factor in study.factors if factor.name != "world.scale"),
        horizon=Horizon(2, 4, 2),
    )
    made = forecast(small, tmp_path, processes=2)
    assert made.points == len(points(small)) and made.runs >= made.points * len(study.teams)
    said = forecast_in_words(small, made)
    assert f"{made.runs:,} runs of 8 weeks" in said[0]
    assert len(said) == 3 + len(made.power) > 3


def test_a_study_says_everything_there_is_to_say(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("[dials]\nnoise = 0.9\n")
    text = """
worlds = ["mine.toml", "enterprise"]
teams = ["linear-process", "hybrid"]
seed = 3
outcomes = ["win_rate"]
[horizon]
burn_in = 10
[design]
kind = "sobol"
n = 8
seed = 2
[factors.world.dials.drift]
low = 0.0
high = 0.5
[factors."team.playbook.adherence"]
low = 0.0
high = 1.0
[[correlations]]
first = "world.dials.drift"
second = "team.playbook.adherence"
value = -0.5
[precision]
half_width = 0.05
"""
    study = load_study(study_file(tmp_path, text))
    assert [world.name for world in study.worlds] == ["mine", "enterprise"]
    assert (study.name, study.seed) == ("asked", 3)
    assert study.horizon.burn_in == 10 and study.horizon.cohort == 52
    assert study.varied == ("world.dials.drift", "team.playbook.adherence")
    assert study.correlations[0].value == -0.5
    assert study.precision is not None and study.precision.outcome == "win_rate"
    assert len(points(study)) == 16


def test_points_come_from_a_csv_file(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(
        "world.dials.noise,team.structure.span,team.playbook.order,team.playbook.gate\n"
        "0.5,8,adaptive,true\n,0,script,\n"
    )
    text = HEAD + '[design]\nkind = "csv"\nfile = "points.csv"\n'
    frame = points(load_study(study_file(tmp_path, text)))
    assert frame["team.structure.span"].tolist() == [8, 0]
    assert frame["world.dials.noise"].isna().tolist() == [False, True]
    assert frame["team.playbook.gate"].isna().tolist() == [False, True]


WRONG = [
    ('worlds = ["mid-markt-saas"]\nteams = ["hybrid"]\n', 'did you mean "mid-market-saas"?'),
    ('teams = ["hybrid"]\n', "worlds is missing; it must be a list of presets or files."),
    ('worlds = []\nteams = ["hybrid"]\n', "worlds is empty"),
    ('worlds = "enterprise"\nteams = ["hybrid"]\n', 'worlds is "enterprise", but must be a list'),
    (HEAD + "replicatons = 3\n", "did you mean replications?"),
    (
        HEAD + "replications = 0\n",
        "replications is 0, but must be a whole number from 1 to 1,000,000.",
    ),
    (HEAD + "replications = 2.5\n", "replications is 2.5, but must be a whole number"),
    (HEAD + 'outcomes = ["win_rat"]\n', 'outcomes: "win_rat" is not an outcome; did you mean'),
    (HEAD + '[design]\nkind = "gird"\n', 'Did you mean "grid"?'),
    (HEAD + '[design]\nkind = "sobol"\n', "design.n is missing"),
    (
        HEAD + '[design]\nkind = "sobol"\nn = 12\n[factors."world.dials.noise"]\nlow=0\nhigh=1\n',
        "design.n is 12, but must be a power of two for the design sobol, for example 16.",
    ),
    (HEAD + "[design]\nn = 12\n", "the design grid takes none"),
    (HEAD + "[design]\nm = 12\n", "design.m is not a known key"),
    (
        HEAD + '[factors."world.dials.nois"]\nvalues = [1]\n',
        'factors: "world.dials.nois" is not a parameter; did you mean "world.dials.noise"?',
    ),
    (
        HEAD + '[factors."dials.noise"]\nvalues = [1]\n',
        'did you mean "world.dials.noise"?',
    ),
    (
        HEAD + '[factors."world.dials.noise"]\nvalues = [0.1, 1.5]\n',
        'factors."world.dials.noise".values has 1.5, but each must be a number from 0 to 1',
    ),
    (HEAD + '[factors."world.dials.noise"]\nvalues = 3\n', "values is 3, but must be a list"),
    (HEAD + '[factors."world.dials.noise"]\nlow = 0.1\n', "needs values, or low and high."),
    (
        HEAD + '[factors."world.dials.noise"]\nlow = 0.6\nhigh = 0.2\n',
        "low is 0.6, but must be below its high, 0.2.",
    ),
    (
        HEAD + '[factors."world.dials.noise"]\nlow = -1\nhigh = 0.2\n',
        "low is -1, but must be a number from 0 to 1",
    ),
    (
        HEAD + '[factors."world.dials.noise"]\nlow = 0\nhigh = 1\ndistribution = "log-uniform"\n',
        "must be above 0 for log-uniform",
    ),
    (
        HEAD + '[factors."team.playbook.order"]\nlow = 0\nhigh = 1\n',
        'needs values, each of them "script", "roadmap" or "adaptive".',
    ),
    (
        HEAD + '[factors."team.structure.span"]\nvalues = [1.5]\n',
        "has 1.5, but each must be a whole number from 0 to 100 (reps).",
    ),
    (
        HEAD + '[factors."world.dials.h_set"]\nvalues = [0.5]\n'
        '[factors."world.dials.heterogeneity"]\nvalues = [0.5]\n',
        "stands for world.dials.h_set too",
    ),
    (
        HEAD + '[[correlations]]\nfirst = "a"\nsecond = "b"\nvalue = 0.5\n',
        "the design grid takes none; use latin-hypercube or sobol.",
    ),
    (HEAD + '[[correlations]]\nfirst = "a"\n', "correlations[0].second is missing"),
    (HEAD + "[precision]\nhalf_width = 0\n", "precision.half_width is 0, but must be a number"),
    (HEAD + "[precision]\nmost = 10\n", "precision.half_width is missing"),
    (HEAD + "[horizon]\nburn_in = -1\n", "horizon.burn_in is -1, but must be a whole number from"),
    (HEAD + '[design]\nkind = "csv"\nfile = "none.csv"\n', "none.csv: there is no such file."),
    (HEAD + '[design]\nkind = "csv"\n', "design.file is missing"),
    (HEAD + "design = 3\n", "design is 3, but must be a table."),
    ("worlds = [\n", "the file is not valid TOML"),
    (HEAD + "seed = 99999999999999999999999\n", "seed is a very large number, but must be"),
    (HEAD + "replications = nan\n", "replications is nan, but must be a whole number"),
    (HEAD + "replications = 2020-01-01\n", "replications is 2020-01-01, but must be"),
    (HEAD + "outcomes = [1]\n", "outcomes has 1, but must be a list of outcomes."),
    (
        HEAD + "factors = [1]\n",
        'tables of factors, such as [factors."world.dials.noise"] with values = [0.0, 0.5].',
    ),
    (HEAD + "factors.'world.dials.noise' = [0, 1]\n", "but must be a table, such as ["),
    (HEAD + NOISE + "values = [nan]\n", "values has nan, but must be a list of numbers"),
    (HEAD + NOISE + "values = [[0.1]]\n", "values has a list, but must be a list of numbers"),
    (HEAD + NOISE + "values = [0, 0.0]\n", "values has 0.0 twice."),
    (HEAD + NOISE + 'low = "0"\nhigh = 1\n', 'low is "0", but must be a number from'),
    (HEAD + NOISE + "low = 0\nhigh = inf\n", "high is inf, but must be a number from"),
    (HEAD + NOISE + "values = [0.1]\nlevels = 3\n", "levels is 3, but the factor has values"),
    (HEAD + NOISE + 'name = "x"\nlow = 0\n', "name is not a known key; the keys here are values"),
    (
        HEAD + NOISE + 'distribution = "normal"\nmean = 0.5\nsd = 0\n',
        "sd is 0, but must be a number from 1e-12",
    ),
    (
        HEAD + SOBOL + NOISE + 'distribution = "normal"\nmean = 100\nsd = 0.1\n',
        "next to none of that lies between 0 and 1.",
    ),
    (HEAD + '[design]\nkind = "sobol"\nn = 0\n', "design.n is 0, but must be a whole number"),
    (HEAD + SOBOL + "second_order = true\n" + NOISE + "low = 0\nhigh = 1\n", "takes none; leave"),
    (HEAD + "[design]\nlevels = 6\n", "design.levels is 6, but the design grid takes none"),
    (HEAD + "[design]\nrows = [[1]]\n", "design.rows is not a known key"),
    (
        HEAD
        + "".join(
            f'[factors."world.dials.{name}"]\nlow = 0\nhigh = 1\nlevels = 1000\n'
            for name in ("noise", "drift", "h_set")
        ),
        "the design has 1,000,000,000 points in each of 1 worlds, but there may be at most",
    ),
    (HEAD + "[[correlations]]\nvalue = nan\n", "correlations[0].value is nan, but must be"),
    (
        HEAD + "replications = 10\n[precision]\nhalf_width = 0.05\n",
        "replications is 10, but precision decides how many there are at each point",
    ),
    (
        HEAD + "[smallest_that_matters]\nwin_rate = -1\n",
        'smallest_that_matters."win_rate" is -1; smallest_that_matters must be a table',
    ),
    ('worlds = [1]\nteams = ["hybrid"]\n', "worlds has 1, but must be a list of names or files."),
    (HEAD + "precision = 1.0\n", "precision is 1.0, but must be a table."),
    ('teams = ["hybrid"]\nworlds = ["a\\u0000.toml"]\n', "this cannot be the name of a file."),
    (HEAD + "seed = " + "[" * 5000 + "]" * 5000, "it is nested too deeply"),
]


@pytest.mark.parametrize(("text", "said"), WRONG, ids=[said[:40] for _, said in WRONG])
def test_what_is_wrong_is_said_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(FileError) as error:
        load_study(study_file(tmp_path, text))
    message = str(error.value)
    assert said in message
    for line in message.splitlines():
        assert line.startswith(str(tmp_path / "asked.toml")) and line.endswith((".", "?"))
        assert "pydantic" not in line and "Traceback" not in line


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("world.dials.nois\n1\n", 'did you mean "world.dials.noise"?'),
        ("world.dials.noise\n1.5\n", "point 1: world.dials.noise is 1.5, but must be"),
        ("world.dials.noise\nhigh\n", 'point 1: world.dials.noise is "high", but must be'),
        ("world.dials.noise\n0.5,1\n", "point 1 has 2 values, but must have 1."),
        ("world.dials.noise\n", "it has 0 points"),
        ("world.dials.noise\n0.5\n0.50\n", "points 1 and 2 are the same."),
        ("world.dials.noise\nnan\n", "point 1: world.dials.noise is nan, but must be"),
        ("world.dials.noise;world.dials.drift\n0;1\n", "is not a parameter; did you mean"),
    ],
)
def test_what_is_wrong_with_points_is_said(tmp_path: Path, table: str, said: str) -> None:
    (tmp_path / "points.csv").write_text(table)
    text = HEAD + '[design]\nkind = "csv"\nfile = "points.csv"\n'
    with pytest.raises(FileError, match=r"points\.csv: ") as error:
        load_study(study_file(tmp_path, text))
    assert said in str(error.value)


def test_the_same_mistakes_are_caught_in_python(make: Callable[..., Study]) -> None:
    with pytest.raises(ValueError, match="replications is 12, but precision decides"):
        make(precision=Precision(0.05))
    with pytest.raises(ValueError, match="did you mean"):
        make(factors=(Factor("world.dials.nois", values=(0.5,)),))


def test_the_forecast_is_of_what_the_study_says_decides(
    make: Callable[..., Study], tmp_path: Path
) -> None:
    study = make(main_outcomes=("wins",), smallest_that_matters={"wins": 0.7}, factors=())
    made = forecast(study, tmp_path, processes=1)
    assert {(one.outcome, one.half_width) for one in made.power} == {("wins", 0.7)}


def test_the_forecast_has_units_and_grammar(make: Callable[..., Study], tmp_path: Path) -> None:
    study = make(teams=(make().teams[0],), factors=(), replications=1)
    made = forecast(study, tmp_path, processes=1)
    known = replace(
        made, seconds_a_run=0.1, power=(replace(made.power[0], sd=0.1, replications=9),)
    )
    said = forecast_in_words(study, known)
    assert said[0] == "tiny: 1 point x 1 team, 1 run of 16 weeks; 0 are there already."
    assert "ms: less than a second with 1 process, besides" in said[2]
    assert said[3] == (
        "linear-process, win_rate: about 9 replications for ±2 points (sd 10 points in a pilot "
        "of 10 pairs at one point)."
    )


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        (20, "takes about 50 replications: some 200 runs, about 20 s from the beginning."),
        (60, "takes about 60 replications: some 240 runs, about 24 s from the beginning."),
        (900, "takes about 80 replications (the most allowed, which is too few): some 320 runs"),
        (None, "the pilot does not tell."),
    ],
)
def test_a_precision_is_forecast_from_the_pilot(
    make: Callable[..., Study], needs: int | None, said: str
) -> None:
    """Never fewer than its first look, never more than the most allowed."""
    study = make(replications=10, precision=Precision(0.02, most=80))
    power = Power("linear-process", "hybrid", "win_rate", 0.02, 0.1, needs)
    made = Forecast(2, 40, 0, 100, 16, 0.1, 1, (power,))
    assert said in forecast_in_words(study, made)[3]
