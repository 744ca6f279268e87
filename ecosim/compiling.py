"""Compiling the rules, and the folder where their compiled form is kept.

Numba's disk cache notices an edit of the file a function stands in, but not of the functions it
calls in other files. The folder is therefore named by a hash of every compiled source: an edit of
any rule starts a new folder, an edit of the command line or of a figure does not.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba
import numpy as np

type Whole = int | np.int64

HERE = Path(__file__).parent
COMPILED_SOURCES = (
    "arithmetic.py", "chance.py", "rows.py", "state.py", "loops.py", "week.py", "rules", "actions",
)  # fmt: skip


def compiled_files() -> list[Path]:
    """Every file whose functions are compiled, in a stated order."""
    found: list[Path] = []
    for name in COMPILED_SOURCES:
        path = HERE / name
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return found


@cache
def engine_hash() -> str:
    """Twelve hex digits that change whenever a compiled source does: results are keyed by it."""
    digest = hashlib.sha256()
    for file in compiled_files():
        digest.update(file.relative_to(HERE).as_posix().encode())
        digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


@cache
def cache_folder() -> str:
    """The folder for compiled code of exactly these sources and this Numba."""
    chosen = os.environ.get("ECOSIM_CACHE") or os.environ.get("XDG_CACHE_HOME")
    base = Path(chosen) if chosen else Path.home() / ".cache"
    folder = base / "ecosim" / f"{engine_hash()}-numba{numba.__version__}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(folder)
    except OSError:
        folder = Path(tempfile.gettempdir()) / "ecosim" / folder.name
        folder.mkdir(parents=True, exist_ok=True)
    return str(folder)


def _compile[F: Callable[..., Any]](function: F, inlined: bool) -> F:
    """Strictly IEEE arithmetic (no fast math), kept on disk. Without Numba's reference counting,
    which cost four fifths of a run: compiled code makes no arrays, Python owns them all."""
    settings: Any = numba.config
    njit: Any = numba.njit  # its types do not know every option
    before = settings.CACHE_DIR
    settings.CACHE_DIR = cache_folder()
    try:
        decorate = njit(cache=True, error_model="numpy", _nrt=False, forceinline=inlined)
        made: F = decorate(function)
    finally:
        settings.CACHE_DIR = before
    return made


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile a rule or an action into whatever calls it: handing the state over by value to a
    function of its own costs 0.2 microseconds a call."""
    return _compile(function, inlined=True)


def compiled_apart[F: Callable[..., Any]](function: F) -> F:
    """Compile a function as one of its own, for what is large and called seldom: keeps compile
    times short."""
    return _compile(function, inlined=False)
