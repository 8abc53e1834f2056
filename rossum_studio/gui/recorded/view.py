"""The answer of a run beside the one that was recorded, field by field."""

import json
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QHeaderView, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from rossum_studio.gui.messages.field_names import FieldNames
from rossum_studio.gui.messages.hint import Hint, tool_tip
from rossum_studio.gui.messages.panel import names_of
from rossum_studio.gui.messages.sign import OK, sign_icon
from rossum_studio.gui.roles import Role
from rossum_studio.gui.theme import LIGHT, Theme
from rossum_studio.runtime.report import Report
from rossum_studio.simulator.comparison import Compared, Comparison, Part, Verdict
from rossum_studio.simulator.json_matching import ABSENT

HEADERS = ("Field", "Platform", "Here", "Result")
_PARTS = {
    Part.MESSAGES: "message",
    Part.OPERATIONS: "operation",
    Part.BLOCKERS: "automation blocker",
}
_WORDS = {
    Verdict.EQUAL: "equal",
    Verdict.CHANGED: "differs",
    Verdict.MISSING: "missing here",
    Verdict.EXTRA: "only here",
}
_LONGEST = 200
_MOST_ROWS = 2_000


class ComparisonView(QWidget):
    """Differences on top, what they lead to below, and all that is equal in one row that opens."""

    datapoint_requested = Signal(object)  # an int64

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headline = QLabel(objectName="comparisonHeadline", wordWrap=True)
        self.headline.setTextFormat(Qt.TextFormat.PlainText)
        self.headline.setContentsMargins(12, 8, 12, 0)
        self._note = Hint()
        self._note.setContentsMargins(12, 0, 12, 0)
        self.tree = self._make_tree()
        self._theme = LIGHT
        self._report: Report | None = None
        self._equal: QTreeWidgetItem | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for each in (self.headline, self._note, self.tree):
            layout.addWidget(each)
        self.setFocusProxy(self.tree)

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget(objectName="comparisonView", accessibleName="Compared with the recorded answer")
        tree.setHeaderLabels(HEADERS)
        tree.setFrameShape(QFrame.Shape.NoFrame)
        tree.setUniformRowHeights(True)
        tree.setIndentation(12)
        tree.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.ResizeToContents)
        tree.itemExpanded.connect(self._on_expanded)
        tree.clicked.connect(self._on_opened)
        tree.activated.connect(self._on_opened)
        return tree

    @property
    def count(self) -> int:
        """How many differences are shown."""
        comparison = self._report.comparison if self._report is not None else None
        return 0 if comparison is None else len(comparison.differences)

    def set_report(self, report: Report | None) -> None:
        """Show how a run compares; nothing when it has nothing to compare with."""
        self._report = report
        self.tree.clear()
        self._equal = None
        if report is not None and report.comparison is not None:
            self._show(report, report.comparison)

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._theme = theme
        self.set_report(self._report)

    def _show(self, report: Report, comparison: Comparison) -> None:
        headline = comparison.headline
        self.headline.setText(headline[0].upper() + headline[1:])
        self._note.say(f"The platform: {comparison.expected.summary}.")
        names = names_of(report)
        self._add(self.tree.invisibleRootItem(), comparison.differences, names)
        if comparison.values:
            values = self._group("Values in the document afterwards", "")
            self._add(values, comparison.values, names)
            values.setExpanded(True)
        if comparison.equal:
            self._equal = self._group(f"{len(comparison.equal)} equal", OK)
            self._equal.addChild(QTreeWidgetItem())  # filled when it is opened

    def _group(self, title: str, sign: str) -> QTreeWidgetItem:
        group = QTreeWidgetItem(self.tree, [title])
        group.setFirstColumnSpanned(True)
        group.setIcon(0, sign_icon(sign, self._theme))
        return group

    def _add(self, parent: QTreeWidgetItem, items: Sequence[Compared], names: FieldNames) -> None:
        for each in items[:_MOST_ROWS]:
            parent.addChild(self._row(each, names))
        if len(items) > _MOST_ROWS:
            parent.addChild(QTreeWidgetItem([f"and {len(items) - _MOST_ROWS} more"]))

    def _row(self, each: Compared, names: FieldNames) -> QTreeWidgetItem:
        field, word = _field(each, names), _WORDS[each.verdict]
        expected, actual = _text(each.expected), _text(each.actual)
        row = QTreeWidgetItem([field, expected, actual, word])
        sign = OK if each.verdict is Verdict.EQUAL else "warning"
        row.setIcon(0, sign_icon(sign, self._theme))
        if each.verdict is not Verdict.EQUAL:
            row.setForeground(3, QColor(self._theme.tone("warning").text))
        for column, text in enumerate((f"{field}\n{each.pointer}".strip(), expected, actual)):
            row.setToolTip(column, tool_tip(text))
        sentence = f"{field}, {word}: platform {expected}, here {actual}"
        row.setData(0, Qt.ItemDataRole.AccessibleTextRole, sentence)
        row.setData(0, Role.DATAPOINT_ID, each.datapoint_id)
        return row

    def _on_expanded(self, item: QTreeWidgetItem) -> None:
        report = self._report
        if item is not self._equal or report is None or report.comparison is None:
            return
        self._equal = None  # it is filled once
        item.takeChildren()
        self._add(item, report.comparison.equal, names_of(report))

    def _on_opened(self, index: QModelIndex) -> None:
        datapoint_id = index.siblingAtColumn(0).data(Role.DATAPOINT_ID)
        if datapoint_id is not None:
            self.datapoint_requested.emit(datapoint_id)


def _field(each: Compared, names: FieldNames) -> str:
    """Where it is, such as "Total · message content"; what a narrow column cuts off comes last."""
    if each.part is Part.CALL:
        return "Call"
    if each.part is Part.OTHER:
        return each.pointer.removeprefix("/") or "Answer"
    found = each.datapoint_id
    place = "Whole document" if found is None else names.short(found, each.schema_id)
    if not each.pointer:  # a value of the document itself
        return place
    below = each.pointer.split("/", 3)[3:]  # behind the list and the place in it
    return f"{place} · {' '.join([_PARTS[each.part], *below])}"


def _text(value: object) -> str:
    if value is ABSENT:
        return "—"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
