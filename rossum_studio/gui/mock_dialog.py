"""An answer for a request, written by hand."""

import json

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from rossum_studio.model.mock import METHODS, Mock

_ABOUT = "In the address, * stands for anything. The body is JSON, or text that is sent as it is."


class MockDialog(QDialog):
    """Method, address, status and body."""

    def __init__(self, parent: QWidget, method: str, url: str) -> None:
        super().__init__(parent)
        self.setObjectName("mockDialog")
        self.setWindowTitle("Mock This Call")
        self.method = QComboBox(objectName="mockMethod")
        self.method.addItems(METHODS)
        self.method.setCurrentText(method)
        self.url = QLineEdit(url, objectName="mockUrl", placeholderText="https://api.example.com/rates*")
        self.status = QSpinBox(objectName="mockStatus", minimum=100, maximum=599, value=200)
        self.body = QPlainTextEdit("{}", objectName="mockBody")
        self.body.setTabChangesFocus(True)
        about = QLabel(_ABOUT, wordWrap=True)
        self._refusal = QLabel(objectName="mockRefusal", wordWrap=True)
        self._refusal.hide()
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.addRow(about)
        form.addRow("&Method", self.method)
        form.addRow("&Address", self.url)
        form.addRow("&Status", self.status)
        form.addRow("&Body", self.body)
        form.addRow(self._refusal)
        form.addRow(buttons)
        self.setMinimumWidth(460)

    @property
    def mock(self) -> Mock:
        """What was written."""
        return Mock(
            self.method.currentText(), self.url.text().strip(), self.status.value(), body=self._body()
        )

    def _body(self) -> object:
        text = self.body.toPlainText()
        if not text.strip():
            return None
        try:
            return json.loads(text)
        except ValueError:
            return text

    def _save(self) -> None:
        if self.url.text().strip().startswith(("http://", "https://", "*")):
            self.accept()
        else:
            self._refusal.setText("The address begins with http:// or https://.")
            self._refusal.show()
