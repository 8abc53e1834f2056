"""What the handler printed, and where it failed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontDatabase,
    QKeyEvent,
    QMouseEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QApplication, QFrame, QPlainTextEdit, QWidget

from rossum_studio.gui.run.log_text import Piece, Style, Unfold, log_pieces
from rossum_studio.gui.theme import LIGHT, Theme
from rossum_studio.runtime.outcome import Outcome


class LogView(QPlainTextEdit):
    """stdout and stderr apart, the traceback above; a frame of the handler is a link to its line."""

    line_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._outcome: Outcome | None = None
        self._unfolded: frozenset[Unfold] = frozenset()
        self.setObjectName("logView")
        self.setAccessibleName("Output")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.document().setDocumentMargin(8)
        self.setTabChangesFocus(True)
        self.viewport().setMouseTracking(True)

    def set_outcome(self, outcome: Outcome | None) -> None:
        """Show how a run went."""
        self._outcome, self._unfolded = outcome, frozenset()
        self._write()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._theme = theme
        self._write()

    def _write(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for piece in log_pieces(self._outcome, self._unfolded) if self._outcome else ():
            cursor.insertText(piece.text, self._format(piece))
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _format(self, piece: Piece) -> QTextCharFormat:
        theme = self._theme
        colours = {
            Style.HEADING: theme.muted,
            Style.PLAIN: theme.text,
            Style.STDERR: theme.warning.text,
            Style.ERROR: theme.error.text,
            Style.MUTED: theme.muted,
            Style.LINK: theme.accent,
        }
        made = QTextCharFormat()
        made.setForeground(QColor(colours[piece.style]))
        if piece.style is Style.HEADING:
            made.setFontWeight(QFont.Weight.Bold)
        if piece.target is not None:
            made.setAnchor(True)
            made.setAnchorHref(str(piece.target))
            made.setFontUnderline(True)
        return made

    def _follow(self, target: str) -> bool:
        if target in list(Unfold):
            self._unfolded |= {Unfold(target)}
            self._write()
        elif target:
            self.line_requested.emit(int(target))
        return bool(target)

    def mouseMoveEvent(self, qt_event: QMouseEvent) -> None:
        super().mouseMoveEvent(qt_event)
        is_link = bool(self.anchorAt(qt_event.position().toPoint()))
        shape = Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, qt_event: QMouseEvent) -> None:
        super().mouseReleaseEvent(qt_event)
        if qt_event.button() is Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            self._follow(self.anchorAt(qt_event.position().toPoint()))

    def keyPressEvent(self, qt_event: QKeyEvent) -> None:
        """Enter follows the link on the caret's line."""
        is_enter = qt_event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not (is_enter and self._follow(self._link_on_line())):
            super().keyPressEvent(qt_event)

    def _link_on_line(self) -> str:
        block = self.textCursor().block().begin()
        while not block.atEnd():
            if href := block.fragment().charFormat().anchorHref():
                return href
            block += 1
        return ""

    def contextMenuEvent(self, qt_event: QContextMenuEvent) -> None:
        """The usual entries, and the traceback as Python prints it."""
        menu = self.createStandardContextMenu()
        exception = self._outcome.exception if self._outcome else None
        if exception is not None:
            text = exception.traceback
            menu.addAction("Copy Traceback", lambda: QApplication.clipboard().setText(text))
        menu.exec(qt_event.globalPos())
        menu.deleteLater()
