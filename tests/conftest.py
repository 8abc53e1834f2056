"""Fixtures for all tests. Qt draws into memory."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from memory_keychain import MemoryKeyring, in_place
from statement_table import load_table

from rossum_studio.model.annotation import Annotation, Content
from rossum_studio.model.importing.complete import Completed, complete
from rossum_studio.model.importing.importer import open_paths
from rossum_studio.model.importing.opened import OpenedDocument
from rossum_studio.model.schema import Schema

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["ROSSUM_STUDIO_PACKS"] = str(Path(__file__).parent / "no_packs")  # not what is installed here

SAMPLE_EVENTS = Path(__file__).parents[1] / "sample_events"


@dataclass(frozen=True)
class SampleEvent:
    """A file of `sample_events/`, opened and completed."""

    path: Path
    opened: OpenedDocument
    completed: Completed

    @property
    def annotation(self) -> Annotation:
        return self.completed.annotation

    @property
    def content(self) -> Content:
        return self.completed.annotation.content

    @property
    def schema(self) -> Schema:
        return self.completed.schema


@pytest.fixture
def sample_event() -> Callable[[str], SampleEvent]:
    """Opens `sample_events/<name>.json`."""

    def load(name: str) -> SampleEvent:
        path = SAMPLE_EVENTS / f"{name}.json"
        opened = open_paths([path])
        assert not opened.errors, opened.errors
        return SampleEvent(path, opened.documents[0], complete(opened.documents[0], None))

    return load


@pytest.fixture
def keychain() -> Iterator[MemoryKeyring]:
    """The keychain is one that forgets."""
    found = MemoryKeyring()
    with in_place(found):
        yield found


def pytest_terminal_summary(terminalreporter: "pytest.TerminalReporter") -> None:
    """Say how much of the reference the tests cover."""
    terminalreporter.write_line(load_table().summary)
