"""Notes below lines, and what a dragged row becomes in the code."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from studio_user import SAMPLE_EVENTS

EVENT = SAMPLE_EVENTS / "annotation_content.initialize.invoice.json"
PYTHON = """\
from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    t.show_warning("Look at this", t.field.document_id)
    t.field.notes = "seen"
    return t.hook_response()
"""
JAVASCRIPT = """\
exports.rossum_hook_request_handler = async (payload) => {
  return { messages: [{ type: 'error', content: 'Not like this' }] };
};
"""


@pytest.fixture
def open_handler(open_window, tmp_path):
    def open_it(code: str, name: str):
        path = tmp_path / name
        path.write_text(code, "utf-8")
        user = open_window(EVENT, path)
        user.wait_for_document("amount_total")
        user.wait(lambda: user.code.text() == code)
        return user

    return open_it


def note_below(user, line: int) -> str:
    length = user.code.annotationLines(line - 1)
    return bytes(user.code.annotationText(line - 1)).decode() if length else ""


def test_lines_say_what_they_produced_in_the_last_run(open_handler):
    user = open_handler(PYTHON, "hook.py")
    user.part(QAction, "notes.toggle").trigger()
    user.run()

    assert note_below(user, 6) == "warning: Look at this  → document_id"
    assert note_below(user, 7) == "info: changed notes"

    user.part(QAction, "notes.toggle").trigger()
    assert note_below(user, 6) == ""


def test_lines_of_javascript_do_too(open_handler):
    user = open_handler(JAVASCRIPT, "hook.js")
    user.part(QAction, "notes.toggle").trigger()
    user.run()

    assert note_below(user, 2) == "error: Not like this  → the whole document"


def test_problems_are_said_below_their_line(open_handler):
    user = open_handler(PYTHON.replace('"Look at this"', "missing"), "hook.py")
    user.part(QAction, "notes.toggle").trigger()

    user.wait(lambda: "missing" in note_below(user, 6))


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        (PYTHON, "hook.py", "t.field.amount_total"),
        (JAVASCRIPT, "hook.js", "findBySchemaId(payload.annotation.content, 'amount_total')"),
    ],
)
def test_a_dragged_row_becomes_its_accessor(open_handler, code, name, expected):
    user = open_handler(code, name)
    mime: QMimeData = user.tree.model().mimeData([user.index("amount_total")])
    place, none = QPointF(60, 2), Qt.KeyboardModifier.NoModifier
    common = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)

    for event in (
        QDragEnterEvent(place.toPoint(), *common),
        QDragMoveEvent(place.toPoint(), *common),
        QDropEvent(place, *common),
    ):
        QApplication.sendEvent(user.code.viewport(), event)

    assert expected in user.code.text()
