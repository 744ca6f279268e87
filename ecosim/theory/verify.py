"""verify(folder): every theory is run, checked and drawn; tables, figures and versions are kept."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from ecosim.lab.folders import made_ready, write_text
from ecosim.lab.manifest import provenance
from ecosim.report.style import house_style, save
from ecosim.theory import (
    averaging,
    bounded_confidence,
    cluster_graph,
    fang,
    influencers,
    march,
    one_buyer,
    queueing,
    screening,
)
from ecosim.theory import pictures_of_learning as learning
from ecosim.theory import pictures_of_structure as structure
from ecosim.theory.check import Check

KIND = "ecosim verification"
COLUMNS = ("theory", "check", "expected", "found", "tolerance", "source", "passed")
DRAWN_GROUP = (5, 6)  # people and seed of the group whose averaging is drawn

type Outcome = tuple[list[Check], Figure]
type Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Theory:
    """One theory: the name of its figure's file, and what runs and draws it."""

    stem: str
    run: Callable[[], Outcome]


def verify(folder: Path, on_progress: Progress | None = None) -> list[Check]:
    """Run all theories, and write their checks, figures and the versions behind them.

    Args:
        folder: for `checks.csv`, `manifest.json` and a PNG and an SVG per theory; made if needed.
        on_progress: told after each theory how many are done, of how many.

    Raises:
        FolderError: the folder holds something else or can not be used.
    """
    made_ready(folder, KIND)
    found: list[Check] = []
    with house_style():
        for done, theory in enumerate(THEORIES):
            if on_progress:
                on_progress(done, len(THEORIES))
            checks, figure = theory.run()
            save(figure, folder / theory.stem)
            found += checks
    write_text(folder / "checks.csv", table_of(found))
    content = {
        "kind": KIND,
        **provenance(),
        "figures": [theory.stem for theory in THEORIES],
        "checks": len(found),
        "passed": sum(check.passed for check in found),
    }
    write_text(folder / "manifest.json", json.dumps(content, indent=1) + "\n")
    if on_progress:
        on_progress(len(THEORIES), len(THEORIES))
    return found


def table_of(checks: list[Check]) -> str:
    """The checks as CSV, numbers with six digits."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for check in checks:
        rows.writerow((
            check.theory, check.name, check.expected_in_words, f"{check.found:.6g}",
            f"{check.tolerance:.3g}", check.source, "yes" if check.passed else "NO",
        ))  # fmt: skip
    return out.getvalue()


def _march() -> Outcome:
    found = march.equilibria()
    paths = {turnover: march.drift_path(turnover) for turnover in march.WITH_DRIFT}
    return march.checks(found, paths), learning.draw_march(found, paths)


def _fang() -> Outcome:
    points = fang.curve(replications=24)
    return fang.checks(points), learning.draw_fang(points)


def _averaging() -> Outcome:
    return averaging.checks(), learning.draw_averaging(averaging.agreement(*DRAWN_GROUP))


def _bounded_confidence() -> Outcome:
    found = bounded_confidence.table()
    return bounded_confidence.checks(found), learning.draw_bounded_confidence(found)


def _queueing() -> Outcome:
    found = queueing.measured()
    return queueing.checks(found), structure.draw_queueing(found)


def _screening() -> Outcome:
    return screening.checks(), structure.draw_screening()


def _cluster_graph() -> Outcome:
    points = cluster_graph.curve()
    return cluster_graph.checks(points), structure.draw_cluster_graph(points)


def _influencers() -> Outcome:
    points = influencers.curve()
    return influencers.checks(points), structure.draw_influencers(points)


def _one_buyer() -> Outcome:
    found = one_buyer.first_successes()
    return one_buyer.checks(found), structure.draw_one_buyer(found)


THEORIES = (
    Theory("learning-from-a-code", _march),
    Theory("semi-isolated-clusters", _fang),
    Theory("waiting-for-approval", _queueing),
    Theory("screens", _screening),
    Theory("averaging-opinions", _averaging),
    Theory("bounded-confidence", _bounded_confidence),
    Theory("cluster-graph", _cluster_graph),
    Theory("influencers-and-cascades", _influencers),
    Theory("one-buyer", _one_buyer),
)
