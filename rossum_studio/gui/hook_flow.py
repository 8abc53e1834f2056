"""The function in the window: shown, checked while one types, and pointed into."""

from PySide6.QtCore import QObject, QTimer, Signal

from rossum_studio.gui.checking.flow import CheckFlow
from rossum_studio.gui.choosing import ChoosingDialog, Option
from rossum_studio.gui.document import DocumentController
from rossum_studio.gui.hook import HookController
from rossum_studio.gui.save_flow import SaveFlow
from rossum_studio.gui.stage import Stage
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.model.message_origin import line_that_says
from rossum_studio.model.template import load_snippets

TYPING_MS = 250


class HookFlow(QObject):
    """What the editor and the event panel show of the open function."""

    changed = Signal()
    code_typed = Signal()
    """The user paused typing."""
    path_opened = Signal(object)  # Path

    def __init__(
        self,
        stage: Stage,
        hook: HookController,
        document: DocumentController,
        saving: SaveFlow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._stage, self._hook, self._document, self._saving = stage, hook, document, saving
        self.checks = CheckFlow(stage, hook, document, self)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._on_typed)
        self._connect()

    def _connect(self) -> None:
        hook, code = self._hook, self._stage.code
        hook.hook_opened.connect(self._show)
        hook.hook_closed.connect(self._on_closed)
        hook.state_changed.connect(self.changed)
        hook.refused.connect(self._stage.refuse)
        code.text_edited.connect(self._typing.start)
        code.dirty_changed.connect(lambda _dirty: self.changed.emit())
        self._stage.layout.simulator.settings_changed.connect(hook.set_settings)

    def stop(self) -> None:
        """The window is going away."""
        self._typing.stop()
        self.checks.stop()

    def close_hook(self) -> None:
        """Put the function away, and ask first when that would lose something."""
        self._saving.replacing_hook(self._hook.close)

    def insert_snippet(self) -> None:
        """Put a classic helper above the caret's line."""
        language = self._hook.opened.hook.language if self._hook.opened else "python"
        options = [
            Option(snippet.title, snippet.description, lambda s=snippet: self._insert_lines(s.code))
            for snippet in load_snippets(language)
        ]
        window = self._stage.window
        ChoosingDialog(window, "Insert Snippet", "Classic helpers.", options, "Insert").open()

    def go_to_line(self, line: int) -> None:
        """Show a line of the code."""
        self._stage.layout.show_editor(True)
        self._stage.code.go_to(line)
        self._stage.code.highlight_line(line)

    def show_origin(self, text: str) -> None:
        """Point out the line that made a message; the focus stays where it is."""
        hook = self._hook.current
        line = line_that_says(hook.code, text) if hook else None
        if line is not None:
            self._stage.code.highlight_line(line)

    def _show(self, opened: OpenedHook) -> None:
        hook, layout = opened.hook, self._stage.layout
        layout.show_editor(True)
        layout.editor.set_document(hook.code, hook.language)
        layout.simulator.set_hook_events(hook.events)
        document = self._document.current
        given = document.opened.event if document is not None else None
        if given is None or (hook.events and given not in hook.events):
            layout.simulator.set_event(hook.first_event.name)
        layout.simulator.set_settings(hook.settings)
        layout.simulator.set_secrets(hook.secrets)
        layout.simulator.set_limits(hook.timeout_s, hook.memory_mb)
        if self._hook.path is not None:
            self.path_opened.emit(opened.object_path or self._hook.path)
        self._stage.code.setFocus()
        self.changed.emit()

    def _on_closed(self) -> None:
        self._stage.layout.editor.close_document()
        self._stage.layout.show_editor(False)

    def _on_typed(self) -> None:
        self.code_typed.emit()
        self.changed.emit()

    def _insert_lines(self, text: str) -> None:
        code = self._stage.code
        start = code.positionFromLine(code.lineFromPosition(code.currentPos()))
        code.replace_range(start, start, text.replace("\n", code.line_end()))
        code.setFocus()
