"""Related objects that a hook gets along with an annotation.

Source: reference 4.4, 8.2, chapter 12 rows 43 and 44.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rossum_studio.model.annotation import Content
from rossum_studio.model.importing.infer import infer_schema
from rossum_studio.model.response_notes import closest
from rossum_studio.model.schema import Schema, parse_schema
from rossum_studio.simulator.origin import Origins
from rossum_studio.simulator.platform_objects import page_object, queue_object, schema_object, user_object
from rossum_studio.simulator.scenario import Scenario

_MOST_NAMED = 5

_READ_BY_TXSCRIPT_ONLY = ("workspaces", "created_bys", "modified_bys", "child_relation")
"""The documentation does not list these; TxScript's `context` looks for them all the same."""

SIDELOADS = (
    "queues",
    "modifiers",
    "schemas",
    "emails",
    "related_emails",
    "relations",
    "child_relations",
    "suggested_edits",
    "assignees",
    "pages",
    "notes",
    "labels",
    "automation_blockers",
    *_READ_BY_TXSCRIPT_ONLY,
)
"""Entries of a hook's `sideload`, which are keys of the payload as well."""


@dataclass(frozen=True, slots=True)
class Sideloading:
    """Puts related objects into one payload.

    Args:
        annotation: The complete annotation object.
        content: The document's tree.
        hook: Address of the hook.
    """

    scenario: Scenario
    annotation: Mapping[str, Any]
    content: Content
    hook: str
    origins: Origins

    def part(self) -> dict[str, list[Any]]:
        """What the hook asks for; code without a hook object gets what the user's file had, and schemas."""
        rest, hook = self.scenario.rest, self.scenario.hook
        found = {key: rest[key] for key in SIDELOADS if isinstance(rest.get(key), list)}
        wanted = dict.fromkeys((*hook.sideload, *(() if hook.attributes else found)))
        self.origins.filled += [_unknown(key) for key in wanted if key not in SIDELOADS]
        return {key: self._objects(key, found) for key in SIDELOADS if key in wanted}

    def _objects(self, key: str, found: Mapping[str, list[Any]]) -> list[Any]:
        if key == "schemas":
            return [self._schema()]
        if key in found:
            self.origins.say(f"/{key}", "file")
            return found[key]
        objects = self._stubs(key)
        if objects:
            self.origins.make_up(key, f"{len(objects)} made up from the annotation's links")
        elif key not in self.scenario.extra:
            note = f"an empty list, so {key}[0] raises; give the objects as extra keys"
            self.origins.make_up(key, note)
        return objects

    def _schema(self) -> dict[str, Any]:
        """The schema with every field of the document: TxScript fails where one is missing."""
        given = self.scenario.schema
        schema, added = schema_for(given, self.content)
        if given is not None and not given.is_inferred:
            self.origins.say("/schemas", "file")
        elif given is not None:
            self.origins.say("/schemas", "made up", "from the document")
        else:
            self.origins.make_up("schemas", "made up from the document")
        if added:
            fields = ", ".join(added[:_MOST_NAMED]) + (" and others" if len(added) > _MOST_NAMED else "")
            self.origins.filled.append(f"schemas: {fields} added, which the document has beyond the schema")
        return schema_object(schema, str(self.annotation["schema"]), self.annotation["queue"])

    def _stubs(self, key: str) -> list[dict[str, Any]]:
        """Objects of which only the addresses are known; none where nothing is known."""
        annotation = self.annotation
        match key:
            case "queues":
                return [queue_object(str(annotation["queue"]), annotation["schema"], self.hook)]
            case "modifiers" | "modified_bys":
                return _users([annotation["modifier"] or annotation["modified_by"]])
            case "created_bys":
                return _users([annotation["creator"]])
            case "assignees":
                return _users(annotation["assignees"])
            case "pages":
                pages = enumerate(_urls(annotation["pages"]), 1)
                return [page_object(url, number, annotation["url"]) for number, url in pages]
            case _:
                return []


def _unknown(key: str) -> str:
    meant = closest(key, SIDELOADS)
    guess = f'; did you mean "{meant}"?' if meant else ""
    return f"{key}: Rossum has no such sideload, so nothing is sent for it{guess}"


def schema_for(schema: Schema | None, content: Content) -> tuple[Schema, tuple[str, ...]]:
    """A schema that TxScript can use: it knows every node of the document and has all children.

    Args:
        schema: None where there is none; one is made up from the document then.

    Returns:
        The schema itself when nothing was missing, and the ids of the fields that were.
    """
    known = {node.id for node in schema or ()}
    missing = dict.fromkeys(node.schema_id for node in content.by_id.values() if node.schema_id not in known)
    is_whole = schema is not None and not any(_lacks_children(node.attributes) for node in schema)
    if schema is not None and is_whole and not missing:
        return schema, ()
    found = infer_schema(content, {}).content() if missing else []
    sections = _merged(schema.content() if schema else (), found, known)
    attributes = schema.attributes if schema else {}
    whole = parse_schema({**attributes, "content": [_whole(section) for section in sections]})
    return whole, tuple(missing) if schema else ()


def _lacks_children(node: Mapping[str, Any]) -> bool:
    return node["category"] != "datapoint" and not isinstance(node.get("children"), (list, dict))


def _whole(node: dict[str, Any]) -> dict[str, Any]:
    """A schema node whose containers have children; of an empty table nothing tells the columns."""
    if node["category"] == "datapoint":
        return node
    match node.get("children"):
        case list() as children:
            return {**node, "children": [_whole(child) for child in children]}
        case dict() as child:
            return {**node, "children": _whole(child)}
        case _ if node["category"] == "multivalue":
            row = {"category": "tuple", "id": f"{node['id']}_row", "label": "Row", "children": []}
            return {**node, "children": row}
        case _:
            return {**node, "children": []}


def _merged(
    nodes: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]], known: Collection[str]
) -> list[dict[str, Any]]:
    """Schema nodes with what the document has besides; a field known elsewhere is not repeated."""
    by_id = {node["id"]: node for node in found}
    new = [_without(node, known) for node in found if node["id"] not in known]
    return [_with_children_of(node, by_id.get(node["id"]), known) for node in nodes] + new


def _with_children_of(
    node: dict[str, Any], found: dict[str, Any] | None, known: Collection[str]
) -> dict[str, Any]:
    children, more = node.get("children"), (found or {}).get("children")
    if isinstance(children, dict) and isinstance(more, dict):
        return {**node, "children": _with_children_of(children, more, known)}
    if isinstance(children, list) and isinstance(more, list):
        return {**node, "children": _merged(children, more, known)}
    return node


def _without(node: dict[str, Any], known: Collection[str]) -> dict[str, Any]:
    """A made-up node without the fields that the schema has elsewhere."""
    match node.get("children"):
        case list() as children:
            kept = [_without(child, known) for child in children if child["id"] not in known]
            return {**node, "children": kept}
        case dict() as child if child["id"] not in known:
            return {**node, "children": _without(child, known)}
        case dict():
            return {key: value for key, value in node.items() if key != "children"}
        case _:
            return node


def _users(urls: object) -> list[dict[str, Any]]:
    return [user_object(url) for url in _urls(urls)]


def _urls(found: object) -> list[str]:
    return [url for url in found if isinstance(url, str)] if isinstance(found, list) else []
