"""The document panel: filter, messages about the whole document, and the tree."""

from collections import Counter
from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rossum_studio.gui.theme import LIGHT, Theme
from rossum_studio.gui.tree.banner import Banner
from rossum_studio.gui.tree.controller import FilterController
from rossum_studio.gui.tree.filter import Matches
from rossum_studio.gui.tree.marks import BLOCKER, SEVERITY_OF
from rossum_studio.gui.tree.model import DocumentModel
from rossum_studio.gui.tree.row_actions import RowActions
from rossum_studio.gui.tree.view import DocumentView
from rossum_studio.gui.tree.wording import summary
from rossum_studio.model.annotation import Content
from rossum_studio.model.message import MessageLog
from rossum_studio.model.problem import Severity
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.change_words import change_words
from rossum_studio.simulator.evaluation import AutomationBlocker

_KEY_PRESS = QEvent.Type.KeyPress
_LINKS = Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
_EMPTY_TEXT = 'Drop an exported annotation JSON here, or <a href="sample">open the sample</a>.'


class TreePanel(QWidget):
    """A document as a tree, with what a run said about it and made of it."""

    value_edited = Signal(object, str)  # datapoint_id, text
    row_selected = Signal(object)  # datapoint_id
    row_addition_requested = Signal(object)  # multivalue_id
    row_removal_requested = Signal(object)  # datapoint_id of a row
    sample_requested = Signal()
    before_shown = Signal(bool)

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = DocumentModel(theme, self)
        self.filter = FilterController(self.model, self)
        self.tree = DocumentView(self.model, self)
        self.row_actions = RowActions(self.tree, self.model, self)
        self.banner = Banner(theme, self)
        self._opened_before_filter: set[int] | None = None
        self._opened_by_filter: set[int] = set()
        self._computed: Collection[int] = ()
        self._build()
        self._connect()
        self.set_theme(theme)
        self._show_state()

    def _build(self) -> None:
        self.filter_box = QLineEdit(placeholderText="Filter by name, value, id or message")
        self.filter_box.setAccessibleName("Filter the document")
        self.filter_box.setClearButtonEnabled(True)
        self.filter_box.installEventFilter(self)
        self.match_count = QLabel()
        self.counts = QLabel(wordWrap=True)
        self.before_button = QToolButton()
        self.before_button.setText("&Before")
        self.before_button.setCheckable(True)
        self.before_button.setToolTip("Show the values before the run")
        self._empty = QLabel(_EMPTY_TEXT, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._empty.setTextInteractionFlags(_LINKS)
        self._empty.setContentsMargins(24, 24, 24, 24)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.tree)
        self._lay_out()

    def _lay_out(self) -> None:
        filter_row, count_row = QHBoxLayout(), QHBoxLayout()
        filter_row.setContentsMargins(8, 8, 8, 4)
        filter_row.setSpacing(8)
        filter_row.addWidget(self.filter_box, 1)
        filter_row.addWidget(self.match_count)
        count_row.setContentsMargins(8, 0, 8, 4)
        count_row.addWidget(self.counts, 1)
        count_row.addWidget(self.before_button, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(filter_row)
        column.addLayout(count_row)
        column.addWidget(self.banner)
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.model.value_edited.connect(self.value_edited)
        self.model.marks_changed.connect(self._show_counts)
        self.filter.matches_changed.connect(self._show_matches)
        self.filter_box.textChanged.connect(self._on_filter_changed)
        self.before_button.toggled.connect(self.show_before)
        self._empty.linkActivated.connect(self.sample_requested)
        tree = self.tree
        tree.selectionModel().currentRowChanged.connect(self._on_row_changed)
        tree.typed.connect(self._on_typed)
        tree.escaped.connect(self.filter_box.clear)
        tree.match_wanted.connect(self.go_to_match)
        tree.removal_wanted.connect(self.row_actions.remove)
        tree.copy_wanted.connect(self.row_actions.copy_value)
        tree.customContextMenuRequested.connect(self.row_actions.show_menu)
        self.row_actions.addition_requested.connect(self.row_addition_requested)
        self.row_actions.removal_requested.connect(self.row_removal_requested)

    # What the window tells it

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self.model.set_theme(theme)
        self.banner.set_theme(theme)
        self.tree.delegate.set_theme(theme)
        for label in (self.match_count, self.counts, self._empty):
            label.setStyleSheet(f"color: {theme.muted};")
        self._empty.setText(_EMPTY_TEXT)

    def set_document(self, content: Content, schema: Schema | None) -> None:
        """Show a document; an edited version of the one shown keeps open rows, selection and messages."""
        if self.model.set_document(content, schema):
            self._opened_before_filter = None
            self.filter.forget()
            self.filter_box.clear()
            self.banner.set_log(MessageLog())
            self.tree.open_at_first()
        else:
            self._computed = ()
            self.filter.refresh()
        self._pages.setCurrentWidget(self.tree if content.sections else self._empty)
        self._show_state()

    def set_messages(self, log: MessageLog, blockers: Sequence[AutomationBlocker] = ()) -> None:
        """Mark the rows that the messages and automation blockers of a run are about."""
        self.model.set_messages(log, blockers)
        self.banner.set_log(log, blockers)
        self.filter.refresh_messages()

    def set_after(self, after: Content | None, computed: Collection[int] = ()) -> None:
        """Show what a run made of the document; None shows the document alone.

        Args:
            computed: Ids that formulas and rules changed, and not the hook.
        """
        self.set_run(after, computed, self.model.log, self.model.blockers)

    def set_run(
        self,
        after: Content | None,
        computed: Collection[int],
        log: MessageLog,
        blockers: Sequence[AutomationBlocker],
    ) -> None:
        """Show what a run made of the document and said about it, in one go."""
        self._computed = computed
        self.model.set_run(after, log, blockers)
        self.banner.set_log(log, blockers)
        self.filter.refresh()
        self._show_state()

    @Slot(bool)
    def show_before(self, is_before: bool) -> None:
        """Show the values before the run, or those after it."""
        if is_before != self.model.shows_before:
            self.model.show_before(is_before)
            self.filter.refresh()
            self._show_state()
            self.before_shown.emit(self.model.shows_before)

    def select_datapoint(self, datapoint_id: int) -> bool:
        """Make a node current and visible; a filter that hides it is cleared. Whether it exists."""
        if self.model.shown.source.find(datapoint_id) is None:
            return False
        if not self.tree.select(datapoint_id):
            self.filter_box.clear()
            return self.tree.select(datapoint_id)
        return True

    def focus_filter(self) -> None:
        """Go on typing in the filter."""
        self.filter_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter_box.selectAll()

    # Stepping

    @Slot(int)
    def go_to_match(self, step: int = 1) -> bool:
        """Select the next (1) or previous (-1) match; whether there is one."""
        found = self.filter.next_match(self.tree.current_id, step)
        return found is not None and self.select_datapoint(found)

    def go_to_message(self, step: int = 1) -> bool:
        """Select the next or previous row with a message or a blocker."""
        marks = self.model.marks
        return self._go_to([*marks.messages, *marks.blockers], step)

    def go_to_change(self, step: int = 1) -> bool:
        """Select the next or previous row that the run changed, added or removed."""
        difference = self.model.shown.difference
        return difference is not None and self._go_to(list(difference.outermost), step)

    def _go_to(self, stops: list[int], step: int) -> bool:
        found = self.filter.step(stops, self.tree.current_id, step)
        return found is not None and self.select_datapoint(found)

    # Filtering

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.filter_box and event.type() == QEvent.Type.FocusIn:
            self.filter.prepare()
        elif watched is self.filter_box and isinstance(event, QKeyEvent) and event.type() == _KEY_PRESS:
            return self._take_filter_key(event)
        return super().eventFilter(watched, event)

    def _take_filter_key(self, event: QKeyEvent) -> bool:
        is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Escape if self.filter_box.text():
                self.filter_box.clear()
            case Qt.Key.Key_Escape | Qt.Key.Key_Down:
                self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F3:
                self.go_to_match(-1 if is_back else 1)
            case _:
                return False
        return True

    @Slot(str)
    def _on_filter_changed(self, text: str) -> None:
        if text.strip() and self._opened_before_filter is None:
            self._opened_before_filter = self.tree.opened_ids()
            self._opened_by_filter = set()
        self.filter.set_query(text)

    @Slot(object)
    def _show_matches(self, matches: Matches | None) -> None:
        if matches is not None:
            self._opened_by_filter |= self.tree.open_to(matches.shown)
            self.match_count.setText(_count_text(matches))
        else:
            self.match_count.clear()
            self._reopen()

    def _reopen(self) -> None:
        """After a filter: open what was open before it."""
        if self._opened_before_filter is not None and not self.filter.is_filtering:
            self.tree.restore_open(self._opened_before_filter, self._opened_by_filter)
            self._opened_before_filter = None

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self.filter_box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.filter_box.setText(self.filter_box.text() + text)

    # Rows

    @Slot(QModelIndex)
    def _on_row_changed(self, current: QModelIndex) -> None:
        if current.isValid():
            self.row_selected.emit(self.model.row_at(current).node.id)

    # What the lines above the tree say

    def _show_state(self) -> None:
        self.before_button.setVisible(bool(self.model.difference))
        self.before_button.setChecked(self.model.shows_before)
        self._show_counts()

    @Slot()
    def _show_counts(self) -> None:
        log, difference = self.model.log, self.model.difference
        found = Counter(SEVERITY_OF[message.type] for message in log.messages)
        counts: list[tuple[str, int]] = [(each, found[each]) for each in Severity]
        counts.append((BLOCKER, len(self.model.blockers)))
        changed = change_words(difference, self._computed) if difference is not None else []
        text = ", ".join(part for part in (summary(counts), *changed) if part)
        self.counts.setText(f"Before the run. After it: {text}" if self.model.shows_before else text)
        self.counts.setVisible(bool(text))


def _count_text(matches: Matches) -> str:
    count = f"{len(matches.ids):,} of {matches.total:,}"
    if len(matches.ids) == len(matches.shown):
        return count
    return f"{count}, {matches.first + 1:,} to {matches.first + len(matches.shown):,} shown"
