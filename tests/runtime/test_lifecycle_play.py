"""A document played from import to export, with real hooks."""

from dataclasses import replace

import pytest
from play_documents import Jobs, hook, scenario, txscript

from rossum_studio.model.errors import WrongTargetError
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.lifecycle_play import play_step
from rossum_studio.simulator.edit import edit_value
from rossum_studio.simulator.lifecycle import Moment, Step, edited

NOTHING = txscript()
ERROR = txscript('t.show_error("No")')


def take(step, moment, *hooks, **more):
    case = scenario(step.event.name, **more)
    return Jobs().perform(play_step(step, moment, hooks, case, lambda _link: Limits()))


@pytest.fixture
def imported():
    return Moment(scenario().annotation.content)


def statuses(report):
    return [report.before.status, *(each.after for each in report.transitions)]


def test_a_document_goes_from_import_to_export(imported):
    moment, seen = imported, []
    for step in (Step.INITIALIZE, Step.STARTED, Step.CONFIRM, Step.EXPORT):
        report = take(step, moment, hook(1, NOTHING))
        seen.append(statuses(report))
        moment = report.after

    assert seen == [
        ["importing", "to_review"],
        ["to_review", "reviewing"],
        ["reviewing", "exporting"],
        ["exporting", "exported"],
    ]


def test_an_error_keeps_the_document_from_being_confirmed(imported):
    reviewing = replace(imported, status="reviewing", previous_status="to_review")

    report = take(Step.CONFIRM, reviewing, hook(1, ERROR))

    assert report.after.status == "reviewing"
    assert report.transitions == ()
    assert "Refuses the confirmation" in report.sentence


def test_an_error_on_export_fails_it_and_export_may_be_tried_again(imported):
    exporting = replace(imported, status="exporting", previous_status="reviewing")

    failed = take(Step.EXPORT, exporting, hook(1, ERROR))
    again = take(Step.EXPORT, failed.after, hook(1, NOTHING))

    assert failed.sentence.startswith("exporting → failed_export")
    assert statuses(again) == ["failed_export", "exporting", "exported"]


def test_an_edit_fires_user_update_first_and_updated_second(imported):
    case = scenario()
    done = edit_value(case.annotation.content, case.schema, 2, "K-205")
    moment = edited(replace(imported, status="reviewing"), done.content, done.updated)
    code = txscript("t.show_info(payload['action'] + str(payload['updated_datapoints']))")

    report = take(Step.UPDATED, moment, hook(1, code))

    said = [each.evaluation.messages.messages[0].content for each in report.chains]
    assert said == ["user_update[2]", "updated[2]"]
    assert report.after.edited == ()


def test_opening_and_confirming_fire_user_update_as_well(imported):
    code = txscript("t.show_info(payload['action'])")

    opened = take(Step.STARTED, replace(imported, status="to_review"), hook(1, code))
    confirmed = take(Step.CONFIRM, opened.after, hook(1, code))

    said = [each.evaluation.messages.messages[0].content for each in (*opened.chains, *confirmed.chains)]
    assert said == ["user_update", "started", "user_update", "confirm"]


def test_hooks_of_a_changed_status_hear_of_every_change(imported):
    code = (
        "def rossum_hook_request_handler(payload):\n"
        "    a = payload['annotation']\n"
        "    print(a['previous_status'], a['status'])\n"
    )
    listener = hook(9, code, events=["annotation_status"])
    exporting = replace(imported, status="failed_export", previous_status="exporting")

    report = take(Step.EXPORT, exporting, hook(1, NOTHING), listener)

    printed = [run.report.outcome.stdout for chain in report.chains[1:] for run in chain.runs]
    assert printed == ["failed_export exporting\n", "exporting exported\n"]


def test_what_a_hook_wrote_is_there_at_the_next_step(imported):
    report = take(Step.INITIALIZE, imported, hook(1, txscript('t.field.document_id = "NEW"')))

    assert report.after.content.with_schema_id("document_id")[0].value == "NEW"
    assert report.before.content.with_schema_id("document_id")[0].value == "K-204"


def test_a_queue_that_automates_skips_the_review(imported):
    queue = {"automation_enabled": True, "automation_level": "always", "use_confirmed_state": True}

    report = take(Step.INITIALIZE, imported, hook(1, NOTHING), rest={"queues": [queue]})

    assert report.after.status == "confirmed"
    assert report.main.evaluation.automation.is_automated


@pytest.mark.parametrize("step", [Step.STARTED, Step.UPDATED, Step.CONFIRM, Step.EXPORT])
def test_a_step_that_the_status_does_not_allow_is_refused_with_those_that_do(imported, step):
    with pytest.raises(WrongTargetError, match=f"{step.label} needs the status .* importing"):
        take(step, imported, hook(1, NOTHING))
