"""What an expression under the mouse comes to, while the function stands still."""

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

from rossum_studio.gui.editor.scintilla import CodeEditor
from rossum_studio.gui.messages.hint import tool_tip
from rossum_studio.model.masking import Masks
from rossum_studio.runtime.debugging.session import DebugSession, Frame, Purpose, Variable

_PATH = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")

type Question = Callable[[], tuple[DebugSession, Frame, Callable[[], None]] | None]


class DebugHover(QObject):
    """Shows values under the mouse in place of what else is said there."""

    def __init__(self, editor: CodeEditor, question: Question) -> None:
        super().__init__(editor)
        self._editor, self._question = editor, question
        self.masks = Masks(())
        editor.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for the value where the mouse rests."""
        asked = self._question() if event.type() == QEvent.Type.ToolTip else None
        if asked is None or not isinstance(event, QHelpEvent):
            return False
        expression = self._expression_at(event.pos())
        if not expression:
            return False
        session, frame, push = asked
        place = event.globalPos()
        session.evaluate(frame, expression, Purpose.HOVER).then(lambda found: self._show(place, found))
        push()
        return True

    def _show(self, place: QPoint, found: Variable) -> None:
        kind = f" ({found.type})" if found.type else ""
        text = tool_tip(self.masks.text(f"{found.name} = {found.value}{kind}"))
        QToolTip.showText(place, text, self._editor.viewport())

    def _expression_at(self, point: QPoint) -> str:
        position = self._editor.positionFromPointClose(point.x(), point.y())
        if position < 0:
            return ""
        row = self._editor.lineFromPosition(position)
        before = self._editor.between(self._editor.positionFromLine(row), position)
        return expression_at(self._editor.line_text(row), len(before))


def expression_at(line: str, column: int) -> str:
    """The dotted name at a column, up to the word that the column is in; empty where there is none."""
    for found in _PATH.finditer(line):
        if found.start() <= column < found.end():
            end = line.find(".", column, found.end())
            return line[found.start() : end if end > 0 else found.end()]
    return ""
