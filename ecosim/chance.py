"""All chance in one file: every draw is a pure function of a key.

The key is (seed, decision, whom it happens to, its n-th occurrence). Which team design is tested
is never in the key, so two designs meet the same accounts, needs, rivals and luck (common random
numbers), and the order in which agents act cannot matter. Decisions are a numbered list whose
numbers are never reused. Credit: Starsim and Vivarium key their draws too.
"""

import numpy as np

from ecosim.arithmetic import normal_quantile
from ecosim.compiling import Whole, compiled

# the market as it is born
ACCOUNT_VALUE = np.int64(1)
ACCOUNT_EFFECT = np.int64(2)
ACCOUNT_SEGMENT = np.int64(3)
GROUP_SIZE = np.int64(4)
COMMITMENT_COUNT = np.int64(5)
COMMITMENT_OWN = np.int64(6)
COMMITMENT_PICK = np.int64(7)
COMMITMENT_ORDER = np.int64(8)
SEGMENT_PICK = np.int64(9)
TERRITORY_VALUE = np.int64(10)
BUYER_THRESHOLD = np.int64(11)
BUYER_TASTE = np.int64(12)
BUYER_LINK = np.int64(13)
BUYER_LINKED = np.int64(14)
REP_SKILL = np.int64(15)
REP_ROLE = np.int64(16)
REP_COMMITMENT = np.int64(17)
REP_SENSING = np.int64(18)
INFLUENCER_WEIGHT = np.int64(19)
PRESSURE_AT_BIRTH = np.int64(20)
# the calendar
MARKET = np.int64(30)
PRESSURE = np.int64(31)
REQUEST = np.int64(32)
LOOP_BACK = np.int64(34)
LOOP_WHICH = np.int64(35)
CHURN = np.int64(36)
# a buying journey
IDEA = np.int64(50)
IDEA_CENTRE = np.int64(51)
PATIENCE = np.int64(52)
RIVAL_THERE = np.int64(53)
RIVAL_STEP = np.int64(54)
SPEED = np.int64(55)
ROLE_OWN = np.int64(56)
ROLE_TASTE = np.int64(57)
ENCOUNTER = np.int64(58)
CHOICE = np.int64(59)
HELD = np.int64(60)
RIVAL_ENTERS = np.int64(61)
AVAILABLE = np.int64(62)
# selling
PROSPECT_WHO = np.int64(80)
PROSPECT_FOUND = np.int64(81)
MEETING = np.int64(82)
READING = np.int64(83)
ADHERENCE = np.int64(84)
TAILORING = np.int64(85)
SUCCESS = np.int64(86)
ACCESS = np.int64(87)
ASK_AROUND = np.int64(88)
REVIEW = np.int64(89)
SEEMS_AVAILABLE = np.int64(90)
# demand: orders of customers, forecasts
CONSUMPTION = np.int64(280)
JUDGEMENT = np.int64(281)
# a change of design
HABIT = np.int64(220)
KEPT_CONTACT = np.int64(221)
# exceptions
RAISED = np.int64(100)
RAISED_AT = np.int64(101)
KIND = np.int64(102)
IDEA_OF_PERSON = np.int64(103)
IDEA_OF_OPTION = np.int64(104)
EASE = np.int64(105)
SIGHT = np.int64(106)
SERVICE_HOURS = np.int64(107)
HELPS_FIND = np.int64(108)
HELPS_TALK = np.int64(109)
# knowledge: what customers value, who learns it, who leaves
PRIORITY = np.int64(120)
PRIORITY_LOCAL = np.int64(121)
PRIORITY_OWN = np.int64(122)
PRIORITY_TURNS = np.int64(123)
FIRST_BELIEF = np.int64(124)
NAMED_IN_DEBRIEF = np.int64(125)
HEARSAY_DATED = np.int64(126)
CODE_TEACHES = np.int64(127)
BETTER_FOLLOWED = np.int64(128)
CODE_DATED = np.int64(129)
CODE_LEARNS = np.int64(130)
COIN = np.int64(131)
CROSS_LINK = np.int64(132)
CROSS_WHOM = np.int64(133)
LEAVES = np.int64(134)
NEEDS_TURN = np.int64(135)
# pay and offers
HOLD_BACK = np.int64(240)
BUDGET_OWN = np.int64(241)
BUDGET_WEEK = np.int64(242)
GIVEN_BACK = np.int64(243)
BUDGET_SPREAD = np.int64(244)
CLEANED_UP = np.int64(245)
# sellers beside each other
RIVAL_SCRIPT = np.int64(222)
RIVAL_ORDER = np.int64(223)
RIVAL_ROLE = np.int64(224)
# skills
DISLIKES = np.int64(150)
CREATIVITY = np.int64(151)
RESISTANCE = np.int64(152)
PUT_OFF = np.int64(153)
IMPROVISING = np.int64(154)
# imposed interventions
IMPOSED_SKIP = np.int64(200)
IMPOSED_LATENCY = np.int64(201)
IMPOSED_LIMIT = np.int64(202)
IMPOSED_DEPTH = np.int64(203)
IMPOSED_SHIFT = np.int64(204)
INSPECTION = np.int64(205)
DETECTION = np.int64(206)
ONCE = np.int64(0)  # the occurrence of what happens once


BY_OCCURRENCE, BY_CLOCK = np.int64(0), np.int64(1)  # how a conversation is numbered in its key

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
def uniform(seed: np.uint64, decision: Whole, whom: Whole, nth: Whole) -> float:
    """A uniform number in [0, 1) that depends on nothing but the key.

    `seed` is the replication's scrambled seed (see `scrambled`).
    """
    key = seed + np.uint64(decision) * _DECISION
    key = mixed(key ^ (np.uint64(whom) * _WHOM))
    key = mixed(key + np.uint64(nth) * _NTH)
    return float(key >> _11) * 1.1102230246251565e-16


@compiled
def normal(seed: np.uint64, decision: Whole, whom: Whole, nth: Whole) -> float:
    """A standard normal number that depends on nothing but the key."""
    return normal_quantile(uniform(seed, decision, whom, nth) + 5.551115123125783e-17)


@compiled
def scrambled(seed: np.uint64) -> np.uint64:
    """A replication's seed as the draws use it; seed 0 is a seed like any other."""
    return mixed(seed + _DECISION)


@compiled
def chooses(seed: np.uint64, decision: Whole, whom: Whole, nth: Whole, choices: Whole) -> int:
    """One of 0 .. choices-1, all alike."""
    return int(uniform(seed, decision, whom, nth) * choices)
