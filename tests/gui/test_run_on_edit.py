"""With "run on edit" on: every edit in the tree is run, and no result is shown for what it is not of."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from studio_user import FIND, SAMPLE_EVENTS

HANDLER = """
import time

def rossum_hook_request_handler(payload):
    total = find(payload["annotation"]["content"], "amount_total")
    time.sleep({seconds})
    said = "It is " + total["content"]["value"]
    return {{"messages": [{{"type": "info", "content": said, "id": total["id"]}}]}}
"""


@pytest.fixture
def studio(open_window, tmp_path):
    """A handler that takes a while, on an invoice; edits run."""

    def open_with(seconds: float):
        (tmp_path / "watch_total.py").write_text(FIND + HANDLER.format(seconds=seconds))
        event = SAMPLE_EVENTS / "annotation_content.initialize.invoice.json"
        studio = open_window(tmp_path / "watch_total.py", event)
        studio.wait_for_document("amount_total")
        studio.wait(lambda: "watch_total" in studio.window.windowTitle())
        flow = studio.window.studio.run_flow
        flow.preferences = replace(flow.preferences, run_on_edit=True)
        return studio

    return open_with


def note(studio) -> str:
    label = studio.part(QLabel, "resultNote")
    return label.text() if label.isVisible() else ""


def messages(studio) -> list[str]:
    return [row.text for row in studio.messages.rows if not studio.messages.model().is_dimmed(row)]


def test_an_edit_is_run_and_the_old_result_is_not_greyed_for_the_moment_that_takes(studio):
    user = studio(0)
    user.edit_value("amount_total", "1")
    user.wait(lambda: messages(user) == ["It is 1"])

    user.edit_value("amount_total", "2")

    assert note(user) == ""
    user.wait(lambda: messages(user) == ["It is 2"])
    assert note(user) == ""


def test_while_a_longer_run_goes_on_the_old_result_is_greyed(studio):
    user = studio(1)
    user.edit_value("amount_total", "1")
    user.wait(lambda: messages(user) == ["It is 1"])

    user.edit_value("amount_total", "2")

    user.wait(lambda: note(user) == "From before your last change.")
    assert messages(user) == []
    user.wait(lambda: messages(user) == ["It is 2"])


def test_what_is_edited_during_a_run_is_run_after_it(studio):
    user = studio(0.3)
    user.edit_value("amount_total", "1")
    assert user.window.studio.runs.is_running

    user.edit_value("amount_total", "2")

    user.wait(lambda: messages(user) == ["It is 2"])
    assert user.history.model().rowCount() == 2


def test_without_it_a_result_of_before_an_edit_is_greyed_when_it_comes(studio):
    user = studio(0.3)
    flow = user.window.studio.run_flow
    user.edit_value("amount_total", "1")
    flow.preferences = replace(flow.preferences, run_on_edit=False)

    user.edit_value("amount_total", "2")

    user.wait(lambda: user.history.model().rowCount() == 1)
    user.wait(lambda: note(user) == "From before your last change.")
    assert messages(user) == []
