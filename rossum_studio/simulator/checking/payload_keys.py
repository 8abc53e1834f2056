"""Which keys the payload of an event has.

Source: reference 4.1, 4.3 to 4.5.
"""

from collections.abc import Iterable

from rossum_studio.model.event import HookEvent
from rossum_studio.simulator.sideload import SIDELOADS

TOKEN = "rossum_authorization_token"

_COMMON = frozenset(
    {"request_id", "timestamp", "hook", "event", "action", "settings", "secrets", "base_url", TOKEN}
)
_OWN: dict[str, frozenset[str]] = {
    "annotation_content": frozenset({"annotation", "document", "updated_datapoints", *SIDELOADS}),
    "annotation_status": frozenset({"annotation", "document", *SIDELOADS}),
    "email": frozenset({"files", "headers", "body", "email", "queue"}),
    "upload": frozenset({"files", "documents", "metadata", "email", "upload"}),
    "invocation": frozenset(),
}


def keys_of(event: HookEvent) -> frozenset[str] | None:
    """The keys that an event may send, sideloads included; None when the caller decides."""
    return None if event.name == "invocation.manual" else _COMMON | _OWN[event.event]


def events_without(key: str, events: Iterable[HookEvent]) -> list[HookEvent]:
    """Those of the events that never send a key."""
    return [event for event in events if (keys := keys_of(event)) is not None and key not in keys]


def all_keys() -> list[str]:
    """Every key that some event sends."""
    return sorted(_COMMON.union(*_OWN.values()))
