"""Payloads event by event: what each carries, what it does not, and that TxScript takes them."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_document import SCHEMA, URL, annotation, datapoint
from txscript import TxScript

from rossum_studio.bundled import sample_events
from rossum_studio.model.annotation import Annotation, Content, Multivalue, Section, Tuple
from rossum_studio.model.errors import StudioError
from rossum_studio.model.event import BY_NAME, EVENTS
from rossum_studio.model.hook import Hook
from rossum_studio.model.importing.complete import complete
from rossum_studio.model.importing.importer import open_paths, open_text
from rossum_studio.model.schema import parse_schema
from rossum_studio.simulator.payload import build_payload
from rossum_studio.simulator.scenario import Scenario
from rossum_studio.simulator.sideload import SIDELOADS

NOW = datetime(2026, 3, 4, 9, 15, 27, 402118, UTC)
HOST = "https://kestrel.rossum.app"
COMMON = {"request_id", "timestamp", "hook", "event", "action", "settings", "secrets", "base_url"}
HOOK = Hook("", {"id": 7001, "url": f"{HOST}/api/v1/hooks/7001", "sideload": ["schemas"]})
BARE = Hook("")
CONTENT_EVENTS = [event for event in EVENTS if event.has_content]
DOCUMENT_FILES = sorted(
    file.name
    for file in sample_events().iterdir()
    if file.name.startswith(("annotation", "queue_export")) and "status" not in file.name
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(
    [
        *("url", "id", "events", "sideload", "settings", "secrets", "config", "token_owner", "event"),
        *("action", "files", "headers", "body", "documents", "queues", "base_url", "hook", "annotation"),
        *("updated_datapoints", "schemas", "rossum_authorization_token"),
    ]
)
OBJECT = st.dictionaries(
    KEYS | st.text(max_size=8),
    JSON | st.lists(st.sampled_from(SIDELOADS) | JSON, max_size=3) | st.just("https://[x/"),
    max_size=6,
)


def build(name: str, **more) -> dict:
    scenario = Scenario(event=BY_NAME[name], **{"hook": BARE} | more)
    return json.loads(build_payload(scenario, NOW, "r-1").body)


def filled(name: str, **more) -> str:
    scenario = Scenario(event=BY_NAME[name], **{"hook": BARE} | more)
    return "\n".join(build_payload(scenario, NOW, "r-1").filled)


def opened_scenarios(opened):
    """Every document of what was opened, complete, as a run of a bare handler sees it."""
    for document in (*opened.documents, *(choice.open() for choice in opened.choices)):
        done = complete(document, None)
        yield Scenario(
            BY_NAME["annotation_content.updated"],
            BARE,
            done.annotation,
            done.schema,
            done.document,
            document.rest,
        )


@pytest.mark.parametrize("event", CONTENT_EVENTS, ids=lambda event: event.name)
@pytest.mark.parametrize("name", DOCUMENT_FILES)
def test_txscript_takes_every_document_that_comes_with_the_studio_on_every_content_event(name, event):
    opened = open_paths([sample_events() / name])
    scenarios = list(opened_scenarios(opened))

    assert scenarios
    for scenario in scenarios:
        given = Scenario(event, BARE, scenario.annotation, scenario.schema, scenario.document, scenario.rest)
        t = TxScript.from_payload(json.loads(build_payload(given).body))
        assert t.annotation.status == event.status
        for field in scenario.schema.fields():
            getattr(t.field, field.id, None)
        assert t.hook_response()["messages"] == []


def nodes() -> list[dict]:
    """The small document with everything missing that may be missing."""
    value = {"category": "datapoint", "schema_id": "document_id", "content": {"value": "K-204"}}
    null = {"category": "datapoint", "schema_id": "amount_total", "content": None}
    empty = {"category": "multivalue", "schema_id": "line_items", "children": None}
    return [
        {"category": "section", "schema_id": "head", "children": [value, null]},
        {"category": "section", "schema_id": "tables", "children": [empty]},
    ]


ANNOTATION = {"document": "d", "queue": "q", "schema": "s", "status": "to_review"}
SHAPES = {
    "annotation with its content": ANNOTATION | {"content": nodes()},
    "annotation without its content": ANNOTATION | {"content": f"{URL}/content"},
    "content": {"content": nodes()},
    "results": {"results": nodes()},
    "list": nodes(),
    "payload": {"event": "annotation_content", "action": "updated", "annotation": {"content": nodes()}},
    "payload without action": {"payload": {"annotation": {"status": "x", "content": nodes()}}},
    "payload without schemas": {
        "event": "annotation_content",
        "action": "updated",
        "schemas": [],
        "annotation": ANNOTATION | {"content": nodes()},
    },
    "hook with saved input": {
        "type": "function",
        "config": {},
        "events": [],
        "test": {"saved_input": {"event": "annotation_content", "action": "x", "annotation": ANNOTATION}},
    },
}


@pytest.mark.parametrize("shape", SHAPES)
def test_txscript_takes_documents_of_every_shape_with_what_they_lack_filled_in(shape):
    opened = open_text(json.dumps(SHAPES[shape]))
    documents = [*opened_scenarios(opened)]
    for hook in opened.hooks:
        documents += opened_scenarios(type(opened)(documents=(hook.saved_input,)))

    assert not opened.errors
    (scenario,) = documents
    payload = json.loads(build_payload(scenario).body)
    t = TxScript.from_payload(payload)
    assert t.annotation.document.original_file_name == "document.pdf"
    if scenario.annotation.content.sections:
        assert t.field.document_id == "K-204"
        assert t.field.amount_total in (None, "")
    assert t.hook_response()["operations"] == []


def test_fields_that_only_the_document_has_are_added_to_the_schema_that_is_sent():
    row = Tuple(id=101, schema_id="line_item", children=[datapoint(102, "extra_column", "b")])
    content = Content(
        [
            Section(id=1, schema_id="head", children=[datapoint(2, "extra", "a"), datapoint(3, "order_id")]),
            Section(
                id=4, schema_id="tables", children=[Multivalue(id=5, schema_id="line_items", children=[row])]
            ),
            Section(id=6, schema_id="new", children=[datapoint(7, "new_field"), datapoint(8, "currency")]),
        ]
    )
    more = {"annotation": Annotation(annotation().attributes, content), "schema": SCHEMA}
    payload = build("annotation_content.updated", **more)
    t = TxScript.from_payload(payload)

    assert (t.field.extra, t.field.line_items[0].extra_column) == ("a", "b")
    assert "schemas: extra, extra_column, new, new_field added" in filled(
        "annotation_content.updated", **more
    )
    sent = parse_schema(payload["schemas"][0])
    assert [node.id for node in sent.sections] == ["head", "tables", "new"]
    assert [node.id for node in sent if node.id == "currency"] == ["currency"]


def test_a_schema_that_knows_every_field_is_sent_as_it_is():
    payload = build("annotation_content.updated", annotation=annotation(), schema=SCHEMA)

    assert payload["schemas"][0]["content"] == SCHEMA.content()


def test_without_a_schema_one_is_made_up_from_the_document():
    payload = build("annotation_content.updated", annotation=annotation(), hook=HOOK)

    assert TxScript.from_payload(payload).field.document_id == "K-204"
    assert "schemas: made up" in filled("annotation_content.updated", annotation=annotation(), hook=HOOK)


def test_sideloads_that_only_txscript_knows_are_there_for_those_who_ask():
    hook = Hook("", {"sideload": ["workspaces", "created_bys", "modified_bys", "child_relation", "schemas"]})
    known = annotation()
    attributes = {**known.attributes, "creator": f"{HOST}/api/v1/users/51"}
    payload = build(
        "annotation_content.updated",
        hook=hook,
        annotation=Annotation(attributes, known.content),
        schema=SCHEMA,
    )
    context = TxScript.from_payload(payload).context

    assert (context.created_by["id"], context.modified_by["id"]) == (51, 52)
    assert context.workspace is None
    assert payload["child_relation"] == []


def test_a_sideload_that_rossum_does_not_have_is_not_sent_and_named():
    hook = Hook("", {"sideload": ["schema", "event", "annotation", "document"]})
    payload = build("annotation_content.updated", hook=hook, annotation=annotation(), schema=SCHEMA)

    assert payload["event"] == "annotation_content"
    assert payload["annotation"]["id"] == 88001
    assert "schema" not in payload
    said = filled("annotation_content.updated", hook=hook, annotation=annotation())
    assert 'schema: Rossum has no such sideload, so nothing is sent for it; did you mean "schemas"?' in said


@pytest.mark.parametrize(
    ("attributes", "given", "statuses"),
    [
        ({"status": "exporting", "previous_status": "confirmed"}, {}, ("exporting", "confirmed")),
        ({"status": "exported", "previous_status": "exporting"}, {"status": "purged"}, ("purged", "deleted")),
        ({"status": "exported"}, {}, ("exported", "exporting")),
        ({"status": "exported"}, {"previous_status": "confirmed"}, ("exported", "confirmed")),
        ({}, {}, ("to_review", "importing")),
        ({"status": "unheard_of"}, {}, ("unheard_of", None)),
    ],
)
def test_a_status_event_tells_the_status_that_the_file_has(attributes, given, statuses):
    payload = build("annotation_status.changed", annotation=Annotation(attributes), **given)

    assert (payload["annotation"]["status"], payload["annotation"]["previous_status"]) == statuses


@pytest.mark.parametrize(
    ("action", "statuses"),
    [
        ("initialize", ("importing", "importing")),
        ("started", ("reviewing", "to_review")),
        ("updated", ("reviewing", "to_review")),
        ("confirm", ("reviewing", "to_review")),
        ("export", ("exporting", "confirmed")),
    ],
)
def test_a_content_event_tells_the_status_that_it_implies(action, statuses):
    payload = build(f"annotation_content.{action}", annotation=annotation())

    assert (payload["annotation"]["status"], payload["annotation"]["previous_status"]) == statuses


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
@pytest.mark.parametrize("sample", ["email.received.two_files", "upload.created.two_documents"])
def test_keys_of_one_kind_of_event_are_not_carried_over_to_another(event, sample):
    rest = json.loads((sample_events() / f"{sample}.json").read_text(encoding="utf-8"))
    kind = rest["event"]
    payload = build(event.name, rest=rest)

    if event.event == kind:
        assert payload["files"] == rest["files"]
    elif event.event in ("email", "upload"):
        assert payload["files"] != rest["files"]
    else:
        assert not {"files", "headers", "body", "documents", "metadata", "upload"} & payload.keys()


@pytest.mark.parametrize("name", ["email.received.two_files", "upload.created.two_documents"])
def test_a_payload_that_was_opened_is_sent_with_nothing_made_up(name):
    rest = json.loads((sample_events() / f"{name}.json").read_text(encoding="utf-8"))
    event = f"{rest['event']}.{rest['action']}"
    payload = build(event, rest=rest)

    assert {key: payload[key] for key in rest if key not in COMMON} == {
        key: value for key, value in rest.items() if key not in {*COMMON, "rossum_authorization_token"}
    } | {key: payload[key] for key in payload if key == "rossum_authorization_token"}
    assert "made up" not in filled(event, rest=rest)


def test_parts_of_an_email_are_completed():
    extra = {
        "files": [{"filename": "rows.csv"}, {"id": 7, "mime_type": "image/png"}, "odd"],
        "headers": {"from": "me@b.example"},
        "body": {"body_text_plain": "Hi"},
    }
    payload = build("email.received", extra=extra, hook=HOOK)

    assert payload["files"][0] == {
        "filename": "rows.csv",
        "id": "1",
        "mime_type": "text/csv",
        "n_pages": 1,
        "height_px": None,
        "width_px": None,
        "document": f"{HOST}/api/v1/documents/1",
    }
    assert (payload["files"][1]["id"], payload["files"][1]["mime_type"]) == (7, "image/png")
    assert payload["files"][2] == "odd"
    assert payload["headers"] == dict.fromkeys(("to", "reply-to", "subject", "message-id", "date"), "") | {
        "from": "me@b.example"
    }
    assert payload["body"] == {"body_text_plain": "Hi", "body_text_html": ""}
    assert payload["queue"] == f"{HOST}/api/v1/queues/1"


def test_the_documents_of_an_upload_match_its_files():
    urls = [f"{HOST}/api/v1/documents/{number}" for number in (5, 6)]
    payload = build("upload.created", extra={"files": [{"document": url} for url in urls]})

    assert [each["url"] for each in payload["documents"]] == urls
    assert [each["id"] for each in payload["documents"]] == [5, 6]
    assert "annotations" not in payload["documents"][0]
    assert payload["files"][1] == {
        "document": urls[1],
        "prevent_importing": False,
        "values": [],
        "queue": payload["files"][1]["queue"],
        "annotation": None,
    }


def test_the_files_of_an_upload_match_its_documents():
    url = f"{HOST}/api/v1/documents/5"
    payload = build("upload.created", extra={"documents": [{"url": url}]})

    assert [each["document"] for each in payload["files"]] == [url]


def test_the_queue_of_an_arrival_is_that_of_the_document():
    assert build("email.received", annotation=annotation())["queue"].endswith("/queues/410")


def test_the_host_is_given_without_path_user_or_password():
    rest = {"base_url": "https://me:pw@kestrel.rossum.app:8443/api/v1"}

    assert build("invocation.scheduled", rest=rest)["base_url"] == "https://kestrel.rossum.app:8443"


def test_an_address_that_was_made_up_does_not_decide_the_host():
    made = Annotation({"url": "https://example.rossum.app/api/v1/annotations/1"})
    scenario = Scenario(
        BY_NAME["annotation_content.updated"], HOOK, made, SCHEMA, made_up=("/annotation/url",)
    )
    payload = json.loads(build_payload(scenario).body)

    assert payload["base_url"] == HOST


def test_half_a_character_and_huge_numbers_are_sent_as_json_allows():
    extra = {"text": "\ud800", "number": 2**70}
    payload = build("annotation_content.updated", annotation=annotation(), schema=SCHEMA, extra=extra)

    assert (payload["text"], payload["number"]) == ("\ud800", 2**70)
    assert payload["annotation"]["content"] == annotation().content.to_builtins()


def test_what_cannot_be_json_is_a_sentence():
    nested: list = []
    for _ in range(100_000):
        nested = [nested]

    with pytest.raises(StudioError, match="cannot be written as JSON"):
        build("invocation.manual", extra={"deep": nested})


@given(OBJECT, OBJECT, OBJECT, st.sampled_from(EVENTS))
@settings(max_examples=200, deadline=None)
def test_any_hook_object_extra_keys_and_file_make_a_payload_or_a_sentence(attributes, extra, rest, event):
    scenario = Scenario(event, Hook("", attributes), annotation(), SCHEMA, extra=extra, rest=rest)
    try:
        built = build_payload(scenario)
    except StudioError:
        return

    payload = json.loads(built.body)
    assert payload.keys() >= COMMON
    assert (payload["event"], payload["action"]) == (event.event, event.action)
    assert [origin.path for origin in built.origins[: len(payload)]] == [
        "/" + key.replace("~", "~0").replace("/", "~1") for key in payload
    ]
    if event.has_content and payload.get("schemas") and "schemas" not in extra:
        assert TxScript.from_payload(payload).field.document_id == "K-204"
