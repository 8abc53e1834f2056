"""What hooks are sent, key by key, and what TxScript needs of it (reference 4.2 to 4.5, 8.2)."""

import json
from typing import Any

import pytest
from small_document import SCHEMA, annotation
from txscript import TxScript
from txscript.exceptions import PayloadError

from rossum_studio.model.annotation import Annotation
from rossum_studio.model.event import BY_NAME
from rossum_studio.model.hook import Hook
from rossum_studio.model.importing.complete import complete
from rossum_studio.model.importing.importer import open_text
from rossum_studio.simulator.payload import build_payload
from rossum_studio.simulator.scenario import Scenario

UPDATED = "annotation_content.updated"
API = "https://kestrel.rossum.app/api/v1"
KNOWN = annotation().attributes | {"creator": f"{API}/users/51", "assignees": [f"{API}/users/53"]}
OBJECT_KEYS = {
    "queues": """
        id name url workspace connector webhooks hooks schema inbox users session_timeout rir_url
        generic_engine dedicated_engine rir_params counts default_score_threshold automation_enabled
        automation_level locale metadata use_confirmed_state settings document_lifetime delete_after status
        workflows modified_by modified_at
    """,
    "modifiers": """
        id url first_name last_name email phone_number date_joined username groups organization queues
        is_active last_login ui_settings metadata oidc_id auth_type deleted
    """,
    "assignees": "id url username is_active deleted",
    "pages": "id annotation number rotation_deg mime_type s3_name url content metadata width height",
    "schemas": "id name url queues content metadata modified_by modified_at",
}


def hook(*sideload: str, **more: Any) -> Hook:
    return Hook("", {"id": 7001, "url": f"{API}/hooks/7001", "sideload": [*sideload], **more})


def build(name: str = UPDATED, *sideload: str, **more: Any) -> dict[str, Any]:
    given = {"hook": hook(*sideload), "annotation": Annotation(KNOWN, annotation().content), "schema": SCHEMA}
    return json.loads(build_payload(Scenario(event=BY_NAME[name], **given | more)).body)


@pytest.mark.parametrize("key", OBJECT_KEYS)
def test_a_sideloaded_object_has_every_key_that_hooks_read(key):
    (found,) = build(UPDATED, key)[key]

    assert set(OBJECT_KEYS[key].split()) <= found.keys()


def test_a_queue_has_its_hooks_under_two_names():
    (queue,) = build(UPDATED, "queues")["queues"]

    assert queue["webhooks"] == queue["hooks"] == [f"{API}/hooks/7001"]


@pytest.mark.parametrize("sideload", [(), ("queues", "schemas", "modifiers", "pages", "assignees")])
def test_addresses_in_the_annotation_stay_addresses_when_their_objects_come_along(sideload):
    sent = build(UPDATED, *sideload)["annotation"]

    assert (sent["queue"], sent["schema"]) == (f"{API}/queues/410", f"{API}/schemas/320")
    assert sent["assignees"] == [f"{API}/users/53"]


@pytest.mark.parametrize(
    "name", ["upload.created", "email.received", "invocation.scheduled", "invocation.manual"]
)
def test_nothing_is_sideloaded_on_events_without_an_annotation(name):
    assert not {"queues", "schemas", "annotation", "document"} & build(name, "queues", "schemas").keys()


def test_a_hook_without_secrets_gets_an_empty_object():
    assert build(hook=hook(secrets=None))["secrets"] == {}


@pytest.mark.parametrize(("owner", "is_sent"), [(None, False), (f"{API}/users/5", True)])
@pytest.mark.parametrize("name", [UPDATED, "annotation_status.changed", "invocation.scheduled"])
def test_a_token_comes_with_its_owner_or_not_at_all(name, owner, is_sent):
    assert ("rossum_authorization_token" in build(name, hook=hook(token_owner=owner))) is is_sent


def test_edited_datapoints_are_named_by_number():
    sent = build(updated=(11, 102))["updated_datapoints"]

    assert sent == [11, 102]
    assert all(type(each) is int for each in sent)


def test_the_first_hook_of_an_import_is_told_of_no_changes():
    name = "annotation_content.initialize"

    assert build(name)["updated_datapoints"] == []
    assert (
        build(name, rest={"event": "annotation_content", "updated_datapoints": [11]})["updated_datapoints"]
        == []
    )


def test_a_pressed_button_is_named_like_an_edited_datapoint():
    assert build(updated=(16,))["updated_datapoints"] == [16]


def test_the_address_of_the_hook_ends_in_its_id():
    assert build()["hook"].rpartition("/")[2] == "7001"
    assert build(hook=Hook("", {"id": 88}))["hook"].endswith("/api/v1/hooks/88")


# What TxScript cannot do without


@pytest.mark.parametrize(
    ("spoilt", "error"),
    [
        ({"event": ...}, KeyError),
        ({"event": "annotation_status"}, ValueError),
        ({"schemas": ...}, PayloadError),
        ({"schemas": []}, IndexError),
        ({"document": ...}, KeyError),
    ],
)
def test_txscript_refuses_a_payload_without(spoilt, error):
    payload = {key: value for key, value in (build(UPDATED, "schemas") | spoilt).items() if value is not ...}

    with pytest.raises(error):
        TxScript.from_payload(payload)


READ_OF_ANNOTATION = """
    id url automated automatically_rejected einvoice metadata created_at modified_at exported_at confirmed_at
    assigned_at export_failed_at deleted_at rejected_at purged_at
"""
READ_OF_DOCUMENT = "id url arrived_at created_at original_file_name metadata mime_type"


@pytest.mark.parametrize(
    ("part", "key"),
    [
        *(("annotation", key) for key in READ_OF_ANNOTATION.split()),
        *(("document", key) for key in READ_OF_DOCUMENT.split()),
    ],
)
def test_a_key_that_txscript_cannot_do_without_is_put_back_where_a_file_lacks_it(part, key):
    payload = build(UPDATED, "schemas")
    del payload[part][key]
    with pytest.raises(KeyError, match=key):
        TxScript.from_payload(payload)

    t = TxScript.from_payload(reopened(payload))

    assert t.annotation.status == "reviewing"
    assert t.field.amount_total == 1234.5


def reopened(payload: dict[str, Any]) -> dict[str, Any]:
    """What is sent when this payload is dropped as a file."""
    opened = open_text(json.dumps(payload)).documents[0]
    done = complete(opened)
    scenario = Scenario(
        BY_NAME[UPDATED], hook("schemas"), done.annotation, done.schema, done.document, opened.rest
    )
    return json.loads(build_payload(scenario).body)


def test_values_of_a_file_without_normalized_ones_are_read_by_txscript_all_the_same():
    payload = build(UPDATED, "schemas")
    for node in payload["annotation"]["content"][0]["children"]:
        if node["content"]:
            del node["content"]["normalized_value"]
    with pytest.raises(KeyError, match="normalized_value"):
        str(TxScript.from_payload(payload).field.amount_total)

    t = TxScript.from_payload(reopened(payload))

    assert (t.field.amount_total, str(t.field.date_issue)) == (1234.5, "2026-02-03")


def test_txscript_does_not_read_updated_datapoints():
    t = TxScript.from_payload(build(UPDATED, "schemas", updated=(11,)))

    assert list(t.updated_datapoint_ids) == []
