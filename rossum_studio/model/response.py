"""What a handler returned, read part by part.

Nothing here raises: whatever cannot be used becomes a problem that names its place in the answer,
the rule it breaks and what Rossum would do with it.

Source: reference chapter 5; what Rossum does with ill-formed parts is chapter 12, rows 8, 18, 39, 40.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rossum_studio.model.annotation import Content
from rossum_studio.model.event import HookEvent
from rossum_studio.model.message import Message, MessageType
from rossum_studio.model.operation import Operation
from rossum_studio.model.problem import Problem, Severity
from rossum_studio.model.response_notes import Notes, kind_of, one_of, pointer, read_id, shown, wrong_id
from rossum_studio.model.returned_operation import BadOperation, read_operation

MAX_MESSAGE_LENGTH = 4096

_MESSAGE_TYPES = (MessageType.ERROR.value, MessageType.WARNING.value, MessageType.INFO.value)
_PLATFORM_KEYS = frozenset(
    {
        "messages",
        "operations",
        "automation_blockers",
        "files",
        "additional_files",
        "extracted_original_sender",
    }
)
_TXSCRIPT_SILENT = frozenset({"computed_ids"})
_TXSCRIPT_NOTES = {
    "actions": "actions are run by Rossum only; they are shown and have no effect here",
    "promises": "values of lookup and reasoning fields cannot be computed offline",
    "exceptions": "hooks return exceptions as messages; leave separate_exceptions out",
}


@dataclass(frozen=True, slots=True)
class ReturnedBlocker:
    """One entry of `automation_blockers`; `datapoint_id` None is the whole document."""

    content: str
    datapoint_id: int | None = None


@dataclass(frozen=True, slots=True)
class HookResponse:
    """An answer, as far as Rossum would use it.

    Args:
        operations: One for each entry of the list, so that indexes match.
        files: Entries of `files` (reference 5.6); None when the answer has none.
        dropped: Parts of the answer that Rossum would not use, operations aside.
        is_ignored: The event reads no answer, and this one said something.
    """

    messages: tuple[Message, ...] = ()
    operations: tuple[Operation | BadOperation, ...] = ()
    automation_blockers: tuple[ReturnedBlocker, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: tuple[Mapping[str, Any], ...] | None = None
    dropped: int = 0
    is_ignored: bool = False


def parse_response(raw: object, event: HookEvent, content: Content | None = None) -> HookResponse:
    """Read an answer.

    Args:
        raw: What the handler returned, as JSON. Any JSON value is taken.
        event: Decides which keys are read.
        content: The document, to tell whether the ids of messages exist; None skips that.
    """
    notes = Notes()
    if not isinstance(raw, dict):
        notes.drop("", f"is {kind_of(raw)}; Rossum expects an object", "response-not-an-object")
        return HookResponse(problems=tuple(notes.problems), dropped=notes.dropped)
    if event.name == "invocation.manual":
        return HookResponse()
    if not event.reads:
        return _unread(raw, event, notes)
    _check_keys(raw, event, notes)
    return _read_parts(raw, event, content, notes)


def _unread(raw: Mapping[str, Any], event: HookEvent, notes: Notes) -> HookResponse:
    said = sorted(key for key, value in raw.items() if value and key not in _TXSCRIPT_SILENT)
    if said:
        message = f"{event.name} reads no answer, but this one has {', '.join(said)}"
        notes.drop("", message, "response-ignored", Severity.WARNING)
    return HookResponse(problems=tuple(notes.problems), dropped=notes.dropped, is_ignored=bool(said))


def _check_keys(raw: Mapping[str, Any], event: HookEvent, notes: Notes) -> None:
    for key, value in raw.items():
        if key in event.reads or key in _TXSCRIPT_SILENT:
            continue
        if key in _PLATFORM_KEYS:
            if value:
                notes.drop(pointer(key), _why_unread(key, event), "response-key-ignored", Severity.WARNING)
        elif key in _TXSCRIPT_NOTES:
            if value:
                sentence = f"{_TXSCRIPT_NOTES[key]}."
                notes.add(Severity.INFO, pointer(key), sentence, "response-key-not-simulated")
        else:
            read = ", ".join(sorted(event.reads))
            sentence = f"{shown(key)} is not a key that Rossum reads on {event.name}; it reads {read}."
            notes.add(Severity.INFO, pointer(key), sentence, "response-unknown-key")


def _why_unread(key: str, event: HookEvent) -> str:
    if key == "automation_blockers" and event.event == "annotation_content":
        return f"automation blockers have no effect on {event.name}, only on initialize"
    return f"{event.name} reads no {key}"


def _read_parts(
    raw: Mapping[str, Any], event: HookEvent, content: Content | None, notes: Notes
) -> HookResponse:
    if event.event == "annotation_content":
        messages = _messages(raw, content, notes)
        operations = tuple(read_operation(*entry, notes) for entry in _entries(raw, "operations", notes))
        blockers = _blockers(raw, content, notes)
        return HookResponse(messages, operations, blockers, tuple(notes.problems), None, notes.dropped)
    files = _files(raw, event, notes)
    messages = tuple(message for index, file in files or () for message in _file_messages(index, file, notes))
    _check_additional_files(raw, notes)
    kept = None if files is None else tuple(file for _, file in files)
    return HookResponse(messages, (), (), tuple(notes.problems), kept, notes.dropped)


def _entries(raw: Mapping[str, Any], key: str, notes: Notes, path: str = "") -> Iterator[tuple[str, Any]]:
    """Pointer and entry of each item of a list; null counts as missing."""
    found = raw.get(key)
    if isinstance(found, list):
        yield from ((f"{path}/{key}/{index}", entry) for index, entry in enumerate(found))
    elif found is not None:
        code = f"{key.replace('_', '-')}-not-a-list"
        notes.drop(f"{path}/{key}", f"is {kind_of(found)}; expected a list", code)


def _objects(
    raw: Mapping[str, Any], key: str, notes: Notes, path: str = ""
) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, entry in _entries(raw, key, notes, path):
        if isinstance(entry, dict):
            yield place, entry
        else:
            code = f"{key.removesuffix('s').replace('_', '-')}-not-an-object"
            notes.drop(place, f"is {kind_of(entry)}; expected an object", code)


def _messages(raw: Mapping[str, Any], content: Content | None, notes: Notes) -> tuple[Message, ...]:
    read = (_message(path, entry, content, notes) for path, entry in _objects(raw, "messages", notes))
    return tuple(message for message in read if message is not None)


def _message(path: str, entry: Mapping[str, Any], content: Content | None, notes: Notes) -> Message | None:
    kind = entry.get("type")
    if kind not in _MESSAGE_TYPES:
        message = f'"type" is {shown(kind)}; expected {one_of(_MESSAGE_TYPES, kind)}'
        notes.drop(f"{path}/type", message, "message-unknown-type")
        return None
    text = _text(entry, path, "message", notes)
    if text is None:
        return None
    datapoint_id, schema_id = _reference(entry, path, "message", content, notes)
    return Message(MessageType(kind), text, datapoint_id, schema_id)


def _text(entry: Mapping[str, Any], path: str, what: str, notes: Notes) -> str | None:
    text, place = entry.get("content"), f"{path}/content"
    if not isinstance(text, str):
        found = '"content" is missing' if text is None else f'"content" is {kind_of(text)}'
        notes.drop(place, f"{found}; expected a text", f"{what}-missing-content")
        return None
    if len(text) > MAX_MESSAGE_LENGTH:
        message = f"has {len(text)} characters; Rossum would cut it to {MAX_MESSAGE_LENGTH}."
        notes.add(Severity.WARNING, place, message, f"{what}-too-long")
    return text[:MAX_MESSAGE_LENGTH]


def _reference(
    entry: Mapping[str, Any], path: str, what: str, content: Content | None, notes: Notes
) -> tuple[int | None, str | None]:
    """Id and schema_id of what a message or blocker is about."""
    sent = entry.get("id")
    if sent is None or sent == "all":
        return None, None
    datapoint_id = read_id(sent)
    if datapoint_id is None:
        message = f"{wrong_id(sent)}. Rossum would show it for the whole document, if at all."
        notes.add(Severity.ERROR, f"{path}/id", message, f"{what}-invalid-id")
        return None, None
    node = content.find(datapoint_id) if content is not None else None
    if node is None and content is not None:
        message = f"The document has no datapoint {datapoint_id}; no reviewer would see this at a field."
        notes.add(Severity.WARNING, f"{path}/id", message, f"{what}-unknown-id")
    return datapoint_id, node.schema_id if node else None


def _blockers(raw: Mapping[str, Any], content: Content | None, notes: Notes) -> tuple[ReturnedBlocker, ...]:
    blockers = []
    for path, entry in _objects(raw, "automation_blockers", notes):
        text = _text(entry, path, "automation-blocker", notes)
        if text is not None:
            datapoint_id, _ = _reference(entry, path, "automation-blocker", content, notes)
            blockers.append(ReturnedBlocker(text, datapoint_id))
    return tuple(blockers)


def _files(raw: Mapping[str, Any], event: HookEvent, notes: Notes) -> list[tuple[str, dict[str, Any]]] | None:
    """Pointer and entry of each usable entry of `files`; None when the answer has no such list."""
    if raw.get("files") is None:
        return None
    key = "id" if event.event == "email" else "document"
    files = [entry for entry in _objects(raw, "files", notes) if _has_reference(*entry, key, notes)]
    if event.event == "email":
        for path, file in files:
            _check_file_values(path, file, notes)
    return files


def _has_reference(path: str, entry: Mapping[str, Any], key: str, notes: Notes) -> bool:
    found = isinstance(entry.get(key), (str, int))
    if not found:
        notes.drop(f"{path}/{key}", f'"{key}" is missing', "file-without-reference")
    return found


def _check_file_values(path: str, file: Mapping[str, Any], notes: Notes) -> None:
    for place, value in _entries(file, "values", notes, path):
        found = value.get("id") if isinstance(value, dict) else None
        if not str(found).startswith("email:"):
            message = f'"id" is {shown(found)}; expected a text that begins with "email:"'
            notes.drop(f"{place}/id", message, "file-value-id")


def _file_messages(path: str, file: Mapping[str, Any], notes: Notes) -> Iterator[Message]:
    """Messages of an upload's file; they go to its annotation as a whole."""
    for place, entry in _objects(file, "messages", notes, path):
        message = _message(place, entry, None, notes)
        if message is not None:
            yield message


def _check_additional_files(raw: Mapping[str, Any], notes: Notes) -> None:
    for path, entry in _objects(raw, "additional_files", notes):
        _has_reference(path, entry, "document", notes)
