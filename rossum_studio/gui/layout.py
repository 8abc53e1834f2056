"""Where the panels are: three columns; in a narrow window the results move under the editor."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rossum_studio.gui.console.panel import ConsolePanel
from rossum_studio.gui.debugging.panel import DebugPanel
from rossum_studio.gui.editor.panel import EditorPanel
from rossum_studio.gui.editor.scintilla import CodeEditor
from rossum_studio.gui.elided_label import ElidedLabel
from rossum_studio.gui.run.results_panel import ResultsPanel
from rossum_studio.gui.run.simulator_panel import SimulatorPanel
from rossum_studio.gui.steps.step_bar import StepBar
from rossum_studio.gui.theme import Theme
from rossum_studio.gui.tree.panel import TreePanel
from rossum_studio.gui.welcome import WelcomePage

NARROW_PX = 1100
STARTING_SIZES = {"columns": [370, 470, 440], "centre": [620, 220, 160], "right": [370, 400]}
NARROW_SIZES = {"columns": [250, 400, 350], "centre": [300, 320, 220, 160], "right": [770]}


class Room(QScrollArea):
    """Gives a panel all the room there is, and scrolls when the panel needs more.

    A resizable QScrollArea would scroll as soon as the panel would like more.
    """

    def __init__(self, panel: QWidget) -> None:
        super().__init__()
        self._panel = panel
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(panel)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the panel, which says so when it needs another height."""
        if watched is self._panel and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        room, layout = self.viewport().size(), self._panel.layout()
        least = layout.totalMinimumHeightForWidth(room.width()) if layout is not None else 0
        self._panel.resize(room.width(), max(room.height(), least))


class Layout(QSplitter):
    """The columns, and the panels in them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.tree = TreePanel(theme)
        self.editor = EditorPanel(theme)
        self.editor.editor.setObjectName("codeEditor")
        self.welcome = WelcomePage()
        self.simulator = SimulatorPanel(theme)
        self.results = ResultsPanel(theme)
        self.results_room = Room(self.results)
        self.console = ConsolePanel()
        self.console.apply_theme(theme)
        self.console.hide()
        self.debug = DebugPanel()
        self.debug.hide()
        self.page = QStackedWidget()
        self.page.addWidget(self.welcome)
        self.page.addWidget(self.editor)
        self.centre = QSplitter(Qt.Orientation.Vertical)
        self.centre.addWidget(self.page)
        self.centre.addWidget(self.debug)
        self.centre.addWidget(self.console)
        self.step_bar = StepBar()
        self.step_bar.apply_theme(theme)
        self.right = QSplitter(Qt.Orientation.Vertical)
        self.right.addWidget(self.simulator)
        self.right.addWidget(self.results_room)
        self.document_label = ElidedLabel("No document", objectName="documentLabel", margin=0)
        self.document_label.setContentsMargins(8, 0, 8, 0)
        self.document_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.left = QWidget()
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.document_label)
        column.addWidget(self.tree, 1)
        self.right_column = QWidget()
        right_column = QVBoxLayout(self.right_column)
        right_column.setContentsMargins(0, 0, 0, 0)
        right_column.setSpacing(0)
        right_column.addWidget(self.step_bar)
        right_column.addWidget(self.right, 1)
        for each in (self.left, self.centre, self.right_column):
            self.addWidget(each)
        self._splitters = {"columns": self, "centre": self.centre, "right": self.right}
        for name, splitter in self._splitters.items():
            splitter.setObjectName(f"{name}Splitter")
            splitter.setChildrenCollapsible(name == "columns")
        self.setStretchFactor(1, 1)
        self.left.setMinimumWidth(160)
        self.centre.setMinimumWidth(230)
        self.is_narrow = False
        self.set_sizes(STARTING_SIZES)

    @property
    def code_editors(self) -> list[CodeEditor]:
        """The one of the function, and those of settings, secrets, response and payload."""
        return self.findChildren(CodeEditor)

    @property
    def regions(self) -> list[QWidget]:
        """What F6 goes through, in reading order; the hidden ones left out."""
        page = self.editor.editor if self.page.currentWidget() is self.editor else self.welcome
        parts = [self.tree.tree, page, self.simulator, self.results, self.debug, self.console]
        return [part for part in parts if part.isVisible()]

    def show_editor(self, is_open: bool) -> None:
        """The editor, or the welcome page."""
        self.page.setCurrentWidget(self.editor if is_open else self.welcome)

    def show_debug(self, is_shown: bool) -> None:
        """The debugger, below the editor."""
        self.debug.setVisible(is_shown)

    def fit(self, width: int) -> None:
        """Move the results under the editor when the window is narrow."""
        is_narrow = width < NARROW_PX
        if is_narrow == self.is_narrow:
            return
        self.is_narrow = is_narrow
        if is_narrow:
            self.centre.insertWidget(1, self.results_room)
        else:
            self.right.addWidget(self.results_room)
        self.set_sizes({})

    def sizes_by_name(self) -> dict[str, list[int]]:
        """What `set_sizes` takes."""
        return {name: splitter.sizes() for name, splitter in self._splitters.items()}

    def set_sizes(self, sizes: dict[str, list[int]]) -> None:
        """Bring back the sizes of an earlier window, or start with ones that fit."""
        starting = NARROW_SIZES if self.is_narrow else STARTING_SIZES
        for name, splitter in self._splitters.items():
            wanted = sizes.get(name, [])
            splitter.setSizes(wanted if len(wanted) == splitter.count() else starting[name])

    def name_document(self, title: str, schema: str) -> None:
        """Say which document is open, and what its fields come from."""
        self.document_label.setText(f"{title}   {schema}")
        self.document_label.setToolTip(f"{title}\n{schema}")

    def apply_theme(self, theme: Theme) -> None:
        """Switch every panel."""
        self.tree.set_theme(theme)
        self.step_bar.apply_theme(theme)
        for panel in (self.editor, self.simulator, self.results, self.console):
            panel.apply_theme(theme)
