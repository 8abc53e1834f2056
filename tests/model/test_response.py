"""Reading what a handler returned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rossum_studio.model.annotation import Content, Datapoint, Section
from rossum_studio.model.event import BY_NAME, EVENTS
from rossum_studio.model.message import Message, MessageType
from rossum_studio.model.operation import Add, Remove, Replace
from rossum_studio.model.problem import Severity
from rossum_studio.model.response import HookResponse, parse_response
from rossum_studio.model.response_notes import read_id
from rossum_studio.model.returned_operation import BadOperation

UPDATED = BY_NAME["annotation_content.updated"]
INITIALIZE = BY_NAME["annotation_content.initialize"]
EMAIL = BY_NAME["email.received"]
CONTENT = Content([Section(id=1, schema_id="head", children=[Datapoint(id=2, schema_id="amount_total")])])

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
LIKELY_KEYS = st.sampled_from(
    ["messages", "operations", "automation_blockers", "files", "actions", "additional_files", "computed_ids"]
)
LIKELY_ENTRY = st.dictionaries(
    st.sampled_from(["type", "content", "id", "op", "value", "tuple_id", "validation_sources", "values"]),
    st.sampled_from(["error", "replace", "add", "remove", "2", {"content": {"value": "1"}}]) | JSON,
)
RESPONSES = st.dictionaries(LIKELY_KEYS, st.lists(LIKELY_ENTRY | JSON, max_size=4) | JSON) | JSON


def parse(raw: object, event=UPDATED) -> HookResponse:
    return parse_response(raw, event, CONTENT)


def codes(response: HookResponse) -> list[str]:
    return [problem.code for problem in response.problems]


@given(RESPONSES, st.sampled_from(EVENTS))
def test_no_returned_value_crashes_the_parser(raw, event):
    response = parse_response(raw, event, CONTENT)

    assert all(problem.path == "" or problem.path.startswith("/") for problem in response.problems)
    if response.dropped:
        assert any(problem.severity is not Severity.INFO for problem in response.problems)


@pytest.mark.parametrize("sent", [None, "all"])
def test_a_message_without_an_id_is_about_the_whole_document(sent):
    response = parse({"messages": [{"type": "warning", "content": "Look", "id": sent}]})

    assert response.messages == (Message(MessageType.WARNING, "Look"),)
    assert response.problems == ()


@pytest.mark.parametrize("sent", [2, "2"])
def test_a_message_finds_its_datapoint_by_number_or_numeric_text(sent):
    response = parse({"messages": [{"type": "error", "content": "No", "id": sent}]})

    assert response.messages == (Message(MessageType.ERROR, "No", 2, "amount_total"),)


def test_a_message_that_names_a_schema_id_is_kept_for_the_document_and_reported():
    response = parse({"messages": [{"type": "info", "content": "Hm", "id": "amount_total"}]})

    assert (response.messages[0].datapoint_id, response.messages[0].schema_id) == (None, "amount_total")
    assert codes(response) == ["message-invalid-id"]
    assert 'send "id": 2' in response.problems[0].message


def test_a_message_about_an_unknown_datapoint_is_reported():
    assert codes(parse({"messages": [{"type": "info", "content": "Hm", "id": 77}]})) == ["message-unknown-id"]


def test_the_unknown_type_warn_is_skipped_and_warning_is_proposed():
    response = parse({"messages": [{"type": "warn", "content": "Look"}]})

    assert response.messages == ()
    assert response.problems[0].path == "/messages/0/type"
    assert 'expected "warning"' in response.problems[0].message
    assert response.dropped == 1


def test_a_message_without_content_is_skipped():
    response = parse({"messages": [{"type": "info"}, {"type": "info", "content": "Kept"}]})

    assert [message.content for message in response.messages] == ["Kept"]
    assert codes(response) == ["message-missing-content"]


def test_a_long_message_is_cut_with_a_warning():
    response = parse({"messages": [{"type": "info", "content": "x" * 5000}]})

    assert len(response.messages[0].content) == 4096
    assert codes(response) == ["message-too-long"]
    assert response.dropped == 0


@pytest.mark.parametrize(
    ("raw", "code", "path"),
    [
        ([], "response-not-an-object", ""),
        ({"messages": "hello"}, "messages-not-a-list", "/messages"),
        ({"operations": {}}, "operations-not-a-list", "/operations"),
        ({"messages": ["hello"]}, "message-not-an-object", "/messages/0"),
        ({"operations": [1]}, "operation-not-an-object", "/operations/0"),
        ({"operations": [{"op": "update", "id": 2}]}, "operation-unknown-op", "/operations/0/op"),
        ({"operations": [{"op": "remove"}]}, "operation-invalid-id", "/operations/0/id"),
        ({"operations": [{"op": "remove", "id": 1.5}]}, "operation-invalid-id", "/operations/0/id"),
        (
            {"operations": [{"op": "remove", "id": 2, "tuple_id": 3}]},
            "operation-tuple-id",
            "/operations/0/tuple_id",
        ),
        (
            {"operations": [{"op": "replace", "id": 2, "value": "5"}]},
            "operation-invalid-value",
            "/operations/0/value",
        ),
        (
            {"operations": [{"op": "replace", "id": 2, "value": {"value": "5"}}]},
            "operation-nothing-to-change",
            "/operations/0/value",
        ),
        (
            {"operations": [{"op": "replace", "id": 2, "value": {"content": {"value": ["5"]}}}]},
            "operation-invalid-value",
            "/operations/0/value/content/value",
        ),
        (
            {"operations": [{"op": "replace", "id": 2, "value": {"content": {"position": [1, 2]}}}]},
            "operation-invalid-value",
            "/operations/0/value/content/position",
        ),
        (
            {"operations": [{"op": "add", "id": 2, "value": [{"content": {}}]}]},
            "operation-cell-without-column",
            "/operations/0/value/0/schema_id",
        ),
    ],
)
def test_each_wrong_shape_is_an_error_with_its_place(raw, code, path):
    response = parse(raw)

    assert [(problem.code, problem.path) for problem in response.problems] == [(code, path)]
    assert response.problems[0].severity is Severity.ERROR
    assert "Rossum" in response.problems[0].message


def test_bad_operations_keep_their_place_in_the_list():
    good = {"op": "remove", "id": "2"}
    response = parse({"operations": [{"op": "x", "id": "a"}, good]})

    assert isinstance(response.operations[0], BadOperation)
    assert (response.operations[0].op, response.operations[0].id) == ("x", "a")
    assert response.operations[1] == Remove(2)


def test_operations_are_read_with_their_parts():
    cells = [{"schema_id": "a", "content": {"value": "1"}}]
    value = {"content": {"value": "5"}, "hidden": True}
    response = parse(
        {
            "operations": [
                {"op": "replace", "id": 2, "value": value},
                {"op": "add", "id": 3, "value": cells, "validation_sources": ["connector"]},
            ]
        }
    )

    assert response.operations == (Replace(2, value), Add(3, cells, ["connector"]))
    assert response.problems == ()


def test_a_number_as_value_is_doubtful_and_the_text_to_send_is_named():
    response = parse({"operations": [{"op": "replace", "id": 2, "value": {"content": {"value": 12.5}}}]})

    assert codes(response) == ["operation-value-not-text"]
    assert response.problems[0].severity is Severity.WARNING
    assert '"12.5"' in response.problems[0].message


def test_automation_blockers_count_on_initialize_only():
    raw = {"automation_blockers": [{"content": "Check this", "id": 2}]}

    assert codes(parse(raw, INITIALIZE)) == []
    assert codes(parse(raw)) == ["response-key-ignored"]
    assert parse(raw).automation_blockers == parse(raw, INITIALIZE).automation_blockers != ()


def test_what_txscript_always_returns_is_no_problem():
    raw = {"messages": [], "operations": [], "automation_blockers": [], "actions": []}

    assert parse(raw | {"computed_ids": [2], "promises": []}).problems == ()


def test_promises_and_unknown_keys_that_say_nothing_are_mentioned():
    response = parse({"promises": [{"id": 2}], "mesages": []})

    assert [(problem.severity, problem.path) for problem in response.problems] == [
        (Severity.INFO, "/promises"),
        (Severity.INFO, "/mesages"),
    ]


def test_an_unknown_key_that_says_something_is_dropped_with_a_guess_at_what_was_meant():
    response = parse({"mesages": [{"type": "error", "content": "No"}]})

    assert (response.problems[0].severity, response.dropped) == (Severity.WARNING, 1)
    assert 'did you mean "messages"?' in response.problems[0].message
    assert "Rossum would ignore this" in response.problems[0].message


def test_exceptions_kept_apart_from_messages_are_dropped():
    assert codes(parse({"exceptions": [{"content": "boom"}]})) == ["response-unknown-key"]


@pytest.mark.parametrize("name", ["annotation_status.changed", "invocation.scheduled"])
def test_an_event_that_reads_no_answer_ignores_all_of_it(name):
    response = parse({"messages": [{"type": "error", "content": "No"}]}, BY_NAME[name])

    assert response.is_ignored
    assert response.messages == ()
    assert codes(response) == ["response-ignored"]
    assert not parse({"messages": []}, BY_NAME[name]).is_ignored


@pytest.mark.parametrize("raw", [{"anything": [1, 2]}, [1], "text", None])
def test_a_manual_invocation_passes_anything_back(raw):
    assert parse(raw, BY_NAME["invocation.manual"]) == HookResponse()


def test_nothing_at_all_is_doubtful_where_rossum_shows_answers():
    response = parse(None)

    assert codes(response) == ["response-nothing"]
    assert response.problems[0].severity is Severity.WARNING
    assert "change nothing" in response.problems[0].message


@pytest.mark.parametrize("name", ["annotation_status.changed", "email.received", "invocation.scheduled"])
def test_nothing_at_all_is_fine_where_nobody_waits_for_words(name):
    assert parse(None, BY_NAME[name]).problems == ()


def test_an_empty_object_is_an_answer():
    assert parse({}) == HookResponse()


def test_files_of_an_email_need_an_id_and_values_for_email_fields():
    values = [{"id": "email:a", "value": "x"}, {"id": "b", "value": "y"}]
    raw = {"files": [{"id": 1, "values": values}, {"values": []}], "messages": [{}]}
    response = parse(raw, EMAIL)

    assert response.files == (raw["files"][0],)
    assert sorted(codes(response)) == ["file-value-id", "file-without-reference", "response-key-ignored"]


def test_messages_of_uploaded_files_are_read():
    file = {"document": "https://x.example/documents/1", "messages": [{"type": "info", "content": "Twice"}]}
    response = parse({"files": [file]}, BY_NAME["upload.created"])

    assert [message.content for message in response.messages] == ["Twice"]


@given(st.integers(0, 10**15))
def test_an_id_reads_the_same_as_number_and_as_text(number):
    assert read_id(number) == read_id(str(number)) == number


@pytest.mark.parametrize("sent", [True, 1.0, "", "-1", "1.0", "abc", [], None])
def test_nothing_else_is_an_id(sent):
    assert read_id(sent) is None
