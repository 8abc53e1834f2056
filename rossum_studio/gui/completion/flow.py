"""Help while one types: the list of what could come next, and the signature of a call.

Questions are answered in a thread. An answer that comes late is shown if it still fits what was typed since.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from rossum_studio.gui.completion.answers import Answers
from rossum_studio.gui.completion.call_tip import CallTip
from rossum_studio.gui.completion.knowledge import Given
from rossum_studio.gui.completion.place import Place, caret, line_rect, position
from rossum_studio.gui.completion.popup import CompletionPopup
from rossum_studio.gui.hook import HookController
from rossum_studio.gui.stage import Stage
from rossum_studio.gui.task import Task, TaskRunner
from rossum_studio.model.errors import StudioError
from rossum_studio.simulator.authoring.completion import CallHelp, Completions, Entry

PAUSE_MS = 80
"""Without a key, before a word that was begun is looked up; a dot or a quote does not wait."""

_OPENERS = frozenset(".\"'[")
_OF_CALLS = frozenset("(,)")
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class CompletionFlow(QObject):
    """Shows the list and the signature at the caret of the function's editor."""

    def __init__(
        self,
        stage: Stage,
        hook: HookController,
        given: Callable[[], Given],
        answers: Answers,
        tasks: TaskRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._stage, self._hook, self._given = stage, hook, given
        self._answers, self._tasks = answers, tasks
        self.popup = CompletionPopup(stage.window)
        self.tip = CallTip(stage.window)
        self._asked: Task | None = None
        self._asked_tip: Task | None = None
        self._line = self._start = 0
        self._typed = ""
        self._was_edited = False
        self._reaction = QTimer(self, singleShot=True, interval=0)
        self._reaction.timeout.connect(self._react)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._connect()

    def _connect(self) -> None:
        code = self._stage.code
        code.charAdded.connect(self._note_typed)
        code.text_edited.connect(self._note_edit)
        code.caret_moved.connect(lambda *_: self._reaction.start())
        code.verticalScrollBar().valueChanged.connect(lambda _: self.close_all())
        code.installEventFilter(self)
        self.popup.accepted.connect(self._write)

    def complete(self) -> None:
        """List what could be written at the caret, now."""
        self._ask(wanted=True)

    def close_all(self) -> None:
        """Take the list and the signature away."""
        self._forget()
        self.popup.hide()
        self.tip.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that the list is worked with; all others go on to the editor."""
        if event.type() == QEvent.Type.FocusOut:
            self.close_all()
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return self._accepts_override(event)
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Escape and (self.popup.isVisible() or self.tip.isVisible()):
            self.close_all()
            return True
        return self.popup.isVisible() and self._take_key(event)

    def _accepts_override(self, event: QKeyEvent) -> bool:
        """Keep Escape and Enter from being a shortcut while they are ours."""
        ours = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
        if self.popup.isVisible() and event.key() in ours and not event.modifiers():
            event.accept()
            return True
        return False

    def _take_key(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        key = Qt.Key(event.key())
        if key in _MOVES:
            self.popup.move_by(_MOVES[key])
        elif key in _PAGES:
            self.popup.move_by(_PAGES[key] * self.popup.page)
        elif key == Qt.Key.Key_Tab:
            self.popup.accept()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self._accept_if_it_changes_anything()
        else:
            return False
        return True

    def _accept_if_it_changes_anything(self) -> bool:
        """Enter after a word that stands there already is a new line."""
        entry, begun = self.popup.current, caret(self._stage.code).begun_from(self._start)
        if entry is None or entry.text == begun:
            self.popup.hide()
            return False
        self.popup.accept()
        return True

    def _note_typed(self, character: int) -> None:
        self._typed += chr(character)

    def _note_edit(self) -> None:
        self._was_edited = True
        self._reaction.start()

    def _react(self) -> None:
        """The text or the caret changed, and Scintilla has done what it does then."""
        typed, self._typed = self._typed, ""
        edited, self._was_edited = self._was_edited, False
        here = caret(self._stage.code)
        if self.popup.isVisible() and not self._filter(here):
            self.popup.hide()
        if not edited:
            self._pause.stop()
        if self.tip.isVisible() or not _OF_CALLS.isdisjoint(typed):
            self._ask_for_call()
        if not typed or self.popup.isVisible():
            return
        if typed[-1] in _OPENERS:
            self._ask()
        elif here.begins_name:
            self._pause.start()
        else:
            self._pause.stop()
            self._drop_question()

    def _filter(self, here: Place) -> bool:
        begun = here.begun_from(self._start) if here.line == self._line else None
        if begun is None:
            return False
        return self.popup.show_matching(begun, self._rect(here.line, self._start))

    def _forget(self) -> None:
        self._pause.stop()
        self._drop_question()
        if self._asked_tip is not None:
            self._asked_tip.cancel()
            self._asked_tip = None

    def _drop_question(self) -> None:
        if self._asked is not None:
            self._asked.cancel()
            self._asked = None

    def _ask(self, wanted: bool = False) -> None:
        """Ask what could be written at the caret.

        Args:
            wanted: By the user, who is told when there is nothing.
        """
        self._pause.stop()
        self._drop_question()
        if self._hook.opened is None or self._stage.code.selections() > 1:
            return
        code, language, here, given = self._code(), self._language, caret(self._stage.code), self._given()
        self._asked = self._tasks.start(
            lambda task: (
                Completions()
                if task.is_cancelled()
                else self._answers.complete(language, code, here.line, here.column, given)
            ),
            lambda found: self._show(found, here, wanted),
            _raise,
        )

    def _show(self, found: Completions, asked: Place, wanted: bool) -> None:
        self._asked = None
        here = caret(self._stage.code)
        if here.line != asked.line or not self._stage.code.hasFocus():
            return
        self._line, self._start = asked.line, found.start_column
        self.popup.set_entries(found.entries)
        if not self._filter(here) and wanted:
            self._stage.status.say("Nothing to complete here.")

    def _ask_for_call(self) -> None:
        if self._hook.opened is None:
            return
        if self._asked_tip is not None:
            self._asked_tip.cancel()
        code, language, here, given = self._code(), self._language, caret(self._stage.code), self._given()
        self._asked_tip = self._tasks.start(
            lambda task: (
                None
                if task.is_cancelled()
                else self._answers.call_help(language, code, here.line, here.column, given)
            ),
            lambda told: self._show_call(told, here),
            _raise,
        )

    def _show_call(self, told: CallHelp | None, asked: Place) -> None:
        self._asked_tip = None
        here = caret(self._stage.code)
        if told is None or here.line != asked.line or not self._stage.code.hasFocus():
            self.tip.hide()
        else:
            self.tip.show_help(told, self._rect(here.line, here.column))

    def _write(self, entry: Entry) -> None:
        code = self._stage.code
        here = caret(code)
        begun = here.begun_from(self._start) if here.line == self._line else None
        if begun is None:
            return
        text = entry.text.replace("\n", code.line_end())
        start = position(code, self._line, self._start)
        with code.one_undo():
            code.replace_range(start, code.currentPos(), text)
        code.setEmptySelection(start + len(text.encode()))
        code.chooseCaretX()
        code.scrollCaret()

    def _rect(self, line: int, column: int) -> QRect:
        return line_rect(self._stage.code, line, column, self._stage.window)

    def _code(self) -> str:
        return self._stage.code.text()

    @property
    def _language(self) -> str:
        return self._stage.code.language


def _raise(error: StudioError) -> None:
    raise error
