"""F5 while a document is still being opened: the run waits for it."""

import json

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton
from studio_user import SAMPLE_EVENTS

from rossum_studio.gui.run.json_view import JsonView

HANDLER = "def rossum_hook_request_handler(payload):\n    return {}\n"
EVENT = SAMPLE_EVENTS / "annotation_content.initialize.receipt.json"
WAITING = "Waiting for the document…"


@pytest.fixture
def function(open_window, tmp_path):
    """A function, and no document."""
    (tmp_path / "quiet.py").write_text(HANDLER)
    studio = open_window(tmp_path / "quiet.py")
    studio.wait(lambda: studio.code.text() == HANDLER)
    studio.wait(lambda: not studio.window.studio.opening.is_busy)
    return studio


def sent(studio):
    return json.loads(studio.part(JsonView, "payloadView").text())


def test_the_run_starts_once_the_document_is_there(function):
    function.drop(EVENT)

    function.keys("F5")

    assert function.status == WAITING
    function.wait(lambda: function.history.model().rowCount() == 1)
    assert sent(function)["document"]["id"] == json.loads(EVENT.read_text())["document"]["id"]


def test_the_run_is_on_the_document_being_opened_not_on_the_one_before(function):
    function.drop(SAMPLE_EVENTS / "annotation_content.initialize.invoice.json")
    function.wait_for_document("amount_total")
    function.wait(lambda: not function.window.studio.opening.is_busy)
    function.drop(EVENT)

    function.keys("F5", "F5")

    function.wait(lambda: function.history.model().rowCount() > 0)
    assert sent(function)["document"]["id"] == json.loads(EVENT.read_text())["document"]["id"]
    assert function.history.model().rowCount() == 1


def test_stop_ends_the_waiting(function):
    function.drop(EVENT)
    function.keys("F5")
    assert function.part(QAction, "stopAction").isEnabled()

    function.keys("Shift+F5")

    assert "Stopped" in function.status
    function.wait_for_document("cost_center")
    function.wait(lambda: not function.window.studio.opening.is_busy)
    assert function.history.model().rowCount() == 0
    assert not function.part(QAction, "stopAction").isEnabled()


def test_a_file_that_cannot_be_opened_is_not_waited_for(function, tmp_path):
    (tmp_path / "broken.json").write_text('{"content": [')
    function.drop(tmp_path / "broken.json")

    function.keys("F5")

    function.wait(lambda: function.said)
    assert "broken.json" in function.status
    assert not function.part(QAction, "stopAction").isEnabled()
    assert not function.part(QToolButton, "cancelOpening").isVisible()


def test_a_question_ends_the_waiting(function):
    function.drop(SAMPLE_EVENTS / "annotation_content.initialize.invoice.json")
    function.wait_for_document("amount_total")
    function.edit_value("amount_total", "20 000")
    function.drop(EVENT)
    function.keys("F5")
    assert function.status == WAITING

    function.answer_question("Cancel")

    assert not function.part(QAction, "stopAction").isEnabled()
    assert function.history.model().rowCount() == 0
    function.run()
    assert function.value("amount_total") == "20 000"
