"""Past runs, the last one on top."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rossum_studio.gui.messages.sign import OK
from rossum_studio.gui.messages.sign_list import Row, SignList
from rossum_studio.model.problem import Severity
from rossum_studio.runtime.outcome import Status
from rossum_studio.runtime.report import Report

MOST_RUNS = 50
MOST_BYTES = 256 * 1024 * 1024
"""Payloads kept; those of large documents leave room for fewer runs."""

_WORDS = {
    Status.OK: "Completed",
    Status.EXCEPTION: "Failed",
    Status.TIMEOUT: "Timed out",
    Status.MEMORY_LIMIT: "Out of memory",
    Status.CRASHED: "Crashed",
    Status.INVALID_RESPONSE: "Invalid response",
    Status.STOPPED: "Stopped",
}


@dataclass(frozen=True)
class PastRun:
    """A report and when it came."""

    report: Report
    at: datetime

    @property
    def time(self) -> str:
        """Such as 19:03:22."""
        return f"{self.at:%H:%M:%S}"


def sign_of(report: Report) -> str:
    """The sign of a whole run."""
    if report.outcome.status is Status.STOPPED:
        return "warning"
    if report.outcome.status is not Status.OK:
        return "error"
    if report.is_green:
        return OK
    found = {message.severity for message in report.evaluation.messages.spoken.messages}
    found |= {problem.severity for problem in report.problems}
    return next((each.value for each in Severity if each in found), "warning")


class RunHistory(SignList):
    """Opening a run shows it again."""

    run_chosen = Signal(object)  # PastRun

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("runHistory", "Past runs", parent)
        self._runs: list[PastRun] = []
        self.row_opened.connect(lambda row: self.run_chosen.emit(row.value))

    @property
    def runs(self) -> tuple[PastRun, ...]:
        """Newest first."""
        return tuple(self._runs)

    def add(self, run: PastRun) -> None:
        """Put a run on top; the oldest make room."""
        self._runs.insert(0, run)
        del self._runs[MOST_RUNS:]
        while len(self._runs) > 1 and sum(len(each.report.payload) for each in self._runs) > MOST_BYTES:
            self._runs.pop()
        self.set_rows(map(_row, self._runs))


def _row(run: PastRun) -> Row:
    report, event = run.report, run.report.scenario.event
    return Row(
        sign=sign_of(report),
        word=_WORDS[report.outcome.status],
        place=f"{run.time} · {event.event} · {event.action}",
        text=report.headline,
        value=run,
    )
