"""How a row is drawn and edited: the signs of a change, and a box of options for enum fields."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from rossum_studio.gui.roles import Role
from rossum_studio.gui.theme import LIGHT, Theme
from rossum_studio.gui.tree.marks import CHANGE_SIGNS
from rossum_studio.gui.tree.model import Column
from rossum_studio.model.difference import Change

type Index = QModelIndex | QPersistentModelIndex

BAR_WIDTH = 3
_GAP = 8


class RowDelegate(QStyledItemDelegate):
    """Draws cells; a value that a run changed is followed by what it was."""

    def __init__(self, theme: Theme = LIGHT, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        colours = {Change.CHANGED: theme.changed, Change.ADDED: theme.added, Change.REMOVED: theme.removed}
        self._bars = {change.value: QColor(colour) for change, colour in colours.items()}
        self._changed = QColor(theme.changed)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.text = option.text.replace("\N{LINE SEPARATOR}", "  ")  # what Qt makes of a newline
        if index.column() == Column.LABEL:
            change = index.data(Role.CHANGE)
            if change in (Change.ADDED, Change.REMOVED):
                option.text = f"{CHANGE_SIGNS[Change(change)]} {option.text}"

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if index.column() == Column.LABEL:
            self._paint_bar(painter, option.rect, index)
        elif index.column() == Column.VALUE:
            was = index.data(Role.WAS)
            if was:
                self._paint_was(painter, option, index, was)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        name = f"Value of {index.sibling(index.row(), Column.LABEL).data()}"
        options = index.data(Role.OPTIONS)
        editor = QLineEdit(parent) if options is None else self._combo(parent, options, index.data(_EDIT))
        editor.setAccessibleName(name)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(index.data(_EDIT))))
        elif isinstance(editor, QLineEdit):
            editor.setText(index.data(_EDIT))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData(), _EDIT)
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), _EDIT)

    def _combo(self, parent: QWidget, options: list[tuple[str, str]], current: str) -> QComboBox:
        combo = QComboBox(parent)
        if current not in [value for value, _ in options]:
            combo.addItem(f"{current} (not an option)" if current else "", current)
        for value, label in options:
            combo.addItem(label, value)
        combo.activated.connect(lambda: self._commit(combo))
        return combo

    def _commit(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)

    def _paint_bar(self, painter: QPainter, rect: QRect, index: Index) -> None:
        change = index.data(Role.CHANGE)
        if change is not None:
            has_arrow = index.model().hasChildren(index)
            left = rect.left() if has_arrow else rect.left() - BAR_WIDTH
            painter.fillRect(left, rect.top() + 1, BAR_WIDTH, rect.height() - 2, self._bars[change])

    def _paint_was(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, was: str) -> None:
        left = (
            option.rect.left() + option.fontMetrics.horizontalAdvance(index.data() or "") + _GAP + _GAP // 2
        )
        rect = option.rect.adjusted(left - option.rect.left(), 0, -_GAP // 2, 0)
        if rect.width() <= 2 * _GAP:
            return
        painter.save()
        painter.setPen(self._changed)
        text = option.fontMetrics.elidedText(was, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()


_EDIT = int(Qt.ItemDataRole.EditRole)
