"""What a run said about the whole document, above the tree."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from rossum_studio.gui.signs import severity_icon
from rossum_studio.gui.theme import LIGHT, Theme
from rossum_studio.gui.tree.marks import BLOCKER
from rossum_studio.gui.tree.wording import summary
from rossum_studio.model.message import MessageLog
from rossum_studio.model.problem import Severity
from rossum_studio.simulator.evaluation import AutomationBlocker

MOST_SHOWN = 4
_ICON_PIXELS = 16


_SIGNS = (*Severity, BLOCKER)
"""The worst first; a blocker stops automation only."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One thing said; the sign is a severity or `BLOCKER`."""

    sign: str
    text: str


class Banner(QFrame):
    """What is said about the whole document, the worst first: a sign, a word and the text of each.

    Hidden while nothing is.
    """

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("documentMessages")
        self._theme = theme
        self._lines: list[_Line] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(8, 6, 8, 6)
        self._rows.setSpacing(4)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        self._show()

    def set_log(self, log: MessageLog, blockers: Sequence[AutomationBlocker] = ()) -> None:
        """Show the document-wide messages and automation blockers of a run."""
        lines = [_Line(message.severity, message.content) for message in log.document_wide]
        lines += [_Line(BLOCKER, blocker.content) for blocker in blockers if blocker.id is None]
        self._lines = sorted(lines, key=lambda line: _SIGNS.index(line.sign))
        self._show()

    def _show(self) -> None:
        self._clear()
        for line in self._lines[:MOST_SHOWN]:
            self._rows.addLayout(self._row(line))
        if len(self._lines) > MOST_SHOWN:
            more = len(self._lines) - MOST_SHOWN
            self._rows.addWidget(QLabel(f"and {more} more about the whole document"))
        self._describe()
        self.setVisible(bool(self._lines))

    def _describe(self) -> None:
        counts = [(sign, sum(line.sign == sign for line in self._lines)) for sign in _SIGNS]
        self.setAccessibleName(f"Whole document: {summary(counts)}")
        if self._lines:
            tone = self._theme.tone(self._lines[0].sign)
            self.setStyleSheet(f"#documentMessages {{ background: {tone.tint}; }}")

    def _row(self, line: _Line) -> QHBoxLayout:
        icon, text = QLabel(self), QLabel(self)
        icon.setPixmap(severity_icon(line.sign, self._theme).pixmap(_ICON_PIXELS))
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setText(f"{line.sign.capitalize()}: {line.text}")
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        text.setStyleSheet(f"color: {self._theme.tone(line.sign).text};")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(text, 1)
        return row

    def _clear(self) -> None:
        for label in self.findChildren(QLabel):
            label.hide()
            label.deleteLater()
        while self._rows.takeAt(0) is not None:
            pass
