"""Errors of both kinds in the engine: judges who see all make none."""

import numpy as np
from exceptions.cases import FORMS, at_random, worked_off, world_of

from ecosim.measures.exceptions import errors
from ecosim.mechanisms.exceptions import Approvals


def errors_of(noise: float) -> dict[str, float]:
    world = world_of(noise=noise, noise_per_step=0.0, ease_sd=0.0)
    rows = worked_off(world, FORMS["lone"], Approvals(proposals=1, rounds=1), at_random(3_000, 1.0))
    return errors(np.asarray(rows[0]), world.exceptions.threshold)


def test_who_sees_an_option_as_it_is_never_errs_and_who_does_not_errs_both_ways() -> None:
    assert set(errors_of(0.0).values()) == {0.0}
    blurred = errors_of(0.5)
    assert 0.1 < blurred["bad_enacted_share"] < 0.5
    assert 0.05 < blurred["good_dropped_share"] < 0.5
