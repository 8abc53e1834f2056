"""The paused function: where it stands, who called whom, and what names stand for."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rossum_studio.gui.debugging.variables_tree import VariablesTree
from rossum_studio.runtime.debugging.session import Frame

_FRAME = int(Qt.ItemDataRole.UserRole)


class DebugPanel(QWidget):
    """Shown while a function is under the debugger."""

    frame_chosen = Signal(object)  # Frame
    expression_entered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("debugPanel")
        self.setAccessibleName("Debugger")
        self._sentence = QLabel(objectName="debugSentence", wordWrap=True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(4)
        self.stack = QListWidget(objectName="callStack", accessibleName="Call stack")
        self.stack.setFrameShape(QListWidget.Shape.NoFrame)
        self.stack.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.stack.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.variables = VariablesTree()
        self.expression = QLineEdit(
            objectName="watchEdit",
            placeholderText="Watch an expression, such as row.item_amount * 2",
            accessibleName="Watch an expression",
        )
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.variables, 1)
        column.addWidget(self.expression)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.stack)
        split.addWidget(right)
        split.setSizes([110, 400])
        split.setStretchFactor(1, 1)
        top = QHBoxLayout()
        top.addLayout(self._buttons)
        top.addWidget(self._sentence, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(split, 1)
        self.stack.currentItemChanged.connect(self._on_frame_chosen)
        self.expression.returnPressed.connect(self._on_expression)

    def set_actions(self, actions: Sequence[QAction]) -> None:
        """The steps, as buttons."""
        for action in actions:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setAutoRaise(True)
            self._buttons.addWidget(button)

    def say(self, sentence: str) -> None:
        """One line about where the function is."""
        self._sentence.setText(sentence)

    def show_stack(self, frames: Sequence[Frame]) -> None:
        """Show who called whom, innermost first, and choose that one."""
        self.stack.blockSignals(True)
        self.stack.clear()
        for frame in frames:
            item = QListWidgetItem(f"{frame.line}  {frame.name}")
            item.setToolTip(f"{frame.name}, line {frame.line}")
            item.setData(_FRAME, frame)
            self.stack.addItem(item)
        self.stack.setCurrentRow(0)
        self.stack.blockSignals(False)
        if frames:
            self.frame_chosen.emit(frames[0])

    def empty(self) -> None:
        """The function goes on."""
        self.stack.clear()
        self.variables.empty()

    def _on_frame_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.frame_chosen.emit(item.data(_FRAME))

    def _on_expression(self) -> None:
        text = self.expression.text().strip()
        if text:
            self.expression.clear()
            self.expression_entered.emit(text)
