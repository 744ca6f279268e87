"""The folder of a comparison: which folders may be used, and writing files whole into them."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

KIND = "ecosim comparison"
CHANGE_KIND = "ecosim change of design"


class FolderError(ValueError):
    """A folder can not be used for a comparison; the message is one sentence."""


def made_ready(folder: Path, kind: str = KIND) -> Path:
    """The folder, created if need be. One that holds anything but results of its kind is refused.

    Raises:
        FolderError: it is a file, holds something else, or can not be created.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise FolderError(f"{folder}: this is a file; give a folder for the results.")
        if folder.is_dir() and any(folder.iterdir()) and not holds(folder, kind):
            raise FolderError(
                f"{folder}: this folder holds something else than an {kind}; "
                "give an empty or a new folder."
            )
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(13, "no permission to write there")
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise FolderError(f"{folder}: the folder can not be used ({reason}).") from None
    return folder


def holds(folder: Path, kind: str) -> bool:
    """Whether the folder has the manifest of results of a kind."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("kind") == kind


def write_text(path: Path, text: str) -> None:
    """Write a text file whole."""
    write_whole(path, lambda partial: partial.write_text(text, encoding="utf-8", newline="\n"))


def write_whole(path: Path, write: Callable[[Path], Any]) -> None:
    """Write under another name in the same folder, then rename: never seen half-written."""
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    try:
        write(partial)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
