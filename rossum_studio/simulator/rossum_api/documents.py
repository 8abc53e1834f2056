"""What the API does to an annotation: its content, its status, its copies.

Source: reference 10, 10.1 and 5.4; chapter 12 row 4.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from rossum_studio.model.annotation import Content, Datapoint, Multivalue, Node
from rossum_studio.model.operation import Add, Operation, Replace
from rossum_studio.model.response_notes import Notes
from rossum_studio.model.returned_operation import BadOperation, read_operation
from rossum_studio.simulator.apply import apply_operations
from rossum_studio.simulator.rossum_api.errors import not_found, refused, wrong_field
from rossum_studio.simulator.rossum_api.store import Object
from rossum_studio.simulator.rossum_api.workspace import Workspace

_STARTABLE = ("to_review", "reviewing", "postponed", "confirmed")
_MOVES = {
    "confirm": "exporting",
    "cancel": "to_review",
    "reject": "rejected",
    "postpone": "postponed",
    "delete": "deleted",
    "approve": "exporting",
    "rotate": "importing",
}
_FINAL = ("purged", "deleted")
_ROTATIONS = (0, 90, 180, 270)
VERBS = ("start", *_MOVES)


def content_body(content: Content) -> Object:
    """The answer to a request for content."""
    nodes = content.to_builtins()
    return {"content": nodes, "results": nodes}


def change_content(workspace: Workspace, body: Mapping[str, Any]) -> Object:
    """Carry out `operations`.

    Raises:
        ApiError: 400, one of them is none, or aims at nothing.
    """
    given = body.get("operations")
    if not isinstance(given, list):
        raise wrong_field("operations", "This field is required.")
    notes = Notes()
    operations = [read_operation(f"/operations/{i}", each, notes) for i, each in enumerate(given)]
    _apply(workspace, operations)
    return content_body(workspace.content)


def change_node(workspace: Workspace, node_id: int, body: Mapping[str, Any]) -> Object:
    """Change one datapoint.

    Raises:
        ApiError: 404, there is no such node; 400, it cannot be changed like that.
    """
    node = node_of(workspace, node_id)
    if not isinstance(node, Datapoint):
        raise wrong_field("content", f"A {node.category} has no content.")
    _apply(workspace, [Replace(node_id, dict(body))])
    return node_body(workspace, node_id)


def merge_content(workspace: Workspace, body: Mapping[str, Any]) -> Object:
    """Change the datapoints that a tree names by their schema ids; the others stay.

    Raises:
        ApiError: 400, it is no list of nodes.
    """
    nodes = body.get("content")
    if not isinstance(nodes, list):
        raise wrong_field("content", "Expected a list.")
    _apply(workspace, list(_changes_of(nodes, list(workspace.content.sections))))
    return content_body(workspace.content)


def add_row(workspace: Workspace, node_id: int) -> Object:
    """Add an empty row to a table, or an empty value to a list.

    Raises:
        ApiError: 400 or 404, there is none to add to.
    """
    node = node_of(workspace, node_id)
    if not isinstance(node, Multivalue):
        raise wrong_field("id", "Rows are added to a multivalue.")
    before = len(node.children)
    child = workspace.schema.find(node.schema_id)
    is_table = child is not None and bool(child.children) and child.children[0].category == "tuple"
    _apply(workspace, [Add(node_id, [] if is_table else {"content": {"value": ""}})])
    after = workspace.content.node(node_id)
    return node_body(workspace, after.nodes[before].id)


def node_of(workspace: Workspace, node_id: int) -> Node:
    """A node of the content.

    Raises:
        ApiError: 404, there is none.
    """
    found = workspace.content.find(node_id)
    if found is None:
        raise not_found()
    return found


def node_body(workspace: Workspace, node_id: int) -> Object:
    """A node as JSON."""
    found: Object = msgspec.json.decode(msgspec.json.encode(node_of(workspace, node_id)))
    return {"category": node_of(workspace, node_id).category, **found}


def do(workspace: Workspace, verb: str, number: int, body: Mapping[str, Any]) -> tuple[int, object]:
    """Carry out a verb on an annotation.

    Returns:
        Status and body; None for none.

    Raises:
        ApiError: 404, 409 or 400.
    """
    store = workspace.store
    annotation = store.get("annotations", number)
    if annotation["status"] in _FINAL:
        raise refused(409, f"The annotation is {annotation['status']}.")
    if verb == "start":
        allowed = body.get("statuses", list(_STARTABLE))
        if annotation["status"] not in allowed:
            raise refused(409, f"The annotation is {annotation['status']}.")
        _move(workspace, number, "reviewing")
        return 200, {"annotation": annotation["url"], "session_timeout": "01:00:00"}
    if verb == "rotate" and body.get("rotation_deg") not in _ROTATIONS:
        raise wrong_field("rotation_deg", "Expected 0, 90, 180 or 270.")
    _move(workspace, number, _MOVES[verb])
    if verb == "reject":
        note = store.create("notes", _rejection(annotation["url"], str(body.get("note_content", ""))))
        if body.get("automatically_rejected") is True:
            store.change("annotations", number, {"automatically_rejected": True})
        return 200, {"status": "rejected", "note": note["url"]}
    return (200, {"status": _MOVES[verb]}) if verb == "approve" else (204, None)


def _move(workspace: Workspace, number: int, status: str) -> None:
    before = workspace.store.get("annotations", number)["status"]
    if before != status:
        workspace.store.change("annotations", number, {"status": status, "previous_status": before})


def _rejection(annotation: str, content: str) -> Object:
    return {"type": "rejection", "content": content, "annotation": annotation, "metadata": {}}


def _apply(workspace: Workspace, operations: Sequence[Operation | BadOperation]) -> None:
    """Apply all of them, or say why one cannot be."""
    applied = apply_operations(workspace.content, operations, workspace.schema)
    for result in applied.results:
        if result.reason:
            raise wrong_field("operations", result.reason)
    workspace.content = applied.content


def _changes_of(nodes: Sequence[Any], known: Sequence[Node]) -> Sequence[Replace]:
    """A replacement for each datapoint that is named."""
    changes: list[Replace] = []
    for node in nodes:
        if not isinstance(node, Mapping):
            raise wrong_field("content", "Expected objects.")
        found = next((each for each in known if _is_named(each, node)), None)
        if found is None:
            continue
        if isinstance(found, Datapoint):
            if isinstance(node.get("content"), Mapping):
                changes.append(Replace(found.id, {"content": dict(node["content"])}))
        elif isinstance(node.get("children"), list):
            changes += _changes_of(node["children"], found.nodes)
    return changes


def _is_named(known: Node, node: Mapping[str, Any]) -> bool:
    if type(node.get("id")) is int:
        return bool(known.id == node["id"])
    return bool(known.schema_id == node.get("schema_id"))
