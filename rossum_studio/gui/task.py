"""Slow work off the GUI thread: values in, a value out, the answer called on the GUI thread."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from rossum_studio.gui.notice import report_bug
from rossum_studio.model.errors import ImportCancelledError, StudioError


class Task(QObject):
    """One piece of work under way.

    Args:
        work: Called in a thread with this task; it may call `set_progress` and ask `is_cancelled`.
        on_done: Called on the GUI thread with what `work` returned.
        on_error: Called on the GUI thread with a `StudioError`; any other exception is our bug.
    """

    progressed = Signal(float)
    ended = Signal()
    _finished = Signal(object, object)

    def __init__(
        self,
        work: "Callable[[Task], Any]",
        on_done: Callable[[Any], None],
        on_error: Callable[[StudioError], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._work, self._on_done, self._on_error = work, on_done, on_error
        self._cancelled = threading.Event()
        self._is_over = False
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Ask the work to stop; neither `on_done` nor `on_error` is called afterwards."""
        self._cancelled.set()

    def is_cancelled(self) -> bool:
        """Whether the work should give up; called by the work."""
        return self._cancelled.is_set()

    def set_progress(self, share: float) -> None:
        """Say how far it is, 0 to 1; called by the work, and by what it left to be read later."""
        if not self._is_over:
            self.progressed.emit(share)

    def run(self) -> None:
        """Do the work; called in the thread."""
        try:
            result, error = self._work(self), None
        except Exception as caught:
            result, error = None, caught
        self._finished.emit(result, error)

    @Slot(object, object)
    def _on_finished(self, result: object, error: Exception | None) -> None:
        self._is_over = True
        self.ended.emit()
        self.deleteLater()
        if self._cancelled.is_set() or isinstance(error, ImportCancelledError):
            return
        if error is None:
            self._on_done(result)
        elif isinstance(error, StudioError):
            self._on_error(error)
        else:
            report_bug(error)


class TaskRunner(QObject):
    """Runs tasks one after the other in a thread of its own."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="studio-task")
        self._running: dict[Task, Future[None]] = {}

    def start(
        self,
        work: Callable[[Task], Any],
        on_done: Callable[[Any], None],
        on_error: Callable[[StudioError], None],
    ) -> Task:
        """Queue a piece of work."""
        task = Task(work, on_done, on_error, self)
        task.ended.connect(lambda: self._running.pop(task, None))
        self._running[task] = self._pool.submit(task.run)
        return task

    def hurry(self, task: Task, within_s: float) -> None:
        """Hold the GUI thread for a moment, so that the answer of quick work comes before the next paint.

        Args:
            within_s: Far less than a frame.
        """
        future = self._running.get(task)
        if future is not None and wait([future], within_s).done:
            QCoreApplication.sendPostedEvents(task)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way or waiting."""
        return not self._running

    def close(self) -> None:
        """Cancel everything and wait for the thread to end."""
        for task in self._running:
            task.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
