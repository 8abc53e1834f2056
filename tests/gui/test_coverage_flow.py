"""Coverage beside the code, from real runs in the window."""

import pytest
from PySide6.QtGui import QAction
from studio_user import SAMPLE_EVENTS

EVENT = SAMPLE_EVENTS / "annotation_content.initialize.invoice.json"
HANDLER = """\
def rossum_hook_request_handler(payload):
    if payload["action"] == "updated":
        return {}
    return {"messages": []}
"""


@pytest.fixture
def user(open_window, tmp_path):
    path = tmp_path / "hook.py"
    path.write_text(HANDLER, "utf-8")
    opened = open_window(EVENT, path)
    opened.wait_for_document("amount_total")
    opened.wait(lambda: opened.code.text() == HANDLER)
    opened.part(QAction, "coverage.toggle").trigger()
    return opened


def test_what_ran_and_what_never_did_is_marked(user):
    user.choose_event("annotation_content.initialize")

    user.run()

    assert user.code.gutter.coverage == {0: "ran", 1: "ran", 2: "never", 3: "ran"}


def test_events_add_up(user):
    user.choose_event("annotation_content.initialize")
    user.run()
    user.choose_event("annotation_content.updated")
    user.run()

    assert user.code.gutter.coverage == {0: "ran", 1: "ran", 2: "ran", 3: "earlier"}


def test_edited_code_has_no_coverage_until_it_runs(user):
    user.run()
    user.code.setFocus()
    user.type("#")

    assert user.code.gutter.coverage == {}


def test_it_is_shown_on_demand_only(user):
    user.run()
    user.part(QAction, "coverage.toggle").trigger()

    assert user.code.gutter.coverage == {}


def test_javascript_is_measured_while_it_is_shown(open_window, tmp_path):
    path = tmp_path / "hook.js"
    path.write_text(
        "exports.rossum_hook_request_handler = ({ action }) => {\n"
        "  if (action === 'updated') {\n    return {};\n  }\n  return { messages: [] };\n};\n",
        "utf-8",
    )
    user = open_window(EVENT, path)
    user.wait_for_document("amount_total")
    user.part(QAction, "coverage.toggle").trigger()
    user.choose_event("annotation_content.initialize")

    user.run()

    assert user.code.gutter.coverage == {0: "ran", 1: "ran", 2: "never", 4: "ran"}
