"""The golden runs give the bits they gave when digests.json was last written."""

import json

import pytest
from golden.regenerate import DIGESTS, digest, golden_scenarios

from ecosim.simulate import simulate
from ecosim.state import LOST, NO_DECISION, WON


def test_every_golden_run_has_its_digest() -> None:
    assert set(json.loads(DIGESTS.read_text(encoding="utf-8"))) == set(golden_scenarios())


@pytest.mark.parametrize("name", golden_scenarios())
def test_a_golden_run_gives_the_bits_it_gave_before(name: str) -> None:
    expected = json.loads(DIGESTS.read_text(encoding="utf-8"))[name]
    found = digest(*golden_scenarios()[name])
    assert {column: found.get(column) for column in expected} == expected, (
        "simulated numbers changed; if that is meant, say so in CHANGES.md and run "
        "python tests/golden/regenerate.py in a commit of its own"
    )


@pytest.mark.parametrize("name", golden_scenarios())
def test_a_golden_run_has_something_of_everything_in_it(name: str) -> None:
    scenario, seed = golden_scenarios()[name]
    ledger = simulate(scenario, seed).ledger
    assert {WON, LOST, NO_DECISION} <= set(ledger["outcome"].tolist())
