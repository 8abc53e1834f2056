"""A play on the window's event loop: its thinking in a thread, its jobs in processes."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from rossum_studio.gui.process import HandlerProcess
from rossum_studio.gui.task import Task, TaskRunner
from rossum_studio.model.errors import StudioError
from rossum_studio.runtime.outcome import Outcome
from rossum_studio.runtime.play import Job, Play

type StartJob = Callable[[Job], HandlerProcess]


class PlayRun(QObject):
    """One play under way. Exactly one of `finished` and `failed` comes, unless it is closed."""

    finished = Signal(object)  # what the play comes to
    failed = Signal(object)  # StudioError

    def __init__(
        self, play: Play[Any], start_job: StartJob, tasks: TaskRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._play = play
        self._start_job = start_job
        self._tasks = tasks
        self._task: Task | None = None
        self._process: HandlerProcess | None = None
        self._advance(None)

    def hurry(self, within_s: float) -> None:
        """Start the first job at once if it takes no longer than this to find out which it is."""
        if self._task is not None:
            self._tasks.hurry(self._task, within_s)

    def stop(self) -> None:
        """End the job that is running; the play goes on from that. Between jobs it ends at once."""
        if self._process is not None:
            self._process.stop()
        elif self._task is not None:
            self.close()
            self.failed.emit(StudioError("Stopped before the function was called."))

    def close(self) -> None:
        """End it without a word."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._process is not None:
            self._process.close()
            self._process = None

    def _advance(self, outcome: Outcome | None) -> None:
        self._task = self._tasks.start(lambda _task: self._think(outcome), lambda act: act(), self._on_failed)

    def _think(self, outcome: Outcome | None) -> Callable[[], None]:
        """Have the play go on until it wants a job or is over; returns what to do then. In the thread."""
        try:
            job = next(self._play) if outcome is None else self._play.send(outcome)
        except StopIteration as stopped:
            result = stopped.value
            return lambda: self._finish(result)
        return lambda: self._start(job)

    def _start(self, job: Job) -> None:
        self._task = None
        try:
            self._process = self._start_job(job)
        except StudioError as error:
            self._on_failed(error)
            return
        self._process.finished.connect(self._on_outcome)

    def _on_outcome(self, outcome: Outcome) -> None:
        self._process = None
        self._advance(outcome)

    def _finish(self, result: object) -> None:
        self._task = None
        self.finished.emit(result)
        self.deleteLater()

    def _on_failed(self, error: StudioError) -> None:
        self._task = None
        self.failed.emit(error)
        self.deleteLater()
