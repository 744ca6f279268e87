"""Random numbers for influencers, specialists and marketing."""

from typing import Any

from hypothesis import strategies as st

from ecosim.mechanisms.marketing import Leads, Marketing
from ecosim.mechanisms.opinions import Informed, Opinions
from ecosim.mechanisms.specialists import Reaching, Specialists

shares = st.floats(0, 1).map(lambda x: round(x, 3))


@st.composite
def reach_of_team(draw: st.DrawFn, managed: bool) -> dict[str, Any]:
    """What a team does to know influencers, how it reaches specialists, its marketing."""
    ways = ["none", "direct", "own network"] + ["up the line"] * managed
    return {
        "influencers": Informed(
            shared=draw(st.sampled_from([1.0, 0.5])), asks=draw(st.sampled_from([1.0, 0.5]))
        ),
        "specialists": Reaching(draw(st.sampled_from(ways))),
        "marketing": Marketing(draw(st.sampled_from([0.0, 0.0, 2.5])), draw(shares)),
    }


@st.composite
def reach_of_world(draw: st.DrawFn) -> dict[str, Any]:
    """How opinions spread, which specialists there are, what leads are worth; or all off."""
    if draw(st.booleans()):
        return {}
    return {
        "opinions": draw(opinions()),
        "specialists": draw(specialists()),
        "leads": Leads(quality=draw(st.sampled_from([0.0, 0.7, -0.7]))),
    }


@st.composite
def opinions(draw: st.DrawFn) -> Opinions:
    """Every way for opinions to spread on or off by itself."""
    return Opinions(
        peers=draw(st.sampled_from([0.0, 1.5, 4.0])), rewired=draw(shares),
        uneven=draw(st.booleans()), hubs=draw(st.sampled_from([0.0, 1.0])),
        peer_pull=draw(st.sampled_from([0.0, 0.2, -0.2])),
        threshold=draw(shares), threshold_sd=draw(st.sampled_from([0.0, 0.2])), view=0.02,
        adoption=draw(st.sampled_from([0.0, 0.5, 1.0])),
        buyer_adoption=draw(st.sampled_from([0.0, 0.3])),
        heard=draw(st.sampled_from([0.0, 0.3, -0.3])),
        experience=draw(st.sampled_from([0.0, 0.2, -0.2])),
        mismatch=draw(st.sampled_from([0.0, 0.1])), poor_fit=draw(st.sampled_from([0.0, 5.0])),
        public=draw(st.sampled_from([0.0, 0.3])),
        asking_hours=draw(st.sampled_from([0.0, 0.1])),
    )  # fmt: skip


@st.composite
def specialists(draw: st.DrawFn) -> Specialists:
    return Specialists(
        engineers=draw(st.integers(0, 2)), financiers=draw(st.integers(0, 1)),
        lawyers=draw(st.integers(0, 1)), hours=draw(st.sampled_from([2.0, 10.0])),
        request_hours=draw(st.sampled_from([0.0, 0.5])),
        handling_hours=draw(st.sampled_from([0.5, 4.0])),
    )  # fmt: skip
