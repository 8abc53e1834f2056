"""What a handler returned, read part by part.

Nothing here raises: whatever cannot be used becomes a problem that names its place in the answer,
the rule it breaks and what Rossum would do with it. A part that would be dropped is never a mere note.

Source: reference chapter 5 and 8.3; what Rossum does with ill-formed parts is chapter 12, rows 8, 17, 18,
31, 32, 39, 40 and 45.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from rossum_studio.model.annotation import Content
from rossum_studio.model.event import HookEvent
from rossum_studio.model.message import Message
from rossum_studio.model.operation import Operation
from rossum_studio.model.problem import Problem, Severity
from rossum_studio.model.response_files import ReturnedFiles, read_email_answer, read_upload_answer
from rossum_studio.model.response_messages import ReturnedBlocker, read_blockers, read_messages
from rossum_studio.model.response_notes import Notes, closest, entries, kind_of, pointer, shown
from rossum_studio.model.returned_operation import BadOperation, read_operation

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
    "actions": "Actions are run by Rossum only; they are shown and have no effect here.",
    "promises": "Values of lookup and reasoning fields cannot be computed offline.",
}


@dataclass(frozen=True, slots=True)
class HookResponse:
    """An answer, as far as Rossum would use it.

    Args:
        operations: One for each entry of the list, so that indexes match.
        files: Entries of `files` (reference 5.6); None when the answer has none.
        dropped: Parts of the answer that Rossum would not use, operations aside.
        is_ignored: The event reads no answer, and this one said something.
        additional_files: Entries of `additional_files`.
        original_sender: `email` and maybe `name`, from `extracted_original_sender`.
    """

    messages: tuple[Message, ...] = ()
    operations: tuple[Operation | BadOperation, ...] = ()
    automation_blockers: tuple[ReturnedBlocker, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: tuple[Mapping[str, Any], ...] | None = None
    dropped: int = 0
    is_ignored: bool = False
    additional_files: tuple[Mapping[str, Any], ...] = ()
    original_sender: Mapping[str, Any] | None = None


def parse_response(
    raw: object, event: HookEvent, content: Content | None = None, sent_files: Collection[str] = ()
) -> HookResponse:
    """Read an answer.

    Args:
        raw: What the handler returned, as JSON; any value is taken, and None is nothing at all.
        event: Decides which keys are read.
        content: The document, to tell whether the ids of messages exist; None skips that.
        sent_files: Ids of an e-mail's files, or addresses of an upload's documents, to tell whether those
            that the answer names exist; empty skips that.
    """
    notes = Notes()
    if event.name == "invocation.manual":
        return HookResponse()
    if raw is None:
        return _nothing(event, notes)
    if not isinstance(raw, dict):
        message = f'The answer is {kind_of(raw)}; expected an object such as {{"messages": []}}'
        notes.drop("", message, "response-not-an-object")
        return HookResponse(problems=tuple(notes.problems), dropped=notes.dropped)
    if not event.reads:
        return _unread(raw, event, notes)
    _check_keys(raw, event, notes)
    if event.event == "annotation_content":
        return _content_answer(raw, content, notes)
    read = read_email_answer if event.event == "email" else read_upload_answer
    return _files_answer(read(raw, notes, sent_files), notes)


def _nothing(event: HookEvent, notes: Notes) -> HookResponse:
    """Rossum takes no answer for an empty one; where it shows answers, a `return` may be missing."""
    if event.event == "annotation_content":
        message = (
            "The handler returned nothing, so Rossum would show no message and change nothing. "
            "If that is meant, return an empty object; with TxScript, return t.hook_response()."
        )
        notes.add(Severity.WARNING, "", message, "response-nothing")
    return HookResponse(problems=tuple(notes.problems))


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
        if key in _TXSCRIPT_NOTES:
            if value:
                notes.add(Severity.INFO, pointer(key), _TXSCRIPT_NOTES[key], "response-key-not-simulated")
        elif key in _PLATFORM_KEYS:
            if value:
                notes.drop(pointer(key), _why_unread(key, event), "response-key-ignored", Severity.WARNING)
        else:
            _note_unknown_key(key, value, event, notes)


def _why_unread(key: str, event: HookEvent) -> str:
    if key == "automation_blockers" and event.event == "annotation_content":
        return f"Automation blockers have no effect on {event.name}, only on initialize"
    return f"{event.name} reads no {key}"


def _note_unknown_key(key: str, value: object, event: HookEvent, notes: Notes) -> None:
    """A key that says nothing is harmless, unless it is a misspelt one that should have said something."""
    meant = closest(key, event.reads)
    guess = f' (did you mean "{meant}"?)' if meant else ""
    reads = ", ".join(sorted(event.reads))
    sentence = f"{shown(key)} is not a key that Rossum reads on {event.name}{guess}; it reads {reads}"
    if value:
        notes.drop(pointer(key), sentence, "response-unknown-key", Severity.WARNING)
    else:
        notes.add(Severity.INFO, pointer(key), f"{sentence}.", "response-unknown-key")


def _content_answer(raw: Mapping[str, Any], content: Content | None, notes: Notes) -> HookResponse:
    messages = read_messages(raw, content, notes)
    operations = tuple(read_operation(*entry, notes) for entry in entries(raw, "operations", notes))
    blockers = read_blockers(raw, content, notes)
    return HookResponse(messages, operations, blockers, tuple(notes.problems), None, notes.dropped)


def _files_answer(read: ReturnedFiles, notes: Notes) -> HookResponse:
    return HookResponse(
        messages=read.messages,
        problems=tuple(notes.problems),
        files=read.files,
        dropped=notes.dropped,
        additional_files=read.additional_files,
        original_sender=read.original_sender,
    )
