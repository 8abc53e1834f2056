"""When a breakpoint stops: a condition, a count, or a message instead of stopping."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QWidget

from rossum_studio.runtime.debugging.session import Breakpoint


class BreakpointDialog(QDialog):
    """Three lines to fill; all empty is a breakpoint that always stops."""

    def __init__(self, parent: QWidget, line: int, known: Breakpoint | None, reason: str) -> None:
        super().__init__(parent)
        self.setObjectName("breakpointDialog")
        self.setWindowTitle(f"Breakpoint on Line {line}")
        self._condition = QLineEdit(
            known.condition if known else "",
            objectName="breakpointCondition",
            placeholderText="row.item_amount > 1000",
        )
        self._hits = QLineEdit(
            known.hit_condition if known else "", objectName="breakpointHits", placeholderText=">= 3, or % 10"
        )
        self._log = QLineEdit(
            known.log_message if known else "",
            objectName="breakpointLog",
            placeholderText="amount is {row.item_amount}",
        )
        form = QFormLayout(self)
        if reason:
            said = QLabel(reason, wordWrap=True)
            form.addRow(said)
        form.addRow("Stop &when this is true", self._condition)
        form.addRow("Stop at these &times", self._hits)
        form.addRow("&Log instead of stopping", self._log)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)
        self.setMinimumWidth(420)

    @property
    def texts(self) -> tuple[str, str, str]:
        """Condition, times and message, as typed."""
        return self._condition.text().strip(), self._hits.text().strip(), self._log.text().strip()
