"""Every error we raise, as one tree.

StudioError
├── UnreadableFileError     a file cannot be read, or is not what it claims to be
├── ImportCancelledError    the user gave up waiting for a file
├── InvalidSchemaError      a schema that cannot be read as a tree of fields
├── InvalidHookError        a hook object that cannot be run
├── UnknownDatapointError   an id that is not in the content
├── UnknownFieldError       a schema_id that is not in the schema
├── WrongTargetError        the target exists but is of the wrong category
├── UnknownEventError       an event.action that the platform does not have
└── SaveError               a file could not be written
    └── ChangedOnDiskError  another program wrote it after it was opened
"""

from collections.abc import Sequence
from pathlib import Path


class StudioError(Exception):
    """Something a user can act on; its text is a whole sentence."""


class UnreadableFileError(StudioError):
    """A file cannot be read, or is not what it claims to be.

    Args:
        source: The path, or a word for where the text came from ("the clipboard").
        place: Line and column, or a JSON pointer; empty when the whole file is meant.
        reason: What was found and what was expected.
    """

    def __init__(self, source: Path | str, reason: str, place: str = "") -> None:
        name = source.name if isinstance(source, Path) else source
        super().__init__(": ".join(part for part in (name, place, reason) if part))
        self.source = source
        self.place = place
        self.reason = reason


class ImportCancelledError(StudioError):
    """The user gave up waiting for a file."""


class InvalidSchemaError(StudioError):
    """A schema that cannot be read as a tree of fields."""


class InvalidHookError(StudioError):
    """A hook object that cannot be run."""


class UnknownDatapointError(StudioError):
    """An id that is not in the content."""


class UnknownFieldError(StudioError):
    """A schema_id that is not in the schema."""


class WrongTargetError(StudioError):
    """The target exists but is of the wrong category."""


class UnknownEventError(StudioError):
    """An event.action that the platform does not have."""


class SaveError(StudioError):
    """A file could not be written."""


class ChangedOnDiskError(SaveError):
    """Another program wrote a file after it was read; nothing was saved.

    Args:
        paths: The files; saving with `overwrite` replaces what is in them.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        names = " and ".join(path.name for path in paths)
        super().__init__(f"{names} changed on disk since it was opened; overwrite it or open it again.")
        self.paths = tuple(paths)
