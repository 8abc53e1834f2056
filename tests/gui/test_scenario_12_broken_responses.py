"""Scenario 12: broken responses, each named in Problems with its place, the rule and what Rossum would do."""

import pytest
from PySide6.QtWidgets import QFrame

from rossum_studio.gui.messages.sign import OK

HANDLER = """
def rossum_hook_request_handler(payload):
    content = payload["annotation"]["content"]
    return {answer}


def find(nodes, schema_id):
    for node in nodes:
        if node["schema_id"] == schema_id:
            return node["id"]
        found = find(node.get("children") or [], schema_id)
        if found:
            return found


def operations(*entries):
    return {{"operations": list(entries)}}


def replace(node_id, value):
    return {{"op": "replace", "id": node_id, "value": {{"content": {{"value": value}}}}}}
"""

IGNORED = "Rossum would ignore this"
BROKEN = {
    "a message of an unknown type": (
        '{"messages": [{"type": "warn", "content": "Look"}]}',
        "/messages/0/type",
        ['"type" is "warn"', 'expected "warning"', IGNORED],
    ),
    "an unknown id in a message": (
        '{"messages": [{"type": "error", "content": "Wrong", "id": 424242}]}',
        "/messages/0/id",
        ["The document has no datapoint 424242", "no reviewer would see this at a field"],
    ),
    "an unknown id in an operation": (
        'operations(replace(424242, "1"))',
        "/operations/0/id",
        ["No datapoint has the id 424242", IGNORED],
    ),
    "an add with an object of columns": (
        'operations({"op": "add", "id": find(content, "line_items"),'
        ' "value": {"item_description": {"content": {"value": "x"}}}})',
        "/operations/0/value",
        ["send a list of cells", '"schema_id": "item_description"', IGNORED],
    ),
    "an add with one object for a table": (
        'operations({"op": "add", "id": find(content, "line_items"), "value": {"content": {"value": "x"}}})',
        "/operations/0/value",
        ["A row of a table is a list of cells", IGNORED],
    ),
    "a replace of a section": (
        'operations(replace(content[0]["id"], "1"))',
        "/operations/0/id",
        ["A section cannot be replaced", "send the id of a datapoint", IGNORED],
    ),
    "a remove of a header field": (
        'operations({"op": "remove", "id": find(content, "document_id")})',
        "/operations/0/id",
        ["cannot be removed", "send the id of a row", IGNORED],
    ),
    "a date as it is displayed": (
        'operations(replace(find(content, "date_issue"), "28.01.2026"))',
        "/operations/0/value/content/value",
        ["invalid date", "YYYY-MM-DD", "Rossum would leave the field without a value"],
    ),
    "a value that is too long": (
        'operations(replace(find(content, "notes"), "x" * 2000))',
        "/operations/0/value/content/value",
        ["has 2000 characters", "at most 1500 are allowed", IGNORED],
    ),
    "automation blockers on updated": (
        '{"automation_blockers": [{"content": "Check this"}]}',
        "/automation_blockers",
        ["have no effect on annotation_content.updated, only on initialize", IGNORED],
    ),
    "nothing at all": (
        "None",
        "",
        ["The handler returned nothing", "Rossum would show no message and change nothing"],
    ),
    "a number as a value": (
        'operations(replace(find(content, "notes"), 12.5))',
        "/operations/0/value/content/value",
        ["is the number 12.5 and may be ignored", 'send the text "12.5"'],
    ),
    "a misspelt key": (
        '{"mesages": [{"type": "error", "content": "Wrong"}]}',
        "/mesages",
        ['did you mean "messages"?', IGNORED],
    ),
    "messages that are no list": (
        '{"messages": {"type": "error", "content": "Wrong"}}',
        "/messages",
        ["is an object; expected a list", IGNORED],
    ),
    "a message at a column": (
        '{"messages": [{"type": "warning", "content": "Look", "id": "item_description"}]}',
        "/messages/0/id",
        ["it is a column of line_items", "Rossum would show it for the whole document"],
    ),
}


@pytest.fixture
def studio_with_sample(studio):
    """The sample, on the event that it is for."""
    studio.click_text("Open Sample")
    studio.wait_for_document("amount_total")
    studio.choose_event("annotation_content.updated")
    return studio


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_answer_is_named_with_its_place_the_rule_and_the_consequence(studio_with_sample, name):
    studio = studio_with_sample
    answer, path, words = BROKEN[name]
    studio.replace_code(HANDLER.format(answer=answer))

    studio.run()

    named = [line for line in studio.lines(studio.problems) if all(word in line for word in words)]
    assert named, studio.lines(studio.problems)
    assert f"(response {path} ·".replace("  ", " ") in named[0]
    assert named[0].startswith(("Error: ", "Warning: "))
    assert not looks_green(studio)
    assert "problem" in studio.status


@pytest.mark.parametrize("answer", ["[1]", '"text"', "5", "True"])
def test_an_answer_that_is_no_object_fails_the_function(studio_with_sample, answer):
    studio = studio_with_sample
    studio.replace_code(HANDLER.format(answer=answer))

    studio.run()

    assert "Rossum expects an object" in studio.part(QFrame, "failureBanner").text
    assert "A reviewer sees: CallFunctionException" in studio.part(QFrame, "failureBanner").text
    assert any("expects an object" in line for line in studio.lines(studio.problems))


def test_all_broken_answers_in_turn_leave_a_window_that_works(studio_with_sample):
    studio = studio_with_sample
    for answer, _, _ in BROKEN.values():
        studio.replace_code(HANDLER.format(answer=answer))
        studio.run()
        assert not looks_green(studio)

    studio.replace_code(HANDLER.format(answer='{"messages": []}'))
    studio.run()

    assert looks_green(studio)
    assert studio.lines(studio.history)


def looks_green(studio) -> bool:
    """Whether the newest run has the tick that stands for all being well."""
    return studio.history.model().rows[0].sign == OK
