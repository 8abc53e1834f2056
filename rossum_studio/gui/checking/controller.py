"""When what is being written is checked: off the GUI thread, as soon as the keys rest."""

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from rossum_studio.gui.checking.live_check import Checked, LiveCheck, Subject
from rossum_studio.gui.task import Task, TaskRunner
from rossum_studio.model.errors import StudioError

PAUSE_MS = 60
"""So short that findings are there 150 ms after the last key of a 500-line file."""

LONGEST_PAUSE_MS = 500
NODE_PAUSE_MS = 300


class CheckController(QObject):
    """Checks the subject when it changed; what was found in an older one is dropped.

    Args:
        subject: What to check, as it stands now; None when nothing is open.
    """

    checked = Signal(object)  # Checked

    def __init__(self, subject: Callable[[], Subject | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._subject = subject
        self._live = LiveCheck()
        self._tasks = TaskRunner(self)  # its own: a run never waits for a check
        self._task: Task | None = None
        self._last: tuple[Subject, Checked] | None = None
        self._took_before_ms = 0.0
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.check_now)
        self._node_pause = QTimer(self, singleShot=True, interval=NODE_PAUSE_MS)
        self._node_pause.timeout.connect(lambda: self._start(ask_node=True))

    @property
    def is_settled(self) -> bool:
        """Whether what was said last is about the subject as it stands."""
        return self._task is None and not self._pause.isActive()

    def check_soon(self) -> None:
        """The subject changed and may change again in a moment."""
        self._cancel()
        self._pause.start()

    def check_now(self) -> None:
        """Check without waiting; Node.js, which takes a process, is asked after another pause."""
        self._start(ask_node=False)

    def close(self) -> None:
        """End what is under way: the window is going away."""
        self._cancel()
        self._tasks.close()

    def _cancel(self) -> None:
        self._pause.stop()
        self._node_pause.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _start(self, *, ask_node: bool) -> None:
        self._cancel()
        subject = self._subject()
        if subject is None:
            self._last = None
            self.checked.emit(Checked(""))
        elif not ask_node and self._last is not None and subject.is_same(self._last[0]):
            self.checked.emit(self._last[1])
        else:
            self._task = self._tasks.start(
                lambda task: self._check(task, subject, ask_node),
                lambda answer: self._on_checked(subject, answer, ask_node),
                _raise,
            )

    def _check(self, task: Task, subject: Subject, ask_node: bool) -> tuple[Checked, float] | None:
        """What was found, and how long it took in milliseconds; called in the thread."""
        if task.is_cancelled():
            return None
        started = perf_counter()
        checked = self._live.check(subject, ask_node=ask_node)
        return checked, (perf_counter() - started) * 1000

    def _on_checked(self, subject: Subject, answer: tuple[Checked, float], was_node_asked: bool) -> None:
        checked, took_ms = answer
        self._task, self._last = None, (subject, checked)
        if not was_node_asked:
            self._fit_pause(took_ms)
            if subject.hook.language == "javascript":
                self._node_pause.start()
        self.checked.emit(checked)

    def _fit_pause(self, took_ms: float) -> None:
        """Wait longer with a file that takes long, twice in a row: Python runs one thread at a time."""
        usual_ms = min(took_ms, self._took_before_ms)
        self._pause.setInterval(round(min(max(usual_ms, PAUSE_MS), LONGEST_PAUSE_MS)))
        self._took_before_ms = took_ms


def _raise(error: StudioError) -> None:
    raise error
