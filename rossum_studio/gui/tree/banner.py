"""What a run said about the whole document, above the tree."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from rossum_studio.gui.signs import severity_icon
from rossum_studio.gui.theme import LIGHT, Theme
from rossum_studio.gui.tree.wording import summary
from rossum_studio.model.message import Message, MessageLog, worst
from rossum_studio.model.problem import Severity

MOST_SHOWN = 4
_ICON_PIXELS = 16


class Banner(QFrame):
    """Document-wide messages, the worst first: a sign, a word and the text of each. Hidden without any."""

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("documentMessages")
        self._theme, self._log = theme, MessageLog()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(8, 6, 8, 6)
        self._rows.setSpacing(4)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        self.set_log(self._log)

    def set_log(self, log: MessageLog) -> None:
        """Show the document-wide messages of a run."""
        self._log = log
        self._clear()
        messages = sorted(log.document_wide, key=lambda message: message.severity.rank)
        for message in messages[:MOST_SHOWN]:
            self._rows.addLayout(self._line(message))
        if len(messages) > MOST_SHOWN:
            self._rows.addWidget(QLabel(f"and {len(messages) - MOST_SHOWN} more about the whole document"))
        self._describe(messages)
        self.setVisible(bool(messages))

    def _describe(self, messages: list[Message]) -> None:
        counts = [(each, sum(message.severity is each for message in messages)) for each in Severity]
        self.setAccessibleName(f"Whole document: {summary(counts)}")
        severity = worst(message.severity for message in messages)
        if severity is not None:
            tone = self._theme.tone(severity)
            self.setStyleSheet(f"#documentMessages {{ background: {tone.tint}; }}")

    def _line(self, message: Message) -> QHBoxLayout:
        icon, text = QLabel(self), QLabel(self)
        icon.setPixmap(severity_icon(message.severity, self._theme).pixmap(_ICON_PIXELS))
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setText(f"{message.severity.capitalize()}: {message.content}")
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        text.setStyleSheet(f"color: {self._theme.tone(message.severity).text};")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(text, 1)
        return line

    def _clear(self) -> None:
        for label in self.findChildren(QLabel):
            label.hide()
            label.deleteLater()
        while self._rows.takeAt(0) is not None:
            pass
