"""What the window is furnished with: panels, controllers, commands, and the connections between them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu, QMessageBox, QWidget

from rossum_studio import __version__
from rossum_studio.gui.asking import ask_to_save
from rossum_studio.gui.commands import Commands
from rossum_studio.gui.layout import Layout
from rossum_studio.gui.notice import Notices
from rossum_studio.gui.palette import open_palette, open_shortcuts
from rossum_studio.gui.preferences_dialog import PreferencesDialog
from rossum_studio.gui.remembering import RecoveredWork, RecoveryController
from rossum_studio.gui.status import StatusBar, runtime_check, runtime_sentence
from rossum_studio.gui.studio import Studio
from rossum_studio.gui.task import TaskRunner
from rossum_studio.gui.window import TITLE, MainWindow
from rossum_studio.preferences.last_session import LastSession, save_session
from rossum_studio.preferences.preference import Preferences, save_preferences
from rossum_studio.runtime.guarantees import probe

SESSION_MS = 1000


class Workbench(QObject):
    """Everything in one window.

    Args:
        window: Already in its colours and at its place.
        paths: Opened as if dropped on it; without any, what was open last comes back.
    """

    def __init__(self, window: MainWindow, paths: Sequence[Path]) -> None:
        super().__init__(window)
        self.window = window
        self._profile = profile = window.profile
        self._session = window.session
        self.preferences = window.preferences
        self.is_closed = False
        self._probing = TaskRunner(self)  # beside the other tasks: what is opened does not wait for it
        self._session_timer = QTimer(self, singleShot=True, interval=SESSION_MS)
        self._session_timer.timeout.connect(self._keep_session)
        self.panels = Layout(window.appearance.theme)
        self.status = StatusBar()
        self.notices = Notices(window)
        self.studio = Studio(window, self.panels, self.status, self.notices)
        self.studio.preferences = self.preferences
        self.recovery = RecoveryController(profile, lambda: self.studio.unsaved, self.studio.tasks, self)
        self.commands = Commands(window, self._slots())
        self._build()
        self._connect()
        self._restore(paths)
        self._probing.start(lambda _task: probe(), self.status.show_guarantees, lambda _error: None)

    def _build(self) -> None:
        self.window.setCentralWidget(self.panels)
        self.window.setStatusBar(self.status)
        menus = self.commands.fill(self.window.menuBar())
        self._recent_menu = QMenu("Open &Recent", self.window)
        menus["File"].insertMenu(self.commands["file.save"], self._recent_menu)
        self._recent_menu.aboutToShow.connect(self._fill_recent_menu)
        self.panels.simulator.set_actions(self.commands["hook.run"], self.commands["run.stop"])
        welcome = [self.commands[name] for name in ("sample.open", "file.open", "hook.new")]
        self.panels.welcome.fill(welcome, f"{runtime_check()}, each run in a process of its own")
        self.panels.welcome.show_recent(self._session.recent)
        self.panels.welcome.setFocus()
        self.commands[f"theme.{self.preferences.theme}"].setChecked(True)
        for name in ("tree.toggle", "results.toggle"):
            self.commands[name].setChecked(True)
        self.panels.editor.editor.setZoom(self.preferences.editor_zoom)
        self.panels.fit(self.window.width())

    def _connect(self) -> None:
        studio, panels, editor = self.studio, self.panels, self.panels.editor.editor
        self.window.appearance.theme_changed.connect(panels.apply_theme)
        studio.changed.connect(self._refresh)
        studio.changed.connect(self.recovery.note_change)
        studio.path_opened.connect(self._note_recent)
        studio.path_opened.connect(lambda _path: self._session_timer.start())
        editor.text_edited.connect(self.recovery.note_change)
        editor.caret_moved.connect(self.status.show_caret)
        editor.zoom_changed.connect(self._on_zoomed)
        panels.simulator.limits_changed.connect(self._show_limits)
        panels.tree.before_shown.connect(self.commands["result.toggle_original"].setChecked)
        paste = QShortcut(QKeySequence.StandardKey.Paste, panels.tree.tree)
        paste.setContext(Qt.ShortcutContext.WidgetShortcut)
        paste.activated.connect(studio.paste)
        panels.welcome.path_chosen.connect(lambda path: studio.open_paths([path]))
        panels.welcome.path_forgotten.connect(self._forget_recent)
        self.studio.document.undo_stack.indexChanged.connect(self._refresh)
        QApplication.instance().focusChanged.connect(self._on_focus_changed)

    def _slots(self) -> dict[str, Callable[..., object]]:
        studio, tree = self.studio, self.panels.tree
        code, find = self.panels.editor.editor, self.panels.editor.find_bar
        return {
            "hook.new": studio.new_hook,
            "file.open": studio.ask_for_files,
            "folder.open": studio.ask_for_folder,
            "sample.open": studio.open_sample,
            "file.paste": studio.paste,
            "file.save": studio.save,
            "file.save_as": studio.save_as,
            "hook.close": studio.close_hook,
            "window.close": self.window.close,
            "edit.undo": self._undo,
            "edit.redo": self._redo,
            "edit.find": lambda: tree.focus_filter() if self._is_in_tree() else find.open_find(),
            "edit.replace": find.open_replace,
            "edit.find_next": lambda: tree.go_to_match(1) if self._is_in_tree() else find.find_next(),
            "edit.find_previous": lambda: (
                tree.go_to_match(-1) if self._is_in_tree() else find.find_previous()
            ),
            "code.comment": code.toggle_comment,
            "code.go_to_line": self._ask_for_line,
            "code.insert_snippet": studio.insert_snippet,
            "edit.tab_moves_focus": self._set_tab_mode,
            "palette.open": lambda: open_palette(self.window, self.commands),
            "theme.system": lambda _on: self._choose_theme("system"),
            "theme.light": lambda _on: self._choose_theme("light"),
            "theme.dark": lambda _on: self._choose_theme("dark"),
            "zoom.in": code.zoomIn,
            "zoom.out": code.zoomOut,
            "zoom.reset": code.reset_zoom,
            "tree.toggle": lambda is_shown: self.panels.left.setVisible(is_shown),
            "results.toggle": self._toggle_results,
            "console.toggle": self._toggle_console,
            "result.toggle_original": studio.toggle_original,
            "region.next": lambda: self._move_region(1),
            "region.previous": lambda: self._move_region(-1),
            "window.full_screen": lambda on: self.window.showFullScreen() if on else self.window.showNormal(),
            "hook.run": studio.run,
            "hook.run_without_breakpoints": studio.run,
            "run.stop": studio.runs.stop,
            "event.user_update": studio.simulate_user_update,
            "result.use": studio.use_result,
            "document.revert": studio.document.revert,
            "problem.next": lambda: tree.go_to_message(1),
            "problem.previous": lambda: tree.go_to_message(-1),
            "change.next": lambda: tree.go_to_change(1),
            "change.previous": lambda: tree.go_to_change(-1),
            "preferences.open": self._open_preferences,
            "help.shortcuts": lambda: open_shortcuts(self.window, self.commands),
            "notices.show": self.notices.show_history,
            "help.about": self._show_about,
        }

    # What the window shows of itself

    def _refresh(self) -> None:
        hook = self.studio.hook
        self.commands.refresh(self.studio.present)
        state = hook.tested_state
        star = "*" if hook.is_dirty else ""
        parts = [f"{hook.name}{star}", state, TITLE] if hook.opened else [TITLE]
        self.window.setWindowTitle(" — ".join(parts))
        self.status.tested.setText(state)
        stack, in_tree = self.studio.document.undo_stack, self._is_in_tree()
        for name, text in (("edit.undo", stack.undoText()), ("edit.redo", stack.redoText())):
            word = name.rpartition(".")[2].capitalize()
            self.commands[name].setText(f"&{word} {text}".strip() if in_tree else f"&{word}")

    def _show_limits(self, _limits: object = None) -> None:
        allowed = self.panels.simulator.values().limits.allow_network
        self.status.network.setText("network on" if allowed else "network off")

    def _on_focus_changed(self, _old: QWidget | None, _new: QWidget | None) -> None:
        if not self.is_closed:
            self._refresh()

    def _is_in_tree(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.panels.tree.isAncestorOf(focused)

    # Commands of the window itself

    def _undo(self) -> None:
        if self._is_in_tree():
            self.studio.document.undo_stack.undo()
        else:
            self.panels.editor.editor.undo()

    def _redo(self) -> None:
        if self._is_in_tree():
            self.studio.document.undo_stack.redo()
        else:
            self.panels.editor.editor.redo()

    def _ask_for_line(self) -> None:
        dialog = QInputDialog(self.window, windowTitle="Go to Line", labelText="Line number")
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setIntRange(1, 1_000_000)
        dialog.intValueSelected.connect(self.studio.go_to_line)
        dialog.open()

    def _set_tab_mode(self, moves: bool) -> None:
        self.panels.editor.editor.set_tab_moves_focus(moves)
        self.status.tab_mode.setText("Tab moves focus" if moves else "")

    def _toggle_results(self, is_shown: bool) -> None:
        self.panels.right.setVisible(is_shown)
        self.panels.results_room.setVisible(is_shown)

    def _toggle_console(self, is_shown: bool) -> None:
        self.panels.console.setVisible(is_shown)
        if is_shown:
            self.panels.console.setFocus()

    def _move_region(self, step: int) -> None:
        regions = self.panels.regions
        focused = QApplication.focusWidget()
        inside = [i for i, region in enumerate(regions) if region is focused or region.isAncestorOf(focused)]
        target = regions[((inside[0] if inside else -step) + step) % len(regions)]
        _first_control(target).setFocus(Qt.FocusReason.TabFocusReason)

    def _choose_theme(self, theme: str) -> None:
        self._change_preferences(replace(self.preferences, theme=theme))

    def _on_zoomed(self, zoom: int) -> None:
        self.preferences = replace(self.preferences, editor_zoom=zoom)
        save_preferences(self._profile, self.preferences)

    def _open_preferences(self) -> None:
        PreferencesDialog(self.window, self.preferences, self._change_preferences).open()

    def _change_preferences(self, preferences: Preferences) -> None:
        self.preferences = self.studio.preferences = preferences
        self.window.appearance.choose(preferences.theme)
        self.commands[f"theme.{preferences.theme}"].setChecked(True)
        self.panels.editor.editor.setZoom(preferences.editor_zoom)
        save_preferences(self._profile, preferences)

    def _show_about(self) -> None:
        box = QMessageBox(self.window)
        box.setWindowTitle(f"About {TITLE}")
        box.setText(f"{TITLE} {__version__}")
        box.setInformativeText(
            "Authors and tests Rossum hooks offline. Nothing leaves this computer.\n\n"
            f"{runtime_sentence()}\nProfile: {self._profile.folder}"
        )
        box.open()

    # Recent files and the last session

    def _note_recent(self, path: Path) -> None:
        self._session = self._session.with_recent(str(path))
        self.panels.welcome.show_recent(self._session.recent)

    def _keep_session(self) -> None:
        self._session = self._session_now()
        save_session(self._profile, self._session)

    def _forget_recent(self, path: Path) -> None:
        rest = [each for each in self._session.recent if each != str(path)]
        self._session = replace(self._session, recent=rest)
        self.panels.welcome.show_recent(rest)

    def _fill_recent_menu(self) -> None:
        self._recent_menu.clear()
        for name in self._session.recent:
            action = self._recent_menu.addAction(name)
            action.setEnabled(Path(name).exists())
            action.triggered.connect(lambda _checked=False, name=name: self.studio.open_paths([Path(name)]))
        if not self._session.recent:
            self._recent_menu.addAction("Nothing was opened yet").setEnabled(False)

    def _restore(self, paths: Sequence[Path]) -> None:
        session = self._session
        QTimer.singleShot(0, self, lambda: self.panels.set_sizes(session.splitters))  # once it has its size
        work = self.recovery.recovered()
        if paths:
            self.studio.open_paths(paths)
        elif self.preferences.reopen_last:
            self._reopen(session, work)
        if work is not None:
            self.recovery.forget(work)
            QTimer.singleShot(0, self, lambda: self.studio.bring_back(work))
        self._refresh()

    def _reopen(self, session: LastSession, work: RecoveredWork | None) -> None:
        """Open what was open last, except what comes back from a crash."""
        hook = "" if work is not None and work.hook is not None else session.hook
        has_document = work is not None and work.document
        names = (hook,) if has_document else (hook, session.document, session.schema)
        paths = [Path(name) for name in dict.fromkeys(names) if name and Path(name).exists()]
        self.studio.document_title = session.document_title
        document_is_back = Path(session.document) in paths
        if session.event:
            last = self.studio.document.document_opened if document_is_back else self.studio.hook.hook_opened
            last.connect(
                lambda _opened: self.panels.simulator.set_event(session.event),
                Qt.ConnectionType.SingleShotConnection,
            )
        self.studio.open_paths(paths)

    def _session_now(self) -> LastSession:
        hook, document = self.studio.hook, self.studio.document.current
        opened = hook.opened
        source = document.opened.source if document is not None else ""
        return replace(
            self._session,
            geometry=bytes(self.window.saveGeometry().toBase64()).decode(),
            splitters=self.panels.sizes_by_name(),
            hook=str((opened.object_path or opened.code_path or "") if opened else ""),
            document=str(source) if isinstance(source, Path) else "",
            document_title=self.studio.document_title,
            schema=document.schema_path if document is not None else "",
            event=self.panels.simulator.values().event.name,
        )

    # Closing

    def may_close(self) -> bool:
        """Whether nothing would be lost; else the user is asked, and the window closes after the answer."""
        if self.is_closed or not self.studio.hook.is_dirty:
            return True
        name = self.studio.hook.name
        ask_to_save(self.window, name, lambda: self.studio.save(self._close_now), self._close_now)
        return False

    def close(self) -> None:
        """Remember the session and end what is under way."""
        self.is_closed = True
        self._session_timer.stop()
        self._keep_session()
        self._probing.close()
        self.studio.close()
        self.recovery.close()

    def _close_now(self) -> None:
        self.is_closed = True
        self.window.close()


def _first_control(region: QWidget) -> QWidget:
    """Where the keyboard enters a region: itself, or the first in it that Tab would stop at."""
    widget: QWidget | None = region
    while widget is not None and not _stops_tab(widget, region):
        widget = widget.nextInFocusChain()
        if widget is region:
            break
    return widget or region


def _stops_tab(widget: QWidget, region: QWidget) -> bool:
    is_inside = widget is region or region.isAncestorOf(widget)
    takes_focus = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return is_inside and takes_focus and widget.isVisible() and widget.isEnabled()
