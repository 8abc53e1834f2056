"""Payloads of every event."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from small_document import SCHEMA, annotation
from txscript import TxScript

from rossum_studio.model.event import BY_NAME, EVENTS, HookEvent
from rossum_studio.model.hook import Hook
from rossum_studio.simulator.choices import Choices
from rossum_studio.simulator.payload import TOKEN_STAND_IN, build_payload
from rossum_studio.simulator.scenario import Scenario
from rossum_studio.simulator.sideload import SIDELOADS

NOW = datetime(2026, 3, 4, 9, 15, 27, 402118, UTC)
COMMON = {"request_id", "timestamp", "hook", "event", "action", "base_url", "settings", "secrets"}
CONTENT_EVENTS = [event for event in EVENTS if event.has_content]
HOOK = Hook("", {"id": 7001, "url": "https://kestrel.rossum.app/api/v1/hooks/7001", "sideload": ["schemas"]})


def scenario(name: str, **more) -> Scenario:
    given = {"hook": HOOK, "annotation": annotation(), "schema": SCHEMA} | more
    return Scenario(event=BY_NAME[name], **given)


def build(name: str, **more) -> dict:
    return json.loads(build_payload(scenario(name, **more), NOW, "r-1").body)


def filled(name: str, **more) -> list[str]:
    return [line.partition(":")[0] for line in build_payload(scenario(name, **more)).filled]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_every_event_has_the_common_keys(event: HookEvent):
    payload = build(event.name)

    assert set(payload) >= COMMON
    assert (payload["event"], payload["action"]) == (event.event, event.action)
    assert payload["timestamp"] == "2026-03-04T09:15:27.402118Z"
    assert payload["base_url"] == "https://kestrel.rossum.app"
    assert payload["hook"] == "https://kestrel.rossum.app/api/v1/hooks/7001"


@pytest.mark.parametrize("event", CONTENT_EVENTS, ids=lambda event: event.name)
def test_txscript_accepts_every_content_event(event: HookEvent):
    t = TxScript.from_payload(build(event.name))

    assert t.field.document_id == "K-204"
    assert t.field.amount_total == 1234.5
    assert t.annotation.document.original_file_name == "document.pdf"
    assert t.annotation.status == event.status


def test_txscript_accepts_a_payload_without_any_document():
    assert TxScript.from_payload(build("annotation_content.initialize", annotation=None, schema=SCHEMA))


def test_the_content_is_sent_byte_for_byte():
    given = scenario("annotation_content.updated")

    assert given.annotation.content.encode() in build_payload(given).body


def test_a_status_event_has_the_address_of_the_content():
    payload = build("annotation_status.changed")

    assert payload["annotation"]["content"].endswith("/annotations/88001/content")
    assert payload["annotation"]["previous_status"] == "importing"
    assert "updated_datapoints" not in payload
    assert payload["schemas"][0]["id"] == 320


@pytest.mark.parametrize("name", ["started", "confirm", "export"])
def test_some_events_never_name_edited_datapoints(name):
    assert build(f"annotation_content.{name}", updated=(11,))["updated_datapoints"] == []


@pytest.mark.parametrize("name", ["updated", "user_update", "initialize"])
def test_edited_datapoints_are_named_once_each_in_order(name):
    assert build(f"annotation_content.{name}", updated=(14, 11, 14))["updated_datapoints"] == [14, 11]


def test_an_edit_of_the_file_is_kept_when_there_is_no_other():
    rest = {"updated_datapoints": [13]}

    assert build("annotation_content.updated", rest=rest)["updated_datapoints"] == [13]
    assert build("annotation_content.updated", rest=rest, updated=(11,))["updated_datapoints"] == [11]
    assert "updated_datapoints" in filled("annotation_content.updated")


def test_statuses_are_what_the_event_implies_unless_given():
    implied = build("annotation_content.export")["annotation"]
    given = build("annotation_content.export", status="exported", previous_status="x")["annotation"]

    assert (implied["status"], implied["previous_status"]) == ("exporting", "confirmed")
    assert (given["status"], given["previous_status"]) == ("exported", "x")


def test_the_previous_status_can_be_left_out_of_content_events():
    body = build_payload(
        scenario("annotation_content.updated"), choices=Choices(previous_status_in_content_events=False)
    ).body

    assert "previous_status" not in json.loads(body)["annotation"]


def test_sideloads_are_exactly_what_the_hook_asks_for():
    hook = Hook("", {**HOOK.attributes, "sideload": ["queues", "emails"]})
    rest = {"queues": [{"id": 1, "url": "u"}], "pages": [{}]}
    payload = build("annotation_content.updated", hook=hook, rest=rest)

    assert payload["queues"] == rest["queues"]
    assert payload["emails"] == []
    assert not {"schemas", "pages"} & set(payload)


def test_every_sideload_is_a_list_of_complete_stubs_or_empty_with_a_note():
    hook = Hook("", {**HOOK.attributes, "sideload": list(SIDELOADS)})
    payload = build("annotation_content.updated", hook=hook)

    assert all(isinstance(payload[key], list) for key in SIDELOADS)
    assert payload["queues"][0]["url"].endswith("/queues/410")
    assert payload["queues"][0]["automation_level"] == "never"
    assert payload["modifiers"][0]["id"] == 52
    assert payload["pages"][0]["number"] == 1
    assert payload["schemas"][0]["queues"] == [payload["queues"][0]["url"]]
    assert payload["emails"] == []
    assert {"emails", "notes", "labels", "queues"} <= set(filled("annotation_content.updated", hook=hook))


def test_extra_gives_the_objects_that_cannot_be_known():
    hook = Hook("", {**HOOK.attributes, "sideload": ["emails"]})
    extra = {"emails": [{"id": 5}], "event": "mine", "more": 1}
    payload = build("annotation_content.updated", hook=hook, extra=extra)

    assert payload["emails"] == [{"id": 5}]
    assert payload["event"] == "annotation_content"
    assert payload["more"] == 1
    assert filled("annotation_content.updated", hook=hook, updated=(11,), extra=extra) == ["event"]


def test_code_without_a_hook_object_keeps_what_its_payload_had():
    rest = {
        "queues": [{"id": 1}],
        "settings": {"a": 1},
        "rossum_authorization_token": "secret",
        "custom": True,
        "headers": {},
        "request_id": "old",
    }
    payload = build("annotation_content.updated", hook=Hook(""), rest=rest)

    assert payload["queues"] == rest["queues"]
    assert payload["schemas"][0]["content"] == SCHEMA.content()
    assert (payload["settings"], payload["custom"]) == ({"a": 1}, True)
    assert payload["rossum_authorization_token"] == TOKEN_STAND_IN
    assert payload["request_id"] == "r-1"
    assert "headers" not in payload


def test_settings_and_secrets_are_the_hooks_unless_replaced():
    hook = Hook("", {**HOOK.attributes, "settings": {"a": 1}, "secrets": {"s": "x"}})
    own = build("annotation_content.updated", hook=hook, rest={"settings": {"b": 2}})
    replaced = build("annotation_content.updated", hook=hook, settings={}, secrets={"t": "y"})

    assert (own["settings"], own["secrets"]) == ({"a": 1}, {"s": "x"})
    assert (replaced["settings"], replaced["secrets"]) == ({}, {"t": "y"})


def test_a_token_is_sent_only_with_a_token_owner_and_is_never_a_real_one():
    owned = Hook("", {**HOOK.attributes, "token_owner": "https://kestrel.rossum.app/api/v1/users/5"})
    rest = {"rossum_authorization_token": "secret"}

    assert "rossum_authorization_token" not in build("annotation_content.updated", rest=rest)
    assert (
        build("annotation_content.updated", hook=owned, rest=rest)["rossum_authorization_token"]
        == TOKEN_STAND_IN
    )


def test_the_document_has_every_key_but_annotations():
    payload = build("annotation_content.updated", document={"annotations": ["x"], "mime_type": "image/png"})

    assert "annotations" not in payload["document"]
    assert payload["document"]["mime_type"] == "image/png"
    assert payload["document"]["id"] == 66001


def test_an_email_has_its_keys_from_extra_then_file_then_invention():
    rest = {"files": [{"id": "9"}], "email": "https://kestrel.rossum.app/api/v1/emails/3"}
    payload = build("email.received", annotation=None, rest=rest, extra={"headers": {"from": "me"}})

    assert payload["email"] == rest["email"]
    assert payload["files"][0]["id"] == "9"
    assert payload["headers"]["from"] == "me"
    assert set(payload["body"]) == {"body_text_plain", "body_text_html"}
    assert "annotation" not in payload


def test_an_upload_is_invented_from_the_document():
    payload = build(
        "upload.created", document={"id": 66001, "url": "https://x.rossum.app/api/v1/documents/66001"}
    )

    assert payload["files"][0]["document"] == payload["documents"][0]["url"]
    assert set(payload) >= {"files", "documents", "metadata", "email", "upload"}


def test_a_manual_invocation_carries_any_keys_but_the_platforms_win():
    payload = build("invocation.manual", rest={"files": [1]}, extra={"erp_id": "77", "action": "mine"})

    assert (payload["erp_id"], payload["files"], payload["action"]) == ("77", [1], "manual")


def test_a_scheduled_invocation_has_nothing_but_the_common_keys():
    assert set(build("invocation.scheduled", rest={"annotation": {}, "updated_datapoints": []})) == COMMON


def test_each_payload_has_an_id_and_a_time_of_its_own():
    given = scenario("invocation.scheduled")
    first, second = (json.loads(build_payload(given).body) for _ in range(2))

    assert first["request_id"] != second["request_id"]


def test_the_host_falls_back_to_an_example():
    bare = replace(scenario("invocation.scheduled"), annotation=None, hook=Hook(""))

    assert json.loads(build_payload(bare).body)["base_url"] == "https://example.rossum.app"


@pytest.mark.parametrize("name", ["line_items", "dates", "button"])
def test_txscript_accepts_payloads_of_the_sample_events(sample_event, name):
    sample = sample_event(f"annotation_content.updated.{name}")
    given = Scenario(
        BY_NAME["annotation_content.updated"],
        Hook(""),
        sample.annotation,
        sample.schema,
        sample.completed.document,
        sample.opened.rest,
    )
    payload = json.loads(build_payload(given).body)

    assert TxScript.from_payload(payload).hook_response()["operations"] == []
    assert payload["annotation"]["content"] == sample.content.to_builtins()
