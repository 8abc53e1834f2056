"""Which lines ran: beside the code, on demand, for as long as the code stays as it ran."""

from PySide6.QtCore import QObject, Signal

from rossum_studio.gui.run.controller import RunController
from rossum_studio.gui.stage import Stage
from rossum_studio.runtime.debugging import javascript_lines
from rossum_studio.runtime.debugging.python_lines import PythonLines
from rossum_studio.runtime.report import Report


class CoverageFlow(QObject):
    """Adds up the lines that ran of one text, over all events it was run on.

    Attributes:
        is_shown: Whether the user wants to see it; runs are measured only then.
    """

    toggled = Signal()

    def __init__(self, stage: Stage, runs: RunController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self.is_shown = False
        self._code = ""
        self._last: frozenset[int] = frozenset()
        self._ever: frozenset[int] = frozenset()
        self._executable: frozenset[int] = frozenset()
        runs.run_finished.connect(self._take)
        stage.code.text_edited.connect(self._draw)

    def show(self, is_shown: bool) -> None:
        """Show it, or not."""
        self.is_shown = is_shown
        self.toggled.emit()
        self._draw()
        if is_shown:
            self._stage.status.say(self._sentence)

    @property
    def _sentence(self) -> str:
        if not self._ever:
            return "Run the function: the lines that ran are marked beside the code."
        never = len(self._executable - self._ever)
        return f"{never} lines never ran on any event." if never else "Every line ran."

    def _take(self, report: Report) -> None:
        hook = report.scenario.hook
        if hook.code != self._code:
            self._code, self._ever = hook.code, frozenset()
            self._executable = executable(hook.code, hook.language)
        self._last = frozenset(report.outcome.lines) & self._executable
        self._ever |= self._last
        self._draw()

    def _draw(self) -> None:
        editor = self._stage.code
        is_current = self.is_shown and bool(self._ever) and editor.text() == self._code
        found = coverage(self._executable, self._last, self._ever) if is_current else {}
        if found != editor.gutter.coverage:
            editor.gutter.coverage = found
            editor.viewport().update()


def coverage(lines: frozenset[int], last: frozenset[int], ever: frozenset[int]) -> dict[int, str]:
    """What is said of each row with code: `ran`, `earlier` or `never`."""
    return {line - 1: "ran" if line in last else "earlier" if line in ever else "never" for line in lines}


def executable(code: str, language: str) -> frozenset[int]:
    """The lines that have code."""
    if language == "javascript":
        return javascript_lines.lines_with_code(code)
    lines = PythonLines(code, "")
    return frozenset(number for number in range(1, code.count("\n") + 2) if lines.place(number) == number)
