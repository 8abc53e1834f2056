"""Questions that must be answered before something would be lost. They never stop the event loop."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def ask_to_save(
    parent: QWidget, name: str, on_save: Callable[[], object], on_discard: Callable[[], object]
) -> QMessageBox:
    """Save, don't save, or cancel; Escape cancels."""
    box = QMessageBox(parent)
    box.setObjectName("saveQuestion")
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(f"Save the changes to {name}?")
    box.setInformativeText("They are lost otherwise.")
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.button(buttons.Discard).setText("Don't Save")
    box.setDefaultButton(buttons.Save)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    answers = {buttons.Save: on_save, buttons.Discard: on_discard}
    box.finished.connect(lambda result: answers.get(buttons(result), lambda: None)())
    box.open()
    return box
