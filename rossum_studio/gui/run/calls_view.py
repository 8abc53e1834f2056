"""The requests of a run, and how to answer one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from rossum_studio.gui.messages.hint import Hint
from rossum_studio.gui.messages.sign import sign_icon
from rossum_studio.gui.theme import LIGHT, Theme
from rossum_studio.model.http import AnsweredBy, Call
from rossum_studio.runtime.report import Report
from rossum_studio.simulator.rossum_api.store import ApiWrite

HEADERS = ("Request", "Status", "Answered by", "Time", "Line")
_CALL = int(Qt.ItemDataRole.UserRole)
_WORDS = {AnsweredBy.ROSSUM: "Rossum, here", AnsweredBy.MOCK: "mock", AnsweredBy.NOBODY: "nobody: blocked"}
_NONE = "No requests. What a function asks of other services is listed here."


class CallsView(QWidget):
    """One row a request; those that nobody answered carry a sign. Below them what they changed."""

    line_requested = Signal(int)
    mock_requested = Signal(object)  # Call, or None for one that was never made

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = Hint()
        self._hint.setText(_NONE)
        self._hint.setContentsMargins(12, 8, 12, 0)
        self.tree = QTreeWidget(objectName="callsView", accessibleName="Requests of the run")
        self.tree.setHeaderLabels(list(HEADERS))
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, len(HEADERS)):
            self.tree.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.button = QPushButton("&Mock This Call…", objectName="mockButton")
        self._theme = LIGHT
        self._calls: tuple[Call, ...] = ()
        self._writes: tuple[ApiWrite, ...] = ()
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 12, 8)
        row.addWidget(self.button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._hint)
        layout.addWidget(self.tree, 1)
        layout.addLayout(row)
        self.tree.itemActivated.connect(self._on_activated)
        self.button.clicked.connect(lambda: self.mock_requested.emit(self.current))
        self.setFocusProxy(self.tree)
        self._show()

    @property
    def count(self) -> int:
        """How many requests there were."""
        return len(self._calls)

    @property
    def current(self) -> Call | None:
        """The chosen request, else the first that nobody answered."""
        item = self.tree.currentItem()
        found: Call | None = item.data(0, _CALL) if item is not None else None
        if found is not None:
            return found
        return next((call for call in self._calls if call.reply.answered_by is AnsweredBy.NOBODY), None)

    def set_report(self, report: Report) -> None:
        """Show the requests of a run."""
        self._calls, self._writes = report.outcome.calls, report.api_writes
        self._show()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._theme = theme
        self._show()

    def _show(self) -> None:
        self.tree.clear()
        for call in self._calls:
            self.tree.addTopLevelItem(self._item(call))
        for write in self._writes:
            item = QTreeWidgetItem([write.sentence, "", "changed by the function"])
            item.setToolTip(0, write.sentence)
            self.tree.addTopLevelItem(item)
        self.tree.setVisible(bool(self._calls))
        self._hint.setVisible(not self._calls)

    def _item(self, call: Call) -> QTreeWidgetItem:
        request, reply = call.request, call.reply
        line = "" if call.line is None else str(call.line)
        texts = [
            f"{request.method} {request.url}",
            f"{reply.status} {reply.reason}".strip(),
            _WORDS[reply.answered_by],
            f"{call.duration_ms:.0f} ms",
            line,
        ]
        item = QTreeWidgetItem(texts)
        item.setData(0, _CALL, call)
        item.setToolTip(0, texts[0])
        if reply.answered_by is AnsweredBy.NOBODY:
            item.setIcon(0, sign_icon("warning", self._theme, 16))
        return item

    def _on_activated(self, item: QTreeWidgetItem) -> None:
        call: Call | None = item.data(0, _CALL)
        if call is not None and call.line is not None:
            self.line_requested.emit(call.line)
