"""Shift+Alt+F: the code in its usual format, as few lines touched as possible."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from PySide6.QtCore import QObject

from rossum_studio.gui.editor.findings import apply_edits
from rossum_studio.gui.hook import HookController
from rossum_studio.gui.stage import Stage
from rossum_studio.gui.task import TaskRunner
from rossum_studio.model.errors import StudioError
from rossum_studio.model.finding import TextEdit, TextRange
from rossum_studio.runtime.formatting import format_code


class FormatFlow(QObject):
    """Formats the open function, off the GUI thread. The caret and every mark stay with their lines."""

    def __init__(
        self, stage: Stage, hook: HookController, tasks: TaskRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._stage, self._hook, self._tasks = stage, hook, tasks

    def format(self) -> None:
        """Format the whole text, in one step that can be undone."""
        hook = self._hook.current
        if hook is None:
            return
        self._tasks.start(
            lambda _task: format_code(hook.code, hook.language),
            lambda tidy: self._apply(hook.code, tidy),
            self._on_refused,
        )

    def _apply(self, code: str, tidy: str) -> None:
        if self._stage.code.text() != code:
            self._stage.status.say("The code was changed meanwhile; press Shift+Alt+F again.")
            return
        edits = tuple(line_edits(code, tidy))
        apply_edits(self._stage.code, edits)
        self._stage.status.say("Formatted." if edits else "The code has the usual format already.")

    def _on_refused(self, error: StudioError) -> None:
        self._stage.refuse(str(error))


def line_edits(before: str, after: str) -> Iterator[TextEdit]:
    """The lines that differ, as edits of the first text. Its line ends are kept where lines are."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            text = "".join(new[new_start:new_end]).replace("\r\n", "\n")
            yield TextEdit(_lines(old, start, end), text)


def _lines(lines: list[str], start: int, end: int) -> TextRange:
    """Whole lines, the last of which may have no end."""
    is_last = end == len(lines) and bool(lines) and not lines[-1].endswith(("\n", "\r"))
    if is_last:
        return TextRange(start + 1, 0, end, len(lines[-1])) if start < end else _end_of(lines)
    return TextRange(start + 1, 0, end + 1, 0)


def _end_of(lines: list[str]) -> TextRange:
    return TextRange(len(lines), len(lines[-1]), len(lines), len(lines[-1]))
