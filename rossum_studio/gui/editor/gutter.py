"""The signs in the margin of the editor.

Scintilla's markers keep track of the lines. It would draw an image of twice the pixels twice as large, so on
screens with a pixel ratio above 1 its own would be cut or coarse: the signs are drawn here.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from rossum_studio.gui.signs import severity_icon
from rossum_studio.gui.theme import Theme

if TYPE_CHECKING:
    from rossum_studio.gui.editor.scintilla import CodeEditor

SEVERITIES = ("error", "warning", "info", "blocker")
"""The number of a sign's marker is the index here; the first on a line is shown."""

SIGNS_MASK = (1 << len(SEVERITIES)) - 1
SIGNS_WIDTH = 20
_SIGN_SIZE = 15
_INVISIBLE = 5  # SC_MARK_EMPTY


class SignGutter:
    """Draws the sign of each marked line beside it."""

    def __init__(self, editor: "CodeEditor") -> None:
        self._editor = editor

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._icons = [severity_icon(severity, theme, _SIGN_SIZE) for severity in SEVERITIES]
        for number in range(len(SEVERITIES)):
            self._editor.markerDefine(number, _INVISIBLE)

    def paint(self) -> None:
        """Draw on what Scintilla has painted."""
        painter = None
        for row in self._rows():
            place = self._place(row)
            if place.bottom() >= 0 and place.top() <= self._editor.viewport().height():
                painter = painter or QPainter(self._editor.viewport())
                self._icons[_first_bit(self._editor.markerGet(row) & SIGNS_MASK)].paint(painter, place)
        if painter is not None:
            painter.end()

    def _rows(self) -> Iterator[int]:
        row = self._editor.markerNext(0, SIGNS_MASK)
        while row >= 0:
            if self._editor.lineVisible(row):
                yield row
            row = self._editor.markerNext(row + 1, SIGNS_MASK)

    def _place(self, row: int) -> QRect:
        top = self._editor.pointYFromPosition(self._editor.positionFromLine(row))
        height = self._editor.textHeight(row)
        side = min(_SIGN_SIZE, height, SIGNS_WIDTH)
        return QRect((SIGNS_WIDTH - side) // 2, top + (height - side) // 2, side, side)


def _first_bit(bits: int) -> int:
    return (bits & -bits).bit_length() - 1
