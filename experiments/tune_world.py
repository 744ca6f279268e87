"""Tune a world's numbers on its target table: all preset teams alike, people and world only.

A random search from the world as it is: change one to three dials, keep what misses less. The loss
is the sum of misses (in half-widths of each range, at most 3), a little for distance from the
middle of each range, a little for distance from where the search began. Held-out targets are not
looked at. The preset worlds were made this way; held against fresh seeds by `ecosim validate`.

    uv run python -m experiments.tune_world enterprise --minutes 5
"""

import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from ecosim.files import load_world, to_toml
from ecosim.lab.folders import write_text
from ecosim.lab.targets import Checked, Target, checked, load_targets, pool_of_presets
from ecosim.world import World

BOUNDS: dict[str, tuple[float, float]] = {
    "conversation.base": (-1, 1), "conversation.account_sd": (0.4, 1.4),
    "conversation.engagement_fade": (0.01, 0.06), "market.request_rate": (0.005, 0.06),
    "market.found_rate": (0.03, 0.4), "market.market_sd": (0.2, 1.2),
    "market.territory_ln_sd": (0.2, 1.2), "market.rest_after_win": (8, 40),
    "market.rest_after_none": (6, 26), "people.value_attention": (-0.3, 0.5),
    "people.prospecting_share": (0.1, 0.3), "people.conversation_hours": (0.6, 2.5),
    "people.review_thoroughness": (0.02, 0.6), "people.meetings_per_deal": (1, 4),
    "buyers.group_value": (0.1, 0.8), "buyers.speed_ln_sd": (0.3, 1.3),
    "buyers.spell_weeks": (1, 12), "buyers.availability": (0.25, 1),
    "buyers.impatience": (0.001, 0.03), "buyers.threshold_mean": (0.3, 0.65),
    "buyers.idea_reach": (0.14, 0.4), "buyers.held_share": (0.2, 0.95),
    "buyers.held_trust": (0.02, 0.3), "buyers.wait_utility": (-2, 1.5),
    "buyers.wait_pressure": (0.1, 1), "buyers.status_quo": (0.03, 0.12),
    "rival.success": (0.2, 0.8), "rival.present_request": (0.3, 0.95),
    "rival.enters": (0.003, 0.1),
}  # fmt: skip
WHOLE = {"people.meetings_per_deal", "market.rest_after_win", "market.rest_after_none"}
CENTRE, STAY = 0.07, 0.03  # weights of the two small terms

type Dials = dict[str, float]


def dial(world: World, name: str) -> float:
    """The value of a dial named section.key."""
    section, key = name.split(".")
    return float(getattr(getattr(world, section), key))


def turned(world: World, dials: Dials) -> World:
    """The world with its dials at these values."""
    for name, value in dials.items():
        section, key = name.split(".")
        setting = round(value) if name in WHOLE else float(f"{value:.3g}")
        world = replace(world, **{section: replace(getattr(world, section), **{key: setting})})
    return world


def misses(results: list[Checked]) -> float:
    """Misses of the tuned targets, with a little for distance from the middle of each range."""

    def off_centre(target: Target, value: float) -> float:
        half = 0.5 * (target.high - target.low)
        return 0.0 if np.isnan(value) else abs(value - target.low - half) / half

    tuned = [row for row in results if row.target.tuned]
    return sum(min(row.miss, 3.0) + CENTRE * off_centre(row.target, row.value) for row in tuned)


def main(
    world: str,
    minutes: Annotated[float, typer.Option(min=0.1)] = 5.0,
    replications: Annotated[int, typer.Option(min=2)] = 6,
    seed: int = 0,
    out: Path | None = None,
) -> None:
    """Search, say what helped, and write the best world found to a TOML file."""
    given, targets = load_world(world), load_targets(world)
    start = {name: dial(given, name) for name in BOUNDS}

    def loss(dials: Dials) -> float:
        pool = pool_of_presets(turned(given, dials), replications, 0, 1)
        moved = sum(abs(dials[k] - start[k]) / (high - low) for k, (low, high) in BOUNDS.items())
        return misses(checked(pool, targets)) + STAY * moved

    chance, best, least = np.random.default_rng(seed), dict(start), loss(start)
    until = time.monotonic() + 60.0 * minutes
    while (left := (until - time.monotonic()) / (60.0 * minutes)) > 0:
        tried = dict(best)
        for name in chance.choice(list(BOUNDS), size=int(chance.integers(1, 4)), replace=False):
            low, high = BOUNDS[name]
            step = chance.normal() * max(0.06, 0.25 * left) * (high - low)
            tried[name] = float(np.clip(tried[name] + step, low, high))
        if (found := loss(tried)) < least:
            changed = [f"{k} {tried[k]:.3g}" for k in tried if tried[k] != best[k]]
            typer.echo(f"{found:.3f}  {', '.join(changed)}")
            best, least = tried, found
    path = out or Path("out") / f"{given.name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, to_toml(turned(given, best)))
    typer.echo(f"written to {path}; hold it against fresh seeds with `ecosim validate`")


if __name__ == "__main__":
    typer.run(main)
