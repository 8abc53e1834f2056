"""What is seen fits: small windows, long texts, results of code that is no longer there."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QScrollArea, QWidget
from studio_user import SAMPLE_EVENTS

SMALL = QSize(640, 400)
"""A screen of 1280 x 800 at 200 %."""

FAILS = """
def rossum_hook_request_handler(payload):
    raise ValueError("a long sentence about what went wrong " * 10)
"""
SLOW = """
import time


def rossum_hook_request_handler(payload):
    time.sleep(0.5)
    return {"messages": [{"type": "info", "content": "Done"}]}
"""
STALE = "From before your last change."


@pytest.fixture
def sample(studio):
    """The sample, open."""
    studio.click_text("Open Sample")
    studio.wait_for_document("amount_total")
    return studio


# Small windows


@pytest.fixture
def small(sample):
    sample.window.resize(SMALL)
    sample.wait(lambda: sample.window.panels.is_narrow)
    return sample


def test_a_small_window_keeps_its_size_whatever_a_run_says(small):
    for code in (small.code.text(), FAILS):
        small.replace_code(code)
        small.run()
        small.wait(lambda: small.window.size() == SMALL)

    assert small.window.statusBar().geometry().bottom() <= SMALL.height()


def test_in_a_small_window_a_long_failure_is_scrolled_to_not_squeezed(small):
    small.replace_code(FAILS)
    small.run()
    banner = small.part(QFrame, "failureBanner")
    area = small.window.panels.results_room

    small.wait(lambda: area.verticalScrollBar().maximum() > 0)
    assert isinstance(area, QScrollArea)
    assert banner.height() >= banner.heightForWidth(banner.width())
    assert small.code.height() > 60


def test_results_move_under_the_editor_and_back(sample):
    def below() -> bool:
        return (
            _top(sample, sample.window.panels.results) > _top(sample, sample.code) + sample.code.height() - 5
        )

    sample.run()
    sample.window.resize(1280, 800)
    sample.wait(lambda: not below())
    sample.window.resize(1000, 700)
    sample.wait(below)
    sample.window.resize(1280, 800)
    sample.wait(lambda: not below())


def _top(studio, widget: QWidget) -> int:
    return widget.mapTo(studio.window, widget.rect().topLeft()).y()


def test_a_dialog_is_no_larger_than_the_window(small):
    small.keys("Ctrl+N")
    dialog = small.dialog(QDialog)

    assert dialog.width() < SMALL.width() and dialog.height() < SMALL.height()
    small.pick("Warn about big amounts")
    small.answer_question("Cancel")


def test_the_last_sentence_has_room_in_a_small_window(small):
    small.run()
    label = small.part(QLabel, "statusMessage")

    assert label.width() >= label.sizeHint().width()


# Long texts


def test_no_line_of_a_notice_is_cut(sample):
    sample.drop(SAMPLE_EVENTS / "queue_export.receipts.json")
    sample.pick("hotel_9914.pdf")
    sample.wait(lambda: sample.said)

    text = sample.part(QLabel, "noticeText")
    assert text.text().count("\n") or len(text.text()) > 100
    assert text.height() >= text.heightForWidth(text.width())


# The first thing seen


def test_the_focus_is_on_the_sample_at_first(studio):
    assert studio.focus is studio.button("Open Sample")


# Results of something else


def test_a_run_right_after_typing_is_not_greyed(sample):
    sample.replace_code(sample.code.text().replace("Value is too big", "Too much"))
    sample.run()
    sample.wait(lambda: sample.window.windowTitle().count("tested 1/1"))
    sample.replace_code(sample.code.text())  # typed again, and the same: nothing is outdated
    sample.wait(lambda: sample.tested == "tested 1/1")

    assert STALE not in sample.texts


def test_typing_after_a_run_greys_its_result(sample):
    sample.run()
    sample.code.setFocus()

    sample.type(" ")

    sample.wait(lambda: STALE in sample.texts)


def test_typing_while_the_function_runs_greys_its_result(sample):
    sample.replace_code(SLOW)
    runs = sample.history.model().rowCount()
    sample.keys("F5")
    sample.wait(lambda: sample.status == "Running…")
    sample.type(" ")
    sample.wait(lambda: sample.history.model().rowCount() > runs)

    sample.wait(lambda: STALE in sample.texts)


def test_opening_another_document_greys_the_result(sample):
    sample.run()

    sample.drop(SAMPLE_EVENTS / "annotation_content.initialize.receipt.json")

    sample.wait_for_document("cost_center")
    assert STALE in sample.texts
