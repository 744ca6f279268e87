"""The folder of a study: which folders may be used for it, and its manifest.

manifest.json     the study in full, versions, engine, schema; no host, user or path
parts/            one Parquet file a block of runs, see parts
runs.parquet      one row a run in the order point, team, replication, once all runs are made
columns.csv       what the columns of runs.parquet mean, with units
"""

import json
import os
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from ecosim.lab.folders import FolderError, write_text
from ecosim.lab.manifest import provenance
from ecosim.lab.sweep.blocks import SCHEMA, numbers_hash
from ecosim.lab.sweep.designs import design_points
from ecosim.lab.sweep.parts import parts_folder
from ecosim.lab.sweep.study import Precision, Study
from ecosim.scenario import facts_of

KIND = "ecosim study"
RUNS, COLUMNS = "runs.parquet", "columns.csv"
MAY_CHANGE = ("description", "outcomes")


def made_ready(folder: Path, study: Study) -> Path:
    """The folder for a study, new or with an earlier state of the same study that it extends.

    Raises:
        FolderError: it can not be used, holds something else, or another study.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise FolderError(f"{folder}: this is a file; give a folder for the study.")
        if folder.is_dir() and any(folder.iterdir()) and not is_study(folder):
            raise FolderError(
                f"{folder}: this folder holds something else than a study by ecosim; "
                "give an empty or a new folder."
            )
        if is_study(folder):
            refuse_other_study(folder, study_in(folder), study)
        parts_folder(folder).mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(13, "no permission to write there")
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise FolderError(f"{folder}: the folder can not be used ({reason}).") from None
    manifest = manifest_of(study)
    if not is_study(folder) or manifest_in(folder) != manifest:
        (folder / RUNS).unlink(missing_ok=True)  # it belongs to an earlier state
        write_text(folder / "manifest.json", json.dumps(manifest, indent=1) + "\n")
    return folder


def manifest_of(study: Study) -> dict[str, Any]:
    """What is needed to run the study again."""
    made: dict[str, Any] = json.loads(json.dumps(facts_of(study)))
    return {"kind": KIND, "schema": SCHEMA, "numbers_hash": numbers_hash(), **provenance(),
            "study": made}  # fmt: skip


def is_study(folder: Path) -> bool:
    """Whether the folder has a study's manifest."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("kind") == KIND


def manifest_in(folder: Path) -> dict[str, Any]:
    """The manifest of a study's folder.

    Raises:
        FolderError: the folder holds no study, or one of another schema.
    """
    if not is_study(folder):
        raise FolderError(f"{folder}: there is no study here (no manifest.json of a study).")
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found = manifest.get("schema")
    if found != SCHEMA:
        newer = isinstance(found, int) and found > SCHEMA
        what = "a newer ecosim; update ecosim" if newer else "an older ecosim; run it anew"
        raise FolderError(
            f"{folder}: the study has schema {found}, this ecosim reads schema {SCHEMA}: it was "
            f"made by {what} or give another folder."
        )
    return manifest


def study_in(folder: Path) -> Study:
    """The study that a folder holds.

    Raises:
        FolderError: as manifest_in.
    """
    manifest = manifest_in(folder)
    try:
        return TypeAdapter(Study).validate_json(json.dumps(manifest["study"]))
    except (ValueError, KeyError):
        raise FolderError(
            f"{folder}: its study can not be read by this ecosim; run it anew in another folder."
        ) from None


def refuse_other_study(folder: Path, before: Study, now: Study) -> None:
    """A folder goes on with the same study: more replications, points, worlds or teams only.

    Raises:
        FolderError: the study in the folder is another one; says what differs.
    """
    reason = what_differs(before, now)
    if reason:
        raise FolderError(f"{folder}: {reason} Give another folder for the changed study.")


def what_differs(before: Study, now: Study) -> str:
    """Why a study does not extend another one, in a sentence; empty if it does."""
    for word in ("name", "seed", "horizon", "correlations"):
        if getattr(before, word) != getattr(now, word):
            return f"the study here has another {word}, and what is there can not be extended so."
    if not _asks_for_more(before.precision, now.precision):
        return (
            "the study here has another precision; it can only be made tighter (half_width), with "
            "more replications at most, of the same outcome."
        )
    for word in ("main_outcomes", "smallest_that_matters"):
        if getattr(before, word) != getattr(now, word):
            return f"{word} is stated before the runs are made, and the study here has another one."
    if now.replications < before.replications:
        return (
            f"the study here has {before.replications} replications, the one given "
            f"{now.replications}; replications can only be added."
        )
    for word in ("worlds", "teams"):
        if any(thing not in getattr(now, word) for thing in getattr(before, word)):
            return f"the study here has {word} that are changed or missing in the one given."
    if before.varied != now.varied or before.design.kind != now.design.kind:
        return "the study here has other factors or another design."
    return _points_lost(before, now)


def _asks_for_more(before: Precision | None, now: Precision | None) -> bool:
    """Whether a precision needs all runs of another one, and perhaps more."""
    if before is None or now is None:
        return before == now
    same = before.outcome == now.outcome
    return same and now.half_width <= before.half_width and now.most >= before.most


def _points_lost(before: Study, now: Study) -> str:
    """Whether points of the earlier study are no longer points of this one."""
    lost = set(design_points(before)) - set(design_points(now))
    if not lost:
        return ""
    if now.design.kind in ("latin-hypercube", "morris"):
        return f"points of the design {now.design.kind} can not be extended."
    return (
        f"{len(lost):,} points of the study here are not among those of the one given; grid and "
        "csv may add points, sobol and saltelli may double n, with the same design.seed."
    )
