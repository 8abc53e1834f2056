"""Files, and what the user wants done with them, become a scenario.

Source: reference 3.7, 4.2, 11.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from rossum_studio.model.annotation import Annotation, Content
from rossum_studio.model.errors import InvalidHookError, StudioError, UnreadableFileError, WrongTargetError
from rossum_studio.model.event import HookEvent
from rossum_studio.model.hook import Hook
from rossum_studio.model.importing.complete import complete
from rossum_studio.model.importing.email_file import event_keys_of_email
from rossum_studio.model.importing.importer import open_paths
from rossum_studio.model.importing.opened import Kind, Opened, OpenedDocument, OpenedHook
from rossum_studio.model.importing.progress import Progress
from rossum_studio.model.importing.syntax import syntax_error
from rossum_studio.model.importing.text import read_bytes, utf8_text
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.edit import edit_value, find_target
from rossum_studio.simulator.scenario import Scenario

type SchemaOf = Callable[[object], Schema | None]
"""The schema of a document, by the address of its queue; None where that is not known."""


type KnownSecrets = Callable[[Hook], Mapping[str, Any] | None]
"""The secrets of a hook from elsewhere than its own object; None when nothing is known."""


def _nothing_known(_hook: Hook) -> None:
    return None


@dataclass(frozen=True)
class Wanted:
    """What the user asked for.

    Args:
        edits: Key and text of each datapoint to edit first; see `edit.find_target` for the keys.
        updated: Ids to list as edited.
        known_secrets: Asked when there is no file of secrets.
    """

    hook: Path
    event: HookEvent | None = None
    annotation: Path | None = None
    schema: Path | None = None
    settings: Path | None = None
    secrets: Path | None = None
    extra: Path | None = None
    edits: Sequence[tuple[str, str]] = ()
    updated: Sequence[int] = ()
    status: str | None = None
    previous_status: str | None = None
    known_secrets: KnownSecrets = _nothing_known


@dataclass(frozen=True)
class Prepared:
    """A scenario that can be run.

    Args:
        problems: Found on the way: an inferred schema, fields that the document lacks.
        original: The document before the edits; None without a document.
    """

    opened_hook: OpenedHook
    scenario: Scenario
    problems: tuple[Problem, ...] = ()
    original: Content | None = None

    @property
    def filename(self) -> str:
        """What tracebacks call the handler."""
        return str(self.opened_hook.code_path or "handler.py")


@dataclass(frozen=True)
class _Document:
    annotation: Annotation | None = None
    schema: Schema | None = None
    document: dict[str, Any] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    made_up: tuple[str, ...] = ()


def prepare(wanted: Wanted) -> Prepared:
    """Open the files and make the edits.

    Raises:
        StudioError: A file cannot be used, or an edit cannot be made; the text names which.
    """
    return prepare_for(open_hook(wanted.hook), wanted)


def prepare_for(opened: OpenedHook, wanted: Wanted, schema_of: SchemaOf = lambda _queue: None) -> Prepared:
    """Open the files for a hook that is open already, and make the edits.

    Args:
        schema_of: Asked when neither `wanted` nor the document brings a schema.

    Raises:
        StudioError: A file cannot be used, or an edit cannot be made; the text names which.
    """
    document = _open_document(wanted.annotation, wanted.schema, schema_of)
    scenario = Scenario(
        event=wanted.event or opened.hook.first_event,
        hook=opened.hook,
        annotation=document.annotation,
        schema=document.schema,
        document=document.document,
        rest=document.rest,
        settings=_read_optional(wanted.settings),
        secrets=_secrets(opened.hook, wanted),
        updated=tuple(wanted.updated),
        status=wanted.status,
        previous_status=wanted.previous_status,
        extra={} if wanted.extra is None else _read_extra(wanted.extra),
        made_up=document.made_up,
    )
    original = document.annotation.content if document.annotation is not None else None
    return Prepared(opened, _edited(scenario, wanted.edits), document.problems, original)


def _secrets(hook: Hook, wanted: Wanted) -> Mapping[str, Any] | None:
    """Those of a file, else what is known elsewhere; None leaves the hook's own."""
    return wanted.known_secrets(hook) if wanted.secrets is None else _read_optional(wanted.secrets)


def prepare_payload(hook: Path, payload: bytes, source: Path, event: HookEvent | None = None) -> Prepared:
    """A scenario for a payload that is sent as it is; its document is what the answer is judged on.

    Raises:
        StudioError: The hook cannot be used.
    """
    opened = open_hook(hook)
    found = open_paths([source])
    if not found.documents:
        return Prepared(opened, Scenario(event or opened.hook.first_event, opened.hook))
    document = _completed(found.documents[0], None)
    scenario = Scenario(
        event=event or found.documents[0].event or opened.hook.first_event,
        hook=opened.hook,
        annotation=document.annotation,
        schema=document.schema,
        rest=read_object(payload, source),
        updated=(),
    )
    return Prepared(opened, scenario, document.problems)


def open_hook(path: Path) -> OpenedHook:
    """The hook of a code file or a hook object, joined with the other half beside it.

    Raises:
        UnreadableFileError: It cannot be opened, or is no hook.
        InvalidHookError: It has no code.
    """
    opened = _open(path)
    if not opened.hooks:
        raise UnreadableFileError(path, "is no hook; expected a .py or .js file or a hook object")
    hook = opened.hooks[0].hook
    if not hook.code.strip():
        raise InvalidHookError(f"{path.name}: the hook has no code; expected it in config.code or beside it.")
    return opened.hooks[0]


def read_object(data: bytes, source: Path) -> dict[str, Any]:
    """A JSON object.

    Raises:
        UnreadableFileError: It is something else.
    """
    text = utf8_text(data, source)
    try:
        found = msgspec.json.decode(text)
    except (ValueError, RecursionError) as error:
        raise syntax_error(text, error, source) from None
    if not isinstance(found, dict):
        raise UnreadableFileError(source, "expected a JSON object")
    return found


def read_file(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        UnreadableFileError: It cannot be read.
    """
    return read_bytes(path, Progress())


def _read_optional(path: Path | None) -> dict[str, Any] | None:
    return None if path is None else read_object(read_file(path), path)


def _read_extra(path: Path) -> dict[str, Any]:
    """Extra keys from a JSON object, or those of an e-mail."""
    data = read_file(path)
    is_email = path.suffix.lower() == ".eml"
    return event_keys_of_email(data, path) if is_email else read_object(data, path)


def _open(path: Path) -> Opened:
    opened = open_paths([path])
    if opened.errors:
        raise opened.errors[0]
    return opened


def _open_document(annotation: Path | None, schema: Path | None, schema_of: SchemaOf) -> _Document:
    known = None if schema is None else _open_schema(schema)
    if annotation is not None:
        opened, problems = _first_document(annotation)
        if known is None and opened.schema is None:
            known = schema_of(opened.annotation.attributes.get("queue"))
        document = _completed(opened, known)
        return replace(document, problems=(*problems, *document.problems))
    if known is None:
        return _Document()
    # A document without nodes gets one for each field of the schema, as an export does.
    return _completed(OpenedDocument("an empty document", Kind.QUEUE_EXPORT, Annotation()), known)


def _first_document(path: Path) -> tuple[OpenedDocument, tuple[Problem, ...]]:
    opened = _open(path)
    if opened.documents:
        return opened.documents[0], ()
    if opened.choices:
        first = opened.choices[0]
        message = f"The file holds {len(opened.choices)} documents; the first, {first.title}, is used."
        note = Problem(Severity.INFO, Where.ANNOTATION, "", message, "first-of-several")
        return first.open(), (note,)
    saved = [hook.saved_input for hook in opened.hooks if hook.saved_input]
    if saved:
        return saved[0], ()
    raise UnreadableFileError(path, "holds no annotation; expected an annotation, its content or a payload")


def _open_schema(path: Path) -> Schema:
    opened = _open(path)
    found = [each.schema for each in opened.schemas]
    found += [document.schema for document in opened.documents if document.schema]
    if not found:
        raise UnreadableFileError(path, "holds no schema; expected a schema object or its content list")
    return found[0]


def _completed(opened: OpenedDocument, schema: Schema | None) -> _Document:
    completed = complete(opened, schema)
    filled = tuple(
        Problem(Severity.INFO, Where.ANNOTATION, "", f"Filled in: {line}.", "annotation-filled")
        for line in completed.filled
    )
    return _Document(
        completed.annotation,
        completed.schema,
        completed.document,
        dict(opened.rest),
        (*completed.problems, *filled),
        completed.made_up,
    )


def _edited(scenario: Scenario, edits: Sequence[tuple[str, str]]) -> Scenario:
    for key, text in edits:
        scenario = _edited_once(scenario, key, text)
    return scenario


def _edited_once(scenario: Scenario, key: str, text: str) -> Scenario:
    if scenario.annotation is None:
        raise WrongTargetError(f"{key}={text}: there is no document to edit.")
    annotation = scenario.annotation
    try:
        target = find_target(annotation.content, key)
        edited = edit_value(annotation.content, scenario.schema or Schema(), target, text)
    except StudioError as error:
        raise WrongTargetError(f"{key}={text}: {error}") from None
    updated = tuple(dict.fromkeys((*scenario.updated, *edited.updated)))
    return replace(scenario, annotation=replace(annotation, content=edited.content), updated=updated)
