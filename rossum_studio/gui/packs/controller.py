"""Installs and removes library packs in a thread of its own, one thing at a time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from rossum_studio.gui.task import Task, TaskRunner
from rossum_studio.model.errors import StudioError
from rossum_studio.model.library_pack import DEFAULT_PACK
from rossum_studio.runtime.interpreters import find_interpreter
from rossum_studio.runtime.packs.install import Target, install, remove, targets_for
from rossum_studio.runtime.packs.progress import Progress
from rossum_studio.runtime.packs.status import is_installed


class PacksController(QObject):
    """Knows what is installed, and changes it when it is told to."""

    missing_found = Signal(object)  # tuple[Target, ...]: what the pack is not installed for
    progressed = Signal(object)  # Progress
    installed = Signal()
    removed = Signal(bool)  # whether there was anything
    failed = Signal(str)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = TaskRunner(self)
        self._task: Task | None = None
        self.python_path = ""

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._task is not None

    @property
    def is_cancelled(self) -> bool:
        """Whether what is under way was given up, and only needs to end."""
        return self._task is not None and self._task.is_cancelled()

    def look(self) -> None:
        """Find out what is missing."""
        self._start(lambda _task: self._missing(), self.missing_found.emit)

    def install(self) -> None:
        """Install the default pack for everything that it is missing for."""
        self._start(self._install_missing, lambda _result: self.installed.emit())

    def remove(self) -> None:
        """Remove the default pack."""
        self._start(lambda _task: remove(DEFAULT_PACK), self.removed.emit)

    def cancel(self) -> None:
        """Give up what is under way."""
        if self._task is not None:
            self._task.cancel()

    def close(self) -> None:
        """Give up, and wait until nothing is left of it: the window is going away."""
        self._tasks.close()

    def _start(self, work: Callable[[Task], Any], on_done: Callable[[Any], None]) -> None:
        """Begin, unless something is under way."""
        if self._task is None:
            self._task = self._tasks.start(work, on_done, self._on_failed)
            self._task.ended.connect(self._on_ended)

    def _on_failed(self, error: StudioError) -> None:
        self.failed.emit(str(error))

    def _on_ended(self) -> None:
        self._task = None
        self.ended.emit()

    def _missing(self) -> tuple[Target, ...]:
        found = find_interpreter(Path(self.python_path) if self.python_path else None)
        return tuple(target for target in targets_for(found) if not is_installed(DEFAULT_PACK, target))

    def _install_missing(self, task: Task) -> None:
        targets = self._missing()
        for number, target in enumerate(targets):
            install(DEFAULT_PACK, target, self._teller(number, len(targets)), task.is_cancelled)

    def _teller(self, number: int, count: int) -> Callable[[Progress], None]:
        """What tells the window how far all of it is."""

        def tell(progress: Progress) -> None:
            self.progressed.emit(Progress(progress.sentence, (number + progress.share) / count))

        return tell
