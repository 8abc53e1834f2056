"""The choice of an event, and the words about it."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from rossum_studio.gui.messages.sign import OK, sign_icon
from rossum_studio.gui.theme import LIGHT, Theme
from rossum_studio.model.event import EVENTS, HookEvent, event_named

_READ_ORDER = (
    "messages",
    "operations",
    "automation_blockers",
    "files",
    "additional_files",
    "extracted_original_sender",
)
_GAP = 4


def sentence_of(event: HookEvent) -> str:
    """When an event fires and what is read of the answer."""
    names = [name.replace("_", " ") for name in _READ_ORDER if name in event.reads]
    reads = f"Reads {' and '.join(filter(None, [', '.join(names[:-1]), names[-1]]))}." if names else ""
    waits = " Interactive event: no retry." if event.is_interactive else ""
    return f"Fires {event.when}. {reads or 'The answer is not read.'}{waits}"


class EventChoice(QComboBox):
    """All events; those the hook subscribes to come first, with a tick."""

    event_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._subscribed: tuple[HookEvent, ...] = ()
        self.setObjectName("eventCombo")
        self.setAccessibleName("Event")
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMaxVisibleItems(len(EVENTS))
        self._fill()
        self.currentIndexChanged.connect(lambda _row: self.event_chosen.emit(self.event_name))

    @property
    def event_name(self) -> str:
        """The chosen `event.action`."""
        return str(self.currentData())

    @property
    def is_subscribed(self) -> bool:
        """Whether the hook subscribes to the chosen event; True when it says nothing about events."""
        return not self._subscribed or event_named(self.event_name) in self._subscribed

    def set_event(self, name: str) -> None:
        """Choose an event."""
        self.setCurrentIndex(self.findData(name))

    def set_hook_events(self, events: Sequence[HookEvent]) -> None:
        """Put the events that the hook subscribes to first; the chosen one stays chosen."""
        chosen, self._subscribed = self.event_name, tuple(dict.fromkeys(events))
        with QSignalBlocker(self):
            self._fill()
            self.set_event(chosen)

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours of the marks."""
        self._theme = theme
        self.set_hook_events(self._subscribed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Where there is no room for the whole name, show its end: the action tells events apart."""
        option, painter = QStyleOptionComboBox(), QStylePainter(self)
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        icon = 0 if option.currentIcon.isNull() else option.iconSize.width() + _GAP
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideLeft, field.width() - icon - _GAP
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def _fill(self) -> None:
        self.clear()
        for event in self._subscribed:
            self._add(event, is_subscribed=True)
        if self._subscribed:
            self.insertSeparator(self.count())
        for event in EVENTS:
            if event not in self._subscribed:
                self._add(event, is_subscribed=False)
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + _GAP)  # the list is never cut

    def _add(self, event: HookEvent, *, is_subscribed: bool) -> None:
        self.addItem(f"{event.event} · {event.action}", event.name)
        row = self.count() - 1
        self.setItemData(row, sentence_of(event), Qt.ItemDataRole.ToolTipRole)
        if is_subscribed:
            self.setItemIcon(row, sign_icon(OK, self._theme))
            self.setItemData(
                row, f"{self.itemText(row)}, the hook subscribes to it", Qt.ItemDataRole.AccessibleTextRole
            )
        elif self._subscribed:
            self.setItemData(row, QColor(self._theme.muted), Qt.ItemDataRole.ForegroundRole)
