"""The whole suite: the engine is compiled once before workers start, random tests are repeatable.

Hypothesis draws the same examples everywhere, so that a change is judged by the same cases on every
machine; `pytest --hypothesis-profile=default` looks for new ones.
"""

import pytest
from hypothesis import settings

from ecosim.lab.compiled import compile_engine

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile before the workers start: else each of them would compile the same."""
    option = session.config.option
    is_worker = hasattr(session.config, "workerinput")
    if not is_worker and getattr(option, "numprocesses", None) and not option.collectonly:
        compile_engine()
