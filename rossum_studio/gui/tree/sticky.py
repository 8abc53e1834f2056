"""The section one is in, kept in sight above the rows while one scrolls through it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QTreeView, QWidget

from rossum_studio.gui.tree.model import Column

_GAP = 6


class SectionHeader(QWidget):
    """Lies over the first row of a tree when the section of that row is scrolled out of sight.

    A click goes to the section.
    """

    section_requested = Signal(QModelIndex)

    def __init__(self, tree: QTreeView) -> None:
        super().__init__(tree)
        self._tree = tree
        self._section = QPersistentModelIndex()
        self.setObjectName("sectionHeader")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the section's own row is what the keyboard reaches
        self.hide()

    @property
    def section(self) -> QModelIndex:
        """Whose header is shown; invalid while the section itself is in sight."""
        return QModelIndex(self._section) if self.isVisibleTo(self._tree) else QModelIndex()

    @Slot()
    def follow(self) -> None:
        """Show the section of the topmost row, unless that is the section itself."""
        top = self._tree.indexAt(QPoint(1, 1)).siblingAtColumn(Column.LABEL)
        section = _section_of(top)
        is_out_of_sight = section.isValid() and section != top
        self._section = QPersistentModelIndex(section if is_out_of_sight else QModelIndex())
        self.setVisible(is_out_of_sight)
        if is_out_of_sight:
            self._lie_over(self._tree.visualRect(top).height())
            self.setAccessibleName(f"Section {section.data()}")
            self.update()

    def _lie_over(self, height: int) -> None:
        viewport = self._tree.viewport().geometry()
        self.setGeometry(QRect(viewport.topLeft(), QSize(viewport.width(), height)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the section."""
        if self._section.isValid():
            self.section_requested.emit(QModelIndex(self._section))
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Like a header: the section's sign and label, and the counts of what lies in it."""
        index, painter, palette = QModelIndex(self._section), QPainter(self), self.palette()
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Window))
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
        if not index.isValid():
            return
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        room = self.rect().adjusted(_GAP, 0, -_GAP, 0)
        counts = index.siblingAtColumn(Column.MESSAGES).data() or ""
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, counts)
        room.setRight(room.right() - self.fontMetrics().horizontalAdvance(counts) - _GAP)
        self._paint_label(painter, room, index)

    def _paint_label(self, painter: QPainter, room: QRect, index: QModelIndex) -> None:
        icon = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(icon, QIcon):
            side = min(self._tree.fontMetrics().height(), room.height())
            icon.paint(painter, QRect(room.left(), room.center().y() - side // 2, side, side))
            room.setLeft(room.left() + side + _GAP)
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        text = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def _section_of(index: QModelIndex) -> QModelIndex:
    while index.parent().isValid():
        index = index.parent()
    return index
