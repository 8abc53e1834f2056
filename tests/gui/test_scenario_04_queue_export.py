"""Scenario 4: drop a queue export."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QListWidget
from studio_user import SAMPLE_EVENTS

from rossum_studio.gui.roles import Role

EXPORT = SAMPLE_EVENTS / "queue_export.receipts.json"
RESULTS = json.loads(EXPORT.read_text())["results"]
MANY_NIGHTS = """
def rossum_hook_request_handler(payload):
    return {"messages": list(complaints(payload["annotation"]["content"]))}


def complaints(nodes):
    for node in nodes:
        amount = (node.get("content") or {}).get("normalized_value") or "0"
        if node["schema_id"] == "item_amount_total" and float(amount) > 100:
            yield {"type": "warning", "content": "Value is too big", "id": node["id"]}
        yield from complaints(node.get("children") or [])
"""


def test_a_chooser_lists_file_name_and_status_of_the_five_documents(studio):
    studio.drop(EXPORT)

    rows = studio.dialog(QDialog).findChild(QListWidget, "choiceList")
    shown = [rows.item(i).text().split("\n") for i in range(rows.count())]
    assert shown == [[each["document"]["file_name"], each["status"]] for each in RESULTS]
    assert len(shown) == 5


def test_escape_leaves_the_chooser_and_opens_nothing(studio):
    studio.drop(EXPORT)
    dialog = studio.dialog(QDialog)

    studio.keys("Escape")

    studio.wait(lambda: not dialog.isVisible())
    assert not list(studio.rows())


@pytest.fixture
def hotel(studio):
    """The second document of the export, chosen."""
    studio.drop(EXPORT)
    studio.pick("hotel_9914.pdf")
    studio.wait_for_document("amount_total")
    return studio


def ids(studio):
    return [index.data(Role.DATAPOINT_ID) for index in studio.rows()]


def test_the_chosen_document_is_shown_with_values_and_ids_marked_as_generated(hotel):
    label = hotel.part(QLabel, "documentLabel")

    assert label.text().startswith("hotel_9914.pdf")
    assert "ids generated" in label.text()
    assert hotel.value("document_id") == "H-9914"
    assert len(set(ids(hotel))) == len(ids(hotel)) and all(isinstance(each, int) for each in ids(hotel))


def test_messages_of_the_sample_handler_land_on_the_right_fields(hotel):
    hotel.keys("Ctrl+N")
    hotel.pick("Warn about big amounts")
    hotel.replace_code(MANY_NIGHTS)
    hotel.run()

    shown = {index.siblingAtColumn(1).data(): index for index in hotel.indexes("item_amount_total")}
    values = {float(text.replace(" ", "")): index for text, index in shown.items()}
    assert values
    for amount, index in values.items():
        assert index.data(Role.SEVERITY) == ("warning" if amount > 100 else None)
    assert hotel.status.startswith(f"{sum(amount > 100 for amount in values)} warning")
    assert any(amount > 100 for amount in values)
    assert "warning: Value is too big" in max(values.items())[1].data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_same_file_again_has_the_same_generated_ids(hotel, open_window, profile):
    first = ids(hotel)
    hotel.leave()

    again = open_window(profile=type(profile)(profile.folder / "another"))
    again.drop(EXPORT)
    again.pick("hotel_9914.pdf")
    again.wait_for_document("amount_total")

    assert ids(again) == first
