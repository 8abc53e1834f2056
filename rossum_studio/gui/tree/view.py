"""The tree itself: keys, opening and closing, and staying quick on large documents."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QByteArray, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from rossum_studio.gui.tree.delegate import RowDelegate
from rossum_studio.gui.tree.model import Column, DocumentModel
from rossum_studio.gui.tree.sticky import SectionHeader
from rossum_studio.model.annotation import Multivalue, Node

EXPAND_LIMIT = 5000
"""With more nodes than this, opening everything opens sections and tables, not their rows."""

OPEN_AT_FIRST = 50
"""Tables with at most so many rows are open in a fresh document."""

_WIDTHS = {
    Column.LABEL: 150,
    Column.VALUE: 138,
    Column.TYPE: 66,
    Column.MESSAGES: 112,
    Column.SCHEMA_ID: 110,
    Column.ID: 84,
}
_ORDER = (Column.LABEL, Column.VALUE, Column.MESSAGES, Column.TYPE, Column.SCHEMA_ID, Column.ID)
_PLAIN = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.KeypadModifier,
)
_TREE_KEYS = "*+- "
"""What QTreeView itself does something with."""


class DocumentView(QTreeView):
    """A tree view on a `DocumentModel`."""

    typed = Signal(str)
    escaped = Signal()
    match_wanted = Signal(int)  # 1: the next, -1: the previous
    removal_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self, model: DocumentModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setObjectName("annotationTree")
        self.setAccessibleName("Document")
        self.setModel(model)
        self.delegate = RowDelegate(parent=self)
        for column in (Column.LABEL, Column.VALUE):  # the others are drawn without a call into Python
            self.setItemDelegateForColumn(column, self.delegate)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setAcceptDrops(False)  # the window takes files dropped anywhere
        self.viewport().setAcceptDrops(False)
        self._keys: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Return: self.edit_current,
            Qt.Key.Key_Enter: self.edit_current,
            Qt.Key.Key_F2: self.edit_current,
            Qt.Key.Key_Delete: self.removal_wanted.emit,
            Qt.Key.Key_Escape: self.escaped.emit,
        }
        self._lay_out_columns()
        self.section_header = SectionHeader(self)
        self._following = QTimer(self, singleShot=True, interval=0)  # once Qt has laid out the rows
        self._connect(model)

    def _connect(self, model: DocumentModel) -> None:
        self._following.timeout.connect(self.section_header.follow)
        bar = self.verticalScrollBar()
        changes = (model.layoutChanged, model.modelReset, model.marks_changed)
        for change in (*changes, self.expanded, self.collapsed, bar.rangeChanged):
            change.connect(lambda *_: self._following.start())
        bar.valueChanged.connect(self.section_header.follow)
        self.section_header.section_requested.connect(self._go_to_section)
        model.marks_changed.connect(self.viewport().update)

    @property
    def current_id(self) -> int | None:
        """Id of the current row's node; None without one."""
        index = self.currentIndex()
        return self._model.row_at(index).node.id if index.isValid() else None

    def select(self, datapoint_id: int) -> bool:
        """Open the parents of a node, make it current and scroll to it; whether it is shown at all."""
        index = self._model.index_of(datapoint_id)
        if not index.isValid():
            return False
        self._open_above(index)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def open_at_first(self) -> None:
        """Open sections, and tables of a size that one can look through."""
        for place in self._model.table.roots:
            section = self._model.table.rows[place].node
            self.expand(self._model.index_of(section.id))
            for child in section.nodes:
                if isinstance(child, Multivalue) and len(child.children) <= OPEN_AT_FIRST:
                    self.expand(self._model.index_of(child.id))

    def open_all(self) -> bool:
        """Open every row, or only sections and tables of a large document; whether it was every row."""
        if _is_over(EXPAND_LIMIT, self._model.shown.roots):
            self.expandToDepth(1)
            return False
        self.expandAll()
        return True

    def opened_ids(self) -> set[int]:
        """Ids of the nodes whose rows are open."""
        made = [row for row in self._model.table.rows if row.children is not None]
        return {row.node.id for row in made if self.isExpanded(self._model.index_of(row.node.id))}

    def open_ids(self, ids: Iterable[int]) -> None:
        """Open these nodes where they are shown; the others stay as they are."""
        for datapoint_id in ids:
            index = self._model.index_of(datapoint_id)
            if index.isValid():
                self.setExpanded(index, True)

    def open_to(self, ids: Iterable[int]) -> set[int]:
        """Open the parents of these nodes; the ids of those parents."""
        above = (self._model.shown.source.ancestors(each) for each in ids)
        parents = dict.fromkeys(node.id for nodes in above for node in reversed(list(nodes)))
        self.open_ids(parents)
        return set(parents)

    def restore_open(self, ids: set[int], opened_since: set[int]) -> None:
        """Open these nodes again and close what was opened since, but for the parents of the current row."""
        for datapoint_id in opened_since - ids:
            self.collapse(self._model.index_of(datapoint_id))
        self.open_ids(ids)
        if self.current_id is not None:
            self.select(self.current_id)

    def edit_current(self) -> None:
        """Edit the value of the current row; open or close a parent."""
        index = self.currentIndex()
        if not index.isValid():
            return
        value = index.siblingAtColumn(Column.VALUE)
        if value.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(value)
        else:
            label = index.siblingAtColumn(Column.LABEL)
            self.setExpanded(label, not self.isExpanded(label))

    @property
    def columns(self) -> str:
        """Widths and order of the columns as Qt saves them, in base64; empty while nobody dragged one."""
        if self._has_own_widths() and self._column_order() == _ORDER:
            return ""
        return bytes(self.header().saveState().toBase64()).decode()

    def restore_columns(self, columns: str) -> None:
        """Bring back widths and order; those of another version are passed over."""
        if columns:
            self.header().restoreState(QByteArray.fromBase64(columns.encode()))

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a row into sight, and out from under the section header."""
        super().scrollTo(index, hint)
        self.section_header.follow()
        if self.section_header.section.isValid() and self.visualRect(index).top() <= 0:
            is_per_row = self.verticalScrollMode() is QAbstractItemView.ScrollMode.ScrollPerItem
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - (1 if is_per_row else self.section_header.height()))

    @Slot(QModelIndex)
    def _go_to_section(self, section: QModelIndex) -> None:
        self.setCurrentIndex(section)
        self.scrollTo(section, QAbstractItemView.ScrollHint.PositionAtTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._has_own_widths():
            self._share_width()
        self.section_header.follow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # An editor lets go of Enter before it closes, and the key ends up here.
        is_editing = self.state() is QAbstractItemView.State.EditingState
        command = None if is_editing else self._command_of(event)
        if command is None:
            super().keyPressEvent(event)
        else:
            command()

    def _command_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        """What a key does here; None leaves it to QTreeView."""
        key, modifiers, text = event.key(), event.modifiers(), event.text()
        if event.matches(QKeySequence.StandardKey.Copy):
            return self.copy_wanted.emit
        if key == Qt.Key.Key_Left and modifiers == Qt.KeyboardModifier.ControlModifier:
            return self.collapseAll
        if modifiers not in _PLAIN:
            return None
        if key == Qt.Key.Key_F3:
            step = -1 if modifiers == Qt.KeyboardModifier.ShiftModifier else 1
            return lambda: self.match_wanted.emit(step)
        if key == Qt.Key.Key_Asterisk and self._is_large(self.currentIndex()):
            return lambda: self.expand(self.currentIndex())
        if text and text.isprintable() and text not in _TREE_KEYS:
            return lambda: self.typed.emit(text)
        return self._keys.get(Qt.Key(key))

    def _is_large(self, index: QModelIndex) -> bool:
        return index.isValid() and _is_over(EXPAND_LIMIT, [self._model.row_at(index).node])

    def _open_above(self, index: QModelIndex) -> None:
        parent = index.parent()
        if parent.isValid():
            self._open_above(parent)
            self.expand(parent)

    def _lay_out_columns(self) -> None:
        header = self.header()
        for place, column in enumerate(_ORDER):
            header.moveSection(header.visualIndex(column), place)
        header.setStretchLastSection(True)
        header.setFirstSectionMovable(False)
        self._share_width()

    def _share_width(self) -> None:
        """Let the columns grow with the view; never below the widths that a narrow panel starts with."""
        factor = max(1.0, self.viewport().width() / sum(_WIDTHS.values()))
        self._own_widths = {column: round(width * factor) for column, width in _WIDTHS.items()}
        for column, width in self._own_widths.items():
            self.setColumnWidth(column, width)

    def _column_order(self) -> tuple[int, ...]:
        return tuple(self.header().logicalIndex(place) for place in range(len(Column)))

    def _has_own_widths(self) -> bool:
        """Whether nobody dragged or restored a column; the last one always stretches."""
        own = {each: width for each, width in self._own_widths.items() if each is not Column.ID}
        return all(self.columnWidth(each) == width for each, width in own.items())


def _is_over(limit: int, nodes: Sequence[Node]) -> bool:
    """Whether there are more nodes than the limit, these and all below; stops counting there."""
    count, stack = 0, [nodes]
    while stack and count <= limit:
        siblings = stack.pop()
        count += len(siblings)
        stack.extend(node.nodes for node in siblings if node.nodes)
    return count > limit
