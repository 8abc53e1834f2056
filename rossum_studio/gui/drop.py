"""Files dropped anywhere on the window: what will happen is said before they are let go."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QWidget

from rossum_studio.model.project.layout import is_project

PEEK_BYTES = 4096
SCHEMA_ID_TYPE = "application/x-rossum-schema-id"
"""What a dragged row of the tree carries besides its text."""

_SIGNS = (
    (b'"pagination"', "Choose a document of the export"),
    (b'"rossum_hook_request_handler', "Open hook"),
    (b'"request"', "Replay a run of the platform"),
    (b'"config"', "Open hook"),
    (b'"action"', "Load as hook payload"),
    (b'"schema_id"', "Load as annotation data"),
    (b'"label"', "Load as schema"),
    (b'"document"', "Load as annotation"),
)


def dropped_paths(mime: QMimeData) -> list[Path]:
    """The local files of a drag; empty when it carries none."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def accepted_paths(event: QDropEvent) -> list[Path]:
    """The local files of a drag, which is accepted when it carries any."""
    paths = dropped_paths(event.mimeData())
    if paths:
        event.acceptProposedAction()
    return paths


def foretell(paths: Sequence[Path]) -> str:
    """What dropping these would do, from their first bytes."""
    sentences = dict.fromkeys(_foretell_one(path) for path in paths[:5])
    return "\n".join(sentences)


def _foretell_one(path: Path) -> str:
    if path.is_dir():
        return "Open project" if is_project(path) else "Open folder"
    if path.suffix in (".py", ".js"):
        return "Open handler"
    if path.suffix.lower() == ".eml":
        return "Load as e-mail that was received"
    try:
        with path.open("rb") as file:
            head = file.read(PEEK_BYTES)
    except OSError:
        return "This file cannot be read"
    return next((sentence for sign, sentence in _SIGNS if sign in head), "Look what this is")


class DropOverlay(QLabel):
    """Covers the window while files hover over it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("dropOverlay")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_for(self, paths: Sequence[Path]) -> None:
        """Cover the window and say what will happen."""
        window = self.parentWidget()
        self.setText(foretell(paths))
        self.setGeometry(window.rect())
        self.raise_()
        self.show()

    def enter(self, event: QDragEnterEvent) -> None:
        """Take a drag that carries files."""
        paths = accepted_paths(event)
        if paths:
            self.show_for(paths)

    def watch(self, editors: Sequence[QAbstractScrollArea]) -> None:
        """Leave files over these to the window, so that it is said over them too what will happen."""
        for editor in editors:
            editor.installEventFilter(self)
            editor.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A refused enter goes on to the window, and with it all that follows."""
        if isinstance(event, QDragEnterEvent) and dropped_paths(event.mimeData()):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def take(self, event: QDropEvent) -> list[Path]:
        """The files that were let go."""
        self.hide()
        event.acceptProposedAction()
        return dropped_paths(event.mimeData())
