"""What of a folder is worth trying: JSON and code, a few levels deep.

Source: reference chapter 11.1.
"""

from collections.abc import Iterator
from pathlib import Path

from rossum_studio.model.errors import UnreadableFileError

MAX_FILES = 400
_MAX_DEPTH = 5  # a subdirectory of a project holds workspaces/<name>/queues/<name>/schema.json
_SUFFIXES = (".json", ".py", ".js", ".eml")
FOREIGN_FOLDERS = ("node_modules", "__pycache__", "venv", "site-packages")


def candidate_files(folder: Path) -> list[Path]:
    """At most `MAX_FILES` files, those nearest to the folder first, by name.

    Raises:
        UnreadableFileError: The folder may not be read.
    """
    found: list[Path] = []
    level = [folder]
    for _ in range(_MAX_DEPTH):
        entries = [entry for each in level for entry in _entries(each, folder)]
        found += [entry for entry in entries if entry.suffix.lower() in _SUFFIXES and entry.is_file()]
        level = [entry for entry in entries if entry.is_dir() and not entry.is_symlink()]
        if len(found) >= MAX_FILES:
            break
    return found[:MAX_FILES]


def _entries(folder: Path, top: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        if folder == top:
            raise UnreadableFileError(top, f"cannot be read: {error.strerror}") from error
        return
    shown = (entry for entry in entries if not entry.name.startswith("."))
    yield from (entry for entry in shown if entry.name not in FOREIGN_FOLDERS)
