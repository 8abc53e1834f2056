"""What every flow of the studio shows things on."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from rossum_studio.gui.editor.scintilla import CodeEditor
from rossum_studio.gui.layout import Layout
from rossum_studio.gui.notice import Notices
from rossum_studio.gui.status import StatusBar
from rossum_studio.model.problem import Severity


@dataclass(frozen=True)
class Stage:
    """The visible parts of one window.

    Args:
        window: Parent of every dialog.
    """

    window: QWidget
    layout: Layout
    status: StatusBar
    notices: Notices

    @property
    def code(self) -> CodeEditor:
        """The editor of the function."""
        return self.layout.editor.editor

    def refuse(self, sentence: str) -> None:
        """Say why something could not be done."""
        self.notices.say(sentence, Severity.ERROR)
        self.status.say(sentence)
