"""Find and replace: what a query matches, and the bar above the editor.

Patterns are Python's; a match may span lines, whatever the document's line ends are.
In the replacement of a pattern `$1` is the first group and `$0` the whole match.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from rossum_studio.gui.editor.highlight import MATCH_INDICATOR
from rossum_studio.gui.editor.scintilla import CodeEditor

_REFRESH_MS = 150
_FIELD_WIDTH = 280
_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_GROUP = re.compile(r"\$(\d+)")


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for."""

    text: str
    match_case: bool = False
    whole_word: bool = False
    is_pattern: bool = False

    def compiled(self) -> re.Pattern[str]:
        """The query as a pattern.

        Raises:
            re.error: The text is meant as a pattern and is none.
        """
        pattern = self.text if self.is_pattern else re.escape(self.text)
        re.compile(pattern)  # so that an error names a place in what the user wrote
        if self.whole_word:
            pattern = rf"(?<!\w)(?:{pattern})(?!\w)"
        return re.compile(pattern, re.MULTILINE | (0 if self.match_case else re.IGNORECASE))


@dataclass(frozen=True, slots=True)
class Found:
    """One match: where it is, in characters of the text searched, and its groups."""

    start: int
    end: int
    match: re.Match[str]


def find_all(query: Query, text: str) -> list[Found]:
    r"""Everything a query matches, in order; empty matches are left out.

    The line end \r\n counts as one \n while matching.

    Raises:
        re.error: The pattern is none.
    """
    folded_ends = [match.start() - index for index, match in enumerate(re.finditer("\r\n", text))]

    def unfolded(position: int) -> int:
        return position + bisect_left(folded_ends, position)

    matches = query.compiled().finditer(text.replace("\r\n", "\n")) if query.text else ()
    return [Found(unfolded(m.start()), unfolded(m.end()), m) for m in matches if m.end() > m.start()]


def replacement(query: Query, template: str, found: Found) -> str:
    """What replaces a match.

    Raises:
        re.error: The template names a group that the pattern has not.
    """
    if not query.is_pattern:
        return template
    return found.match.expand(_GROUP.sub(r"\\g<\1>", template))


class Matches:
    """The matches of one query in an editor: marked, walked and replaced."""

    def __init__(self, editor: CodeEditor) -> None:
        self._editor = editor
        self._found: list[Found] = []
        self.query = Query("")

    def __len__(self) -> int:
        return len(self._found)

    def refresh(self) -> None:
        """Look again; the text or the query may have changed. Raises re.error."""
        self._found = []
        self._found = find_all(self.query, self._editor.text())

    def mark(self) -> None:
        """Tint every match."""
        self.unmark()
        for start, end in self._positions():
            self._editor.indicatorFillRange(start, end - start)

    def unmark(self) -> None:
        """Take the tints away."""
        self._editor.setIndicatorCurrent(MATCH_INDICATOR)
        self._editor.indicatorClearRange(0, self._editor.length())

    def selected_number(self) -> int | None:
        """Which match is selected, from 1."""
        selected = (self._editor.selectionStart(), self._editor.selectionEnd())
        return next((i for i, span in enumerate(self._positions(), 1) if span == selected), None)

    def select_next(self, after: int) -> None:
        """Select the first match from a byte position on, or the very first."""
        positions = list(self._positions())
        if positions:
            self._select(next((span for span in positions if span[0] >= after), positions[0]))

    def select_previous(self, before: int) -> None:
        """Select the last match that starts before a byte position, or the very last."""
        positions = list(self._positions())
        if positions:
            self._select(next((span for span in reversed(positions) if span[0] < before), positions[-1]))

    def replace_selected(self, template: str) -> None:
        """Replace the match that is selected, if one is, and select the next. Raises re.error."""
        number = self.selected_number()
        start = self._editor.selectionStart()
        if number is not None:
            text = self._replaced(self._found[number - 1], template)
            self._editor.replace_range(start, self._editor.selectionEnd(), text)
            start += len(text.encode())
        self.refresh()
        self.select_next(start)

    def replace_all(self, template: str) -> int:
        """Replace every match as one step to undo; returns how many. Raises re.error."""
        texts = [self._replaced(found, template) for found in self._found]
        changes = list(zip(self._positions(), texts, strict=True))
        with self._editor.one_undo():
            for (start, end), text in reversed(changes):
                self._editor.replace_range(start, end, text)
        return len(changes)

    def _replaced(self, found: Found, template: str) -> str:
        return replacement(self.query, template, found).replace("\n", self._editor.line_end())

    def _select(self, span: tuple[int, int]) -> None:
        start, end = span
        self._editor.ensureVisibleEnforcePolicy(self._editor.lineFromPosition(start))
        self._editor.setSelection(end, start)
        self._editor.scrollCaret()

    def _positions(self) -> Iterator[tuple[int, int]]:
        """Where the matches are in bytes; each is counted from the one before."""
        position = character = 0
        for found in self._found:
            position = self._editor.positionRelative(position, found.start - character)
            character = found.start
            yield position, self._editor.positionRelative(position, found.end - found.start)


class FindBar(QWidget):
    """The bar above the editor; hidden until it is asked for."""

    def __init__(self, editor: CodeEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._matches = Matches(editor)
        self._refresh_timer = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self.find_field = self._field("Find")
        self.replace_field = self._field("Replace with")
        self.count_label = QLabel(self)
        self.count_label.setMinimumWidth(self.fontMetrics().horizontalAdvance("9999 of 9999"))
        self.case_button = self._toggle("Aa", "Match case")
        self.word_button = self._toggle("ab|", "Match whole word")
        self.pattern_button = self._toggle(".*", "Use regular expression")
        self._lay_out()
        self._refresh_timer.timeout.connect(self._refresh)
        self.find_field.textEdited.connect(self._on_query_changed)
        editor.text_edited.connect(self._on_text_edited)
        self.hide()

    def _lay_out(self) -> None:
        next_button = self._button("↓", "Next match (Enter, F3)", self.find_next)
        previous_button = self._button("↑", "Previous match (Shift+Enter, Shift+F3)", self.find_previous)
        close_button = self._button("✕", "Close (Esc)", self.close_bar)
        self._replace_button = self._button("Replace", "Replace this match (Enter)", self.replace_one)
        self._replace_all_button = self._button("Replace all", "Replace all matches", self.replace_all)
        toggles = (self.case_button, self.word_button, self.pattern_button)
        top = (self.find_field, *toggles, self.count_label, previous_button, next_button, close_button)
        bottom = (self.replace_field, self._replace_button, self._replace_all_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(8, 4, 8, 4)
        rows.setSpacing(4)
        for widgets in (top, bottom):
            row = QHBoxLayout()
            row.setSpacing(4)
            for widget in widgets:
                row.addWidget(widget)
            row.addStretch(1)
            rows.addLayout(row)

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setPlaceholderText(name)
        field.setAccessibleName(name)
        field.setFixedWidth(_FIELD_WIDTH)
        return field

    def _button(self, text: str, name: str, command: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.clicked.connect(command)
        return button

    def _toggle(self, text: str, name: str) -> QToolButton:
        button = self._button(text, name, self._on_query_changed)
        button.setCheckable(True)
        return button

    def open_find(self) -> None:
        """Show the bar to find what is selected, or what was looked for last."""
        self._open(with_replace=False)

    def open_replace(self) -> None:
        """Show the bar with what replaces a match."""
        self._open(with_replace=True)

    def search_for(self, text: str) -> None:
        """Show the bar and go to the first match of a text."""
        self.open_find()
        self.find_field.setText(text)
        self._on_query_changed()
        self.find_next()

    def _open(self, with_replace: bool) -> None:
        for widget in (self.replace_field, self._replace_button, self._replace_all_button):
            widget.setVisible(with_replace)
        self.show()
        selected = self._editor.selected_text()
        if selected and "\n" not in selected and not self.find_field.hasFocus():
            self.find_field.setText(selected)
        self.find_field.setFocus()
        self.find_field.selectAll()
        self._refresh()

    @Slot()
    def close_bar(self) -> None:
        """Hide the bar and go on editing."""
        self.hide()
        self._editor.setFocus()

    @Slot()
    def find_next(self) -> None:
        """Select the next match; works while the bar is hidden too."""
        if self._refresh():
            self._matches.select_next(self._editor.selectionEnd())
            self._show_count()

    @Slot()
    def find_previous(self) -> None:
        """Select the match before the selection; works while the bar is hidden too."""
        if self._refresh():
            self._matches.select_previous(self._editor.selectionStart())
            self._show_count()

    @Slot()
    def replace_one(self) -> None:
        """Replace the selected match and select the next one."""
        if self._refresh():
            with self._bad_replacement_shown():
                self._matches.replace_selected(self.replace_field.text())
                self._refresh()

    @Slot()
    def replace_all(self) -> None:
        """Replace all matches."""
        if self._refresh():
            with self._bad_replacement_shown():
                replaced = self._matches.replace_all(self.replace_field.text())
                self._refresh()
                self._refresh_timer.stop()
                self.count_label.setText(f"Replaced {replaced}")

    @Slot()
    def _on_query_changed(self) -> None:
        if self._refresh():
            self._matches.select_next(self._editor.selectionStart())
            self._show_count()

    @Slot()
    def _on_text_edited(self) -> None:
        if self.isVisible():
            self._refresh_timer.start()

    @Slot()
    def _refresh(self) -> bool:
        """Look again and mark what is found; False, and a sentence, when the pattern is none."""
        self._matches.query = Query(
            self.find_field.text(),
            self.case_button.isChecked(),
            self.word_button.isChecked(),
            self.pattern_button.isChecked(),
        )
        try:
            self._matches.refresh()
        except re.error as error:
            self.count_label.setText(f"Pattern: {error}")
            return False
        finally:
            self._mark()
        self._show_count()
        return True

    def _mark(self) -> None:
        if self.isVisible():
            self._matches.mark()

    def _show_count(self) -> None:
        count, number = len(self._matches), self._matches.selected_number()
        of = f"{number or '?'} of {count}"
        self.count_label.setText(of if count else "No results" if self.find_field.text() else "")

    @contextmanager
    def _bad_replacement_shown(self) -> Iterator[None]:
        try:
            yield
        except (re.error, IndexError) as error:  # IndexError: a group name that is none
            self.count_label.setText(f"Replacement: {error}")

    def hideEvent(self, qt_event: QHideEvent) -> None:
        """Take the tints away with the bar."""
        self._matches.unmark()
        super().hideEvent(qt_event)

    def keyPressEvent(self, qt_event: QKeyEvent) -> None:
        """Walk the matches with Enter, or replace with it in the field for that."""
        if qt_event.key() not in _ENTER_KEYS:
            super().keyPressEvent(qt_event)
        elif self.replace_field.hasFocus():
            self.replace_one()
        elif qt_event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.find_previous()
        else:
            self.find_next()
