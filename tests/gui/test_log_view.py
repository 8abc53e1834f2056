"""What the handler printed, and where it failed."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QTextCursor
from run_reports import DIVIDES, RICH, run

from rossum_studio.gui.run.log_view import LogView
from rossum_studio.gui.theme import LIGHT

USES_A_LIBRARY = """\
import json

def rossum_hook_request_handler(payload):
    return json.loads("nothing")
"""

PRINTS_A_LOT = """\
def rossum_hook_request_handler(payload):
    print("start" + "x" * 800_000 + "end")
    return {}
"""


@pytest.fixture(scope="module")
def rich():
    return run(RICH)


@pytest.fixture(scope="module")
def failed():
    return run(DIVIDES)


@pytest.fixture
def log(qtbot):
    log = LogView()
    qtbot.addWidget(log)
    log.resize(460, 400)
    log.show()
    return log


def click_text(qtbot, log: LogView, text: str) -> None:
    found = log.document().find(text)
    assert not found.isNull(), f"{text!r} is not in {log.toPlainText()!r}"
    found.setPosition(found.selectionStart() + 1)
    place = log.cursorRect(found).center() + QPoint(1, 0)
    qtbot.mouseClick(log.viewport(), Qt.MouseButton.LeftButton, pos=place)


def colour_of(log: LogView, text: str) -> QColor:
    return log.document().find(text).charFormat().foreground().color()


def test_stdout_and_stderr_are_apart_by_label_and_colour(log, rich):
    log.set_outcome(rich.outcome)

    assert log.toPlainText() == "Output (stdout)\nchecking 2 rows\n\nErrors (stderr)\nno rate\n\n"
    assert colour_of(log, "no rate") == QColor(LIGHT.warning.text)
    assert colour_of(log, "checking") == QColor(LIGHT.text)


def test_clicking_a_frame_of_the_traceback_leads_to_its_line(qtbot, log, failed):
    log.set_outcome(failed.outcome)

    with qtbot.waitSignal(log.line_requested) as asked:
        click_text(qtbot, log, "handler.py, line 6")

    assert asked.args == [6]


def test_enter_on_a_frame_of_the_traceback_leads_to_its_line(qtbot, log, failed):
    log.set_outcome(failed.outcome)
    cursor = log.document().find("handler.py, line 6")
    log.setTextCursor(QTextCursor(cursor.block()))

    with qtbot.waitSignal(log.line_requested) as asked:
        qtbot.keyClick(log, Qt.Key.Key_Return)

    assert asked.args == [6]


def test_frames_of_libraries_are_folded_until_asked_for(qtbot, log):
    log.set_outcome(run(USES_A_LIBRARY).outcome)
    assert "handler.py, line 4" in log.toPlainText()
    assert "decoder.py" not in log.toPlainText()

    click_text(qtbot, log, "Show 3 library frames")

    assert "decoder.py" in log.toPlainText()


def test_a_long_output_is_cut_until_asked_for(qtbot, log):
    log.set_outcome(run(PRINTS_A_LOT).outcome)
    assert len(log.toPlainText()) < 300_000
    assert "start" in log.toPlainText()
    assert "end" in log.toPlainText()

    log.setTextCursor(log.document().find("Show all 0.8 MB"))
    log.ensureCursorVisible()
    click_text(qtbot, log, "Show all 0.8 MB")

    assert log.toPlainText().count("x") == 800_000
    block = log.document().begin()
    while block.isValid():
        assert block.length() < 2100, "one line of a megabyte would take seconds to lay out"
        block = block.next()
