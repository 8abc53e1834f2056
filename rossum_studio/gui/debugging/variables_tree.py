"""What names stand for while the function stands still: opened one level at a time, when asked."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from rossum_studio.model.masking import Masks
from rossum_studio.runtime.debugging.session import DebugSession, Frame, Purpose, Variable

NAME, VALUE, TYPE = range(3)
_VARIABLE = int(Qt.ItemDataRole.UserRole)
WATCHED = "Watch"


class _ValueEditor(QStyledItemDelegate):
    """Only values are edited, and only those that can be set."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QLineEdit | None:
        variable = index.siblingAtColumn(NAME).data(_VARIABLE)
        can_be_set = isinstance(variable, Variable) and bool(variable.container)
        return QLineEdit(parent) if index.column() == VALUE and can_be_set else None


class VariablesTree(QTreeWidget):
    """The names of one frame, and expressions that are watched."""

    asked = Signal()
    """A question was put to the session, which has to be sent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("variablesView")
        self.setAccessibleName("Variables")
        self.setHeaderLabels(["Name", "Value", "Type"])
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setItemDelegate(_ValueEditor(self))
        self.header().setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        self.header().setStretchLastSection(False)
        self.setColumnWidth(NAME, 8 * self.fontMetrics().averageCharWidth() * 2)
        self.setColumnWidth(TYPE, 8 * self.fontMetrics().averageCharWidth())
        self.setIndentation(12)
        self._session: DebugSession | None = None
        self._frame: Frame | None = None
        self._moment = 0
        self.watched: list[str] = []
        self.masks = Masks(())
        self.itemExpanded.connect(self._open)
        self.itemChanged.connect(self._on_changed)

    def show_frame(self, session: DebugSession, frame: Frame) -> None:
        """Show the names of a frame, and what the watched expressions come to in it."""
        opened = {_path(item) for item in self._open_items()}
        self._moment += 1
        self._session, self._frame = session, frame
        self.clear()
        self._show_watched()
        moment = self._moment
        session.variables(frame).then(lambda found: self._fill(moment, None, found, opened))
        self.asked.emit()

    def empty(self) -> None:
        """The function goes on: nothing of this holds any more."""
        self._moment += 1
        self._session, self._frame = None, None
        self.clear()

    def watch(self, expression: str) -> None:
        """Show from now on what an expression comes to."""
        if expression not in self.watched:
            self.watched.append(expression)
            if self._session is not None:
                self._evaluate(expression)
                self.asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes a watched expression away."""
        item = self.currentItem()
        if event.key() == Qt.Key.Key_Delete and item is not None and item.data(TYPE, _VARIABLE) == WATCHED:
            self.watched.remove(item.text(NAME))
            self.takeTopLevelItem(self.indexOfTopLevelItem(item))
        else:
            super().keyPressEvent(event)

    def _show_watched(self) -> None:
        for expression in self.watched:
            self._evaluate(expression)

    def _evaluate(self, expression: str) -> None:
        assert self._session is not None and self._frame is not None
        item = QTreeWidgetItem([expression, "…", ""])
        item.setData(TYPE, _VARIABLE, WATCHED)
        self.insertTopLevelItem(self.watched.index(expression), item)
        moment = self._moment

        def show(variable: Variable) -> None:
            if moment == self._moment:
                self._set(item, Variable(expression, variable.value, variable.type, variable.reference))

        def show_refusal(sentence: str) -> None:
            if moment == self._moment:
                self._set(item, Variable(expression, sentence))

        self._session.evaluate(self._frame, expression, Purpose.WATCH).then(show, show_refusal)

    def _fill(
        self,
        moment: int,
        parent: QTreeWidgetItem | None,
        found: tuple[Variable, ...],
        opened: set[tuple[str, ...]],
    ) -> None:
        if moment != self._moment:
            return
        above = parent or self.invisibleRootItem()
        if parent is not None:
            parent.takeChildren()
        for variable in found:
            item = QTreeWidgetItem(above)
            self._set(item, variable)
            if _path(item) in opened:
                item.setExpanded(True)

    def _set(self, item: QTreeWidgetItem, variable: Variable, refusal: str = "") -> None:
        self.blockSignals(True)
        for column, text in enumerate((variable.name, variable.value, variable.type)):
            item.setText(column, self.masks.text(text))
            item.setToolTip(column, refusal or text)
        item.setData(NAME, _VARIABLE, variable)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        policy = QTreeWidgetItem.ChildIndicatorPolicy
        item.setChildIndicatorPolicy(policy.ShowIndicator if variable.reference else policy.DontShowIndicator)
        self.blockSignals(False)

    def _open(self, item: QTreeWidgetItem) -> None:
        variable = item.data(NAME, _VARIABLE)
        if self._session is None or item.childCount() or not isinstance(variable, Variable):
            return
        moment = self._moment
        self._session.children(variable.reference).then(
            lambda found: self._fill(moment, item, found, set()), lambda sentence: self._say(item, sentence)
        )
        self.asked.emit()

    def _say(self, item: QTreeWidgetItem, sentence: str) -> None:
        item.addChild(QTreeWidgetItem(["", sentence, ""]))

    def _on_changed(self, item: QTreeWidgetItem, column: int) -> None:
        """A value was typed."""
        variable = item.data(NAME, _VARIABLE)
        if column != VALUE or self._session is None or not isinstance(variable, Variable):
            return
        moment = self._moment

        def show(_now: Variable) -> None:
            if moment == self._moment and self._session is not None and self._frame is not None:
                self.show_frame(self._session, self._frame)  # others may depend on it

        def take_back(sentence: str) -> None:
            if moment == self._moment:
                self._set(item, variable, sentence)

        self._session.set_value(variable, item.text(VALUE)).then(show, take_back)
        self.asked.emit()

    def _open_items(self) -> list[QTreeWidgetItem]:
        found, left = [], [self.topLevelItem(index) for index in range(self.topLevelItemCount())]
        while left:
            item = left.pop()
            if item is not None and item.isExpanded():
                found.append(item)
                left += [item.child(index) for index in range(item.childCount())]
        return found


def _path(item: QTreeWidgetItem) -> tuple[str, ...]:
    """The names from the top to the item."""
    above = item.parent()
    return (*(_path(above) if above is not None else ()), item.text(NAME))
