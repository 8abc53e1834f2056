"""What differs between two states of one document, and both as one tree.

Nodes are compared by identity first: contents share every node that an operation did not touch, so
only the touched ones are looked into.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import is_
from typing import Any

from msgspec import UNSET, Raw

from rossum_studio.model.annotation import Content, Datapoint, Node, decode_raw

_NOT_COMPARED = ("id", "children", "content")


class Change(StrEnum):
    """What happened to a node (contract.md, 3)."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class AttributeChange:
    """One attribute of a node, or one key of its content object, decoded; None where absent."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Difference:
    """Two contents, and what differs.

    Args:
        changed: The node as it was, by the id of each node whose own attributes differ.
        added: Ids of nodes only in `after`, those below an added row included.
        removed: Ids of nodes only in `before`, those below a removed row included.
        outermost: Every change once: a row added or removed stands for all below it.
    """

    before: Content
    after: Content
    changed: dict[int, Node] = field(default_factory=dict)
    added: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)
    outermost: dict[int, Change] = field(default_factory=dict)
    _merged: dict[int | None, Sequence[Node]] = field(default_factory=dict, repr=False)

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.outermost)

    @property
    def roots(self) -> Sequence[Node]:
        """The sections of both, removed ones in place."""
        return self._merged.get(None, self.after.sections)

    def children(self, node: Node) -> Sequence[Node]:
        """The children of a node of either content, removed ones in place."""
        return self._merged.get(node.id, node.nodes)

    def change(self, datapoint_id: int) -> Change | None:
        """What happened to the node itself; None for a parent of changed nodes."""
        if datapoint_id in self.changed:
            return Change.CHANGED
        if datapoint_id in self.added:
            return Change.ADDED
        return Change.REMOVED if datapoint_id in self.removed else None

    def find(self, datapoint_id: int) -> Node | None:
        """The node as it is after, or as it was before it was removed."""
        return self.after.find(datapoint_id) or self.before.find(datapoint_id)

    def parent(self, datapoint_id: int) -> Node | None:
        """The node above; a removed node still has the one it had."""
        return self._content_of(datapoint_id).parent(datapoint_id)

    def ancestors(self, datapoint_id: int) -> Iterator[Node]:
        """The nodes above, nearest first; a removed node still has those it had."""
        return self._content_of(datapoint_id).ancestors(datapoint_id)

    def _content_of(self, datapoint_id: int) -> Content:
        return self.before if datapoint_id in self.removed else self.after


def compare(before: Content, after: Content) -> Difference:
    """Find what differs. Nodes belong together when they have the same id and the same parent."""
    found = Difference(before, after)
    _compare_siblings(found, None, before.sections, after.sections)
    return found


def attribute_changes(before: Node, after: Node) -> list[AttributeChange]:
    """Own attributes that differ, keys of the content object first; children are not looked at."""
    changes: list[AttributeChange] = []
    if isinstance(before, Datapoint) and isinstance(after, Datapoint) and before.content != after.content:
        changes = _key_changes(before.content_object or {}, after.content_object or {})
    return changes + _key_changes(_attributes(before), _attributes(after))


def _compare_siblings(
    found: Difference, parent_id: int | None, before: Sequence[Node], after: Sequence[Node]
) -> None:
    if len(before) == len(after) and all(map(is_, before, after)):
        return
    old = {node.id: node for node in before}
    kept = {node.id for node in after}
    for node in after:
        was = old.get(node.id)
        if was is None:
            found.outermost[node.id] = Change.ADDED
            found.added.update(_ids_of(node))
        elif was is not node:
            _compare_nodes(found, was, node)
    if not kept.issuperset(old):
        gone = [node for node in before if node.id not in kept]
        found.outermost.update((node.id, Change.REMOVED) for node in gone)
        found.removed.update(datapoint_id for node in gone for datapoint_id in _ids_of(node))
        found._merged[parent_id] = _merged(before, after, kept)


def _compare_nodes(found: Difference, was: Node, node: Node) -> None:
    if attribute_changes(was, node):
        found.outermost[node.id] = Change.CHANGED
        found.changed[node.id] = was
    _compare_siblings(found, node.id, was.nodes, node.nodes)


def _merged(before: Sequence[Node], after: Sequence[Node], kept: set[int]) -> list[Node]:
    """`after`, with each removed node behind the sibling that it followed."""
    followers: dict[int | None, list[Node]] = {}
    predecessor: int | None = None
    for node in before:
        if node.id in kept:
            predecessor = node.id
        else:
            followers.setdefault(predecessor, []).append(node)
    merged = followers.get(None, [])
    for node in after:
        merged.append(node)
        merged.extend(followers.get(node.id, ()))
    return merged


def _ids_of(node: Node) -> Iterator[int]:
    yield node.id
    for child in node.nodes:
        yield from _ids_of(child)


def _attributes(node: Node) -> dict[str, Any]:
    names = (name for name in node.__struct_fields__ if name not in _NOT_COMPARED)
    return {name: _plain(getattr(node, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, Raw):
        return decode_raw(value)
    return None if value is UNSET else value


def _key_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[AttributeChange]:
    names = [*after, *(name for name in before if name not in after)]
    pairs = ((name, before.get(name), after.get(name)) for name in names)
    return [AttributeChange(name, old, new) for name, old, new in pairs if old != new]


@dataclass(slots=True)
class Edits:
    """Which nodes of a document are others than before.

    Args:
        changed: Datapoints with another content, and multivalues with other rows, in document order.
        created: New rows and all below them, likewise.
    """

    changed: list[int] = field(default_factory=list)
    created: list[int] = field(default_factory=list)

    @property
    def ids(self) -> tuple[int, ...]:
        """Both."""
        return (*self.changed, *self.created)


def edits_between(before: Content, after: Content) -> Edits:
    """What was edited, told by identity: only what was touched is looked into."""
    edits = Edits()
    _compare(before.sections, after.sections, edits)
    return edits


def _compare(before: Sequence[Node], after: Sequence[Node], edits: Edits) -> None:
    known = {node.id: node for node in before}
    for node in after:
        old = known.get(node.id)
        if old is node:
            continue
        if old is None:
            edits.created += _ids_of(node)
        elif isinstance(node, Datapoint):
            edits.changed.append(node.id)
        else:
            if [each.id for each in old.nodes] != [each.id for each in node.nodes]:
                edits.changed.append(node.id)
            _compare(old.nodes, node.nodes, edits)
