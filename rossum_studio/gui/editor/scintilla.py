"""The code editor: a Scintilla widget with the habits of VS Code.

The only file that knows which Scintilla binding we use. Scintilla counts UTF-8 bytes
and lines from 0, and so do the methods we inherit and those that speak of positions
and rows. Lines and columns count characters, from 1.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lexilla import create_lexer  # type: ignore[import-untyped]
from PySide6.QtCore import SIGNAL, QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QFontDatabase,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import QFrame, QWidget
from pyside6_scintilla import Scintilla, ScintillaEdit

from rossum_studio.gui.drop import SCHEMA_ID_TYPE, accepted_paths
from rossum_studio.gui.editor import highlight
from rossum_studio.gui.editor.gutter import BREAKPOINT_MARKER, SIGNS_MASK, SIGNS_WIDTH, SignGutter
from rossum_studio.gui.theme import LIGHT, Theme
from rossum_studio.model.recipe import javascript_accessor

_EOL_MODES = {"\r\n": Scintilla.EndOfLine.CrLf, "\r": Scintilla.EndOfLine.Cr, "\n": Scintilla.EndOfLine.Lf}
_EOLS = {int(mode): line_end for line_end, mode in _EOL_MODES.items()}
_BRACES = frozenset(map(ord, "()[]{}"))
_TAB_KEYS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
_FOLD_MARGIN, _FOLD_MASK = 2, 0xFE000000


class CodeEditor(ScintillaEdit):
    """An editor of Python, JavaScript and JSON."""

    text_edited = Signal()
    dirty_changed = Signal(bool)
    caret_moved = Signal(int, int)  # line, column
    zoom_changed = Signal(int)  # points added to the size of the font
    tab_mode_changed = Signal(bool)
    files_dropped = Signal(object)  # list[Path]
    margin_pressed = Signal(int)  # line, beside which the signs are

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self._notes = highlight.LineNotes(self)
        self.gutter = SignGutter(self)
        self._occurrences = highlight.Occurrences(self)
        self._caret = (1, 1)
        self._tab_moves_focus = False
        self._commands = self._command_keys()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Code editor")
        self._set_up_editing()
        self._set_up_margins()
        self._connect_scintilla()
        self.set_language("python")

    def _set_up_editing(self) -> None:
        changes, policy = Scintilla.ModificationFlags, Scintilla.CaretPolicy
        self.setModEventMask(changes.InsertText | changes.DeleteText)
        self.setMultipleSelection(True)
        self.setAdditionalSelectionTyping(True)
        self.setMultiPaste(Scintilla.MultiPaste.Each)
        self.setUseTabs(False)
        self.setTabIndents(True)
        self.setBackSpaceUnIndents(True)
        self.setIndentationGuides(Scintilla.IndentView.LookBoth)
        self.setScrollWidth(1)
        self.setScrollWidthTracking(True)
        self.setYCaretPolicy(policy.Slop | policy.Strict | policy.Even, 3)
        self.setXCaretPolicy(policy.Slop | policy.Even, 40)
        self.annotationSetVisible(Scintilla.AnnotationVisible.Indented)
        self.usePopUp(Scintilla.PopUp.Text)
        self.allocateLineCharacterIndex(Scintilla.LineCharacterIndexType.Utf32)
        for letter in map(ord, "LTU"):  # Scintilla cuts, swaps and lower-cases with these
            self.clearCmdKey(letter | Scintilla.KeyMod.Ctrl << 16)
            self.clearCmdKey(letter | (Scintilla.KeyMod.Ctrl | Scintilla.KeyMod.Shift) << 16)

    def _set_up_margins(self) -> None:
        self.setMargins(3)
        self.setMarginLeft(4)
        kind = Scintilla.MarginType
        for margin, shows in enumerate((kind.Symbol, kind.Number, kind.Symbol)):
            self.setMarginTypeN(margin, shows)
            self.setMarginMaskN(margin, (SIGNS_MASK | 1 << BREAKPOINT_MARKER, 0, _FOLD_MASK)[margin])
        self.setMarginSensitiveN(_FOLD_MARGIN, True)  # a click folds
        fold = Scintilla.AutomaticFold
        self.setAutomaticFold(fold.Show | fold.Click | fold.Change)
        self.setDefaultFoldDisplayText(" … ")
        self.foldDisplayTextSetStyle(Scintilla.FoldDisplayTextStyle.Standard)

    def _connect_scintilla(self) -> None:
        self.modified.connect(self._on_modified)
        self.charAdded.connect(self._on_char_added)
        self.updateUi.connect(self._on_update_ui)
        self.linesAdded.connect(self._fit_margins)
        self.savePointChanged.connect(self.dirty_changed)
        # ScintillaEdit has a method of the same name, so the signal is no attribute.
        QObject.connect(self, SIGNAL("zoom(int)"), self._fit_margins)
        QObject.connect(self, SIGNAL("zoom(int)"), self.zoom_changed.emit)

    def _command_keys(self) -> dict[QKeySequence, Callable[[], object]]:
        keys: dict[str, Callable[[], object]] = {
            # With Shift where the slash and the plus need it.
            **dict.fromkeys(("Ctrl+/", "Ctrl+Shift+/"), self.toggle_comment),
            **dict.fromkeys(("Ctrl+=", "Ctrl++", "Ctrl+Shift++"), self.zoomIn),
            **dict.fromkeys(("Return", "Enter", "Shift+Return"), self._insert_line),
            "Ctrl+D": self.add_next_occurrence,
            "Ctrl+Shift+K": self.lineDelete,
            "Alt+Up": self.moveSelectedLinesUp,
            "Alt+Down": self.moveSelectedLinesDown,
            "Ctrl+M": lambda: self.set_tab_moves_focus(not self._tab_moves_focus),
            "Ctrl+Alt+Shift+Down": self.selectionDuplicate,
            "Ctrl+-": self.zoomOut,
            "Ctrl+0": self.reset_zoom,
        }
        return {QKeySequence(key): command for key, command in keys.items()}

    def set_text(self, text: str) -> None:
        """Show another document: nothing to undo, nothing unsaved, no notes."""
        was_dirty = self.is_dirty()
        self.blockSignals(True)
        self._notes.clear_all()
        self.markerDeleteAll(-1)
        self.clearAll()
        self.appendText(len(text.encode()), text)
        self.emptyUndoBuffer()
        self.setSavePoint()
        self.blockSignals(False)
        first_end = re.search(r"\r\n|\r|\n", text)
        self.setEOLMode(_EOL_MODES[first_end.group() if first_end else "\n"])
        self.setUseTabs(text.startswith("\t") or "\n\t" in text)
        self._fit_margins()
        if was_dirty:
            self.dirty_changed.emit(False)

    def text(self) -> str:
        """The document, with its line ends as they were."""
        return self.between(0, self.length())

    def line_end(self) -> str:
        """What ends a line of this document."""
        return _EOLS[self.eOLMode()]

    def is_dirty(self) -> bool:
        """Whether the text differs from what was last set or saved."""
        return self.modify()

    def set_saved(self) -> None:
        """Remember the text as what is on disk."""
        self.setSavePoint()

    def set_language(self, name: str) -> None:
        """Highlight, indent and comment as "python", "javascript" or "json"."""
        self.language, self._language = name, highlight.LANGUAGES[name]
        self.setILexer(create_lexer(self._language.lexer).detach())
        for key, value in self._language.properties.items():
            self.setProperty(key, value)
        for number, words in enumerate(self._language.keywords):
            self.setKeyWords(number, words)
        self.setIndent(self._language.indent_width)
        self.setTabWidth(self._language.indent_width)
        self.apply_theme(self._theme)

    def apply_theme(self, theme: Theme) -> None:
        """Switch the colours; text, notes and undo stay."""
        self._theme = theme
        highlight.apply_theme(self, self._language, theme, self._font)
        self.gutter.apply_theme(theme)
        self._fit_margins()

    def set_code_font(self, font: QFont) -> None:
        """Show the code in another font; its size is what zoom adds to."""
        self._font = font
        self.apply_theme(self._theme)

    def set_tab_moves_focus(self, moves: bool) -> None:
        """Whether Tab and Shift+Tab leave the editor instead of indenting."""
        self._tab_moves_focus = moves
        self.tab_mode_changed.emit(moves)

    def reset_zoom(self) -> None:
        """Go back to the size of the font."""
        self.setZoom(0)

    def go_to(self, line: int, column: int = 1) -> None:
        """Put the caret there, unfold and scroll so that it is seen, and take the focus."""
        row = self._row(line)
        self.ensureVisibleEnforcePolicy(row)
        before = self.line_text(row)[: max(0, column - 1)]
        self.gotoPos(self.positionFromLine(row) + len(before.encode()))
        self.setFocus()

    def highlight_line(self, line: int | None) -> None:
        """Tint one line, and no other; None takes the tint away."""
        self.markerDeleteAll(highlight.SHOWN_LINE_MARKER)
        if line is not None:
            self.markerAdd(self._row(line), highlight.SHOWN_LINE_MARKER)
            self.ensureVisibleEnforcePolicy(self._row(line))

    def show_error(self, line: int, text: str) -> None:
        """Mark the line that failed and say below it why, until that line is edited."""
        self._notes.add(self._row(line), text, "error", is_failure=True)

    def show_note(self, line: int, text: str, severity: str) -> None:
        """Say something below a line: "error", "warning", "info" or "blocker"."""
        self._notes.add(self._row(line), text, severity, is_failure=False)

    def clear_errors(self) -> None:
        """Take away what `show_error` showed."""
        self._notes.clear(is_failure=True)

    def clear_notes(self) -> None:
        """Take away what `show_note` showed."""
        self._notes.clear(is_failure=False)

    def selected_text(self) -> str:
        """The text of the main selection."""
        return self.between(self.selectionStart(), self.selectionEnd())

    def toggle_comment(self) -> None:
        """Comment the selected lines, or take the comments away."""
        rows = self._selected_rows()
        edits = self._language.toggle_comments([self.line_text(row) for row in rows])
        with self.one_undo():
            for edit in edits:
                start = self.positionFromLine(rows[edit.index]) + edit.column
                self.replace_range(start, start + len(edit.removed), edit.inserted)

    def add_next_occurrence(self) -> None:
        """Select the word at the caret, then each time its next occurrence as well."""
        self.setSearchFlags(Scintilla.FindOption.MatchCase)
        self.targetWholeDocument()
        self.multipleSelectAddNext()
        self.scrollCaret()

    def between(self, start: int, end: int) -> str:
        """The text between two byte positions."""
        return bytes(self.get_text_range(start, end).data()).decode("utf-8", "replace")

    def line_text(self, row: int) -> str:
        """The text of a line, counted from 0, without its line end."""
        return self.between(self.positionFromLine(row), self.lineEndPosition(row))

    def replace_range(self, start: int, end: int, text: str) -> None:
        """Replace what is between two byte positions; the selection is not touched."""
        self.setTargetRange(start, end)
        self.replaceTarget(len(text.encode()), text)

    @contextmanager
    def one_undo(self) -> Iterator[None]:
        """Undo what is done inside as one step."""
        self.beginUndoAction()
        try:
            yield
        finally:
            self.endUndoAction()

    def keyPressEvent(self, qt_event: QKeyEvent) -> None:
        """Run a command of ours, or leave the key to Scintilla."""
        pressed = qt_event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        command = self._commands.get(QKeySequence(QKeyCombination(pressed, Qt.Key(qt_event.key()))))
        if command is not None:
            command()
        elif qt_event.key() == Qt.Key.Key_Escape and self.selections() == 1:
            qt_event.ignore()  # the find bar closes with it
        else:
            super().keyPressEvent(qt_event)

    def event(self, qt_event: QEvent) -> bool:
        """Let Tab move the focus where that was asked for; Scintilla never does."""
        if self._tab_moves_focus and isinstance(qt_event, QKeyEvent) and qt_event.key() in _TAB_KEYS:
            is_press = qt_event.type() == QEvent.Type.KeyPress
            return is_press and self.focusNextPrevChild(qt_event.key() == Qt.Key.Key_Tab)
        return super().event(qt_event)

    def paintEvent(self, qt_event: QPaintEvent) -> None:
        """Add the signs in the margin."""
        super().paintEvent(qt_event)
        self.gutter.paint()

    def mousePressEvent(self, qt_event: QMouseEvent) -> None:
        """Report a click beside a line; add a caret with Alt; Shift+Alt selects a rectangle."""
        x, y = qt_event.position().toPoint().toTuple()
        if x < SIGNS_WIDTH and qt_event.button() == Qt.MouseButton.LeftButton:
            self.margin_pressed.emit(self.lineFromPosition(self.positionFromPoint(x, y)) + 1)
        elif qt_event.modifiers() == Qt.KeyboardModifier.AltModifier:
            added = self.positionFromPoint(x, y)
            self.addSelection(added, added)
        else:
            super().mousePressEvent(qt_event)

    def dragEnterEvent(self, qt_event: QDragEnterEvent) -> None:
        """Take files; Scintilla takes text only."""
        if not accepted_paths(qt_event):
            super().dragEnterEvent(qt_event)

    def dragMoveEvent(self, qt_event: QDragMoveEvent) -> None:
        """Show no drop caret for files: they do not land in the text."""
        if not accepted_paths(qt_event):
            super().dragMoveEvent(qt_event)

    def dropEvent(self, qt_event: QDropEvent) -> None:
        """Hand files on; Scintilla would insert their paths."""
        paths = accepted_paths(qt_event)
        if paths:
            self.files_dropped.emit(paths)
        elif self.language == "javascript" and qt_event.mimeData().hasFormat(SCHEMA_ID_TYPE):
            x, y = qt_event.position().toPoint().toTuple()
            schema_id = bytes(qt_event.mimeData().data(SCHEMA_ID_TYPE).data()).decode()
            at = self.positionFromPoint(x, y)
            self.replace_range(at, at, javascript_accessor(schema_id))
            qt_event.acceptProposedAction()
        else:
            super().dropEvent(qt_event)

    def setFocus(self, *reason: Qt.FocusReason) -> None:  # type: ignore[override]
        """As in every widget; ScintillaEdit has another method of this name."""
        QWidget.setFocus(self, *reason)

    def _on_modified(self, *_: object) -> None:
        self._notes.drop_stale()
        self.text_edited.emit()

    def _on_update_ui(self, updated: int) -> None:
        if updated & (Scintilla.Update.Content | Scintilla.Update.Selection):
            self._report_caret()
            self._match_braces()
            self._occurrences.update()

    def _report_caret(self) -> None:
        position = self.currentPos()
        row = self.lineFromPosition(position)
        caret = (row + 1, self.countCharacters(self.positionFromLine(row), position) + 1)
        if caret != self._caret:
            self._caret = caret
            self.caret_moved.emit(*caret)

    def _match_braces(self) -> None:
        caret = self.currentPos()
        near = [at for at in (caret - 1, caret) if at >= 0 and self.charAt(at) in _BRACES]
        braces = [at for at in near if self.styleAt(at) == self._language.operator_style]
        other = self.braceMatch(braces[0], 0) if braces else -1
        if braces and other < 0:
            self.braceBadLight(braces[0])
        else:
            self.braceHighlight(braces[0] if braces else -1, other)

    def _on_char_added(self, character: int) -> None:
        """Align a closing bracket that starts a line with the line of its opening one."""
        position = self.currentPos()
        row = self.lineFromPosition(position)
        if chr(character) in ")]}" and self.lineIndentPosition(row) == position - 1:
            self.colourise(self.endStyled(), position)
            opener = self.braceMatch(position - 1, 0)
            if opener >= 0:
                self.setLineIndentation(row, self.lineIndentation(self.lineFromPosition(opener)))

    def _insert_line(self) -> None:
        if self.readOnly():
            return
        unit = "\t" if self.useTabs() else " " * self._language.indent_width
        carets, grown = [], 0
        with self.one_undo():
            for start, end in sorted(self._selections()):
                start, end = start + grown, end + grown
                before = self.between(self.positionFromLine(self.lineFromPosition(start)), start)
                inserted = self.line_end() + self._language.indent_after(before, unit)
                self.replace_range(start, end, inserted)
                carets.append(start + len(inserted))
                grown += len(inserted) - (end - start)
        self.setEmptySelection(carets[0])
        for caret in carets[1:]:
            self.addSelection(caret, caret)
        self.chooseCaretX()
        self.scrollCaret()

    def _selections(self) -> list[tuple[int, int]]:
        return [(self.selectionNStart(i), self.selectionNEnd(i)) for i in range(self.selections())]

    def _selected_rows(self) -> list[int]:
        rows: set[int] = set()
        for start, end in self._selections():
            first, last = self.lineFromPosition(start), self.lineFromPosition(end)
            if last > first and end == self.positionFromLine(last):
                last -= 1
            rows.update(range(first, last + 1))
        return sorted(rows)

    def _row(self, line: int) -> int:
        return max(0, min(line, self.lineCount()) - 1)

    def _fit_margins(self, _: int = 0) -> None:
        digits = max(3, len(str(self.lineCount())))
        glyph = self.textWidth(Scintilla.StylesCommon.LineNumber, "9")
        for margin, width in enumerate((SIGNS_WIDTH, glyph * digits + 6, glyph + 5)):
            self.setMarginWidthN(margin, width)
