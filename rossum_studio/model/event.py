"""Events and actions: which pairs exist, when they fire and what they read.

Source: reference chapter 3.6, 4.1, 5.1, 5.3, chapter 12 row 13.
"""

from dataclasses import dataclass, field

from rossum_studio.model.errors import UnknownEventError


@dataclass(frozen=True, slots=True)
class HookEvent:
    """One `event.action` pair.

    Args:
        when: A sentence for the user on when it fires.
        reads: The keys of a response that the platform looks at.
        has_content: The payload carries the content tree.
        is_interactive: A person waits for the answer: no retry, limit 30 s.
        status: Annotation status in the payload; None where there is no annotation.
        previous_status: The status before it.
    """

    event: str
    action: str
    when: str
    reads: frozenset[str] = field(default_factory=frozenset)
    has_content: bool = False
    is_interactive: bool = False
    status: str | None = None
    previous_status: str | None = None

    @property
    def name(self) -> str:
        """`event.action`."""
        return f"{self.event}.{self.action}"


_ANSWERS = frozenset({"messages", "operations"})

EVENTS: tuple[HookEvent, ...] = (
    HookEvent(
        "annotation_content",
        "initialize",
        "after extraction, before anyone sees the document",
        _ANSWERS | {"automation_blockers"},
        has_content=True,
        status="importing",
        previous_status="importing",
    ),
    HookEvent(
        "annotation_content",
        "started",
        "when a reviewer opens the document",
        _ANSWERS,
        has_content=True,
        is_interactive=True,
        status="reviewing",
        previous_status="to_review",
    ),
    HookEvent(
        "annotation_content",
        "updated",
        "after every edit a reviewer makes",
        _ANSWERS,
        has_content=True,
        is_interactive=True,
        status="reviewing",
        previous_status="to_review",
    ),
    HookEvent(
        "annotation_content",
        "user_update",
        "after every edit; deprecated, use updated",
        _ANSWERS,
        has_content=True,
        is_interactive=True,
        status="reviewing",
        previous_status="to_review",
    ),
    HookEvent(
        "annotation_content",
        "confirm",
        "when the reviewer presses Confirm",
        _ANSWERS,
        has_content=True,
        is_interactive=True,
        status="reviewing",
        previous_status="to_review",
    ),
    HookEvent(
        "annotation_content",
        "export",
        "while the document is on its way to exported",
        _ANSWERS,
        has_content=True,
        status="exporting",
        previous_status="confirmed",
    ),
    HookEvent(
        "annotation_status",
        "changed",
        "after the annotation got a new status",
        status="to_review",
        previous_status="importing",
    ),
    HookEvent("upload", "created", "when files were uploaded", frozenset({"files"})),
    HookEvent(
        "email",
        "received",
        "when an e-mail with attachments arrived",
        frozenset({"files", "additional_files", "extracted_original_sender"}),
    ),
    HookEvent("invocation", "scheduled", "when the hook's cron time is reached"),
    HookEvent("invocation", "manual", "when a program calls the hook's invoke endpoint"),
)

_STATUS_BEFORE = {
    "importing": "created",
    "failed_import": "importing",
    "to_review": "importing",
    "reviewing": "to_review",
    "postponed": "reviewing",
    "in_workflow": "reviewing",
    "confirmed": "reviewing",
    "rejected": "reviewing",
    "exporting": "reviewing",
    "exported": "exporting",
    "failed_export": "exporting",
    "split": "to_review",
    "deleted": "to_review",
    "purged": "deleted",
}

BY_NAME = {event.name: event for event in EVENTS}
DEFAULT_EVENT = BY_NAME["annotation_content.initialize"]


def event_named(name: str) -> HookEvent:
    """The event of an `event.action` name.

    Raises:
        UnknownEventError: The platform has no such pair.
    """
    try:
        return BY_NAME[name]
    except KeyError:
        raise UnknownEventError(
            f"There is no event {name!r}; expected one of {', '.join(sorted(BY_NAME))}."
        ) from None


def events_of(subscriptions: list[str]) -> list[HookEvent]:
    """The pairs that a hook's `events` list subscribes to; unknown entries are left out.

    An entry is an `event.action` pair or a bare `event` that stands for all its actions.
    """
    return [event for entry in subscriptions for event in EVENTS if entry in (event.name, event.event)]


def usual_status_before(status: object) -> str | None:
    """The status from which an annotation usually gets into this one; None when there is none before it."""
    return _STATUS_BEFORE.get(status) if isinstance(status, str) else None
