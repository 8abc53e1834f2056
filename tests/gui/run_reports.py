"""Reports of real runs on a small invoice: a total, and two line items."""

from typing import Any

from rossum_studio.model.annotation import (
    Annotation,
    Content,
    Datapoint,
    Multivalue,
    Section,
    Tuple,
    encode_raw,
)
from rossum_studio.model.event import event_named
from rossum_studio.model.hook import Hook
from rossum_studio.model.schema import parse_schema
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.report import Report, make_report
from rossum_studio.runtime.runner import run_handler
from rossum_studio.simulator.payload import build_payload
from rossum_studio.simulator.scenario import Scenario

TOTAL = 2
ITEMS = 3
FIRST_ROW, SECOND_ROW = 4, 6
SECOND_AMOUNT = 2**40
"""More than 32 bits, as ids on the platform are."""

UNKNOWN = 99

SCHEMA = parse_schema(
    [
        {
            "category": "section",
            "id": "amounts",
            "label": "Amounts",
            "children": [
                {"category": "datapoint", "id": "amount_total", "label": "Total", "type": "number"},
                {
                    "category": "multivalue",
                    "id": "line_items",
                    "label": "Line items",
                    "children": {
                        "category": "tuple",
                        "id": "line_item",
                        "label": "Line item",
                        "children": [
                            {
                                "category": "datapoint",
                                "id": "item_amount",
                                "label": "Amount",
                                "type": "number",
                            }
                        ],
                    },
                },
            ],
        }
    ]
)


def _datapoint(datapoint_id: int, schema_id: str, value: str) -> Datapoint:
    content = {"value": value, "normalized_value": value}
    return Datapoint(id=datapoint_id, schema_id=schema_id, content=encode_raw(content))


def _row(row_id: int, amount_id: int) -> Tuple:
    return Tuple(id=row_id, schema_id="line_item", children=[_datapoint(amount_id, "item_amount", "600")])


CONTENT = Content(
    [
        Section(
            id=1,
            schema_id="amounts",
            children=[
                _datapoint(TOTAL, "amount_total", "1200"),
                Multivalue(
                    id=ITEMS,
                    schema_id="line_items",
                    children=[_row(FIRST_ROW, 5), _row(SECOND_ROW, SECOND_AMOUNT)],
                ),
            ],
        )
    ]
)

RICH = f"""
import sys
def rossum_hook_request_handler(payload):
    print("checking", 2, "rows")
    print("no rate", file=sys.stderr)
    return {{
        "messages": [
            {{"type": "error", "content": "Too big", "id": {TOTAL}}},
            {{"type": "warning", "content": "Value is too big", "id": {SECOND_AMOUNT}}},
            {{"type": "info", "content": "Checked"}},
        ],
        "operations": [
            {{"op": "replace", "id": {TOTAL}, "value": {{"content": {{"value": "1210"}}}}}},
            {{"op": "remove", "id": {FIRST_ROW}}},
            {{"op": "replace", "id": {UNKNOWN}, "value": {{"content": {{"value": "1"}}}}}},
        ],
    }}
"""

EMPTY = "def rossum_hook_request_handler(payload):\n    return {}\n"

DIVIDES = """\
def share(total):
    return total / 0

def rossum_hook_request_handler(payload):
    print("before")
    return {"messages": share(1)}
"""


def run(
    code: str, event: str = "annotation_content.updated", limits: Limits | None = None, **more: Any
) -> Report:
    """Run a handler in a real process and judge the answer."""
    annotation = Annotation({"id": 7}, CONTENT)
    scenario = Scenario(event_named(event), Hook(code), annotation, SCHEMA, **more)
    payload = build_payload(scenario)
    outcome = run_handler(code, "handler.py", payload.body, limits or Limits())
    return make_report(scenario, payload, outcome)
