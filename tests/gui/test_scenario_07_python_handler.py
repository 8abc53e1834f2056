"""Scenario 7: write a Python handler. Completion has tests of its own."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QLabel
from studio_user import SAMPLE_EVENTS

from rossum_studio.gui.roles import Role
from rossum_studio.model.template import load_templates

ALL_FOUR = """
from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    t.show_warning("Value is too big", t.field.amount_total)
    t.show_error("Does not add up", t.field.amount_due)
    t.show_info("Checked twice")
    t.automation_blocker("Vendor is unknown", t.field.sender_name)
    return t.hook_response()
"""


@pytest.fixture
def new_function(studio):
    """A new function from the first template, its sample document open."""
    studio.keys("Ctrl+N")
    studio.pick("Warn about big amounts")
    studio.wait_for_document("amount_total")
    return studio


@pytest.fixture
def result(new_function):
    """All four kinds of marks, on initialize."""
    new_function.replace_code(ALL_FOUR)
    new_function.choose_event("annotation_content.initialize")
    new_function.run()
    return new_function


def test_a_new_function_is_python_that_runs_on_annotation_content(new_function):
    assert new_function.code.hasFocus()
    assert new_function.code.text().count("def rossum_hook_request_handler(payload):") == 1
    assert new_function.event.currentData().startswith("annotation_content.")
    assert "Warn about big amounts*" in new_function.window.windowTitle()


def signs(view):
    """Word and icon of each row of a list."""
    model = view.model()
    indexes = [model.index(row, 0) for row in range(model.rowCount())]
    return [(index.data(), _pixels(index.data(Qt.ItemDataRole.DecorationRole))) for index in indexes]


def _pixels(icon: QIcon) -> bytes:
    image = icon.pixmap(16, 16).toImage()
    return bytes(image.constBits())


def test_the_four_items_are_marked_differently_in_word_and_sign(result):
    marked = signs(result.messages) + signs(result.operations)

    assert [text.partition(":")[0] for text, _ in marked] == [
        "Warning",
        "Error",
        "Info",
        "Automation blocker",
    ]
    assert len({pixels for _, pixels in marked}) == 4
    assert "Vendor is unknown" in result.operations.model().index(0, 1).data()


def test_the_rows_of_warning_and_error_are_marked_in_the_tree(result):
    total, due = result.index("amount_total"), result.index("amount_due")

    assert (total.data(Role.SEVERITY), due.data(Role.SEVERITY)) == ("warning", "error")
    assert _pixels(total.data(Qt.ItemDataRole.DecorationRole)) != _pixels(
        due.data(Qt.ItemDataRole.DecorationRole)
    )
    assert due.parent().data(Role.SEVERITY) == "error"  # the worst below it


def test_a_banner_shows_what_is_about_the_whole_document(result):
    banner = result.part(QFrame, "documentMessages")

    assert banner.isVisible()
    assert [label.text() for label in banner.findChildren(QLabel) if label.text()] == ["Info: Checked twice"]


def test_a_line_says_that_errors_block_confirmation_and_the_blocker_stops_automation(result):
    said = result.part(QFrame, "consequenceBar").text

    assert "Automation is blocked" in said
    assert "confirmation" in said, "errors block confirmation is not said"


def test_a_function_that_needs_schemas_and_does_not_sideload_them_is_found_before_it_runs(studio, tmp_path):
    hook = {**load_templates()[0].hook, "sideload": []}
    hook["config"] = {**hook["config"], "code": ALL_FOUR}
    (tmp_path / "no_schemas.json").write_text(json.dumps(hook))
    studio.drop(tmp_path / "no_schemas.json", SAMPLE_EVENTS / "annotation_content.updated.line_items.json")
    studio.wait_for_document("amount_total")
    studio.wait(lambda: studio.code.text())

    sentence = "TxScript needs schemas: every call will fail with PayloadError"
    studio.wait(lambda: any(sentence in line for line in studio.lines(studio.problems)))


def test_without_schemas_the_run_says_what_is_missing(studio, tmp_path):
    hook = {**load_templates()[0].hook, "sideload": []}
    hook["config"] = {**hook["config"], "code": ALL_FOUR}
    (tmp_path / "no_schemas.json").write_text(json.dumps(hook))
    studio.drop(tmp_path / "no_schemas.json", SAMPLE_EVENTS / "annotation_content.updated.line_items.json")
    studio.wait_for_document("amount_total")
    studio.wait(lambda: studio.code.text())

    studio.run()

    assert "PayloadError: Schema sideloading must be enabled!" in studio.status
