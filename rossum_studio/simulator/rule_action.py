"""The actions of business rules: which exist, when they act, what they carry.

Source: reference 9.4.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rossum_studio.model.message import MessageType
from rossum_studio.model.schema import Schema

VALIDATION = "validation"
_IMPORTED, _CONFIRMED, _EXPORTED = "annotation_imported", "annotation_confirmed", "annotation_exported"
EVENTS = (VALIDATION, _IMPORTED, _CONFIRMED, _EXPORTED)
_LATER = (_IMPORTED, _CONFIRMED, _EXPORTED)
SHOWN_TYPES = (MessageType.ERROR, MessageType.WARNING, MessageType.INFO)


@dataclass(frozen=True, slots=True)
class ActionType:
    """What the platform knows about a kind of action.

    Args:
        events: When it may act.
        is_once: A rule may have one of them at most.
        needs: Keys that its payload must have; of alternatives one.
        deed: What a rule would do that is not simulated, as "send an e-mail"; empty for what is.
    """

    events: tuple[str, ...] = (VALIDATION,)
    is_once: bool = False
    needs: tuple[tuple[str, ...], ...] = ()
    deed: str = ""


_FIELDS = (("schema_ids", "schema_id"),)
ACTION_TYPES: Mapping[str, ActionType] = {
    "show_message": ActionType(needs=(("type",), ("content",))),
    "add_automation_blocker": ActionType(is_once=True, needs=(("content",),)),
    "show_hide_field": ActionType(needs=_FIELDS),
    "show_field": ActionType(is_once=True, needs=_FIELDS),
    "hide_field": ActionType(is_once=True, needs=_FIELDS),
    "add_validation_source": ActionType(is_once=True, needs=(("schema_id", "schema_ids"),)),
    "add_label": ActionType(is_once=True, needs=(("labels",),), deed="add labels"),
    "remove_label": ActionType(is_once=True, needs=(("labels",),), deed="remove labels"),
    "add_remove_label": ActionType(is_once=True, needs=(("labels",),), deed="add or remove labels"),
    "change_status": ActionType((_IMPORTED,), True, (("method",),), "change the status"),
    "change_queue": ActionType(_LATER, True, (("queue_id", "queue"),), "move the document to another queue"),
    "send_email": ActionType(_LATER, False, (("email_template", "to"),), "send an e-mail"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """One action of a rule.

    Args:
        payload: What it carries, by its type.
        event: When it acts.
    """

    type: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    event: str = VALIDATION
    id: object = None
    is_enabled: bool = True

    @property
    def schema_ids(self) -> tuple[str, ...]:
        """The fields it is about."""
        found = self.payload.get("schema_ids")
        names = found if isinstance(found, list) else [self.payload.get("schema_id")]
        return tuple(name for name in names if isinstance(name, str))

    @property
    def content(self) -> str:
        """The text it shows."""
        return str(self.payload.get("content") or "")

    @property
    def deed(self) -> str:
        """What it would do that is not simulated: "send an e-mail (ann@kestrel.com)"; empty for nothing."""
        kind = ACTION_TYPES.get(self.type)
        if kind is None or not kind.deed:
            return ""
        given = (self.payload.get(key) for key in _TELLING if self.payload.get(key))
        return f"{kind.deed} ({_named(next(given, 'nothing given'))}){_WHEN.get(self.event, '')}"


_TELLING = ("labels", "method", "queue_id", "queue", "to", "email_template")
_WHEN = {
    _IMPORTED: " when the document has been imported",
    _CONFIRMED: " when the document has been confirmed",
    _EXPORTED: " when the document has been exported",
}


def parse_action(raw: Mapping[str, Any]) -> Action:
    """Read an action; what is missing gets its default."""
    kind, payload = str(raw.get("type") or ""), raw.get("payload")
    default_event = ACTION_TYPES[kind].events[0] if kind in ACTION_TYPES else VALIDATION
    return Action(
        type=kind,
        payload=payload if isinstance(payload, dict) else {},
        event=str(raw.get("event") or default_event),
        id=raw.get("id"),
        is_enabled=raw.get("enabled") is not False,
    )


def complaints(action: Action, schema: Schema) -> Iterator[tuple[str, str, str]]:
    """What is wrong with an action: JSON pointer below it, code, sentence."""
    kind = ACTION_TYPES.get(action.type)
    if kind is None:
        known = ", ".join(ACTION_TYPES)
        yield "/type", "rule-unknown-action", f'"{action.type}" is no action; expected one of {known}'
        return
    if action.event not in EVENTS:
        expected = " or ".join(kind.events)
        yield "/event", "rule-unknown-event", f'"{action.event}" is no event of rules; expected {expected}'
    elif action.event not in kind.events:
        expected = " or ".join(kind.events)
        yield (
            "/event",
            "rule-wrong-event",
            f"{action.type} does not act on {action.event}, only on {expected}",
        )
    yield from _payload_complaints(action, kind, schema)


def _payload_complaints(action: Action, kind: ActionType, schema: Schema) -> Iterator[tuple[str, str, str]]:
    for keys in kind.needs:
        if all(action.payload.get(key) in (None, "", []) for key in keys):
            yield "/payload", "rule-action-payload", f'{action.type} needs "{keys[0]}" in its payload'
    found = action.payload.get("type")
    if action.type == "show_message" and found and found not in SHOWN_TYPES:
        expected = "error, warning or info"
        yield "/payload/type", "rule-message-type", f'a message cannot be "{found}"; expected {expected}'
    for name in action.schema_ids:
        if schema.find(name) is None:
            yield "/payload", "rule-unknown-field", f'the schema has no field "{name}"'


def _named(found: object) -> str:
    """A value for a sentence."""
    return ", ".join(map(str, found)) if isinstance(found, list) else str(found)
