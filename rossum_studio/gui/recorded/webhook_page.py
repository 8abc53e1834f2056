"""A webhook in the editor's place: where it is called, and its object to read."""

import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from rossum_studio.gui.hook import HookController
from rossum_studio.gui.stage import Stage
from rossum_studio.model.errors import InvalidHookError
from rossum_studio.model.hook import Hook
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.model.webhook import is_webhook, local_address, webhook_of

_HIDDEN = "••••"


class WebhookPage(QWidget):
    """Read-only: a webhook's code runs elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = QLabel(objectName="webhookSentence", wordWrap=True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setMargin(12)
        self.object = QPlainTextEdit(readOnly=True, objectName="webhookObject", accessibleName="Hook object")
        self.object.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.object.setFrameShape(QFrame.Shape.NoFrame)
        self.object.setAcceptDrops(False)  # files dropped on it are for the window
        self.object.setTabChangesFocus(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.sentence)
        layout.addWidget(self.object, 1)
        self.setFocusProxy(self.object)

    def show_hook(self, hook: Hook) -> None:
        """Show a webhook."""
        self.sentence.setText(_sentence(hook))
        shown = json.dumps(_without_secrets(hook.attributes), indent=2, ensure_ascii=False)
        self.object.setPlainText(shown)


class WebhookFlow(QObject):
    """Shows the page in the editor's place while a webhook is open."""

    def __init__(self, stage: Stage, hook: HookController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self.page = WebhookPage()
        stage.layout.page.addWidget(self.page)
        hook.hook_opened.connect(self._show)

    def _show(self, opened: OpenedHook) -> None:
        if is_webhook(opened.hook):
            self.page.show_hook(opened.hook)
            self._stage.layout.page.setCurrentWidget(self.page)
            self.page.setFocus()


def _sentence(hook: Hook) -> str:
    url = webhook_of(hook).url
    try:
        local_address(url)
    except InvalidHookError as error:
        return f"No code: this hook is a webhook. {error}"
    return f"No code: this hook is a webhook. Run posts the payload to {url} and shows its answer."


def _without_secrets(attributes: Mapping[str, Any]) -> dict[str, Any]:
    shown = dict(attributes)
    config, secrets = shown.get("config"), shown.get("secrets")
    if isinstance(config, dict):
        shown["config"] = {
            key: _HIDDEN if value and key in ("secret", "client_ssl_key") else value
            for key, value in config.items()
        }
    if isinstance(secrets, dict):
        shown["secrets"] = dict.fromkeys(secrets, _HIDDEN)
    return shown
