"""Where the parts of a payload come from."""

from small_document import SCHEMA, annotation

from rossum_studio.model.annotation import Annotation
from rossum_studio.model.event import BY_NAME
from rossum_studio.model.hook import Hook
from rossum_studio.model.importing.infer import infer_schema
from rossum_studio.simulator.origin import Origin
from rossum_studio.simulator.payload import build_payload
from rossum_studio.simulator.scenario import Scenario

HOOK = Hook(
    "",
    {
        "url": "https://kestrel.rossum.app/api/v1/hooks/7001",
        "sideload": ["schemas", "queues", "emails", "pages"],
        "settings": {"a": 1},
        "token_owner": "https://kestrel.rossum.app/api/v1/users/5",
    },
)


def origins(name: str, **more) -> dict[str, str]:
    given = {"hook": HOOK, "annotation": annotation(), "schema": SCHEMA} | more
    built = build_payload(Scenario(event=BY_NAME[name], **given))
    assert all(isinstance(origin, Origin) for origin in built.origins)
    assert len({origin.path for origin in built.origins}) == len(built.origins)
    return {origin.path: origin.source for origin in built.origins}


def test_every_key_at_the_top_has_its_origin():
    found = origins("annotation_content.updated", rest={"pages": [{"id": 1}]}, extra={"emails": [], "x/y": 1})

    assert {path: source for path, source in found.items() if path.count("/") == 1} == {
        "/request_id": "event",
        "/timestamp": "event",
        "/hook": "hook",
        "/event": "event",
        "/action": "event",
        "/base_url": "file",
        "/rossum_authorization_token": "made up",
        "/settings": "hook",
        "/secrets": "hook",
        "/updated_datapoints": "made up",
        "/document": "made up",
        "/schemas": "file",
        "/queues": "made up",
        "/emails": "file",
        "/pages": "file",
        "/annotation": "file",
        "/x~1y": "file",
    }


def test_keys_of_the_annotation_that_were_made_up_are_named():
    found = origins("annotation_content.updated")

    assert found["/annotation/organization"] == "made up"
    assert found["/annotation/status"] == "event"
    assert "/annotation/queue" not in found


def test_keys_that_were_made_up_when_the_file_was_opened_are_named():
    found = origins("annotation_content.updated", made_up=("/annotation/queue", "/document/url"))

    assert found["/annotation/queue"] == "made up"
    assert "/document/url" not in found  # all of it is made up


def test_keys_of_a_document_that_were_made_up_are_named():
    found = origins("annotation_content.updated", document={"id": 5, "mime_type": "image/png"})

    assert found["/document"] == "file"
    assert found["/document/url"] == "made up"
    assert "/document/mime_type" not in found


def test_a_status_that_the_user_chose_is_the_users():
    found = origins("annotation_content.updated", status="postponed")

    assert (found["/annotation/status"], found["/annotation/previous_status"]) == ("file", "event")


def test_the_status_of_the_file_is_the_users_on_status_events():
    found = origins("annotation_status.changed")

    assert (found["/annotation/status"], found["/annotation/previous_status"]) == ("file", "event")


def test_edits_are_of_the_event_and_ids_in_the_file_of_the_file():
    assert origins("annotation_content.updated", updated=(11,))["/updated_datapoints"] == "event"
    rest = {"updated_datapoints": [11]}
    assert origins("annotation_content.updated", rest=rest)["/updated_datapoints"] == "file"


def test_a_schema_guessed_from_the_document_is_made_up():
    guessed = infer_schema(annotation().content, {})

    assert origins("annotation_content.updated", schema=guessed)["/schemas"] == "made up"
    assert origins("annotation_content.updated", schema=None)["/schemas"] == "made up"


def test_settings_given_for_the_run_are_the_users():
    found = origins("invocation.scheduled", settings={"b": 2}, secrets={})

    assert (found["/settings"], found["/secrets"]) == ("file", "file")


def test_without_any_document_the_annotation_is_made_up():
    for nothing in (None, Annotation()):
        found = origins("annotation_content.updated", annotation=nothing, schema=None)
        assert found["/annotation"] == "made up"


def test_what_completes_an_email_is_named_part_by_part():
    extra = {"files": [{"id": "1", "filename": "a.pdf"}], "headers": {"from": "me"}}
    found = origins("email.received", annotation=None, hook=Hook(""), extra=extra)

    assert found["/files"] == found["/headers"] == "file"
    assert found["/body"] == found["/email"] == "made up"
    assert found["/files/0/document"] == found["/headers/subject"] == "made up"
    assert "/files/0/filename" not in found
    assert "/body/body_text_html" not in found
    assert (found["/hook"], found["/base_url"]) == ("made up", "made up")
