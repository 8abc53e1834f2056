"""What a function's secrets are, asked before its first run."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

_IN_KEYCHAIN = "&Keep in the keychain of this system"
_IN_FILE = "There is no keychain here: &keep in a file that only I can read"


class SecretDialog(QDialog):
    """One line for each secret; what is typed is shown as dots."""

    def __init__(self, parent: QWidget, names: Sequence[str], *, has_keychain: bool) -> None:
        super().__init__(parent)
        self.setObjectName("secretDialog")
        self.setWindowTitle("Secrets of This Function")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        many = len(names) > 1
        what = "secrets that have no values here" if many else "a secret that has no value here"
        about = QLabel(
            f"The function reads {what}. Values are never written into the project.", wordWrap=True
        )
        self.fields = {name: self._field(name) for name in names}
        self.keep = QCheckBox(_IN_KEYCHAIN if has_keychain else _IN_FILE, objectName="keepSecrets")
        self.keep.setChecked(has_keychain)
        buttons = QDialogButtonBox()
        run = buttons.addButton("&Run", QDialogButtonBox.ButtonRole.AcceptRole)
        run.setDefault(True)
        without = buttons.addButton("Run &Without", QDialogButtonBox.ButtonRole.DestructiveRole)
        without.setAutoDefault(False)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.without = without
        form = QFormLayout(self)
        form.addRow(about)
        for name, field in self.fields.items():
            form.addRow(name, field)
        form.addRow(self.keep)
        form.addRow(buttons)
        self.setMinimumWidth(440)

    @property
    def values(self) -> dict[str, str]:
        """What was typed; nothing for a line that was left empty."""
        return {name: field.text() for name, field in self.fields.items() if field.text()}

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit(objectName=f"secret_{name}", accessibleName=f"Secret {name}")
        field.setEchoMode(QLineEdit.EchoMode.Password)
        return field
