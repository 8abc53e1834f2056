"""Messages and automation blockers placed on a tree: which row has which, and what lies below each parent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from rossum_studio.model.annotation import Node
from rossum_studio.model.difference import Change, Difference
from rossum_studio.model.message import Message, MessageLog, MessageType
from rossum_studio.model.problem import Severity
from rossum_studio.simulator.evaluation import AutomationBlocker

SIGNS = {Severity.ERROR: "x", Severity.WARNING: "!", Severity.INFO: "i"}
"""The worst first."""

BLOCKER = "blocker"
"""Marks what stops automation; beside the severities, for it stops nothing else."""

BLOCKER_SIGN = "\N{CIRCLED MINUS}"

CHANGE_SIGNS = {Change.CHANGED: "~", Change.ADDED: "+", Change.REMOVED: "\N{MINUS SIGN}"}

SEVERITY_OF = {each: Message(each, "").severity for each in MessageType}
"""Looked up rather than worked out: a run may bring thousands of messages."""


type Mark = Severity | Change | str
"""A severity, a change, or `BLOCKER`."""

type Counts = dict[Mark, int]


@dataclass(frozen=True, slots=True)
class Below:
    """How many messages, blockers and changes a parent has below it."""

    counts: Counts = field(default_factory=dict)

    @property
    def severities(self) -> list[Severity]:
        """Those of the messages below, each once."""
        return [each for each in SIGNS if each in self.counts]

    @property
    def signs(self) -> str:
        """Counts as in "x1 !2 +1"; empty when there is nothing."""
        parts = [f"{SIGNS[each]}{self.counts[each]}" for each in self.severities]
        parts += [f"{BLOCKER_SIGN}{self.counts[BLOCKER]}"] if BLOCKER in self.counts else []
        parts += [f"{sign}{self.counts[each]}" for each, sign in CHANGE_SIGNS.items() if each in self.counts]
        return " ".join(parts)

    @property
    def words(self) -> str:
        """The same for a screen reader: "1 error, 2 warnings, 1 added"; empty when there is nothing."""
        parts = [count_of(self.counts[each], each) for each in (*SIGNS, BLOCKER) if each in self.counts]
        parts += [f"{self.counts[each]} {each}" for each in CHANGE_SIGNS if each in self.counts]
        return ", ".join(parts)


@dataclass(frozen=True)
class Marks:
    """What is said about each row.

    Args:
        messages: Own messages by datapoint id.
        blockers: Texts of own automation blockers by datapoint id.
        below: Counts by the id of each parent that has any.
    """

    messages: Mapping[int, tuple[Message, ...]] = field(default_factory=dict)
    blockers: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    below: Mapping[int, Counts] = field(default_factory=dict)

    def own(self, datapoint_id: int) -> tuple[Message, ...]:
        """The row's own messages."""
        return self.messages.get(datapoint_id, ())

    def own_blockers(self, datapoint_id: int) -> tuple[str, ...]:
        """Texts of the row's own automation blockers."""
        return self.blockers.get(datapoint_id, ())

    def has_own(self, datapoint_id: int) -> bool:
        """Whether something is said about the row itself."""
        return datapoint_id in self.messages or datapoint_id in self.blockers

    @property
    def texts(self) -> dict[int, str]:
        """What is said about each row, in lower case, to be searched."""
        own = {each: [message.content for message in group] for each, group in self.messages.items()}
        for each, blockers in self.blockers.items():
            own.setdefault(each, []).extend(blockers)
        return {each: "\n".join(group).lower() for each, group in own.items()}

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

    def is_blocked(self, datapoint_id: int) -> bool:
        """Whether the row or something below it stops automation."""
        return datapoint_id in self.blockers or BLOCKER in self.below.get(datapoint_id, ())

    def sign(self, datapoint_id: int) -> str | None:
        """What the row is marked with: its severity, else that it stops automation."""
        return self.severity(datapoint_id) or (BLOCKER if self.is_blocked(datapoint_id) else None)


def place(
    log: MessageLog,
    parent_of: Callable[[int], Node | None],
    difference: Difference | None = None,
    blockers: Sequence[AutomationBlocker] = (),
) -> Marks:
    """Put what a run said and changed on the rows it belongs to, and count it on their parents."""
    messages, texts = log.by_datapoint(), _by_datapoint(blockers)
    marked: list[tuple[int, Mark]] = [
        (datapoint_id, SEVERITY_OF[message.type]) for datapoint_id, own in messages.items() for message in own
    ]
    marked += [(datapoint_id, BLOCKER) for datapoint_id, own in texts.items() for _ in own]
    if difference is not None:
        marked += difference.outermost.items()
    return Marks(messages, texts, _rolled_up(marked, parent_of))


def _by_datapoint(blockers: Sequence[AutomationBlocker]) -> dict[int, tuple[str, ...]]:
    grouped: dict[int, tuple[str, ...]] = {}
    for blocker in blockers:
        if blocker.id is not None:
            grouped[blocker.id] = (*grouped.get(blocker.id, ()), blocker.content)
    return grouped


def _rolled_up(marked: list[tuple[int, Mark]], parent_of: Callable[[int], Node | None]) -> dict[int, Counts]:
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
