"""An editor for one JSON object, such as the hook's settings."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rossum_studio.gui.editor.scintilla import CodeEditor
from rossum_studio.gui.messages.sign import sign_icon
from rossum_studio.gui.theme import LIGHT, Theme

_LINES = 6


def parse_object(text: str) -> dict[str, Any]:
    """The object that a text stands for; nothing written is an empty one.

    Raises:
        ValueError: It is not a JSON object; the text names line and column, and what was expected.
    """
    if not text.strip():
        return {}
    try:
        found = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise ValueError(f"Line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise ValueError("Line 1, column 1: this is nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError('Line 1, column 1: expected an object, such as {"limit": 1000}')
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON; expected a number")


class _SmallEditor(CodeEditor):
    """A few lines high, whatever Scintilla would like."""

    def sizeHint(self) -> QSize:
        return QSize(160, _LINES * QFontMetrics(self.font()).lineSpacing() + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 3 * QFontMetrics(self.font()).lineSpacing() + 8)


class JsonEditor(QWidget):
    """The text, and below it what is wrong with it; the last valid value is kept meanwhile."""

    value_changed = Signal(object)  # dict
    validity_changed = Signal(bool)

    def __init__(self, name: str, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: dict[str, Any] = {}
        self._is_valid = True
        self.editor = _SmallEditor()
        self.editor.setObjectName(name)
        self.editor.setAccessibleName(accessible_name)
        self.editor.set_language("json")
        self.editor.set_tab_moves_focus(True)
        self._reading = QTimer(self, singleShot=True, interval=0)  # typing over a selection edits twice
        self._reading.timeout.connect(self._read)
        self.editor.text_edited.connect(self._reading.start)
        self._sign = QLabel()
        self._trouble = QLabel()
        self._trouble.setWordWrap(True)
        self._trouble_row = self._make_trouble_row()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.editor)
        layout.addWidget(self._trouble_row)
        self.setFocusProxy(self.editor)
        self.apply_theme(LIGHT)

    def _make_trouble_row(self) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(8)
        layout.addWidget(self._sign)
        layout.addWidget(self._trouble, 1)
        row.hide()
        return row

    @property
    def value(self) -> dict[str, Any]:
        """The last valid object."""
        if self._reading.isActive():
            self._read()
        return self._value

    @property
    def is_valid(self) -> bool:
        """Whether the text is that object."""
        return self._is_valid

    @property
    def trouble(self) -> str:
        """What is wrong with the text; empty when nothing is."""
        return self._trouble.text()

    def set_value(self, value: Mapping[str, Any]) -> None:
        """Show another object."""
        self._reading.stop()
        self._value = dict(value)
        self.editor.set_text(json.dumps(self._value, indent=2, ensure_ascii=False))
        self._say("")

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self.editor.apply_theme(theme)
        self._sign.setPixmap(sign_icon("error", theme).pixmap(16, 16))
        self._trouble.setStyleSheet(f"color: {theme.error.text}")

    def _read(self) -> None:
        self._reading.stop()
        try:
            value = parse_object(self.editor.text())
        except ValueError as error:
            self._say(f"{error}. The last valid value stays in use.")
            return
        self._say("")
        if value != self._value:
            self._value = value
            self.value_changed.emit(value)

    def _say(self, trouble: str) -> None:
        self._trouble.setText(trouble)
        self._trouble_row.setVisible(bool(trouble))
        if self._is_valid is bool(trouble):
            self._is_valid = not trouble
            self.validity_changed.emit(self._is_valid)
