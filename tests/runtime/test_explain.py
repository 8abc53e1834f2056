"""A failure names the field it was about, where that is known for sure."""

import pytest

from rossum_studio.model.hook import Hook
from rossum_studio.runtime.explain import explain
from rossum_studio.runtime.runner import run_handler
from rossum_studio.simulator.payload import build_payload
from rossum_studio.simulator.scenario import Scenario

HEAD = 'def rossum_hook_request_handler(payload):\n    sections = payload["annotation"]["content"]\n'
LOOP = '    for section in sections:\n        for node in section["children"]:\n'
BUTTON = "`content` is null for `email_button` (a button has no content)."


def explained(sample_event, body: str) -> str:
    document = sample_event("annotation_content.updated.line_items")
    scenario = Scenario(
        event=document.opened.event,
        hook=Hook(HEAD + body),
        annotation=document.annotation,
        schema=document.schema,
    )
    outcome = run_handler(scenario.hook.code, "handler.py", build_payload(scenario).body)
    assert outcome.exception is not None, outcome.sentence
    return explain(outcome.exception, document.schema, document.content)


@pytest.mark.parametrize(
    "body",
    [
        LOOP + '            if node["category"] == "datapoint":\n                node["content"]["value"]\n',
        '    [n["content"]["value"] for n in sections[-1]["children"]]\n',
        '    node = next(n for s in sections for n in s["children"] if n["schema_id"] == "email_button")\n'
        '    node["content"].get("value")\n',
    ],
    ids=["loop", "comprehension", "attribute"],
)
def test_a_button_without_content_is_named(sample_event, body):
    assert explained(sample_event, body) == BUTTON


@pytest.mark.parametrize(
    "body",
    ['    None["value"]\n', "    1 / 0\n", '    payload["nothing"]\n'],
    ids=["none", "division", "key"],
)
def test_an_exception_about_something_else_is_left_to_speak_for_itself(sample_event, body):
    assert explained(sample_event, body) == ""
