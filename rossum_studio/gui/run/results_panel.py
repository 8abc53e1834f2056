"""What came of a run: the verdict on top, the details in tabs."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from rossum_studio.gui.messages.hint import Hint
from rossum_studio.gui.messages.sign import OK
from rossum_studio.gui.run.banner import Banner
from rossum_studio.gui.run.history import PastRun
from rossum_studio.gui.run.results_tabs import ResultsTabs
from rossum_studio.gui.theme import LIGHT, Theme
from rossum_studio.model.finding import Finding
from rossum_studio.model.message import MessageSource
from rossum_studio.runtime.outcome import Status
from rossum_studio.runtime.report import Report

_EMPTY = "Run the function (F5) to see here what Rossum would do with its answer."
_STALE = "From before your last change."
_KEPT = "Operations, response and the greyed messages are those of the last good run, at {time}."
_NOT_RUN = "There is no new result; this is the one from before."
_OLD = "The run of {time}, from the history."
_RUNNING = "Running…"
_RUNNING_AFTER_MS = 300


class ResultsPanel(QWidget):
    """Shows one report. A run that gives no answer leaves the last good one in place, greyed."""

    datapoint_requested = Signal(object)  # an int64; Signal(int) keeps only 32 bits
    line_requested = Signal(int)
    report_chosen = Signal(object)  # Report, out of the history
    stop_requested = Signal()
    packs_requested = Signal()

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.failure = Banner("failureBanner")
        self.consequence = Banner("consequenceBar")
        self.headline = QLabel()
        self.headline.setObjectName("headline")
        self.headline.setWordWrap(True)
        self.headline.setTextFormat(Qt.TextFormat.PlainText)
        self.note = Hint()
        self.note.setObjectName("resultNote")
        self.tabs = ResultsTabs()
        self._empty = Hint(_EMPTY)
        self._shown: PastRun | None = None
        self._earlier: PastRun | None = None
        self._note = ""
        self._is_outdated = False
        self._last_good: PastRun | None = None
        self._running_delay = QTimer(self, singleShot=True, interval=_RUNNING_AFTER_MS)
        self._lay_out()
        self._connect()
        self.apply_theme(theme)

    def _lay_out(self) -> None:
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setMargin(12)
        top = QVBoxLayout()
        top.setContentsMargins(12, 0, 12, 0)
        top.setSpacing(8)
        for each in (self.consequence, self.headline, self.note):
            top.addWidget(each)
        result = QWidget()
        column = QVBoxLayout(result)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.tabs, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(result)
        failure_margin = QVBoxLayout()
        failure_margin.setContentsMargins(12, 0, 12, 0)
        failure_margin.addWidget(self.failure)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(failure_margin)
        layout.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.tabs.datapoint_requested.connect(self.datapoint_requested)
        self.tabs.line_requested.connect(self.line_requested)
        self.tabs.history.run_chosen.connect(self._on_run_chosen)
        self._running_delay.timeout.connect(self._say_running)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.stop_requested)

    @property
    def report(self) -> Report | None:
        """What is shown; None before the first run."""
        return None if self._shown is None else self._shown.report

    def show_running(self) -> None:
        """Say that a run is under way, unless it is over in a moment."""
        self._running_delay.start()

    def expect_newer(self) -> None:
        """Something changed and a run is under way: grey what is shown, unless it is over in a moment."""
        self._is_outdated = True

    def add_report(self, report: Report, at: datetime | None = None) -> None:
        """Show how a run ended, and put it into the history."""
        run = PastRun(report, at or datetime.now())
        self.tabs.history.add(run)
        has_answer = report.outcome.status is Status.OK
        earlier = None if has_answer else self._last_good
        if has_answer:
            self._last_good = run
        self._show(run, earlier, _KEPT.format(time=earlier.time) if earlier else "")
        self._announce(f"Run finished, {report.headline}")

    def show_steps(self) -> None:
        """Open the tab of steps and chains."""
        self._pages.setCurrentIndex(1)
        self.tabs.setCurrentWidget(self.tabs.steps)

    def show_past(self, report: Report) -> None:
        """Show a run of the history again, while it is kept."""
        for run in self.tabs.history.runs:
            if run.report is report:
                self._on_run_chosen(run)

    def show_failure(self, sentence: str) -> None:
        """Say why there was no run at all; what was shown stays, greyed."""
        self.end_running()
        self.failure.say("error", sentence)
        self._grey(_NOT_RUN)
        self._announce(sentence)

    def set_found(self, findings: Sequence[Finding]) -> None:
        """Show what was found without running; it makes room for itself when nothing was run yet."""
        self.tabs.set_found(findings)
        if self._shown is None:
            self._pages.setCurrentIndex(1 if findings else 0)
            self.headline.setVisible(False)

    def set_stale(self, is_stale: bool) -> None:
        """Whether code, document or event changed since the run that is shown."""
        if is_stale:
            self._grey(_STALE)
        elif self._shown is not None:
            self._show(self._shown, self._earlier, self._note)

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        for each in (self.failure, self.consequence, self.tabs):
            each.apply_theme(theme)

    def _grey(self, why: str) -> None:
        if self._shown is None:
            return
        self.note.say(why)
        self.consequence.set_stale(True)
        self.headline.setEnabled(False)
        self.tabs.set_stale(True)

    def _show(self, run: PastRun, earlier: PastRun | None, note: str) -> None:
        self.end_running()
        self._shown, self._earlier, self._note = run, earlier, note
        self._show_failure_of(run.report)
        self._show_consequences(run.report)
        self.tabs.set_report(run.report, earlier.report if earlier else None)
        self._show_headline(run.report)
        self.note.say(note)
        self._pages.setCurrentIndex(1)

    def _show_failure_of(self, report: Report) -> None:
        outcome = report.outcome
        if outcome.status is Status.OK:
            self.failure.say("", "")
            return
        seen = [m.content for m in report.evaluation.messages.messages if m.source is MessageSource.RUNTIME]
        lines = [report.explanation, *(f"A reviewer sees: {content}" for content in seen)]
        more = "\n".join(line for line in lines if line)
        sign = "warning" if outcome.status is Status.STOPPED else "error"
        self.failure.say(sign, outcome.sentence, more)
        line = outcome.exception.line if outcome.exception else None
        if line is not None:
            self.failure.offer(f"Go to line {line}", lambda: self.line_requested.emit(line))
        missing = outcome.exception.missing_library if outcome.exception else None
        if missing is not None and missing.is_in_pack:
            self.failure.offer("Install library pack", self.packs_requested.emit)

    def _show_consequences(self, report: Report) -> None:
        self.consequence.set_stale(False)
        consequences = report.evaluation.consequences
        if not consequences:
            self.consequence.say("", "")
            return
        first, *rest = consequences
        sign = first.severity.value if first.severity else OK if report.is_green else ""
        self.consequence.say(sign, first.sentence, "\n".join(each.sentence for each in rest))

    def _show_headline(self, report: Report) -> None:
        self.headline.setText(report.headline)
        self.headline.setVisible(report.outcome.status is Status.OK)  # else the banner says it
        self.headline.setEnabled(True)

    def _on_run_chosen(self, run: PastRun) -> None:
        is_latest = run is self.tabs.history.runs[0]
        self._show(run, None, "" if is_latest else _OLD.format(time=run.time))
        self.report_chosen.emit(run.report)

    def _say_running(self) -> None:
        if self._is_outdated:
            self._grey(_STALE)
        self._empty.setText(_RUNNING)
        self.headline.setText(_RUNNING)
        self.headline.show()

    def end_running(self) -> None:
        """No run is under way any more."""
        self._running_delay.stop()
        self._is_outdated = False
        self._empty.setText(_EMPTY)
        if self._shown is not None:
            self._show_headline(self._shown.report)

    def _announce(self, text: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
