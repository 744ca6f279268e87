"""When the engine counts as compiled."""

import os
from pathlib import Path

import pytest

from ecosim.lab import compiled


def test_the_mark_is_of_these_sources_at_this_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Equal sources elsewhere, or written anew, are compiled anew by Numba."""
    here, elsewhere = tmp_path / "here.py", tmp_path / "elsewhere.py"
    for file in (here, elsewhere):
        file.write_text("same")
        os.utime(file, ns=(10**18, 10**18))
    monkeypatch.setattr(compiled, "compiled_files", lambda: [here])
    before = compiled.mark()
    assert compiled.mark() == before
    monkeypatch.setattr(compiled, "compiled_files", lambda: [elsewhere])
    assert compiled.mark() != before
    monkeypatch.setattr(compiled, "compiled_files", lambda: [here])
    os.utime(here, ns=(10**18, 10**18 + 1000))
    assert compiled.mark() != before
