"""What an answer amounts to on each event."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_document import SCHEMA, annotation

from rossum_studio.model.annotation import Annotation
from rossum_studio.model.event import BY_NAME, EVENTS
from rossum_studio.model.hook import Hook
from rossum_studio.model.message import MessageSource, MessageType
from rossum_studio.model.problem import Severity
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.choices import Choices
from rossum_studio.simulator.evaluate import evaluate
from rossum_studio.simulator.evaluation import Evaluation
from rossum_studio.simulator.scenario import Scenario

ERROR = {"messages": [{"type": "error", "content": "No"}]}
WARNING = {"messages": [{"type": "warning", "content": "Look", "id": 14}]}
BLOCKER = {"automation_blockers": [{"content": "Check", "id": 14}]}
RAISED = ("ZeroDivisionError", "division by zero")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 400) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ENTRY = st.fixed_dictionaries(
    {"op": st.sampled_from(["replace", "add", "remove"]), "id": st.sampled_from([11, 14, 20, 30, 100, 101])},
    optional={"value": JSON | st.fixed_dictionaries({"content": JSON}) | st.lists(JSON, max_size=2)},
)


def judge(name: str, response: dict | None = None, failure=None, choices=None, **more) -> Evaluation:
    scenario = Scenario(
        event=BY_NAME[name], hook=Hook(""), **{"annotation": annotation(), "schema": SCHEMA} | more
    )
    return evaluate(scenario, response, failure, choices or Choices())


def sentences(evaluation: Evaluation) -> list[str]:
    return [consequence.sentence for consequence in evaluation.consequences]


@pytest.mark.parametrize(
    ("name", "response", "sentence", "status"),
    [
        ("annotation_content.updated", ERROR, "Blocks confirmation.", None),
        ("annotation_content.user_update", ERROR, "Blocks confirmation.", None),
        ("annotation_content.started", ERROR, "Blocks confirmation.", None),
        (
            "annotation_content.confirm",
            ERROR,
            "Refuses the confirmation: the document stays in reviewing.",
            "reviewing",
        ),
        ("annotation_content.confirm", WARNING, "Confirms: the document goes to exporting.", "exporting"),
        ("annotation_content.export", ERROR, "The document goes to failed_export.", "failed_export"),
        ("annotation_content.export", WARNING, "The document goes to exported.", "exported"),
        (
            "annotation_content.initialize",
            ERROR,
            "Automation is blocked: the document goes to to_review.",
            "to_review",
        ),
        (
            "annotation_content.initialize",
            BLOCKER,
            "Automation is blocked: the document goes to to_review.",
            "to_review",
        ),
        ("annotation_status.changed", ERROR, "Ignored: annotation_status.changed reads no answer.", None),
        (
            "annotation_status.changed",
            {},
            "Nothing happens: annotation_status.changed reads no answer.",
            None,
        ),
        ("invocation.scheduled", WARNING, "Ignored: invocation.scheduled reads no answer.", None),
        ("invocation.manual", {"a": 1}, "The caller of the hook receives the whole answer.", None),
        ("annotation_content.updated", {}, "Nothing to show: the answer is empty.", None),
        ("annotation_content.updated", None, "Nothing to show: the answer is empty.", None),
        ("annotation_content.updated", WARNING, "Shows 1 message and changes no nodes.", None),
    ],
)
def test_each_answer_has_its_consequence(name, response, sentence, status):
    evaluation = judge(name, response)

    assert sentences(evaluation)[0] == sentence
    assert evaluation.annotation_status == status


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_a_failed_function_changes_nothing_and_says_so(event):
    evaluation = judge(event.name, None, RAISED)
    (message,) = evaluation.messages.messages

    assert message.content == "CallFunctionException, ZeroDivisionError: division by zero"
    assert (message.type, message.datapoint_id) == (MessageType.ERROR, None)
    assert message.source is MessageSource.RUNTIME
    assert evaluation.updated_datapoints == ()
    assert (evaluation.content is not None) == event.has_content
    assert evaluation.consequences[0].severity is Severity.ERROR


def test_a_failed_function_stops_automation_and_export():
    initialize = judge("annotation_content.initialize", None, RAISED)
    lenient = judge("annotation_content.initialize", None, RAISED, Choices(exception_blocks_automation=False))

    assert "Automation is blocked: the document goes to to_review." in sentences(initialize)
    assert "Automation is blocked: the document goes to to_review." not in sentences(lenient)
    assert judge("annotation_content.export", None, RAISED).annotation_status == "failed_export"


def test_operations_change_the_content_and_the_ids_are_handed_on():
    operations = [
        {"op": "replace", "id": "14", "value": {"content": {"value": "5"}}},
        {"op": "remove", "id": 100},
    ]
    evaluation = judge("annotation_content.updated", {"operations": operations})

    assert evaluation.content.node(14).value == "5"
    assert evaluation.updated_datapoints == (14, 30)
    assert sentences(evaluation) == ["Shows no messages and changes 2 nodes."]


def test_a_display_format_date_is_an_error_message_on_its_datapoint():
    operation = {"op": "replace", "id": 12, "value": {"content": {"value": "28.01.26"}}}
    evaluation = judge("annotation_content.updated", {"operations": [operation]})
    (message,) = evaluation.messages.messages

    assert (message.content, message.datapoint_id, message.schema_id) == ("invalid date", 12, "date_issue")
    assert message.source is MessageSource.SCHEMA
    assert [problem.code for problem in evaluation.problems] == ["operation-unreadable-value"]


def test_a_later_operation_that_mends_the_value_takes_the_message_away():
    wrong, right = (
        {"op": "replace", "id": 12, "value": {"content": {"value": text}}} for text in ("soon", "2026-01-28")
    )

    assert judge("annotation_content.updated", {"operations": [wrong, right]}).messages.messages == ()


def test_dropped_parts_are_counted():
    operations = [{"op": "remove", "id": 999}, {"op": "nope"}, {"op": "remove", "id": 100}]
    response = {"operations": operations, "messages": [{"type": "warn", "content": "x"}]}
    evaluation = judge("annotation_content.updated", response)

    assert sentences(evaluation)[0] == "Rossum would drop 3 parts of this answer."
    assert [problem.path for problem in evaluation.problems] == [
        "/messages/0/type",
        "/operations/1/op",
        "/operations/0/id",
    ]


def test_a_message_knows_the_field_of_its_datapoint():
    assert judge("annotation_content.updated", WARNING).messages.messages[0].schema_id == "amount_total"


def test_blockers_are_shown_on_every_content_event_but_stop_automation_on_initialize_only():
    elsewhere = judge("annotation_content.updated", BLOCKER)

    assert (
        elsewhere.automation_blockers == judge("annotation_content.initialize", BLOCKER).automation_blockers
    )
    assert elsewhere.automation_blockers[0].schema_id == "amount_total"
    assert sentences(elsewhere) == ["Rossum would drop 1 part of this answer."]


def test_confirmation_ends_in_confirmed_where_the_queue_has_that_state():
    queues = {"queues": [{"use_confirmed_state": True}]}

    assert judge("annotation_content.confirm", {}, rest=queues).annotation_status == "confirmed"


def test_an_email_answer_keeps_only_the_files_it_names():
    files = {"files": [{"id": "1"}, {"id": "2"}]}
    evaluation = judge("email.received", {"files": [{"id": "1"}]}, rest=files, annotation=None)

    assert sentences(evaluation) == ["1 of 2 files continue; the rest are dropped."]
    assert sentences(judge("email.received", {"additional_files": []})) == [
        "Nothing to show: the answer is empty."
    ]


def test_an_upload_answer_can_stop_the_import():
    file = {"document": "https://x.rossum.app/api/v1/documents/1", "prevent_importing": True}

    assert sentences(judge("upload.created", {"files": [file]})) == ["1 of 1 files are not imported."]


@given(
    st.fixed_dictionaries({"operations": st.lists(ENTRY | JSON, max_size=6)}) | JSON, st.sampled_from(EVENTS)
)
def test_any_answer_is_judged_on_any_event(response, event):
    scenario = Scenario(event=event, hook=Hook(""), annotation=annotation(), schema=SCHEMA)
    evaluation = evaluate(scenario, response)

    assert evaluation.consequences
    assert (evaluation.content is not None) == event.has_content
    if event.event == "annotation_content" and isinstance(response, dict):
        assert len(evaluation.operations) == len(response["operations"]) if "operations" in response else True


@pytest.mark.parametrize("automates", [True, False])
def test_a_duplicate_is_automated_unless_the_queue_says_otherwise(automates):
    queue = {
        "automation_enabled": True,
        "automation_level": "always",
        "settings": {"automation": {"automate_duplicates": automates}},
    }
    rest = {"queues": [queue], "relations": [{"id": 1, "type": "duplicate"}]}
    case = Scenario(BY_NAME["annotation_content.initialize"], Hook(""), Annotation(), Schema(), rest=rest)

    assert evaluate(case, {}).automation.is_automated is automates
