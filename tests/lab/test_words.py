"""Columns that hold a number for a word have a word for every number the model writes."""

import numpy as np

from ecosim.lab.store import WORDS, in_words
from ecosim.state import MARKETED, PROSPECTED, REQUESTED


def test_every_way_a_deal_begins_has_a_word() -> None:
    codes = np.array([PROSPECTED, REQUESTED, MARKETED], np.int8)
    words = ["prospected", "requested", "marketed"]
    assert in_words(codes, list(WORDS["source"])).to_pylist() == words
