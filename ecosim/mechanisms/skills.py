"""How skills grow, fade and are avoided; how a team coaches, trains and treats deviation."""

from typing import Annotated

from annotated_types import Ge, Le
from pydantic.dataclasses import dataclass as checked

from ecosim.parameters import STRICT, Hours, Share, Weeks, number


@checked(frozen=True, config=STRICT)
class Skills:
    """What people are like and how they learn, alike for every team."""

    # fmt: off
    ability_exponent: Annotated[float, Ge(-8), Le(8)] = number(1.0, "exponent", "how own skill and standard work blend: 1 = mean in logits (floor and ceiling), large = the better of the two, very negative = the weaker (complements)", "model.md; C04, C05", True)
    growth: Annotated[float, Ge(0), Le(0.5)] = number(0.0, "share of room per use", "how much of the room left a conversation adds to the skill of its role and its commitment; 0 = off", "model.md (skills grow by use)")
    rote_growth: Annotated[float, Ge(0), Le(2)] = number(1.0, "factor", "learning in a scripted conversation relative to one of one's own choice; 1 = alike, 0 = rote teaches nothing, 2 = the script frees for learning", "C22 (S2 against S0)", True)
    room: Annotated[float, Ge(0), Le(4)] = number(1.0, "logit", "how far each skill can grow beyond what a person began with")
    fading: Share = number(0.0, "share per week", "what a skill loses of what was learnt in a week without use; 0 = off", "model.md")
    coaching_growth: Annotated[float, Ge(0), Le(0.5)] = number(0.0, "share of room per h", "what an hour of coaching or training adds to the skill it is about; 0 = off", "model.md")
    sensing_growth: Annotated[float, Ge(0), Le(0.5)] = number(0.0, "share of room per use", "how much listening to a buyer adds to a rep's sensing (room: up to 1); 0 = off")
    disliked: Share = number(0.3, "share", "chance that a person is uncomfortable with asking for a commitment", "S2 (discomfort)")
    avoidance: Share = number(0.0, "share", "chance that an ask a rep is uncomfortable with is put off; 0 = off", "C12, C22 (S2)", True)
    weak_avoidance: Share = number(0.0, "per logit", "chance that an ask is put off for each logit of skill below average in it; 0 = off", "C22 (S2)", True)
    scripted_avoidance: Share = number(0.0, "factor", "how much of that is left where the script makes the ask; 0 = the script decides", "C12", True)
    resistance: Share = number(0.0, "share", "mean share of script steps that a rep replaces by its own read, spread evenly between people from nothing to twice this; 0 = off", "C13 (S4), C22")
    creativity: Share = number(0.0, "share", "mean chance that a rep finds what a buyer needs when an ask has failed and its reading is unclear, spread evenly between people; not on scripted steps; 0 = off", "C04 (S2, S4)", True)
    ambiguity: Annotated[float, Ge(-2), Le(2)] = number(0.0, "logit", "what a step that no script prescribes costs, because roles are unclear; below 0 freedom helps; 0 = off", "F33 (-.25)", True)
    rote_trust: Annotated[float, Ge(-0.5), Le(0.5)] = number(0.0, "share", "trust lost when the script plays a role that the buyer does not need; below 0 gained; 0 = off", "model.md (roles played by rote)", True)
    # fmt: on


@checked(frozen=True, config=STRICT)
class Coaching:
    """Hours a team gives to making its people better. They come out of selling and managers' hours."""

    # fmt: off
    manager_hours: Hours = number(0.0, "h per rep-week", "coaching by the manager, as far as its hours reach after reviews; costs the rep the same hours; 0 = off", "model.md")
    colleague_hours: Hours = number(0.0, "h per rep-week", "coaching each rep gets from a colleague of its cluster and gives to another; 0 = off", "model.md")
    training_hours: Hours = number(0.0, "h per rep-week", "training in each training week, spread over all ten commitments; 0 = off", "C22 (S2: a couple weeks)")
    training_weeks: Weeks = number(2, "weeks", "length of the training", "C22 (S2: a couple weeks)")
    training_from: Weeks = number(0, "week", "first week of the training")
    # fmt: on


@checked(frozen=True, config=STRICT)
class Deviation:
    """What a team does about reps who leave the script. It changes what they do, never what succeeds."""

    # fmt: off
    penalty: Share = number(0.0, "share", "how much of a rep's remaining freedom a detected deviation takes away; 0 = tolerated", "C11, C13 (S1 penalised)")
    detection: Share = number(0.3, "share", "chance that a manager notices a deviation (only with managers)")
    justifying_hours: Hours = number(0.0, "h", "hours a rep spends justifying a detected deviation; 0 = off")
    forgotten: Share = number(0.05, "per week", "how fast a rep's caution after a penalty fades")
    # fmt: on
