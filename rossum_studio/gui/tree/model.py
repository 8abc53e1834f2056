"""The item model of the document tree: translates rows, marks and words for Qt, and owns no rule."""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QColor, QFont, QFontDatabase, QIcon

from rossum_studio.gui.drop import SCHEMA_ID_TYPE
from rossum_studio.gui.roles import Role
from rossum_studio.gui.signs import severity_icon
from rossum_studio.gui.theme import LIGHT, Theme
from rossum_studio.gui.tree import wording
from rossum_studio.gui.tree.marks import BLOCKER, Marks, place
from rossum_studio.gui.tree.rows import NO_ROW, Row, RowTable, Shown, Visible
from rossum_studio.gui.tree.wording import Wording
from rossum_studio.model.annotation import Content, Datapoint
from rossum_studio.model.difference import Change, Difference, compare
from rossum_studio.model.message import MessageLog
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.evaluation import AutomationBlocker

type Index = QModelIndex | QPersistentModelIndex

_BELOW_TINT_ALPHA = 120

_PARENT_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
_LEAF_FLAGS = _PARENT_FLAGS | Qt.ItemFlag.ItemNeverHasChildren
_EDITABLE_FLAGS = _LEAF_FLAGS | Qt.ItemFlag.ItemIsEditable


class Column(IntEnum):
    """Columns, as in contract.md, 3."""

    LABEL = 0
    VALUE = 1
    TYPE = 2
    MESSAGES = 3
    SCHEMA_ID = 4
    ID = 5


TITLES = ("Field", "Value", "Type", "Messages", "schema_id", "id")


class DocumentModel(QAbstractItemModel):
    """The joined tree of schema and annotation, before or after a run.

    An edit changes nothing here: it is asked for with `value_edited`, and comes back as a new document.
    """

    value_edited = Signal(object, str)  # datapoint_id, an int64; Signal(int) keeps only 32 bits
    marks_changed = Signal()

    def __init__(self, theme: Theme = LIGHT, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._content, self._log = Content(), MessageLog()
        self._blockers: tuple[AutomationBlocker, ...] = ()
        self.wording = Wording()
        self.marks = Marks()
        self.difference: Difference | None = None
        self.shows_before = False
        self._visible: Visible | None = None
        self.table = RowTable(Shown(self._content))
        self._fixed_font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self._removed_font, self._removed_fixed_font = QFont(), QFont(self._fixed_font)
        self._removed_font.setStrikeOut(True)
        self._removed_fixed_font.setStrikeOut(True)
        self.set_theme(theme)

    @property
    def shown(self) -> Shown:
        """The tree as it is shown, without the filter."""
        return self.table.shown

    @property
    def log(self) -> MessageLog:
        """The messages shown."""
        return self._log

    @property
    def blockers(self) -> tuple[AutomationBlocker, ...]:
        """The automation blockers shown."""
        return self._blockers

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._icons = {each: severity_icon(each, theme) for each in ("error", "warning", "info", BLOCKER)}
        self._tints = {each: QBrush(QColor(theme.tone(each).tint)) for each in self._icons}
        self._faint_tints = {each: _with_alpha(tint, _BELOW_TINT_ALPHA) for each, tint in self._tints.items()}
        self._muted = QBrush(QColor(theme.muted))
        self.marks_changed.emit()

    def set_document(self, content: Content, schema: Schema | None) -> bool:
        """Show a document.

        Returns:
            Whether it is another one: then the rows are new, and the messages are gone. An edited
            version of the one shown keeps what Qt holds on to, and its messages.
        """
        shown = {section.id for section in self._content.sections}
        is_other = shown.isdisjoint(section.id for section in content.sections)
        self._content, self.difference, self.shows_before = content, None, False
        if schema is not self.wording.schema:
            self.wording = Wording(schema)
        if is_other:
            self.beginResetModel()
            self._log, self._blockers, self._visible = MessageLog(), (), None
            self._show_rows()
            self._place_marks()
            self.endResetModel()
        else:
            self._show_other_state()
        return is_other

    def set_messages(self, log: MessageLog, blockers: Sequence[AutomationBlocker] = ()) -> None:
        """Mark the rows that messages and blockers are about; the rows themselves stay."""
        self._log, self._blockers = log, tuple(blockers)
        self._place_marks()
        self.marks_changed.emit()

    def set_after(self, after: Content | None) -> None:
        """Show what a run made of the document; None shows the document alone."""
        self.set_run(after, self._log, self._blockers)

    def set_run(
        self, after: Content | None, log: MessageLog, blockers: Sequence[AutomationBlocker] = ()
    ) -> None:
        """Show what a run made of the document, and mark the rows that it is about."""
        self.difference = None if after is None else compare(self._content, after)
        self.shows_before = False
        self._log, self._blockers = log, tuple(blockers)
        self._show_other_state()

    def show_before(self, is_before: bool) -> None:
        """While there is a run to look at, show the document before it, or after it again."""
        if self.difference is not None and is_before != self.shows_before:
            self.shows_before = is_before
            self._show_other_state()

    def set_visible(self, visible: Visible | None) -> None:
        """Show only what a filter leaves; None shows everything."""
        self._visible = visible
        self._relayout()

    def index_of(self, datapoint_id: int, column: int = 0) -> QModelIndex:
        """Index of a node; invalid if it is unknown or filtered out."""
        return self._index_at(self.table.find(datapoint_id), column)

    def row_at(self, index: Index) -> Row:
        """The row of a valid index."""
        return self.table.rows[index.internalId()]

    # What Qt asks for

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if row < 0 or not 0 <= column < len(TITLES) or parent.column() > 0:
            return QModelIndex()
        children = self.table.children(parent.internalId() if parent.isValid() else NO_ROW)
        return self.createIndex(row, column, children[row]) if row < len(children) else QModelIndex()

    def parent(self, index: Index = QModelIndex()) -> Any:  # noqa: B008
        if not index.isValid():
            return QModelIndex()
        return self._index_at(self.table.rows[index.internalId()].parent, 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if parent.column() > 0:
            return 0
        return len(self.table.children(parent.internalId() if parent.isValid() else NO_ROW))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(TITLES)

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        if not parent.isValid():
            return bool(self.table.roots)
        if parent.column() > 0:
            return False
        return bool(self.table.shown.children(self.table.rows[parent.internalId()].node))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        serve = _SERVED.get(role)
        if serve is None or not index.isValid():
            return None
        return serve(self, self.table.rows[index.internalId()], index.column())

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        row = self.table.rows[index.internalId()]
        if not isinstance(row.node, Datapoint):
            return _PARENT_FLAGS
        is_editable = index.column() == Column.VALUE and self.is_editable(row)
        return _EDITABLE_FLAGS if is_editable else _LEAF_FLAGS

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self.row_at(index)
        text = str(value)
        if role == Qt.ItemDataRole.EditRole and isinstance(row.node, Datapoint) and text != row.node.value:
            self.value_edited.emit(row.node.id, text)
        return False

    def mimeTypes(self) -> list[str]:
        return ["text/plain"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        places = dict.fromkeys(index.internalId() for index in indexes)
        data = QMimeData()
        data.setText("\n".join(wording.accessor(self.table.rows[each], self.table) for each in places))
        first = next(iter(places), None)
        if first is not None:
            data.setData(SCHEMA_ID_TYPE, self.table.rows[first].node.schema_id.encode())
        return data

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def is_in_document(self, row: Row) -> bool:
        """Whether the user may change it: what a run added or removed is not in the document."""
        return not self.shows_before and row.change in (None, Change.CHANGED)

    def is_editable(self, row: Row) -> bool:
        """Whether the user may type a value."""
        is_value = isinstance(row.node, Datapoint) and not self.wording.is_button(row.node)
        return is_value and self.is_in_document(row)

    # One function a role; the column decides

    def _display(self, row: Row, column: int) -> str | None:
        node = row.node
        match column:
            case Column.LABEL:
                return self.wording.label(row, self.table)
            case Column.VALUE:
                return node.value if isinstance(node, Datapoint) else ""
            case Column.TYPE:
                return self.wording.type_word(node)
            case Column.MESSAGES:
                return wording.messages_cell(self.marks, node.id)
            case Column.SCHEMA_ID:
                return node.schema_id
        return str(node.id)

    def _edit(self, row: Row, column: int) -> str | None:
        return row.node.value if column == Column.VALUE and isinstance(row.node, Datapoint) else None

    def _decoration(self, row: Row, column: int) -> QIcon | None:
        if column == Column.LABEL:
            sign = self.marks.sign(row.node.id)
            return None if sign is None else self._icons[sign]
        shows_blocker = column == Column.MESSAGES and self.marks.is_blocked(row.node.id)
        return self._icons[BLOCKER] if shows_blocker and self.marks.severity(row.node.id) else None

    def _background(self, row: Row, column: int) -> QBrush | None:
        sign = self.marks.sign(row.node.id)
        if sign is None:
            return None
        return (self._tints if self.marks.has_own(row.node.id) else self._faint_tints)[sign]

    def _foreground(self, row: Row, column: int) -> QBrush | None:
        is_aside = column in (Column.TYPE, Column.SCHEMA_ID, Column.ID)
        return self._muted if is_aside or self.wording.is_hidden(row.node) else None

    def _font(self, row: Row, column: int) -> QFont | None:
        is_removed = row.change is Change.REMOVED
        if column in (Column.VALUE, Column.SCHEMA_ID, Column.ID):
            return self._removed_fixed_font if is_removed else self._fixed_font
        return self._removed_font if is_removed else None

    def _tooltip(self, row: Row, column: int) -> str | None:
        about_row = wording.tooltip(row, self.table, self.marks)
        return about_row or self._display(row, column)

    def _accessible_text(self, row: Row, column: int) -> str | None:
        if column == Column.LABEL:
            return self.wording.accessible_text(row, self.table, self.marks)
        return self._display(row, column) or f"no {TITLES[column].lower()}"

    def _severity(self, row: Row, column: int) -> str | None:
        found = self.marks.severity(row.node.id)
        return None if found is None else found.value

    def _was(self, row: Row, column: int) -> str | None:
        was = self.shown.was(row.node.id)
        return wording.change_text(row, self.table) if was is not None else None

    # How rows come and stay

    def _show_rows(self) -> None:
        difference = None if self.shows_before else self.difference
        self.table = RowTable(Shown(self._content, difference), self._visible)

    def _show_other_state(self) -> None:
        self._relayout()
        self._place_marks()
        self.marks_changed.emit()

    def _place_marks(self) -> None:
        self.marks = place(self._log, self.shown.source.parent, self.shown.difference, self._blockers)

    def _relayout(self) -> None:
        """Make the rows anew; what Qt holds on to (selection, open parents) follows its node by id."""
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        known = [(self.row_at(index).node.id, index.column()) for index in held]
        previous = self.table
        self._show_rows()
        self.table.make_like(previous)
        moved = [
            self._index_at(self.table.place_of.get(node_id, NO_ROW), column) for node_id, column in known
        ]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def _index_at(self, place_: int, column: int) -> QModelIndex:
        if place_ == NO_ROW:
            return QModelIndex()
        return self.createIndex(self.table.rows[place_].position, column, place_)


def _with_alpha(brush: QBrush, alpha: int) -> QBrush:
    colour = QColor(brush.color())
    colour.setAlpha(alpha)
    return QBrush(colour)


type _Serve = Callable[[DocumentModel, Row, int], Any]

_SERVED: dict[int, _Serve] = {
    int(Qt.ItemDataRole.DisplayRole): DocumentModel._display,
    int(Qt.ItemDataRole.EditRole): DocumentModel._edit,
    int(Qt.ItemDataRole.DecorationRole): DocumentModel._decoration,
    int(Qt.ItemDataRole.BackgroundRole): DocumentModel._background,
    int(Qt.ItemDataRole.ForegroundRole): DocumentModel._foreground,
    int(Qt.ItemDataRole.FontRole): DocumentModel._font,
    int(Qt.ItemDataRole.ToolTipRole): DocumentModel._tooltip,
    int(Qt.ItemDataRole.AccessibleTextRole): DocumentModel._accessible_text,
    int(Qt.ItemDataRole.AccessibleDescriptionRole): lambda model, row, _: (
        model.wording.accessible_description(row)
    ),
    Role.SCHEMA_ID: lambda _, row, __: row.node.schema_id,
    Role.DATAPOINT_ID: lambda _, row, __: row.node.id,
    Role.CATEGORY: lambda _, row, __: row.node.category,
    Role.SEVERITY: DocumentModel._severity,
    Role.MESSAGES: lambda model, row, _: [message.content for message in model.marks.own(row.node.id)],
    Role.BLOCKERS: lambda model, row, _: list(model.marks.own_blockers(row.node.id)),
    Role.CHANGE: lambda _, row, __: None if row.change is None else row.change.value,
    Role.WAS: DocumentModel._was,
    Role.OPTIONS: lambda model, row, _: model.wording.options(row.node),
}
