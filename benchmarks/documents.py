"""Documents of any size for the benchmarks, with datapoints as a real export has them."""

import json
from pathlib import Path
from typing import Any

from rossum_studio.model.schema import Schema, parse_schema

HEADER_FIELDS = 20
COLUMNS = ("item_code", "item_description", "item_quantity", "item_amount", "item_amount_total")
_URL = "https://example.rossum.app/api/v1/annotations/88001/content"


def write_document(path: Path, datapoints: int) -> None:
    """Write annotation content: some header fields, the rest in one table; about 640 bytes a datapoint."""
    path.write_text(json.dumps({"content": content(datapoints)}), encoding="utf-8")


def content(datapoints: int) -> list[dict[str, Any]]:
    """The list of sections."""
    rows = max(1, (datapoints - HEADER_FIELDS) // len(COLUMNS))
    header = [_datapoint(10 + i, f"header_{i}", f"INV-{i:04}") for i in range(HEADER_FIELDS)]
    table = _node(3, "multivalue", "line_items", [_row(number) for number in range(rows)])
    return [_node(1, "section", "header", header), _node(2, "section", "items", [table])]


def schema() -> Schema:
    """The schema that fits every document made here."""
    header = [_field(f"header_{i}", f"Header field {i}", "string") for i in range(HEADER_FIELDS)]
    cells = [_field(each, each.replace("_", " ").capitalize(), "number") for each in COLUMNS]
    row = {"category": "tuple", "id": "line_item", "label": "Line item", "children": cells}
    table = {"category": "multivalue", "id": "line_items", "label": "Line items", "children": row}
    sections = [("header", "Header", header), ("items", "Items", [table])]
    return parse_schema(
        [
            {"category": "section", "id": each, "label": label, "children": children}
            for each, label, children in sections
        ]
    )


def _row(number: int) -> dict[str, Any]:
    first = 1000 + number * (len(COLUMNS) + 1)
    cells = [_datapoint(first + i, name, f"{first + i}.50") for i, name in enumerate(COLUMNS, start=1)]
    return _node(first, "tuple", "line_item", cells)


def _node(node_id: int, category: str, schema_id: str, children: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": node_id,
        "url": f"{_URL}/{node_id}",
        "category": category,
        "schema_id": schema_id,
        "children": children,
    }


def _datapoint(node_id: int, schema_id: str, value: str) -> dict[str, Any]:
    return {
        "id": node_id,
        "url": f"{_URL}/{node_id}",
        "content": {
            "value": value,
            "normalized_value": value,
            "page": 1,
            "position": [60, 400, 300, 430],
            "rir_text": value,
            "rir_raw_text": value,
            "rir_page": 1,
            "rir_position": [60, 400, 300, 430],
            "rir_confidence": 0.97,
            "connector_text": None,
            "connector_position": None,
            "ocr_text": None,
            "ocr_raw_text": None,
            "ocr_position": None,
        },
        "category": "datapoint",
        "schema_id": schema_id,
        "validation_sources": ["score"],
        "time_spent": 0,
        "time_spent_overall": 0,
        "hidden": False,
    }


def _field(field_id: str, label: str, field_type: str) -> dict[str, Any]:
    return {"category": "datapoint", "id": field_id, "label": label, "type": field_type}
