"""Messages placed on a tree: which row has which, and what lies below each parent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rossum_studio.model.annotation import Node
from rossum_studio.model.difference import Change, Difference
from rossum_studio.model.message import Message, MessageLog, MessageType
from rossum_studio.model.problem import Severity

SIGNS = {Severity.ERROR: "x", Severity.WARNING: "!", Severity.INFO: "i"}
"""The worst first."""

CHANGE_SIGNS = {Change.CHANGED: "~", Change.ADDED: "+", Change.REMOVED: "\N{MINUS SIGN}"}

SEVERITY_OF = {each: Message(each, "").severity for each in MessageType}
"""Looked up rather than worked out: a run may bring thousands of messages."""


type Counts = dict[Severity | Change, int]


@dataclass(frozen=True, slots=True)
class Below:
    """How many messages and changes a parent has below it."""

    counts: Counts = field(default_factory=dict)

    @property
    def severities(self) -> list[Severity]:
        """Those of the messages below, each once."""
        return [each for each in SIGNS if each in self.counts]

    @property
    def signs(self) -> str:
        """Counts as in "x1 !2 +1"; empty when there is nothing."""
        parts = [f"{SIGNS[each]}{self.counts[each]}" for each in self.severities]
        parts += [f"{sign}{self.counts[each]}" for each, sign in CHANGE_SIGNS.items() if each in self.counts]
        return " ".join(parts)

    @property
    def words(self) -> str:
        """The same for a screen reader: "1 error, 2 warnings, 1 added"; empty when there is nothing."""
        parts = [count_of(self.counts[each], each) for each in self.severities]
        parts += [f"{self.counts[each]} {each}" for each in CHANGE_SIGNS if each in self.counts]
        return ", ".join(parts)


@dataclass(frozen=True)
class Marks:
    """What is said about each row.

    Args:
        messages: Own messages by datapoint id.
        below: Counts by the id of each parent that has any.
    """

    messages: Mapping[int, tuple[Message, ...]] = field(default_factory=dict)
    below: Mapping[int, Counts] = field(default_factory=dict)

    def own(self, datapoint_id: int) -> tuple[Message, ...]:
        """The row's own messages."""
        return self.messages.get(datapoint_id, ())

    def below_of(self, datapoint_id: int) -> Below:
        """Counts of what lies below the row."""
        return Below(self.below.get(datapoint_id, {}))

    def severity(self, datapoint_id: int) -> Severity | None:
        """The worst of the row and all below it."""
        own, below = self.messages.get(datapoint_id), self.below.get(datapoint_id)
        if own is None and below is None:
            return None
        found = {SEVERITY_OF[message.type] for message in own or ()}.union(below or ())
        return next((each for each in SIGNS if each in found), None)


def place(
    log: MessageLog, parent_of: Callable[[int], Node | None], difference: Difference | None = None
) -> Marks:
    """Put the messages and changes of a run on the rows they belong to and count them on the parents."""
    messages = log.by_datapoint()
    marked: list[tuple[int, Severity | Change]] = [
        (datapoint_id, SEVERITY_OF[message.type]) for datapoint_id, own in messages.items() for message in own
    ]
    if difference is not None:
        marked += difference.outermost.items()
    return Marks(messages, _rolled_up(marked, parent_of))


def _rolled_up(
    marked: list[tuple[int, Severity | Change]], parent_of: Callable[[int], Node | None]
) -> dict[int, Counts]:
    """Counts of every parent: each level hands its sums to the one above, so no row walks all the way up."""
    level: dict[int, Counts] = {}
    for datapoint_id, mark in marked:
        parent = parent_of(datapoint_id)
        if parent is not None:
            counts = level.setdefault(parent.id, {})
            counts[mark] = counts.get(mark, 0) + 1
    below: dict[int, Counts] = {}
    while level:
        above: dict[int, Counts] = {}
        for datapoint_id, counts in level.items():
            known = below.setdefault(datapoint_id, counts)
            if known is not counts:
                _add(known, counts)
            parent = parent_of(datapoint_id)
            if parent is not None:
                _add(above.setdefault(parent.id, {}), counts)
        level = above
    return below


def _add(sums: Counts, counts: Counts) -> None:
    for mark, number in counts.items():
        sums[mark] = sums.get(mark, 0) + number


def count_of(number: int, word: str) -> str:
    """ "1 error", "2 errors"; "info" has no plural."""
    return f"{number} {word}" if number == 1 or word == Severity.INFO else f"{number} {word}s"
