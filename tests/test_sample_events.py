"""Sample events: complete, consistent with their schemas, anonymous and good for TxScript."""

import json
import re
import subprocess
import sys
from typing import Any

import pytest

from rossum_studio.bundled import sample_events
from rossum_studio.model.annotation import VALUE_KEYS
from rossum_studio.model.date_format import parse_canonical_date, parse_date
from rossum_studio.model.event import BY_NAME
from rossum_studio.model.number_format import parse_canonical_number, parse_number
from rossum_studio.model.schema import Schema, SchemaNode, parse_schema

FILES = {file.name: file for file in sorted(sample_events().iterdir(), key=lambda file: file.name)}
SAMPLES = {name: json.loads(file.read_text(encoding="utf-8")) for name, file in FILES.items()}
EVENTS = [name for name in SAMPLES if ".".join(name.split(".")[:2]) in BY_NAME]
ANNOTATION_EVENTS = [name for name in EVENTS if name.startswith("annotation_")]
CONTENT_EVENTS = [name for name in EVENTS if name.startswith("annotation_content.")]
SCHEMAS = {name: sample for name, sample in SAMPLES.items() if name.startswith("schema.")}
PURCHASE_ORDER = "annotation_content_only.purchase_order.json"
EXPORT = "queue_export.receipts.json"

COMMON_KEYS = {"request_id", "timestamp", "hook", "event", "action", "settings", "secrets", "base_url"}
ANNOTATION_KEYS = set(
    """
    id url status previous_status document queue schema content pages modifier modified_by arrived_at
    created_at modified_at assigned_at confirmed_at deleted_at exported_at export_failed_at purged_at
    rejected_at confirmed_by deleted_by exported_by purged_by rejected_by rir_poll_id messages time_spent
    metadata automated automatically_rejected automation_blocker suggested_edit email email_thread
    related_emails relations has_email_thread_with_replies has_email_thread_with_new_replies
    restricted_access einvoice creator organization prediction assignees labels training_enabled
    """.split()  # noqa: SIM905
)
DOCUMENT_KEYS = set(
    """
    id url s3_name parent email mime_type creator created_at arrived_at original_file_name content
    attachment_status metadata
    """.split()  # noqa: SIM905
)
NODE_KEYS = {"id", "url", "schema_id", "category"}
CHILD_KEYS = NODE_KEYS | {"validation_sources", "hidden"}
TIMED_KEYS = CHILD_KEYS | {"time_spent", "time_spent_overall"}
KEYS_OF_CATEGORY = {
    "section": NODE_KEYS | {"children"},
    "multivalue": TIMED_KEYS | {"children", "time_spent_grid", "time_spent_grid_overall"},
    "tuple": CHILD_KEYS | {"children"},
    "datapoint": TIMED_KEYS | {"content"},
}
KEYS_OF_SOME = {"grid", "no_recalculation"}
"""A table has a grid; a formula that a user may edit has no_recalculation."""

READ_WITH_TXSCRIPT = """
import contextlib, json, sys
from txscript import TxScript
from txscript.eval import eval_strings
request = json.load(sys.stdin)
t = TxScript.from_payload(request["payload"])
for schema_id in request["fields"]:
    field = getattr(t.field, schema_id)
    str(getattr(field, "all_values", field))
formulas = {
    schema_id: {"type": "formula", "code": code, "memory": None}
    for schema_id, code in request["formulas"].items()
}
with contextlib.redirect_stdout(sys.stderr):
    eval_strings(formulas, t, debug=False)
json.dump(t.hook_response(separate_exceptions=True), sys.stdout)
"""


def walk(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for node in nodes:
        found += [node, *walk(node.get("children", []))]
    return found


def content_of(name: str) -> list[dict[str, Any]]:
    sample = SAMPLES[name]
    return sample["content"] if name == PURCHASE_ORDER else sample["annotation"]["content"]


def schema_of(name: str) -> Schema:
    if name == PURCHASE_ORDER:
        return parse_schema(SAMPLES["schema.purchase_order.json"])
    return parse_schema(SAMPLES[name]["schemas"][0])


def numbers(name: str, schema_id: str) -> list[float | None]:
    values = [
        node["content"]["normalized_value"]
        for node in walk(content_of(name))
        if node["schema_id"] == schema_id
    ]
    return [None if value is None else float(value) for value in values]


def normalize(value: str, field: SchemaNode) -> str | None:
    """What `normalized_value` must be for a value as shown."""
    if field.type == "number":
        return parse_number(value, field.format)
    return parse_date(value, field.format) if field.type == "date" else value


def test_every_event_and_action_has_a_sample():
    assert {".".join(name.split(".")[:2]) for name in EVENTS} == BY_NAME.keys()


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_named_after_itself_and_has_the_common_keys(name):
    payload = SAMPLES[name]

    assert name.startswith(f"{payload['event']}.{payload['action']}.")
    assert payload.keys() >= COMMON_KEYS
    assert payload["base_url"] == "https://kestrel.rossum.app"


def test_request_ids_differ():
    request_ids = [SAMPLES[name]["request_id"] for name in EVENTS]

    assert len(set(request_ids)) == len(request_ids)


@pytest.mark.parametrize("name", ANNOTATION_EVENTS)
def test_an_annotation_and_its_document_are_complete(name):
    payload = SAMPLES[name]
    event = BY_NAME[f"{payload['event']}.{payload['action']}"]

    assert payload["annotation"].keys() == ANNOTATION_KEYS
    assert payload["document"].keys() == DOCUMENT_KEYS
    assert payload["annotation"]["document"] == payload["document"]["url"]
    assert payload["annotation"]["schema"] == payload["schemas"][0]["url"]
    assert payload["annotation"]["queue"] in payload["schemas"][0]["queues"]
    assert payload["annotation"]["status"] == event.status
    assert isinstance(payload["annotation"]["content"], list if event.has_content else str)


@pytest.mark.parametrize("name", ANNOTATION_EVENTS)
def test_a_sideloaded_schema_is_one_of_the_sample_schemas(name):
    assert SAMPLES[name]["schemas"][0] in SCHEMAS.values()


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_has_unique_ids_and_one_of_every_kind_of_field(name):
    schema = parse_schema(SCHEMAS[name])
    ids = [node.id for node in schema]

    assert len(set(ids)) == len(ids)
    assert {field.type for field in schema.fields()} == {"string", "number", "date", "enum", "button"}
    assert any(field.is_hidden for field in schema.fields())


def test_the_invoice_schema_has_a_formula_and_a_list_of_values():
    schema = parse_schema(SCHEMAS["schema.invoice.json"])

    assert [field.id for field in schema.fields() if field.is_formula] == ["amount_lines_total"]
    assert [child.category for child in schema.field("order_ids").children] == ["datapoint"]


@pytest.mark.parametrize("name", [*CONTENT_EVENTS, PURCHASE_ORDER])
def test_content_has_the_shape_of_its_schema(name):
    schema = schema_of(name)

    def assert_mirrors(node: dict[str, Any], field: SchemaNode) -> None:
        assert (node["schema_id"], node["category"]) == (field.id, field.category)
        children = node.get("children", [])
        if field.category == "multivalue":
            for child in children:
                assert_mirrors(child, field.children[0])
        else:
            for child, child_field in zip(children, field.children, strict=True):
                assert_mirrors(child, child_field)

    for section, field in zip(content_of(name), schema.sections, strict=True):
        assert_mirrors(section, field)


@pytest.mark.parametrize("name", [*CONTENT_EVENTS, PURCHASE_ORDER])
def test_ids_are_unique_and_every_node_is_complete(name):
    nodes = walk(content_of(name))

    assert len({node["id"] for node in nodes}) == len(nodes)
    for node in nodes:
        assert node["url"].endswith(f"/content/{node['id']}")
        assert node.keys() - KEYS_OF_SOME == KEYS_OF_CATEGORY[node["category"]]


@pytest.mark.parametrize("name", [*CONTENT_EVENTS, PURCHASE_ORDER])
def test_values_are_written_in_the_format_of_their_field(name):
    schema = schema_of(name)
    for node in walk(content_of(name)):
        if node["category"] != "datapoint":
            continue
        field, content = schema.field(node["schema_id"]), node["content"]
        if field.type == "button":
            assert (content, node["validation_sources"]) == (None, ["NA"])
            continue
        assert tuple(content) == VALUE_KEYS
        assert content["normalized_value"] == normalize(content["value"], field)
        assert content["normalized_value"] is not None or content["value"] == ""
        if field.type == "enum":
            assert content["value"] in [value for value, _ in field.options]


@pytest.mark.parametrize("name", [*CONTENT_EVENTS, PURCHASE_ORDER])
def test_a_grid_has_a_line_for_every_row_of_its_table(name):
    for node in walk(content_of(name)):
        rows = [child["id"] for child in node.get("children", []) if child["category"] == "tuple"]
        if rows:
            grid_rows = [row for part in node["grid"]["parts"] for row in part["rows"]]
            assert [row["tuple_id"] for row in grid_rows] == rows


@pytest.mark.parametrize("name", CONTENT_EVENTS)
def test_updated_datapoints_are_datapoints_of_the_content(name):
    payload = SAMPLES[name]
    ids = {node["id"] for node in walk(content_of(name)) if node["category"] == "datapoint"}

    assert set(payload["updated_datapoints"]) <= ids
    assert bool(payload["updated_datapoints"]) == (payload["action"] in ("updated", "user_update"))


@pytest.mark.parametrize("name", CONTENT_EVENTS)
def test_txscript_reads_every_field_and_finds_the_formulas_computed(name):
    schema = schema_of(name)
    fields = [field.id for field in schema.fields() if field.type != "button"]
    formulas = {field.id: field.attributes["formula"] for field in schema.fields() if field.is_formula}
    request = {"payload": SAMPLES[name], "fields": fields, "formulas": formulas}

    child = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-c", READ_WITH_TXSCRIPT],
        input=json.dumps(request),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )

    assert child.returncode == 0, child.stderr
    response = json.loads(child.stdout)
    assert len(response["computed_ids"]) >= 1
    assert (response["exceptions"], response["operations"]) == ([], [])


def test_number_and_date_formats_differ_between_the_documents():
    formats: list[set[str | None]] = [
        {field.format for field in parse_schema(schema).fields() if field.type == "date"}
        for schema in SCHEMAS.values()
    ]
    number_formats = {
        field.format for schema in SCHEMAS.values() for field in parse_schema(schema).fields() if field.format
    }

    assert len(set().union(*formats)) == sum(map(len, formats))
    assert {"# ##0.#", "#.##0,#", "#,##0.#", "#'##0.#", "#,##0"} <= number_formats


def test_one_line_of_the_invoice_is_over_a_million():
    amounts = numbers("annotation_content.updated.line_items.json", "item_amount_base")

    assert [amount > 1_000_000 for amount in amounts] == [True, False, False, False, False]


def test_the_lines_of_the_invoice_add_up_to_its_totals_but_not_to_the_amount_due():
    name = "annotation_content.initialize.invoice.json"

    for column, total in (
        ("item_amount_total", "amount_total"),
        ("item_total_base", "amount_total_base"),
        ("item_tax", "amount_total_tax"),
        ("tax_detail_total", "amount_total"),
    ):
        assert [sum(numbers(name, column))] == numbers(name, total)
    assert numbers(name, "amount_due") != numbers(name, "amount_total")
    assert numbers(name, "amount_paid") == [None]


def test_the_export_is_five_receipts_of_exportable_fields_in_canonical_form():
    schema = parse_schema(SCHEMAS["schema.receipt.json"])
    export = SAMPLES[EXPORT]
    exportable = {
        field.id for field in schema.fields() if field.attributes["can_export"] and field.type != "button"
    }

    assert export["pagination"] == {"total": 5, "total_pages": 1, "next": None, "previous": None}
    assert len({result["url"] for result in export["results"]}) == 5
    for result in export["results"]:
        assert result["schema"]["url"] == SCHEMAS["schema.receipt.json"]["url"]
        for node in walk(result["content"]):
            if node["category"] == "datapoint":
                assert node["schema_id"] in exportable
                assert node.keys() == {"category", "schema_id", "value", "type", "rir_confidence"}
                assert_canonical(node["value"], schema.field(node["schema_id"]))


def assert_canonical(value: str, field: SchemaNode) -> None:
    if value and field.type == "number":
        assert parse_canonical_number(value) == value
    if value and field.type == "date":
        assert parse_canonical_date(value) == value


@pytest.mark.parametrize("name", FILES)
def test_a_file_names_no_real_host(name):
    text = FILES[name].read_text(encoding="utf-8")
    hosts = set(re.findall(r"https?://([^/\"\s]+)", text)) | set(re.findall(r"@([\w.-]+)", text))

    assert {host for host in hosts if not host.endswith(".example")} <= {"kestrel.rossum.app"}
