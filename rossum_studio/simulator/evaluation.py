"""What an answer of a hook amounts to: values only, the rules are in `evaluate`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rossum_studio.model.annotation import Content
from rossum_studio.model.message import MessageLog
from rossum_studio.model.problem import Problem, Severity


@dataclass(frozen=True, slots=True)
class Change:
    """One attribute of one node before and after.

    Args:
        attribute: `value`, `normalized_value`, `hidden`, `options`, `validation_sources`, `position`,
            `page`, or `row` for a row added (before None) or removed (after None).
    """

    id: int
    schema_id: str | None
    attribute: str
    before: Any
    after: Any

    def as_json(self) -> dict[str, Any]:
        """The shape of contract.md, 2."""
        return {
            "id": self.id,
            "schema_id": self.schema_id,
            "attribute": self.attribute,
            "before": self.before,
            "after": self.after,
        }


class OperationStatus(StrEnum):
    """What became of an operation."""

    APPLIED = "applied"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class OperationResult:
    """One returned operation and what became of it.

    Args:
        index: Its place in the response's list.
        id: As sent, so possibly of any JSON type.
        reason: Why it was rejected, as a sentence.
        created_ids: The new tuple or child and its cells, after an add.
    """

    index: int
    op: str
    id: Any
    status: OperationStatus
    reason: str | None = None
    schema_id: str | None = None
    changes: tuple[Change, ...] = ()
    created_ids: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The shape of contract.md, 2."""
        return {
            "op": self.op,
            "id": self.id,
            "status": self.status.value,
            "reason": self.reason,
            "schema_id": self.schema_id,
            "changes": [change.as_json() for change in self.changes],
        }


@dataclass(frozen=True, slots=True)
class AutomationBlocker:
    """A reason why the document needs a person; `id` None is the whole document."""

    content: str
    id: int | None = None
    schema_id: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The shape of contract.md, 2."""
        return {"id": self.id, "content": self.content, "schema_id": self.schema_id}


@dataclass(frozen=True, slots=True)
class Automation:
    """Whether the document would have passed without a person after `initialize`.

    Args:
        level: `automation_level` of the queue.
        reasons: A sentence each, at least one.
        blockers: What stands in the way, in the shape of the API (reference 9.2).
    """

    is_automated: bool
    level: str
    reasons: tuple[str, ...] = ()
    blockers: tuple[Mapping[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "is_automated": self.is_automated,
            "level": self.level,
            "reasons": list(self.reasons),
            "blockers": [dict(blocker) for blocker in self.blockers],
        }


@dataclass(frozen=True, slots=True)
class Consequence:
    """What the platform would do with the answer: "Blocks confirmation." """

    sentence: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything an answer amounts to on one event.

    Args:
        content: The tree after operations, formulas and rules; None for events without one.
        computed: What formulas and rules changed, attribute by attribute.
        updated_datapoints: Ids changed by this run, in document order; what the next hook receives.
        automation: On `initialize` only.
        fired: Business rules whose condition held, by name.
        not_modelled: What of the document is not simulated, a sentence each.
        annotation_status: The status after the event, where the event moves it.
        consequences: Most important first; never empty.
    """

    messages: MessageLog = field(default_factory=MessageLog)
    operations: tuple[OperationResult, ...] = ()
    automation_blockers: tuple[AutomationBlocker, ...] = ()
    content: Content | None = None
    computed: tuple[Change, ...] = ()
    updated_datapoints: tuple[int, ...] = ()
    annotation_status: str | None = None
    problems: tuple[Problem, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    automation: Automation | None = None
    fired: tuple[str, ...] = ()
    not_modelled: tuple[str, ...] = ()
