"""Gives a document the fields of the schema that it lacks: exports leave out what is not exported.

Source: reference chapter 3.7, "Exact key set of H".
"""

from collections.abc import Sequence
from typing import Any, cast

import msgspec

from rossum_studio.model.annotation import Content, Datapoint, Multivalue, Node, Section, Tuple
from rossum_studio.model.importing.complete_content import empty_datapoint
from rossum_studio.model.schema import Schema, SchemaNode


def with_missing_fields(content: Content, schema: Schema) -> tuple[Content, int]:
    """The document in schema order, with an empty node for each field it lacks.

    Returns:
        The content, whose new nodes have no ids yet, and how many were added.
    """
    merger = _Merger()
    sections = [cast(Section, node) for node in merger.merged(content.sections, schema.sections)]
    if not merger.added:
        return content, 0
    return Content(sections, has_unknown=content.has_unknown), merger.added


class _Merger:
    """Counts what it adds."""

    def __init__(self) -> None:
        self.added = 0

    def merged(self, nodes: Sequence[Node], wanted: Sequence[SchemaNode]) -> list[Node]:
        """The nodes with those wanted that are missing; nodes the schema does not know come last."""
        by_schema_id = {node.schema_id: node for node in nodes}
        known = {schema_node.id for schema_node in wanted}
        found = [self._one(by_schema_id.get(schema_node.id), schema_node) for schema_node in wanted]
        return found + [node for node in nodes if node.schema_id not in known]

    def _one(self, node: Node | None, schema_node: SchemaNode) -> Node:
        if node is None:
            self.added += 1
            node = _empty(schema_node)
        if isinstance(node, Datapoint) or node.category != schema_node.category:
            return node
        return cast("Node", msgspec.structs.replace(node, children=self._children(node, schema_node)))

    def _children(self, node: Section | Multivalue | Tuple, schema_node: SchemaNode) -> list[Any]:
        if not isinstance(node, Multivalue):
            return self.merged(node.nodes, schema_node.children)
        row = schema_node.children[0] if schema_node.children else None
        return [
            self._one(child, row) if row is not None and isinstance(child, Tuple) else child
            for child in node.children
        ]


def _empty(schema_node: SchemaNode) -> Node:
    match schema_node.category:
        case "section":
            return Section(schema_id=schema_node.id, children=[])
        case "multivalue":
            return Multivalue(schema_id=schema_node.id, children=[])
        case "tuple":
            return Tuple(schema_id=schema_node.id, children=[])
        case _:
            return empty_datapoint(schema_node)
