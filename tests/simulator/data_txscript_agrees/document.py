"""The document that the handlers of this folder work on: a field for every type and every number format.

Source: reference 2.4, 2.8 to 2.10.
"""

from typing import Any

from formula_document import document as filled_document
from formula_document import field, section, simple_list, table

from rossum_studio.model.annotation import Content, Datapoint, encode_raw
from rossum_studio.model.schema import parse_schema

NUMBER_FIELDS = {
    "amount_total": "# ##0,#",
    "amount_tax": "# ##0.#",
    "amount_due": "#,##0.#",
    "amount_rounding": "#'##0.#",
    "amount_paid": "#.##0,#",
    "page_count": "# ##0",
    "parcel_count": "#,##0",
    "pallet_count": "#'##0",
    "piece_count": "#.##0",
}
"""One for each of the nine formats."""


def _enum(name: str, values: str, **more: Any) -> dict[str, Any]:
    options = [{"value": value, "label": value.upper()} for value in values.split()]
    return field(name, "enum", options=options, **more)


SCHEMA = parse_schema(
    [
        section(
            "basics",
            field("document_id"),
            field("order_id"),
            field("sender_name"),
            field("notes", hidden=True),
            field("date_issue", "date", format="D.M.YYYY"),
            field("date_due", "date", format="MM/DD/YYYY"),
            field("date_uzp", "date"),
            _enum("currency", "eur czk usd"),
            _enum("tax_rate", "0 12 21", enum_value_type="number"),
            _enum("period", "2026-01-31 2026-02-28", enum_value_type="date"),
            field("resend", "button"),
        ),
        section(
            "amounts",
            *(field(name, "number", format=shape) for name, shape in NUMBER_FIELDS.items()),
            field("amount_check", "number", "sum(default_to(field.item_total.all_values, 0))"),
        ),
        section(
            "tables",
            simple_list("order_numbers", field("order_number")),
            simple_list("shares", field("share", "number", format="#.##0,#")),
            simple_list("delivery_dates", field("delivery_date", "date", format="D.M.YYYY")),
            {**simple_list("approvers", field("approver")), "max_occurrences": 3},
            table(
                "line_items",
                "line_item",
                field("item_code", default_value="none"),
                field("item_description"),
                field("item_quantity", "number", format="# ##0"),
                field("item_price", "number", format="#.##0,#"),
                field("item_total", "number", "field.item_quantity * field.item_price"),
                field("item_delivered", "date", format="D/M/YYYY"),
                _enum("item_unit", "pcs kg"),
            ),
            table(
                "tax_details",
                "tax_detail",
                field("tax_code"),
                field("tax_base", "number", format="#,##0.#"),
                field("tax_lookup", "button"),
            ),
        ),
    ]
)

_VALUES: dict[str, Any] = {
    "document_id": "K-204",
    "sender_name": " Kestrel  Works ",
    "notes": "first",
    "date_issue": "2026-02-03",
    "date_due": "2026-03-05",
    "currency": "eur",
    "tax_rate": "21",
    "amount_total": "1234.50",
    "amount_tax": "210",
    "amount_due": "1444.5",
    "amount_paid": "1000",
    "page_count": "3",
    "piece_count": "12000",
    "amount_check": "21",
    "order_numbers": ["A-1", "A-2", "B-1"],
    "shares": ["0.25", "0.75"],
    "delivery_dates": ["2026-02-10"],
    "approvers": ["Ada"],
    "line_items": [
        {"item_code": "N4", "item_description": "Nut", "item_quantity": "2", "item_price": "3.5"},
        {"item_code": "B7", "item_description": "Bolt", "item_quantity": "10", "item_price": "0.1"},
        {"item_code": "W2", "item_quantity": "1000", "item_price": "0.013", "item_unit": "kg"},
        {"item_code": "S9", "item_description": "Shipping", "item_delivered": "2026-02-11"},
    ],
}


def document() -> Content:
    """The document, its datapoints with a source and a place on the page."""
    content = filled_document(SCHEMA, **_VALUES)
    filled = (datapoint for datapoint in content.datapoints() if datapoint.value)
    return content.replaced({datapoint.id: _extracted(datapoint) for datapoint in filled})


def _extracted(datapoint: Datapoint) -> Datapoint:
    found = datapoint.with_content(page=1, position=[10, datapoint.id, 90, datapoint.id + 8])
    known = {name: getattr(found, name) for name in ("id", "schema_id", "content")}
    return Datapoint(**known, validation_sources=encode_raw(["score"]), hidden=datapoint.schema_id == "notes")
