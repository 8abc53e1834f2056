"""Someone at one window: finds things by the names of the contract, acts as a hand would, and looks."""

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QMessageBox,
    QTabWidget,
    QTreeView,
    QWidget,
)
from shiboken6 import isValid

from rossum_studio.gui.editor.scintilla import CodeEditor
from rossum_studio.gui.roles import Role
from rossum_studio.gui.run.log_view import LogView
from rossum_studio.gui.window import MainWindow

SAMPLE_EVENTS = Path(__file__).parents[2] / "sample_events"
LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier
LABEL, VALUE, TYPE, MESSAGES = range(4)
WAIT_MS = 15_000
FIND = """
def find(nodes, schema_id):
    for node in nodes:
        if node["schema_id"] == schema_id:
            return node
        found = find(node.get("children") or [], schema_id)
        if found:
            return found

"""
"""The beginning of handlers that look for a node of the payload's content."""


class User:
    """One window and what is done to it."""

    def __init__(self, qtbot, window: MainWindow) -> None:
        self._qtbot, self.window = qtbot, window
        self.tree: QTreeView = self.part(QTreeView, "annotationTree")
        self.code: CodeEditor = self.part(CodeEditor, "codeEditor")
        self.event: QComboBox = self.part(QComboBox, "eventCombo")
        self.messages: QListView = self.part(QListView, "messagesView")
        self.problems: QListView = self.part(QListView, "problemsView")
        self.operations: QTreeView = self.part(QTreeView, "operationsView")
        self.log: LogView = self.part(LogView, "logView")
        self.history: QListView = self.part(QListView, "runHistory")

    def part(self, kind: type, name: str):
        """The widget or action of this objectName."""
        found = self.window.findChild(kind, name)
        assert found is not None, f"there is no {kind.__name__} {name!r}"
        return found

    # Waiting

    def wait(self, condition: Callable[[], object], timeout_ms: int = WAIT_MS) -> None:
        """Until something can be seen."""
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=timeout_ms)

    def wait_for_document(self, schema_id: str) -> None:
        """Until the tree shows a field."""
        self.wait(lambda: self.row(schema_id) is not None)

    # Acting

    def keys(self, *sequences: str) -> None:
        """Press shortcuts wherever the focus is."""
        for sequence in sequences:
            QTest.keySequence(self.focus, QKeySequence(sequence))

    def type(self, text: str) -> None:
        """Type into what has the focus; QTest.keyClicks knows Latin letters only."""
        target = self.focus
        for character in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(target, QKeyEvent(kind, 0, NO_KEY, character))

    @property
    def focus(self) -> QWidget:
        """What a key goes to."""
        return QApplication.focusWidget() or QApplication.activeWindow() or self.window

    def click(self, widget: QWidget) -> None:
        """Press a button."""
        assert widget.isVisible() and widget.isEnabled(), f"{widget.objectName()!r} cannot be clicked"
        QTest.mouseClick(widget, LEFT)

    def click_text(self, text: str, within: QWidget | None = None) -> None:
        """Press the button with this text."""
        self.click(self.button(text, within))

    def click_row(self, view: QAbstractItemView, index: QModelIndex) -> None:
        """Click into a row of a list or tree."""
        view.scrollTo(index)
        QTest.mouseClick(view.viewport(), LEFT, NO_KEY, view.visualRect(index).center())

    def open_tab(self, title: str) -> None:
        """Show one of the result tabs."""
        tabs = next(each for each in self.window.findChildren(QTabWidget) if each.isVisible())
        row = next(i for i in range(tabs.count()) if tabs.tabText(i).startswith(title))
        tabs.setCurrentIndex(row)  # scrolls it into view
        QTest.mouseClick(tabs.tabBar(), LEFT, NO_KEY, tabs.tabBar().tabRect(row).center())

    def hover(self, *paths: Path, over: QWidget | None = None) -> None:
        """Drag files onto the window, and do not let go yet."""
        target, mime = over or self.window, _files(paths)
        place, copy = target.rect().center(), Qt.DropAction.CopyAction
        for kind in (QDragEnterEvent, QDragMoveEvent):
            QApplication.sendEvent(target, kind(place, copy, mime, LEFT, NO_KEY))

    def drop(self, *paths: Path, over: QWidget | None = None) -> None:
        """Drag files onto the window and let go."""
        self.hover(*paths, over=over)
        target, mime = over or self.window, _files(paths)  # the event keeps no reference to it
        place, copy = QPointF(target.rect().center()), Qt.DropAction.CopyAction
        QApplication.sendEvent(target, QDropEvent(place, copy, mime, LEFT, NO_KEY))

    def replace_code(self, code: str) -> None:
        """Select all of the code and paste other code over it."""
        self.code.setFocus()
        self.wait(self.code.hasFocus)
        QApplication.clipboard().setText(code)
        self.keys("Ctrl+A", "Ctrl+V")
        assert self.code.text() == code

    def choose_event(self, name: str) -> None:
        """Go down the list of events with the arrow keys."""
        self.event.setFocus()
        QTest.keyClick(self.event, Qt.Key.Key_Home)
        while self.event.currentData() != name:
            before = self.event.currentIndex()
            QTest.keyClick(self.event, Qt.Key.Key_Down)
            assert self.event.currentIndex() > before, f"there is no event {name!r}"

    def edit_value(self, schema_id: str, text: str) -> None:
        """Double click a value in the tree, type another one, Enter."""
        self.tree.setFocus()
        index = self.index(schema_id).siblingAtColumn(VALUE)
        self.tree.scrollTo(index)
        place = self.tree.visualRect(index).center()
        QTest.mouseClick(self.tree.viewport(), LEFT, NO_KEY, place)
        QTest.mouseDClick(self.tree.viewport(), LEFT, NO_KEY, place)
        box = self.tree.viewport().findChild(QLineEdit)
        assert box is not None, f"{schema_id} does not open for editing"
        box.selectAll()
        QTest.keyClicks(box, text)
        QTest.keyClick(box, Qt.Key.Key_Return)
        self.wait(lambda: box not in self.tree.viewport().findChildren(QLineEdit))

    def run(self) -> None:
        """Press F5 and wait for the result."""
        runs = self.history.model().rowCount()
        self.keys("F5")
        self.wait(lambda: self.history.model().rowCount() > runs)

    def pick(self, title: str) -> None:
        """Pick a row of the dialog that is open, by typing its title."""
        dialog = self.dialog(QDialog)
        box, rows = dialog.findChild(QLineEdit), dialog.findChild(QListWidget, "choiceList")
        QTest.keyClicks(box, title)
        assert rows.currentItem() is not None and title in rows.currentItem().text()
        QTest.keyClick(box, Qt.Key.Key_Return)
        self.leave_dialog(dialog)

    def answer_file_dialog(self, path: Path) -> None:
        """Paste a path into the file dialog that is open, then Open or Save."""
        dialog = self.dialog(QFileDialog)
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        QApplication.clipboard().setText(str(path))
        QTest.keySequence(name, QKeySequence("Ctrl+A"))
        QTest.keySequence(name, QKeySequence("Ctrl+V"))
        name.completer().popup().hide()
        buttons = dialog.findChild(QDialogButtonBox).buttons()
        self.click(next(each for each in buttons if each.text() in ("&Open", "&Save", "&Choose")))
        self.leave_dialog(dialog)

    def answer_question(self, text: str) -> None:
        """Press a button of the question that is asked."""
        box = self.dialog(QMessageBox)
        self.click(self.button(text, box))
        self.leave_dialog(box)

    def leave_dialog(self, dialog: QDialog) -> None:
        """Go back to the window, which a window manager would see to."""
        self.wait(lambda: not isValid(dialog))
        if self.window.isVisible() and QApplication.activeModalWidget() is None:
            self.window.activateWindow()
            self.wait(self.window.isActiveWindow)

    def dialog(self, kind: type) -> QDialog:
        """The dialog that is open, once it is."""
        shown: list[QDialog] = []

        def is_open() -> bool:
            shown[:] = [each for each in self.window.findChildren(kind) if each.isVisible()]
            return bool(shown)

        self.wait(is_open)
        return shown[-1]

    def leave(self) -> None:
        """Close the window, which asks nothing."""
        self.window.close()
        self.wait(lambda: not self.window.isVisible())

    # Seeing

    @property
    def status(self) -> str:
        """The result of the last action."""
        return self.part(QLabel, "statusMessage").text()

    @property
    def tested(self) -> str:
        """What the status bar says about the code."""
        return self.part(QLabel, "testedLabel").text()

    @property
    def said(self) -> list[str]:
        """The notices on the screen, the last one last."""
        cards = [card for card in self.window.findChildren(QFrame, "noticeCard") if card.isVisible()]
        return [card.findChild(QLabel, "noticeText").text() for card in cards]

    @property
    def texts(self) -> str:
        """All text in labels that are on the screen."""
        labels = self.window.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())

    def button(self, text: str, within: QWidget | None = None) -> QAbstractButton:
        """The button that shows this text, shortcut and mnemonic aside."""
        buttons = (within or self.window).findChildren(QAbstractButton)
        shown = [each for each in buttons if each.isVisible()]
        found = [each for each in shown if each.text().replace("&", "").partition("   ")[0] == text]
        assert found, f"there is no button {text!r} among {[each.text() for each in shown]}"
        return found[0]

    def indexes(self, schema_id: str) -> list[QModelIndex]:
        """Rows of the tree with this schema_id, top to bottom."""
        return [index for index in self.rows() if index.data(Role.SCHEMA_ID) == schema_id]

    def rows(self, parent: QModelIndex | None = None) -> Iterator[QModelIndex]:
        """Every row of the tree, open or not."""
        model, parent = self.tree.model(), parent or QModelIndex()
        for row in range(model.rowCount(parent)):
            index = model.index(row, LABEL, parent)
            yield index
            yield from self.rows(index)

    def row(self, schema_id: str) -> QModelIndex | None:
        """The first row with this schema_id."""
        return next((index for index in self.rows() if index.data(Role.SCHEMA_ID) == schema_id), None)

    def index(self, schema_id: str) -> QModelIndex:
        """The same, which must be there."""
        found = self.row(schema_id)
        assert found is not None, f"the tree has no row {schema_id!r}"
        return found

    def value(self, schema_id: str) -> str:
        """What the tree shows as the value of a field."""
        return self.index(schema_id).siblingAtColumn(VALUE).data()

    def lines(self, view: QAbstractItemView) -> list[str]:
        """What a list reads."""
        model = view.model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]


def _files(paths: tuple[Path, ...]) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime
