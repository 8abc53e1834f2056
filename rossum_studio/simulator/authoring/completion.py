"""What could be written at a place in the code, and what is known there about the event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rossum_studio.model.schema import Schema


class Kind(StrEnum):
    """What an entry is."""

    FIELD = "field"
    COLUMN = "column"
    KEY = "key"
    TEXT = "text"
    FUNCTION = "function"
    CLASS = "class"
    MODULE = "module"
    NAME = "name"
    KEYWORD = "keyword"
    SNIPPET = "snippet"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known besides the code.

    Args:
        values: What each field holds, as it is shown, by schema id.
        payload: As it would be sent, parsed; empty when there is no document.
        settings: As they stand.
        secret_names: Never values.
    """

    schema: Schema | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    payload: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    secret_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that could be written.

    Args:
        text: What is inserted in place of what was begun.
        detail: For people: "Total   number   1 210.50".
        documentation: More, for who looks closer.
    """

    text: str
    kind: Kind
    detail: str = ""
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class Completions:
    """What could be written.

    Args:
        start_column: Where what was begun starts, from 0; it goes up to the caret.
        entries: The likeliest first.
    """

    start_column: int = 0
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class CallHelp:
    """The function whose arguments are being written.

    Args:
        signature: "show_warning(message, field=None)".
        argument: Of the one at the caret: its place in the signature's text; None when there is none.
    """

    signature: str
    documentation: str = ""
    argument: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """Where a name is from: a line of this file, or a field of the schema."""

    line: int | None = None
    schema_id: str | None = None
