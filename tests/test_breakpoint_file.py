"""Breakpoints are kept by file, found again in edited text, and a damaged file costs nothing."""

import pytest

from rossum_studio.preferences.breakpoint_file import (
    MOST_FILES,
    KeptBreakpoint,
    load_breakpoints,
    save_breakpoints,
)
from rossum_studio.preferences.profile import Profile


@pytest.fixture
def profile(tmp_path) -> Profile:
    return Profile(tmp_path)


def test_what_was_kept_comes_back(profile):
    kept = (KeptBreakpoint(3, "a = 1", "a > 1", ">= 2", ""), KeptBreakpoint(5, "b = 2"))

    save_breakpoints(profile, "/work/hook.py", kept)

    assert load_breakpoints(profile, "/work/hook.py") == kept
    assert load_breakpoints(profile, "/work/other.py") == ()


def test_none_are_forgotten(profile):
    save_breakpoints(profile, "/work/hook.py", [KeptBreakpoint(3, "a = 1")])
    save_breakpoints(profile, "/work/hook.py", [])

    assert profile.breakpoints_file.read_text() == "{}"


def test_files_used_longest_ago_are_forgotten(profile):
    for number in range(MOST_FILES + 1):
        save_breakpoints(profile, f"/work/{number}.py", [KeptBreakpoint(1, "x")])

    assert load_breakpoints(profile, "/work/0.py") == ()
    assert load_breakpoints(profile, "/work/1.py") != ()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"/h.py": 1}', '{"/h.py": [1, {"line": "2"}, {"line": 2, "text": 3}]}'],
)
def test_a_damaged_file_has_no_breakpoints(profile, text):
    profile.breakpoints_file.write_text(text)

    assert load_breakpoints(profile, "/h.py") == ()


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["x", "a = 1", "y"], 2),
        (["new", "new", "x", "    a = 1"], 4),
        (["a = 1", "x", "x", "a = 1"], 4),  # the nearest
        (["x", "y"], None),
    ],
)
def test_a_breakpoint_finds_its_line_in_text_that_was_edited_elsewhere(lines, found):
    assert KeptBreakpoint(3, "  a = 1").found_in(lines) == found
