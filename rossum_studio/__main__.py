"""Picks the command line or the window."""

import sys
from collections.abc import Sequence

from rossum_studio import cli

_FOR_CLI = (*cli.SUBCOMMANDS, "--help", "-h", "--version")


def main(argv: Sequence[str] | None = None) -> int:
    """Start what the arguments ask for; returns the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and arguments[0] in _FOR_CLI:
        return cli.main(arguments)
    return _open_window(arguments)


def _open_window(arguments: list[str]) -> int:
    try:
        from rossum_studio.gui.app import main as gui_main  # imports Qt, which the command line does without
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "PySide6":
            raise
        print("rossum-studio: the window needs PySide6, which is not installed", file=sys.stderr)
        return cli.USAGE_ERROR
    return gui_main(arguments)


if __name__ == "__main__":
    sys.exit(main())
