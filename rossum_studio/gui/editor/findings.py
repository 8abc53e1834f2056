"""What the checks found, on the text: wavy lines, signs in the margin, sentences under the mouse.

Scintilla moves the marks with the text while one types, until the next findings come.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

from rossum_studio.gui.editor.gutter import SEVERITIES
from rossum_studio.gui.editor.highlight import FINDING_INDICATOR
from rossum_studio.gui.editor.scintilla import CodeEditor
from rossum_studio.gui.messages.hint import tool_tip
from rossum_studio.model.finding import Finding, TextEdit, TextRange

_MARGINS = 3

type Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Mark:
    """A finding and the byte positions between which it is shown."""

    finding: Finding
    start: int
    end: int
    row: int

    @property
    def number(self) -> int:
        """Of its severity."""
        return SEVERITIES.index(self.finding.problem.severity.value)


class FindingMarks(QObject):
    """Marks findings in an editor; one of several lines is marked on its first."""

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._marks: list[_Mark] = []
        self._signs: dict[tuple[int, int], int] = {}
        editor.viewport().installEventFilter(self)

    def show(self, findings: Sequence[Finding]) -> None:
        """Mark these and no others; what is marked as it should be is not painted again."""
        self._marks = [
            self._mark(finding, finding.place) for finding in findings if finding.place is not None
        ]
        for number in range(len(SEVERITIES)):
            spans = _merged((mark.start, mark.end) for mark in self._marks if mark.number == number)
            if self._painted(FINDING_INDICATOR + number) != spans:
                self._paint(FINDING_INDICATOR + number, spans)
        self._put_signs({(mark.row, mark.number) for mark in self._marks})

    def at_caret(self) -> list[Finding]:
        """The findings at the caret; where there is none, those of its line."""
        caret = self._editor.currentPos()
        return self._at(caret) or self._on_row(self._editor.lineFromPosition(caret))

    def go_on(self, step: int) -> Finding | None:
        """Put the caret on the next finding, or with -1 the previous one, and say it there.

        Returns:
            What it went to; None when there is nothing.
        """
        editor, caret = self._editor, self._editor.currentPos()
        marks = sorted(self._marks, key=lambda mark: (mark.start, mark.number))
        if not marks:
            return None
        beyond = [mark for mark in marks if (mark.start - caret) * step > 0] or marks
        mark = beyond[0 if step > 0 else -1]
        editor.ensureVisibleEnforcePolicy(mark.row)
        editor.gotoPos(mark.start)
        place = QPoint(editor.pointXFromPosition(mark.start), editor.pointYFromPosition(mark.start))
        self._tell(self._at(mark.start), editor.viewport().mapToGlobal(place))
        return mark.finding

    def eventFilter(self, watched: QObject, qt_event: QEvent) -> bool:
        """Say what is wrong where the mouse rests."""
        if qt_event.type() != QEvent.Type.ToolTip:
            return False
        assert isinstance(qt_event, QHelpEvent)
        self._tell(self.under(qt_event.pos()), qt_event.globalPos())
        return True

    def under(self, point: QPoint) -> list[Finding]:
        """The findings at a point of the viewport; beside the text, those of the line."""
        editor = self._editor
        if point.x() < sum(editor.marginWidthN(margin) for margin in range(_MARGINS)):
            return self._on_row(editor.lineFromPosition(editor.positionFromPoint(point.x(), point.y())))
        position = editor.positionFromPointClose(point.x(), point.y())
        return self._at(position) if position >= 0 else []

    def _tell(self, findings: Sequence[Finding], place: QPoint) -> None:
        QToolTip.showText(place, tool_tip("\n\n".join(map(_told, findings))), self._editor.viewport())

    def _at(self, position: int) -> list[Finding]:
        return [mark.finding for mark in self._marks if mark.start <= position <= mark.end]

    def _on_row(self, row: int) -> list[Finding]:
        return [mark.finding for mark in self._marks if mark.row == row]

    def _mark(self, finding: Finding, place: TextRange) -> _Mark:
        editor = self._editor
        start = position_of(editor, place.line, place.column)
        row = editor.lineFromPosition(start)
        line_start, line_end = editor.positionFromLine(row), editor.lineEndPosition(row)
        end = (
            position_of(editor, place.end_line, place.end_column)
            if place.end_line == place.line
            else line_end
        )
        if end <= start:  # something is missing here: show the character before or after
            start, end = max(line_start, min(start, line_end - 1)), min(start + 1, line_end)
        return _Mark(finding, start, end, row)

    def _painted(self, indicator: int) -> list[Span]:
        spans, start = [], 0
        while start < self._editor.length():
            end = self._editor.indicatorEnd(indicator, start)
            if end <= start:
                break  # it is nowhere
            if self._editor.indicatorValueAt(indicator, start):
                spans.append((start, end))
            start = end
        return spans

    def _paint(self, indicator: int, spans: Iterable[Span]) -> None:
        self._editor.setIndicatorCurrent(indicator)
        self._editor.indicatorClearRange(0, self._editor.length())
        for start, end in spans:
            self._editor.indicatorFillRange(start, end - start)

    def _put_signs(self, wanted: set[tuple[int, int]]) -> None:
        editor, shown = self._editor, self._signs
        kept = {
            sign: handle
            for sign, handle in shown.items()
            if sign in wanted and editor.markerLineFromHandle(handle) == sign[0]
        }
        for sign in shown.keys() - kept.keys():
            editor.markerDeleteHandle(shown[sign])
        self._signs = kept | {sign: editor.markerAdd(*sign) for sign in wanted - kept.keys()}


def apply_edits(editor: CodeEditor, edits: Sequence[TextEdit]) -> None:
    """Edit the text in one step that can be undone; the edits are about the text as it is."""
    with editor.one_undo():
        for edit in sorted(edits, key=lambda one: one.place, reverse=True):
            start = position_of(editor, edit.place.line, edit.place.column)
            end = position_of(editor, edit.place.end_line, edit.place.end_column)
            editor.replace_range(start, end, edit.text.replace("\n", editor.line_end()))


def position_of(editor: CodeEditor, line: int, column: int) -> int:
    """The byte position of a place; a line counts from 1, a column from 0 in characters."""
    row = max(0, min(line, editor.lineCount()) - 1)
    return int(editor.positionFromLine(row)) + len(editor.line_text(row)[:column].encode())


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans that touch as one, as Scintilla keeps them."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _told(finding: Finding) -> str:
    problem = finding.problem
    fix = f"\nCtrl+. offers: {finding.fixes[0].title}" if finding.fixes else ""
    return f"{problem.severity.value.capitalize()}: {problem.message}{fix}"
