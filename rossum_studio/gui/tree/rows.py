"""The rows of the tree, made when their parent is opened. No Qt here.

A row is known by its place in a list that only grows, so that an index of Qt can hold a plain
number: a number cannot dangle.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, repeat

from rossum_studio.model.annotation import Content, Node
from rossum_studio.model.difference import Change, Difference

NO_ROW = -1


@dataclass(frozen=True, slots=True)
class Shown:
    """Which tree is shown: one content, or what a run made of it."""

    content: Content
    difference: Difference | None = None

    @property
    def roots(self) -> Sequence[Node]:
        """The sections."""
        return self.content.sections if self.difference is None else self.difference.roots

    def children(self, node: Node) -> Sequence[Node]:
        """What stands below a node."""
        return node.nodes if self.difference is None else self.difference.children(node)

    def change(self, datapoint_id: int) -> Change | None:
        """What the run did to the node."""
        return None if self.difference is None else self.difference.change(datapoint_id)

    def was(self, datapoint_id: int) -> Node | None:
        """The node before the run, if the run changed it."""
        return None if self.difference is None else self.difference.changed.get(datapoint_id)

    @property
    def source(self) -> Content | Difference:
        """What knows the nodes by their ids."""
        return self.content if self.difference is None else self.difference

    def walk(self) -> Iterator[tuple[Node, int]]:
        """Every node in the order shown, with the ordinal of its parent (-1 for a section)."""
        stack = [(node, NO_ROW) for node in reversed(self.roots)]
        ordinal = 0
        while stack:
            node, parent = stack.pop()
            yield node, parent
            stack.extend([(child, ordinal) for child in reversed(self.children(node))])
            ordinal += 1


@dataclass(frozen=True)
class Visible:
    """What a filter leaves: matches, and the parents that lead to them.

    All that is below a match stays too, unless something below it matches by itself.
    """

    matched: set[int] = field(default_factory=set)
    parents: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Row:
    """One row.

    Args:
        parent: Place of the parent in the list; `NO_ROW` for a section.
        position: Among its siblings, from 0.
        number: Among its siblings in the document, from 1; a removed row keeps the one it had.
        is_whole: The filter hides nothing below.
        children: Places of the children; None until they are asked for.
    """

    node: Node
    parent: int
    position: int
    number: int
    change: Change | None
    is_whole: bool
    children: range | None = None


class RowTable:
    """The rows made so far.

    Args:
        visible: What the filter leaves; None for everything.
    """

    def __init__(self, shown: Shown, visible: Visible | None = None) -> None:
        self.shown = shown
        self._visible = visible
        self.rows: list[Row] = []
        self.place_of: dict[int, int] = {}
        self.roots = self._make(shown.roots, NO_ROW, visible is None)

    def children(self, place: int) -> range:
        """Places of the children of a row, made now if need be; `NO_ROW` asks for the sections."""
        if place == NO_ROW:
            return self.roots
        row = self.rows[place]
        if row.children is None:
            row.children = self._make(self.shown.children(row.node), place, row.is_whole)
        return row.children

    def find(self, datapoint_id: int) -> int:
        """Place of a node, its parents opened as needed; `NO_ROW` if it is unknown or filtered out."""
        if datapoint_id not in self.place_of:
            for parent in reversed(list(self.shown.source.ancestors(datapoint_id))):
                place = self.place_of.get(parent.id)
                if place is not None:
                    self.children(place)
        return self.place_of.get(datapoint_id, NO_ROW)

    def make_like(self, other: "RowTable") -> None:
        """Make the rows that the other table has made, where they still exist."""
        made = {row.node.id for row in other.rows if row.children is not None}
        place = 0
        while place < len(self.rows):  # grows while it is walked
            if self.rows[place].node.id in made:
                self.children(place)
            place += 1

    def _make(self, nodes: Sequence[Node], parent: int, is_whole: bool) -> range:
        first = len(self.rows)
        lead_to_match = set() if self._visible is None else self._visible.parents
        for position, (node, number, change) in enumerate(self._kept(nodes, is_whole)):
            self.place_of[node.id] = first + position
            keeps_all = is_whole or node.id not in lead_to_match
            self.rows.append(Row(node, parent, position, number, change, keeps_all))
        return range(first, len(self.rows))

    def _kept(self, nodes: Sequence[Node], is_whole: bool) -> list[tuple[Node, int, Change | None]]:
        """The siblings that the filter leaves, each with its number and change."""
        numbered = _numbered(nodes, self.shown.difference)
        if is_whole or self._visible is None:
            return list(numbered)
        kept = self._visible.matched | self._visible.parents
        return [each for each in numbered if each[0].id in kept]


def _numbered(
    nodes: Sequence[Node], difference: Difference | None
) -> Iterable[tuple[Node, int, Change | None]]:
    if difference is None or not difference:
        return zip(nodes, count(1), repeat(None))
    return _numbered_apart(nodes, difference)


def _numbered_apart(
    nodes: Sequence[Node], difference: Difference
) -> Iterator[tuple[Node, int, Change | None]]:
    """Rows of the document count on as if the removed ones were not there, and those as they were."""
    before = after = 0
    for node in nodes:
        change = difference.change(node.id)
        before += change is not Change.ADDED
        after += change is not Change.REMOVED
        yield node, before if change is Change.REMOVED else after, change
