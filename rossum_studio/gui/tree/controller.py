"""Filtering while the user types, and the way from one match, message or change to the next."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from rossum_studio.gui.tree.filter import CHUNK, Matches, Order, TextIndex
from rossum_studio.gui.tree.model import DocumentModel


class FilterController(QObject):
    """Keeps a text index of the model's document, and the model filtered by what is typed.

    The first `CHUNK` nodes are indexed at once, so that a small document answers at the first key; the
    rest follows while the window is idle.
    """

    matches_changed = Signal(object)  # Matches; None without a filter

    def __init__(self, model: DocumentModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._query = ""
        self._wording = model.wording
        self._index: TextIndex | None = None
        self._previous: TextIndex | None = None
        self._order: Order | None = None
        self.matches: Matches | None = None
        self._idle = QTimer(self, interval=0)
        self._idle.timeout.connect(self._index_some)

    @property
    def is_filtering(self) -> bool:
        """Whether a text is looked for."""
        return bool(self._query)

    @property
    def is_indexing(self) -> bool:
        """Whether the matches shown will still change."""
        return self._idle.isActive()

    @Slot()
    def prepare(self) -> None:
        """Build the index: the user is about to type."""
        if self._index is None:
            self._wording = self._model.wording
            self._index = TextIndex(self._model.shown.walk(), self._wording.field_label, self._previous)
            self._previous = None
            self._index_some()

    @Slot(str)
    def set_query(self, text: str) -> None:
        """Show only rows with this text; an empty one shows every row."""
        query = text.strip().lower()
        if query != self._query:
            self._query = query
            self._apply()

    def forget(self) -> None:
        """Another document is shown: nothing of the index is of use for it."""
        self._query, self._index, self._previous = "", None, None
        self._idle.stop()
        self.refresh()

    def refresh(self) -> None:
        """The document is shown in another state: filter it again, when there is a filter."""
        if self._index is not None:
            self._idle.stop()
            is_worded_alike = self._wording is self._model.wording
            self._previous, self._index = self._index if is_worded_alike else None, None
        self._order = None
        self._apply()

    @Slot()
    def refresh_messages(self) -> None:
        """The messages changed; they count as text of their rows."""
        if self.is_filtering:
            self._apply()

    def next_match(self, current_id: int | None, step: int) -> int | None:
        """The next (`step` 1) or previous (-1) match; it is shown from now on."""
        if self.matches is None or self._index is None:
            return None
        position = self.matches.position(self._index.ordinal(current_id), step)
        if position is None:
            return None
        there = self.matches.around(position)
        if there != self.matches:
            self._show(there)
        return self.matches.ids[position]

    def step(self, stops: Iterable[int], current_id: int | None, step: int) -> int | None:
        """The nearest of some nodes after (`step` 1) or before (-1) the current one, around the end."""
        if self._order is None:
            self._order = Order(self._model.shown.walk())
        return self._order.step(stops, current_id, step)

    def _apply(self) -> None:
        if self.is_filtering:
            self.prepare()
        if not (self.is_filtering and self.is_indexing):
            self._show_matches()

    def _show_matches(self) -> None:
        found = self._search()
        if found is not None or self.matches is not None:
            self._show(found)

    def _show(self, matches: Matches | None) -> None:
        self.matches = matches
        assert self._index is not None or matches is None
        visible = None if matches is None or self._index is None else self._index.visible(matches)
        self._model.set_visible(visible)
        self.matches_changed.emit(matches)

    def _search(self) -> Matches | None:
        if not self.is_filtering or self._index is None:
            return None
        return self._index.search(self._query, self._model.marks.texts)

    @Slot()
    def _index_some(self) -> None:
        assert self._index is not None
        self._index.extend(CHUNK)
        if not self._index.is_complete:
            self._idle.start()
        elif self._idle.isActive():
            self._idle.stop()
            self._show_matches()
