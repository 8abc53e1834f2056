"""The console's place in the window: empty until it is shown for the first time."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from rossum_studio.gui.console.kernel import Kernel, make_folder
from rossum_studio.gui.task import TaskRunner
from rossum_studio.gui.theme import LIGHT, Theme
from rossum_studio.model.errors import SaveError, StudioError

if TYPE_CHECKING:
    from rossum_studio.gui.console.terminal import Terminal

BOOTSTRAP = Path(__file__).with_name("bootstrap.py")
LISTENING_POLL_MS = 10
STARTING = "Starting…"
READY = "payload, annotation, schema, response, t, find(schema_id) and run() are of the last run"


@dataclass(frozen=True, slots=True, eq=False)
class ConsoleRun:
    """What the names of the console are made from."""

    payload: bytes
    response: dict[str, Any] | None
    function: dict[str, str] | None

    def write(self, folder: Path) -> None:
        """Put the run where the bootstrap looks.

        Raises:
            SaveError: The temporary folder cannot be written to.
        """
        try:
            _replace(folder / "payload.json", self.payload)
            _replace(folder / "response.json", json.dumps(self.response).encode())
            _replace(folder / "function.json", json.dumps(self.function).encode())
        except OSError as error:
            raise SaveError(f"The console cannot be given the run: {error.strerror}.") from error


def _replace(file: Path, content: bytes) -> None:
    """Write a file that the kernel may be reading."""
    new = file.with_suffix(".new")
    new.write_bytes(content)
    new.replace(file)


class ConsolePanel(QWidget):
    """A Jupyter console whose kernel starts when the panel is first shown.

    The kernel is a process of its own in a temporary folder; `close` ends the one and deletes the other.
    """

    prompt_shown = Signal()  # the console takes input

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._tasks = TaskRunner(self)
        self._folder: Path | None = None
        self._kernel: Kernel | None = None
        self._terminal: Terminal | None = None
        self._run: ConsoleRun | None = None
        self._given: ConsoleRun | None = None  # is being written, or was
        self._told: ConsoleRun | None = None  # the kernel was asked to read it
        self._is_closed = False
        self._state = QLabel(objectName="consoleState")
        self._restart_button = self._make_restart_button()
        self._layout = self._make_layout()
        QCoreApplication.instance().aboutToQuit.connect(self.close)

    def _make_restart_button(self) -> QToolButton:
        button = QToolButton(text="Restart", objectName="consoleRestart", enabled=False)
        button.setToolTip("Start the console anew; what you defined in it is lost (Ctrl+.)")
        button.clicked.connect(self.restart)
        return button

    def _make_layout(self) -> QVBoxLayout:
        top = QHBoxLayout()
        top.setContentsMargins(8, 4, 4, 4)
        top.addWidget(self._state, 1)
        top.addWidget(self._restart_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addStretch(1)
        return layout

    @property
    def kernel(self) -> Kernel | None:
        """The console's process, once there is one."""
        return self._kernel

    @property
    def terminal(self) -> "Terminal | None":
        """The console itself, once it can be seen."""
        return self._terminal

    @property
    def is_up_to_date(self) -> bool:
        """Whether what is entered now is executed with the names of the last run."""
        return self._told is self._run

    def set_run(
        self, payload: bytes, response: dict[str, Any] | None, function: dict[str, str] | None = None
    ) -> None:
        """Give the names of the console the values of a run.

        Args:
            payload: As the handler got it.
            response: What it returned; None when it did not return.
            function: Its `code`, `filename` and `language`, for `run()`; None for a webhook.
        """
        self._run = ConsoleRun(payload, response, function)
        self._hand_over()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._theme = theme
        if self._terminal is not None:
            self._terminal.apply_theme(theme)

    @Slot()
    def restart(self) -> None:
        """Start the console anew, with the names of the last run."""
        if not self._is_closed:
            self._drop(grace_s=0)
            self._start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._folder is None and not self._is_closed:
            self._folder = make_folder()
            self._start()
        self._hand_over()

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the kernel; there is no way back."""
        self._is_closed = True
        self._tasks.close()
        self._drop()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        super().closeEvent(event)

    def _start(self) -> None:
        """Start the kernel, and meanwhile prepare what talks to it."""
        self._say(STARTING)
        self._restart_button.setEnabled(False)
        run, folder = self._run, self._folder
        self._given = run
        try:
            self._kernel = kernel = Kernel(folder)
        except OSError as error:
            self._fail(f"The console cannot be started: {error.strerror}.")
            return
        self._tasks.start(
            lambda _task: _prepare(run, folder),
            lambda module: self._show_terminal(module, kernel),
            self._on_failed,
        )

    def _show_terminal(self, terminal_module: ModuleType, kernel: Kernel) -> None:
        if kernel is not self._kernel:  # another was started meanwhile
            return
        terminal = terminal_module.Terminal(self._theme)
        terminal.prompt_shown.connect(self._on_prompt_shown)
        terminal.interrupt_wanted.connect(kernel.interrupt)
        terminal.restart_wanted.connect(self.restart, Qt.ConnectionType.QueuedConnection)
        terminal.heartbeat_missed.connect(self._on_heartbeat_missed)
        self._layout.addWidget(terminal, 1000)
        self._attach(terminal, kernel)

    def _attach(self, terminal: "Terminal", kernel: Kernel) -> None:
        """Connect terminal and kernel as soon as it listens."""
        if kernel is not self._kernel:
            terminal.deleteLater()
            return
        if not kernel.is_alive:
            terminal.deleteLater()
            self._bury(kernel)
        elif not kernel.is_listening:
            QTimer.singleShot(LISTENING_POLL_MS, self, lambda: self._attach(terminal, kernel))
        else:
            terminal.attach(kernel.connection, BOOTSTRAP.read_text("utf-8"))
            self._terminal, self._told = terminal, self._given
            self.setFocusProxy(terminal)
            self._hand_over()

    def _hand_over(self) -> None:
        """Give the kernel the last run, unless it has it or nobody looks."""
        run, folder = self._run, self._folder
        if run is self._given or self._terminal is None or not self.isVisible():
            return
        self._given = run
        self._tasks.start(lambda _task: run.write(folder), lambda _written: self._tell(run), self._on_failed)

    def _tell(self, run: ConsoleRun) -> None:
        if self._terminal is not None:  # it is being restarted otherwise, and reads what was written
            self._terminal.execute_unseen(BOOTSTRAP.read_text("utf-8"))
            self._told = run

    def _on_prompt_shown(self) -> None:
        self._say(READY)
        self._restart_button.setEnabled(True)
        self.prompt_shown.emit()

    def _on_heartbeat_missed(self) -> None:
        """The kernel is busy, or it is no more."""
        if self._kernel is not None and not self._kernel.is_alive:
            self._bury(self._kernel)

    def _bury(self, kernel: Kernel) -> None:
        epitaph = kernel.epitaph
        self._drop()
        self._fail(f"The console's process ended ({epitaph}).")

    def _on_failed(self, error: StudioError) -> None:
        self._fail(str(error))

    def _fail(self, text: str) -> None:
        self._say(text)
        self._restart_button.setEnabled(True)

    def _say(self, text: str) -> None:
        self._state.setText(text)

    def _drop(self, grace_s: float = 2.0) -> None:
        """End the kernel and take its terminal away."""
        terminal, self._terminal = self._terminal, None
        kernel, self._kernel = self._kernel, None
        if terminal is not None:
            terminal.blockSignals(True)  # it may be amid showing a prompt, which processes events
            terminal.detach()
            terminal.hide()
            terminal.deleteLater()
        if kernel is not None:
            kernel.end(grace_s)


def _prepare(run: ConsoleRun | None, folder: Path) -> ModuleType:
    """What takes long: import qtconsole, and write down the run."""
    if run is not None:
        run.write(folder)
    os.environ["QT_API"] = "pyside6"  # another one may be meant for other programs
    from rossum_studio.gui.console import terminal

    return terminal
