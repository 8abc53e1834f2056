"""What decides whether a document passes without a person, case by case (reference 9.1 to 9.4, 2.13)."""

from typing import Any

import msgspec
import pytest
from small_document import SCHEMA, annotation, datapoint, document

from rossum_studio.model.annotation import Annotation, Content, Section, encode_raw
from rossum_studio.model.event import BY_NAME
from rossum_studio.model.hook import Hook
from rossum_studio.model.schema import parse_schema
from rossum_studio.simulator.automation import decide
from rossum_studio.simulator.evaluate import evaluate
from rossum_studio.simulator.evaluation import Evaluation
from rossum_studio.simulator.rules import rules_of
from rossum_studio.simulator.scenario import Scenario

NOTE = parse_schema(
    [{"category": "section", "id": "head", "children": [{"category": "datapoint", "id": "note"}]}]
)
CONFIDENT = {"automation_enabled": True, "automation_level": "confident"}


def imported(queue: dict[str, Any], response: dict[str, Any] | None = None, **attributes: Any) -> Evaluation:
    known = Annotation(annotation().attributes | attributes, document())
    rest = {"queues": [queue]} if queue else {}
    return evaluate(
        Scenario(BY_NAME["annotation_content.initialize"], Hook(""), known, SCHEMA, rest=rest), response
    )


def note(text: str, *sources: str, **content: Any) -> Content:
    node = msgspec.structs.replace(
        datapoint(2, "note", text).with_content(**content), validation_sources=encode_raw([*sources])
    )
    return Content([Section(id=1, schema_id="head", children=[node])])


def blockers(evaluation: Evaluation) -> list[str]:
    return [blocker["type"] for blocker in evaluation.automation.blockers]


def test_without_a_queue_nothing_is_automated():
    evaluation = imported({})

    assert (evaluation.annotation_status, blockers(evaluation)) == ("to_review", ["automation_disabled"])


@pytest.mark.parametrize("level", ["confident", "always"])
def test_a_document_in_which_a_split_was_suggested_goes_to_a_person(level):
    url = "https://kestrel.rossum.app/api/v1/suggested_edits/3"
    queue = CONFIDENT | {"automation_level": level}
    lenient = queue | {"settings": {"automation": {"automate_suggested_edit": True}}}

    assert "suggested_edit_present" in blockers(imported(queue, suggested_edit=url))
    assert "suggested_edit_present" not in blockers(imported(queue, suggested_edit=None))
    assert "suggested_edit_present" not in blockers(imported(lenient, suggested_edit=url))


@pytest.mark.parametrize(
    "source", ["score", "checks", "data_matching", "history", "connector", "rules", "human", "odd"]
)
def test_whatever_vouches_for_a_value_is_enough(source):
    assert decide(note("x", source), NOTE, CONFIDENT, [], []).is_automated
    assert not decide(note("x"), NOTE, CONFIDENT, [], []).is_automated


@pytest.mark.parametrize(("kind", "passes"), [("warning", True), ("info", True), ("error", False)])
def test_only_errors_of_a_hook_stop_automation(kind, passes):
    queue = CONFIDENT | {"automation_level": "always"}
    response = {"messages": [{"type": kind, "content": "Look", "id": 11}]}

    assert imported(queue, response).automation.is_automated is passes


def test_a_value_that_a_hook_changed_needs_somebody_to_vouch_for_it():
    value = {"content": {"value": "X"}}
    changed = {"operations": [{"op": "replace", "id": 11, "value": value}]}
    vouched = {
        "operations": [{"op": "replace", "id": 11, "value": value | {"validation_sources": ["connector"]}}]
    }

    assert "document_id" in _unvouched(imported(CONFIDENT, changed))
    assert "document_id" not in _unvouched(imported(CONFIDENT, vouched))


def _unvouched(evaluation: Evaluation) -> list[str]:
    found = evaluation.automation.blockers
    return [each["schema_id"] for each in found if each["type"] == "no_validation_sources"]


@pytest.mark.parametrize(
    "kind",
    [
        "add_automation_blocker",
        "change_status",
        "change_queue",
        "add_label",
        "remove_label",
        "add_remove_label",
        "show_field",
        "hide_field",
        "add_validation_source",
    ],
)
def test_a_rule_has_an_action_of_these_types_once(kind):
    payloads = {
        "add_automation_blocker": {"content": "Look"},
        "change_status": {"method": "postpone"},
        "change_queue": {"queue_id": 410},
        "add_validation_source": {"schema_id": "note"},
    }
    labels, fields = {"labels": ["https://kestrel.rossum.app/api/v1/labels/3"]}, {"schema_ids": ["note"]}
    payload = payloads.get(kind, labels if kind.endswith("label") else fields)
    event = "annotation_imported" if kind.startswith("change") else "validation"
    action = {"type": kind, "payload": payload, "event": event}

    twice = rules_of([{"name": "Twice", "actions": [action, action]}], NOTE)
    once = rules_of([{"name": "Once", "actions": [action]}], NOTE)

    assert [problem.code for problem in twice.problems] == ["rule-repeated-action"]
    assert once.problems == ()


@pytest.mark.parametrize("kind", ["show_message", "show_hide_field", "send_email"])
def test_a_rule_may_have_other_actions_more_than_once(kind):
    payloads = {
        "show_message": {"type": "info", "content": "Look"},
        "show_hide_field": {"schema_ids": ["note"]},
        "send_email": {"to": ["ann@kestrel.com"], "subject": "Look"},
    }
    event = "annotation_exported" if kind == "send_email" else "validation"
    action = {"type": kind, "payload": payloads[kind], "event": event}

    assert rules_of([{"name": "Twice", "actions": [action, action]}], NOTE).problems == ()


@pytest.mark.parametrize(
    ("kind", "event", "is_wrong"),
    [
        ("change_status", "annotation_imported", False),
        ("change_status", "validation", True),
        ("change_queue", "annotation_confirmed", False),
        ("change_queue", "annotation_exported", False),
        ("change_queue", "validation", True),
        ("add_label", "validation", False),
        ("add_label", "annotation_imported", True),
    ],
)
def test_an_action_is_taken_on_its_own_events_only(kind, event, is_wrong):
    payload = {
        "method": "postpone",
        "queue_id": 410,
        "labels": ["https://kestrel.rossum.app/api/v1/labels/3"],
    }
    rule = {"name": "One", "actions": [{"type": kind, "payload": payload, "event": event}]}

    assert ("rule-wrong-event" in [each.code for each in rules_of([rule], NOTE).problems]) is is_wrong
