"""A small document with every kind of field, and its schema."""

from typing import Any

from rossum_studio.model.annotation import (
    VALUE_KEYS,
    Annotation,
    Content,
    Datapoint,
    Multivalue,
    Section,
    Tuple,
    encode_raw,
)
from rossum_studio.model.schema import Schema, parse_schema

URL = "https://kestrel.rossum.app/api/v1/annotations/88001"

SCHEMA = parse_schema(
    [
        {
            "category": "section",
            "id": "head",
            "label": "Head",
            "children": [
                {"category": "datapoint", "id": "document_id", "label": "Number", "type": "string"},
                {"category": "datapoint", "id": "date_issue", "type": "date", "format": "D.M.YYYY"},
                {
                    "category": "datapoint",
                    "id": "currency",
                    "type": "enum",
                    "options": [{"value": "eur", "label": "Euro"}, {"value": "czk", "label": "Koruna"}],
                },
                {"category": "datapoint", "id": "amount_total", "type": "number", "format": "#.##0,#"},
                {
                    "category": "datapoint",
                    "id": "net_sum",
                    "type": "number",
                    "formula": "1",
                    "ui_configuration": {"type": "formula", "edit": "disabled"},
                },
                {"category": "datapoint", "id": "resend", "type": "button"},
            ],
        },
        {
            "category": "section",
            "id": "tables",
            "children": [
                {
                    "category": "multivalue",
                    "id": "order_ids",
                    "max_occurrences": 3,
                    "children": {"category": "datapoint", "id": "order_id", "type": "string"},
                },
                {
                    "category": "multivalue",
                    "id": "line_items",
                    "children": {
                        "category": "tuple",
                        "id": "line_item",
                        "children": [
                            {"category": "datapoint", "id": "item_code", "default_value": "none"},
                            {"category": "datapoint", "id": "item_amount", "type": "number"},
                            {
                                "category": "datapoint",
                                "id": "item_net",
                                "type": "number",
                                "ui_configuration": {"type": "formula"},
                            },
                            {"category": "datapoint", "id": "item_button", "type": "button"},
                        ],
                    },
                },
            ],
        },
    ]
)


def datapoint(
    node_id: int, schema_id: str, value: str | None = "", normalized: str | None = None
) -> Datapoint:
    """A complete datapoint; a button when the value is None."""
    content: dict[str, Any] | None = dict.fromkeys(VALUE_KEYS)
    if content is not None:
        content |= {"value": value, "normalized_value": value if normalized is None else normalized or None}
    return Datapoint(
        id=node_id,
        url=f"{URL}/content/{node_id}",
        schema_id=schema_id,
        content=encode_raw(content if value is not None else None),
        validation_sources=encode_raw(["score"] if value is not None else ["NA"]),
        hidden=False,
    )


def row(node_id: int, code: str, amount: str) -> Tuple:
    """A row of `line_items` whose cells have the ids after its own."""
    cells = [
        datapoint(node_id + 1, "item_code", code),
        datapoint(node_id + 2, "item_amount", amount),
        datapoint(node_id + 3, "item_net", amount),
        datapoint(node_id + 4, "item_button", None),
    ]
    return Tuple(id=node_id, url=f"{URL}/content/{node_id}", schema_id="line_item", children=cells)


def document() -> Content:
    """Ids: head 10 to 16, order ids 20 to 22, rows 100, 200 and 300 of table 30."""
    head = [
        datapoint(11, "document_id", "K-204"),
        datapoint(12, "date_issue", "3.2.2026", "2026-02-03"),
        datapoint(13, "currency", "eur"),
        datapoint(14, "amount_total", "1.234,50", "1234.50"),
        datapoint(15, "net_sum", "7"),
        datapoint(16, "resend", None),
    ]
    orders = Multivalue(
        id=20, url=f"{URL}/content/20", schema_id="order_ids", children=[datapoint(21, "order_id", "A")]
    )
    rows = [row(100, "a", "1"), row(200, "b", "2"), row(300, "c", "3")]
    table = Multivalue(id=30, url=f"{URL}/content/30", schema_id="line_items", children=list(rows))
    return Content(
        [
            Section(id=10, url=f"{URL}/content/10", schema_id="head", children=list(head)),
            Section(id=17, url=f"{URL}/content/17", schema_id="tables", children=[orders, table]),
        ]
    )


def annotation() -> Annotation:
    """The document as an annotation."""
    attributes = {
        "id": 88001,
        "url": URL,
        "status": "to_review",
        "queue": "https://kestrel.rossum.app/api/v1/queues/410",
        "schema": "https://kestrel.rossum.app/api/v1/schemas/320",
        "document": "https://kestrel.rossum.app/api/v1/documents/66001",
        "modifier": "https://kestrel.rossum.app/api/v1/users/52",
        "pages": ["https://kestrel.rossum.app/api/v1/pages/77001"],
    }
    return Annotation(attributes, document())


def schema() -> Schema:
    """The schema of the document."""
    return SCHEMA
