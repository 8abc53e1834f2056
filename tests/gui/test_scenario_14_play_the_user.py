"""Scenario 14: play the user, who types another total."""

import json

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
from studio_user import FIND, SAMPLE_EVENTS

from rossum_studio.gui.roles import Role
from rossum_studio.gui.run.json_view import JsonView

TYPED = {"amount_total", "amount_due"}
"""Fields that show the total; the fixture gives both another number."""

HANDLER = (
    FIND
    + """
def rossum_hook_request_handler(payload):
    total = find(payload["annotation"]["content"], "amount_total")
    if total["id"] in payload["updated_datapoints"]:
        return {"messages": [{"type": "info", "content": "The total was edited", "id": total["id"]}]}
    return {"messages": []}
"""
)


@pytest.fixture
def edited(open_window, tmp_path):
    """The total typed anew, nothing run yet."""
    event = (SAMPLE_EVENTS / "annotation_content.initialize.invoice.json").read_text()
    (tmp_path / "initialize.json").write_text(event.replace("1 504 588.00", "18 492.48"))
    (tmp_path / "watch_total.py").write_text(HANDLER)
    studio = open_window(tmp_path / "watch_total.py", tmp_path / "initialize.json")
    studio.wait_for_document("amount_total")
    studio.wait(lambda: studio.code.text() == HANDLER)
    assert studio.value("amount_total") == "18 492.48"
    studio.edit_value("amount_total", "20 000")
    return studio


@pytest.fixture
def result(edited):
    """The same after Simulate User Update."""
    runs = edited.history.model().rowCount()
    edited.keys("Ctrl+Shift+U")
    edited.wait(lambda: edited.history.model().rowCount() > runs)
    return edited


def payload(studio):
    return json.loads(studio.part(JsonView, "payloadView").text())


def find(nodes, schema_id):
    for node in nodes:
        if node["schema_id"] == schema_id:
            yield node
        yield from find(node.get("children") or [], schema_id)


def test_the_edited_field_is_listed_before_the_run(edited):
    assert edited.value("amount_total") == "20 000"
    assert "updated: amount_total" in edited.texts


def test_the_event_is_updated_and_lists_the_edited_id_alone(result):
    sent = payload(result)

    assert (sent["event"], sent["action"]) == ("annotation_content", "updated")
    assert sent["updated_datapoints"] == [result.index("amount_total").data(Role.DATAPOINT_ID)]
    assert result.event.currentText() == "annotation_content · updated"


def test_the_number_is_normalized_and_nothing_else_changed(result):
    sent = payload(result)["annotation"]["content"]
    (total,) = find(sent, "amount_total")

    assert total["content"]["value"] == "20 000"
    assert float(total["content"]["normalized_value"]) == 20000
    original = SAMPLE_EVENTS / "annotation_content.initialize.invoice.json"
    before = numbers(json.loads(original.read_text())["annotation"]["content"])
    assert {"amount_total"} <= {schema_id for schema_id, number in numbers(sent) - before} <= TYPED


def numbers(nodes):
    """Each normalized value and its schema_id."""
    found = {(node["schema_id"], (node.get("content") or {}).get("normalized_value")) for node in nodes}
    return found.union(*(numbers(node.get("children") or []) for node in nodes))


def test_the_branch_for_the_edited_field_runs(result):
    assert result.index("amount_total").data(Role.MESSAGES) == ["The total was edited"]
    assert result.status.startswith("1 info")


def test_without_an_edit_the_branch_does_not_run(result):
    result.tree.setFocus()
    result.keys("Ctrl+Z")
    result.run()

    assert payload(result)["updated_datapoints"] == []
    assert result.index("amount_total").data(Role.MESSAGES) == []


def test_a_note_says_that_nobody_tries_again(result):
    assert "interactive event: no retry" in result.texts.lower()


def test_undo_restores_the_value_and_says_what_it_undoes(result):
    result.tree.setFocus()
    undo = result.part(QAction, "edit.undo")
    assert undo.text().replace("&", "") == "Undo Change amount_total"

    result.keys("Ctrl+Z")

    assert result.value("amount_total") == "18 492.48"
    assert "updated: nothing edited" in result.texts
    result.keys("Ctrl+Shift+Z")
    assert result.value("amount_total") == "20 000"


def test_undo_in_the_editor_leaves_the_document_alone(edited):
    edited.code.setFocus()
    edited.type("x")
    edited.keys("Ctrl+Z")

    assert edited.code.text() == HANDLER
    assert edited.value("amount_total") == "20 000"


def test_clear_keeps_the_value_and_sends_no_edited_field(edited):
    edited.click_text("Clear", edited.part(QWidget, "eventCombo").parentWidget())
    edited.run()

    assert edited.value("amount_total") == "20 000"
    assert payload(edited)["updated_datapoints"] == []
