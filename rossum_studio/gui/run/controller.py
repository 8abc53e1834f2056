"""One run after the other: payload, process, report; the GUI thread waits for none of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from rossum_studio.gui.process import HandlerProcess
from rossum_studio.gui.task import Task, TaskRunner
from rossum_studio.model.errors import StudioError
from rossum_studio.model.problem import Problem
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome
from rossum_studio.runtime.report import Report, make_report
from rossum_studio.simulator.payload import Payload, build_payload
from rossum_studio.simulator.scenario import Scenario


@dataclass(frozen=True)
class RunRequest:
    """What to run.

    Args:
        filename: What tracebacks call the code.
        problems: Known before the run, shown with its result.
    """

    scenario: Scenario
    filename: str
    limits: Limits
    problems: Sequence[Problem] = ()


class RunController(QObject):
    """At most one run is under way."""

    run_started = Signal()
    run_finished = Signal(object)  # Report
    run_failed = Signal(str)  # no process was started

    def __init__(self, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._process: HandlerProcess | None = None
        self._request: RunRequest | None = None

    @property
    def is_running(self) -> bool:
        """Whether a run is under way."""
        return self._request is not None

    def run(self, request: RunRequest) -> None:
        """Start a run; ignored while one is under way."""
        if self.is_running:
            return
        self._request = request
        self.run_started.emit()
        self._task = self._tasks.start(
            lambda _task: build_payload(request.scenario),
            lambda payload: self._start(request, payload),
            self._on_failed,
        )

    def stop(self) -> None:
        """End the run now, wherever it is."""
        if self._process is not None:
            self._process.stop()
        elif self._task is not None and self.is_running:
            self._task.cancel()
            self._on_failed(StudioError("Stopped before the function was called."))

    def close(self) -> None:
        """End the run without a word: the window is going away."""
        if self._process is not None:
            self._process.close()
            self._process = None
        self._request = None

    def _start(self, request: RunRequest, payload: Payload) -> None:
        if self._request is not request:
            return
        code, filename = request.scenario.hook.code, request.filename
        try:
            self._process = HandlerProcess(code, filename, payload.body, request.limits, self)
        except StudioError as error:
            self._on_failed(error)
            return
        self._process.finished.connect(lambda outcome: self._judge(request, payload, outcome))

    def _judge(self, request: RunRequest, payload: Payload, outcome: Outcome) -> None:
        self._process = None
        self._task = self._tasks.start(
            lambda _task: make_report(request.scenario, payload, outcome, request.problems),
            self._on_report,
            self._on_failed,
        )

    def _on_report(self, report: Report) -> None:
        self._request = None
        self.run_finished.emit(report)

    def _on_failed(self, error: StudioError) -> None:
        self._request = None
        self.run_failed.emit(str(error))
