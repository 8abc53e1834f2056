"""Completing: what the platform would send and a file does not have."""

import json
from pathlib import Path

import pytest

from rossum_studio.model.annotation import VALUE_KEYS, Datapoint
from rossum_studio.model.importing.complete import Completed, complete
from rossum_studio.model.importing.drift import drift
from rossum_studio.model.importing.importer import open_paths, open_text
from rossum_studio.model.schema import Schema, parse_schema

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
SAMPLES = ROOT / "sample_events"


def field(schema_id: str, **keys: object) -> dict[str, object]:
    return {"category": "datapoint", "id": schema_id, "label": schema_id, "type": "string", **keys}


def schema_of(*children: dict[str, object]) -> Schema:
    return parse_schema([{"category": "section", "id": "head", "label": "Head", "children": [*children]}])


def completed_fields(*fields: dict[str, object], schema: Schema | None = None) -> Completed:
    """A document whose section holds these datapoints, given without category and id."""
    nodes = [{"category": "datapoint", "id": 11 + index, **each} for index, each in enumerate(fields)]
    section = {"category": "section", "id": 10, "schema_id": "head", "children": nodes}
    return complete(open_text(json.dumps({"content": [section]})).documents[0], schema)


def only_datapoint(completed: Completed) -> Datapoint:
    (datapoint,) = completed.annotation.content.datapoints()
    return datapoint


def sample_schema(name: str) -> Schema:
    return open_paths([SAMPLES / f"schema.{name}.json"]).schemas[0].schema


def test_a_whole_payload_is_left_as_it_is(sample_event):
    sample = sample_event("annotation_content.updated.line_items")

    assert sample.content is sample.opened.annotation.content
    assert sample.completed.filled == ()


def test_content_alone_gets_annotation_timestamps_and_document():
    opened = open_paths([SAMPLES / "annotation_content_only.purchase_order.json"]).documents[0]

    completed = complete(opened)

    assert completed.filled == ("annotation", "9 timestamps", "document")
    assert (
        completed.annotation.attributes["url"]
        == opened.annotation.content.sections[0].url.partition("/content")[0]
    )
    assert completed.document["url"] == completed.annotation.attributes["document"]


def test_every_key_of_a_content_object_is_there_afterwards():
    completed = completed_fields({"schema_id": "a", "content": {"value": "x", "struct": 1}})

    assert list(only_datapoint(completed).content_object) == [*VALUE_KEYS, "struct"]
    assert "other content keys of 1 datapoint" in completed.filled
    assert "validation_sources of 1 datapoint" in completed.filled
    assert only_datapoint(completed).sources == []


@pytest.mark.parametrize(
    ("field_type", "field_format", "value", "normalized"),
    [
        ("number", "# ##0.#", "1 250.50", "1250.50"),
        ("date", "D.M.YYYY", "3.2.2026", "2026-02-03"),
        ("string", None, "K-204", "K-204"),
        ("number", None, "", None),
        ("number", None, "a lot", None),
    ],
)
@pytest.mark.parametrize("given", [{}, {"normalized_value": "None"}])
def test_a_missing_normalized_value_follows_type_and_format(
    field_type, field_format, value, normalized, given
):
    schema = schema_of(field("a", type=field_type, format=field_format))

    completed = completed_fields({"schema_id": "a", "content": {"value": value, **given}}, schema=schema)

    assert only_datapoint(completed).normalized_value == normalized


def test_a_null_that_the_file_gives_stays_null():
    content = dict.fromkeys(VALUE_KEYS) | {"value": "x"}

    completed = completed_fields({"schema_id": "a", "content": content})

    assert only_datapoint(completed).normalized_value is None


def test_the_word_none_is_null_but_not_as_a_value():
    content = dict.fromkeys(VALUE_KEYS, "None") | {"normalized_value": "x"}

    completed = completed_fields({"schema_id": "a", "hidden": "None", "content": content})

    found = only_datapoint(completed)
    assert found.content_object == dict.fromkeys(VALUE_KEYS) | {"value": "None", "normalized_value": "x"}
    assert found.hidden is None
    assert '"None" read as null in 1 node' in completed.filled


def test_nodes_without_url_or_id_get_one():
    section = {"category": "section", "schema_id": "head", "children": []}
    text = json.dumps({"content": [section, {**section, "id": 5}]})

    first, second = complete(open_text(text).documents[0]).annotation.content.sections

    assert (first.id, second.id) == (1_000_001, 5)
    assert first.url == "https://example.rossum.app/api/v1/annotations/1/content/1000001"


def test_an_old_payload_with_the_word_none_everywhere_is_cleaned(tmp_path):
    keys = {"normalized_value": "None", "page": "None", "rir_confidence": "None", "connector_text": "None"}
    values = {"invoice_id": "ID-1", "date_due": "10/12/2020", "amount_due": "1,200.00"}
    nodes = [
        {"id": index + 2, "schema_id": schema_id, "category": "datapoint", "content": {"value": text, **keys}}
        for index, (schema_id, text) in enumerate(values.items())
    ]
    grid = {"id": 9, "schema_id": "rows", "category": "multivalue", "grid": "None", "children": []}
    annotation = {
        "id": 3213337,
        "url": "https://api.elis.rossum.ai/v1/annotations/3213337",
        "exported_at": "None",
        "content": [{"id": 1, "schema_id": "s", "category": "section", "children": [*nodes, grid]}],
    }
    payload = {"event": "annotation_content", "action": "user_update", "annotation": annotation}

    completed = complete(open_text(json.dumps(payload)).documents[0])

    amount = completed.annotation.content.find(4)
    assert completed.annotation.attributes["exported_at"] is None
    assert completed.annotation.attributes["queue"].startswith("https://api.elis.rossum.ai/v1/queues/")
    assert isinstance(amount, Datapoint) and amount.normalized_value == "1200.00"
    assert "normalized_value of 3 datapoints" in completed.filled
    assert b'"None"' not in completed.annotation.content.encode()


def test_without_a_schema_types_are_inferred_and_said():
    completed = completed_fields(
        {"schema_id": "amount_total", "content": {"value": "1 250.50"}},
        {"schema_id": "date_issue", "content": {"value": "2026-02-03"}},
        {"schema_id": "resend", "content": None},
    )

    types = {node.id: node.type for node in completed.schema.fields()}
    assert types == {"amount_total": "number", "date_issue": "date", "resend": "button"}
    assert completed.schema.field("date_issue").label == "Date issue"
    assert completed.schema.is_inferred
    (problem,) = completed.problems
    assert (problem.code, problem.message) == (
        "schema-inferred",
        "No schema loaded: types inferred for 3 fields.",
    )


def test_an_inferred_schema_has_every_column_of_a_table(sample_event):
    content = sample_event("annotation_content.updated.line_items").content
    document = open_text(json.dumps({"content": content.to_builtins()})).documents[0]

    inferred = complete(document).schema

    assert drift(content, inferred) == ()
    assert [column.category for column in inferred.field("line_item").children] == ["datapoint"] * len(
        inferred.field("line_item").children
    )


def test_a_button_keeps_its_empty_content_and_a_field_without_one_gets_it():
    schema = schema_of(field("resend", type="button"), field("note"))

    completed = completed_fields(
        {"schema_id": "resend", "content": None}, {"schema_id": "note", "content": None}, schema=schema
    )

    button, note = completed.annotation.content.datapoints()
    assert button.content_object is None
    assert note.content_object == dict.fromkeys(VALUE_KEYS) | {"value": ""}


def test_an_exported_document_shows_values_in_the_format_of_the_schema():
    choice = open_paths([SAMPLES / "queue_export.receipts.json"]).choices[0].open()

    completed = complete(choice, sample_schema("receipt"))

    issued = completed.annotation.content.with_schema_id("date_issue")[0]
    assert isinstance(issued, Datapoint)
    assert (issued.value, issued.normalized_value) == ("28.2.2026", "2026-02-28")


def test_an_exported_document_gets_the_fields_that_exports_leave_out():
    opened = open_paths([SAMPLES / "queue_export.receipts.json"]).choices[0].open()
    schema = sample_schema("receipt")

    completed = complete(opened, schema)

    ids = [node.id for node in completed.annotation.content]
    assert drift(completed.annotation.content, schema) == ()
    assert {node.id for node in opened.annotation.content} < set(ids)
    assert len(ids) == len(set(ids))
    assert "2 fields that the document lacked" in completed.filled


def test_fields_of_only_one_side_are_reported_and_not_added():
    schema = schema_of(field("a"), field("b"), field("c"))

    completed = completed_fields(
        {"schema_id": "a", "content": {"value": ""}},
        {"schema_id": "x", "content": {"value": ""}},
        schema=schema,
    )

    assert [(problem.code, problem.message) for problem in completed.problems] == [
        ("drift-missing-in-document", "2 fields in the schema are not in the document: b, c."),
        ("drift-missing-in-schema", "1 field in the document is not in the schema: x."),
    ]
    assert len(list(completed.annotation.content.datapoints())) == 2


def test_the_columns_of_an_empty_table_are_not_missed():
    row = {"category": "tuple", "id": "row", "label": "Row", "children": [field("net")]}
    schema = schema_of({"category": "multivalue", "id": "rows", "label": "Rows", "children": row})
    table = {"category": "multivalue", "id": 2, "schema_id": "rows", "children": []}
    section = {"category": "section", "id": 1, "schema_id": "head", "children": [table]}
    document = open_text(json.dumps([section])).documents[0]

    assert complete(document, schema).problems == ()


def test_a_field_of_another_category_is_reported():
    schema = schema_of({"category": "multivalue", "id": "a", "label": "A", "children": field("b")})

    completed = completed_fields({"schema_id": "a", "content": {"value": ""}}, schema=schema)

    assert [(problem.code, problem.message) for problem in completed.problems] == [
        ("drift-category", "'a' is a datapoint in the document and a multivalue in the schema.")
    ]


def test_ids_that_occur_twice_are_an_error():
    completed = complete(open_paths([DATA / "duplicate_ids.json"]).documents[0])

    problem = next(problem for problem in completed.problems if problem.code == "duplicate-id")
    assert problem.message == "1 id occurs more than once in the document: 11."


def test_an_email_gets_no_line_about_an_annotation(sample_event):
    assert sample_event("email.received.two_files").completed.filled == ()
