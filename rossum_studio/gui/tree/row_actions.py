"""What one does with the current row: copy from it, add and remove table rows."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from rossum_studio.gui.tree import wording
from rossum_studio.gui.tree.model import DocumentModel
from rossum_studio.gui.tree.rows import NO_ROW, Row
from rossum_studio.gui.tree.view import DocumentView
from rossum_studio.model.annotation import Datapoint, Multivalue


class RowActions(QObject):
    """Acts on the current row of a tree; changes are asked for, never made."""

    addition_requested = Signal(object)  # multivalue_id
    removal_requested = Signal(object)  # datapoint_id of the row
    about_to_open = Signal(object)  # QMenu, to put more into it

    def __init__(self, tree: DocumentView, model: DocumentModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tree, self._model = tree, model

    @property
    def current_schema_id(self) -> str | None:
        """Of the current row."""
        row = self._current()
        return row.node.schema_id if row is not None else None

    @Slot()
    def copy_value(self) -> None:
        """The value; the label of a row that has none."""
        row = self._current()
        if row is not None:
            label = self._model.wording.label(row, self._model.table)
            _copy(row.node.value if isinstance(row.node, Datapoint) else label)

    def copy_id(self) -> None:
        """The id."""
        row = self._current()
        if row is not None:
            _copy(str(row.node.id))

    def copy_schema_id(self) -> None:
        """The schema_id."""
        row = self._current()
        if row is not None:
            _copy(row.node.schema_id)

    def copy_path(self) -> None:
        """How a handler reaches it: `t.field.amount_total`."""
        row = self._current()
        if row is not None:
            _copy(wording.accessor(row, self._model.table))

    def copy_json(self) -> None:
        """The node with all below it as JSON."""
        row = self._current()
        if row is not None:
            _copy(wording.node_json(row.node, self._model.shown.content))

    @Slot()
    def remove(self) -> None:
        """Ask for the removal of the row, if it is one of a table or list."""
        row = self._current()
        if row is not None and self._is_removable(row):
            self.removal_requested.emit(row.node.id)

    def add(self) -> None:
        """Ask for a new row in the table or list that the row is or lies in."""
        multivalue = self._multivalue_of(self._current())
        if multivalue is not None:
            self.addition_requested.emit(multivalue.node.id)

    @Slot(QPoint)
    def show_menu(self, place: QPoint) -> None:
        """Open the context menu of the current row."""
        menu = self.menu()
        self.about_to_open.emit(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._tree.viewport().mapToGlobal(place))

    def menu(self) -> QMenu:
        """The context menu of the current row."""
        menu, row = QMenu(self._tree), self._current()
        has_row, is_datapoint = row is not None, row is not None and isinstance(row.node, Datapoint)
        _add(menu, "&Copy Value", self.copy_value, is_datapoint, QKeySequence(QKeySequence.StandardKey.Copy))
        _add(menu, "Copy &Id", self.copy_id, has_row)
        _add(menu, "Copy &schema_id", self.copy_schema_id, has_row)
        _add(menu, "Copy &Path", self.copy_path, has_row)
        _add(menu, "Copy &JSON", self.copy_json, has_row)
        menu.addSeparator()
        _add(menu, "&Add Row", self.add, self._multivalue_of(row) is not None)
        can_remove = row is not None and self._is_removable(row)
        _add(menu, "&Remove Row", self.remove, can_remove, QKeySequence(Qt.Key.Key_Delete))
        menu.addSeparator()
        _add(menu, "&Expand All", self._tree.open_all)
        _add(menu, "Co&llapse All", self._tree.collapseAll, shortcut=QKeySequence("Ctrl+Left"))
        return menu

    def _current(self) -> Row | None:
        index = self._tree.currentIndex()
        return self._model.row_at(index) if index.isValid() else None

    def _above(self, row: Row) -> Row | None:
        return None if row.parent == NO_ROW else self._model.table.rows[row.parent]

    def _is_removable(self, row: Row) -> bool:
        above = self._above(row)
        return above is not None and isinstance(above.node, Multivalue) and self._model.is_in_document(row)

    def _multivalue_of(self, row: Row | None) -> Row | None:
        while row is not None and not isinstance(row.node, Multivalue):
            row = self._above(row)
        return row if row is not None and self._model.is_in_document(row) else None


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def _add(
    menu: QMenu,
    text: str,
    slot: Callable[[], object],
    is_enabled: bool = True,
    shortcut: QKeySequence | None = None,
) -> None:
    action = menu.addAction(text)
    action.triggered.connect(lambda _checked: slot())
    action.setEnabled(is_enabled)
    if shortcut is not None:
        action.setShortcut(shortcut)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # the tree takes the key itself
