"""What is seen fits: small windows, long texts, results of code that is no longer there."""

import itertools

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QScrollArea, QSplitter, QWidget
from studio_user import SAMPLE_EVENTS

from rossum_studio.gui.editor.gutter import SIGNS_WIDTH
from rossum_studio.gui.theme import LIGHT

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
    small.wait(lambda: banner.height() >= banner.heightForWidth(banner.width()))
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


# Where there is no room


def drawn(widget):
    """What a widget looks like."""
    return widget.grab().toImage()


def test_a_long_event_name_shows_its_end_in_a_narrow_window(small):
    small.choose_event("annotation_content.user_update")
    combo = small.event
    combo.setFixedWidth(180)
    shown = drawn(combo)

    combo.setItemText(combo.currentIndex(), f"and {combo.currentText()}")  # the same end
    assert drawn(combo) == shown
    combo.setItemText(combo.currentIndex(), "annotation_content · user_upset")
    assert drawn(combo) != shown


def test_the_list_of_events_is_wide_enough_for_every_name(small):
    assert small.event.view().minimumWidth() >= small.event.view().sizeHintForColumn(0)


def test_the_counts_above_the_tree_are_not_cut(small):
    small.run()
    small.part(QSplitter, "columnsSplitter").setSizes([160, 250, 230])
    counts = small.window.panels.tree.counts

    small.wait(lambda: counts.height() >= counts.heightForWidth(counts.width()))
    assert counts.width() <= 160


def test_a_sentence_without_room_ends_in_dots_and_is_whole_in_the_tool_tip(small):
    label = small.part(QLabel, "statusMessage")
    sentence = "A sentence that goes on and on " * 10
    small.window.status.say(sentence)
    with_more = drawn(label)

    small.window.status.say(sentence + "and then some")

    assert drawn(label) == with_more
    assert (label.text(), label.toolTip()) == (sentence + "and then some",) * 2


def test_the_sign_of_a_failing_line_is_whole_in_its_margin(sample):
    sample.code.show_error(3, "no such name")
    sample.wait(lambda: error_pixels(sample.code))
    rows, columns = zip(*error_pixels(sample.code), strict=True)

    assert 10 <= max(columns) - min(columns) + 1 <= SIGNS_WIDTH
    assert min(columns) > 0 and max(columns) < SIGNS_WIDTH - 1
    assert abs((max(rows) - min(rows)) - (max(columns) - min(columns))) <= 1  # a circle, not a part of one


def error_pixels(code):
    """Where the sign margin has the colour of an error: (row, column)."""
    image, colour = code.viewport().grab().toImage(), QColor(LIGHT.error.text).rgb()
    places = itertools.product(range(image.height()), range(SIGNS_WIDTH + 10))
    return [(y, x) for y, x in places if image.pixelColor(x, y).rgb() == colour]
