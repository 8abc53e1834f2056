"""A small window to drag files from, as a file manager would offer them: `drag_source.py PATH ...`."""

import sys

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

SIZE = (120, 60)


class DragSource(QLabel):
    """Drags its files as soon as the mouse moves with the button down."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__("Drag me")
        self._paths = paths
        self.setWindowTitle("Drag source")
        self.setWindowFlag(Qt.WindowType.BypassWindowManagerHint)
        self.setFixedSize(*SIZE)

    def mouseMoveEvent(self, qt_event: QMouseEvent) -> None:
        """Start the drag, once."""
        if self._paths:
            mime = QMimeData()
            mime.setUrls([QUrl.fromLocalFile(path) for path in self._paths])
            self._paths = []
            drag = QDrag(self)
            drag.setMimeData(mime)
            drag.exec(Qt.DropAction.CopyAction)


if __name__ == "__main__":
    app = QApplication(sys.argv)
    source = DragSource(sys.argv[1:])
    source.move(QPoint(0, 740))
    source.show()
    sys.exit(app.exec())
