"""What comes back at the next start: recent files, what was open, the window's shape, unsaved work."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QMenu

from rossum_studio.gui.layout import Layout
from rossum_studio.gui.notice import Notices
from rossum_studio.gui.remembering import KeptWork, RecoveryController
from rossum_studio.gui.studio import Studio
from rossum_studio.gui.window import MainWindow
from rossum_studio.model.problem import Severity
from rossum_studio.preferences.last_session import LastSession, save_session

SESSION_MS = 1000


class SessionController(QObject):
    """Remembers one window, and opens it as it was."""

    def __init__(
        self,
        window: MainWindow,
        panels: Layout,
        studio: Studio,
        recovery: RecoveryController,
        notices: Notices,
    ) -> None:
        super().__init__(window)
        self._window, self._panels, self._studio = window, panels, studio
        self._recovery, self._notices = recovery, notices
        self._last = window.session
        self._timer = QTimer(self, singleShot=True, interval=SESSION_MS)
        self._timer.timeout.connect(self._keep)
        self.recent_menu = QMenu("Open &Recent", window)
        self.recent_menu.aboutToShow.connect(self._fill_recent_menu)
        panels.welcome.show_recent(self._last.recent)
        panels.welcome.path_chosen.connect(lambda path: studio.open_flow.open_paths([path]))
        panels.welcome.path_forgotten.connect(self._forget_recent)
        studio.path_opened.connect(self._note_recent)

    def restore(self, paths: Sequence[Path], *, reopens: bool) -> None:
        """Open the paths, else what was open last, and bring back what was unsaved.

        Unsaved work that would stand in the way of the paths is offered only.

        Args:
            reopens: Whether the user wants the last session back.
        """
        last = self._last
        self._panels.tree.tree.restore_columns(last.tree_columns)
        QTimer.singleShot(0, self, lambda: self._panels.set_sizes(last.splitters))  # once it has its size
        kept = self._recovery.kept()
        work = kept[0] if kept and _is_wanted(kept[0], paths, reopens) else None
        if paths:
            known = work.paths if work is not None else set()
            self._studio.open_flow.open_paths([path for path in paths if path.resolve() not in known])
        elif reopens:
            self._reopen(work)
        if work is not None:
            QTimer.singleShot(0, self, lambda: self._bring_back(work))
        for other in kept[:2]:
            if other is not work:
                self._offer(other)

    def close(self) -> None:
        """The window closes: remember it."""
        self._timer.stop()
        self._keep()

    def _reopen(self, work: KeptWork | None) -> None:
        """Open what was open last, except what comes back unsaved."""
        last, studio = self._last, self._studio
        hook = "" if work is not None and work.hook is not None else last.hook
        has_document = work is not None and work.document is not None
        names = (hook,) if has_document else (hook, last.document, last.schema)
        paths = [Path(name) for name in dict.fromkeys(names) if name and Path(name).exists()]
        studio.open_flow.document_title = last.document_title
        document_is_back = has_document or Path(last.document) in paths
        if last.event:
            opened_last = studio.document.document_opened if document_is_back else studio.hook.hook_opened
            opened_last.connect(
                lambda _opened: self._panels.simulator.set_event(last.event),
                Qt.ConnectionType.SingleShotConnection,
            )
        studio.open_flow.open_paths(paths)

    def _bring_back(self, work: KeptWork) -> None:
        self._studio.bring_back(work, lambda: self._recovery.take_over(work))
        if work.is_after_crash:
            sentence = "The last session ended unexpectedly; your unsaved work is back."
            self._notices.say(sentence, Severity.WARNING)

    def _offer(self, work: KeptWork) -> None:
        """Say that there is unsaved work which was not opened."""
        self._notices.say(
            f"Unsaved work of an earlier session is kept: {work.names}.",
            Severity.INFO,
            ("Bring It Back", lambda: self._bring_back(work)),
            ("Discard It", lambda: self._recovery.forget(work)),
        )

    # Recent files

    def _note_recent(self, path: Path) -> None:
        self._last = self._last.with_recent(str(path))
        self._panels.welcome.show_recent(self._last.recent)
        self._timer.start()

    def _forget_recent(self, path: Path) -> None:
        rest = [each for each in self._last.recent if each != str(path)]
        self._last = replace(self._last, recent=rest)
        self._panels.welcome.show_recent(rest)

    def _fill_recent_menu(self) -> None:
        self.recent_menu.clear()
        for name in self._last.recent:
            action = self.recent_menu.addAction(name)
            action.setEnabled(Path(name).exists())
            action.triggered.connect(
                lambda _checked=False, name=name: self._studio.open_flow.open_paths([Path(name)])
            )
        if not self._last.recent:
            self.recent_menu.addAction("Nothing was opened yet").setEnabled(False)

    # What is written

    def _keep(self) -> None:
        self._last = self._now()
        save_session(self._window.profile, self._last)

    def _now(self) -> LastSession:
        studio, panels = self._studio, self._panels
        hook, document = studio.hook.opened, studio.document
        return replace(
            self._last,
            geometry=bytes(self._window.saveGeometry().toBase64()).decode(),
            splitters=panels.sizes_by_name(),
            hook=str((hook.object_path or hook.code_path or "") if hook else ""),
            document=str(document.path or ""),
            document_title=studio.open_flow.document_title,
            schema=document.current.schema_path if document.current is not None else "",
            event=panels.simulator.values().event.name,
            tree_columns=panels.tree.tree.columns,
        )


def _is_wanted(work: KeptWork, paths: Sequence[Path], reopens: bool) -> bool:
    """Whether unsaved work comes back by itself: as part of the session, or of a file that is opened."""
    if paths:
        return not work.paths.isdisjoint(path.resolve() for path in paths)
    return reopens
