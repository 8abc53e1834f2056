"""What is seen before anything is open."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget


class WelcomePage(QScrollArea):
    """Open sample, open, new, recent files, and what runs the handlers."""

    path_chosen = Signal(object)  # Path
    path_forgotten = Signal(object)  # Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcomePage")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its buttons take it, where it can be seen
        page = QWidget()
        self._layout = QVBoxLayout(page)
        self._layout.setContentsMargins(32, 32, 32, 32)
        self._layout.setSpacing(8)
        self.setWidget(page)
        self._recent = QVBoxLayout()
        self._runtime = QLabel(wordWrap=True)

    def fill(self, actions: Sequence[QAction], runtime: str) -> None:
        """Build the page; `actions` become buttons in their order, the first one stands out."""
        self._layout.addStretch(1)
        self._layout.addWidget(_heading("Rossum Studio", 8))
        self._layout.addWidget(QLabel("Works offline. Nothing leaves this computer.", wordWrap=True))
        self._layout.addSpacing(12)
        buttons = [_button(action, is_first=i == 0) for i, action in enumerate(actions)]
        for button in buttons:
            self._layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(buttons[0])
        drop = QLabel(
            "Or drop files here: an exported annotation, a schema, a hook, a handler.", wordWrap=True
        )
        drop.setProperty("muted", True)
        self._layout.addWidget(drop)
        self._layout.addSpacing(12)
        self._layout.addLayout(self._recent)
        self._runtime.setText(runtime)
        self._runtime.setProperty("muted", True)
        self._layout.addSpacing(12)
        self._layout.addWidget(self._runtime)
        self._layout.addStretch(2)

    def show_recent(self, paths: Sequence[str]) -> None:
        """List the recent files; a missing one is greyed and can be removed."""
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        if paths:
            self._recent.addWidget(_heading("Recent", 1))
        for path in paths:
            self._recent.addWidget(self._row(Path(path)), 0, Qt.AlignmentFlag.AlignLeft)

    def _row(self, path: Path) -> QPushButton:
        exists = path.exists()
        row = QPushButton(
            f"{path.name}   in {path.parent.name}" if exists else f"{path.name}   missing, click to remove"
        )
        row.setFlat(True)
        row.setProperty("link", True)
        row.setProperty("muted", not exists)
        row.setToolTip(str(path))
        signal = self.path_chosen if exists else self.path_forgotten
        row.clicked.connect(lambda: signal.emit(path))
        return row


def _heading(text: str, larger: int) -> QLabel:
    label = QLabel(text, wordWrap=True)
    font = label.font()
    font.setPointSize(font.pointSize() + larger)
    font.setBold(True)
    label.setFont(font)
    return label


def _button(action: QAction, *, is_first: bool) -> QPushButton:
    shortcut = action.shortcut().toString()
    text = action.text().replace("&", "").removesuffix("…")
    button = QPushButton(f"{text}   {shortcut}" if shortcut else text)
    button.setObjectName(f"welcome_{action.objectName()}")
    button.setToolTip(action.statusTip())
    button.setDefault(is_first)
    button.clicked.connect(action.trigger)
    return button
