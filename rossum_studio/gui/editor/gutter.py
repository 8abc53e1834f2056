"""The signs in the margin of the editor.

Scintilla's markers keep track of the lines. It would draw an image of twice the pixels twice as large, so on
screens with a pixel ratio above 1 its own would be cut or coarse: the signs are drawn here.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygon

from rossum_studio.gui.signs import severity_icon
from rossum_studio.gui.theme import Theme

if TYPE_CHECKING:
    from rossum_studio.gui.editor.scintilla import CodeEditor

SEVERITIES = ("error", "warning", "info", "blocker")
"""The number of a sign's marker is the index here; the first on a line is shown."""

SIGNS_MASK = (1 << len(SEVERITIES)) - 1
BREAKPOINT_MARKER = 6
_BREAKPOINT_WIDTH, _SIGN_WIDTH = 16, 20
SIGNS_WIDTH = _BREAKPOINT_WIDTH + _SIGN_WIDTH
_SIGN_SIZE, _BREAKPOINT_SIZE = 15, 11
_INVISIBLE = 5  # SC_MARK_EMPTY

type Look = Callable[[int], str]
"""Of the breakpoint on a row: `stop`, `condition`, `log` or `unbound`."""


class SignGutter:
    """Draws the breakpoint and the sign of each marked line beside it.

    Attributes:
        look: How a breakpoint is drawn.
        paused_row: Where the function stands still; None while it does not.
        coverage: Of rows with code: `ran`, `earlier` or `never`.
    """

    def __init__(self, editor: "CodeEditor") -> None:
        self._editor = editor
        self.look: Look = lambda _row: "stop"
        self.paused_row: int | None = None
        self.coverage: Mapping[int, str] = {}

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._icons = [severity_icon(severity, theme, _SIGN_SIZE) for severity in SEVERITIES]
        self._red, self._paused = QColor(theme.error.text), QColor(theme.warning.text)
        self._ran = QColor(theme.added)
        for number in (*range(len(SEVERITIES)), BREAKPOINT_MARKER):
            self._editor.markerDefine(number, _INVISIBLE)

    def paint(self) -> None:
        """Draw on what Scintilla has painted."""
        rows = [row for row in self._rows() if self._is_in_sight(row)]
        if not rows and self.paused_row is None and not self.coverage:
            return
        painter = QPainter(self._editor.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row in rows:
            marks = self._editor.markerGet(row)
            if marks & SIGNS_MASK:
                place = self._place(row, _SIGN_SIZE, _BREAKPOINT_WIDTH, _SIGN_WIDTH)
                self._icons[_first_bit(marks & SIGNS_MASK)].paint(painter, place)
            if marks & 1 << BREAKPOINT_MARKER:
                self._paint_breakpoint(painter, row)
        if self.paused_row is not None and self._is_in_sight(self.paused_row):
            self._paint_arrow(painter, self.paused_row)
        self._paint_coverage(painter)
        painter.end()

    def _paint_coverage(self, painter: QPainter) -> None:
        """A bar beside what ran, a pale one beside what ran earlier, dashes beside what never did."""
        first = self._editor.docLineFromVisible(self._editor.firstVisibleLine())
        for row in range(first, first + self._editor.linesOnScreen() + 2):
            kind = self.coverage.get(row)
            if kind is None or not self._editor.lineVisible(row):
                continue
            top = self._editor.pointYFromPosition(self._editor.positionFromLine(row))
            bottom = top + self._editor.textHeight(row) - 1
            style = Qt.PenStyle.DotLine if kind == "never" else Qt.PenStyle.SolidLine
            colour = QColor(self._red if kind == "never" else self._ran)
            colour.setAlpha(110 if kind == "earlier" else 255)
            painter.setPen(QPen(colour, 3, style, Qt.PenCapStyle.FlatCap))
            painter.drawLine(SIGNS_WIDTH - 2, top, SIGNS_WIDTH - 2, bottom)

    def _paint_breakpoint(self, painter: QPainter, row: int) -> None:
        """A disc that stops, one with a bar that stops on a condition, a diamond that logs, a ring that is
        not bound."""
        place, look = self._place(row, _BREAKPOINT_SIZE, 0, _BREAKPOINT_WIDTH), self.look(row)
        painter.setPen(QPen(self._red, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush if look == "unbound" else self._red)
        if look == "log":
            middle = place.center()
            painter.drawPolygon(
                QPolygon(
                    [
                        middle - QPoint(0, 5),
                        middle + QPoint(5, 0),
                        middle + QPoint(0, 5),
                        middle - QPoint(5, 0),
                    ]
                )
            )
            return
        painter.drawEllipse(place)
        if look == "condition":
            painter.setPen(QPen(QColor("white" if self._red.lightness() < 140 else "black"), 1.5))
            y = place.center().y()
            painter.drawLine(place.left() + 3, y - 1, place.right() - 3, y - 1)
            painter.drawLine(place.left() + 3, y + 2, place.right() - 3, y + 2)

    def _paint_arrow(self, painter: QPainter, row: int) -> None:
        place = self._place(row, _BREAKPOINT_SIZE, 0, _BREAKPOINT_WIDTH)
        painter.setPen(QPen(self._paused, 1))
        painter.setBrush(self._paused)
        middle = place.center()
        painter.drawPolygon(
            QPolygon(
                [
                    QPoint(place.left(), place.top()),
                    QPoint(place.right() + 2, middle.y()),
                    QPoint(place.left(), place.bottom()),
                ]
            )
        )

    def _rows(self) -> Iterator[int]:
        mask = SIGNS_MASK | 1 << BREAKPOINT_MARKER
        row = self._editor.markerNext(0, mask)
        while row >= 0:
            if self._editor.lineVisible(row):
                yield row
            row = self._editor.markerNext(row + 1, mask)

    def _is_in_sight(self, row: int) -> bool:
        place = self._place(row, _SIGN_SIZE, 0, _SIGN_WIDTH)
        return place.bottom() >= 0 and place.top() <= self._editor.viewport().height()

    def _place(self, row: int, size: int, left: int, width: int) -> QRect:
        top = self._editor.pointYFromPosition(self._editor.positionFromLine(row))
        height = self._editor.textHeight(row)
        side = min(size, height, width)
        return QRect(left + (width - side) // 2, top + (height - side) // 2, side, side)


def _first_bit(bits: int) -> int:
    return (bits & -bits).bit_length() - 1
