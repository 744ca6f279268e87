"""Compiling the rules, and the folder where their compiled form is kept.

Numba's disk cache notices an edit of the file a function stands in, but not of the functions it
calls in other files. The folder is therefore named by a hash of every compiled source: an edit of
any rule starts a new folder, an edit of the command line or of a figure does not.
"""

import hashlib
import inspect
import os
import tempfile
from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path
from typing import Any, cast

import numba
import numba.extending
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


class Inner:
    """An action that only compiled code calls, without the entry from Python that costs as much to
    compile as the action itself (every table of the state is unpacked there). Called from Python
    all the same, it is compiled once more, with an entry and not kept on disk."""

    def __init__(self, dispatcher: Any) -> None:
        self.dispatcher = dispatcher
        self.py_func = dispatcher.py_func
        self.__doc__, self.__name__ = self.py_func.__doc__, self.py_func.__name__

    def __call__(self, *given: Any) -> Any:
        return self.with_entry(*given)

    @cached_property
    def with_entry(self) -> Any:
        """The same action as Python can call it."""
        njit: Any = numba.njit
        return njit(error_model="numpy", _nrt=False)(self.py_func)


@numba.extending.typeof_impl.register(Inner)
def _type_of_inner(action: Inner, context: Any) -> Any:
    """Compiled code sees the action, not what is around it."""
    return numba.types.Dispatcher(action.dispatcher)


def _compile[F: Callable[..., Any]](function: F, inlined: bool, entry: bool) -> F:
    """Strictly IEEE arithmetic (no fast math), kept on disk. Without Numba's reference counting,
    which cost four fifths of a run: compiled code makes no arrays, Python owns them all."""
    settings: Any = numba.config
    njit: Any = numba.njit  # its types do not know every option
    before = settings.CACHE_DIR
    settings.CACHE_DIR = cache_folder()
    try:
        decorate = njit(
            cache=True, error_model="numpy", _nrt=False, forceinline=inlined,
            no_cfunc_wrapper=True, no_cpython_wrapper=not entry,
        )  # fmt: skip
        made: Any = decorate(function)
    finally:
        settings.CACHE_DIR = before
    kept: Any = made if entry or settings.DISABLE_JIT else Inner(made)
    return cast(F, kept)


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile a rule or an action into whatever calls it: handing the state over by value to a
    function of its own costs 0.2 microseconds a call."""
    return _compile(function, True, entry="s" not in inspect.signature(function).parameters)


def compiled_for_agents[F: Callable[..., Any]](function: F) -> F:
    """As `compiled`, for an action that Mesa agents call as well."""
    return _compile(function, True, entry=True)


def compiled_apart[F: Callable[..., Any]](function: F) -> F:
    """Compile a function as one of its own, for what is large and called seldom: keeps compile
    times short."""
    return _compile(function, False, entry="s" not in inspect.signature(function).parameters)


def compiled_step[F: Callable[..., Any]](function: F) -> F:
    """As `compiled_apart`, for what Python calls as well: steps of a week, what agents do."""
    return _compile(function, False, entry=True)
