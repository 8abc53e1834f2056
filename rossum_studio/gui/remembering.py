"""Unsaved work kept on disk while it is unsaved, and brought back after a crash."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from rossum_studio.gui.document import OpenDocument
from rossum_studio.gui.task import TaskRunner
from rossum_studio.model.hook import Hook
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.preferences.profile import Profile
from rossum_studio.preferences.recovery import forget, new_recovery_file, take_leftovers

DELAY_MS = 1000


@dataclass(frozen=True)
class UnsavedWork:
    """What would be lost.

    Args:
        hook: The function with its code as it stands in the editor; None when it is saved.
        document: The document with the user's edits; None when there are none.
    """

    hook: OpenedHook | None = None
    document: OpenDocument | None = None

    def to_json(self) -> dict[str, Any]:
        """As it is kept on disk."""
        kept: dict[str, Any] = {}
        if self.hook is not None:
            kept["hook"] = _hook_to_json(self.hook)
        if self.document is not None:
            kept["document"] = _document_to_json(self.document)
        return kept


@dataclass(frozen=True)
class RecoveredWork:
    """What a crash left behind.

    Args:
        document: JSON text of an annotation with its edits, as it can be opened.
        schema: JSON text of the schema that was in force; empty when it was inferred.
        updated: Ids that the user had edited.
    """

    hook: OpenedHook | None = None
    document: str = ""
    schema: str = ""
    updated: tuple[int, ...] = ()
    origin: Mapping[str, Any] = field(default_factory=dict)


class RecoveryController(QObject):
    """Writes what is unsaved a second after it changed.

    Args:
        unsaved: Says what would be lost now.
    """

    def __init__(
        self,
        profile: Profile,
        unsaved: Callable[[], UnsavedWork],
        tasks: TaskRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._profile, self._unsaved, self._tasks = profile, unsaved, tasks
        self._file = new_recovery_file(profile)
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self.write)

    @Slot()
    def note_change(self) -> None:
        """Something changed; it is on disk a second from now."""
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def write(self) -> None:
        """Keep what is unsaved now; a large document takes its time, so not on the GUI thread."""
        work = self._unsaved()
        self._tasks.start(lambda _task: self._keep(work), lambda _done: None, lambda _error: None)

    def _keep(self, work: UnsavedWork) -> None:
        kept = work.to_json()
        if kept:
            self._file.write(kept)
        else:
            self._file.discard()

    def close(self) -> None:
        """The window closed in order: nothing is to be recovered."""
        self._timer.stop()
        self._file.discard()

    def recovered(self) -> RecoveredWork | None:
        """The newest work of a window that crashed; None when there is none."""
        leftovers = take_leftovers(self._profile)
        return _recovered(leftovers[0]) if leftovers else None

    def forget(self, work: RecoveredWork) -> None:
        """It was brought back, or is not wanted."""
        forget(work.origin)


def _hook_to_json(opened: OpenedHook) -> dict[str, Any]:
    return {
        "code": opened.hook.code,
        "attributes": dict(opened.hook.attributes),
        "language": opened.hook.language,
        "code_path": str(opened.code_path or ""),
        "object_path": str(opened.object_path or ""),
    }


def _document_to_json(document: OpenDocument) -> dict[str, Any]:
    attributes = json.dumps(dict(document.completed.annotation.attributes))
    content = document.content.encode().decode()
    text = f'{attributes[:-1]}{", " if len(attributes) > 2 else ""}"content": {content}}}'
    schema = document.schema
    return {
        "text": text,
        "schema": "" if schema.is_inferred else json.dumps(schema.to_json()),
        "updated": list(document.updated),
    }


def _recovered(leftover: Mapping[str, Any]) -> RecoveredWork:
    hook, document = leftover.get("hook"), leftover.get("document") or {}
    return RecoveredWork(
        hook=_hook_from_json(hook) if hook else None,
        document=str(document.get("text", "")),
        schema=str(document.get("schema", "")),
        updated=tuple(document.get("updated", ())),
        origin=leftover,
    )


def _hook_from_json(kept: Mapping[str, Any]) -> OpenedHook:
    code_path, object_path = kept["code_path"], kept["object_path"]
    return OpenedHook(
        Hook(kept["code"], kept["attributes"], kept["language"]),
        Path(code_path) if code_path else None,
        Path(object_path) if object_path else None,
    )
