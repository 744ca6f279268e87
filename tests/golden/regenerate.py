"""Digests of whole runs, so that a change of any simulated number is seen and said.

    python tests/golden/regenerate.py

writes digests.json anew; do so in a commit of its own and say in CHANGES.md which rule changed.
"""

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).parent
DIGESTS = HERE / "digests.json"

if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent)]

from worlds import small  # noqa: E402

from ecosim.files import load_team  # noqa: E402
from ecosim.scenario import Horizon, Scenario  # noqa: E402
from ecosim.simulate import simulate  # noqa: E402
from ecosim.world import World  # noqa: E402


def golden_scenarios() -> dict[str, tuple[Scenario, int]]:
    """The scenarios and their seeds: one team in a preset, two teams in a world of defaults."""
    world = World("defaults")
    world = replace(
        world,
        market=replace(world.market, accounts=40),
        people=replace(world.people, reps=7),
        influencers=replace(world.influencers, count=5, churn=0.02),
    )
    rivals = (load_team("chaotic-cluster"), load_team("linear-process"))
    return {
        "hybrid in a small mid-market": (small("mid-market-saas", "hybrid"), 1),
        "two teams side by side": (Scenario(world, rivals, Horizon(10, 20, 10), "clock"), 2),
    }


def digest(scenario: Scenario, seed: int) -> dict[str, str]:
    """A hash of every column of a run's ledger and weekly rows, so that a new column changes no
    digest of the others."""
    run = simulate(scenario, seed)
    return {
        f"{table}.{name}": hashlib.sha256(rows[name].tobytes()).hexdigest()[:16]
        for table, rows in (("ledger", run.ledger), ("weekly", run.weekly))
        for name in rows.dtype.names
    }


def digests() -> dict[str, dict[str, str]]:
    return {name: digest(*of) for name, of in golden_scenarios().items()}


if __name__ == "__main__":
    DIGESTS.write_text(json.dumps(digests(), indent=2) + "\n", encoding="utf-8")
    print(f"{DIGESTS.name} written")
