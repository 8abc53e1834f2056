"""A line of text that ends in "…" where there is no room for it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

_LEAST_LETTERS = 8


class ElidedLabel(QLabel):
    """A plain label that may be narrower than its text; the tool tip is for the owner to set.

    `text` is always the whole text.
    """

    def minimumSizeHint(self) -> QSize:
        """A few letters are enough."""
        width = self.fontMetrics().averageCharWidth() * _LEAST_LETTERS
        return QSize(width, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as there is room for."""
        room, painter = self.contentsRect(), QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        flags = int(self.alignment().value)
        is_enabled = self.isEnabled()
        self.style().drawItemText(
            painter, room, flags, self.palette(), is_enabled, text, self.foregroundRole()
        )
