"""The reader against the stored practice set and schema samples."""

import json
from pathlib import Path

import pytest

from ecosim.crm.columns import match_columns
from ecosim.crm.read import CrmError, CrmReading, describe, read_deals

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
MAVEN = SHARED / "data" / "maven_crm" / "sales_pipeline.csv"
SAMPLES = SHARED / "data" / "crm_export_fixtures"

needs_maven = pytest.mark.skipif(not MAVEN.exists(), reason="the Maven set is not stored here")
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="schema samples not stored here")


@pytest.fixture(scope="module")
def maven() -> CrmReading:
    return read_deals(MAVEN)


@needs_maven
def test_maven_counts(maven: CrmReading) -> None:
    assert (maven.rows, maven.deals, maven.reps, maven.accounts) == (8800, 8800, 30, 85)
    assert (maven.won, maven.lost, maven.open) == (4238, 2473, 2089)
    assert maven.no_decision is None


@needs_maven
def test_maven_rates_and_times(maven: CrmReading) -> None:
    assert maven.win_rate == pytest.approx(0.6315, abs=5e-5)
    assert maven.win_rate_low is not None
    assert maven.win_rate_high is not None
    assert maven.win_rate_low < 0.6315 < maven.win_rate_high
    assert maven.cycle_weeks_won_median == pytest.approx(57 / 7)
    assert maven.cycle_weeks_lost_median == pytest.approx(14 / 7)


@needs_maven
def test_maven_sizes_are_those_of_won_deals(maven: CrmReading) -> None:
    assert maven.size_median == 1117
    assert maven.size_ln_sd == pytest.approx(1.64, abs=0.005)
    assert maven.size_top_tenth_share == pytest.approx(0.28, abs=0.005)
    assert maven.win_rate_by_value is None
    assert maven.size_ln_sd_closed is None


@needs_maven
def test_maven_says_what_it_lacks(maven: CrmReading) -> None:
    unknown = " ".join(note.text for note in maven.notes if note.kind == "cannot know")
    for words in ("'engage_date' was used instead", "without a decision", "history", "Quota"):
        assert words in unknown
    left_out = " ".join(note.text for note in maven.notes if note.kind == "left out")
    assert "1,425 deals without an account" in left_out


@needs_maven
def test_maven_in_sentences(maven: CrmReading) -> None:
    text = describe(maven)
    assert text[0].startswith("Read 8,800 opportunities of 30 reps")
    assert any("win rate of closed deals is 63.2%" in sentence for sentence in text)


@needs_maven
def test_maven_names_appear_nowhere(maven: CrmReading) -> None:
    lines = MAVEN.read_text(encoding="utf-8").splitlines()[1:]
    cells = [line.split(",") for line in lines]
    names = {row[1] for row in cells} | {row[3] for row in cells if row[3]}
    text = repr(maven) + " ".join(describe(maven))
    assert not [name for name in names if name in text]


@needs_samples
@pytest.mark.parametrize(
    "path", sorted(SAMPLES.glob("*.csv")) if SAMPLES.exists() else [], ids=lambda p: p.name
)
def test_scrambled_samples_give_a_reading_or_a_clear_error(path: Path) -> None:
    text = first_sentence(path)
    assert text.startswith(("Read ", path.name))
    assert "\n" not in text


def first_sentence(path: Path) -> str:
    """The first sentence of a description, or that of the error."""
    try:
        return describe(read_deals(path))[0]
    except CrmError as error:
        return str(error)


@needs_samples
def test_all_names_of_the_compiled_list_are_known() -> None:
    compiled = json.loads((SAMPLES / "columns.json").read_text(encoding="utf-8"))["canonical_map"]
    fields: dict[str, set[str]] = {
        "deal_id": {"deal id"},
        "owner": {"owner"},
        "account": {"account"},
        "stage": {"stage"},
        "amount": {"amount", "actual amount"},
        "created": {"created", "engaged"},
        "close_expected_or_actual": {"close date"},
        "close_expected": {"expected close date"},
        "close_actual": {"actual close date", "won date", "lost date"},
        "won_flag": {"won flag", "status", "state code"},
    }
    for canonical, allowed in fields.items():
        for name in compiled[canonical]:
            assert set(match_columns([name])) <= allowed, name
            assert match_columns([name]), name
