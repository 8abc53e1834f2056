"""A worker that has parsed one payload is told the next, and the handler sees exactly that one."""

import json

import pytest

from rossum_studio.model.event import event_named
from rossum_studio.model.hook import Hook
from rossum_studio.runtime.languages import launch_for
from rossum_studio.runtime.later import later_than
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.runner import WarmRunner
from rossum_studio.simulator.edit import add_row, edit_value, remove_row
from rossum_studio.simulator.payload import Payload, build_payload
from rossum_studio.simulator.scenario import Scenario

ECHO = {
    "python": "def rossum_hook_request_handler(payload):\n    return {'seen': payload}\n",
    "javascript": "exports.rossum_hook_request_handler = (payload) => ({ seen: payload });\n",
}


@pytest.fixture(params=["python", "javascript"])
def language(request) -> str:
    return request.param


def payload_of(event, content, updated=()) -> Payload:
    annotation = event.annotation
    sent = Scenario(
        event_named("annotation_content.updated"),
        Hook("", attributes={"sideload": ["schemas"]}),
        type(annotation)(annotation.attributes, content),
        event.schema,
        updated=updated,
    )
    return build_payload(sent)


def run_later(language: str, prepared: Payload, now: Payload, code: str = "") -> Outcome:
    """Have workers wait with one payload, and run on another."""
    later = later_than(prepared, now)
    assert later is not None
    with WarmRunner(launch_for(language, Limits(), len(now.body))) as runner:
        runner.prepare(prepared.body)
        assert runner.settle()
        return runner.run(code or ECHO[language], f"hook.{language}", now.body, later=later)


def test_the_handler_sees_the_edited_payload_and_nothing_else(language, sample_event):
    event = sample_event("annotation_content.updated.line_items")
    before, schema = event.content, event.schema
    table = before.multivalue("line_items")
    after = edit_value(before, schema, table.rows[0].children[0].id, "another").content
    after = remove_row(after, table.rows[1].id).content
    added = add_row(after, schema, table.id)
    prepared, now = payload_of(event, before), payload_of(event, added.content, added.updated)

    outcome = run_later(language, prepared, now)

    assert outcome.status is Status.OK
    assert outcome.response["seen"] == json.loads(now.body)
    assert outcome.response["seen"] != json.loads(prepared.body)


def test_it_is_told_and_not_parsed_again(language, sample_event):
    event = sample_event("annotation_content.updated.line_items")
    cell = event.content.multivalue("line_items").rows[0].children[0]
    after = edit_value(event.content, event.schema, cell.id, "another").content
    prepared, now = payload_of(event, event.content), payload_of(event, after, (cell.id,))

    later = later_than(prepared, now)

    assert len(later.told) < len(now.rest) + 1000 < len(now.body)


def test_a_payload_without_content_is_sent_whole(sample_event):
    event = sample_event("annotation_content.updated.line_items")

    assert later_than(Payload(b"{}"), payload_of(event, event.content)) is None


def test_a_worker_with_some_other_payload_is_given_this_one(language, sample_event):
    event = sample_event("annotation_content.updated.line_items")
    cell = event.content.multivalue("line_items").rows[0].children[0]
    after = edit_value(event.content, event.schema, cell.id, "another").content
    prepared, now = payload_of(event, event.content), payload_of(event, after, (cell.id,))
    later = later_than(prepared, now)
    with WarmRunner(launch_for(language, Limits(), len(now.body))) as runner:
        runner.prepare(b'{"some": "other"}')
        assert runner.settle()

        outcome = runner.run(ECHO[language], "hook", now.body, later=later)

    assert outcome.response["seen"] == json.loads(now.body)
