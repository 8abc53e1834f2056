"""Opens files, folders and pasted text: recognised by content, matched up, with their errors.

Source: reference chapter 3.7, 11.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain
from pathlib import Path

from rossum_studio.model.annotation import Annotation
from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.event import BY_NAME
from rossum_studio.model.importing.email_file import event_keys_of_email
from rossum_studio.model.importing.folder import candidate_files
from rossum_studio.model.importing.hooks import has_handler, joined_hooks, sibling_code, sibling_object
from rossum_studio.model.importing.opened import Kind, Opened, OpenedDocument, OpenedHook
from rossum_studio.model.importing.progress import IsCancelled, Progress, Report, garbage_collection_paused
from rossum_studio.model.importing.reading import read_text
from rossum_studio.model.importing.text import read_bytes

_NOT_OURS = (
    "is JSON, but nothing of Rossum's; "
    "expected an annotation, a payload, a schema, a hook, an export or a log record"
)
_NOTHING_OURS = "holds nothing that can be opened; expected hooks, schemas, annotations or payloads"


def open_paths(
    paths: Sequence[Path], progress: Report | None = None, is_cancelled: IsCancelled | None = None
) -> Opened:
    """Open files and folders that belong together.

    Args:
        paths: In a folder, what is not ours is left out.
        progress: Told the finished part, 0 to 1.
        is_cancelled: Asked often.

    Returns:
        All that was found; a file that could not be opened is in `errors`.

    Raises:
        ImportCancelledError: `is_cancelled` said so.
    """
    batch = _Batch()
    asked_for, in_folders = batch.files_of(paths)
    # Each byte counts twice, when it is read and when it is parsed.
    ends = list(accumulate(2 * _size(path) for path in (*asked_for, *in_folders)))
    batch.progress = Progress(ends[-1] if ends else 0, progress, is_cancelled)
    with garbage_collection_paused():
        for path, end in zip((*asked_for, *in_folders), ends, strict=True):
            if path in asked_for:
                batch.open(path)
            else:
                batch.try_open(path, _is_ours)
            batch.progress.move_to(end)
        batch.open_siblings()
    batch.note_empty_folders(paths)
    return batch.opened()


def open_text(text: str | bytes, source: str = "the clipboard") -> Opened:
    """Open pasted JSON or code.

    Args:
        source: A word for where it came from.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    try:
        found = read_text(data, source, Progress())
    except UnreadableFileError as error:
        return Opened(errors=(error,))
    return found or Opened(errors=(UnreadableFileError(source, _NOT_OURS),))


def _opened_email(path: Path, data: bytes) -> OpenedDocument:
    """An e-mail as the event that it would fire."""
    keys = event_keys_of_email(data, path)
    event = BY_NAME["email.received"]
    return OpenedDocument(path, Kind.EMAIL, Annotation(), rest=keys, event=event)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):  # opening it will say why
        return 0


def _is_ours(opened: Opened) -> bool:
    """Whether code, if it is code, has a handler: a folder may hold any other program too."""
    return all(hook.object_path or has_handler(hook.hook.code) for hook in opened.hooks)


@dataclass
class _Batch:
    """The files of one gesture, and what came out of them so far."""

    progress: Progress = field(default_factory=Progress)
    found: dict[Path, Opened] = field(default_factory=dict)
    errors: list[UnreadableFileError] = field(default_factory=list)

    def files_of(self, paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
        """The files named, and those in the folders named; each once."""
        folders = [path for path in paths if path.is_dir()]
        asked_for = list(dict.fromkeys(path for path in paths if path not in folders))
        inside: list[Path] = []
        for folder in folders:
            try:
                inside += candidate_files(folder)
            except UnreadableFileError as error:
                self.errors.append(error)
        return asked_for, [path for path in dict.fromkeys(inside) if path not in asked_for]

    def open(self, path: Path) -> None:
        """Open a file the user named; what is wrong with it is kept."""
        try:
            found = self._read(path)
        except UnreadableFileError as error:
            self.errors.append(error)
            return
        if found is None:
            self.errors.append(UnreadableFileError(path, _NOT_OURS))
        else:
            self.found[path] = found

    def try_open(self, path: Path, is_wanted: Callable[[Opened], bool]) -> None:
        """Open a file that need not be ours."""
        try:
            found = self._read(path)
        except UnreadableFileError:
            return
        if found is not None and is_wanted(found):
            self.found[path] = found

    def open_siblings(self) -> None:
        """Open the other half of each hook, when it lies beside the one given."""
        for sibling_of in (sibling_code, sibling_object):
            for path in self._missing(sibling_of):
                self.try_open(path, lambda found: bool(found.hooks))

    def _read(self, path: Path) -> Opened | None:
        if path.suffix.lower() == ".eml":
            return Opened(documents=(_opened_email(path, read_bytes(path, self.progress)),))
        return read_text(read_bytes(path, self.progress), path, self.progress)

    def _missing(self, sibling_of: Callable[[OpenedHook], Path | None]) -> list[Path]:
        siblings = [sibling_of(hook) for hook in self._hooks()]
        return [path for path in siblings if path and path not in self.found and path.is_file()]

    def _hooks(self) -> list[OpenedHook]:
        return [hook for each in self.found.values() for hook in each.hooks]

    def note_empty_folders(self, paths: Sequence[Path]) -> None:
        """A folder in which nothing is ours is an error, unlike such a file in it."""
        for path in paths:
            if path.is_dir() and not any(each.is_relative_to(path) for each in self.found):
                self.errors.append(UnreadableFileError(path, _NOTHING_OURS))

    def opened(self) -> Opened:
        """Everything found, hooks joined."""
        found = self.found.values()
        return Opened(
            documents=tuple(chain.from_iterable(each.documents for each in found)),
            schemas=tuple(chain.from_iterable(each.schemas for each in found)),
            hooks=tuple(joined_hooks(self._hooks())),
            choices=tuple(chain.from_iterable(each.choices for each in found)),
            errors=tuple(self.errors),
        )
