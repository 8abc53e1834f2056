"""Which events a handler's code passed on, kept in `<stem>.tested.json` beside it.

The file is stable: the same record gives the same bytes, and documents are named by their place relative
to the handler, so that a project may move.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from rossum_studio.model.saving import TextFile, save_text_file


class TestedState(StrEnum):
    """How code stands against its record; the value is what the user reads."""

    TESTED = "tested"
    CHANGED = "changed since tested"
    NEVER_RUN = "never run"


@dataclass(frozen=True, slots=True, order=True)
class TestedOn:
    """What the code was run on; two events of one document are two.

    Args:
        event: `event.action`.
        document: Title of the document; empty where the event has none.
        path: Of the document's file; empty when it has none.
    """

    event: str
    document: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class EventRun:
    """How the last run went.

    Args:
        at: When, ISO 8601 in UTC.
    """

    passed: bool
    at: str


@dataclass(frozen=True, slots=True)
class TestedRecord:
    """The runs of one version of the code.

    Args:
        code_sha256: Of the version that was run; empty before the first run.
        events: The last run on each event of each document.
    """

    code_sha256: str = ""
    events: Mapping[TestedOn, EventRun] = field(default_factory=dict)

    @property
    def passed(self) -> int:
        """How many of the events it passed on."""
        return sum(run.passed for run in self.events.values())

    def state(self, code: str) -> TestedState:
        """Whether this is the code that was run."""
        if not self.events:
            return TestedState.NEVER_RUN
        return TestedState.TESTED if self.code_sha256 == code_hash(code) else TestedState.CHANGED

    def with_run(
        self, tested_on: TestedOn, code: str, *, passed: bool, at: datetime | None = None
    ) -> "TestedRecord":
        """The record after a run; runs of other code are forgotten."""
        sha256 = code_hash(code)
        kept = self.events if sha256 == self.code_sha256 else {}
        moment = (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
        return replace(self, code_sha256=sha256, events={**kept, tested_on: EventRun(passed, moment)})

    def to_json(self, folder: Path) -> dict[str, Any]:
        """The shape of the file.

        Args:
            folder: Of the handler.
        """
        written = [
            {
                "event": each.event,
                "document": each.document,
                "path": _relative(each.path, folder),
                "passed": run.passed,
                "at": run.at,
            }
            for each, run in sorted(self.events.items(), key=lambda pair: pair[0])
        ]
        return {"code_sha256": self.code_sha256, "events": {_name(entry): entry for entry in written}}


def code_hash(code: str) -> str:
    """SHA-256 of the code, whatever ends its lines."""
    return hashlib.sha256(code.replace("\r\n", "\n").encode("utf-8", "surrogatepass")).hexdigest()


def tested_path(hook_path: Path) -> Path:
    """Where the record of a handler or hook object is kept."""
    return hook_path.with_suffix(".tested.json")


def load_tested(hook_path: Path) -> TestedRecord:
    """The record beside a hook; an empty one when there is none that can be read."""
    try:
        found = json.loads(tested_path(hook_path).read_bytes())
        runs = (_run(each, hook_path.parent) for each in found["events"].values())
        return TestedRecord(str(found["code_sha256"]), dict(runs))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return TestedRecord()


def _run(found: Mapping[str, Any], folder: Path) -> tuple[TestedOn, EventRun]:
    tested_on = TestedOn(str(found["event"]), str(found["document"]), _absolute(str(found["path"]), folder))
    return tested_on, EventRun(found["passed"] is True, str(found["at"]))


def save_tested(hook_path: Path, record: TestedRecord) -> None:
    """Write the record beside a hook.

    Raises:
        SaveError: It cannot be written.
    """
    text = json.dumps(record.to_json(hook_path.parent), indent=2, ensure_ascii=False) + "\n"
    save_text_file(tested_path(hook_path), TextFile(text))


def _name(entry: Mapping[str, Any]) -> str:
    """For whoever reads the file; it is not read back."""
    return " · ".join(filter(None, (entry["document"], entry["event"], entry["path"])))


def _relative(path: str, folder: Path) -> str:
    """As it is written; a path on another drive stays as it is."""
    if not path:
        return ""
    try:
        return Path(path).resolve().relative_to(folder.resolve(), walk_up=True).as_posix()
    except ValueError:
        return path


def _absolute(path: str, folder: Path) -> str:
    return str((folder / path).resolve()) if path else ""
