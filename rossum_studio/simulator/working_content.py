"""A content tree while a list of operations works on it.

Each operation sees what the earlier ones did, and the tree is rebuilt once, at the end.
"""

from collections.abc import Iterator
from typing import cast

import msgspec
from msgspec import UNSET, UnsetType

from rossum_studio.model.annotation import Content, Datapoint, Multivalue, Node, Tuple

type Row = Tuple | Datapoint


class WorkingContent:
    """Changes on top of a `Content`, which stays as it is."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._changed: dict[int, Node] = {}
        self._removed: set[int] = set()
        self._added: dict[int, list[int]] = {}
        self._added_parents: dict[int, int] = {}
        self._row_counts: dict[int, int] = {}
        self._touched: set[int] = set()
        self._next_id = 0

    def find(self, node_id: int) -> Node | None:
        """The node as it is now; None when it never was or was removed."""
        if node_id in self._removed:
            return None
        return self._changed.get(node_id) or self._content.find(node_id)

    def is_removed(self, node_id: int) -> bool:
        """Whether an earlier operation took the node away."""
        return node_id in self._removed

    def parent(self, node_id: int) -> Node | None:
        """The node above, as it was: its children may be out of date."""
        added_below = self._added_parents.get(node_id)
        return self._content.parent(node_id) if added_below is None else self.find(added_below)

    def row_count(self, multivalue: Multivalue) -> int:
        """How many children the multivalue has now."""
        return self._row_counts.get(multivalue.id, len(multivalue.children))

    def new_id(self) -> int:
        """An id that no node has: the next above the highest."""
        self._next_id = (self._next_id or self._content.highest_id) + 1
        return self._next_id

    def url_of(self, node_id: int) -> str | UnsetType:
        """The address of a new node, after the pattern of those that are there."""
        pattern = self._content.sections[0].url if self._content.sections else UNSET
        return f"{pattern.rpartition('/')[0]}/{node_id}" if isinstance(pattern, str) else UNSET

    def put(self, datapoint: Datapoint) -> None:
        """Replace the datapoint with the same id."""
        self._changed[datapoint.id] = datapoint
        self._touched.add(datapoint.id)

    def append(self, multivalue: Multivalue, row: Row) -> tuple[int, ...]:
        """Add a row at the end; returns its id and those of its cells."""
        self._row_counts[multivalue.id] = self.row_count(multivalue) + 1
        self._added.setdefault(multivalue.id, []).append(row.id)
        self._added_parents[row.id] = multivalue.id
        created = (row, *row.nodes)
        for node in created:
            self._changed[node.id] = node
        self._added_parents.update((cell.id, row.id) for cell in row.nodes)
        ids = tuple(node.id for node in created)
        self._touched.update((multivalue.id, *ids))
        return ids

    def remove(self, multivalue: Multivalue, row: Row) -> None:
        """Take a row and its cells away."""
        self._row_counts[multivalue.id] = self.row_count(multivalue) - 1
        self._removed.update((row.id, *(cell.id for cell in row.nodes)))
        self._touched.add(multivalue.id)

    def finish(self) -> tuple[Content, tuple[int, ...]]:
        """The new content, and the ids of what changed in document order."""
        if not self._touched:
            return self._content, ()
        changed: dict[int, Node] = {
            node_id: node
            for node_id, node in self._changed.items()
            if node_id not in self._removed and node_id not in self._added_parents
        }
        changed.update((multivalue.id, multivalue) for multivalue in self._rebuilt_multivalues())
        content = self._content.replaced(changed)
        return content, tuple(node_id for node_id in content.by_id if node_id in self._touched)

    def _rebuilt_multivalues(self) -> Iterator[Multivalue]:
        for multivalue_id in self._row_counts:
            multivalue = cast(Multivalue, self._content.node(multivalue_id))
            kept = [row for row in multivalue.children if row.id not in self._removed]
            new = [self._added_row(row_id) for row_id in self._added.get(multivalue_id, ())]
            children = kept + [row for row in new if row.id not in self._removed]
            yield msgspec.structs.replace(multivalue, children=children)

    def _added_row(self, row_id: int) -> Row:
        row = cast(Row, self._changed[row_id])
        if isinstance(row, Datapoint):
            return row
        cells = [cast(Datapoint, self._changed[cell.id]) for cell in row.children]
        return msgspec.structs.replace(row, children=cells)
