"""The schema and the document of the experiments with formulas (reference 8.8), and a way to make others."""

from collections.abc import Mapping
from typing import Any

from rossum_studio.model.annotation import (
    VALUE_KEYS,
    Content,
    Datapoint,
    Multivalue,
    Section,
    Tuple,
    encode_raw,
)
from rossum_studio.model.schema import Schema, SchemaNode, parse_schema
from rossum_studio.model.value import Writer
from rossum_studio.simulator.datapoint_write import FieldType


def field(name: str, kind: str = "string", formula: str | None = None, **more: Any) -> dict[str, Any]:
    """A field of a schema; with code it is a formula field."""
    computed = {"formula": formula, "ui_configuration": {"type": "formula"}} if formula is not None else {}
    return {"category": "datapoint", "id": name, "type": kind, **computed, **more}


def section(name: str, *children: dict[str, Any]) -> dict[str, Any]:
    return {"category": "section", "id": name, "children": list(children)}


def table(name: str, row: str, *columns: dict[str, Any]) -> dict[str, Any]:
    return {
        "category": "multivalue",
        "id": name,
        "children": {"category": "tuple", "id": row, "children": list(columns)},
    }


def simple_list(name: str, child: dict[str, Any]) -> dict[str, Any]:
    return {"category": "multivalue", "id": name, "children": child}


def experiment(**formulas: str) -> Schema:
    """The schema of 8.8, with other formulas where they are given."""
    known = {
        "calc": "sum(default_to(field.amt.all_values, 0))",
        "calc2": 'f"{field.inv_no}/{field.calc}"',
        "amt": "field.qty * field.price",
        **formulas,
    }
    enum = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]
    return parse_schema(
        [
            section(
                "head",
                field("inv_no"),
                field("issued", "date"),
                field("total", "number"),
                field("kind", "enum", options=enum),
                field("btn", "button"),
                field("calc", "number", known["calc"]),
                field("calc2", "string", known["calc2"]),
            ),
            section(
                "tables",
                simple_list("po", field("po_no")),
                table(
                    "lines",
                    "line",
                    field("desc"),
                    field("qty", "number"),
                    field("price", "number"),
                    field("amt", "number", known["amt"]),
                ),
            ),
        ]
    )


VALUES: Mapping[str, Any] = {
    "inv_no": "A-77",
    "issued": "2026-02-03",
    "total": "8",
    "kind": "a",
    "po": ["P1", "P2"],
    "lines": [{"desc": "Nut", "qty": "2", "price": "3.5"}, {"desc": "Bolt", "qty": "10", "price": "0.1"}],
}


def document(schema: Schema, **values: Any) -> Content:
    """A complete document with these values in place of those of 8.8."""
    return _Maker({**VALUES, **values}).content(schema)


class _Maker:
    """Numbers the nodes from 1, in document order."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._last_id = 0

    def content(self, schema: Schema) -> Content:
        return Content([self._section(node) for node in schema.sections])

    def _section(self, node: SchemaNode) -> Section:
        new_id = self._next()
        return Section(id=new_id, schema_id=node.id, children=[self._node(child) for child in node.children])

    def _node(self, node: SchemaNode) -> Datapoint | Multivalue:
        if node.category == "datapoint":
            return self._datapoint(node, self._values.get(node.id, ""))
        new_id, child = self._next(), node.children[0]
        rows = [self._row(child, one) for one in self._values.get(node.id, ())]
        return Multivalue(id=new_id, schema_id=node.id, children=rows)

    def _row(self, node: SchemaNode, value: Any) -> Tuple | Datapoint:
        if node.category == "datapoint":
            return self._datapoint(node, value)
        new_id = self._next()
        cells = [self._datapoint(column, value.get(column.id, "")) for column in node.children]
        return Tuple(id=new_id, schema_id=node.id, children=cells)

    def _datapoint(self, node: SchemaNode, text: str) -> Datapoint:
        new_id, read = self._next(), FieldType.of(node).read(text, Writer.HOOK)
        content = {
            **dict.fromkeys(VALUE_KEYS),
            "value": read.value,
            "normalized_value": read.normalized_value,
        }
        shown = None if node.type == "button" else content
        return Datapoint(
            id=new_id, schema_id=node.id, content=encode_raw(shown), validation_sources=encode_raw([])
        )

    def _next(self) -> int:
        self._last_id += 1
        return self._last_id


def ids(content: Content, schema_id: str) -> list[int]:
    """The ids of a field's nodes, in document order."""
    return [node.id for node in content.with_schema_id(schema_id)]


def values(content: Content, schema_id: str) -> list[str]:
    """The texts of a field, in document order."""
    return [node.value for node in content.with_schema_id(schema_id) if isinstance(node, Datapoint)]
