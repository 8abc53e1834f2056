"""Reads the files of a project; what is wrong with one of them becomes a problem, and the rest goes on.

Source: reference chapter 11.1.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.importing.progress import Progress
from rossum_studio.model.importing.syntax import syntax_error
from rossum_studio.model.importing.text import read_bytes, utf8_text
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.project.names import has_id, id_in
from rossum_studio.model.project.parts import Digests, digest_of

type JsonTop = dict[str, Any] | list[Any]
"""What a file of JSON holds."""

_LINE = re.compile(r"line (\d+)")
_LINE_END = re.compile(r"\r\n?")


@dataclass(slots=True)
class ProjectReader:
    """Reads files below a folder and keeps what was wrong with them.

    Args:
        folder: What problems name their files relative to.
    """

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    _digests: dict[Path, bytes] = field(default_factory=dict)

    def text(self, path: Path, where: Where) -> bytes | None:
        """The text of a file; None when there is a problem instead."""
        try:
            return utf8_text(self._data(path), self.name_of(path))
        except UnreadableFileError as error:
            self.note_error(path, where, error)
            return None

    def decoded(self, text: bytes, path: Path, where: Where) -> JsonTop | None:
        """The object or list that is the text of a file; None when there is a problem instead."""
        name = self.name_of(path)
        try:
            found = msgspec.json.decode(text)
        except (ValueError, RecursionError) as error:
            self.note_error(path, where, syntax_error(text, error, name))
            return None
        if isinstance(found, (dict, list)):
            return found
        self.note_error(path, where, UnreadableFileError(name, "expected a JSON object or list"))
        return None

    def json(self, path: Path, where: Where) -> JsonTop | None:
        """The object or list in a file; None when there is a problem instead."""
        text = self.text(path, where)
        return None if text is None else self.decoded(text, path, where)

    def object(self, path: Path, where: Where, what: str) -> dict[str, Any] | None:
        """The object in a file; None when there is a problem instead.

        Args:
            what: What the object should be: "a queue".
        """
        found = self.json(path, where)
        if isinstance(found, list):
            reason = f"is a list; expected {what} as a JSON object"
            self.note_error(path, where, UnreadableFileError(self.name_of(path), reason))
            return None
        return found

    def code(self, path: Path) -> str | None:
        """The text of a code file with `\\n` between lines; None when there is a problem instead."""
        try:
            data = self._data(path)
            text = utf8_text(data, self.name_of(path)) if data.strip() else b""
        except UnreadableFileError as error:
            self.note_error(path, Where.CODE, error)
            return None
        return with_plain_newlines(text.decode())

    def digests_of(self, *paths: Path | None) -> Digests:
        """Of those files that were read."""
        return {path: self._digests[path] for path in paths if path in self._digests}

    def name_of(self, path: Path) -> str:
        """The path below the opened folder: hundreds of files are called `schema.json`."""
        return path.relative_to(self.folder).as_posix() if path != self.folder else path.name

    def note_error(self, path: Path, where: Where, error: UnreadableFileError) -> None:
        """A file could not be read."""
        line = _LINE.match(error.place)
        place = f"{self.name_of(path)}:{line[1]}" if line else self.name_of(path)
        self.problems.append(Problem(Severity.ERROR, where, place, f"{error}.", "project-file-unreadable"))

    def note(self, severity: Severity, where: Where, path: Path, message: str, code: str) -> None:
        """Something else about a file; the message follows its name."""
        name = self.name_of(path)
        self.problems.append(Problem(severity, where, name, f"{name}: {message}", code))

    def _data(self, path: Path) -> bytes:
        try:
            data = read_bytes(path, Progress())
        except UnreadableFileError as error:
            raise UnreadableFileError(self.name_of(path), error.reason) from error
        self._digests[path] = digest_of(data)
        return data


def object_id(stem: str, attributes: Mapping[str, Any]) -> int | None:
    """The id of an object: what its file or folder is called decides, where that says anything."""
    if has_id(stem):
        return id_in(stem)
    found = attributes.get("id")
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def with_plain_newlines(text: str) -> str:
    """The text with `\\n` at the end of every line."""
    return _LINE_END.sub("\n", text)


def is_same_code(one: str, other: str) -> bool:
    """Equal, but for line ends and the last one."""
    return with_plain_newlines(one).rstrip("\n") == with_plain_newlines(other).rstrip("\n")
