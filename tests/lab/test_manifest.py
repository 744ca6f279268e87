"""A study's manifest says everything needed to run it again, and nothing twice."""

import json
from dataclasses import replace
from typing import Any

from ecosim.files import load_team, load_world
from ecosim.lab.manifest import manifest_of_jobs
from ecosim.lab.runs import Job, seeds_of
from ecosim.scenario import Horizon, Scenario, facts_of


def merged(base: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Nested facts with some of them replaced."""
    return base | {
        name: merged(base[name], value) if isinstance(value, dict) else value
        for name, value in more.items()
    }


def whole(things: dict[str, Any]) -> dict[str, Any]:
    """Every thing in full."""
    first = next(iter(things.values()))
    return {
        name: merged(first, facts.get("like the first, but", {})) for name, facts in things.items()
    }


def test_every_scenario_and_its_seeds_can_be_read_back() -> None:
    market, long = load_world("mid-market-saas"), Horizon(52, 364, 0)
    dear = replace(market, pay=replace(market.pay, price_sensitivity=6.0, hold_back=0.5))
    teams = [load_team(name) for name in ("hierarchy", "hybrid@quota-managed", "roadmap")]
    jobs = [
        Job(Scenario(market, (teams[0],)), seeds_of(3, 5)),
        Job(Scenario(dear, (teams[1], teams[2])), seeds_of(3, 5)),
        Job(Scenario(market, (teams[2],), long), seeds_of(3, 2)),
    ]
    text = manifest_of_jobs("any", jobs, ["a", ("b", 0.5), "c"])
    manifest = json.loads(text)
    worlds, designs = whole(manifest["worlds"]), whole(manifest["teams"])
    for job, row in zip(jobs, manifest["jobs"], strict=True):
        told = merged(manifest, row)
        facts = facts_of(job.scenario)
        assert worlds[row["world"]] == json.loads(json.dumps(facts.pop("world")))
        assert [designs[name] for name in row["teams"]] == json.loads(
            json.dumps(facts.pop("teams"))
        )
        assert {name: told[name] for name in facts} == json.loads(json.dumps(facts))
        assert told["seeds"] == job.seeds.tolist()
    assert text.count('"value_ln_sd"') == text.count('"cluster_size": 1') == 1
