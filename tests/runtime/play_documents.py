"""A document with formulas and a rule, hooks for it, and plays run to their end in real processes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from rossum_studio.model.annotation import Annotation, Content, Section
from rossum_studio.model.event import event_named
from rossum_studio.model.hook import Hook
from rossum_studio.model.importing.complete import complete
from rossum_studio.model.importing.opened import Kind, OpenedDocument, OpenedHook
from rossum_studio.model.schema import Schema, parse_schema
from rossum_studio.runtime.event_play import RunRequest
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome
from rossum_studio.runtime.play import Job, Play, Role, perform
from rossum_studio.runtime.runner import run_job
from rossum_studio.simulator.scenario import Scenario

API = "https://kestrel.rossum.app/api/v1"
QUEUE = f"{API}/queues/410"


def field(schema_id: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    """One field that may stay empty."""
    required = {"constraints": {"required": False}}
    return {"category": "datapoint", "id": schema_id, "label": schema_id, "type": kind, **required, **more}


def formula(schema_id: str, code: str, kind: str = "number") -> dict[str, Any]:
    """A field that TxScript computes."""
    return field(schema_id, kind, formula=code, ui_configuration={"type": "formula", "edit": "disabled"})


def schema(*rules: Mapping[str, Any]) -> Schema:
    """A header and a table; the row's amount and the net sum are computed."""
    head = [
        field("document_id"),
        field("currency", "enum", options=[{"value": "eur", "label": "Euro"}]),
        formula("net_sum", "sum(default_to(field.item_amount.all_values, 0))"),
    ]
    columns = [
        field("item_quantity", "number"),
        field("item_price", "number"),
        formula("item_amount", "field.item_quantity * field.item_price"),
    ]
    row = {"category": "tuple", "id": "line_item", "label": "Row", "children": columns}
    table = {"category": "multivalue", "id": "line_items", "label": "Rows", "children": row}
    content = [
        {"category": "section", "id": "head", "label": "Head", "children": head},
        {"category": "section", "id": "rows", "label": "Rows", "children": [table]},
    ]
    return parse_schema({"id": 320, "name": "Kestrel", "content": content, "rules": list(rules)})


def cell(node_id: int, schema_id: str, value: str) -> dict[str, Any]:
    content = {"value": value, "normalized_value": value or None}
    return {"id": node_id, "schema_id": schema_id, "category": "datapoint", "content": content}


def scenario(event: str = "annotation_content.updated", *rules: Mapping[str, Any], **more: Any) -> Scenario:
    """Two rows, 2 x 3.5 and 10 x 0.1, with computed values that are right."""
    rows = [("2", "3.5", "7.0"), ("10", "0.1", "1.0")]
    tuples = [
        {
            "id": 20 + 10 * index,
            "schema_id": "line_item",
            "category": "tuple",
            "children": [
                cell(21 + 10 * index, "item_quantity", quantity),
                cell(22 + 10 * index, "item_price", price),
                cell(23 + 10 * index, "item_amount", amount),
            ],
        }
        for index, (quantity, price, amount) in enumerate(rows)
    ]
    head = [cell(2, "document_id", "K-204"), cell(3, "currency", "eur"), cell(4, "net_sum", "8.0")]
    table = {"id": 12, "schema_id": "line_items", "category": "multivalue", "children": tuples}
    nodes = [
        {"id": 1, "schema_id": "head", "category": "section", "children": head},
        {"id": 11, "schema_id": "rows", "category": "section", "children": [table]},
    ]
    annotation = Annotation({"id": 88001, "queue": QUEUE}, content_of(nodes))
    opened = OpenedDocument("test", Kind.ANNOTATION_CONTENT, annotation)
    completed = complete(opened, schema(*rules))
    return Scenario(
        event_named(event),
        Hook("def rossum_hook_request_handler(payload):\n    return {}\n"),
        completed.annotation,
        completed.schema,
        completed.document,
        **more,
    )


def content_of(nodes: list[dict[str, Any]]) -> Content:
    """The content tree of plain nodes."""
    return Content(msgspec.json.decode(msgspec.json.encode(nodes), type=list[Section]))


def hook(number: int, code: str, *after: int, **attributes: Any) -> OpenedHook:
    """A Python hook that subscribes to all content events."""
    known = {
        "id": number,
        "url": f"{API}/hooks/{number}",
        "name": f"Hook {number}",
        "type": "function",
        "active": True,
        "events": ["annotation_content"],
        "queues": [QUEUE],
        "sideload": ["schemas"],
        "run_after": [f"{API}/hooks/{each}" for each in after],
    }
    return OpenedHook(Hook(code, known | attributes))


def txscript(*statements: str) -> str:
    """A handler that runs these statements on `t`."""
    body = "\n".join(f"    {statement}" for statement in statements)
    return (
        "from txscript import TxScript\n"
        "def rossum_hook_request_handler(payload):\n"
        "    t = TxScript.from_payload(payload)\n"
        f"{body}\n"
        "    return t.hook_response()\n"
    )


def request(scenario: Scenario, code: str, **more: Any) -> RunRequest:
    """A run of this code."""
    return RunRequest(replace(scenario, hook=Hook(code)), "handler.py", Limits(), **more)


class Jobs:
    """Runs jobs and counts them."""

    def __init__(self) -> None:
        self.roles: list[Role] = []

    def perform[Result](self, play: Play[Result]) -> Result:
        """Run a play to its end."""
        return perform(play, self._run)

    def _run(self, job: Job) -> Outcome:
        self.roles.append(job.role)
        return run_job(job)
