"""JSON to read: pretty printed, filled in when it is first seen, long texts cut."""

import json
from collections.abc import Sequence
from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from rossum_studio.gui.editor.scintilla import CodeEditor
from rossum_studio.gui.messages.hint import Hint
from rossum_studio.gui.theme import Theme

MOST_SHOWN = 1_000_000
"""Characters shown before the user asks for all of them."""


def pretty(raw: bytes) -> str:
    """JSON with indents, numbers and order as they are; other text as it is."""
    try:
        return msgspec.json.format(raw, indent=2).decode(errors="replace")
    except msgspec.DecodeError:  # also for half a surrogate pair, which Python's json takes
        return _pretty_slowly(raw)


def _pretty_slowly(raw: bytes) -> str:
    try:
        text = json.dumps(json.loads(raw), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return raw.decode(errors="replace")
    return text.encode(errors="backslashreplace").decode()


def encoded(value: Any) -> bytes:
    """A value as JSON; what UTF-8 cannot say is escaped."""
    return json.dumps(value, ensure_ascii=False).encode(errors="backslashreplace")


class JsonView(QWidget):
    """A read-only editor. `None` shows a sentence instead."""

    def __init__(self, name: str, accessible_name: str, nothing: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self._raw: bytes | None = None
        self._is_filled = True
        self._is_cut = False
        self.editor = CodeEditor()
        self.editor.setAccessibleName(accessible_name)
        self.editor.set_language("json")
        self.editor.set_tab_moves_focus(True)
        self.editor.setReadOnly(True)
        self._nothing = Hint(nothing)
        self._nothing.setMargin(12)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._about = Hint()
        self._about.setContentsMargins(12, 4, 12, 0)
        self._about.hide()
        self._cut_note = Hint()
        self._cut_row = self._make_cut_row()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for each in (self._about, self._cut_row, self.editor):
            layout.addWidget(each)
        layout.addWidget(self._nothing, 1)
        self.setFocusProxy(self.editor)
        self.set_raw(None)

    def _make_cut_row(self) -> QWidget:
        row = QWidget()
        button = QToolButton()
        button.setText("Show all")
        button.setAccessibleName(f"Show all of: {self.accessibleName()}")
        button.clicked.connect(self.show_all)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(8, 4, 8, 0)
        layout.addWidget(self._cut_note, 1)
        layout.addWidget(button)
        return row

    def set_raw(self, raw: bytes | None) -> None:
        """Show JSON text, now or when this is first seen."""
        self._raw = raw
        self._is_filled = False
        self.editor.setVisible(raw is not None)
        self._nothing.setVisible(raw is None)
        self._cut_row.hide()
        if self.isVisible():
            self._fill(MOST_SHOWN)

    def set_about(self, lines: Sequence[str]) -> None:
        """Say something about it, above."""
        self._about.say("\n".join(lines))

    def text(self) -> str:
        """What is shown."""
        if not self._is_filled:
            self._fill(MOST_SHOWN)
        return self.editor.text()

    @property
    def is_cut(self) -> bool:
        """Whether the end is missing."""
        return self._is_cut

    def show_all(self) -> None:
        """Show the end too."""
        self._fill(None)
        self.editor.setFocus()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self.editor.apply_theme(theme)

    def showEvent(self, qt_event: QShowEvent) -> None:
        super().showEvent(qt_event)
        if not self._is_filled:
            self._fill(MOST_SHOWN)

    def _fill(self, most: int | None) -> None:
        self._is_filled = True
        text = "" if self._raw is None else pretty(self._raw)
        self._is_cut = most is not None and len(text) > most
        shown = text[: text.rfind("\n", 0, most) + 1 or most] if self._is_cut else text
        self._cut_row.setVisible(self._is_cut)
        self._cut_note.setText(f"The first {len(shown) / 1e6:.1f} MB of {len(text) / 1e6:.1f} MB.")
        self.editor.setReadOnly(False)
        self.editor.set_text(shown)
        self.editor.setReadOnly(True)
