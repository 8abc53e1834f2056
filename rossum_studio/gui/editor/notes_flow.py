"""What is known about lines, said below them on demand: problems, and what they produced in the last run."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject

from rossum_studio.gui.checking.flow import CheckFlow
from rossum_studio.gui.run_flow import RunFlow
from rossum_studio.gui.stage import Stage
from rossum_studio.model.finding import Finding
from rossum_studio.model.message import MessageSource
from rossum_studio.model.message_origin import line_that_says
from rossum_studio.runtime.report import Report
from rossum_studio.simulator.operation_origin import line_that_writes


@dataclass(frozen=True, slots=True)
class LineNote:
    """A sentence below a line, which counts from 1."""

    line: int
    text: str
    severity: str


class NotesFlow(QObject):
    """Shows notes while they are wanted and the code is as it was checked or run."""

    def __init__(
        self, stage: Stage, checks: CheckFlow, run_flow: RunFlow, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._stage, self._checks, self._run_flow = stage, checks, run_flow
        self._is_shown = False
        self._drawn: list[LineNote] = []
        checks.found_changed.connect(self._draw)
        run_flow.changed.connect(self._draw)

    def show(self, is_shown: bool) -> None:
        """Show them, or not."""
        self._is_shown = is_shown
        self._draw()

    def _draw(self) -> None:
        notes = list(self._notes()) if self._is_shown else []
        if notes == self._drawn:
            return
        self._drawn = notes
        self._stage.code.clear_notes()
        for note in notes:
            self._stage.code.show_note(note.line, note.text, note.severity)

    def _notes(self) -> Iterator[LineNote]:
        yield from found_notes(self._checks.findings)
        report = self._run_flow.report
        if report is not None and report.scenario.hook.code == self._stage.code.text():
            yield from produced_notes(report)


def found_notes(findings: tuple[Finding, ...]) -> Iterator[LineNote]:
    """What is wrong with the code."""
    for finding in findings:
        if finding.place is not None:
            yield LineNote(finding.place.line, finding.problem.message, finding.problem.severity.value)


def produced_notes(report: Report) -> Iterator[LineNote]:
    """What lines said and changed in a run, each kind of thing once with how often."""
    hook = report.scenario.hook
    counts: Counter[LineNote] = Counter()
    for message in report.evaluation.messages.spoken.messages:
        line = line_that_says(hook.code, message.content) if message.source is MessageSource.HOOK else None
        if line is not None:
            place = message.schema_id or "the whole document"
            counts[LineNote(line, f"{message.content}  → {place}", message.severity.value)] += 1
    for result in report.evaluation.operations:
        for schema_id in dict.fromkeys(change.schema_id for change in result.changes if change.schema_id):
            line = line_that_writes(hook.code, hook.language, schema_id)
            if line is not None:
                counts[LineNote(line, f"changed {schema_id}", "info")] += 1
    for note, count in counts.items():
        times = f"  ({count} times)" if count > 1 else ""
        yield LineNote(note.line, note.text + times, note.severity)
