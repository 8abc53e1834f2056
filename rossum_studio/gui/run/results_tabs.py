"""The details of a run, one tab each."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from rossum_studio.gui.messages.panel import MessagesPanel
from rossum_studio.gui.recorded.view import ComparisonView
from rossum_studio.gui.run.calls_view import CallsView
from rossum_studio.gui.run.history import RunHistory
from rossum_studio.gui.run.json_view import JsonView, encoded
from rossum_studio.gui.run.log_view import LogView
from rossum_studio.gui.run.operations_view import OperationsView
from rossum_studio.gui.steps.panel import StepsPanel
from rossum_studio.gui.theme import Theme
from rossum_studio.model.finding import Finding
from rossum_studio.model.problem import Where
from rossum_studio.runtime.report import Report
from rossum_studio.simulator.origin import told


class ResultsTabs(QTabWidget):
    """Messages, operations, response, output, payload and the past runs."""

    datapoint_requested = Signal(object)  # an int64; Signal(int) keeps only 32 bits
    line_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.messages = MessagesPanel()
        self.operations = OperationsView()
        self.response = JsonView("responseView", "Response", "The function gave no answer.")
        self.log = LogView()
        self.payload = JsonView("payloadView", "Payload", "Nothing was sent.")
        self.calls = CallsView()
        self.history = RunHistory()
        self.steps = StepsPanel()
        self.comparison = ComparisonView()
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self.setStyleSheet("QTabBar::tab { padding: 6px 8px; } QTabBar QToolButton { padding: 0; }")
        self._add_tabs()
        self.messages.datapoint_requested.connect(self.datapoint_requested)
        self.operations.datapoint_requested.connect(self.datapoint_requested)
        self.comparison.datapoint_requested.connect(self.datapoint_requested)
        self.messages.line_requested.connect(self.line_requested)
        self.log.line_requested.connect(self.line_requested)
        self.calls.line_requested.connect(self.line_requested)
        self.messages.place_requested.connect(self.show_place)

    def _add_tabs(self) -> None:
        self.addTab(self.messages, "Messages")
        self.addTab(self.operations, "Operations")
        self.addTab(self.response, "Response")
        self.addTab(self.log, "Output")
        self.addTab(self.payload, "Payload")
        self.addTab(self.calls, "Calls")
        self.addTab(self.history, "History")
        self.addTab(self.steps, "Steps")
        self.setTabVisible(self.addTab(self.comparison, "Recorded"), False)

    def set_report(self, report: Report, earlier: Report | None) -> None:
        """Show a run.

        Args:
            earlier: The last good run, when this one gave no answer; its answer stays, greyed.
        """
        answered = report if earlier is None else earlier
        self.messages.set_report(report, earlier)
        self.operations.set_report(answered)
        response = answered.outcome.response
        self.response.set_raw(None if response is None else encoded(response))
        self.log.set_outcome(report.outcome)
        self.payload.set_raw(report.payload)
        self.payload.set_about(told(report.origins))
        self.calls.set_report(report)
        self._count(self.calls, "Calls", self.calls.count)
        self._show_comparison(report)
        self._count(self.messages, "Messages", self.messages.count)
        self._count(self.operations, "Operations", self.operations.count)
        self.set_stale(False)
        self.operations.set_stale(earlier is not None)

    def _show_comparison(self, report: Report) -> None:
        """Open the tab of the recorded answer when it appears, and take it away with what was recorded."""
        tab = self.indexOf(self.comparison)
        was_shown = self.isTabVisible(tab)
        self.comparison.set_report(report)
        self.setTabVisible(tab, report.comparison is not None)
        if report.comparison is not None and not was_shown:
            self.setCurrentWidget(self.comparison)
        self._count(self.comparison, "Recorded", self.comparison.count)

    def set_found(self, findings: Sequence[Finding]) -> None:
        """Show what was found without running."""
        self.messages.set_found(findings)
        self._count(self.messages, "Messages", self.messages.count)

    def set_stale(self, is_stale: bool) -> None:
        """Grey what the handler answered: it is from before the last change."""
        self.messages.set_stale(is_stale)
        self.operations.set_stale(is_stale)

    def show_place(self, where: Where) -> None:
        """Open the tab of the thing that a problem is in."""
        self.setCurrentWidget(self.payload if where is Where.PAYLOAD else self.response)

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        parts = (self.messages, self.operations, self.response, self.log, self.payload, self.history)
        for each in (*parts, self.calls, self.steps, self.comparison):
            each.apply_theme(theme)

    def _count(self, tab: QWidget, title: str, count: int) -> None:
        self.setTabText(self.indexOf(tab), f"{title} {count}" if count else title)
