"""The preferences, built from their fields."""

from collections.abc import Callable
from dataclasses import Field, fields, replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from rossum_studio.preferences.preference import Preferences


class PreferencesDialog(QDialog):
    """Changes take effect at once; there is nothing to confirm."""

    def __init__(
        self, parent: QWidget, preferences: Preferences, on_changed: Callable[[Preferences], object]
    ) -> None:
        super().__init__(parent, windowTitle="Preferences", objectName="preferencesDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._preferences, self._on_changed = preferences, on_changed
        form = QFormLayout(self)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for each in fields(Preferences):
            form.addRow(*self._row(each))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)

    def _row(self, each: Field[Any]) -> tuple[QLabel, QWidget]:
        value, sentence = getattr(self._preferences, each.name), each.metadata["sentence"]
        widget = self._widget(each, value)
        widget.setObjectName(f"preference_{each.name}")
        widget.setAccessibleName(sentence)
        label = QLabel(sentence)
        label.setBuddy(widget)
        return label, widget

    def _widget(self, each: Field[Any], value: Any) -> QWidget:
        def changed(new: Any) -> None:
            self._preferences = replace(self._preferences, **{each.name: new})
            self._on_changed(self._preferences)

        if isinstance(value, bool):
            box = QCheckBox(checked=value)
            box.toggled.connect(changed)
            return box
        if isinstance(value, int):
            spin = QSpinBox(minimum=-8, maximum=40, value=value)
            spin.valueChanged.connect(changed)
            return spin
        if not each.metadata["choices"]:
            line = QLineEdit(value)
            line.editingFinished.connect(lambda: changed(line.text()))
            return line
        combo = QComboBox()
        combo.addItems(each.metadata["choices"])
        combo.setCurrentText(value)
        combo.currentTextChanged.connect(changed)
        return combo
