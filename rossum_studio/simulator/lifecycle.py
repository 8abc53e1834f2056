"""The life of a document between extraction and export: which step comes next and what it does to the status.

Source: reference 3.6, 4.6, 5.3, chapter 12 rows 11, 13, 29 and 30.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from rossum_studio.model.annotation import Content
from rossum_studio.model.errors import WrongTargetError
from rossum_studio.model.event import BY_NAME, HookEvent


class Step(StrEnum):
    """What can happen to a document; the values are the actions of `annotation_content`."""

    INITIALIZE = "initialize"
    STARTED = "started"
    UPDATED = "updated"
    CONFIRM = "confirm"
    EXPORT = "export"

    @property
    def label(self) -> str:
        """What people call it."""
        return _LABELS[self]

    @property
    def event(self) -> HookEvent:
        """The event that hooks receive."""
        return BY_NAME[f"annotation_content.{self.value}"]

    @property
    def events(self) -> tuple[HookEvent, ...]:
        """All events of the step, in order: what a reviewer does fires the deprecated `user_update` first."""
        is_reviewed = self in (Step.STARTED, Step.UPDATED, Step.CONFIRM)
        older = (BY_NAME["annotation_content.user_update"],) if is_reviewed else ()
        return (*older, self.event)


_LABELS = {
    Step.INITIALIZE: "Import",
    Step.STARTED: "Open",
    Step.UPDATED: "Edit",
    Step.CONFIRM: "Confirm",
    Step.EXPORT: "Export",
}
_FROM = {
    Step.INITIALIZE: ("importing", "created"),
    Step.STARTED: ("to_review", "postponed", "confirmed", "reviewing"),
    Step.UPDATED: ("reviewing",),
    Step.CONFIRM: ("reviewing",),
    Step.EXPORT: ("exporting", "confirmed", "failed_export"),
}
_DURING = {Step.STARTED: "reviewing", Step.EXPORT: "exporting"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A document between two steps.

    Args:
        edited: Ids that the user changed since the last step; what `updated_datapoints` begins with.
        came_from: The status before the document was opened; what Cancel goes back to.
    """

    content: Content = field(default_factory=Content)
    status: str = "importing"
    previous_status: str = "created"
    edited: tuple[int, ...] = ()
    came_from: str = "to_review"

    def moved_to(self, status: str) -> "Moment":
        """The same document in another status; itself when it is there already."""
        return self if status == self.status else replace(self, status=status, previous_status=self.status)


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of status; it fires `annotation_status.changed`."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A step that can be taken: the document as hooks see it, and how it got there."""

    moment: Moment
    transitions: tuple[Transition, ...] = ()


def possible_steps(moment: Moment) -> tuple[Step, ...]:
    """The steps that the status allows; an edit needs something edited."""
    return tuple(step for step in Step if not why_not(step, moment))


def why_not(step: Step, moment: Moment) -> str:
    """Why a step cannot be taken now, as a sentence; empty when it can."""
    if moment.status not in _FROM[step]:
        allowed = " or ".join(_FROM[step])
        return f"{step.label} needs the status {allowed}; the document is in {moment.status}."
    if step is Step.UPDATED and not moment.edited:
        return "Edit needs an edit: change a value in the tree first."
    return ""


def begin(step: Step, moment: Moment) -> Begun:
    """Move the document to the status that the step's hooks see.

    Raises:
        WrongTargetError: The status does not allow the step; the text says which ones do.
    """
    refusal = why_not(step, moment)
    if refusal:
        raise WrongTargetError(refusal)
    during = _DURING.get(step, moment.status)
    moved = moment.moved_to(during)
    if step is Step.STARTED and moment.status != "reviewing":
        moved = replace(moved, came_from=moment.status)
    return Begun(moved, _transitions(moment, moved))


def end(moment: Moment, content: Content, status_after: str | None) -> Begun:
    """The document after the step's hooks.

    Args:
        status_after: Where the answers send the document; None where they do not.
    """
    done = replace(moment, content=content, edited=())
    moved = done if status_after is None else done.moved_to(status_after)
    return Begun(moved, _transitions(done, moved))


def cancelled(moment: Moment) -> Moment:
    """The document after the reviewer left without confirming."""
    return moment.moved_to(moment.came_from) if moment.status == "reviewing" else moment


def edited(moment: Moment, content: Content, ids: tuple[int, ...]) -> Moment:
    """The document after the user changed something in it."""
    return replace(moment, content=content, edited=tuple(dict.fromkeys((*moment.edited, *ids))))


def _transitions(before: Moment, after: Moment) -> tuple[Transition, ...]:
    return () if before.status == after.status else (Transition(before.status, after.status),)
