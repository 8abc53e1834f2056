"""The context menu of the function's editor: Scintilla's own has no room for fixes."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeySequence
from PySide6.QtWidgets import QMenu

from rossum_studio.gui.editor.scintilla import CodeEditor

_KEY = QKeySequence.StandardKey


class EditorMenu(QObject):
    """Opens a menu where the mouse is, or at the caret for the menu key."""

    about_to_open = Signal(object)  # QMenu, to put more into it

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        editor.installEventFilter(self)
        editor.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, qt_event: QEvent) -> bool:
        """Take the place of Scintilla's menu."""
        if qt_event.type() != QEvent.Type.ContextMenu:
            return False
        assert isinstance(qt_event, QContextMenuEvent)
        is_by_mouse = qt_event.reason() == QContextMenuEvent.Reason.Mouse
        self._open(qt_event.globalPos() if is_by_mouse else below_caret(self._editor))
        return True

    def _open(self, place: QPoint) -> None:
        menu = QMenu(self._editor)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.about_to_open.emit(menu)
        editor, has_selection = self._editor, not self._editor.selectionEmpty()
        _add(menu, "&Undo", _KEY.Undo, editor.undo, editor.canUndo())
        _add(menu, "&Redo", _KEY.Redo, editor.redo, editor.canRedo())
        menu.addSeparator()
        _add(menu, "Cu&t", _KEY.Cut, editor.cut, has_selection)
        _add(menu, "&Copy", _KEY.Copy, editor.copy, has_selection)
        _add(menu, "&Paste", _KEY.Paste, editor.paste, editor.canPaste())
        menu.addSeparator()
        _add(menu, "Select &All", _KEY.SelectAll, editor.selectAll, True)
        menu.popup(place)


def below_caret(editor: CodeEditor) -> QPoint:
    """Where a menu about the caret opens, on the screen."""
    caret = editor.currentPos()
    y = editor.pointYFromPosition(caret) + editor.textHeight(editor.lineFromPosition(caret))
    return editor.viewport().mapToGlobal(QPoint(editor.pointXFromPosition(caret), y))


def _add(menu: QMenu, text: str, key: _KEY, do: Callable[[], object], is_enabled: bool) -> None:
    action = menu.addAction(text)
    action.setShortcut(QKeySequence(key))
    action.setShortcutContext(
        Qt.ShortcutContext.WidgetShortcut
    )  # shown only: the editor takes the key itself
    action.setEnabled(is_enabled)
    action.triggered.connect(lambda _checked: do())
