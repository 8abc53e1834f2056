"""Scenario 3: drop the content JSON, then its schema."""

import json
import re

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel
from studio_user import SAMPLE_EVENTS

CONTENT = SAMPLE_EVENTS / "annotation_content_only.purchase_order.json"
SCHEMA = SAMPLE_EVENTS / "schema.purchase_order.json"
NEW_FIELDS = ("delivery_note", "customer_number")


@pytest.fixture
def longer_schema(tmp_path):
    """The document's schema with two fields that the document was made without."""
    schema = json.loads(SCHEMA.read_text())
    totals = next(section for section in schema["content"] if section["id"] == "totals_section")
    field = next(child for child in totals["children"] if child["id"] == "amount_total")
    totals["children"] += [{**field, "id": schema_id, "label": schema_id.title()} for schema_id in NEW_FIELDS]
    path = tmp_path / "schema.json"
    path.write_text(json.dumps(schema))
    return path


def overlay(studio):
    return studio.part(QLabel, "dropOverlay")


def test_the_overlay_says_what_dropping_will_do_and_goes_away(studio):
    studio.hover(CONTENT)

    assert overlay(studio).isVisible()
    assert overlay(studio).text() == "Load as annotation data"
    assert overlay(studio).geometry() == studio.window.rect()

    studio.drop(CONTENT)

    assert not overlay(studio).isVisible()


def test_the_tree_shows_ids_and_values(studio):
    studio.drop(CONTENT)
    studio.wait_for_document("amount_total")

    document_id = studio.index("document_id")
    shown = [document_id.siblingAtColumn(column).data() for column in range(6)]
    assert "PO-55163" in shown
    assert "905002" in shown
    assert [studio.value("item_code"), studio.value("amount_total")] == ["CB-250", "14,730.00"]


def test_a_notice_says_what_was_inferred_and_completed_and_offers_a_schema(studio):
    studio.drop(CONTENT)
    studio.wait(lambda: studio.said)

    (said,) = studio.said
    assert re.search(r"No schema loaded: types inferred for 17 fields", said)
    completed = re.search(r"Completed for the hook: (.*)\.", said)[1].split(", ")
    assert {"document", "event", "9 timestamps"} <= set(completed)

    studio.click_text("Add Schema…")

    studio.answer_file_dialog(SCHEMA)
    studio.wait(lambda: "no schema" not in studio.texts)
    assert not [each for each in studio.window.findChildren(QFileDialog) if each.isVisible()]


def test_the_schema_brings_types_and_labels_and_lists_the_differences(studio, longer_schema):
    studio.drop(CONTENT)
    studio.wait_for_document("amount_total")
    before = studio.index("date_issue").data()

    studio.drop(longer_schema)

    studio.wait(lambda: any("2 fields in the schema are not in the document" in each for each in studio.said))
    labels = {node["id"]: node["label"] for node in _fields(json.loads(SCHEMA.read_text())["content"])}
    assert before != labels["sender_name"]
    for schema_id in ("date_issue", "sender_name", "item_amount"):
        assert studio.index(schema_id).data() == labels[schema_id]
    assert studio.index("amount_total").siblingAtColumn(2).data() == "number"
    assert studio.index("email_button").siblingAtColumn(2).data() == "button"

    studio.keys("Ctrl+N")
    studio.pick("Warn about big amounts")
    studio.run()
    (listed,) = [line for line in studio.lines(studio.problems) if "not in the document" in line]
    assert all(schema_id in listed for schema_id in NEW_FIELDS)


def _fields(nodes):
    for node in nodes:
        yield node
        children = node.get("children", [])
        yield from _fields(children if isinstance(children, list) else [children])
