"""What tests of the debugger share: runs that leave nothing behind, and a document to look into."""

import tempfile
import textwrap

import psutil
import pytest

from rossum_studio.bundled import sample_events
from rossum_studio.runtime.debugging.runner import DebugRunner
from rossum_studio.runtime.launch import Limits

PAYLOAD = b"""{
  "annotation": {"content": [
    {"id": 1, "schema_id": "totals", "category": "section", "children": [
      {"id": 2, "schema_id": "amount_total", "category": "datapoint", "content": {"value": "1 210.50"}}
    ]}
  ]},
  "schemas": [{"content": [
    {"id": "totals", "category": "section", "children": [
      {"id": "amount_total", "category": "datapoint", "type": "number"}
    ]}
  ]}]
}"""


@pytest.fixture(autouse=True)
def nothing_left_behind(tmp_path, monkeypatch):
    """Every debugged run must leave no process, descriptor, thread or scratch folder."""
    scratch_parent = tmp_path / "scratch"
    scratch_parent.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch_parent))
    us = psutil.Process()
    descriptors, threads, children = us.num_fds(), us.num_threads(), set(us.children(recursive=True))
    yield
    assert set(us.children(recursive=True)) == children
    assert us.num_fds() <= descriptors  # what an earlier test left may go meanwhile
    assert us.num_threads() <= threads
    assert not list(scratch_parent.iterdir())


@pytest.fixture
def debug():
    """Boot a worker for a file whose first line is line 1, and end it after the test."""
    runs = []

    def boot(code: str, language: str = "python", filename: str = "", payload: bytes = PAYLOAD, **limits):
        name = filename or {"python": "hook.py", "javascript": "hook.js"}[language]
        text = textwrap.dedent(code).lstrip("\n")
        run = DebugRunner(text, name, payload, Limits(**limits), language)
        runs.append(run)
        return run

    yield boot
    for run in runs:
        run.close()


@pytest.fixture
def sample_payload() -> bytes:
    """Return the payload of a whole invoice, with its schema."""
    return (sample_events() / "annotation_content.initialize.invoice.json").read_bytes()
