"""Files and pasted text become the open document, schema and hook."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from rossum_studio.gui.document import OpenDocument
from rossum_studio.gui.kept_document import restored_document
from rossum_studio.gui.task import Task, TaskRunner
from rossum_studio.model.annotation import Content
from rossum_studio.model.errors import StudioError
from rossum_studio.model.importing.complete import Completed, complete
from rossum_studio.model.importing.importer import open_paths, open_text
from rossum_studio.model.importing.opened import Choice, Opened, OpenedDocument, OpenedHook
from rossum_studio.model.schema import Schema

SLOW_MS = 300
SHOWN_FIRST_BYTES = 2_000_000
FITTING_SAMPLE = 2000


class OpeningController(QObject):
    """Opens off the GUI thread and says what was found."""

    document_ready = Signal(object)  # OpenDocument
    document_completed = Signal(object)  # OpenDocument: a large one that was shown before
    hook_ready = Signal(object)  # OpenedHook
    choices_found = Signal(object)  # tuple[Choice, ...]
    opened = Signal(object)  # Opened: everything one gesture brought, before it is shown
    failed = Signal(str)
    started = Signal(str)
    progressed = Signal(float)
    ended = Signal()
    settled = Signal()
    """Nothing is being opened any more, and what was opened is shown."""

    def __init__(self, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._working: set[Task] = set()
        self.schema: Schema | None = None
        self.schema_path = ""
        self.document: OpenedDocument | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something is being read or completed."""
        return bool(self._working)

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open files and folders that belong together."""
        names = ", ".join(path.name for path in paths[:3])
        self._start(f"Opening {names}", lambda task: open_paths(paths, task.set_progress, task.is_cancelled))

    def open_text(self, text: str, source: str = "the clipboard") -> None:
        """Open pasted JSON or code."""
        self._start("Opening the clipboard", lambda _task: open_text(text, source))

    def choose(self, choice: Choice) -> None:
        """Open one of several documents of a file."""
        self._start(f"Opening {choice.title}", lambda _task: Opened(documents=(choice.open(),)))

    def restore(self, kept: Mapping[str, Any], go_on: Callable[[], object]) -> None:
        """Open a document that was kept with its edits, then go on."""

        def done(document: OpenDocument) -> None:
            self.document, self.schema_path = document.opened, document.schema_path
            self.schema = document.schema if document.schema_path else None
            self.document_ready.emit(document)
            go_on()

        self._follow(self._tasks.start(lambda _task: restored_document(kept), done, self._on_failed))

    def cancel(self) -> None:
        """Give up what is being opened."""
        if self._task is not None:
            self._task.cancel()

    def _start(self, sentence: str, work: Callable[[Task], Opened]) -> None:
        self.cancel()
        task = self._tasks.start(work, self._on_opened, self._on_failed)
        self._task = task
        self._follow(task)
        task.progressed.connect(self.progressed)
        task.ended.connect(lambda: self._on_ended(task))
        QTimer.singleShot(SLOW_MS, task, lambda: self.started.emit(sentence))

    def _follow(self, task: Task) -> None:
        self._working.add(task)
        task.ended.connect(lambda: self._working.discard(task))
        # Later, because a task hands over what it found after it ended.
        task.ended.connect(lambda: QTimer.singleShot(0, self, self._settle))

    def _settle(self) -> None:
        if not self.is_busy:
            self.settled.emit()

    def _on_ended(self, task: Task) -> None:
        if self._task is task:  # what it read lazily, a choice, must not count as cancelled later
            self._task = None
        self.ended.emit()

    def _on_failed(self, error: StudioError) -> None:
        self.failed.emit(str(error))

    def _on_opened(self, opened: Opened) -> None:
        for error in opened.errors:
            self.failed.emit(str(error))
        self.opened.emit(opened)

    def take(self, opened: Opened, edited: OpenDocument | None = None) -> None:
        """Show what was found; called once the user agreed to replace unsaved work.

        Args:
            edited: The open document when it has edits; a schema alone leaves them in it.
        """
        for hook in opened.hooks[:1]:
            self.hook_ready.emit(hook)
        if opened.schemas:
            found = opened.schemas[0]
            self.schema, self.schema_path = found.schema, str(found.source)
        if opened.documents:
            self._show_document(opened.documents[0], with_schema=bool(opened.schemas))
        elif opened.choices:
            self.choices_found.emit(opened.choices)
        elif opened.schemas and self.document is not None:
            self._complete(self.document, edited)
        elif opened.hooks and self.document is None:
            self._show_saved_input(opened.hooks[0])

    def _show_saved_input(self, hook: OpenedHook) -> None:
        if hook.saved_input is not None:
            self._show_document(hook.saved_input, with_schema=False)

    def _show_document(self, document: OpenedDocument, *, with_schema: bool) -> None:
        if not with_schema and (
            document.schema is not None or not _fits(self.schema, document.annotation.content)
        ):
            self.schema, self.schema_path = None, ""
        self.document = document
        self._complete(document)

    def _complete(self, document: OpenedDocument, edited: OpenDocument | None = None) -> None:
        schema, path = self.schema or document.schema, self.schema_path
        is_shown_first = _is_large(document) and edited is None
        if is_shown_first:
            self.document_ready.emit(_as_read(document, schema, path))
        ready = self.document_completed if is_shown_first else self.document_ready
        work = self._tasks.start(
            lambda _task: _completed(document, schema, path, edited), ready.emit, self._on_failed
        )
        self._follow(work)


def _is_large(document: OpenedDocument) -> bool:
    source = document.source
    return isinstance(source, Path) and source.is_file() and source.stat().st_size > SHOWN_FIRST_BYTES


def _completed(
    document: OpenedDocument, schema: Schema | None, path: str, edited: OpenDocument | None
) -> OpenDocument:
    """The document with all that was missing, its edits on top."""
    completed = complete(document, schema)
    if edited is None:
        return OpenDocument(document, completed, completed.annotation.content, (), path)
    with_edits = replace(document, annotation=replace(document.annotation, content=edited.content))
    content = complete(with_edits, schema).annotation.content
    return OpenDocument(document, completed, content, edited.updated, path)


def _as_read(document: OpenedDocument, schema: Schema | None, path: str) -> OpenDocument:
    """The document before anything is filled in, so that a large one is seen at once."""
    as_read = Completed(
        document.annotation, dict(document.document), schema or Schema(is_inferred=True), (), ()
    )
    return OpenDocument(document, as_read, document.annotation.content, (), path)


def _fits(schema: Schema | None, content: Content) -> bool:
    """Whether at least half of a document's fields are in a schema."""
    if schema is None:
        return True
    seen = {node.schema_id for node in islice(content, FITTING_SAMPLE)}
    return 2 * sum(schema.find(schema_id) is not None for schema_id in seen) >= len(seen)
