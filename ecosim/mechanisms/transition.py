"""What it costs people to change the design of their team: hours, habits, contacts."""

from typing import Annotated

from annotated_types import Ge, Le
from pydantic.dataclasses import dataclass as checked

from ecosim.parameters import STRICT, Hours, Share, Weeks, number


@checked(frozen=True, config=STRICT)
class Transition:
    """What a change of design costs, alike for every team and every direction. Without a switch nothing."""

    # fmt: off
    retraining_hours: Hours = number(0.0, "h per rep-week", "hours of each rep's week that learning the new design takes; 0 = off", "model.md", True)
    retraining_weeks: Weeks = number(13, "weeks", "how many weeks from the switch on those hours are taken")
    habit: Share = number(0.0, "share", "chance, at the switch, that a step still follows the playbook the team had before; 0 = off", "model.md (lost and kept habits)", True)
    habit_half_life: Annotated[float, Ge(0.1), Le(520)] = number(8.0, "weeks", "weeks in which that chance halves", "assumption", True)
    kept_contacts: Share = number(1.0, "share", "influencers known to a circle that a rep still knows when its circle is broken up; 1 = all", "model.md", True)
    # fmt: on
