"""The Jupyter console as a widget. It imports qtconsole, which takes long: import it late."""

import asyncio
from contextlib import suppress
from typing import Any

from jupyter_client.threaded import IOLoopThread
from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase, QKeySequence
from PySide6.QtWidgets import QWidget
from qtconsole.client import QtKernelClient
from qtconsole.rich_jupyter_widget import RichJupyterWidget
from traitlets import Bunch, validate

from rossum_studio.gui.console.colours import AnsiColours, code_style, recolour, style_sheet
from rossum_studio.gui.console.kernel import Connection
from rossum_studio.gui.theme import Theme

HEARTBEAT_S = 1.0


class PromptLoopThread(IOLoopThread):
    """Jupyter's message thread looks once a second whether it should stop; this one stops when told."""

    def __init__(self) -> None:
        super().__init__()
        self._told = asyncio.Event()

    async def _async_run(self) -> None:
        await self._told.wait()

    def stop(self) -> None:
        """End and join the thread."""
        with suppress(RuntimeError):  # it has ended
            self.ioloop.add_callback(self._told.set)
        super().stop()


class Client(QtKernelClient):
    """The connection to one kernel."""

    @validate("ioloop_thread")
    def _make_it_prompt(self, proposal: Bunch) -> IOLoopThread | None:
        return None if proposal["value"] is None else PromptLoopThread()


class Terminal(RichJupyterWidget):
    """Prompt, input and output of a kernel; the panel owns the process and does what is wanted of it."""

    prompt_shown = Signal()
    restart_wanted = Signal()
    interrupt_wanted = Signal()
    heartbeat_missed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, local_kernel=True, style_sheet=style_sheet(theme))
        self._theme = theme
        self._ansi_processor = AnsiColours(theme)
        self._highlighter.set_style(code_style(theme))
        self.setObjectName("console")
        self._control.setObjectName("consoleText")
        self._control.setAccessibleName("Console")
        self.font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self._display_banner = False  # the panel says what there is
        self._leave_shortcuts_to_the_window()
        self.custom_restart = self.custom_interrupt = True
        self.custom_restart_requested.connect(self.restart_wanted)
        self.custom_interrupt_requested.connect(self.interrupt_wanted)
        self.custom_restart_kernel_died.connect(lambda _silent_s: self.heartbeat_missed.emit())
        self.exit_requested.connect(lambda _terminal: self.restart_wanted.emit())

    def _leave_shortcuts_to_the_window(self) -> None:
        """Save, print and zoom: a shortcut that two actions claim triggers neither."""
        for action in (
            self.export_action,
            self.print_action,
            self.increase_font_size,
            self.decrease_font_size,
            self.reset_font_size,
        ):
            action.setShortcut(QKeySequence())

    def attach(self, connection: Connection, bootstrap: str) -> None:
        """Talk to a kernel; it executes the bootstrap before it shows a prompt."""
        client = Client()
        client.load_connection_info(dict(connection))
        client.hb_channel.time_to_dead = HEARTBEAT_S
        client.start_channels()
        self.kernel_client = client
        self.execute_unseen(bootstrap)

    def detach(self) -> None:
        """Stop talking to the kernel and join the threads that did."""
        client = self.kernel_client
        if client is not None:
            self.kernel_client = None
            client.stop_channels()

    def execute_unseen(self, code: str) -> None:
        """Execute code that leaves no trace on the screen or in the history."""
        self.kernel_client.execute(code, silent=True, store_history=False)

    def _handle_execute_result(self, message: dict[str, Any]) -> None:
        """Show a table as a table; qtconsole shows the text of everything but pictures."""
        data = message["content"]["data"]
        if "<table" in data.get("text/html", "") and self.include_output(message):
            self._pre_image_append(message, message["content"].get("execution_count", 0))
            self._append_html(data["text/html"] + "<br>", before_prompt=True)
        else:
            super()._handle_execute_result(message)

    def _prompt_started_hook(self) -> None:
        super()._prompt_started_hook()
        self.prompt_shown.emit()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours, those of the text already there included."""
        before, self._theme = self._theme, theme
        self.style_sheet = style_sheet(theme)
        self._highlighter.set_style(code_style(theme))
        self._ansi_processor.apply_theme(theme)
        recolour(self._control.document(), before, theme)
