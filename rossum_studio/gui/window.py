"""The main window: first an empty frame in the right colours, then furnished.

Until its first paint nothing is imported that it does not show; the panels, and all that the simulator needs,
are imported in a thread meanwhile and put in place at once.
"""

import importlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QSize, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QMainWindow, QWidget

from rossum_studio.gui.appearance import Appearance
from rossum_studio.preferences.last_session import load_session
from rossum_studio.preferences.preference import load_preferences
from rossum_studio.preferences.profile import Profile

if TYPE_CHECKING:
    from rossum_studio.gui.commands import Commands
    from rossum_studio.gui.drop import DropOverlay
    from rossum_studio.gui.layout import Layout
    from rossum_studio.gui.notice import Notices
    from rossum_studio.gui.status import StatusBar
    from rossum_studio.gui.studio import Studio
    from rossum_studio.gui.workbench import Workbench

TITLE = "Rossum Studio"
FURNITURE = "rossum_studio.gui.workbench"
SIZE = QSize(1280, 800)


class MainWindow(QMainWindow):
    """One window.

    Args:
        profile: Where preferences, session and recovery are kept.
    """

    furnished = Signal()
    _imported = Signal()

    def __init__(self, profile: Profile) -> None:
        super().__init__(objectName="mainWindow", windowTitle=TITLE)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.profile = profile
        self.session = load_session(profile)
        self.preferences = load_preferences(profile)
        self.appearance = Appearance(app, self.preferences.theme, self)
        self._bench: Workbench | None = None
        self._paths: Sequence[Path] = ()
        self._overlay: DropOverlay | None = None
        self._is_waiting_for_paint = False
        self.setCentralWidget(_first_sight())
        self.resize(SIZE.boundedTo(app.primaryScreen().availableSize()))
        if self.session.geometry:
            self.restoreGeometry(QByteArray.fromBase64(self.session.geometry.encode()))

    # Furnishing

    def furnish(self, paths: Sequence[Path]) -> None:
        """Put the panels in place and open the paths, or what was open last."""
        workbench: Any = importlib.import_module(FURNITURE)
        self._bench = workbench.Workbench(self, paths)
        self._overlay = importlib.import_module("rossum_studio.gui.drop").DropOverlay(self)
        self._overlay.watch(self.panels.code_editors)
        self.setAcceptDrops(True)
        self.furnished.emit()

    def furnish_when_painted(self, paths: Sequence[Path]) -> None:
        """The same, once the empty frame can be seen."""
        self._paths = paths
        self._imported.connect(self._on_imported)  # emitted in another thread, so delivered by the event loop
        self._is_waiting_for_paint = True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Notice the first paint."""
        super().paintEvent(event)
        if self._is_waiting_for_paint:
            self._is_waiting_for_paint = False
            QTimer.singleShot(0, self, self._start_import)

    def _start_import(self) -> None:
        threading.Thread(target=self._import, name="studio-import", daemon=True).start()

    def _import(self) -> None:
        try:
            importlib.import_module(FURNITURE)
        finally:  # a failing import fails again, and is reported, on the GUI thread
            self._imported.emit()

    def _on_imported(self) -> None:
        if self.isVisible():
            self.furnish(self._paths)

    @property
    def bench(self) -> "Workbench":
        """What it is furnished with."""
        assert self._bench is not None, "the window is not furnished yet"
        return self._bench

    @property
    def panels(self) -> "Layout":
        """The columns and panels."""
        return self.bench.panels

    @property
    def studio(self) -> "Studio":
        """What the commands do."""
        return self.bench.studio

    @property
    def commands(self) -> "Commands":
        """The actions."""
        return self.bench.commands

    @property
    def status(self) -> "StatusBar":
        """The status bar."""
        return self.bench.status

    @property
    def notices(self) -> "Notices":
        """What was said to the user."""
        return self.bench.notices

    # What Qt tells the window

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._overlay is not None:
            self._overlay.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        if self._overlay is not None:
            self._overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        if self._overlay is not None:
            self.studio.open_flow.open_paths(self._overlay.take(event))

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._bench is not None:
            self.panels.fit(event.size().width())
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._bench is None:
            return
        if self._bench.may_close():
            self._bench.close()
        else:
            event.ignore()


def _first_sight() -> QWidget:
    """The name in the middle; without the `Qt` namespace, whose first use costs 30 ms."""
    page = QWidget()
    grid = QGridLayout(page)
    for outer in (0, 2):
        grid.setRowStretch(outer, 1)
        grid.setColumnStretch(outer, 1)
    grid.addWidget(QLabel(TITLE), 1, 1)
    return page
