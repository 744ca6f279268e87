"""The engine is compiled once, before the workers of a parallel test run start."""

import pytest

from ecosim.lab.compiled import compile_engine


def pytest_sessionstart(session: pytest.Session) -> None:
    """Only the process that hands out tests compiles; its workers find it done."""
    parallel = session.config.getoption("dist", "no") != "no"
    if parallel and not hasattr(session.config, "workerinput"):
        compile_engine()
