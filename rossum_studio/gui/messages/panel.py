"""What a reviewer would see, and what is wrong with the answer of the handler."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from rossum_studio.gui.checking.problems_list import finding_rows
from rossum_studio.gui.messages.entry import Target, message_rows, problem_rows
from rossum_studio.gui.messages.field_names import FieldNames
from rossum_studio.gui.messages.hint import Hint
from rossum_studio.gui.messages.sign_list import Row, SignList
from rossum_studio.gui.theme import Theme
from rossum_studio.model.finding import Finding
from rossum_studio.model.problem import Severity, Where
from rossum_studio.runtime.report import Report

_NOTHING = "No messages: a reviewer would see nothing."


class MessagesPanel(QWidget):
    """Messages above, problems below; either is left out when there are none."""

    datapoint_requested = Signal(object)  # an int64; Signal(int) keeps only 32 bits
    line_requested = Signal(int)
    place_requested = Signal(object)  # Where
    finding_requested = Signal(object)  # Finding

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.messages = SignList("messagesView", "Messages")
        self.problems = SignList("problemsView", "Problems")
        self._empty = Hint()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setMargin(12)
        self._problems_title = QLabel()
        self._problems_box = self._make_problems_box()
        self._splitter = self._make_splitter()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        for each in (self.messages, self.problems):
            each.row_opened.connect(self._on_row_opened)
        self._found: list[Row] = []
        self._is_stale = False
        self._of_run: tuple[list[Row], list[Row]] = ([], [])
        self._show_rows()

    def _make_problems_box(self) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(4)
        self._problems_title.setContentsMargins(8, 0, 8, 0)
        layout.addWidget(self._problems_title)
        layout.addWidget(self.problems, 1)
        return box

    def _make_splitter(self) -> QSplitter:
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        for each in (self._empty, self.messages, self._problems_box):
            splitter.addWidget(each)
        return splitter

    @property
    def count(self) -> int:
        """How many messages of the run itself there are, and problems worth a look."""
        problems = [row for row in self.problems.rows if row.sign != Severity.INFO]
        return sum(not row.is_dimmed for row in (*self.messages.rows, *problems))

    def set_report(self, report: Report, earlier: Report | None = None) -> None:
        """Show a run.

        Args:
            report: The run.
            earlier: The last good run, when this one gave no answer; shown dimmed below.
        """
        exception = report.outcome.exception
        line = exception.line if exception else None
        messages = message_rows(report.evaluation.messages.spoken.messages, names_of(report), line=line)
        problems = problem_rows(report.problems)
        if earlier is not None:
            shown = earlier.evaluation.messages.spoken.messages
            messages += message_rows(shown, names_of(earlier), is_earlier=True)
            problems += problem_rows(earlier.problems, is_earlier=True)
        self._of_run = messages, problems
        self._show_rows()

    def set_found(self, findings: Sequence[Finding]) -> None:
        """Show what was found without running, above the problems of the last run."""
        self._found = finding_rows(findings)
        self._show_rows()

    def set_stale(self, is_stale: bool) -> None:
        """Grey what a run came to: it is from before the last change."""
        self.messages.set_dimmed(is_stale)
        if is_stale != self._is_stale:
            self._is_stale = is_stale
            self._show_rows()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        for view in (self.messages, self.problems):
            view.apply_theme(theme)

    def _show_rows(self) -> None:
        messages, problems = self._of_run[0], [*self._found, *map(self._row_of_run, self._of_run[1])]
        self.messages.set_rows(messages)
        self.problems.set_rows(problems)
        self._empty.say("" if messages else _NOTHING)
        self.messages.setVisible(bool(messages))
        self._problems_box.setVisible(bool(problems))
        current = sum(not row.is_dimmed for row in problems)
        self._problems_title.setText(f"Problems ({current})" if current else "Problems")
        self._share_height()

    def _row_of_run(self, row: Row) -> Row:
        place = f"{row.place} · last run" if self._found and not row.is_dimmed else row.place
        return replace(row, place=place, is_dimmed=row.is_dimmed or self._is_stale)

    def _share_height(self) -> None:
        """Room for both lists in proportion to what they hold, for the shorter one a third at least."""
        shares = [max(1, len(view.rows)) for view in (self.messages, self.problems)]
        shares = [max(share, sum(shares) / 3) for share in shares]
        self._splitter.setSizes([self._empty.sizeHint().height(), *(round(share * 1000) for share in shares)])

    def _on_row_opened(self, row: Row) -> None:
        target = row.value
        if isinstance(target, Finding):
            self.finding_requested.emit(target)
            return
        assert isinstance(target, Target)
        if target.datapoint_id is not None:  # None: about the whole document
            self.datapoint_requested.emit(target.datapoint_id)
        if target.line is not None:
            self.line_requested.emit(target.line)
        elif target.where in (Where.RESPONSE, Where.PAYLOAD):
            self.place_requested.emit(target.where)


def names_of(report: Report) -> FieldNames:
    """Names for the nodes of a run's document; rows are counted as the handler saw them."""
    annotation = report.scenario.annotation
    before = annotation.content if annotation else None
    return FieldNames(report.scenario.schema, before, report.evaluation.content)
