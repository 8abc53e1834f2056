"""Fixtures for handlers that are called again in one process."""

import tempfile
from collections.abc import Iterator

import psutil
import pytest

from rossum_studio.runtime.runner import KeptRunner


@pytest.fixture
def nothing_left_behind(tmp_path, monkeypatch):
    """A test must leave no process, descriptor or scratch folder."""
    scratch_parent = tmp_path / "scratch"
    scratch_parent.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch_parent))
    us = psutil.Process()
    descriptors, children = us.num_fds(), set(us.children(recursive=True))
    yield
    assert us.num_fds() <= descriptors  # what an earlier test used may have gone meanwhile
    assert set(us.children(recursive=True)) <= children
    assert list(scratch_parent.iterdir()) == []


@pytest.fixture
def kept(nothing_left_behind) -> Iterator[KeptRunner]:
    """Calls handlers in one process."""
    with KeptRunner() as runner:
        yield runner
