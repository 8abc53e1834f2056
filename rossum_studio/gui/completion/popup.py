"""The list of what could be written next. It never takes the focus: one goes on typing."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from rossum_studio.gui.messages.hint import tool_tip
from rossum_studio.gui.theme import LIGHT, Theme
from rossum_studio.simulator.authoring.completion import Entry, Kind

MAX_ENTRIES = 200
_ROWS_IN_SIGHT = 10
_WIDEST = 620
_NARROWEST = 260
_SPACE = 28  # beside the texts of a row
_SIGN_SIZE = 16
_LETTERS = {
    Kind.FIELD: "F",
    Kind.COLUMN: "C",
    Kind.KEY: "k",
    Kind.TEXT: "“",
    Kind.FUNCTION: "ƒ",
    Kind.CLASS: "T",
    Kind.MODULE: "m",
    Kind.NAME: "x",
    Kind.KEYWORD: "w",
    Kind.SNIPPET: "≡",
}


class CompletionPopup(QTreeWidget):
    """A list below the caret, in the window itself, filtered as one types."""

    accepted = Signal(object)  # Entry

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("completionList")
        self.setAccessibleName("Completions")
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.Box)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(_SIGN_SIZE, _SIGN_SIZE))
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.header().setStretchLastSection(True)
        self.itemClicked.connect(lambda *_: self.accept())
        self._entries: tuple[Entry, ...] = ()
        self._shown: list[Entry] = []
        self.apply_theme(LIGHT)
        self.hide()

    @property
    def shown(self) -> list[Entry]:
        """What is listed, in order."""
        return list(self._shown) if self.isVisible() else []

    @property
    def current(self) -> Entry | None:
        """The chosen entry."""
        row = self.indexOfTopLevelItem(self.currentItem()) if self.currentItem() else -1
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._muted = QColor(theme.muted)
        tones = {
            Kind.FIELD: theme.accent,
            Kind.COLUMN: theme.accent,
            Kind.FUNCTION: theme.syntax.function,
            Kind.CLASS: theme.syntax.class_name,
            Kind.TEXT: theme.syntax.string,
            Kind.KEYWORD: theme.syntax.keyword,
        }
        pixels = _SIGN_SIZE * 2
        self._icons = {
            kind: _icon(letter, tones.get(kind, theme.muted), pixels) for kind, letter in _LETTERS.items()
        }

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Take what could be written, the likeliest first; nothing is shown yet."""
        self._entries = tuple(entries)

    def show_matching(self, begun: str, line: QRect) -> bool:
        """List what fits what was begun, below a line or above it.

        Args:
            line: Of the caret, in the window, from where what was begun starts.

        Returns:
            Whether anything is listed; what is written already needs no list.
        """
        self._shown = matching(self._entries, begun)[:MAX_ENTRIES]
        if not self._shown or (len(self._shown) == 1 and self._shown[0].text == begun):
            self.hide()
            return False
        self.clear()
        self.addTopLevelItems([self._item(entry) for entry in self._shown])
        self.setCurrentItem(self.topLevelItem(0))
        self._place(line)
        self.show()
        self.raise_()
        return True

    def move_by(self, rows: int) -> None:
        """Choose another entry; beyond the ends it goes on at the other."""
        count = len(self._shown)
        row = self.indexOfTopLevelItem(self.currentItem())
        row = min(max(row + rows, 0), count - 1) if abs(rows) > 1 else (row + rows) % count
        self.setCurrentItem(self.topLevelItem(row))

    @property
    def page(self) -> int:
        """How many entries a page has."""
        return _ROWS_IN_SIGHT - 1

    def accept(self) -> None:
        """Write the chosen entry."""
        entry = self.current
        self.hide()
        if entry is not None:
            self.accepted.emit(entry)

    def _item(self, entry: Entry) -> QTreeWidgetItem:
        item = QTreeWidgetItem([entry.text.partition("\n")[0], entry.detail.replace("\n", " ")])
        item.setIcon(0, self._icons[entry.kind])
        item.setForeground(1, self._muted)
        item.setToolTip(0, tool_tip(entry.documentation))
        spoken = ", ".join(part for part in (entry.text, entry.kind.value, entry.detail) if part)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken)
        return item

    def _place(self, line: QRect) -> None:
        metrics, window = self.fontMetrics(), self.parentWidget()
        names = max(metrics.horizontalAdvance(self.topLevelItem(row).text(0)) for row in self._rows())
        details = max(metrics.horizontalAdvance(self.topLevelItem(row).text(1)) for row in self._rows())
        first = min(names + _SIGN_SIZE + _SPACE, _WIDEST * 2 // 3)
        width = min(max(first + details + _SPACE * 2, _NARROWEST), _WIDEST, window.width())
        self.setColumnWidth(0, first)
        row = max(self.sizeHintForRow(0), 1)
        below = window.height() - line.bottom()
        space = max(below, line.top()) - 2
        count = max(1, min(len(self._shown), _ROWS_IN_SIGHT, (space - 2 * self.frameWidth()) // row))
        height = count * row + 2 * self.frameWidth()
        y = line.bottom() + 1 if below >= height else line.top() - height - 1
        x = max(0, min(line.left(), window.width() - width))
        self.setGeometry(QRect(QPoint(x, y), QSize(width, height)))

    def _rows(self) -> range:
        return range(len(self._shown))

    def scrollTo(
        self,
        index: QModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Keep the row in sight, and the start of its text."""
        super().scrollTo(index.siblingAtColumn(0), hint)


def matching(entries: Sequence[Entry], begun: str) -> list[Entry]:
    """What fits what was begun: the word itself, then what starts with it, then looser matches."""
    if not begun:
        return list(entries)
    wanted = begun.casefold()
    found: tuple[list[Entry], ...] = ([], [], [], [])
    letters = re.compile(".*".join(map(re.escape, wanted)))
    for entry in entries:
        text = entry.text.casefold()
        if text == wanted:
            found[0].append(entry)
        elif text.startswith(wanted):
            found[1].append(entry)
        elif any(word.startswith(wanted) for word in text.split("_")):
            found[2].append(entry)
        elif len(wanted) > 1 and letters.match(text):
            found[3].append(entry)
    return [entry for group in found for entry in group]


def _icon(letter: str, colour: str, pixels: int) -> QIcon:
    image = QPixmap(pixels, pixels)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    font = QFont(painter.font())
    font.setPixelSize(round(pixels * 0.8))
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(image.rect(), Qt.AlignmentFlag.AlignCenter, letter)
    painter.end()
    image.setDevicePixelRatio(2)
    return QIcon(image)
