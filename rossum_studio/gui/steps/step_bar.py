"""The document's status, and a button for each step from import to export."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from rossum_studio.gui.theme import Theme
from rossum_studio.simulator.lifecycle import Step


class StepBar(QWidget):
    """One click a step; a step that cannot be taken says why in its tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, objectName="stepBar", accessibleName="Steps of the document")
        self.status = QLabel(objectName="stepStatus")
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._buttons: dict[Step, QToolButton] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self._columns = 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 0)
        layout.setSpacing(4)
        layout.addWidget(self.status)
        layout.addLayout(self._grid)
        self.set_status("", ())

    def set_actions(self, actions: Mapping[Step, QAction]) -> None:
        """Make a button of each action."""
        for step, action in actions.items():
            button = QToolButton(objectName=f"{step.value}StepButton")
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._buttons[step] = button
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """All in one row where their texts fit, else in as many rows as it takes."""
        widest = max((button.sizeHint().width() for button in self._buttons.values()), default=1)
        room = self.contentsRect().width() - 24
        columns = max(1, min(len(self._buttons), room // (widest + self._grid.spacing())))
        if columns == self._columns:
            return
        self._columns = columns
        for place, button in enumerate(self._buttons.values()):
            self._grid.addWidget(button, place // columns, place % columns)

    def set_status(self, status: str, way: tuple[str, ...]) -> None:
        """Show where the document stands.

        Args:
            way: The statuses it went through, this one included.
        """
        text = " → ".join(way[-3:]) or status
        shown = f"… → {text}" if len(way) > 3 else text
        self.status.setText(f"Status: {shown}" if status else "Status: no document")
        self.status.setToolTip(" → ".join(way))

    def set_reasons(self, reasons: Mapping[Step, str]) -> None:
        """Say why a step cannot be taken; an empty text means that it can."""
        for step, button in self._buttons.items():
            action = button.defaultAction()
            action.setEnabled(not reasons[step])
            action.setToolTip(reasons[step] or f"{step.label}: run the hooks of {step.event.name}")

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self.setStyleSheet(
            f"QToolButton {{ border: 1px solid {theme.border}; padding: 3px 2px; }}"
            f"QToolButton:enabled {{ color: {theme.text}; }}"
            f"QToolButton:disabled {{ color: {theme.muted}; }}"
            f"QToolButton:focus {{ border: 1px solid {theme.accent}; }}"
        )
