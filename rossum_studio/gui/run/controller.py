"""One run after the other: payload, process, report; the GUI thread waits for none of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from rossum_studio.gui.pool import WorkerPool
from rossum_studio.gui.process import HandlerProcess
from rossum_studio.gui.run.prepared import Prepared
from rossum_studio.gui.task import Task, TaskRunner
from rossum_studio.model.errors import StudioError
from rossum_studio.model.problem import Problem
from rossum_studio.runtime.languages import launch_for
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome
from rossum_studio.runtime.report import Report, make_report
from rossum_studio.runtime.spare import Need
from rossum_studio.simulator.payload import Payload, build_payload
from rossum_studio.simulator.scenario import Scenario

PREPARE_AGAIN_MS = 100
"""After a run, so that its result is painted first."""


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
    """At most one run is under way. Between runs a worker waits with the payload of the next one."""

    run_started = Signal()
    run_finished = Signal(object)  # Report
    run_failed = Signal(str)  # no process was started

    def __init__(self, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._process: HandlerProcess | None = None
        self._request: RunRequest | None = None
        self._pool = WorkerPool(self)
        self._prepared: Prepared | None = None
        self._preparing: Task | None = None
        self._next: RunRequest | None = None
        self._again = QTimer(self, singleShot=True, interval=PREPARE_AGAIN_MS)
        self._again.timeout.connect(self._prepare_next)

    @property
    def is_running(self) -> bool:
        """Whether a run is under way."""
        return self._request is not None

    @property
    def is_prepared(self) -> bool:
        """Whether a worker waits with the payload that was prepared last."""
        return self._prepared is not None and self._pool.is_settled

    def prepare(self, request: RunRequest | None) -> None:
        """Have a worker ready for this run, or none at all; call it when anything of it has changed."""
        self._next = request
        self._stop_preparing()
        if request is None:
            self._prepared = None
            self._pool.prepare(None)
        elif self._prepared is not None and self._prepared.is_for(request.scenario):
            self._pool.prepare(_need(request, self._prepared.payload))
        else:
            self._preparing = self._tasks.start(
                lambda task: None if task.is_cancelled() else build_payload(request.scenario),
                lambda payload: self._on_prepared(request, payload),
                lambda _error: None,  # the run will say it
            )

    def run(self, request: RunRequest) -> None:
        """Start a run; ignored while one is under way."""
        if self.is_running:
            return
        self._request = self._next = request
        self._stop_preparing()
        self.run_started.emit()
        prepared, self._prepared = self._prepared, None  # each event is sent once
        if prepared is not None and prepared.is_for(request.scenario):
            self._start(request, prepared.payload)
            return
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
        """End the run and the workers without a word: the window is going away."""
        self.prepare(None)
        if self._process is not None:
            self._process.close()
            self._process = None
        self._request = None
        self._pool.close()

    def _stop_preparing(self) -> None:
        self._again.stop()
        if self._preparing is not None:
            self._preparing.cancel()
            self._preparing = None

    def _on_prepared(self, request: RunRequest, payload: Payload) -> None:
        self._preparing = None
        self._prepared = Prepared(request.scenario, payload)
        self._pool.prepare(_need(request, payload))

    def _prepare_next(self) -> None:
        self.prepare(self._next)

    def _start(self, request: RunRequest, payload: Payload) -> None:
        if self._request is not request:
            return
        code, need = request.scenario.hook.code, _need(request, payload)
        try:
            self._process = HandlerProcess(self._pool, code, request.filename, need, self)
        except StudioError as error:
            self._on_failed(error)
            return
        self._process.finished.connect(lambda outcome: self._judge(request, payload, outcome))

    def _judge(self, request: RunRequest, payload: Payload, outcome: Outcome) -> None:
        self._process = None
        self._task = self._tasks.start(
            lambda _task: make_report(request.scenario, payload, outcome, request.problems, request.filename),
            self._on_report,
            self._on_failed,
        )

    def _on_report(self, report: Report) -> None:
        self._request = None
        self.run_finished.emit(report)
        if self._prepared is None and self._preparing is None:
            self._again.start()

    def _on_failed(self, error: StudioError) -> None:
        self._request = None
        self.run_failed.emit(str(error))


def _need(request: RunRequest, payload: Payload) -> Need:
    limits = request.limits
    make_launch = launch_for(request.scenario.hook.language, limits, len(payload.body))
    return Need(payload.body, limits, make_launch)
