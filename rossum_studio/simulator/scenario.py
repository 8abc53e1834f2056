"""What a run is about: a hook, an event and a document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rossum_studio.model.annotation import Annotation
from rossum_studio.model.event import HookEvent
from rossum_studio.model.hook import Hook
from rossum_studio.model.schema import Schema


@dataclass(frozen=True)
class Scenario:
    """Everything that a payload is built from.

    Args:
        document: The document object (reference 3.1); what is missing is filled in.
        rest: Keys that the user's payload had beside annotation, document and schemas.
        settings: Replaces the hook's own; None keeps them.
        secrets: Replaces the hook's own; None keeps them.
        updated: Ids of datapoints that the user edited, in the order of the edits.
        status: Annotation status; None is what the event implies.
        previous_status: Status before it; None is what the event implies.
        made_up: JSON pointers of keys of `annotation` and `document` that opening the file filled in.
        extra: Merged into the payload last, without replacing the platform's own keys.
    """

    event: HookEvent
    hook: Hook
    annotation: Annotation | None = None
    schema: Schema | None = None
    document: Mapping[str, Any] = field(default_factory=dict)
    rest: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] | None = None
    secrets: Mapping[str, Any] | None = None
    updated: tuple[int, ...] = ()
    status: str | None = None
    previous_status: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    made_up: tuple[str, ...] = ()
