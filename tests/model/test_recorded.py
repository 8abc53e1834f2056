"""Records of the extension log: what was sent, and what came of it."""

import json

import pytest
from recorded_calls import record_of, sample_payload

from rossum_studio.model.importing.importer import open_text
from rossum_studio.model.importing.opened import OpenedDocument
from rossum_studio.model.importing.recognise import holds_record
from rossum_studio.model.recorded import CallResult, Failure

ANSWER = {"messages": [{"type": "info", "content": "Seen"}]}


def opened(record: object) -> OpenedDocument:
    found = open_text(json.dumps(record))
    assert not found.errors, found.errors
    return found.documents[0]


def expected_of(response: object, **more: object) -> CallResult:
    recorded = opened(record_of(sample_payload(), response, **more)).recorded
    assert recorded is not None
    return recorded.expected


def test_the_payload_stays_as_it_is_but_for_token_and_secrets():
    sent = sample_payload()
    text = json.dumps(sent, indent=3).replace('"page": 1,', '"page": 1.0e0,')
    record = {**record_of(sent, ANSWER), "request": text}

    recorded = opened(record).recorded

    assert recorded is not None
    assert b'"page": 1.0e0,' in recorded.payload
    assert b"d1e2f3a4b5" not in recorded.payload and b"hunter2" not in recorded.payload
    kept = json.loads(recorded.payload)
    assert kept == {**json.loads(text), "rossum_authorization_token": "", "secrets": {"password": ""}}
    assert list(kept) == list(sent)


def test_event_and_annotation_come_from_the_record():
    document = opened(record_of(sample_payload(), ANSWER))

    assert document.event is not None and document.event.name == "annotation_content.updated"
    assert document.annotation.content.with_schema_id("amount_total")
    assert document.schema is not None
    assert document.removed_secrets == 2
    assert document.recorded is not None
    assert document.recorded.recorded_at == "2026-03-04T09:15:27.402118Z"
    assert document.recorded.expected == CallResult(ANSWER)


@pytest.mark.parametrize("event", ["email.received.two_files", "annotation_status.changed.to_review"])
def test_events_without_a_document_are_recorded_too(event):
    document = opened(record_of(sample_payload(event), {}))

    assert document.recorded is not None
    assert document.event is not None and document.event.name in event


def test_a_pair_of_objects_is_a_record_without_anything_else():
    document = opened({"request": sample_payload(), "response": ANSWER})

    assert document.recorded is not None
    assert document.recorded.expected == CallResult(ANSWER)
    assert document.recorded.recorded_at == ""


def test_a_bare_list_of_records_is_a_page_of_the_log():
    record = record_of(sample_payload(), ANSWER)

    found = open_text(json.dumps([record, record, record]))

    assert [choice.status for choice in found.choices] == ["INFO"] * 3
    assert found.choices[2].open().recorded is not None


def test_an_empty_response_is_an_empty_answer():
    assert expected_of("") == CallResult({})
    assert expected_of("null") == CallResult({})


@pytest.mark.parametrize(
    "more",
    [{"status_code": 500}, {"status": "failed"}, {"log_level": "ERROR"}],
)
def test_a_failed_call_has_its_message_and_code(more):
    result = expected_of("", message="CallFunctionException, KeyError: 'a'", **more)

    assert result.response is None
    assert result.failure == Failure("CallFunctionException, KeyError: 'a'", more.get("status_code", 200))


def test_the_text_that_a_failed_call_left_is_its_message():
    assert expected_of("Bad gateway", status_code=502).failure == Failure("Bad gateway", 502)


def test_of_a_failed_call_only_messages_are_used():
    response = {**ANSWER, "operations": [{"op": "remove", "id": 1}]}

    assert expected_of(response, status_code=500).response == ANSWER


@pytest.mark.parametrize(
    "more",
    [{"message": 'FunctionException: Read timeout on endpoint URL: "..."'}, {"status_code": 504}],
)
def test_a_timeout_is_told_from_other_failures(more):
    failure = expected_of("", status="failed", **more).failure

    assert failure is not None and failure.is_timeout
    assert failure.sentence == "timed out"


def test_an_answer_that_is_no_object_is_a_failure():
    failure = expected_of("[1, 2]").failure

    assert failure is not None and "no JSON object" in failure.message


@pytest.mark.parametrize(
    ("broken", "place", "reason"),
    [
        ({"request": None}, "/request", "payload logging was off"),
        ({"request": '{"event": "annot'}, "/request", "cut it off"),
        ({"request": "[1]"}, "/request", "expected a payload object"),
        ({"response": '{"messages": [{"ty'}, "/response", "cut it off"),
    ],
)
def test_a_record_that_cannot_be_replayed_says_where_and_why(broken, place, reason):
    (error,) = open_text(json.dumps({**record_of(sample_payload(), ANSWER), **broken})).errors

    assert place in str(error) and reason in str(error)


def test_a_record_is_told_from_other_files_without_opening_it():
    record = record_of(sample_payload(), ANSWER)

    assert holds_record(json.dumps(record).encode())
    assert holds_record(json.dumps([record]).encode())
    assert holds_record(json.dumps({"results": [record], "pagination": {}}).encode())
    assert not holds_record(json.dumps(sample_payload()).encode())
    assert not holds_record(b"\xff\xfe{")


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (CallResult({}), "an empty answer"),
        (CallResult({**ANSWER, "operations": [{}, {}], "erp": 1}), '1 message, 2 operations, "erp"'),
        (CallResult(failure=Failure("Bad\ngateway", 502)), "failed with status 502: Bad"),
    ],
)
def test_a_result_is_summed_up_in_one_line(result, words):
    assert result.summary == words
