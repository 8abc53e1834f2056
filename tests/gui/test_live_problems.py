"""Problems as one types: found, marked, listed, walked through and mended."""

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolTip
from studio_user import SAMPLE_EVENTS

from rossum_studio.gui.checking.controller import CheckController
from rossum_studio.gui.checking.live_check import LiveCheck, Subject
from rossum_studio.gui.checking.problems_list import counted, field_at
from rossum_studio.gui.editor.findings import FindingMarks, apply_edits
from rossum_studio.gui.editor.scintilla import CodeEditor
from rossum_studio.gui.messages.panel import MessagesPanel
from rossum_studio.model.finding import Finding, Fix, TextEdit, TextRange
from rossum_studio.model.hook import Hook
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.template import load_templates

ERROR_INDICATOR, WARNING_INDICATOR = 10, 11
ERROR_SIGN = 1 << 0

CLEAN = """\
from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    return t.hook_response()
"""
TWO_MISTAKES = """\
from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    first = missing_name
    second = other_name
    return t.hook_response()
"""
AXIOS = """\
const axios = require('axios');

exports.rossum_hook_request_handler = async (payload) => {
  await axios.get('https://example.com');
  return { messages: [], operations: [] };
};
"""


def finding(line=1, column=0, end_column=1, severity=Severity.ERROR, end_line=None, fixes=()):
    """A problem in the code."""
    place = TextRange(line, column, end_line or line, end_column)
    return Finding(
        Problem(severity, Where.CODE, f"handler.py:{line}", "Wrong.", "python-wrong"), place, fixes
    )


@pytest.fixture
def editor(qtbot):
    editor = CodeEditor()
    qtbot.addWidget(editor)
    return editor


@pytest.fixture
def marks(editor):
    return FindingMarks(editor)


def underlined(editor, indicator=ERROR_INDICATOR):
    """The pieces of text with a wavy line."""
    pieces, start = [], 0
    while start < editor.length():
        end = editor.indicatorEnd(indicator, start)
        if end <= start:
            break
        if editor.indicatorValueAt(indicator, start):
            pieces.append(editor.between(start, end))
        start = end
    return pieces


def signed_lines(editor):
    return [row + 1 for row in range(editor.lineCount()) if editor.markerGet(row) & ERROR_SIGN]


# The text with its marks


def test_a_finding_is_underlined_and_has_a_sign_beside_its_line(editor, marks):
    editor.set_text("first = 1\nsecond = misspelt\n")

    marks.show([finding(2, 9, 17)])

    assert underlined(editor) == ["misspelt"]
    assert signed_lines(editor) == [2]


def test_columns_count_characters_also_after_letters_of_several_bytes(editor, marks):
    text = "x = 'žluťoučký 🐎' + wrong"
    editor.set_text(f"{text}\n")

    marks.show([finding(1, text.index("wrong"), len(text))])

    assert underlined(editor) == ["wrong"]


def test_severities_have_lines_of_their_own(editor, marks):
    editor.set_text("bad doubtful\n")

    marks.show([finding(1, 0, 3), finding(1, 4, 12, Severity.WARNING)])

    assert underlined(editor) == ["bad"]
    assert underlined(editor, WARNING_INDICATOR) == ["doubtful"]


def test_a_finding_of_several_lines_is_marked_on_the_first(editor, marks):
    editor.set_text("call(\n  1,\n)\n")

    marks.show([finding(1, 0, 1, end_line=3)])

    assert underlined(editor) == ["call("]


def test_where_something_is_missing_at_the_end_of_a_line_its_last_character_is_marked(editor, marks):
    editor.set_text("call(\n")

    marks.show([finding(1, 5, 5)])

    assert underlined(editor) == ["("]


def test_findings_that_are_gone_leave_no_mark(editor, marks):
    editor.set_text("bad\n")
    marks.show([finding(1, 0, 3)])

    marks.show([])

    assert underlined(editor) == []
    assert signed_lines(editor) == []


def test_marks_follow_their_text_until_the_next_findings_come(editor, marks):
    editor.set_text("bad\n")
    marks.show([finding(1, 0, 3)])

    editor.replace_range(0, 0, "\n")

    assert underlined(editor) == ["bad"]
    assert signed_lines(editor) == [2]


def test_a_mark_that_went_with_its_text_is_there_again_when_the_text_is(editor, marks):
    editor.set_text("bad\n")
    marks.show([finding(1, 0, 3)])
    editor.replace_range(0, 4, "")
    editor.replace_range(0, 0, "bad\n")

    marks.show([finding(1, 0, 3)])

    assert underlined(editor) == ["bad"]
    assert signed_lines(editor) == [1]


def test_marks_that_are_right_are_not_made_again(editor, marks):
    editor.set_text("bad\n")
    marks.show([finding(1, 0, 3)])
    handle = editor.markerHandleFromLine(0, 0)

    marks.show([finding(1, 0, 3)])

    assert editor.markerHandleFromLine(0, 0) == handle
    assert underlined(editor) == ["bad"]


def test_the_error_of_a_run_keeps_its_mark_when_the_findings_change(editor, marks):
    editor.set_text("bad\n")
    editor.show_error(1, "ZeroDivisionError")
    marks.show([finding(1, 0, 3)])

    marks.show([])

    assert signed_lines(editor) == [1]
    assert editor.annotationText(0).data().decode() == "error: ZeroDivisionError"


def test_the_caret_goes_from_one_finding_to_the_next_and_around(editor, marks):
    editor.set_text("a\nb\nc\n")
    marks.show([finding(3), finding(1)])

    lines = [marks.go_on(1).place.line for _ in range(3)]

    assert lines == [3, 1, 3]
    assert marks.go_on(-1).place.line == 1


def test_edits_are_one_step_to_undo_and_keep_the_line_ends(editor):
    editor.set_text("a = 1\r\nb = 2\r\n")
    edits = (TextEdit(TextRange(1, 4, 1, 5), "10"), TextEdit(TextRange(2, 0, 2, 0), "# more\n"))

    apply_edits(editor, edits)

    assert editor.text() == "a = 10\r\n# more\r\nb = 2\r\n"
    editor.undo()
    assert editor.text() == "a = 1\r\nb = 2\r\n"


def test_edits_do_in_the_editor_what_a_fix_does_to_the_text(editor):
    code = "ž = 'a'\nb = ž\n"
    fix = Fix("", (TextEdit(TextRange(1, 0, 1, 1), "long"), TextEdit(TextRange(2, 4, 2, 5), "long")))
    editor.set_text(code)

    apply_edits(editor, fix.edits)

    assert editor.text() == fix.applied_to(code)


# The list and its words


def test_findings_are_counted_by_severity():
    found = [finding(), finding(), finding(severity=Severity.WARNING), finding(severity=Severity.INFO)]

    assert counted(found) == "Problems: 2 errors, 1 warning, 1 info"
    assert counted([]) == "No problems"


@pytest.mark.parametrize(
    ("pointer", "field"),
    [
        ("/content/0/children/0/type", "total"),
        ("/content/0/label", "basic"),
        ("", None),
        ("/content/7", None),
    ],
)
def test_a_pointer_into_a_schema_leads_to_the_innermost_field(pointer, field):
    raw = {"content": [{"id": "basic", "children": [{"id": "total", "type": "number"}]}]}

    assert field_at(raw, pointer) == field


def test_problems_found_while_typing_stay_bright_when_the_run_is_outdated(qtbot):
    panel = MessagesPanel()
    qtbot.addWidget(panel)
    panel.set_found([finding()])

    panel.set_stale(True)

    assert [row.is_dimmed for row in panel.problems.rows] == [False]


# What is checked


def test_what_did_not_change_is_not_checked_again():
    hook = Hook(CLEAN, {**load_templates()[0].hook, "events": ["nonsense"]})
    live = LiveCheck()
    first = live.check(Subject(hook, None, "handler.py"), ask_node=False).findings

    again = live.check(Subject(hook.with_code(CLEAN + "\n"), None, "handler.py"), ask_node=False).findings

    of_object = [each for each in first if each.problem.where is Where.HOOK]
    assert of_object
    assert all(any(each is one for one in again) for each in of_object)


def test_only_the_newest_text_is_answered(qtbot):
    code = "missing_name\n"
    checks = CheckController(lambda: Subject(Hook(code), None, "handler.py"))
    answered = []
    checks.checked.connect(lambda checked: answered.append(checked.code))
    checks.check_now()
    code = "other_name\n"

    with qtbot.waitSignal(checks.checked):
        checks.check_soon()
    checks.close()

    assert answered == ["other_name\n"]


def test_what_node_says_of_javascript_follows(qtbot):
    code = "let twice = 1;\nlet twice = 2;\n"
    checks = CheckController(lambda: Subject(Hook(code, {}, "javascript"), None, "handler.js"))
    last = []
    checks.checked.connect(lambda checked: last.append([each.problem.message for each in checked.findings]))

    checks.check_now()
    qtbot.waitUntil(lambda: len(last) == 2, timeout=20_000)
    checks.close()

    assert any("already been declared" in message for message in last[1])


# In the window


@pytest.fixture
def new_function(studio):
    """A Python function that nothing is wrong with, and its document."""
    studio.keys("Ctrl+N")
    studio.pick("Warn about big amounts")
    studio.wait_for_document("amount_total")
    studio.replace_code(CLEAN)
    studio.wait(lambda: count(studio) == "No problems")
    return studio


@pytest.fixture
def two_mistakes(new_function):
    new_function.replace_code(TWO_MISTAKES)
    new_function.wait(lambda: len(underlined(new_function.code)) == 2)
    return new_function


def count(studio):
    return studio.part(QLabel, "problemsLabel").text()


def open_menu(studio, name="fixMenu"):
    """The menu that popped up, once it did."""
    studio.wait(lambda: any(menu.isVisible() for menu in studio.window.findChildren(QMenu, name)))
    return next(menu for menu in studio.window.findChildren(QMenu, name) if menu.isVisible())


def choose_first(studio):
    """Take the first fix of the menu, and go back to the window, which a window manager would see to."""
    QTest.keyClick(open_menu(studio), Qt.Key.Key_Return)
    studio.window.activateWindow()
    studio.wait(studio.code.hasFocus)


def caret_line(studio):
    return studio.code.lineFromPosition(studio.code.currentPos()) + 1


def test_a_mistake_is_marked_listed_and_counted_without_a_run(two_mistakes):
    assert underlined(two_mistakes.code) == ["missing_name", "other_name"]
    lines = two_mistakes.lines(two_mistakes.problems)
    assert len([line for line in lines if "missing_name" in line and "line 6" in line]) == 1
    assert count(two_mistakes) == "Problems: 2 errors"


def test_a_mistake_that_is_corrected_is_no_problem_any_more(two_mistakes):
    two_mistakes.replace_code(CLEAN)

    two_mistakes.wait(lambda: count(two_mistakes) == "No problems")
    assert underlined(two_mistakes.code) == []
    assert two_mistakes.lines(two_mistakes.problems) == []


def test_a_problem_in_the_list_leads_to_its_place(two_mistakes):
    two_mistakes.click_row(two_mistakes.problems, two_mistakes.problems.model().index(1, 0))

    assert caret_line(two_mistakes) == 7
    assert two_mistakes.code.hasFocus()


def test_f8_goes_through_the_problems_while_the_editor_has_the_focus(two_mistakes):
    two_mistakes.code.go_to(1)

    two_mistakes.keys("F8")
    first = caret_line(two_mistakes), two_mistakes.status
    two_mistakes.keys("F8")
    second = caret_line(two_mistakes)
    two_mistakes.keys("Shift+F8")

    assert first[0] == 6
    assert "missing_name" in first[1]
    assert (second, caret_line(two_mistakes)) == (7, 6)


def test_f8_needs_a_problem_or_a_result(new_function):
    assert not new_function.part(QAction, "problem.next").isEnabled()

    new_function.replace_code(TWO_MISTAKES)

    new_function.wait(new_function.part(QAction, "problem.next").isEnabled)


def test_the_sentence_is_shown_where_the_mouse_rests(two_mistakes):
    code = two_mistakes.code
    position = code.text().index("missing_name") + 2
    place = QPoint(code.pointXFromPosition(position) + 1, code.pointYFromPosition(position) + 4)

    QApplication.sendEvent(
        code.viewport(), QHelpEvent(QHelpEvent.Type.ToolTip, place, code.mapToGlobal(place))
    )

    assert "missing_name" in QToolTip.text()
    QToolTip.hideText()


@pytest.fixture
def without_schemas(studio, tmp_path):
    """A function with TxScript whose hook object does not sideload schemas."""
    hook = {**load_templates()[0].hook, "sideload": []}
    hook["config"] = {**hook["config"], "code": CLEAN}
    (tmp_path / "no_schemas.json").write_text(json.dumps(hook))
    studio.drop(tmp_path / "no_schemas.json", SAMPLE_EVENTS / "annotation_content.updated.line_items.json")
    studio.wait_for_document("amount_total")
    studio.wait(lambda: underlined(studio.code))
    return studio


def test_the_missing_sideload_is_a_problem_that_a_fix_mends(without_schemas):
    studio = without_schemas
    assert any("every call will fail with PayloadError" in line for line in studio.lines(studio.problems))
    studio.code.setFocus()
    studio.keys("F8", "Ctrl+.")

    choose_first(studio)

    studio.wait(lambda: count(studio) == "No problems")
    assert studio.window.studio.hook.current.sideload == ["schemas"]
    assert studio.window.studio.hook.is_dirty


def test_the_problems_own_menu_offers_the_fix_too(without_schemas):
    studio = without_schemas
    place = studio.problems.visualRect(studio.problems.model().index(0, 0)).center()

    studio.problems.customContextMenuRequested.emit(place)

    menu = open_menu(studio)
    assert [action.text() for action in menu.actions()] == ['Add "schemas" to sideload']
    menu.close()


def test_a_fix_of_the_code_can_be_undone(new_function):
    wrong = CLEAN.replace("hook_response()", "hook_response").replace(
        "    return t.hook_response\n", "    t.hook_response()\n"
    )
    new_function.replace_code(wrong)
    new_function.wait(
        lambda: underlined(new_function.code) or underlined(new_function.code, WARNING_INDICATOR)
    )
    new_function.code.go_to(1)

    new_function.keys("F8", "Ctrl+.")
    choose_first(new_function)

    new_function.wait(lambda: count(new_function) == "No problems")
    assert new_function.code.text() == CLEAN
    new_function.keys("Ctrl+Z")
    assert new_function.code.text() == wrong


def test_the_editors_menu_starts_with_the_fix(without_schemas):
    code = without_schemas.code
    without_schemas.code.setFocus()
    without_schemas.keys("F8")
    before = set(code.findChildren(QMenu))
    by_key = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), code.mapToGlobal(QPoint(1, 1))
    )

    QApplication.sendEvent(code, by_key)

    menu = next(iter(set(code.findChildren(QMenu)) - before))
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts[0] == 'Add "schemas" to sideload'
    assert "&Paste" in texts
    menu.close()


def test_where_nothing_can_be_mended_ctrl_dot_says_so(new_function):
    new_function.code.go_to(1)

    new_function.keys("Ctrl+.")

    assert new_function.status == "There is no quick fix for this line."


def test_a_module_outside_the_library_pack_is_found_before_the_run(studio):
    studio.keys("Ctrl+N")
    studio.pick("JavaScript")
    studio.wait(lambda: "exports" in studio.code.text())

    studio.replace_code(AXIOS)

    studio.wait(lambda: any("axios" in line for line in studio.lines(studio.problems)))
    assert any("axios" in piece for piece in underlined(studio.code))


def test_the_text_after_the_last_key_is_the_one_that_is_judged(new_function):
    new_function.replace_code(CLEAN + "\n" + "\n".join(f"value_{i} = {i}" for i in range(500)) + "\n")
    new_function.code.go_to(7)

    new_function.type("absent_name")

    new_function.wait(lambda: underlined(new_function.code) == ["absent_name"])


def test_closing_the_function_takes_its_problems_away(two_mistakes):
    two_mistakes.keys("Ctrl+W")
    two_mistakes.answer_question("Don't Save")

    two_mistakes.wait(lambda: count(two_mistakes) == "")
    assert two_mistakes.lines(two_mistakes.problems) == []
