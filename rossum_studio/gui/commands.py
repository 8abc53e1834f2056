"""Every menu entry and shortcut, as a table: menus, palette and shortcut list are built from it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the user can ask for.

    Args:
        id: `noun.verb`.
        menu: Path of the menu, `File` or `View/Theme`.
        keys: Shortcuts, the one shown first.
        needs: What must be there for it to work: `hook`, `document`, `run` (one under way), `result`,
            `problem` (or a result), `step`, `paused` or `debugged` (a function), or nothing.
        object_name: Fixed by the contract for some.
        group: Of commands of which one is checked.
    """

    id: str
    text: str
    menu: str
    keys: tuple[str, ...] = ()
    tip: str = ""
    needs: str = ""
    object_name: str = ""
    checkable: bool = False
    group: str = ""


WHY_NOT = {
    "hook": "Open or create a function first",
    "document": "Open a document first",
    "run": "Nothing is running",
    "result": "Run the function first",
    "problem": "There is no problem in the code, and no run gave messages",
    "step": "Take a step first",
    "paused": "The function is not paused: set a breakpoint (F9) and run",
    "debugged": "Nothing runs under the debugger",
}

COMMANDS: tuple[Command, ...] = (
    Command("hook.new", "&New Function…", "File", ("Ctrl+N",), "Start from a template", "", "newHookAction"),
    Command("file.open", "&Open…", "File", ("Ctrl+O",), "Annotation, schema, hook or code", "", "openAction"),
    Command("folder.open", "Open &Folder…", "File", (), "Everything in a folder, matched up"),
    Command("sample.open", "Open Sa&mple", "File", (), "An invoice and the default function"),
    Command("file.paste", "Open from &Clipboard", "File", ("Ctrl+Shift+V",), "JSON or code that was copied"),
    Command("file.save", "&Save", "File", ("Ctrl+S",), "Write the function to disk", "hook", "saveAction"),
    Command(
        "file.save_as", "Save &As…", "File", ("Ctrl+Shift+S",), "Code alone, or with its hook object", "hook"
    ),
    Command(
        "document.save_copy", "Save &Document As…", "File", (), "The document with your edits", "document"
    ),
    Command("hook.close", "&Close Function", "File", ("Ctrl+W",), "", "hook"),
    Command("window.close", "&Quit", "File", ("Ctrl+Q",)),
    Command("edit.undo", "&Undo", "Edit", ("Ctrl+Z",), "In the editor or the tree, whichever has the focus"),
    Command("edit.redo", "&Redo", "Edit", ("Ctrl+Shift+Z", "Ctrl+Y"), "In the editor or the tree"),
    Command("edit.find", "&Find…", "Edit", ("Ctrl+F",), "In the code, or in the tree when it has the focus"),
    Command("edit.replace", "&Replace…", "Edit", ("Ctrl+H",), "", "hook"),
    Command("edit.find_next", "Find &Next", "Edit", ("F3",)),
    Command("edit.find_previous", "Find &Previous", "Edit", ("Shift+F3",)),
    Command("code.comment", "Toggle &Comment", "Edit", ("Ctrl+/",), "", "hook"),
    Command("code.fix", "&Quick Fix…", "Edit", ("Ctrl+.",), "Mend the problem at the caret", "hook"),
    Command("code.format", "&Format Code", "Edit", ("Shift+Alt+F",), "The usual format", "hook"),
    Command("code.complete", "Co&mplete", "Edit", ("Ctrl+Space",), "What could be written here", "hook"),
    Command("code.describe", "Sho&w Value", "Edit", ("Ctrl+K, Ctrl+I",), "What stands at the caret", "hook"),
    Command(
        "code.definition", "Go to &Definition", "Edit", ("F12",), "A line, or a field of the tree", "hook"
    ),
    Command("code.symbols", "Go to S&ymbol…", "Edit", ("Ctrl+Shift+O",), "A function of the file", "hook"),
    Command("code.go_to_line", "&Go to Line…", "Edit", ("Ctrl+G",), "", "hook"),
    Command(
        "code.insert_snippet", "Insert &Snippet…", "Edit", ("Ctrl+K, I",), "A classic helper function", "hook"
    ),
    Command("recipe.message", "Insert &Message on a Field…", "Edit/Insert", (), "A warning", "hook"),
    Command("recipe.replace", "Insert &Replace a Value…", "Edit/Insert", (), "Another value", "hook"),
    Command("recipe.blocker", "Insert Automation &Blocker…", "Edit/Insert", (), "On initialize", "hook"),
    Command("recipe.iterate_rows", "Insert &Go Through Rows…", "Edit/Insert", (), "Of a table", "hook"),
    Command("recipe.add_row", "Insert &Add a Row…", "Edit/Insert", (), "To a table", "hook"),
    Command("recipe.sum_check", "Insert &Sum Check…", "Edit/Insert", (), "A column and a total", "hook"),
    Command("recipe.date_check", "Insert &Date Check…", "Edit/Insert", (), "No later than today", "hook"),
    Command("recipe.call_api", "Insert &Call the Rossum API", "Edit/Insert", (), "With its token", "hook"),
    Command("recipe.read_settings", "Insert Read a Se&tting", "Edit/Insert", (), "Of the hook", "hook"),
    Command(
        "edit.tab_moves_focus",
        "Tab Key &Moves Focus",
        "Edit",
        ("Ctrl+M",),
        "Instead of indenting",
        checkable=True,
    ),
    Command("palette.open", "Command &Palette…", "View", ("Ctrl+Shift+P",), "Every command by name"),
    Command("theme.system", "&System", "View/Theme", checkable=True, group="theme"),
    Command("theme.light", "&Light", "View/Theme", checkable=True, group="theme"),
    Command("theme.dark", "&Dark", "View/Theme", checkable=True, group="theme"),
    Command("zoom.in", "Zoom &In", "View", ("Ctrl+=", "Ctrl++")),
    Command("zoom.out", "Zoom &Out", "View", ("Ctrl+-",)),
    Command("zoom.reset", "&Reset Zoom", "View", ("Ctrl+0",)),
    Command("tree.toggle", "&Document Tree", "View", ("Ctrl+B",), checkable=True),
    Command(
        "console.toggle", "&Console", "View", ("Ctrl+J",), "Python with the payload at hand", checkable=True
    ),
    Command("results.toggle", "&Event and Results", "View", ("Ctrl+K, E",), checkable=True),
    Command(
        "result.toggle_original",
        "Show &Original Values",
        "View",
        ("F4",),
        "Before or after the run",
        "result",
        checkable=True,
    ),
    Command(
        "coverage.toggle",
        "Show Co&verage",
        "View",
        (),
        "Lines that ran, and never did",
        checkable=True,
    ),
    Command(
        "notes.toggle",
        "Show &Notes Below Lines",
        "View",
        ("Ctrl+K, N",),
        "Problems, and what each line said and changed in the last run",
        checkable=True,
    ),
    Command("region.next", "Next &Region", "View", ("F6",)),
    Command("region.previous", "Previous Re&gion", "View", ("Shift+F6",)),
    Command("window.full_screen", "&Full Screen", "View", ("F11",), checkable=True),
    Command(
        "hook.run",
        "&Run",
        "Run",
        ("F5", "Ctrl+Return", "Ctrl+Enter"),
        "Send the event to the function",
        "hook",
        "runAction",
    ),
    Command(
        "hook.run_without_breakpoints",
        "Run &Without Breakpoints",
        "Run",
        ("Ctrl+F5",),
        "Send the event and stop nowhere",
        "hook",
        "runWithoutBreakpointsAction",
    ),
    Command("run.stop", "&Stop", "Run", ("Shift+F5",), "End the run now", "run", "stopAction"),
    Command(
        "event.user_update",
        "Simulate &User Update",
        "Run",
        ("Ctrl+Shift+U",),
        "Run on updated with your edits",
        "hook",
    ),
    Command(
        "result.use",
        "Use Result as New &Input",
        "Run",
        ("Ctrl+Shift+I",),
        "Work on with the changed values",
        "result",
    ),
    Command("step.initialize", "&Import", "Run/Steps", ("Ctrl+1",), "Extraction has finished", "document"),
    Command("step.started", "&Open", "Run/Steps", ("Ctrl+2",), "A reviewer opens the document", "document"),
    Command("step.updated", "&Edit", "Run/Steps", ("Ctrl+3",), "The reviewer has changed values", "document"),
    Command("step.confirm", "&Confirm", "Run/Steps", ("Ctrl+4",), "The reviewer confirms", "document"),
    Command("step.export", "E&xport", "Run/Steps", ("Ctrl+5",), "The document is exported", "document"),
    Command("step.back", "&Back to Step…", "Run/Steps", ("Ctrl+Shift+Backspace",), "Undo steps", "step"),
    Command(
        "chain.run",
        "Run C&hain",
        "Run",
        ("Ctrl+Shift+Return",),
        "All functions of the event in order",
        "hook",
    ),
    Command("chain.add", "&Add Function to Chain…", "Run", (), "It runs after those before it", "hook"),
    Command("chain.clear", "Clear Chai&n", "Run", (), "Only the open function is left in it", "hook"),
    Command("debug.toggle", "Toggle &Breakpoint", "Debug", ("F9",), "On the line of the caret", "hook"),
    Command(
        "debug.edit",
        "Breakpoint C&ondition…",
        "Debug",
        ("Shift+F9",),
        "When it stops, or what it logs",
        "hook",
    ),
    Command("debug.clear", "&Remove All Breakpoints", "Debug", (), "Of this function", "hook"),
    Command("debug.continue", "&Continue", "Debug", (), "To the next stop; F5 does it too", "paused"),
    Command("debug.step_over", "Step O&ver", "Debug", ("F10",), "To the next line", "paused"),
    Command("debug.step_into", "Step &Into", "Debug", (), "Into the function that is called (F11)", "paused"),
    Command("debug.step_out", "Step O&ut", "Debug", ("Shift+F11",), "Until the function returns", "paused"),
    Command("debug.pause", "&Pause", "Debug", (), "Stop wherever it is", "debugged"),
    Command("debug.exceptions_off", "&Never", "Debug/Stop at Exceptions", checkable=True, group="exceptions"),
    Command(
        "debug.exceptions_uncaught",
        "&Uncaught Only",
        "Debug/Stop at Exceptions",
        checkable=True,
        group="exceptions",
    ),
    Command("debug.exceptions_all", "&All", "Debug/Stop at Exceptions", checkable=True, group="exceptions"),
    Command("call.mock", "Moc&k a Call…", "Run", (), "Answer a request of the function from a file", "hook"),
    Command("packs.install", "Install &Library Packs…", "Run", (), "What functions may import on Rossum"),
    Command("document.revert", "Revert &Document", "Run", (), "Back to the values of the file", "document"),
    Command(
        "problem.next",
        "&Next Problem",
        "Run",
        ("F8",),
        "In the code while it has the focus and problems, else the next message",
        "problem",
    ),
    Command(
        "problem.previous",
        "&Previous Problem",
        "Run",
        ("Shift+F8",),
        "In the code while it has the focus and problems, else the previous message",
        "problem",
    ),
    Command("change.next", "Next C&hange", "Run", ("Alt+F5",), "What the run changed", "result"),
    Command("change.previous", "Previous Change", "Run", ("Shift+Alt+F5",), "What the run changed", "result"),
    Command("preferences.open", "Prefere&nces…", "Edit", ("Ctrl+,",)),
    Command("help.shortcuts", "&Keyboard Shortcuts", "Help", ("Ctrl+K, Ctrl+S",)),
    Command("notices.show", "&Notices", "Help", (), "What was said so far"),
    Command("help.about", "&About Rossum Studio", "Help"),
)


class Commands:
    """The actions of one window.

    Args:
        window: Owns the actions, so that their shortcuts work anywhere in it.
        slots: What each command does, by its id; a checkable one is given its new state.
    """

    def __init__(self, window: QWidget, slots: dict[str, Callable[..., object]]) -> None:
        self._present: frozenset[str] | None = None
        self._actions = {command.id: _action(window, command, slots[command.id]) for command in COMMANDS}
        self._group_actions(window)
        self.refresh(frozenset())

    def __getitem__(self, command_id: str) -> QAction:
        return self._actions[command_id]

    def _group_actions(self, window: QWidget) -> None:
        groups: dict[str, QActionGroup] = {}
        for command in COMMANDS:
            if command.group:
                group = groups.setdefault(command.group, QActionGroup(window))
                group.addAction(self._actions[command.id])

    def refresh(self, present: Iterable[str]) -> None:
        """Enable what can work now; the rest says in its tip why not."""
        have = frozenset(present)
        if have == self._present:
            return
        self._present = have
        for command in COMMANDS:
            action, works = self._actions[command.id], not command.needs or command.needs in have
            action.setEnabled(works)
            action.setStatusTip(command.tip if works else f"{plain_text(command)}: {WHY_NOT[command.needs]}")

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Build the menus; returns them by path."""
        menus: dict[str, QMenu] = {}
        for command in COMMANDS:
            _menu(bar, menus, command.menu).addAction(self._actions[command.id])
        return menus


def plain_text(command: Command) -> str:
    """The text without its mnemonic and dots."""
    return command.text.replace("&", "").removesuffix("…")


def _menu(bar: QMenuBar, menus: dict[str, QMenu], path: str) -> QMenu:
    if path not in menus:
        above, _, name = path.rpartition("/")
        menus[path] = _menu(bar, menus, above).addMenu(name) if above else bar.addMenu(f"&{name}")
    return menus[path]


def _action(window: QWidget, command: Command, slot: Callable[..., object]) -> QAction:
    action = QAction(command.text, window)
    action.setShortcuts([QKeySequence(key) for key in command.keys])
    action.setCheckable(command.checkable)
    action.setObjectName(command.object_name or command.id)
    if command.checkable:
        action.triggered.connect(slot)
    else:
        action.triggered.connect(lambda _checked=False: slot())
    window.addAction(action)
    return action
