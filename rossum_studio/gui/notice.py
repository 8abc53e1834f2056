"""The one way to tell the user something: bottom right, never in the way; a dialog only for our bugs."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rossum_studio.model.problem import Severity

log = logging.getLogger("rossum_studio.bug")
SHOWN_MS = 15_000
MOST_SHOWN = 2
WIDTH = 380
MARGIN = 12


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing said.

    Args:
        actions: Buttons, as (text, what it does).
    """

    text: str
    severity: Severity = Severity.INFO
    actions: tuple[tuple[str, Callable[[], object]], ...] = ()


class NoticeCard(QFrame):
    """A notice on the screen."""

    closed = Signal()

    def __init__(self, notice: Notice, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("noticeCard")
        self.setProperty("severity", notice.severity.value)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setFixedWidth(WIDTH)
        text = QLabel(
            f"{notice.severity.value.capitalize()}: {notice.text}"
            if notice.severity is not Severity.INFO
            else notice.text
        )
        text.setObjectName("noticeText")
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton(text="✕", autoRaise=True, accessibleName="Close notice")
        close.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.addWidget(text, 1)
        top.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.addLayout(top)
        if notice.actions:
            layout.addLayout(self._buttons(notice))

    def _buttons(self, notice: Notice) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        for text, do in notice.actions:
            button = QPushButton(text)
            button.clicked.connect(lambda _checked=False, do=do: (self.closed.emit(), do()))
            row.addWidget(button)
        return row


class Notices(QObject):
    """The notices of one window: a stack at the bottom right, and the history."""

    said = Signal(Notice)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._cards: list[NoticeCard] = []
        self.history: list[tuple[datetime, Notice]] = []
        window.installEventFilter(self)

    def say(
        self, text: str, severity: Severity = Severity.INFO, *actions: tuple[str, Callable[[], object]]
    ) -> None:
        """Show a notice; all but an error goes away by itself."""
        notice = Notice(text, severity, actions)
        self.history.append((datetime.now(), notice))
        card = NoticeCard(notice, self._window)
        card.closed.connect(lambda: self._close(card))
        self._cards.append(card)
        if severity is not Severity.ERROR:
            QTimer.singleShot(SHOWN_MS, card, card.closed.emit)
        while len(self._cards) > MOST_SHOWN:
            self._close(self._cards[0])
        card.show()
        self._place()
        self.said.emit(notice)

    def close_all(self) -> None:
        """Take every notice off the screen."""
        for card in list(self._cards):
            self._close(card)

    def show_history(self) -> None:
        """A dialog with everything said so far."""
        dialog = QDialog(self._window, windowTitle="Notices")
        rows = QListWidget()
        rows.setWordWrap(True)
        rows.addItems(
            [f"{when:%H:%M:%S}  {notice.severity.value}: {notice.text}" for when, notice in self.history]
        )
        if not self.history:
            rows.addItem("Nothing was said so far.")
        layout = QVBoxLayout(dialog)
        layout.addWidget(rows)
        dialog.resize(560, 320)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _close(self, card: NoticeCard) -> None:
        if card in self._cards:
            self._cards.remove(card)
            card.hide()
            card.deleteLater()
            self._place()

    def _place(self) -> None:
        bottom = self._window.height() - MARGIN - 24
        for card in reversed(self._cards):
            card.resize(WIDTH, card.layout().totalHeightForWidth(WIDTH))
            card.move(self._window.width() - card.width() - MARGIN, bottom - card.height())
            card.raise_()
            bottom -= card.height() + 8

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._place()
        return False


def report_bug(error: BaseException) -> None:
    """Log an exception that nobody expected and show it once, with a copy button."""
    text = "".join(traceback.format_exception(error))
    log.error("unexpected exception\n%s", text)
    app = QApplication.instance()
    if app is None or app.property("bugShown"):
        return
    app.setProperty("bugShown", True)
    window = QApplication.activeWindow()
    dialog = QDialog(window, windowTitle="Rossum Studio has a bug")
    intro = QLabel(
        "Something went wrong inside Rossum Studio. Your unsaved code is in a recovery file; "
        "you can go on working. Please send the text below to the developers."
    )
    intro.setWordWrap(True)
    details = QPlainTextEdit(text, readOnly=True)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    copy = buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
    copy.clicked.connect(lambda: QApplication.clipboard().setText(text))
    buttons.rejected.connect(dialog.reject)
    dialog.finished.connect(lambda _result: app.setProperty("bugShown", False))
    layout = QVBoxLayout(dialog)
    for widget in (intro, details, buttons):
        layout.addWidget(widget)
    dialog.resize(640, 400)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
