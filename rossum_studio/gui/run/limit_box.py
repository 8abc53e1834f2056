"""A number with a limit of the platform; what is refused is said."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox, QWidget

_MOST_DIGITS = 9


class LimitBox(QSpinBox):
    """A spin box that says why it takes no larger number."""

    refused = Signal(str)

    def __init__(
        self, name: str, least: int, most: int, unit: str, sentence: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._sentence = sentence
        self.setRange(least, most)
        self.setSuffix(f" {unit}")
        self.setAccessibleName(name)
        self.setToolTip(sentence)
        self.setKeyboardTracking(False)  # no run with 6 s while 60 is being typed

    def validate(self, text: str, position: int) -> object:
        """Say it at once when a number is above the limit; Enter then brings the last one back."""
        digits = text.removesuffix(self.suffix()).strip()
        if digits.isascii() and digits.isdigit() and int(digits[:_MOST_DIGITS]) > self.maximum():
            self.refused.emit(self._sentence)
            return QValidator.State.Intermediate, text, position
        return super().validate(text, position)

    def set_limit(self, value: float) -> None:
        """Show a value without `valueChanged`; one out of range becomes the nearest, and that is said."""
        if value > self.maximum():
            self.refused.emit(f"The hook asks for {value:g}{self.suffix()}. {self._sentence}")
        self.blockSignals(True)
        self.setValue(round(value))
        self.blockSignals(False)
