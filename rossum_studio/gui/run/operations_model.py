"""The operations of a run as a tree: one row each, its changes below it."""

import json
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QIcon

from rossum_studio.gui.messages.field_names import FieldNames
from rossum_studio.gui.messages.hint import tool_tip
from rossum_studio.gui.messages.panel import names_of
from rossum_studio.gui.messages.sign import BLOCKER, OK, sign_icon
from rossum_studio.gui.roles import Role
from rossum_studio.gui.theme import LIGHT, Theme
from rossum_studio.runtime.report import Report
from rossum_studio.simulator.evaluation import AutomationBlocker, Change, OperationResult, OperationStatus

type Index = QModelIndex | QPersistentModelIndex

HEADERS = ("Field", "Change", "Result")
_LONGEST = 200
_COMPUTED = "computed"
_RESULTS = {_COMPUTED: "By a formula or rule"}
_TOP = 0  # internal id of a top row; a row below carries the number of its parent, from 1


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its three texts, its sign, and the node it is about."""

    texts: tuple[str, str, str]
    sign: str = ""
    datapoint_id: int | None = None

    @property
    def sentence(self) -> str:
        """The row as one line of text."""
        return ", ".join(text for text in self.texts if text)


class OperationsModel(QAbstractItemModel):
    """Lines are made when they are asked for: an answer may hold thousands of operations."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations: tuple[OperationResult, ...] = ()
        self._blockers: tuple[AutomationBlocker, ...] = ()
        self._names = FieldNames(None)
        self._theme = LIGHT
        self._icons: dict[str, QIcon] = {}
        self._is_dimmed = False

    def set_report(self, report: Report | None) -> None:
        """Show the operations and automation blockers of a run, and what was computed."""
        self.beginResetModel()
        self._operations = (*report.evaluation.operations, *_computed(report)) if report else ()
        self._blockers = report.evaluation.automation_blockers if report else ()
        self._names = names_of(report) if report else FieldNames(None)
        self.endResetModel()

    def set_dimmed(self, is_dimmed: bool) -> None:
        """Whether the rows still hold."""
        if is_dimmed != self._is_dimmed:
            self._is_dimmed = is_dimmed
            self._repaint()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._theme, self._icons = theme, {}
        self._repaint()

    def rejected_rows(self) -> list[int]:
        """Rows of operations that were not applied."""
        rejected = OperationStatus.REJECTED
        return [i for i, operation in enumerate(self._operations) if operation.status is rejected]

    def line(self, index: Index) -> Line:
        """What a row shows."""
        if index.internalId() == _TOP:
            return self._top_line(index.row())
        operation = self._operations[index.internalId() - 1]
        if operation.reason is not None:
            if index.row() == 0:
                return Line((operation.reason, "", ""), datapoint_id=_id_of(operation))
            return self._change_line(operation.changes[index.row() - 1])
        return self._change_line(operation.changes[index.row()])

    def _top_line(self, row: int) -> Line:
        if row >= len(self._operations):
            blocker = self._blockers[row - len(self._operations)]
            place = self._names.place(blocker.id, blocker.schema_id)
            return Line((f"Automation blocker: {place}", blocker.content, "Blocked"), BLOCKER, blocker.id)
        operation = self._operations[row]
        is_applied = operation.status is OperationStatus.APPLIED
        target = _id_of(operation)
        field = self._names.short(target, operation.schema_id) if target else f"id {operation.id!r}"
        result = _RESULTS.get(operation.op, "Applied") if is_applied else "Rejected"
        change = _summary(operation) if operation.reason is None else operation.reason
        return Line((f"{operation.op} {field}", change, result), OK if is_applied else "error", target)

    def _change_line(self, change: Change) -> Line:
        field = self._names.short(change.id, change.schema_id)
        return Line((f"{field} · {change.attribute}", _before_after(change), ""), "", change.id)

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _TOP)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if not index.isValid() or index.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _TOP)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if not parent.isValid():
            return len(self._operations) + len(self._blockers)
        if parent.internalId() != _TOP or parent.column() != 0 or parent.row() >= len(self._operations):
            return 0
        operation = self._operations[parent.row()]
        return len(operation.changes) + (operation.reason is not None)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.line(index).texts[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return tool_tip(self.line(index).texts[index.column()])
            case Qt.ItemDataRole.AccessibleTextRole:
                line = self.line(index)
                return line.sentence if index.column() == 0 else line.texts[index.column()]
            case Qt.ItemDataRole.DecorationRole if index.column() == 0:
                return self._icon(self.line(index).sign)
            case Qt.ItemDataRole.ForegroundRole:
                return self._foreground(index)
            case Role.DATAPOINT_ID:
                return self.line(index).datapoint_id
        return None

    def _foreground(self, index: Index) -> QColor | None:
        if self._is_dimmed:
            return QColor(self._theme.muted)
        sign = self.line(index).sign
        if index.column() == 2 and sign in ("error", BLOCKER):
            return QColor(self._theme.tone(sign).text)
        return None

    def _icon(self, sign: str) -> QIcon | None:
        if not sign:
            return None
        if sign not in self._icons:
            self._icons[sign] = sign_icon(sign, self._theme)
        return self._icons[sign]

    def _repaint(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(HEADERS) - 1))


def _computed(report: Report) -> list[OperationResult]:
    """What formulas and rules changed, as if it had been asked for."""
    changes: dict[int, list[Change]] = {}
    for change in report.evaluation.computed:
        changes.setdefault(change.id, []).append(change)
    return [
        OperationResult(0, _COMPUTED, node_id, OperationStatus.APPLIED, None, made[0].schema_id, tuple(made))
        for node_id, made in changes.items()
    ]


def _id_of(operation: OperationResult) -> int | None:
    return operation.id if isinstance(operation.id, int) and not isinstance(operation.id, bool) else None


def _summary(operation: OperationResult) -> str:
    """The change of the value, else of the first attribute that changed."""
    if not operation.changes:
        return "no change" if operation.status is OperationStatus.APPLIED else ""
    telling = ("row", "value")
    first = min(operation.changes, key=lambda change: change.attribute not in telling)
    return _before_after(first)


def _before_after(change: Change) -> str:
    if change.attribute == "row":
        word, row = ("added", change.after) if change.before is None else ("removed", change.before)
        cells = row.values() if isinstance(row, dict) else [row]
        return f"row {word}: {', '.join(map(_text, cells))}"
    return f"{_text(change.before)} → {_text(change.after)}"


def _text(value: object) -> str:
    if value is None or value == "":
        return "empty"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
