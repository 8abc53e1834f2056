"""The signature of the function whose arguments are being written, above the line."""

from html import escape

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from rossum_studio.simulator.authoring.completion import CallHelp

_WIDEST = 620


class CallTip(QLabel):
    """A label in the window itself; the argument at the caret is bold."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("callTip")
        self.setAccessibleName("Signature")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setFrameShape(QFrame.Shape.Box)
        self.setAutoFillBackground(True)
        self.setContentsMargins(6, 3, 6, 3)
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_help(self, told: CallHelp, line: QRect) -> None:
        """Show it above a line of the window, or below where there is no room."""
        self.setText(_marked(told) + _summary(told.documentation))
        width = min(_WIDEST, self.parentWidget().width())
        self.setFixedWidth(min(width, self._natural_width()))
        self.adjustSize()
        top = line.top() - self.height() - 1
        left = max(0, min(line.left(), self.parentWidget().width() - self.width()))
        self.move(left, top if top >= 0 else line.bottom() + 1)
        self.show()
        self.raise_()

    def _natural_width(self) -> int:
        self.setMinimumWidth(0)
        self.setMaximumWidth(16_777_215)
        self.setWordWrap(False)
        width = self.sizeHint().width()
        self.setWordWrap(True)
        return width + 2


def _marked(told: CallHelp) -> str:
    signature = told.signature
    if told.argument is None:
        return f"<code>{escape(signature)}</code>"
    start, end = told.argument
    parts = (signature[:start], signature[start:end], signature[end:])
    before, here, after = map(escape, parts)
    return f"<code>{before}<b>{here}</b>{after}</code>"


def _summary(documentation: str) -> str:
    first = documentation.strip().partition("\n\n")[0].replace("\n", " ")
    return f"<br>{escape(first)}" if first else ""
