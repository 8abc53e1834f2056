"""The application: one QApplication, one window, and what happens when we have a bug."""

import argparse
import logging
import sys
from collections.abc import Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication

from rossum_studio.gui.notice import report_bug
from rossum_studio.gui.window import TITLE, MainWindow
from rossum_studio.preferences.profile import Profile, default_profile, temporary_profile


def create_window(paths: Sequence[Path] = (), profile: Profile | None = None) -> MainWindow:
    """Build the window on the existing QApplication; no event loop is started.

    Args:
        paths: Opened as if dropped on it.
        profile: Where preferences, session and recovery are kept; the user's own when None.
    """
    window = MainWindow(profile or default_profile())
    window.furnish([Path(path) for path in paths])
    return window


def main(arguments: Sequence[str]) -> int:
    """Open the window on the given paths and stay until it is closed."""
    options = _parse(arguments)
    profile = temporary_profile() if options.temp_profile else default_profile()
    _start_log(profile, options.debug)
    sys.excepthook = _on_uncaught
    app = QApplication([TITLE])
    app.setApplicationName(TITLE)
    app.setDesktopFileName("rossum-studio")
    app.setStyle("Fusion")
    window = MainWindow(profile)
    window.furnish_when_painted(options.paths)
    window.show()
    return app.exec()


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="rossum-studio", description="Open the window.")
    parser.add_argument("paths", nargs="*", type=Path, help="opened as if dropped on the window")
    parser.add_argument(
        "--debug", default="", metavar="SUBJECT", help="log this subject in detail: run, open"
    )
    parser.add_argument("--temp-profile", action="store_true", help="forget everything afterwards")
    return parser.parse_args(arguments)


def _start_log(profile: Profile, subject: str) -> None:
    profile.folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(profile.log_file, maxBytes=1_000_000, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger("rossum_studio").addHandler(handler)
    if subject:
        logging.getLogger(f"rossum_studio.{subject}").setLevel(logging.DEBUG)


def _on_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        report_bug(error)
