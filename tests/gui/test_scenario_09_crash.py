"""Scenario 9: the handler crashes."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame

from rossum_studio.gui.roles import Role

DIVIDES = """
from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    return share(t, 0)


def share(t, count):
    return t.field.amount_total / count
"""
READS_BUTTON = """
def rossum_hook_request_handler(payload):
    (section,) = [each for each in payload["annotation"]["content"] if each["schema_id"] == "other_section"]
    texts = [node["content"]["value"] for node in section["children"]]
    return {"messages": [{"type": "info", "content": " ".join(texts)}]}
"""


@pytest.fixture
def good(studio):
    """The sample after a good run."""
    studio.click_text("Open Sample")
    studio.wait_for_document("amount_total")
    studio.run()
    return studio


@pytest.fixture
def failed(good):
    """The same after a run that divided by zero."""
    good.replace_code(DIVIDES)
    good.run()
    return good


def line_of(code, text):
    return next(i for i, line in enumerate(code.splitlines(), 1) if text in line)


def failure(studio):
    return studio.part(QFrame, "failureBanner")


def test_a_red_banner_names_the_exception_and_the_line(failed):
    assert failure(failed).isVisible()
    assert failure(failed).text.startswith("The function failed: ZeroDivisionError")
    assert f"line {line_of(DIVIDES, '/ count')}" in failure(failed).text
    assert failed.status.startswith("The function failed: ZeroDivisionError")


def test_the_banner_says_what_a_reviewer_would_see_in_rossum(failed):
    assert "A reviewer sees: CallFunctionException, ZeroDivisionError" in failure(failed).text


def test_the_button_of_the_banner_leads_to_the_line(failed):
    failed.click_text(f"Go to line {line_of(DIVIDES, '/ count')}", failure(failed))

    assert failed.code.hasFocus()
    assert failed.code.lineFromPosition(failed.code.currentPos()) + 1 == line_of(DIVIDES, "/ count")


def test_the_traceback_has_the_users_frames_only_and_each_is_a_link(failed):
    failed.open_tab("Output")

    log = failed.log.toPlainText()
    lines = [int(each) for each in re.findall(r"^\S+\.py, line (\d+), in", log, re.MULTILINE)]
    assert lines == [line_of(DIVIDES, "return share"), line_of(DIVIDES, "/ count")]
    assert "site-packages" not in log and "worker" not in log

    _click(failed.log, f"line {lines[0]},")

    assert failed.code.lineFromPosition(failed.code.currentPos()) + 1 == lines[0]


def _click(view, text):
    """Click on a text of the log."""
    cursor = view.document().find(text)
    cursor.setPosition(cursor.selectionStart() + 1)
    place = view.cursorRect(cursor).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def test_the_line_that_failed_is_marked_in_the_editor(failed):
    row = line_of(DIVIDES, "/ count") - 1

    assert failed.code.markerGet(row)
    assert "ZeroDivisionError" in bytes(failed.code.annotationText(row)).decode()


def test_the_previous_good_result_stays_visible_marked_as_earlier(failed):
    earlier = [line for line in failed.lines(failed.messages) if "earlier run" in line]

    assert [line.partition(" (")[0] for line in earlier] == ["Warning: Value is too big"]
    assert failed.index("item_amount_base").data(Role.SEVERITY) == "warning"
    assert "those of the last good run" in failed.texts


def test_reading_the_content_of_a_button_is_explained(good):
    good.replace_code(READS_BUTTON)
    good.run()

    said = "\n".join([failure(good).text, *good.lines(good.problems), good.log.toPlainText()])
    assert "`content` is null for `email_button` (a button has no content)" in said


def test_a_good_run_takes_the_banner_away(failed):
    failed.code.setFocus()
    failed.keys("Ctrl+Z")
    failed.wait(lambda: "TOO_BIG" in failed.code.text())
    failed.run()

    assert not failure(failed).isVisible()
    assert failed.status.startswith("1 warning")
    assert not any("earlier run" in line for line in failed.lines(failed.messages))
