"""Messages and automation blockers of an answer, and the datapoints they are about.

Source: reference 5.2, 5.5, chapter 12 rows 8, 18 and 40; practice, "Traps, and what should happen here".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rossum_studio.model.annotation import Content, Multivalue, Node, Section, Tuple
from rossum_studio.model.message import Message, MessageType
from rossum_studio.model.problem import Severity
from rossum_studio.model.response_notes import Notes, kind_of, objects, one_of, read_id, shown, wrong_id

MAX_MESSAGE_LENGTH = 4096

_TYPES = (MessageType.ERROR.value, MessageType.WARNING.value, MessageType.INFO.value)
_BLOCKER_KEYS = frozenset({"content", "id"})
_MESSAGE_KEYS = _BLOCKER_KEYS | {"type", "detail"}
_SENT_BY_TXSCRIPT = frozenset({"source_id", "detail"})
_NAMED_ELSEWHERE = frozenset({"schema_id"})


@dataclass(frozen=True, slots=True)
class ReturnedBlocker:
    """One entry of `automation_blockers`; `datapoint_id` None is the whole document."""

    content: str
    datapoint_id: int | None = None


def read_messages(raw: Mapping[str, Any], content: Content | None, notes: Notes) -> tuple[Message, ...]:
    """The usable entries of `messages`."""
    read = (read_message(path, entry, content, notes) for path, entry in objects(raw, "messages", notes))
    return tuple(message for message in read if message is not None)


def read_message(
    path: str, entry: Mapping[str, Any], content: Content | None, notes: Notes
) -> Message | None:
    """One message; None when Rossum would not show it.

    Args:
        content: The document, to tell whether the id exists; None skips that.
    """
    kind = entry.get("type")
    if kind not in _TYPES:
        notes.drop(f"{path}/type", _wrong_type(kind), "message-unknown-type")
        return None
    text = _text(entry, path, "message", notes)
    if text is None:
        return None
    datapoint_id, schema_id = _Reference(path, "message", content, notes).read(entry)
    _check_detail(entry, path, notes)
    unread = _SENT_BY_TXSCRIPT | _NAMED_ELSEWHERE
    notes.ignore_unknown(entry, path, _MESSAGE_KEYS, "message-unknown-key", unread)
    return Message(MessageType(kind), text, datapoint_id, schema_id)


def read_blockers(
    raw: Mapping[str, Any], content: Content | None, notes: Notes
) -> tuple[ReturnedBlocker, ...]:
    """The usable entries of `automation_blockers`."""
    blockers = []
    for path, entry in objects(raw, "automation_blockers", notes):
        text = _text(entry, path, "automation-blocker", notes)
        if text is None:
            continue
        datapoint_id, _ = _Reference(path, "automation-blocker", content, notes).read(entry)
        unread = _SENT_BY_TXSCRIPT | _NAMED_ELSEWHERE
        notes.ignore_unknown(entry, path, _BLOCKER_KEYS, "automation-blocker-unknown-key", unread)
        blockers.append(ReturnedBlocker(text, datapoint_id))
    return tuple(blockers)


def _wrong_type(kind: object) -> str:
    if kind == MessageType.AGGREGATION:
        return '"type" is "aggregation", which only Rossum itself sends; expected error, warning or info'
    return f'"type" is {shown(kind)}; expected {one_of(_TYPES, kind)}'


def _text(entry: Mapping[str, Any], path: str, what: str, notes: Notes) -> str | None:
    text, place = entry.get("content"), f"{path}/content"
    if not isinstance(text, str):
        found = '"content" is missing' if text is None else f'"content" is {kind_of(text)}'
        notes.drop(place, f"{found}; expected a text", f"{what}-missing-content")
        return None
    if not text.strip():
        message = "is empty; a reviewer would see an entry without any words."
        notes.add(Severity.WARNING, place, message, f"{what}-empty")
    if len(text) > MAX_MESSAGE_LENGTH:
        message = f"has {len(text)} characters; Rossum would cut it to {MAX_MESSAGE_LENGTH}."
        notes.add(Severity.WARNING, place, message, f"{what}-too-long")
    return text[:MAX_MESSAGE_LENGTH]


def _check_detail(entry: Mapping[str, Any], path: str, notes: Notes) -> None:
    detail = entry.get("detail")
    if detail is not None and not isinstance(detail, dict):
        notes.ignore(f"{path}/detail", f"is {kind_of(detail)}; expected an object", "message-detail")


@dataclass(frozen=True, slots=True)
class _Reference:
    """Finds out what a message or blocker is about.

    Args:
        path: JSON pointer of the entry.
        what: What the entry is, as problem codes call it.
    """

    path: str
    what: str
    content: Content | None
    notes: Notes

    def read(self, entry: Mapping[str, Any]) -> tuple[int | None, str | None]:
        """Id and schema_id; no id is the whole document."""
        sent = entry.get("id")
        if sent is None or sent == "all":
            return None, self._schema_id_instead(entry.get("schema_id"))
        datapoint_id = read_id(sent)
        if datapoint_id is None:
            return None, self._wrong(sent)
        return datapoint_id, self._found(datapoint_id)

    def _schema_id_instead(self, schema_id: object) -> str | None:
        if schema_id is None:
            return None
        message = f'"schema_id" does not say what this is about; {self._proposal(schema_id)}.'
        self._note(Severity.WARNING, "/schema_id", f"{message} {_DOCUMENT_WIDE}", "schema-id-instead-of-id")
        return self._known(schema_id)

    def _wrong(self, sent: object) -> str | None:
        known = self._known(sent)
        reason = f'"id" is the schema_id {shown(sent)}; {self._proposal(sent)}' if known else wrong_id(sent)
        self._note(Severity.ERROR, "/id", f"{reason}. {_DOCUMENT_WIDE}", "invalid-id")
        return known

    def _found(self, datapoint_id: int) -> str | None:
        if self.content is None:
            return None
        node = self.content.find(datapoint_id)
        if node is None:
            message = f"The document has no datapoint {datapoint_id}; no reviewer would see this at a field."
            self._note(Severity.WARNING, "/id", message, "unknown-id")
            return None
        if isinstance(node, Section):
            message = (
                f"{datapoint_id} is the section {node.schema_id}, which holds no value; "
                f"send the id of a datapoint, a row or a table. {_DOCUMENT_WIDE}"
            )
            self._note(Severity.WARNING, "/id", message, "about-a-section")
        return node.schema_id

    def _known(self, schema_id: object) -> str | None:
        return schema_id if isinstance(schema_id, str) and self._nodes(schema_id) else None

    def _proposal(self, schema_id: object) -> str:
        """What to send in place of a schema_id."""
        nodes = self._nodes(schema_id) if isinstance(schema_id, str) else []
        column_of = self._table(nodes[0]) if nodes else None
        if column_of is not None:
            return f"it is a column of {column_of}: send the id of one of its cells, such as {nodes[0].id}"
        return f'send "id": {nodes[0].id}' if nodes else "send the id of a datapoint, such as 90103"

    def _table(self, cell: Node) -> str | None:
        """The table that a cell stands in."""
        if self.content is None or not isinstance(row := self.content.parent(cell.id), Tuple):
            return None
        table = self.content.parent(row.id)
        return table.schema_id if isinstance(table, Multivalue) else None

    def _nodes(self, schema_id: str) -> list[Node]:
        return [] if self.content is None else self.content.with_schema_id(schema_id)

    def _note(self, severity: Severity, place: str, message: str, code: str) -> None:
        self.notes.add(severity, self.path + place, message, f"{self.what}-{code}")


_DOCUMENT_WIDE = "Rossum would show it for the whole document, if at all."
