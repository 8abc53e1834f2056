"""The annotation object, its content tree, and the shapes in which both arrive (reference 3.1 to 3.7)."""

import json
from typing import Any

import pytest

from rossum_studio.model.annotation import VALUE_KEYS, Content, Datapoint
from rossum_studio.model.importing.complete import Completed, complete
from rossum_studio.model.importing.complete_objects import fill_annotation, fill_document
from rossum_studio.model.importing.importer import open_text
from rossum_studio.model.importing.opened import Kind, Opened
from rossum_studio.model.schema import Schema, parse_schema

URL = "https://kestrel.rossum.app/api/v1/annotations/88001"
ANNOTATION_KEYS = """
    id url status document queue schema pages modifier modified_by created_at modified_at assigned_at
    confirmed_at deleted_at exported_at export_failed_at purged_at rejected_at confirmed_by deleted_by
    exported_by purged_by rejected_by rir_poll_id messages time_spent metadata automated
    automatically_rejected automation_blocker suggested_edit email email_thread related_emails relations
    has_email_thread_with_replies has_email_thread_with_new_replies restricted_access einvoice creator
    organization prediction assignees labels training_enabled
"""
DOCUMENT_KEYS = """
    id url s3_name parent email mime_type creator created_at arrived_at original_file_name content
    attachment_status metadata
"""
SECTION = {"id": 1, "category": "section", "schema_id": "head", "children": []}
PAYLOAD = {"event": "annotation_content", "action": "updated", "annotation": {"id": 5, "content": [SECTION]}}
HOOK = {"type": "function", "config": {"runtime": "python3.12"}, "events": ["annotation_content"]}


def field(schema_id: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"category": "datapoint", "id": schema_id, "label": schema_id, "type": kind, **more}


def schema_of(*children: dict[str, Any]) -> Schema:
    return parse_schema([{"category": "section", "id": "head", "label": "Head", "children": [*children]}])


def opened(raw: object) -> Opened:
    found = open_text(json.dumps(raw))
    assert not found.errors, found.errors
    return found


def completed(*nodes: dict[str, Any], schema: Schema | None = None) -> Completed:
    document = opened({"content": [SECTION | {"children": [*nodes]}]}).documents[0]
    return complete(document, schema)


def datapoints(content: Content) -> list[Datapoint]:
    return list(content.datapoints())


# The objects


def test_an_annotation_that_says_nothing_gets_every_key():
    filled = fill_annotation({}, "")

    assert filled.values.keys() == set(ANNOTATION_KEYS.split())
    assert filled.added == tuple(filled.values)


@pytest.mark.parametrize(
    ("key", "default"),
    [
        ("messages", None),
        ("metadata", {}),
        ("time_spent", 0),
        ("automated", False),
        ("automatically_rejected", False),
        ("einvoice", False),
        ("restricted_access", False),
        ("training_enabled", True),
        ("pages", []),
        ("labels", []),
        ("assignees", []),
        ("related_emails", []),
        ("exported_at", None),
        ("automation_blocker", None),
    ],
)
def test_a_key_that_is_missing_has_the_default_of_the_platform(key, default):
    assert fill_annotation({"url": URL}, "").values[key] == default


@pytest.mark.parametrize(
    "messages", [None, [], [{"error": "No connection"}], [{"type": "error", "content": "No", "id": None}]]
)
def test_messages_of_an_export_are_kept_in_either_shape(messages):
    document = opened({"document": "d", "queue": "q", "messages": messages, "content": [SECTION]})

    assert complete(document.documents[0]).annotation.attributes["messages"] == messages


def test_addresses_of_an_annotation_tell_those_around_it():
    values = fill_annotation({"url": URL}, "").values

    assert (values["id"], values["queue"]) == (88001, "https://kestrel.rossum.app/api/v1/queues/1")
    assert fill_annotation({}, f"{URL}/content/90101").values["url"] == URL


def test_a_document_that_says_nothing_gets_every_key():
    filled = fill_document({}, {"document": f"{URL}/d/7", "created_at": "2026-03-02T07:00:00.000000Z"})

    assert filled.values.keys() == set(DOCUMENT_KEYS.split())
    assert (filled.values["id"], filled.values["arrived_at"]) == (7, "2026-03-02T07:00:00.000000Z")


# The content tree


@pytest.mark.parametrize("node_id", [1, 2**31, 2**53 + 1, 2**63 - 1])
def test_an_id_may_have_64_bits(node_id):
    node = {"id": node_id, "category": "datapoint", "schema_id": "a", "content": {"value": "x"}}

    content = completed(node).annotation.content

    assert content.node(node_id).value == "x"
    assert str(node_id).encode() in content.encode()


@pytest.mark.parametrize("sources", [[], ["NA"], ["score", "human"], ["non_required"], ["something_new"]])
def test_any_validation_source_is_kept(sources):
    node = {"id": 2, "category": "datapoint", "schema_id": "a", "validation_sources": sources}

    assert datapoints(completed(node | {"content": {"value": ""}}).annotation.content)[0].sources == sources


def test_the_grid_of_a_table_and_what_a_datapoint_has_beside_its_value_are_kept():
    grid = {
        "parts": [
            {"page": 1, "columns": [], "rows": [{"tuple_id": 4, "type": None}], "width": 9, "height": 9}
        ]
    }
    table = {"id": 3, "category": "multivalue", "schema_id": "rows", "grid": grid, "children": []}
    node = {"id": 2, "category": "datapoint", "schema_id": "a", "content": {"value": ""}}
    node |= {"options": [{"value": "x", "label": "X"}], "no_recalculation": True, "time_spent": 1.5}

    section = completed(node, table).annotation.content.to_builtins()[0]

    assert section["children"][1]["grid"] == grid
    assert {key: section["children"][0][key] for key in ("options", "no_recalculation", "time_spent")} == {
        key: node[key] for key in ("options", "no_recalculation", "time_spent")
    }


@pytest.mark.parametrize(
    ("one", "value", "normalized"),
    [
        (field("a", "enum", options=[{"value": "eur", "label": "Euro"}]), "eur", "eur"),
        (field("a"), "K-204", "K-204"),
        (field("a", "number"), "1 250.50", "1250.50"),
        (field("a", "number"), "a lot", None),
        (field("a", "date"), "", None),
        (field("a", "date"), "2026-02-30", None),
    ],
)
def test_a_value_that_comes_alone_is_normalized_by_its_type(one, value, normalized):
    node = {"id": 2, "category": "datapoint", "schema_id": "a", "content": {"value": value}}

    (found,) = datapoints(completed(node, schema=schema_of(one)).annotation.content)

    assert found.content_object == dict.fromkeys(VALUE_KEYS) | {
        "value": value,
        "normalized_value": normalized,
    }


# Shapes of files


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ({"document": "d", "queue": "q", "schema": "s", "status": "x", "content": URL}, Kind.ANNOTATION),
        ({"document": "d", "queue": "q", "schema": "s", "content": [SECTION]}, Kind.ANNOTATION),
        ({"content": [SECTION]}, Kind.ANNOTATION_CONTENT),
        ({"content": [SECTION], "results": [SECTION]}, Kind.ANNOTATION_CONTENT),
        ([SECTION], Kind.ANNOTATION_CONTENT),
        (PAYLOAD, Kind.PAYLOAD),
        (PAYLOAD | {"secrets": {"key": "[redacted...]"}}, Kind.PAYLOAD),
        ({"meta": {}, "content": [SECTION]}, Kind.CONNECTOR),
        ({"config": HOOK["config"], "payload": PAYLOAD}, Kind.HOOK_TEST),
        ({"response": {"messages": []}, "log": ""}, Kind.HOOK_TEST),
    ],
)
def test_a_document_is_known_by_its_keys(raw, kind):
    assert [document.kind for document in opened(raw).documents] == [kind]


def test_a_list_with_labels_is_a_schema_and_so_is_an_object_of_them():
    nodes = [{"category": "section", "id": "head", "label": "Head", "children": []}]

    for raw in (nodes, {"name": "Kestrel", "content": nodes}):
        assert [one.schema.content() for one in opened(raw).schemas] == [nodes]


def test_event_and_action_win_over_every_other_key():
    everything = {**HOOK, "pagination": {}, "results": [], "meta": {}, "document": {}, "queue": "q"}

    assert [one.kind for one in opened(everything | PAYLOAD).documents] == [Kind.PAYLOAD]


@pytest.mark.parametrize("test", [{}, {"saved_input": {}}, None])
def test_a_hook_may_have_no_input_saved(test):
    (hook,) = opened(HOOK | {"test": test}).hooks

    assert hook.saved_input is None


@pytest.mark.parametrize(
    "raw", [{"id": 1, "name": "Kestrel"}, {}, [], [1], {"pagination": {}, "results": [{}]}]
)
def test_what_is_nothing_of_rossums_is_refused(raw):
    (error,) = open_text(json.dumps(raw)).errors

    assert "expected" in str(error)


EXPORT_SCHEMA = schema_of(
    field("issued_on", "date", format="D.M.YYYY"),
    field("net_sum", "number", format="#.##0,#"),
    field("internal", can_export=False),
    field("resend", "button"),
)
EXPORTED = [
    ("issued_on", "date", "2026-02-03"),
    ("net_sum", "number", "2100.00"),
]


def exported() -> Completed:
    nodes = [
        {"category": "datapoint", "schema_id": name, "type": kind, "value": value, "rir_confidence": 0.9}
        for name, kind, value in EXPORTED
    ]
    section = {"category": "section", "schema_id": "head", "children": nodes}
    record = {"url": URL, "status": "exported", "document": {"file_name": "k.pdf"}, "content": [section]}
    return complete(opened({"pagination": {"total": 1}, "results": [record]}).documents[0], EXPORT_SCHEMA)


def test_an_export_is_turned_into_a_document_that_hooks_can_read():
    issued, net, internal, button = datapoints(exported().annotation.content)

    assert (issued.value, issued.normalized_value) == ("3.2.2026", "2026-02-03")
    assert (net.value, net.normalized_value) == ("2.100,00", "2100.00")
    assert (net.sources, net.content_object["position"], net.content_object["rir_confidence"]) == (
        [],
        None,
        0.9,
    )
    assert (internal.schema_id, internal.value) == ("internal", "")
    assert (button.content_object, button.sources) == (None, ["NA"])
    assert exported().annotation.id == 88001


def test_ids_that_an_export_lacks_are_the_same_every_time():
    first, second = ([node.id for node in exported().annotation.content] for _ in range(2))

    assert first == second
    assert len(set(first)) == len(first)
