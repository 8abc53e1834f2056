"""Dialogs in which one thing is picked: a document of an export, a template, a command, a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

MARGIN = 40  # of the window that stays in sight beside a dialog


@dataclass(frozen=True, slots=True)
class Option:
    """One row to pick; `pick` is called with nothing once it is."""

    title: str
    detail: str
    pick: Callable[[], object]
    is_enabled: bool = True


class ChoosingDialog(QDialog):
    """A filter box over a list; Enter, double click or the button picks."""

    def __init__(
        self, parent: QWidget, title: str, sentence: str, options: Sequence[Option], button: str = "Open"
    ) -> None:
        super().__init__(parent)
        self.setObjectName("choosingDialog")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._options = list(options)
        intro = QLabel(sentence, wordWrap=True)
        self.filter = QLineEdit(
            placeholderText="Type to filter", accessibleName="Filter", clearButtonEnabled=True
        )
        self.rows = QListWidget(objectName="choiceList", accessibleName=title)
        self.rows.setWordWrap(True)
        self.rows.setSpacing(4)
        self.rows.setUniformItemSizes(False)
        for option in self._options:
            self._add(option)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.addButton(button, QDialogButtonBox.ButtonRole.AcceptRole)
        layout = QVBoxLayout(self)
        for widget in (intro, self.filter, self.rows, self.buttons):
            layout.addWidget(widget)
        self._connect()
        self.filter.textChanged.emit("")
        self.resize(QSize(560, 420).boundedTo(parent.window().size() - QSize(MARGIN, MARGIN)))

    def _add(self, option: Option) -> None:
        item = QListWidgetItem(f"{option.title}\n{option.detail}" if option.detail else option.title)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{option.title}, {option.detail}")
        if not option.is_enabled:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
        self.rows.addItem(item)

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._show_matching)
        self.filter.installEventFilter(self)
        self.rows.itemActivated.connect(lambda _item: self.accept())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.filter.returnPressed.connect(self.accept)

    def _show_matching(self, text: str) -> None:
        words = text.lower().split()
        first = None
        for i, option in enumerate(self._options):
            shown = all(word in f"{option.title} {option.detail}".lower() for word in words)
            self.rows.item(i).setHidden(not shown)
            if shown and option.is_enabled and first is None:
                first = i
        if first is not None:
            self.rows.setCurrentRow(first)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down in the filter box move in the list."""
        moves = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if watched is self.filter and isinstance(event, QKeyEvent) and event.key() in moves:
            if event.type() == QEvent.Type.KeyPress:
                self.rows.keyPressEvent(event)
            return True
        return False

    def accept(self) -> None:
        row = self.rows.currentRow()
        if row < 0 or self.rows.item(row).isHidden() or not self._options[row].is_enabled:
            return
        super().accept()
        self._options[row].pick()


def choose_files(parent: QWidget, folder: str, on_chosen: Callable[[list[Path]], object]) -> QFileDialog:
    """Ask for files to open."""
    dialog = QFileDialog(parent, "Open", folder)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters(["Rossum files (*.json *.py *.js)", "All files (*)"])
    return _ask(dialog, on_chosen)


def choose_folder(parent: QWidget, folder: str, on_chosen: Callable[[list[Path]], object]) -> QFileDialog:
    """Ask for a folder to open."""
    dialog = QFileDialog(parent, "Open Folder", folder)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    return _ask(dialog, on_chosen)


def choose_target(
    parent: QWidget, suggested: Path, suffix: str, on_chosen: Callable[[list[Path]], object]
) -> QFileDialog:
    """Ask where to save a function: the code alone, or its hook object with the code beside it."""
    dialog = QFileDialog(parent, "Save Function As", str(suggested.parent))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    alone, beside = f"Code alone (*{suffix})", f"Hook object, with the code beside it as {suffix} (*.json)"
    dialog.setNameFilters([alone, beside])
    dialog.setDefaultSuffix(suffix)
    dialog.filterSelected.connect(
        lambda chosen: dialog.setDefaultSuffix("json" if chosen == beside else suffix)
    )
    dialog.selectFile(suggested.name)
    return _ask(dialog, on_chosen)


def choose_document_target(
    parent: QWidget, suggested: Path, on_chosen: Callable[[list[Path]], object]
) -> QFileDialog:
    """Ask where to save a document."""
    dialog = QFileDialog(parent, "Save Document As", str(suggested.parent))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setNameFilters(["Document (*.json)"])
    dialog.setDefaultSuffix("json")
    dialog.selectFile(suggested.name)
    return _ask(dialog, on_chosen)


def _ask(dialog: QFileDialog, on_chosen: Callable[[list[Path]], object]) -> QFileDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(lambda names: on_chosen([Path(name) for name in names]))
    dialog.open()
    return dialog
