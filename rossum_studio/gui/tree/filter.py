"""Which nodes a typed text matches. No Qt here.

A proxy model would ask Python about every row at every key; here one lower-cased text a node is
written down once, and a key press is one pass over a list.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress, count, islice, repeat
from operator import contains

import msgspec

from rossum_studio.gui.tree.rows import NO_ROW, Visible
from rossum_studio.model.annotation import Datapoint, Node

CHUNK = 2000
"""So many nodes are indexed at a time."""

MOST_SHOWN = 100
"""So many matches are shown at a time."""


class _Value(msgspec.Struct, gc=False):
    value: str | int | float | bool | None = None


_VALUE = msgspec.json.Decoder(_Value | None)


@dataclass(frozen=True)
class Matches:
    """What a text matches.

    Args:
        ids: Of the matching nodes, in the order shown.
        ordinals: Their places in that order.
        total: How many nodes there are.
        first: Where in `ids` the part starts that is shown.
    """

    ids: list[int]
    ordinals: list[int]
    total: int
    first: int = 0

    @property
    def shown(self) -> list[int]:
        """The matches that are shown; thousands of rows would only be slow to lay out."""
        return self.ids[self.first : self.first + MOST_SHOWN]

    def position(self, ordinal: int, step: int) -> int | None:
        """Where in `ids` the next match after (`step` 1) or before (-1) a place is, around the end."""
        return position_of_next(self.ordinals, ordinal, step)

    def around(self, position: int) -> "Matches":
        """The same matches, with the part shown that holds the one at this position."""
        return replace(self, first=position // MOST_SHOWN * MOST_SHOWN)


class TextIndex:
    """Lower-cased texts of every node: label, schema_id, value and id.

    Args:
        walk: Every node with the ordinal of its parent, as `Shown.walk` yields them.
        label: Label of a schema_id.
        previous: The index of another state of the document, whose texts are used again.
    """

    def __init__(
        self,
        walk: Iterable[tuple[Node, int]],
        label: Callable[[str], str],
        previous: "TextIndex | None" = None,
    ) -> None:
        self._walk = iter(walk)
        self._label = label
        self._known: dict[int, tuple[Node, str]] = {}
        if previous is not None:
            known = zip(previous._nodes, previous._texts, strict=True)
            self._known = {node.id: (node, text) for node, text in known}
        self._names: dict[str, str] = {}
        self._nodes: list[Node] = []
        self._texts: list[str] = []
        self._parents: list[int] = []
        self._ids: list[int] = []
        self._ordinals: dict[int, int] = {}
        self.is_complete = False

    def extend(self, nodes: int = CHUNK) -> None:
        """Write down the texts of the next nodes."""
        before = len(self._ids)
        for node, parent in islice(self._walk, nodes):
            self._nodes.append(node)
            self._texts.append(self._text(node))
            self._parents.append(parent)
            self._ids.append(node.id)
        self.is_complete = len(self._ids) - before < nodes
        if self.is_complete:
            self._known = {}
            self._ordinals = dict(zip(self._ids, count()))

    def search(self, query: str, messages: Mapping[int, str]) -> Matches:
        """Find the nodes with a text in them.

        Args:
            query: Lower case.
            messages: Lower-cased texts of messages by datapoint id; they count as text of the node.
        """
        found = list(compress(count(), map(contains, self._texts, repeat(query))))
        by_message = {each for each, text in messages.items() if query in text}
        if by_message:
            found = sorted(
                {self._ordinals[each] for each in by_message if each in self._ordinals}.union(found)
            )
        return Matches(list(map(self._ids.__getitem__, found)), found, len(self._ids))

    def visible(self, matches: Matches) -> Visible:
        """What the model is to show of the matches."""
        part = matches.ordinals[matches.first : matches.first + MOST_SHOWN]
        parents = set(map(self._ids.__getitem__, self._ancestors(part)))
        return Visible(set(matches.shown), parents)

    def ordinal(self, datapoint_id: int | None) -> int:
        """Place of a node in the order shown; before the first if it is not there."""
        return NO_ROW if datapoint_id is None else self._ordinals.get(datapoint_id, NO_ROW)

    def _ancestors(self, ordinals: Iterable[int]) -> set[int]:
        above: set[int] = set()
        level = set(map(self._parents.__getitem__, ordinals))
        while level := level - above - {NO_ROW}:
            above |= level
            level = set(map(self._parents.__getitem__, level))
        return above

    def _text(self, node: Node) -> str:
        known = self._known.get(node.id)
        if known is not None and known[0] is node:
            return known[1]
        name = self._names.get(node.schema_id)
        if name is None:
            name = f"{self._label(node.schema_id)}\n{node.schema_id}".lower()
            self._names[node.schema_id] = name
        if isinstance(node, Datapoint):
            return f"{name}\n{_value(node).lower()}\n{node.id}"
        return f"{name}\n{node.id}"


class Order:
    """The nodes in the order shown, to step from one of some to the next."""

    def __init__(self, walk: Iterable[tuple[Node, int]]) -> None:
        self._ids = [node.id for node, _ in walk]
        self._ordinals = dict(zip(self._ids, count()))

    def step(self, stops: Iterable[int], current_id: int | None, step: int) -> int | None:
        """The stop behind the current node (`step` 1) or before it (-1), around the end.

        Args:
            stops: Ids in any order; unknown ones are passed over.
            current_id: None for the start.
        """
        ordinals = sorted(self._ordinals[each] for each in stops if each in self._ordinals)
        current = NO_ROW if current_id is None else self._ordinals.get(current_id, NO_ROW)
        position = position_of_next(ordinals, current, step)
        return None if position is None else self._ids[ordinals[position]]


def position_of_next(ordinals: Sequence[int], current: int, step: int) -> int | None:
    """Where in sorted ordinals the next after (`step` 1) or before (-1) the current is, around the end."""
    if not ordinals:
        return None
    if step > 0:
        return bisect_right(ordinals, current) % len(ordinals)
    return (bisect_left(ordinals, current) - 1) % len(ordinals)


def _value(datapoint: Datapoint) -> str:
    try:
        found = _VALUE.decode(datapoint.content)
    except msgspec.DecodeError:  # not the shape of the reference: let the node read it
        return datapoint.value
    return "" if found is None or found.value is None else str(found.value)
