"""Putting the shards of a study together: their parts in one folder, then the table of runs."""

import shutil
from functools import partial
from pathlib import Path

from ecosim.lab.folders import FolderError, write_whole
from ecosim.lab.sweep.folder import made_ready, manifest_in, study_in
from ecosim.lab.sweep.parts import WHOLE, missing, parts_folder, present, swept
from ecosim.lab.sweep.plan import Plan
from ecosim.lab.sweep.tables import compact


def merge(folders: list[Path], out: Path | None = None) -> Path:
    """Bring the parts of several folders of one study together and write the table of runs.

    Args:
        folders: of the shards; a single one if all shards wrote into the same.
        out: where to; the first of the folders if not given.

    Raises:
        FolderError: they hold different studies or engines, or blocks are missing in all of them.
    """
    into = out or folders[0]
    study = study_in(folders[0])
    for folder in folders[1:]:
        if manifest_in(folder) != manifest_in(folders[0]):
            raise FolderError(f"{folder}: this is not the same study and engine as {folders[0]}.")
    made_ready(into, study)
    for folder in folders:
        if folder.resolve() != into.resolve():
            gather(parts_folder(folder), parts_folder(into))
    plan = Plan(study)
    lacking = sum(1 for _ in missing(plan.blocks(), present(parts_folder(into))))
    if lacking:
        blocks = "1 block of runs is" if lacking == 1 else f"{lacking:,} blocks of runs are"
        raise FolderError(f"{into}: {blocks} missing; sweep the other shards first.")
    swept(parts_folder(into))
    return compact(into, plan)


def gather(source: Path, into: Path) -> None:
    """Copy the parts that are not there yet, each of them whole."""
    there = {path.name for path in into.iterdir()}
    for part in sorted(source.glob(f"*{WHOLE}")):
        if part.name not in there and not part.name.startswith("."):
            write_whole(into / part.name, partial(shutil.copyfile, part))
