"""Fixtures for runs whose requests are answered on this computer."""

import threading
from collections.abc import Iterator

import pytest

from rossum_studio.runtime.services.certificates import authority


@pytest.fixture(scope="session", autouse=True)
def certificates() -> None:
    """There is one authority for all tests, made before any of them looks at what a run leaves behind."""
    authority().context_for("localhost")


@pytest.fixture(autouse=True)
def no_thread_left(certificates: None) -> Iterator[None]:
    """A test must leave no thread that answers requests."""
    yield
    assert [thread.name for thread in threading.enumerate() if thread.name == "services"] == []
