"""What the JSON files of a folder are: hooks, schemas, documents; by content, as everywhere.

Source: reference chapter 3.7, 11.1.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rossum_studio.model.importing.opened import Kind
from rossum_studio.model.importing.recognise import decode_top, recognise
from rossum_studio.model.problem import Severity, Where
from rossum_studio.model.project.names import HOOKS_FOLDER
from rossum_studio.model.project.reading import JsonTop, ProjectReader

_MAX_OBJECT_BYTES = 8_000_000  # more is a document: hooks and schemas stay far below
_HOOK_TYPES = ("function", "webhook", "job")
_HOOK_KEYS = {"type", "config", "events", "queues", "run_after"}


@dataclass(slots=True)
class SortedObjects:
    """Hooks and schemas as they were read; documents are not read yet."""

    hooks: list[tuple[Path, dict[str, Any]]] = field(default_factory=list)
    schemas: list[tuple[Path, JsonTop]] = field(default_factory=list)
    documents: list[Path] = field(default_factory=list)


def sort_objects(paths: Iterable[Path], reader: ProjectReader) -> SortedObjects:
    """Read the files and tell what they are; JSON that is nothing of Rossum's is left out."""
    found = SortedObjects()
    for path in paths:
        if _is_large(path):
            found.documents.append(path)
            continue
        where = Where.HOOK if _is_among_hooks(path) else Where.ANNOTATION
        text = reader.text(path, where)
        value = None if text is None else reader.decoded(text, path, where)
        if text is None or value is None:
            continue
        kind = _kind_of(path, value, text, reader)
        if kind is Kind.HOOK and isinstance(value, dict):
            found.hooks.append((path, value))
        elif kind is Kind.SCHEMA:
            found.schemas.append((path, value))
        elif kind is not None:
            found.documents.append(path)
    return found


def _is_large(path: Path) -> bool:
    try:
        return path.stat().st_size > _MAX_OBJECT_BYTES
    except OSError:  # reading it will say why
        return False


def _is_among_hooks(path: Path) -> bool:
    return path.absolute().parent.name == HOOKS_FOLDER


def _kind_of(path: Path, value: JsonTop, text: bytes, reader: ProjectReader) -> Kind | None:
    kind = Kind.HOOK if _is_plainly_hook(value) else recognise(decode_top(text))
    if kind is not None or not _is_among_hooks(path):
        return kind
    if isinstance(value, dict) and value.keys() & _HOOK_KEYS:
        return Kind.HOOK
    message = "is no hook; expected an object with type, events and config."
    reader.note(Severity.WARNING, Where.HOOK, path, message, "project-no-hook")
    return None


def _is_plainly_hook(value: JsonTop) -> bool:
    """Whether it need not be looked at more closely."""
    if not isinstance(value, dict) or not isinstance(value.get("config"), dict):
        return False
    return "events" in value and value.get("type") in _HOOK_TYPES
