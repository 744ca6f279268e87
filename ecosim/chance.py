"""All chance in one file: every draw is a pure function of a key.

The key is (seed, decision, whom it happens to, its n-th occurrence). Which team design is tested
is never in the key, so two designs meet the same accounts, needs, rivals and luck (common random
numbers), and the order in which agents act cannot matter. Decisions are a numbered list whose
numbers are never reused. Credit: Starsim and Vivarium key their draws too.
"""

import numpy as np

from ecosim.arithmetic import normal_quantile
from ecosim.compiling import compiled

# fmt: off
# the market as it is born
ACCOUNT_VALUE = 1;     ACCOUNT_EFFECT = 2;   ACCOUNT_SEGMENT = 3;  GROUP_SIZE = 4
COMMITMENT_COUNT = 5;  COMMITMENT_OWN = 6;   COMMITMENT_PICK = 7;  COMMITMENT_ORDER = 8
SEGMENT_PICK = 9;      TERRITORY_VALUE = 10; BUYER_THRESHOLD = 11; BUYER_TASTE = 12
BUYER_LINK = 13;       BUYER_LINKED = 14;    REP_SKILL = 15;       REP_ROLE = 16
REP_COMMITMENT = 17;   REP_SENSING = 18;     INFLUENCER_WEIGHT = 19
# the calendar
MARKET = 30;           PRESSURE = 31;        REQUEST = 32;         NEEDS_MOVE = 33
LOOP_BACK = 34;        LOOP_WHICH = 35;      CHURN = 36
# a buying journey
IDEA = 50;             IDEA_CENTRE = 51;     PATIENCE = 52;        RIVAL_THERE = 53
RIVAL_STEP = 54;       SPEED = 55;           ROLE_OWN = 56;        ROLE_TASTE = 57
ENCOUNTER = 58;        CHOICE = 59;          HELD = 60;            RIVAL_ENTERS = 61
AVAILABLE = 62
# selling
PROSPECT_WHO = 80;     PROSPECT_FOUND = 81;  MEETING = 82;         READING = 83
ADHERENCE = 84;        TAILORING = 85;       SUCCESS = 86;         ACCESS = 87
ASK_AROUND = 88;       REVIEW = 89
# fmt: on

BY_OCCURRENCE, BY_CLOCK = 0, 1  # how a conversation is numbered in its key

_DECISION = np.uint64(0x9E3779B97F4A7C15)
_WHOM = np.uint64(0xD1B54A32D192ED03)
_NTH = np.uint64(0x8CB92BA72F3D8DD7)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


@compiled
def mixed(z: np.uint64) -> np.uint64:
    """Scramble 64 bits. Source: splitmix64 (Steele, Lea and Flood 2014)."""
    z = (z ^ (z >> _30)) * _MIX_1
    z = (z ^ (z >> _27)) * _MIX_2
    return z ^ (z >> _31)


@compiled
def uniform(seed: np.uint64, decision: int, whom: int, nth: int) -> float:
    """A uniform number in [0, 1) that depends on nothing but the key.

    `seed` is the replication's scrambled seed (see `scrambled`).
    """
    key = seed + np.uint64(decision) * _DECISION
    key = mixed(key ^ (np.uint64(whom) * _WHOM))
    key = mixed(key + np.uint64(nth) * _NTH)
    return float(key >> _11) * 1.1102230246251565e-16


@compiled
def normal(seed: np.uint64, decision: int, whom: int, nth: int) -> float:
    """A standard normal number that depends on nothing but the key."""
    return normal_quantile(uniform(seed, decision, whom, nth) + 5.551115123125783e-17)


@compiled
def scrambled(seed: np.uint64) -> np.uint64:
    """A replication's seed as the draws use it; seed 0 is a seed like any other."""
    return mixed(seed + _DECISION)


@compiled
def chooses(seed: np.uint64, decision: int, whom: int, nth: int, choices: int) -> int:
    """One of 0 .. choices-1, all alike."""
    return int(uniform(seed, decision, whom, nth) * choices)
