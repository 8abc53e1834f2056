"""What each hook of a chain or of the steps did, side by side."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QHeaderView, QStackedWidget, QTableView, QVBoxLayout, QWidget

from rossum_studio.gui.messages.hint import Hint, tool_tip
from rossum_studio.gui.steps.columns import ROWS, Column
from rossum_studio.gui.theme import LIGHT, Theme

type Index = QModelIndex | QPersistentModelIndex

_NOTHING = (
    "Nothing was played yet. Take the steps above the event: Import, Open, Edit, Confirm, Export. "
    "Run Chain runs all functions of one event, each on what those before it left."
)
_LEAST_COLUMN_PX = 180


class ColumnsModel(QAbstractTableModel):
    """One column for each hook that ran."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: tuple[Column, ...] = ()
        self._theme = LIGHT

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show these in place of all others."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self.endResetModel()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._theme = theme

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(ROWS)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.columns[section].title if orientation is Qt.Orientation.Horizontal else ROWS[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        text = column.cells[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.ToolTipRole:
                return tool_tip(text)
            case Qt.ItemDataRole.AccessibleTextRole:
                title = column.title.replace("\n", ", ")
                return f"{title}, {ROWS[index.row()]}: {text or 'nothing'}"
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
            case Qt.ItemDataRole.ForegroundRole if index.row() == 0 and column.severity is not None:
                return QColor(self._theme.tone(column.severity).text)
        return None


class StepsPanel(QWidget):
    """The table of columns; choosing one shows the document after it."""

    column_chosen = Signal(object)  # Column

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ColumnsModel()
        self.table = self._make_table()
        empty = Hint(_NOTHING)
        empty.setMargin(12)
        empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.note = Hint()
        self.note.setContentsMargins(12, 4, 12, 4)
        self._pages = QStackedWidget()
        self._pages.addWidget(empty)
        self._pages.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.note)
        layout.addWidget(self._pages, 1)
        self.note.say("")
        self.table.clicked.connect(self._on_chosen)
        self.table.activated.connect(self._on_chosen)
        self.table.horizontalHeader().sectionClicked.connect(
            lambda section: self._on_chosen(self.model.index(0, section))
        )

    def _make_table(self) -> QTableView:
        table = QTableView(objectName="stepsView", accessibleName="Steps and hooks")
        table.setModel(self.model)
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setWordWrap(True)
        table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        table.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        table.horizontalHeader().setDefaultSectionSize(_LEAST_COLUMN_PX)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        return table

    def set_columns(self, columns: Sequence[Column], notes: Sequence[str] = ()) -> None:
        """Show what ran.

        Args:
            notes: About all of it: who was bypassed, who is in conflict.
        """
        self.model.set_columns(columns)
        self.note.say("\n".join(notes))
        self._pages.setCurrentIndex(1 if columns else 0)
        if columns:
            self.table.scrollTo(self.model.index(0, len(columns) - 1))

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self.model.apply_theme(theme)

    def _on_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.column_chosen.emit(self.model.columns[index.column()])
