"""The sign before a line: one of the severities, or a tick where all is well."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from rossum_studio.gui.signs import severity_icon
from rossum_studio.gui.theme import Theme

OK = "ok"
BLOCKER = "blocker"

_PIXEL_RATIOS = (1.0, 1.5, 2.0, 3.0)


def sign_icon(sign: str, theme: Theme, size: int = 16) -> QIcon:
    """The icon of `ok`, `error`, `warning`, `info` or `blocker`; none for an empty sign."""
    if not sign:
        return QIcon()
    return _tick(theme, size) if sign == OK else severity_icon(sign, theme, size)


def sign_colour(sign: str, theme: Theme) -> str:
    """The colour of the word beside the sign."""
    if not sign:
        return theme.text
    return theme.added if sign == OK else theme.tone(sign).text


def sign_tint(sign: str, theme: Theme) -> str:
    """The colour behind a banner with this sign."""
    return theme.current_line if sign in ("", OK) else theme.tone(sign).tint


def _tick(theme: Theme, size: int) -> QIcon:
    icon = QIcon()
    for ratio in _PIXEL_RATIOS:
        pixmap = QPixmap(round(size * ratio), round(size * ratio))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(pixmap.width() / 16, pixmap.height() / 16)
        painter.setPen(
            QPen(QColor(theme.added), 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)  # as the text
        )
        painter.drawPolyline(QPolygonF([QPointF(2.5, 8.5), QPointF(6.2, 12.2), QPointF(13.5, 4)]))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        icon.addPixmap(pixmap)
    return icon
