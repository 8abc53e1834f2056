"""What a handler says about the files of an e-mail or an upload."""

import pytest

from rossum_studio.model.event import BY_NAME
from rossum_studio.model.message import MessageType
from rossum_studio.model.problem import Severity
from rossum_studio.model.response import HookResponse, parse_response

EMAIL, UPLOAD = BY_NAME["email.received"], BY_NAME["upload.created"]
URL = "https://x.rossum.app/api/v1/documents/1"


def email(sent=(), **raw) -> HookResponse:
    return parse_response(raw, EMAIL, None, sent)


def upload(*files: object) -> HookResponse:
    return parse_response({"files": list(files)}, UPLOAD)


def errors(response: HookResponse) -> list[str]:
    return [each.path for each in response.problems if each.severity is Severity.ERROR]


@pytest.mark.parametrize("found", ["1", 1])
def test_a_file_of_an_email_is_named_by_text_or_number(found):
    response = email(sent={"1"}, files=[{"id": found, "values": [{"id": "email:a", "value": "x"}]}])

    assert response.problems == ()
    assert len(response.files) == 1


@pytest.mark.parametrize("found", [True, 1.5, "", None, []])
def test_a_file_without_a_proper_id_is_dropped(found):
    response = email(files=[{"id": found}])

    assert errors(response) == ["/files/0/id"]
    assert (response.files, response.dropped) == ((), 1)


def test_a_file_that_the_email_does_not_have_is_dropped():
    response = email(sent={"1", "2"}, files=[{"id": 2}, {"id": "3"}])

    assert errors(response) == ["/files/1/id"]
    assert "it has 1, 2" in response.problems[0].message
    assert response.files == ({"id": 2},)


def test_a_copy_of_the_file_that_came_is_taken_without_a_word():
    copied = {"id": "1", "filename": "a.pdf", "mime_type": "application/pdf", "n_pages": 1, "document": URL}

    assert email(files=[copied | {"height_px": None, "width_px": 1.0}]).problems == ()
    assert upload({"document": URL, "queue": "q", "annotation": None, "values": []}).problems == ()


@pytest.mark.parametrize(
    ("values", "path", "severity"),
    [
        ("x", "/files/0/values", Severity.ERROR),
        (["x"], "/files/0/values/0", Severity.ERROR),
        ([{"id": "a", "value": "x"}], "/files/0/values/0/id", Severity.ERROR),
        ([{"id": "email:a"}], "/files/0/values/0/value", Severity.ERROR),
        ([{"id": "email:a", "value": ["x"]}], "/files/0/values/0/value", Severity.ERROR),
        ([{"id": "email:a", "value": 5}], "/files/0/values/0/value", Severity.WARNING),
        ([{"id": "email:a", "value": "x", "v": 1}], "/files/0/values/0/v", Severity.WARNING),
    ],
)
def test_values_of_the_wrong_form_are_named_with_their_place(values, path, severity):
    response = email(files=[{"id": "1", "values": values}])

    assert [(each.path, each.severity) for each in response.problems] == [(path, severity)]
    assert len(response.files) == 1


def test_files_that_are_no_list_drop_nothing():
    response = email(files={"id": "1"})

    assert errors(response) == ["/files"]
    assert response.files == ()


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        ("x", "/additional_files/0"),
        ({}, "/additional_files/0/document"),
        ({"document": 5}, "/additional_files/0/document"),
        ({"document": URL, "import_document": "yes"}, "/additional_files/0/import_document"),
        ({"document": URL, "values": "x"}, "/additional_files/0/values"),
    ],
)
def test_an_additional_file_of_the_wrong_form_is_named_with_its_place(entry, path):
    assert errors(email(additional_files=[entry])) == [path]


def test_additional_files_are_kept():
    entry = {"document": URL, "values": [], "import_document": True}

    assert email(additional_files=[entry]).additional_files == (entry,)


@pytest.mark.parametrize("nested", [False, True])
def test_the_original_sender_is_read_at_both_levels(nested):
    sender = {"email": "a@b.example", "name": "A"}
    sent = {"extracted_original_sender": sender} if nested else sender
    response = email(extracted_original_sender=sent)

    assert response.original_sender == sender
    assert response.problems == ()


@pytest.mark.parametrize(
    ("sender", "path"),
    [
        ("a@b.example", "/extracted_original_sender"),
        ([], "/extracted_original_sender"),
        ({}, "/extracted_original_sender/email"),
        ({"email": 5}, "/extracted_original_sender/email"),
        ({"email": "nobody"}, "/extracted_original_sender/email"),
        ({"sender": {"name": "A"}}, "/extracted_original_sender/sender/email"),
    ],
)
def test_a_sender_of_the_wrong_form_is_dropped(sender, path):
    response = email(extracted_original_sender=sender)

    assert errors(response) == [path]
    assert response.original_sender is None


def test_a_sender_is_kept_although_its_name_is_no_text():
    response = email(extracted_original_sender={"email": "a@b.example", "name": 5, "age": 1})

    assert response.original_sender["email"] == "a@b.example"
    assert [each.path.rpartition("/")[2] for each in response.problems] == ["name", "age"]


def test_the_files_of_an_upload_are_named_by_their_document():
    response = upload({"id": "1"}, {"document": 5}, {"document": URL, "prevent_importing": True})

    assert errors(response) == ["/files/0/document", "/files/1/document"]
    assert response.files == ({"document": URL, "prevent_importing": True},)


def test_prevent_importing_must_be_true_or_false():
    assert errors(upload({"document": URL, "prevent_importing": "true"})) == ["/files/0/prevent_importing"]


def test_messages_of_an_upload_are_about_the_whole_document():
    response = upload({"document": URL, "messages": [{"type": "error", "content": "Twice", "id": 5}, "x"]})

    assert [(each.type, each.datapoint_id) for each in response.messages] == [(MessageType.ERROR, None)]
    assert [each.path for each in response.problems] == ["/files/0/messages/0/id", "/files/0/messages/1"]


def test_keys_of_other_events_are_dropped():
    response = parse_response({"messages": [{}], "additional_files": [{}]}, UPLOAD)

    assert [each.code for each in response.problems] == ["response-key-ignored"] * 2
    assert response.dropped == 2
