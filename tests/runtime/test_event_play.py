"""One hook on one event, with everything Rossum does around it, in real processes."""

import json
from dataclasses import replace

import pytest
from play_documents import Jobs, request, scenario, txscript

from rossum_studio.model.hook import Hook
from rossum_studio.runtime.event_play import get_ready, play_hook
from rossum_studio.runtime.play import Role
from rossum_studio.runtime.runner import run_job
from rossum_studio.simulator.edit import edit_value

NOTHING = "def rossum_hook_request_handler(payload):\n    return {}\n"


@pytest.fixture
def jobs():
    return Jobs()


def edited(case, datapoint_id, text):
    """The scenario after a user typed a text; its own content is the original."""

    annotation = case.annotation
    done = edit_value(annotation.content, case.schema, datapoint_id, text)
    return replace(case, annotation=replace(annotation, content=done.content), updated=done.updated)


def values(content):
    return {each.id: each.value for each in content.datapoints()}


def test_formulas_follow_what_the_hook_wrote(jobs):
    code = txscript("t.field.line_items[0].item_quantity = 4")

    report = jobs.perform(play_hook(request(scenario(), code)))

    assert values(report.evaluation.content)[23] == "14.0"
    assert values(report.evaluation.content)[4] == "15.0"
    assert report.evaluation.updated_datapoints == (4, 21, 23)
    assert [
        (each.id, each.attribute) for each in report.evaluation.computed if each.attribute == "value"
    ] == [
        (23, "value"),
        (4, "value"),
    ]


def test_nothing_is_computed_after_a_hook_that_touched_no_dependency(jobs):
    report = jobs.perform(play_hook(request(scenario(), txscript('t.field.document_id = "X"'))))

    assert jobs.roles == [Role.FORMULAS, Role.HOOK]
    assert report.evaluation.updated_datapoints == (2,)


def test_the_handler_sees_what_an_edit_made_of_formulas(jobs):
    original = scenario()
    case = edited(original, 22, "5")
    code = txscript("t.show_info(str(t.field.net_sum))")

    report = jobs.perform(play_hook(request(case, code, original=original.annotation.content)))

    assert [each.content for each in report.evaluation.messages.messages] == ["11.0"]
    assert report.evaluation.updated_datapoints == (4, 23)
    assert json.loads(report.payload)["updated_datapoints"] == [22]


def test_values_that_the_file_has_otherwise_are_computed_and_said(jobs):
    case = edited(scenario(), 21, "3")
    stale = request(case, NOTHING)

    report = jobs.perform(play_hook(stale))

    assert values(report.evaluation.content)[4] == "11.5"
    told = [each.message for each in report.problems if each.code == "formula-recomputed"]
    assert any('net_sum: the file has "8.0"' in each for each in told)
    assert report.evaluation.updated_datapoints == ()


def test_the_baseline_of_one_run_saves_the_next_its_formulas(jobs):
    original = scenario()
    first = jobs.perform(get_ready(request(original, NOTHING)))
    jobs.roles.clear()

    again = jobs.perform(
        get_ready(
            request(edited(original, 2, "K-205"), NOTHING, original=original.annotation.content),
            first.baseline,
        )
    )

    assert jobs.roles == []
    assert values(again.before.content) == values(original.annotation.content) | {2: "K-205"}


def test_rows_that_a_hook_adds_are_computed(jobs):
    code = txscript("t.field.line_items.append({'item_quantity': 3, 'item_price': 2})")

    report = jobs.perform(play_hook(request(scenario(), code)))

    row = report.evaluation.content.multivalue("line_items").rows[-1]
    assert [each.value for each in row.children] == ["3", "2", "6.0"]
    assert values(report.evaluation.content)[4] == "14.0"


def test_a_formula_that_raises_keeps_its_value_and_says_so(jobs):
    code = txscript("t.field.line_items[0].item_quantity = None")

    report = jobs.perform(play_hook(request(scenario(), code)))

    assert values(report.evaluation.content)[23] == "7.0"
    assert [(m.source, m.schema_id) for m in report.evaluation.messages.messages] == [
        ("formula", "item_amount")
    ]
    assert not report.is_green


def test_a_write_to_a_formula_field_refuses_the_whole_answer(jobs):
    code = txscript("t.field.net_sum = 5", 't.field.document_id = "X"')

    report = jobs.perform(play_hook(request(scenario(), code)))

    assert [each.status for each in report.evaluation.operations] == ["rejected", "rejected"]
    assert report.exit_status == 1


def test_rules_are_judged_on_what_the_hook_and_the_formulas_left(jobs):
    rule = {
        "id": 5,
        "name": "Large",
        "enabled": True,
        "trigger_condition": "field.net_sum > 100",
        "actions": [
            {
                "id": "a",
                "enabled": True,
                "type": "show_message",
                "event": "validation",
                "payload": {"type": "error", "content": "Too much", "schema_id": "net_sum"},
            }
        ],
    }
    case = scenario("annotation_content.updated", rule)

    quiet = jobs.perform(play_hook(request(case, NOTHING)))
    loud = jobs.perform(play_hook(request(case, txscript("t.field.line_items[0].item_price = 99"))))

    assert quiet.evaluation.fired == ()
    assert loud.evaluation.fired == ("Large",)
    assert "rule-fired" in [each.code for each in loud.problems]
    assert [(m.content, m.datapoint_id) for m in loud.evaluation.messages.messages] == [("Too much", 4)]


def test_a_handler_that_fails_leaves_the_document_as_it_was(jobs):
    report = jobs.perform(play_hook(request(scenario(), "def rossum_hook_request_handler(p):\n    1 / 0\n")))

    assert report.outcome.status == "exception"
    assert values(report.evaluation.content) == values(scenario().annotation.content)


@pytest.mark.parametrize("event", ["annotation_status.changed", "invocation.manual", "email.received"])
def test_events_without_content_compute_nothing(jobs, event):
    report = jobs.perform(play_hook(request(scenario(event), NOTHING)))

    assert jobs.roles == [Role.HOOK]
    assert report.evaluation.content is None


def test_a_job_is_run_in_its_language():
    code = "exports.rossum_hook_request_handler = () => ({ messages: [] });"
    case = scenario()

    ready = Jobs().perform(get_ready(request(case, NOTHING)))
    hook = replace(ready.request.scenario, hook=Hook(code, language="javascript"))
    job = replace(ready, request=replace(ready.request, scenario=hook, filename="h.js")).job

    assert run_job(job).runtime.startswith("nodejs22")
