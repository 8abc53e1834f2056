"""A list of lines with a sign: a coloured word, where it is about, and the text below it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter, QPalette, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from rossum_studio.gui.messages.hint import tool_tip
from rossum_studio.gui.messages.sign import sign_colour, sign_icon
from rossum_studio.gui.theme import LIGHT, Theme

type Index = QModelIndex | QPersistentModelIndex

ROW = int(Qt.ItemDataRole.UserRole)
"""The role of the `Row` itself."""

_PADDING = 8
_LEAST_ICON = 16
_GAP = 8
_MOST_HEIGHTS = 10_000
_LONGEST = 600  # characters painted; tool tip and screen reader get all


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list.

    Args:
        sign: "error", "warning", "info", "blocker", "ok" or nothing.
        word: What the sign means, since colour is never the only sign.
        place: What the line is about.
        text: What it says.
        is_dimmed: It no longer holds for what is on screen elsewhere.
        value: What the row stands for; handed back when it is opened.
    """

    sign: str
    word: str
    place: str
    text: str
    is_dimmed: bool = False
    value: object = None

    @property
    def sentence(self) -> str:
        """The row as one line of text."""
        return f"{self.word}: {self.text} ({self.place})"


class SignListModel(QAbstractListModel):
    """Serves rows; they are replaced as a whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._theme = LIGHT
        self._icons: dict[tuple[str, int], QIcon] = {}
        self._all_dimmed = False

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self._rows

    @property
    def theme(self) -> Theme:
        """The theme in use."""
        return self._theme

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show these rows instead; the same ones again leave the selection where it is."""
        found = tuple(rows)
        if found != self._rows:
            self.beginResetModel()
            self._rows = found
            self.endResetModel()

    def is_dimmed(self, row: Row) -> bool:
        """Whether it no longer holds, by itself or like all of them."""
        return row.is_dimmed or self._all_dimmed

    def set_dimmed(self, is_dimmed: bool) -> None:
        """Whether no row holds any longer."""
        if is_dimmed != self._all_dimmed:
            self._all_dimmed = is_dimmed
            self._repaint()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._theme, self._icons = theme, {}
        self._repaint()

    def _repaint(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return row.sentence
            case Qt.ItemDataRole.ToolTipRole:
                return tool_tip(f"{row.place}\n{row.text}")
            case Qt.ItemDataRole.DecorationRole:
                return self.icon(row.sign, _LEAST_ICON)
        return row if role == ROW else None

    def icon(self, sign: str, size: int) -> QIcon:
        """A sign, drawn for this size."""
        if (sign, size) not in self._icons:
            self._icons[sign, size] = sign_icon(sign, self._theme, size)
        return self._icons[sign, size]


class SignListDelegate(QStyledItemDelegate):
    """Paints a row: sign, bold word and muted place, then the text, wrapped."""

    def __init__(self, view: QListView, model: SignListModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._heights: dict[tuple[str, str, int], float] = {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        row: Row = index.data(ROW)
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget)
        painter.save()
        box = option.rect.adjusted(_PADDING, _PADDING // 2, -_PADDING, -_PADDING // 2)
        size = _icon_size(option.fontMetrics)
        icon = QRect(box.left(), box.top() + (option.fontMetrics.height() - size) // 2, size, size)
        mode = QIcon.Mode.Disabled if self._model.is_dimmed(row) else QIcon.Mode.Normal
        self._model.icon(row.sign, size).paint(painter, icon, mode=mode)
        self._paint_text(painter, option, row, box.adjusted(size + _GAP, 0, 0, 0))
        painter.restore()
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(option.palette.color(QPalette.ColorRole.Accent))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))

    def _paint_text(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, box: QRect) -> None:
        muted = option.palette.color(QPalette.ColorRole.PlaceholderText)
        is_dimmed = self._model.is_dimmed(row)
        word_font = _bold(option.font)
        painter.setFont(word_font)
        painter.setPen(muted if is_dimmed else QColor(sign_colour(row.sign, self._model.theme)))
        painter.drawText(box.topLeft() + _baseline(option.fontMetrics), row.word)
        used = QFontMetrics(word_font).horizontalAdvance(row.word) + _GAP
        place = option.fontMetrics.elidedText(row.place, Qt.TextElideMode.ElideRight, box.width() - used)
        painter.setFont(option.font)
        painter.setPen(muted)
        painter.drawText(box.topLeft() + _baseline(option.fontMetrics, used), place)
        painter.setPen(muted if is_dimmed else option.palette.color(QPalette.ColorRole.Text))
        layout = _wrapped(row.text, option.font, box.width())
        layout.draw(painter, QPointF(box.left(), box.top() + option.fontMetrics.lineSpacing() + 2))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: Row = index.data(ROW)
        beside = 2 * _PADDING + _icon_size(option.fontMetrics) + _GAP
        text = self._text_height(row.text, option.font, self._view.viewport().width() - beside)
        height = option.fontMetrics.lineSpacing() + 2 + text
        return QSize(1, round(height) + _PADDING)  # narrow: the list gives each row its own width

    def _text_height(self, text: str, font: QFont, width: int) -> float:
        """Measured once: a list asks several times for each row."""
        key = (text, font.key(), width)
        if key not in self._heights:
            if len(self._heights) >= _MOST_HEIGHTS:
                self._heights.clear()
            self._heights[key] = _wrapped(text, font, width).boundingRect().height()
        return self._heights[key]


class SignList(QListView):
    """The list. Enter and a click open a row; Ctrl+C copies it."""

    row_opened = Signal(object)

    def __init__(self, name: str, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._model = SignListModel(self)
        self.setModel(self._model)
        self.setItemDelegate(SignListDelegate(self, self._model))
        self.clicked.connect(self._on_opened)
        self.activated.connect(self._on_opened)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self._model.rows

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show these rows instead."""
        self._model.set_rows(rows)

    def set_dimmed(self, is_dimmed: bool) -> None:
        """Grey all rows: they are from before the last change."""
        self._model.set_dimmed(is_dimmed)

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._model.apply_theme(theme)

    def _on_opened(self, index: QModelIndex) -> None:
        self.row_opened.emit(self._model.rows[index.row()])


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold


def _icon_size(metrics: QFontMetrics) -> int:
    return max(_LEAST_ICON, metrics.ascent())


def _baseline(metrics: QFontMetrics, x: int = 0) -> QPoint:
    return QPoint(x, metrics.ascent())


def _wrapped(text: str, font: QFont, width: float) -> QTextLayout:
    shown = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    layout = QTextLayout(shown.replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    top = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1.0, width))
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    return layout
