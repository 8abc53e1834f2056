"""The editor's panel: the find bar, the editor, and what is shown while nothing is open."""

from collections.abc import Callable

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from rossum_studio.gui.editor.context_menu import EditorMenu
from rossum_studio.gui.editor.find import FindBar
from rossum_studio.gui.editor.findings import FindingMarks
from rossum_studio.gui.editor.scintilla import CodeEditor
from rossum_studio.gui.theme import LIGHT, Theme


class EditorPanel(QWidget):
    """One document in an editor with a find bar, or a hint when there is none.

    Ctrl+F, Ctrl+H, F3, Shift+F3 and Esc work wherever in the panel the focus is.
    """

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.empty_hint = _empty_hint(self)
        self._code = QWidget(self)
        self.editor = CodeEditor(theme, self._code)
        self.find_bar = FindBar(self.editor, self._code)
        self.findings = FindingMarks(self.editor)
        self.menu = EditorMenu(self.editor)
        column = QVBoxLayout(self._code)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.find_bar)
        column.addWidget(self.editor, 1)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty_hint)
        self._pages.addWidget(self._code)
        self._commands = self._command_keys()
        self.setFocusProxy(self.editor)

    def _command_keys(self) -> dict[QKeySequence, Callable[[], None]]:
        return {
            QKeySequence("Ctrl+F"): self.find_bar.open_find,
            QKeySequence("Ctrl+H"): self.find_bar.open_replace,
            QKeySequence("F3"): self.find_bar.find_next,
            QKeySequence("Shift+F3"): self.find_bar.find_previous,
        }

    def has_document(self) -> bool:
        """Whether there is something to edit."""
        return self._pages.currentWidget() is self._code

    def set_document(self, text: str, language: str) -> None:
        """Edit a text as "python", "javascript" or "json", in place of what was open."""
        self.find_bar.hide()
        self.editor.set_language(language)
        self.editor.set_text(text)
        self._pages.setCurrentWidget(self._code)

    def close_document(self) -> None:
        """Show the hint; the text is gone."""
        self.find_bar.hide()
        self.editor.set_text("")
        self._pages.setCurrentWidget(self.empty_hint)

    def apply_theme(self, theme: Theme) -> None:
        """Switch the colours of the code; the rest follows the application's palette."""
        self.editor.apply_theme(theme)

    def keyPressEvent(self, qt_event: QKeyEvent) -> None:
        """Run what neither the editor nor the find bar took."""
        pressed = QKeySequence(QKeyCombination(qt_event.modifiers(), Qt.Key(qt_event.key())))
        if self.has_document() and pressed in self._commands:
            self._commands[pressed]()
        elif qt_event.key() == Qt.Key.Key_Escape and self.find_bar.isVisible():
            self.find_bar.close_bar()
        else:
            super().keyPressEvent(qt_event)


def _empty_hint(parent: QWidget) -> QLabel:
    new, opened = (
        QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        for key in (QKeySequence.StandardKey.New, QKeySequence.StandardKey.Open)
    )
    label = QLabel(f"Write or open a function: New ({new}), Open ({opened})", parent)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label
