"""What an answer says about the files of an e-mail or an upload.

Source: reference 5.6, chapter 12 rows 31 and 32.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rossum_studio.model.annotation import Content
from rossum_studio.model.message import Message
from rossum_studio.model.response_messages import read_message
from rossum_studio.model.response_notes import Notes, as_sent_text, kind_of, objects, pointer, shown

_VALUE_KEYS = frozenset({"id", "value"})
_SENDER_KEYS = frozenset({"email", "name"})
_ADDITIONAL_KEYS = frozenset({"document", "values", "import_document"})
_NO_DOCUMENT_YET = Content()


@dataclass(frozen=True, slots=True)
class _FileKind:
    """How entries of `files` look on an event.

    Args:
        reference: The key that says which file is meant.
        keys: What Rossum reads.
        copied: What the event sent and handlers send back.
    """

    reference: str
    keys: frozenset[str]
    copied: frozenset[str]


_EMAIL = _FileKind(
    "id",
    frozenset({"id", "values"}),
    frozenset({"filename", "mime_type", "n_pages", "height_px", "width_px", "document"}),
)
_UPLOAD = _FileKind(
    "document",
    frozenset({"document", "prevent_importing", "messages"}),
    frozenset({"values", "queue", "annotation"}),
)


@dataclass(frozen=True, slots=True)
class ReturnedFiles:
    """What an answer says about files.

    Args:
        files: Usable entries of `files`; None when the answer has none.
        messages: Of uploaded files; they go to the annotation as a whole.
        additional_files: Usable entries.
        original_sender: `email` and maybe `name`.
    """

    files: tuple[Mapping[str, Any], ...] | None = None
    messages: tuple[Message, ...] = ()
    additional_files: tuple[Mapping[str, Any], ...] = ()
    original_sender: Mapping[str, Any] | None = None


def read_email_answer(raw: Mapping[str, Any], notes: Notes, sent: Collection[str] = ()) -> ReturnedFiles:
    """The answer to `email.received`.

    Args:
        sent: Ids of the files in the event; empty skips the check that an id exists.
    """
    found = _files(raw, _EMAIL, sent, notes)
    for path, file in found or ():
        _check_values(path, file, notes, "email:")
    return ReturnedFiles(
        files=None if found is None else tuple(file for _, file in found),
        additional_files=_additional_files(raw, notes),
        original_sender=_sender(raw.get("extracted_original_sender"), notes),
    )


def read_upload_answer(raw: Mapping[str, Any], notes: Notes, sent: Collection[str] = ()) -> ReturnedFiles:
    """The answer to `upload.created`.

    Args:
        sent: Addresses of the documents in the event; empty skips the check that one exists.
    """
    found = _files(raw, _UPLOAD, sent, notes)
    for path, file in found or ():
        _check_truth(path, file, "prevent_importing", notes)
    messages = tuple(each for path, file in found or () for each in _file_messages(path, file, notes))
    return ReturnedFiles(None if found is None else tuple(file for _, file in found), messages)


def _files(
    raw: Mapping[str, Any], kind: _FileKind, sent: Collection[str], notes: Notes
) -> list[tuple[str, dict[str, Any]]] | None:
    """Pointer and entry of each usable entry of `files`; None when the answer has no such key."""
    if raw.get("files") is None:
        return None
    found = []
    for path, entry in objects(raw, "files", notes):
        if _has_reference(path, entry, kind.reference, notes) and _exists(path, entry, kind, sent, notes):
            notes.ignore_unknown(entry, path, kind.keys, "file-unknown-key", kind.copied)
            found.append((path, entry))
    return found


def _has_reference(path: str, entry: Mapping[str, Any], key: str, notes: Notes) -> bool:
    found = entry.get(key)
    expected = "a text or a number" if key == "id" else "the address of a document"
    kinds = (str, int) if key == "id" else (str,)
    if isinstance(found, kinds) and not isinstance(found, bool) and found != "":
        return True
    said = "missing" if found is None else "empty" if found == "" else kind_of(found)
    notes.drop(f"{path}/{key}", f'"{key}" is {said}; expected {expected}', "file-without-reference")
    return False


def _exists(
    path: str, entry: Mapping[str, Any], kind: _FileKind, sent: Collection[str], notes: Notes
) -> bool:
    if not sent or str(entry[kind.reference]) in sent:
        return True
    message = (
        f"{shown(str(entry[kind.reference]))} is no file of this event; it has {', '.join(sorted(sent))}"
    )
    notes.drop(f"{path}/{kind.reference}", message, "file-unknown")
    return False


def _check_values(path: str, file: Mapping[str, Any], notes: Notes, prefix: str = "") -> None:
    for place, value in objects(file, "values", notes, path):
        found = value.get("id")
        if not isinstance(found, str) or not found.startswith(prefix):
            begins = f' that begins with "{prefix}"' if prefix else ""
            notes.drop(f"{place}/id", f'"id" is {shown(found)}; expected a text{begins}', "file-value-id")
            continue
        _check_value_text(f"{place}/value", value.get("value"), notes)
        notes.ignore_unknown(value, place, _VALUE_KEYS, "file-value-unknown-key")


def _check_value_text(place: str, text: object, notes: Notes) -> None:
    if isinstance(text, str):
        return
    if isinstance(text, (int, float)):
        message = f'is {kind_of(text)} and not a text; send "{as_sent_text(text)}"'
        notes.ignore(place, message, "file-value-not-text")
    else:
        notes.drop(place, f'"value" is {shown(text)}; expected a text', "file-value-not-text")


def _check_truth(path: str, entry: Mapping[str, Any], key: str, notes: Notes) -> None:
    found = entry.get(key)
    if found is not None and not isinstance(found, bool):
        notes.drop(f"{path}/{key}", f"is {kind_of(found)}; expected true or false", "file-not-true-or-false")


def _file_messages(path: str, file: Mapping[str, Any], notes: Notes) -> Iterator[Message]:
    for place, entry in objects(file, "messages", notes, path):
        message = read_message(place, entry, _NO_DOCUMENT_YET, notes)
        if message is not None:
            yield replace(message, datapoint_id=None)


def _additional_files(raw: Mapping[str, Any], notes: Notes) -> tuple[Mapping[str, Any], ...]:
    found = []
    for path, entry in objects(raw, "additional_files", notes):
        if _has_reference(path, entry, "document", notes):
            _check_values(path, entry, notes)
            _check_truth(path, entry, "import_document", notes)
            notes.ignore_unknown(entry, path, _ADDITIONAL_KEYS, "file-unknown-key")
            found.append(entry)
    return tuple(found)


def _sender(found: object, notes: Notes) -> Mapping[str, Any] | None:
    """The sender, written directly or, as the documentation draws it, one level deeper."""
    place = "/extracted_original_sender"
    if found is None:
        return None
    if isinstance(found, dict) and not found.keys() & _SENDER_KEYS:
        inner = [(key, value) for key, value in found.items() if isinstance(value, dict)]
        if len(inner) == len(found) == 1:
            place, found = place + pointer(inner[0][0]), inner[0][1]
    if not isinstance(found, dict):
        message = f'is {kind_of(found)}; expected {{"email": ..., "name": ...}}'
        notes.drop(place, message, "original-sender-not-an-object")
        return None
    return _checked_sender(found, place, notes)


def _checked_sender(found: Mapping[str, Any], place: str, notes: Notes) -> Mapping[str, Any] | None:
    email, name = found.get("email"), found.get("name")
    if not isinstance(email, str) or "@" not in email:
        message = f'"email" is {shown(email)}; expected an e-mail address'
        notes.drop(f"{place}/email", message, "original-sender-email")
        return None
    if name is not None and not isinstance(name, str):
        notes.ignore(f"{place}/name", f'"name" is {kind_of(name)}; expected a text', "original-sender-name")
    notes.ignore_unknown(found, place, _SENDER_KEYS, "original-sender-unknown-key")
    return found
