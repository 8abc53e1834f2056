"""Saving the function and the document, and the question before unsaved work is replaced."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from rossum_studio.bundled import sample_events
from rossum_studio.gui.asking import ask_to_save
from rossum_studio.gui.choosing import choose_document_target, choose_target
from rossum_studio.gui.document import DocumentController
from rossum_studio.gui.document_file import document_bytes
from rossum_studio.gui.hook import HookController
from rossum_studio.gui.stage import Stage
from rossum_studio.gui.task import TaskRunner
from rossum_studio.model.saving import save_bytes

type GoOn = Callable[[], object]


def _nothing() -> None:
    pass


class SaveFlow(QObject):
    """Whatever is asked, the event loop goes on: what is to follow a save is passed as `go_on`."""

    path_saved = Signal(object)  # Path
    question_asked = Signal()

    def __init__(
        self,
        stage: Stage,
        hook: HookController,
        document: DocumentController,
        tasks: TaskRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._stage, self._hook, self._document, self._tasks = stage, hook, document, tasks
        hook.hook_saved.connect(self._on_hook_saved)
        document.document_saved.connect(self._on_saved)

    def save(self, go_on: GoOn = _nothing) -> None:
        """Write the function; asks where when it has no file yet, then goes on."""
        if self._hook.path is None:
            self.save_as(go_on)
        elif self._hook.save():
            go_on()

    def save_as(self, go_on: GoOn = _nothing) -> None:
        """Ask where to write the function, write it, then go on."""

        def write(paths: list[Path]) -> None:
            if self._hook.save_as(paths[0]):
                go_on()

        suggested = self._hook.suggested_path
        choose_target(self._stage.window, suggested, suggested.suffix, write)

    def save_document(self, go_on: GoOn = _nothing) -> None:
        """Ask where to write the document with its edits, write it, then go on."""

        def write(paths: list[Path]) -> None:
            document, path = self._document.current, paths[0]
            assert document is not None

            def done(_: object) -> None:
                self._document.note_saved(document, path)
                go_on()

            self._tasks.start(
                lambda _task: save_bytes(path, document_bytes(document)),
                done,
                lambda error: self._stage.refuse(str(error)),
            )

        choose_document_target(self._stage.window, self._suggested_path(), write)

    def replacing_hook(self, go_on: GoOn) -> None:
        """Do something that puts another function in place of this one, unless that would lose work."""
        if self._hook.is_dirty:
            self._ask(self._hook.name, lambda: self.save(go_on), go_on)
        else:
            go_on()

    def replacing_document(self, go_on: GoOn) -> None:
        """Do something that puts another document in place of this one, unless that would lose edits."""
        document = self._document.current
        if document is not None and self._document.is_dirty:
            self._ask(document.title, lambda: self.save_document(go_on), go_on)
        else:
            go_on()

    def _ask(self, name: str, on_save: GoOn, on_discard: GoOn) -> None:
        self.question_asked.emit()
        ask_to_save(self._stage.window, name, on_save, on_discard)

    def _suggested_path(self) -> Path:
        """Beside the file that the document is from, under a name that does not replace it."""
        source = self._document.path
        if source is None or source.is_relative_to(str(sample_events())):
            stem = source.stem if source is not None else "document"
            folder = self._hook.path.parent if self._hook.path is not None else Path.home()
            return folder / f"{stem}_edited.json"
        return source.with_name(f"{source.stem}_edited.json")

    def _on_hook_saved(self, path: Path) -> None:
        self._stage.code.set_saved()
        self._on_saved(path)

    def _on_saved(self, path: Path) -> None:
        self.path_saved.emit(path)
        self._stage.status.say(f"Saved {path.name}")
