"""A queue exported as JSON.

Source: reference 10, rank 5; 3.7 shape H.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from rossum_studio.simulator.rossum_api.errors import not_offline, wrong_field
from rossum_studio.simulator.rossum_api.store import Object
from rossum_studio.simulator.rossum_api.workspace import Workspace

_KEPT = ("url", "status", "arrived_at", "exported_at")


def exported(workspace: Workspace, queue: int, query: Mapping[str, str], *, moves: bool) -> list[Object]:
    """The annotations of a queue with their values.

    Args:
        query: `format` has to be `json`; `status` and `id` select, each with commas between several.
        moves: Whether `to_status` is obeyed.

    Raises:
        ApiError: 404, there is no such queue; 400, no format; 501, another format, or a document that has no
            content on this computer.
    """
    address = workspace.store.get("queues", queue)["url"]
    if not query.get("format"):
        raise wrong_field("format", "This query parameter is required.")
    if query["format"] != "json":
        raise not_offline(f"An export as {query['format']}")
    annotations = [
        each
        for each in workspace.store.all("annotations")
        if each.get("queue") == address and _is_asked(each, query)
    ]
    if any(each["id"] != workspace.annotation_id for each in annotations):
        raise not_offline("The content of another annotation than the open one")
    if moves and query.get("to_status"):
        for each in annotations:
            moved = {"status": query["to_status"], "previous_status": each["status"]}
            workspace.store.change("annotations", each["id"], moved)
    return [_result(workspace, each) for each in annotations]


def _is_asked(annotation: Object, query: Mapping[str, str]) -> bool:
    asked = (query.get(key, "").split(",") if query.get(key) else None for key in ("status", "id"))
    found = (annotation["status"], str(annotation["id"]))
    return all(wanted is None or each in wanted for wanted, each in zip(asked, found, strict=True))


def _result(workspace: Workspace, annotation: Object) -> Object:
    store = workspace.store
    url = annotation.get("document")
    document = store.find("documents", url) or {}
    schema = store.find("schemas", annotation.get("schema")) or {}
    fields = dict(_fields(schema.get("content") or []))
    nodes = workspace.content.to_builtins()
    file_name = document.get("original_file_name")
    return {
        **{key: annotation.get(key) for key in _KEPT},
        "document": {"url": url, "file_name": file_name, "file": document.get("content")},
        "modifier": annotation.get("modifier"),
        "schema": {"url": annotation.get("schema")},
        "metadata": annotation.get("metadata") or {},
        "content": [made for node in nodes if (made := _node(node, fields)) is not None],
    }


def _fields(nodes: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each node of a schema by its id."""
    for node in nodes if isinstance(nodes, list) else [nodes]:
        if isinstance(node, Mapping):
            yield str(node.get("id")), node
            yield from _fields(node.get("children") or [])


def _node(node: Mapping[str, Any], fields: Mapping[str, Mapping[str, Any]]) -> Object | None:
    """A node as exported; None for one that is not."""
    about = fields.get(node["schema_id"], {})
    named = {"category": node["category"], "schema_id": node["schema_id"]}
    if node["category"] != "datapoint":
        children = (_node(child, fields) for child in node.get("children") or [])
        return {**named, "children": [each for each in children if each is not None]}
    kind = about.get("type", "string")
    if about.get("can_export") is False or kind == "button":
        return None
    content = node.get("content") or {}
    value = content.get("normalized_value")
    value = (content.get("value") or "") if value is None else value
    return {**named, "value": value, "type": kind, "rir_confidence": content.get("rir_confidence")}
