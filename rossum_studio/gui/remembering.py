"""Unsaved work kept on disk while it is unsaved, and brought back at the next start.

Secrets are never written: those of a hook come back from its own file.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from rossum_studio.gui.document import OpenDocument
from rossum_studio.gui.kept_document import kept_document
from rossum_studio.gui.task import TaskRunner
from rossum_studio.model.annotation import Content
from rossum_studio.model.errors import SaveError, StudioError
from rossum_studio.model.hook import Hook
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.model.saving import load_text_file
from rossum_studio.preferences.profile import Profile
from rossum_studio.preferences.recovery import forget, new_recovery_file, take_leftovers
from rossum_studio.preferences.store import write_json

DELAY_MS = 1000
NO_PROCESS = 0
"""Stands for the process in the file of a window that was closed: it belongs to the next one."""


@dataclass(frozen=True)
class UnsavedWork:
    """What would be lost.

    Args:
        hook: The function with its code as it stands in the editor; None when it is saved.
        document: The document with the user's edits; None when there are none.
        saved: The values that the document's file has.
        title: Which document of a file with several it is.
    """

    hook: OpenedHook | None = None
    document: OpenDocument | None = None
    saved: Content | None = None
    title: str = ""

    def to_json(self) -> dict[str, Any]:
        """As it is kept on disk."""
        kept: dict[str, Any] = {}
        if self.hook is not None:
            kept["hook"] = _hook_to_json(self.hook)
        if self.document is not None:
            kept["document"] = kept_document(self.document, self.saved or self.document.content)
            kept["title"] = self.title
        return kept


@dataclass(frozen=True)
class KeptWork:
    """What an earlier window left.

    Args:
        document: As `kept_document` made it.
        title: Which document of a file with several it is.
        is_after_crash: The window was not closed in order.
        origin: The file it comes from.
    """

    hook: OpenedHook | None
    document: Mapping[str, Any] | None
    title: str
    is_after_crash: bool
    origin: Mapping[str, Any]

    @property
    def paths(self) -> set[Path]:
        """The files whose unsaved state it is."""
        hook, document = self.hook, self.document
        found = {hook.code_path, hook.object_path} if hook is not None else set()
        if document is not None and document.get("is_file"):
            found.add(Path(document["source"]))
        return {path.resolve() for path in found if path is not None}

    @property
    def names(self) -> str:
        """What it is called in a sentence."""
        names = sorted(path.name for path in self.paths)
        return ", ".join(names) or (self.hook.hook.name if self.hook is not None else "") or "a document"


class RecoveryController(QObject):
    """Writes what is unsaved a second after it changed, and when the window closes.

    Args:
        unsaved: Says what would be lost now.
    """

    refused = Signal(str)  # once, until it works again

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
        self._taken_over: list[KeptWork] = []
        self._writing = threading.Lock()
        self._is_left = self._has_refused = False
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self.write)

    @Slot()
    def note_change(self) -> None:
        """Something changed; it is on disk a second from now."""
        if not (self._is_left or self._timer.isActive()):
            self._timer.start()

    @Slot()
    def write(self) -> None:
        """Keep what is unsaved now; a large document takes its time, so not on the GUI thread."""
        work = self._unsaved()
        self._tasks.start(lambda _task: self._keep(work), self._on_kept, self._on_not_kept)

    def _keep(self, work: UnsavedWork) -> None:
        kept = work.to_json()
        with self._writing, self._refusing():
            if self._is_left:
                return
            if kept:
                self._file.write(kept)
            else:
                self._file.discard()

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """Say in the user's words why the file could not be written."""
        try:
            yield
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise SaveError(f"Unsaved work cannot be kept in {self._file.path.parent}: {reason}.") from error

    def _on_kept(self, _done: object) -> None:
        self._has_refused = False

    def _on_not_kept(self, error: StudioError) -> None:
        if not self._has_refused:
            self._has_refused = True
            self.refused.emit(str(error))

    def keep_for_next_window(self) -> None:
        """The window closes in order: leave what is unsaved to the next one.

        Raises:
            SaveError: It cannot be written.
        """
        kept = self._unsaved().to_json()
        with self._writing, self._refusing():
            if kept:
                write_json(self._file.path, {**kept, "pid": NO_PROCESS})
            else:
                self._file.discard()
            self._is_left = True
        self._timer.stop()
        for work in self._taken_over:
            self.forget(work)

    def discard(self) -> None:
        """The user wants nothing of what is unsaved."""
        with self._writing, suppress(OSError):
            self._is_left = True
            self._file.discard()
        self._timer.stop()

    def kept(self) -> list[KeptWork]:
        """What windows that are gone left, newest first."""
        return [_kept_work(leftover) for leftover in take_leftovers(self._profile)]

    def take_over(self, work: KeptWork) -> None:
        """It is open in this window, whose own file keeps it from now on."""
        self._taken_over.append(work)
        unsaved = self._unsaved()

        def change_file(_task: object) -> None:
            self._keep(unsaved)
            self.forget(work)

        self._tasks.start(change_file, self._on_kept, self._on_not_kept)

    def forget(self, work: KeptWork) -> None:
        """Delete what an earlier window left."""
        forget(work.origin)


def _hook_to_json(opened: OpenedHook) -> dict[str, Any]:
    attributes = {key: value for key, value in opened.hook.attributes.items() if key != "secrets"}
    return {
        "code": opened.hook.code,
        "attributes": attributes,
        "language": opened.hook.language,
        "code_path": str(opened.code_path or ""),
        "object_path": str(opened.object_path or ""),
    }


def _kept_work(leftover: Mapping[str, Any]) -> KeptWork:
    hook = leftover.get("hook")
    return KeptWork(
        hook=_hook_from_json(hook) if hook else None,
        document=leftover.get("document"),
        title=str(leftover.get("title", "")),
        is_after_crash=leftover.get("pid") != NO_PROCESS,
        origin=leftover,
    )


def _hook_from_json(kept: Mapping[str, Any]) -> OpenedHook:
    code_path = Path(kept["code_path"]) if kept["code_path"] else None
    object_path = Path(kept["object_path"]) if kept["object_path"] else None
    attributes = {**kept["attributes"], **_secrets_in(object_path)}
    return OpenedHook(Hook(kept["code"], attributes, kept["language"]), code_path, object_path)


def _secrets_in(object_path: Path | None) -> dict[str, Any]:
    """The `secrets` of a hook object; nothing when it has none or cannot be read."""
    try:
        found = json.loads(load_text_file(object_path).text) if object_path is not None else {}
    except (OSError, ValueError):
        return {}
    secrets = found.get("secrets") if isinstance(found, dict) else None
    return {} if secrets is None else {"secrets": secrets}
