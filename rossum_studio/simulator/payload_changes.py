"""What makes the content of one payload of the content of another, for a worker that has parsed the first.

An edit changes a few nodes of thousands: telling them takes a fraction of the time that parsing a payload
takes. `runtime/worker_later.py` and `runtime/worker.js` are where it is applied.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Raw

from rossum_studio.model.annotation import Content, Datapoint, Node

MOST_CHANGES = 200

type Changes = list[tuple[int, dict[str, Any]]]
"""Of a list of nodes: places in it, and what becomes of the node there. That is one of:

`{"node": {...}}`                       another node in its place
`{"below": Changes}`                    the same node, other children
`{"below": Changes, "order": [...]}`    then these children: places of old ones, and new nodes
"""


class _TooMuchError(Exception):
    """The documents differ by more than is worth telling."""


def changes_between(before: Content, after: Content) -> Changes | None:
    """Return what becomes of the sections; None when sending everything is better.

    Equal nodes are told from others by identity, and nodes of a list by their ids.
    """
    if before.has_unknown or after.has_unknown or _ids(before.sections) != _ids(after.sections):
        return None
    try:
        return _Comparison().changes(before.sections, after.sections)
    except _TooMuchError:
        return None


class _Comparison:
    def __init__(self) -> None:
        self._count = 0

    def changes(self, before: Sequence[Node], after: Sequence[Node]) -> Changes:
        """Compare the nodes that are in both lists."""
        there = {node.id: node for node in after}
        if len(there) != len(after) or len(set(_ids(before))) != len(before):
            raise _TooMuchError  # an id twice: no telling which is which
        found: Changes = []
        for place, old in enumerate(before):
            new = there.get(old.id, old)
            if new is not old:
                self._count += 1
                if self._count > MOST_CHANGES:
                    raise _TooMuchError
                found.append((place, self._change(old, new)))
        return found

    def _change(self, old: Node, new: Node) -> dict[str, Any]:
        if isinstance(new, Datapoint) or isinstance(old, Datapoint) or _alone(old) != _alone(new):
            return {"node": _encoded(new)}
        change: dict[str, Any] = {"below": self.changes(old.nodes, new.nodes)}
        if _ids(old.nodes) != _ids(new.nodes):
            places = {node.id: place for place, node in enumerate(old.nodes)}
            change["order"] = [places[node.id] if node.id in places else _encoded(node) for node in new.nodes]
        return change


def _ids(nodes: Sequence[Node]) -> list[int]:
    return [node.id for node in nodes]


def _alone(node: Node) -> Node:
    """The node without what is below it."""
    alone: Node = msgspec.structs.replace(node, children=[])
    return alone


def _encoded(node: Node) -> Raw:
    return Raw(msgspec.json.encode(node))
