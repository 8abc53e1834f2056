"""The desktop window: the only package that imports Qt."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow


def create_window(paths: Sequence[Path] = ()) -> "QMainWindow":
    """Build the window on the existing QApplication; no event loop is started.

    Args:
        paths: Opened as if dropped on it.
    """
    from rossum_studio.gui.app import create_window as create

    return create(paths)
