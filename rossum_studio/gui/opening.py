"""Files and pasted text become the open document, schema and hook."""

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from rossum_studio.gui.document import OpenDocument
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

    def __init__(self, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self.schema: Schema | None = None
        self.schema_path = ""
        self.document: OpenedDocument | None = None

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

    def cancel(self) -> None:
        """Give up what is being opened."""
        if self._task is not None:
            self._task.cancel()

    def _start(self, sentence: str, work: Callable[[Task], Opened]) -> None:
        self.cancel()
        task = self._tasks.start(work, self._on_opened, self._on_failed)
        self._task = task
        task.progressed.connect(self.progressed)
        task.ended.connect(lambda: self._on_ended(task))
        QTimer.singleShot(SLOW_MS, task, lambda: self.started.emit(sentence))

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

    def take(self, opened: Opened) -> None:
        """Show what was found; called once the user agreed to replace unsaved work."""
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
            self._complete(self.document)
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

    def _complete(self, document: OpenedDocument) -> None:
        schema, path = self.schema or document.schema, self.schema_path
        if _is_large(document):
            self.document_ready.emit(_as_read(document, schema, path))

        def done(completed: Completed) -> None:
            ready = OpenDocument(document, completed, completed.annotation.content, (), path)
            (self.document_completed if _is_large(document) else self.document_ready).emit(ready)

        self._tasks.start(lambda _task: complete(document, schema), done, self._on_failed)


def _is_large(document: OpenedDocument) -> bool:
    source = document.source
    return isinstance(source, Path) and source.is_file() and source.stat().st_size > SHOWN_FIRST_BYTES


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
