"""What the window is furnished with: panels, controllers, commands, and the connections between them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox, QWidget

from rossum_studio import __version__
from rossum_studio.gui.commands import Commands
from rossum_studio.gui.layout import Layout
from rossum_studio.gui.notice import Notices
from rossum_studio.gui.palette import open_palette, open_shortcuts
from rossum_studio.gui.preferences_dialog import PreferencesDialog
from rossum_studio.gui.recipe_flow import RECIPES
from rossum_studio.gui.remembering import RecoveryController
from rossum_studio.gui.session import SessionController
from rossum_studio.gui.stage import Stage
from rossum_studio.gui.status import StatusBar, runtime_check, runtime_sentence
from rossum_studio.gui.studio import Studio
from rossum_studio.gui.task import TaskRunner
from rossum_studio.gui.window import TITLE, MainWindow
from rossum_studio.model.errors import SaveError
from rossum_studio.model.problem import Severity
from rossum_studio.preferences.preference import Preferences, save_preferences
from rossum_studio.runtime.debugging.session import ExceptionStops
from rossum_studio.runtime.guarantees import probe
from rossum_studio.runtime.interpreters import Interpreter, find_interpreter
from rossum_studio.simulator.lifecycle import Step


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
        self.preferences = window.preferences
        self.is_closed = False
        self._beside = TaskRunner(self)  # beside the other tasks: no run waits for it
        self.panels = Layout(window.appearance.theme)
        self.status = StatusBar()
        self.notices = Notices(window)
        self.studio = Studio(Stage(window, self.panels, self.status, self.notices), profile)
        self.studio.run_flow.preferences = self.preferences
        self.recovery = RecoveryController(profile, lambda: self.studio.unsaved, self._beside, self)
        self.session = SessionController(window, self.panels, self.studio, self.recovery, self.notices)
        self.commands = Commands(window, self._slots())
        self._build()
        self._connect()
        self.session.restore(paths, reopens=self.preferences.reopen_last)
        self._refresh()
        self._beside.start(lambda _task: probe(), self.status.show_guarantees, lambda _error: None)
        self._find_python()

    def _build(self) -> None:
        self.window.setCentralWidget(self.panels)
        self.window.setStatusBar(self.status)
        menus = self.commands.fill(self.window.menuBar())
        menus["File"].insertMenu(self.commands["file.save"], self.session.recent_menu)
        self.panels.simulator.set_actions(self.commands["hook.run"], self.commands["run.stop"])
        self.studio.step_flow.set_actions({step: self.commands[f"step.{step.value}"] for step in Step})
        welcome = [self.commands[name] for name in ("sample.open", "file.open", "hook.new")]
        self.panels.welcome.fill(welcome, f"{runtime_check()}, each run in a process of its own")
        self.panels.welcome.setFocus()
        steps = ("continue", "step_over", "step_into", "step_out")
        self.panels.debug.set_actions([self.commands[f"debug.{name}"] for name in steps])
        self.commands["debug.exceptions_off"].setChecked(True)
        self.commands[f"theme.{self.preferences.theme}"].setChecked(True)
        for name in ("tree.toggle", "results.toggle"):
            self.commands[name].setChecked(True)
        self.panels.editor.editor.setZoom(self.preferences.editor_zoom)
        self.panels.fit(self.window.width())

    def _connect(self) -> None:
        studio, panels, editor = self.studio, self.panels, self.panels.editor.editor
        self.window.appearance.theme_changed.connect(panels.apply_theme)
        self.window.appearance.theme_changed.connect(studio.authoring.apply_theme)
        studio.authoring.apply_theme(self.window.appearance.theme)
        studio.changed.connect(self._refresh)
        studio.hook_flow.checks.found_changed.connect(self._refresh_commands)
        studio.changed.connect(self.recovery.note_change)
        self.recovery.refused.connect(lambda sentence: self.notices.say(sentence, Severity.WARNING))
        editor.text_edited.connect(self.recovery.note_change)
        editor.caret_moved.connect(self.status.show_caret)
        editor.zoom_changed.connect(self._on_zoomed)
        panels.simulator.limits_changed.connect(self._show_limits)
        panels.tree.before_shown.connect(self.commands["result.toggle_original"].setChecked)
        paste = QShortcut(QKeySequence.StandardKey.Paste, panels.tree.tree)
        paste.setContext(Qt.ShortcutContext.WidgetShortcut)
        paste.activated.connect(studio.open_flow.paste)
        self.studio.document.undo_stack.indexChanged.connect(self._refresh)
        QApplication.instance().focusChanged.connect(self._on_focus_changed)

    def _slots(self) -> dict[str, Callable[..., object]]:
        studio, tree, code = self.studio, self.panels.tree, self.panels.editor.editor
        find, opening, saving = self.panels.editor.find_bar, studio.open_flow, studio.save_flow
        return {
            "hook.new": opening.new_hook,
            "file.open": opening.ask_for_files,
            "folder.open": opening.ask_for_folder,
            "sample.open": opening.open_sample,
            "file.paste": opening.paste,
            "file.save": saving.save,
            "file.save_as": saving.save_as,
            "document.save_copy": saving.save_document,
            "hook.close": studio.hook_flow.close_hook,
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
            "code.fix": studio.hook_flow.checks.offer_fixes,
            "code.format": studio.formatting.format,
            "code.complete": studio.authoring.completion.complete,
            "code.describe": studio.authoring.navigation.describe,
            "code.definition": studio.authoring.navigation.go_to_definition,
            "code.symbols": studio.authoring.navigation.choose_symbol,
            "coverage.toggle": studio.coverage.show,
            "notes.toggle": studio.notes.show,
            **{f"recipe.{name}": partial(studio.recipes.insert, name) for name in RECIPES},
            "code.go_to_line": self._ask_for_line,
            "code.insert_snippet": studio.hook_flow.insert_snippet,
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
            "result.toggle_original": tree.show_before,
            "region.next": lambda: self._move_region(1),
            "region.previous": lambda: self._move_region(-1),
            "window.full_screen": lambda on: self.window.showFullScreen() if on else self.window.showNormal(),
            "hook.run": studio.run_flow.run,
            "hook.run_without_breakpoints": studio.run_flow.run_without_breakpoints,
            "run.stop": studio.run_flow.stop,
            "event.user_update": studio.run_flow.simulate_user_update,
            **{f"step.{step.value}": partial(studio.step_flow.take, step) for step in Step},
            "step.back": studio.step_flow.choose_step_back,
            "chain.run": studio.step_flow.run_chain,
            "chain.add": studio.step_flow.ask_for_hooks,
            "chain.clear": studio.step_flow.clear_hooks,
            "result.use": studio.run_flow.use_result,
            "debug.toggle": studio.debug.toggle_breakpoint,
            "debug.edit": studio.debug.edit_breakpoint,
            "debug.clear": studio.debug.remove_breakpoints,
            "debug.continue": studio.debug.continue_,
            "debug.step_over": studio.debug.step_over,
            "debug.step_into": studio.debug.step_into,
            "debug.step_out": studio.debug.step_out,
            "debug.pause": studio.debug.pause,
            **{
                f"debug.exceptions_{stops.value}": lambda _on, s=stops: studio.debug.set_exception_stops(s)
                for stops in ExceptionStops
            },
            "call.mock": studio.mock_call,
            "packs.install": studio.packs.ask,
            "document.revert": studio.document.revert,
            "problem.next": lambda: self._go_to_problem(1),
            "problem.previous": lambda: self._go_to_problem(-1),
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
        self._refresh_commands()
        state = hook.tested_state
        star = "*" if hook.is_dirty else ""
        parts = [f"{hook.name}{star}", state, TITLE] if hook.opened else [TITLE]
        self.window.setWindowTitle(" — ".join(parts))
        self.status.tested.setText(state)
        language = hook.opened.hook.language if hook.opened is not None else "python"
        self.status.show_runtime(language, self.studio.run_flow.python_version)
        stack, in_tree = self.studio.document.undo_stack, self._is_in_tree()
        for name, text in (("edit.undo", stack.undoText()), ("edit.redo", stack.redoText())):
            word = name.rpartition(".")[2].capitalize()
            self.commands[name].setText(f"&{word} {text}".strip() if in_tree else f"&{word}")

    def _refresh_commands(self) -> None:
        present = self.studio.present
        has_problems = "result" in present or self.studio.hook_flow.checks.has_places
        self.commands.refresh(present | ({"problem"} if has_problems else set()))
        is_paused = "paused" in present  # F11 steps then, as in VS Code
        self.commands["window.full_screen"].setShortcut("" if is_paused else "F11")
        self.commands["debug.step_into"].setShortcut("F11" if is_paused else "")
        self.studio.step_flow.refresh_actions()

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

    def _go_to_problem(self, step: int) -> None:
        checks, has_result = self.studio.hook_flow.checks, self.studio.run_flow.report is not None
        if checks.has_places and (self.panels.editor.editor.hasFocus() or not has_result):
            checks.go_on(step)
        else:
            self.panels.tree.go_to_message(step)

    def _ask_for_line(self) -> None:
        dialog = QInputDialog(self.window, windowTitle="Go to Line", labelText="Line number")
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setIntRange(1, 1_000_000)
        dialog.intValueSelected.connect(self.studio.hook_flow.go_to_line)
        dialog.open()

    def _set_tab_mode(self, moves: bool) -> None:
        self.panels.editor.editor.set_tab_moves_focus(moves)
        self.status.tab_mode.setText("Tab moves focus" if moves else "")

    def _toggle_results(self, is_shown: bool) -> None:
        self.panels.right_column.setVisible(is_shown)
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

    def _find_python(self) -> None:
        """Look for the Python that runs Python functions; it may have to ask several what they are."""
        path = self.preferences.python_path
        self._beside.start(
            lambda _task: find_interpreter(Path(path) if path else None),
            self._use_python,
            lambda _error: None,
        )

    def _use_python(self, found: Interpreter) -> None:
        self.studio.run_flow.use_interpreter(found)
        self._refresh()

    def _change_preferences(self, preferences: Preferences) -> None:
        is_other_python = preferences.python_path != self.preferences.python_path
        self.preferences = self.studio.run_flow.preferences = preferences
        self.window.appearance.choose(preferences.theme)
        self.commands[f"theme.{preferences.theme}"].setChecked(True)
        self.panels.editor.editor.setZoom(preferences.editor_zoom)
        save_preferences(self._profile, preferences)
        if is_other_python:
            self._find_python()

    def _show_about(self) -> None:
        box = QMessageBox(self.window)
        box.setWindowTitle(f"About {TITLE}")
        box.setText(f"{TITLE} {__version__}")
        box.setInformativeText(
            "Authors and tests Rossum hooks offline. Nothing leaves this computer.\n\n"
            f"{runtime_sentence()}\nProfile: {self._profile.folder}"
        )
        box.open()

    # Closing

    def may_close(self) -> bool:
        """Whether nothing is lost: what is unsaved is kept for the next start.

        Where it cannot be kept the user is asked, and the window closes after the answer.
        """
        if self.is_closed:
            return True
        try:
            self.recovery.keep_for_next_window()
        except SaveError as error:
            self.notices.say(str(error), Severity.ERROR)
            self.studio.losing_all(self._close_now)
            return False
        return True

    def close(self) -> None:
        """Remember the session and end what is under way."""
        self.is_closed = True
        self.session.close()
        self._beside.close()
        self.studio.close()

    def _close_now(self) -> None:
        self.is_closed = True
        self.recovery.discard()
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
