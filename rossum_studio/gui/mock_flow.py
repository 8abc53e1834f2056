"""Mocks in the window: read beside the function, written for a request that nobody answered."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from rossum_studio.gui.hook import HookController
from rossum_studio.gui.mock_dialog import MockDialog
from rossum_studio.gui.stage import Stage
from rossum_studio.model.errors import SaveError, StudioError
from rossum_studio.model.http import Call
from rossum_studio.model.masking import MASK
from rossum_studio.model.mock import FOLDER, Mock, read_mocks, save_mock
from rossum_studio.runtime.outcome import Blocked


class MockFlow(QObject):
    """Knows the mocks of the open function."""

    changed = Signal()

    def __init__(self, stage: Stage, hook: HookController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage, self._hook = stage, hook
        self._seen: object = None
        self._mocks: tuple[Mock, ...] = ()

    @property
    def folder(self) -> Path | None:
        """Where they lie; None for a function without a file."""
        return self._hook.path.parent / FOLDER if self._hook.path is not None else None

    def mocks(self) -> tuple[Mock, ...]:
        """Those of the open function, read again when a file changed."""
        folder = self.folder
        stamp = _stamp(folder) if folder is not None else None
        if stamp != self._seen:
            self._seen = stamp
            self._mocks = self._read(folder) if folder is not None and stamp else ()
        return self._mocks

    def ask(self, call: Call | None, blocked: tuple[Blocked, ...] = ()) -> None:
        """Ask how a request is answered from now on.

        Args:
            call: None for one that was never made: then what was blocked names the host.
        """
        if self.folder is None:
            self._stage.refuse("Mocks lie beside the function: save it first.")
            return
        hosts = [
            each.target.rpartition(":")[0] or each.target for each in blocked if each.subject == "network"
        ]
        blocked_url = f"https://{hosts[0]}/*" if hosts else "https://"
        url = call.request.url.replace(MASK, "*") if call is not None else blocked_url
        dialog = MockDialog(self._stage.window, call.request.method if call is not None else "GET", url)
        dialog.accepted.connect(lambda: self._save(dialog.mock))
        dialog.open()

    def _save(self, mock: Mock) -> None:
        assert self.folder is not None
        try:
            path = save_mock(self.folder, mock)
        except (SaveError, OSError) as error:
            self._stage.refuse(str(error))
            return
        self._stage.status.say(f"Saved {FOLDER}/{path.name}. Run again: the call is answered from it.")
        self.changed.emit()

    def _read(self, folder: Path) -> tuple[Mock, ...]:
        try:
            return read_mocks(folder)
        except StudioError as error:
            self._stage.refuse(str(error))
            return ()


def _stamp(folder: Path) -> tuple[tuple[str, int], ...]:
    """Tells whether anything in the folder changed."""
    if not folder.is_dir():
        return ()
    return tuple(sorted((path.name, path.stat().st_mtime_ns) for path in folder.glob("*.json")))
