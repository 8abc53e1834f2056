"""What files turned out to be: values only, recognition is in `recognise`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from rossum_studio.model.annotation import Annotation
from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.event import HookEvent
from rossum_studio.model.hook import Hook
from rossum_studio.model.problem import Problem
from rossum_studio.model.recorded import Recorded
from rossum_studio.model.schema import Schema


class Kind(StrEnum):
    """The shapes of reference 3.7 and what else may be dropped; the value is what the user reads."""

    ANNOTATION_CONTENT = "annotation content"
    ANNOTATION = "annotation"
    PAYLOAD = "hook payload"
    HOOK = "hook"
    HOOK_TEST = "hook test request"
    LOG_RECORD = "extension log record"
    QUEUE_EXPORT = "queue export"
    ANNOTATION_LIST = "annotation list"
    CONNECTOR = "connector payload"
    SCHEMA = "schema"
    CODE = "handler"
    EMAIL = "e-mail"


@dataclass(frozen=True)
class OpenedDocument:
    """A document to run a hook on.

    Args:
        source: Where it came from; a word for the clipboard.
        document: The document object, as far as the file had one.
        schema: From the payload's `schemas`.
        rest: What a payload had beside annotation, document and schemas.
        event: From a payload or a log record.
        expected: The answer that the platform gave, from a log record.
        removed_secrets: How many tokens and secrets were taken out of it.
        generated_ids: Whether the file had no ids and got running numbers.
        field_types: What an export says of its fields' types, by schema_id.
        recorded: The call itself, from a log record: what was sent and what came of it.
    """

    source: Path | str
    kind: Kind
    annotation: Annotation
    document: Mapping[str, Any] = field(default_factory=dict)
    schema: Schema | None = None
    rest: Mapping[str, Any] = field(default_factory=dict)
    event: HookEvent | None = None
    expected: Mapping[str, Any] | None = None
    removed_secrets: int = 0
    generated_ids: bool = False
    field_types: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    recorded: Recorded | None = None


@dataclass(frozen=True)
class OpenedSchema:
    """A schema file."""

    source: Path | str
    schema: Schema


@dataclass(frozen=True)
class OpenedHook:
    """A handler, with its hook object where there is one.

    Args:
        code_path: The `.py` or `.js` file; None when the code came from the object alone.
        object_path: The hook object; None when there is only code.
        saved_input: The payload kept in the object's `test`.
    """

    hook: Hook
    code_path: Path | None = None
    object_path: Path | None = None
    saved_input: OpenedDocument | None = None


@dataclass(frozen=True)
class Choice:
    """One of several documents in a file; `open` builds it when it is chosen."""

    title: str
    status: str
    open: Callable[[], OpenedDocument]


@dataclass(frozen=True)
class Opened:
    """Everything that came out of the files given, matched up.

    Args:
        choices: Documents to choose from, when one file holds several.
        errors: Files that could not be opened; the others were.
    """

    documents: tuple[OpenedDocument, ...] = ()
    schemas: tuple[OpenedSchema, ...] = ()
    hooks: tuple[OpenedHook, ...] = ()
    choices: tuple[Choice, ...] = ()
    errors: tuple[UnreadableFileError, ...] = ()
