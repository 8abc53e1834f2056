"""What the handler asked to change, and what became of it."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QFrame, QHeaderView, QStackedWidget, QTreeView, QWidget

from rossum_studio.gui.messages.hint import Hint
from rossum_studio.gui.roles import Role
from rossum_studio.gui.run.operations_model import OperationsModel
from rossum_studio.gui.theme import Theme
from rossum_studio.runtime.report import Report

_NOTHING = "No operations: the handler asked for no change, and blocked no automation."
_MOST_OPENED = 50


class OperationsView(QStackedWidget):
    """Operations, their changes and the automation blockers; a click selects the datapoint."""

    datapoint_requested = Signal(object)  # an int64

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = OperationsModel(self)
        self.tree = self._make_tree()
        empty = Hint(_NOTHING)
        empty.setMargin(12)
        empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.addWidget(empty)
        self.addWidget(self.tree)
        self.tree.clicked.connect(self._on_opened)
        self.tree.activated.connect(self._on_opened)

    def _make_tree(self) -> QTreeView:
        tree = QTreeView()
        tree.setObjectName("operationsView")
        tree.setAccessibleName("Operations")
        tree.setModel(self._model)
        tree.setFrameShape(QFrame.Shape.NoFrame)
        tree.setUniformRowHeights(True)
        tree.setExpandsOnDoubleClick(False)
        tree.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(_MOST_OPENED)
        return tree

    @property
    def count(self) -> int:
        """How many operations and automation blockers are shown."""
        return self._model.rowCount()

    def set_report(self, report: Report | None) -> None:
        """Show the operations of a run."""
        self._model.set_report(report)
        for row in self._model.rejected_rows()[:_MOST_OPENED]:
            index = self._model.index(row, 0)
            self.tree.setFirstColumnSpanned(0, index, True)  # the reason
            self.tree.expand(index)
        self.setCurrentIndex(1 if self.count else 0)

    def set_stale(self, is_stale: bool) -> None:
        """Grey everything: it is from before the last change."""
        self._model.set_dimmed(is_stale)

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._model.apply_theme(theme)

    def _on_opened(self, index: QModelIndex) -> None:
        datapoint_id = index.data(Role.DATAPOINT_ID)
        if datapoint_id is not None:
            self.datapoint_requested.emit(datapoint_id)
