"""Formatting in the window, and the edits it makes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rossum_studio.gui.editor.formatting import line_edits
from rossum_studio.model.finding import Fix

UNTIDY = "def rossum_hook_request_handler( payload ):\n    return { }\n\n\n# the end\n"
TIDY = "def rossum_hook_request_handler(payload):\n    return {}\n\n\n# the end\n"
LINES = st.lists(st.sampled_from(["a", "b", "", "  c"]), max_size=6).map("\n".join)


@given(LINES, LINES)
def test_the_edits_make_one_text_of_the_other(before, after):
    assert Fix("", tuple(line_edits(before, after))).applied_to(before) == after


@pytest.fixture
def user(open_window, tmp_path):
    path = tmp_path / "hook.py"
    path.write_text(UNTIDY, "utf-8")
    opened = open_window(path)
    opened.wait(lambda: opened.code.text() == UNTIDY)
    opened.code.setFocus()
    return opened


def test_shift_alt_f_formats_and_the_caret_stays_on_its_line(user):
    user.code.go_to(5, 3)

    user.keys("Shift+Alt+F")
    user.wait(lambda: user.code.text() == TIDY)

    assert user.code.lineFromPosition(user.code.currentPos()) == 4


def test_formatting_is_one_step_to_undo(user):
    user.keys("Shift+Alt+F")
    user.wait(lambda: user.code.text() == TIDY)

    user.keys("Ctrl+Z")

    assert user.code.text() == UNTIDY


def test_code_that_cannot_be_read_stays_and_says_why(user):
    user.code.go_to(1, 1)
    user.type("(")
    broken = user.code.text()

    user.keys("Shift+Alt+F")
    user.wait(lambda: "mend its first error" in user.status)

    assert user.code.text() == broken
