"""Which events a handler's code passed on, kept in `<stem>.tested.json` beside it.

The file is stable: the same record gives the same bytes.
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


@dataclass(frozen=True, slots=True)
class EventRun:
    """The last run on one event.

    Args:
        event: `event.action`.
        at: When, ISO 8601 in UTC.
    """

    event: str
    passed: bool
    at: str


@dataclass(frozen=True, slots=True)
class TestedRecord:
    """The runs of one version of the code.

    Args:
        code_sha256: Of the version that was run; empty before the first run.
        events: The last run by event file or document name.
    """

    code_sha256: str = ""
    events: Mapping[str, EventRun] = field(default_factory=dict)

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
        self, event_name: str, document: str, code: str, *, passed: bool, at: datetime | None = None
    ) -> "TestedRecord":
        """The record after a run; runs of other code are forgotten.

        Args:
            document: File name of the event or document; the event's name where there is none.
        """
        sha256 = code_hash(code)
        kept = self.events if sha256 == self.code_sha256 else {}
        moment = (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
        return replace(
            self,
            code_sha256=sha256,
            events={**kept, document or event_name: EventRun(event_name, passed, moment)},
        )

    def to_json(self) -> dict[str, Any]:
        """The shape of the file."""
        events = {
            name: {"event": run.event, "passed": run.passed, "at": run.at}
            for name, run in sorted(self.events.items())
        }
        return {"code_sha256": self.code_sha256, "events": events}


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
        return TestedRecord(
            str(found["code_sha256"]),
            {name: _run(run) for name, run in found["events"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return TestedRecord()


def _run(found: Mapping[str, Any]) -> EventRun:
    return EventRun(str(found["event"]), found["passed"] is True, str(found["at"]))


def save_tested(hook_path: Path, record: TestedRecord) -> None:
    """Write the record beside a hook.

    Raises:
        SaveError: It cannot be written.
    """
    text = json.dumps(record.to_json(), indent=2, ensure_ascii=False) + "\n"
    save_text_file(tested_path(hook_path), TextFile(text))
