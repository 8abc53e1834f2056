"""Where the caret is, for those who count characters, and where things about it are shown."""

import re
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget

from rossum_studio.gui.editor.scintilla import CodeEditor

_WORD = re.compile(r"[\w$]*\Z")
_NAME_BEGUN = re.compile(r"(?<![\w$])[^\W\d][\w$]*\Z|\$[\w$]*\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the code: line from 1, column from 0 in characters."""

    line: int
    column: int
    before: str  # on the line

    @property
    def begins_name(self) -> bool:
        """Whether a name is being written here."""
        return _NAME_BEGUN.search(self.before) is not None

    def begun_from(self, column: int) -> str | None:
        """The word from a column to here; None when there is anything else between."""
        if not 0 <= column <= self.column:
            return None
        begun = self.before[column:]
        return begun if _WORD.fullmatch(begun) else None


def caret(editor: CodeEditor) -> Place:
    """Where the caret is."""
    return place_at(editor, editor.currentPos())


def place_at(editor: CodeEditor, position: int) -> Place:
    """The place of a byte position."""
    row = editor.lineFromPosition(position)
    before = editor.between(editor.positionFromLine(row), position)
    return Place(row + 1, len(before), before)


def position(editor: CodeEditor, line: int, column: int) -> int:
    """The byte position of a place."""
    row = line - 1
    return int(editor.positionFromLine(row)) + len(editor.line_text(row)[:column].encode())


def line_rect(editor: CodeEditor, line: int, column: int, window: QWidget) -> QRect:
    """The part of a line from a column on, in the window."""
    at = position(editor, line, column)
    point = QPoint(editor.pointXFromPosition(at), editor.pointYFromPosition(at))
    top_left = editor.viewport().mapTo(window, point)
    return QRect(top_left, QSize(1, editor.textHeight(line - 1)))
