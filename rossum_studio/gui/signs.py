"""The signs of the severities, drawn so that they are sharp at every pixel ratio."""

from collections.abc import Callable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPen, QPixmap, QPolygonF

from rossum_studio.gui.theme import Theme

_PIXEL_RATIOS = (1.0, 1.25, 1.5, 2.0, 3.0)
_GRID = 16.0  # signs are drawn on a 16 x 16 grid and scaled


def severity_icon(severity: str, theme: Theme, size: int = 16) -> QIcon:
    """The sign of a severity, sharp at every common pixel ratio.

    Args:
        severity: "error", "warning", "info" or "blocker".
        theme: Gives the colours.
        size: Side of the icon in device independent pixels.
    """
    icon = QIcon()
    for ratio in _PIXEL_RATIOS:
        image = severity_image(severity, theme, round(size * ratio))
        image.setDevicePixelRatio(ratio)
        icon.addPixmap(QPixmap.fromImage(image))
    return icon


def severity_image(severity: str, theme: Theme, pixels: int) -> QImage:
    """The sign of a severity on a transparent square of `pixels` by `pixels`."""
    image = QImage(pixels, pixels, QImage.Format.Format_RGBA8888)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(pixels / _GRID, pixels / _GRID)
    shape = QColor(theme.tone(severity).text)
    painter.setBrush(shape)
    painter.setPen(_rounded_pen(shape, 1.0))
    _SIGNS[severity](painter, _rounded_pen(QColor(theme.base), 1.8))
    painter.end()
    return image


def _rounded_pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _draw_error(painter: QPainter, mark: QPen) -> None:
    painter.drawEllipse(QRectF(1.5, 1.5, 13, 13))
    painter.setPen(mark)
    painter.drawLines([QLineF(5.5, 5.5, 10.5, 10.5), QLineF(10.5, 5.5, 5.5, 10.5)])


def _draw_warning(painter: QPainter, mark: QPen) -> None:
    painter.drawPolygon(QPolygonF([QPointF(8, 1.8), QPointF(15, 14.2), QPointF(1, 14.2)]))
    painter.setPen(mark)
    painter.drawLine(QLineF(8, 6, 8, 9.2))
    painter.drawPoint(QPointF(8, 12))


def _draw_info(painter: QPainter, mark: QPen) -> None:
    painter.drawEllipse(QRectF(1.5, 1.5, 13, 13))
    painter.setPen(mark)
    painter.drawPoint(QPointF(8, 4.9))
    painter.drawLine(QLineF(8, 7.8, 8, 11.4))


def _draw_blocker(painter: QPainter, mark: QPen) -> None:
    near, far = 5.2, 10.8
    corners = [(near, 1.5), (far, 1.5), (14.5, near), (14.5, far), (far, 14.5), (near, 14.5), (1.5, far)]
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in [*corners, (1.5, near)]]))
    painter.setPen(mark)
    painter.drawLine(QLineF(5, 8, 11, 8))


_SIGNS: dict[str, Callable[[QPainter, QPen], None]] = {
    "error": _draw_error,
    "warning": _draw_warning,
    "info": _draw_info,
    "blocker": _draw_blocker,
}
