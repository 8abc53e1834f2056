"""Library packs in the window: the question before, the progress, and what follows."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox

from rossum_studio.gui.packs.controller import PacksController
from rossum_studio.gui.packs.progress import PackProgress
from rossum_studio.gui.run_flow import RunFlow
from rossum_studio.gui.stage import Stage
from rossum_studio.model.library_pack import DEFAULT_PACK, LANGUAGES, contents_of
from rossum_studio.model.problem import Severity
from rossum_studio.runtime.packs.install import Target
from rossum_studio.runtime.packs.place import packs_folder
from rossum_studio.runtime.packs.progress import Progress

_SIZE = "about 200 MB"


class PackFlow(QObject):
    """Installs the default pack from the menu, after a question, or from a failed import, at once."""

    def __init__(self, stage: Stage, run_flow: RunFlow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage, self._run_flow = stage, run_flow
        self._runs_again = False
        self.controller = PacksController(self)
        self.progress = PackProgress()
        stage.status.addWidget(self.progress)
        self.progress.hide()  # a status bar shows what it is given
        self._connect()

    def _connect(self) -> None:
        controller = self.controller
        self.progress.cancel_requested.connect(self.cancel)
        controller.missing_found.connect(self._ask)
        controller.progressed.connect(self._on_progressed)
        controller.installed.connect(self._on_installed)
        controller.removed.connect(self._on_removed)
        controller.failed.connect(self._stage.refuse)
        controller.ended.connect(self.progress.hide)

    def ask(self) -> None:
        """Say what would be installed and where, and ask; or that it is there."""
        self._prepare()
        self.controller.look()

    def install(self) -> None:
        """Install what is missing, and offer to run again."""
        self._prepare()
        self._runs_again = True
        self._begin()

    def cancel(self) -> None:
        """Give up; nothing of it is left."""
        self.controller.cancel()
        self._stage.status.say("Installing the library pack was cancelled; nothing was changed.")

    def close(self) -> None:
        """The window is going away."""
        self.controller.close()

    def _prepare(self) -> None:
        self._runs_again = False
        self.controller.python_path = self._run_flow.preferences.python_path or ""

    def _begin(self) -> None:
        if not self.controller.is_busy:
            self._on_progressed(Progress(f"Installing the library pack {DEFAULT_PACK}", 0.0))
            self.controller.install()

    def _ask(self, missing: Sequence[Target]) -> None:
        if not missing:
            text = f"The library pack {DEFAULT_PACK} is installed, in {packs_folder()}."
            self._stage.notices.say(text, Severity.INFO, ("Remove", self.controller.remove))
            return
        box = QMessageBox(self._stage.window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("Install Library Packs")
        box.setText(f"Install the libraries that functions have on Rossum (pack {DEFAULT_PACK})?")
        box.setInformativeText(_details(missing))
        button = box.addButton("Install", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        button.clicked.connect(self._begin)
        box.open()

    def _on_progressed(self, progress: Progress) -> None:
        if not self.controller.is_cancelled:
            self.progress.show_progress(progress)

    def _on_installed(self) -> None:
        again = (("Run again", self._run_flow.run),) if self._runs_again else ()
        self._stage.notices.say(f"The library pack {DEFAULT_PACK} is installed.", Severity.INFO, *again)
        self._run_flow.get_ready_soon()

    def _on_removed(self, was_there: bool) -> None:
        state = "was removed" if was_there else "is not installed"
        self._stage.notices.say(f"The library pack {DEFAULT_PACK} {state}.")
        self._run_flow.get_ready_soon()


def _details(missing: Sequence[Target]) -> str:
    """What would be installed, from where, and where to."""
    parts = [
        f"{LANGUAGES[each.language]}: {', '.join(contents_of(DEFAULT_PACK)[each.language].libraries)}"
        for each in missing
    ]
    where = f"They are fetched with {' and '.join(each.program for each in missing)} ({_SIZE}) into"
    return "\n".join([*parts, "", f"{where} {packs_folder()}. A run itself never fetches anything."])
