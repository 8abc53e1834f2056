"""A quiet sentence: what will appear in an empty pane, or where what is shown comes from."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class Hint(QLabel):
    """Muted text that wraps; its colour follows the palette."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)

    def say(self, text: str) -> None:
        """Show a sentence, or nothing at all for an empty one."""
        self.setText(text)
        self.setVisible(bool(text))


def tool_tip(text: str) -> str:
    """A tool tip that says a handler's text as it is; Qt would obey HTML in it."""
    return f'<p style="white-space: pre-wrap">{escape(text)}</p>' if text else ""
