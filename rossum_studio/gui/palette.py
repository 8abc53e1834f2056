"""The command palette: every command by name, with its shortcut."""

from PySide6.QtWidgets import QWidget

from rossum_studio.gui.choosing import ChoosingDialog, Option
from rossum_studio.gui.commands import COMMANDS, Command, Commands, plain_text


def open_palette(window: QWidget, commands: Commands) -> ChoosingDialog:
    """Show it; what is picked is done."""
    options = [_option(command, commands) for command in COMMANDS if command.id != "palette.open"]
    dialog = ChoosingDialog(window, "Commands", "Type what you want to do.", options, "Do It")
    dialog.open()
    return dialog


def open_shortcuts(window: QWidget, commands: Commands) -> ChoosingDialog:
    """The commands that have a key; picking one does it too."""
    options = [_option(command, commands) for command in COMMANDS if command.keys]
    dialog = ChoosingDialog(
        window, "Keyboard Shortcuts", "Type to find a key or a command.", options, "Do It"
    )
    dialog.open()
    return dialog


def _option(command: Command, commands: Commands) -> Option:
    action = commands[command.id]
    keys = ", ".join(key.toString() for key in action.shortcuts())
    place = command.menu.replace("/", " > ")
    detail = "   ".join(
        part for part in (keys, place, "" if action.isEnabled() else action.statusTip()) if part
    )
    return Option(plain_text(command), detail, action.trigger, action.isEnabled())
