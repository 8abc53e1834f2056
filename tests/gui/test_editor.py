"""The editor, driven as a hand would drive it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFont, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QVBoxLayout, QWidget

from rossum_studio.gui.editor.find import Query, find_all, replacement
from rossum_studio.gui.editor.highlight import LANGUAGES
from rossum_studio.gui.editor.panel import EditorPanel
from rossum_studio.gui.editor.scintilla import CodeEditor
from rossum_studio.gui.theme import DARK, LIGHT

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
KEY = Qt.Key
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=40)

HANDLER = """\
def handler(payload):
    total = 1
    if total:
        total = 2
    return total
"""


@pytest.fixture
def editor(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    editor = CodeEditor(parent=window)
    editor.resize(600, 400)
    window.resize(600, 400)
    window.show()
    window.activateWindow()
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    yield editor
    window.close()


@pytest.fixture
def panel(qtbot):
    panel = EditorPanel()
    qtbot.addWidget(panel)
    panel.resize(700, 400)
    panel.set_document(HANDLER, "python")
    panel.show()
    panel.activateWindow()
    panel.editor.setFocus()
    qtbot.waitUntil(panel.editor.hasFocus)
    return panel


def type_text(widget, text):
    """As QTest.keyClicks, which knows Latin letters only."""
    for character in text:
        pressed = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, character)
        QApplication.sendEvent(widget, pressed)


def paint(editor):
    """Let Scintilla style what is seen and report what changed, as it does when it paints."""
    editor.colourise(0, -1)
    editor.grab()


def notes(editor):
    """What stands below each line, by line."""
    shown = {row + 1: editor.annotationText(row).data().decode() for row in range(editor.lineCount())}
    return {line: text for line, text in shown.items() if text}


def failing_lines(editor):
    return [row + 1 for row in range(editor.lineCount()) if editor.markerGet(row) & (1 << 4)]


def dropping(kind, mime):
    point = QPoint(50, 20) if kind is QDragEnterEvent else QPointF(50, 20)
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    return kind(point, Qt.DropAction.CopyAction, mime, button, none)


@given(text=TEXTS)
def test_any_text_comes_back_as_it_was_given(qapp, text):
    editor = CodeEditor()
    editor.set_text(text)
    assert editor.text() == text
    assert not editor.is_dirty()


@pytest.mark.parametrize("text", ["a\r\nb\r\n", "a\nb\n", "a\rb", "a\r\nb\nc", "\ufeffa\n", "a\0b", ""])
def test_line_ends_and_odd_characters_are_kept(editor, text):
    editor.set_text(text)
    assert editor.text() == text


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_new_line_ends_as_the_others_do(editor, end):
    editor.set_text(f"a{end}b{end}")
    QTest.keyClick(editor, KEY.Key_Return)
    assert editor.text() == f"{end}a{end}b{end}"


def test_typing_is_heard_and_makes_the_document_dirty(editor, qtbot):
    with qtbot.waitSignals([editor.text_edited, editor.dirty_changed]):
        QTest.keyClicks(editor, "x = 1")
    assert editor.text() == "x = 1"
    assert editor.is_dirty()


def test_a_document_is_clean_again_when_saved_and_when_undone_to_there(editor, qtbot):
    QTest.keyClicks(editor, "a")
    with qtbot.waitSignal(editor.dirty_changed, check_params_cb=lambda dirty: not dirty):
        editor.set_saved()
    QTest.keyClicks(editor, "b")
    assert editor.is_dirty()
    with qtbot.waitSignal(editor.dirty_changed, check_params_cb=lambda dirty: not dirty):
        editor.undo()
    assert editor.text() == "a"


def test_another_document_has_nothing_to_undo_and_no_notes(editor, qtbot):
    QTest.keyClicks(editor, "old")
    editor.show_error(1, "failed")
    with qtbot.waitSignal(editor.dirty_changed, check_params_cb=lambda dirty: not dirty):
        editor.set_text("new")
    editor.undo()
    assert editor.text() == "new"
    assert notes(editor) == {}
    assert failing_lines(editor) == []


def test_undo_and_redo_follow_the_keys(editor):
    QTest.keyClicks(editor, "abc")
    QTest.keyClick(editor, KEY.Key_Z, CTRL)
    assert editor.text() == ""
    QTest.keyClick(editor, KEY.Key_Y, CTRL)
    assert editor.text() == "abc"


def test_the_caret_is_reported_in_characters(editor, qtbot):
    editor.set_text("x\nč😀y")
    with qtbot.waitSignal(editor.caret_moved) as moved:
        editor.go_to(2, 3)
        paint(editor)
    assert moved.args == [2, 3]
    QTest.keyClicks(editor, "|")
    assert editor.text() == "x\nč😀|y"


def test_going_past_the_end_stops_at_the_end(editor):
    editor.set_text("ab\ncd")
    editor.go_to(99, 99)
    QTest.keyClicks(editor, "|")
    assert editor.text() == "ab\ncd|"


def test_the_number_margin_grows_with_the_document(editor):
    editor.set_text("")
    narrow = editor.marginWidthN(1)
    editor.set_text("\n" * 10_000)
    assert editor.marginWidthN(1) > narrow


@pytest.mark.parametrize(
    ("language", "line", "following"),
    [
        ("python", "    x = 1", "    "),
        ("python", "if x:", "    "),
        ("python", "    call(", "        "),
        ("python", "if x:  # why", "    "),
        ("python", "x = 'a:'", ""),
        ("python", "x = 1  # note:", ""),
        ("javascript", "  if (x) {", "    "),
        ("javascript", "const a = [", "  "),
        ("javascript", "const a = 1; // {", ""),
        ("javascript", "label:", ""),
        ("json", '{"a": [', "  "),
    ],
)
def test_enter_keeps_the_indent_and_adds_a_level_after_an_opener(editor, language, line, following):
    editor.set_language(language)
    editor.set_text(line)
    editor.go_to(1, 99)
    QTest.keyClick(editor, KEY.Key_Return)
    assert editor.text() == f"{line}\n{following}"


def test_enter_in_the_middle_splits_the_line_in_one_step(editor):
    editor.set_text("    ab")
    editor.go_to(1, 6)
    QTest.keyClick(editor, KEY.Key_Return)
    assert editor.text() == "    a\n    b"
    editor.undo()
    assert editor.text() == "    ab"


def test_enter_changes_nothing_in_a_document_that_is_read_only(editor):
    editor.set_text("ab:")
    editor.go_to(1, 3)
    editor.setReadOnly(True)
    QTest.keyClick(editor, KEY.Key_Return)
    assert editor.text() == "ab:"
    assert editor.currentPos() == 2


@pytest.mark.parametrize(("language", "indent"), [("python", 4), ("javascript", 2), ("json", 2)])
def test_tab_indents_and_backspace_takes_the_level_back(editor, language, indent):
    editor.set_language(language)
    QTest.keyClick(editor, KEY.Key_Tab)
    assert editor.text() == " " * indent
    QTest.keyClick(editor, KEY.Key_Tab)
    QTest.keyClick(editor, KEY.Key_Backspace)
    assert editor.text() == " " * indent


def test_tab_indents_all_selected_lines_and_shift_tab_takes_it_back(editor):
    editor.set_text("a\nb\n")
    editor.selectAll()
    QTest.keyClick(editor, KEY.Key_Tab)
    assert editor.text() == "    a\n    b\n"
    QTest.keyClick(editor, KEY.Key_Backtab, SHIFT)
    assert editor.text() == "a\nb\n"


def test_a_document_indented_with_tabs_goes_on_with_tabs(editor):
    editor.set_text("if x:\n\tif y:")
    editor.go_to(2, 99)
    QTest.keyClick(editor, KEY.Key_Return)
    assert editor.text() == "if x:\n\tif y:\n\t\t"


def test_a_closing_bracket_aligns_with_its_line(editor):
    editor.set_language("javascript")
    QTest.keyClicks(editor, "if (x) {")
    QTest.keyClick(editor, KEY.Key_Return)
    QTest.keyClicks(editor, "y")
    QTest.keyClick(editor, KEY.Key_Return)
    QTest.keyClicks(editor, "}")
    assert editor.text() == "if (x) {\n  y\n}"


@pytest.mark.parametrize(("language", "sign"), [("python", "#"), ("javascript", "//")])
def test_comments_are_toggled_on_the_selected_lines(editor, language, sign):
    editor.set_language(language)
    editor.set_text("  a\n\n    č\nz")
    editor.setSelection(0, editor.positionFromLine(3))
    QTest.keyClick(editor, KEY.Key_Slash, CTRL)
    assert editor.text() == f"  {sign} a\n\n  {sign}   č\nz"
    QTest.keyClick(editor, KEY.Key_Slash, CTRL)
    assert editor.text() == "  a\n\n    č\nz"


def test_commenting_is_one_step_to_undo(editor):
    editor.set_text("a\nb\nc")
    editor.selectAll()
    editor.toggle_comment()
    assert editor.text() == "# a\n# b\n# c"
    editor.undo()
    assert editor.text() == "a\nb\nc"


def test_json_has_no_comments(editor):
    editor.set_language("json")
    editor.set_text("{}")
    editor.toggle_comment()
    assert editor.text() == "{}"


LINES = st.lists(st.from_regex(r"[ ]{0,6}[a-z#]{0,4}", fullmatch=True), max_size=6)


@given(lines=LINES)
def test_toggling_comments_twice_gives_uncommented_lines_back(lines):
    python = LANGUAGES["python"]
    written = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    twice = apply_edits(python, apply_edits(python, written))
    assert twice == written


def apply_edits(language, lines):
    edited = list(lines)
    for edit in language.toggle_comments(lines):
        line = edited[edit.index]
        after = line[edit.column + len(edit.removed) :]
        edited[edit.index] = line[: edit.column] + edit.inserted + after
    return edited


def test_lines_move_with_alt_and_the_arrows(editor):
    editor.set_text("a\nb\nc\n")
    QTest.keyClick(editor, KEY.Key_Down, ALT)
    assert editor.text() == "b\na\nc\n"
    QTest.keyClick(editor, KEY.Key_Up, ALT)
    assert editor.text() == "a\nb\nc\n"


def test_control_d_selects_the_word_then_its_next_occurrence_and_typing_goes_to_all(editor):
    editor.set_text("č = foo\nfoo = bar\n")
    editor.go_to(1, 6)
    for _ in range(2):
        QTest.keyClick(editor, KEY.Key_D, CTRL)
    QTest.keyClicks(editor, "qux")
    assert editor.text() == "č = qux\nqux = bar\n"


def test_alt_click_adds_a_caret_and_enter_works_at_each(editor):
    editor.set_text("a:\nb:\n")
    paint(editor)
    end = editor.lineEndPosition(1)
    editor.go_to(1, 3)
    point = QPoint(editor.pointXFromPosition(end), editor.pointYFromPosition(end) + 4)
    QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, ALT, point)
    QTest.keyClick(editor, KEY.Key_Return)
    QTest.keyClicks(editor, "x")
    assert editor.text() == "a:\n    x\nb:\n    x\n"


def test_escape_goes_back_to_one_caret(editor):
    editor.set_text("a a")
    editor.setSelection(1, 0)
    editor.addSelection(3, 2)
    QTest.keyClick(editor, KEY.Key_Escape)
    assert editor.selections() == 1


def test_a_rectangle_is_selected_and_typed_into(editor):
    editor.set_text("ab\nab\nab\n")
    for _ in range(2):
        QTest.keyClick(editor, KEY.Key_Down, ALT | SHIFT)
    QTest.keyClicks(editor, "-")
    assert editor.text() == "-ab\n-ab\n-ab\n"


def test_a_click_on_the_margin_folds_and_unfolds(editor):
    editor.set_text(HANDLER)
    paint(editor)
    left = editor.marginWidthN(0) + editor.marginWidthN(1)
    point = QPoint(left + editor.marginWidthN(2) // 2, editor.textHeight(0) // 2)
    QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert not editor.lineVisible(1)
    QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert editor.lineVisible(1)


def test_going_to_a_folded_line_unfolds_it(editor):
    editor.set_text(HANDLER)
    paint(editor)
    editor.toggleFold(0)
    assert not editor.lineVisible(3)
    editor.go_to(4)
    assert editor.lineVisible(3)


def test_the_selected_word_is_marked_elsewhere_as_a_whole_word_only(editor):
    editor.set_text("č tot total tot\n")
    editor.setSelection(6, 3)
    paint(editor)
    marked = [at for at in range(editor.length()) if editor.indicatorValueAt(8, at)]
    assert marked == [13, 14, 15]
    editor.setEmptySelection(0)
    paint(editor)
    assert not any(editor.indicatorValueAt(8, at) for at in range(editor.length()))


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_theme_switches_the_colours_of_every_language_and_nothing_else(editor, language):
    editor.set_language(language)
    editor.set_text("true 1 [ 'a' ]")
    editor.show_error(1, "failed")
    paint(editor)
    light = editor.grab().toImage()
    editor.apply_theme(DARK)
    dark = editor.grab().toImage()
    assert light.pixelColor(500, 300).name().upper() == LIGHT.base
    assert dark.pixelColor(500, 300).name().upper() == DARK.base
    assert editor.styleFore(LANGUAGES[language].operator_style) == bgr(DARK.syntax.operator)
    assert notes(editor) == {1: "error: failed"}
    assert not editor.is_dirty()


def bgr(colour):
    return int(colour[5:7] + colour[3:5] + colour[1:3], 16)


@pytest.mark.parametrize(
    ("language", "code", "word", "token"),
    [
        ("python", "def f(): pass", "def", "keyword"),
        ("python", "def f(): pass", "f()", "function"),
        ("python", "x = 'č'", "'č'", "string"),
        ("python", "# čč", "# č", "comment"),
        ("python", "print(1)", "print", "builtin"),
        ("javascript", "const a = 1;", "const", "keyword"),
        ("javascript", "let a = `b`;", "`b`", "string"),
        ("javascript", "// b", "// b", "comment"),
        ("json", '{"a": "b"}', '"a"', "property_name"),
        ("json", '{"a": null}', "null", "keyword"),
    ],
)
def test_code_has_the_colours_of_its_language(editor, language, code, word, token):
    editor.set_language(language)
    editor.set_text(code)
    paint(editor)
    at = len(code[: code.index(word)].encode())
    assert editor.styleFore(editor.styleAt(at)) == bgr(getattr(LIGHT.syntax, token))


def test_zooming_is_heard_and_can_be_reset(editor, qtbot):
    with qtbot.waitSignal(editor.zoom_changed) as zoomed:
        QTest.keyClick(editor, KEY.Key_Equal, CTRL)
    assert zoomed.args == [1]
    with qtbot.waitSignal(editor.zoom_changed):
        QTest.keyClick(editor, KEY.Key_0, CTRL)
    assert editor.zoom() == 0


def test_another_font_is_used_at_once(editor):
    narrow = editor.textWidth(32, "mmmm")
    font = QFont("DejaVu Sans Mono")
    font.setPointSizeF(30)
    editor.set_code_font(font)
    assert editor.textWidth(32, "mmmm") > narrow


def test_an_error_stays_with_its_line_while_lines_are_added_and_removed_above(editor):
    editor.set_text(HANDLER)
    editor.show_error(4, "Too big")
    editor.go_to(1)
    QTest.keyClick(editor, KEY.Key_Return)
    assert notes(editor) == {5: "error: Too big"}
    assert failing_lines(editor) == [5]
    editor.go_to(4)
    QTest.keyClick(editor, KEY.Key_K, CTRL | SHIFT)
    assert notes(editor) == {4: "error: Too big"}
    assert failing_lines(editor) == [4]


def test_an_error_goes_when_its_line_is_edited(editor):
    editor.set_text(HANDLER)
    editor.show_error(4, "Too big")
    editor.go_to(4, 9)
    QTest.keyClicks(editor, "x")
    assert notes(editor) == {}
    assert failing_lines(editor) == []


def test_an_error_goes_when_its_line_is_deleted(editor):
    editor.set_text(HANDLER)
    editor.show_error(4, "Too big")
    editor.go_to(4)
    QTest.keyClick(editor, KEY.Key_K, CTRL | SHIFT)
    assert notes(editor) == {}
    assert failing_lines(editor) == []


def test_a_new_line_before_or_after_the_failing_one_keeps_the_error(editor):
    editor.set_text("a\nb\nc")
    editor.show_error(2, "failed")
    editor.go_to(2, 1)
    QTest.keyClick(editor, KEY.Key_Return)
    assert notes(editor) == {3: "error: failed"}
    editor.go_to(3, 2)
    QTest.keyClick(editor, KEY.Key_Return)
    assert notes(editor) == {3: "error: failed"}


def test_errors_and_notes_are_cleared_apart_and_share_a_line(editor):
    editor.set_text("a\nb")
    editor.show_error(1, "ValueError: č\nsecond line")
    editor.show_note(1, "Too big", "warning")
    editor.show_note(2, "fine", "info")
    shared = "error: ValueError: č\nsecond line\nwarning: Too big"
    assert notes(editor) == {1: shared, 2: "info: fine"}
    styles = editor.annotationStyles(0).data()
    assert len(styles) == len(shared.encode())
    assert {styles[0], styles[-1]} == {50, 51}
    editor.clear_notes()
    assert list(notes(editor)) == [1]
    editor.clear_errors()
    assert notes(editor) == {}
    assert [editor.markerGet(row) for row in range(2)] == [0, 0]


def test_a_note_beyond_the_document_stands_at_its_end(editor):
    editor.set_text("a\nb")
    editor.show_error(99, "unexpected end")
    assert notes(editor) == {2: "error: unexpected end"}


def test_one_line_is_highlighted_at_a_time(editor):
    editor.set_text(HANDLER)
    editor.highlight_line(2)
    editor.highlight_line(3)
    assert [row + 1 for row in range(6) if editor.markerGet(row) & (1 << 5)] == [3]
    editor.highlight_line(None)
    assert not any(editor.markerGet(row) for row in range(6))


def test_tab_leaves_the_editor_once_control_m_was_pressed(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    editor, field = CodeEditor(), QLineEdit()
    column.addWidget(editor)
    column.addWidget(field)
    window.show()
    window.activateWindow()
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    with qtbot.waitSignal(editor.tab_mode_changed) as changed:
        QTest.keyClick(editor, KEY.Key_M, CTRL)
    assert changed.args == [True]
    QTest.keyClick(editor, KEY.Key_Tab)
    assert field.hasFocus()
    assert editor.text() == ""
    editor.setFocus()
    QTest.keyClick(editor, KEY.Key_M, CTRL)
    QTest.keyClick(editor, KEY.Key_Tab)
    assert editor.text() == "    "


def test_dropped_files_are_handed_on_and_never_pasted(editor, qtbot, tmp_path):
    path = tmp_path / "faktura č.json"
    path.write_text("{}")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    mime.setText(str(path))
    entering = dropping(QDragEnterEvent, mime)
    QApplication.sendEvent(editor.viewport(), entering)
    assert entering.isAccepted()
    with qtbot.waitSignal(editor.files_dropped) as dropped:
        QApplication.sendEvent(editor.viewport(), dropping(QDropEvent, mime))
    assert dropped.args == [[Path(path)]]
    assert editor.text() == ""


def test_dropped_text_lands_in_the_editor(editor, qtbot):
    mime = QMimeData()
    mime.setText("total")
    QApplication.sendEvent(editor.viewport(), dropping(QDragEnterEvent, mime))
    with qtbot.assertNotEmitted(editor.files_dropped):
        QApplication.sendEvent(editor.viewport(), dropping(QDropEvent, mime))
    assert editor.text() == "total"


def test_a_query_ignores_case_unless_told_otherwise():
    assert len(find_all(Query("total"), "Total total")) == 2
    assert len(find_all(Query("total", match_case=True), "Total total")) == 1


def test_a_whole_word_is_not_found_inside_another():
    assert [found.start for found in find_all(Query("tot", whole_word=True), "total tot čtot")] == [6]


def test_a_query_that_is_no_pattern_is_taken_literally():
    assert [found.start for found in find_all(Query("a.c"), "abc a.c")] == [4]


def test_a_pattern_does_not_see_the_carriage_return():
    found = find_all(Query(r"b$\nc.*$", is_pattern=True), "a\r\nb\r\ncd\r\n")
    assert [(each.start, each.end) for each in found] == [(3, 8)]


def test_groups_are_put_into_the_replacement():
    query = Query(r"(\w+)=(\w+)", is_pattern=True)
    (found,) = find_all(query, "a=b")
    assert replacement(query, "$2=$1 ($0)", found) == "b=a (a=b)"
    assert replacement(Query("a"), "$1", found) == "$1"


@given(needle=st.text("aA\n.č", min_size=1, max_size=3), text=st.text("aA\r\n.č", max_size=30))
def test_what_is_found_is_what_was_looked_for(needle, text):
    for found in find_all(Query(needle, match_case=True), text):
        assert text[found.start : found.end].replace("\r\n", "\n") == needle


def test_control_f_finds_the_selection_and_enter_walks_the_matches(panel):
    panel.editor.go_to(2, 5)
    QTest.keyClick(panel.editor, KEY.Key_D, CTRL)
    QTest.keyClick(panel.editor, KEY.Key_F, CTRL)
    field, count = panel.find_bar.find_field, panel.find_bar.count_label
    assert field.hasFocus()
    assert field.text() == "total"
    assert count.text() == "1 of 4"
    QTest.keyClick(field, KEY.Key_Return)
    assert count.text() == "2 of 4"
    QTest.keyClick(field, KEY.Key_Return, SHIFT)
    QTest.keyClick(field, KEY.Key_Return, SHIFT)
    assert count.text() == "4 of 4"
    QTest.keyClick(field, KEY.Key_Escape)
    assert not panel.find_bar.isVisible()
    assert panel.editor.hasFocus()


def test_f3_goes_on_after_the_bar_was_closed(panel):
    QTest.keyClick(panel.editor, KEY.Key_F, CTRL)
    QTest.keyClicks(panel.find_bar.find_field, "total")
    QTest.keyClick(panel.find_bar.find_field, KEY.Key_Escape)
    QTest.keyClick(panel.editor, KEY.Key_F3)
    assert panel.editor.currentPos() == HANDLER.index("if total") + len("if total")
    QTest.keyClick(panel.editor, KEY.Key_F3, SHIFT)
    assert panel.editor.currentPos() == HANDLER.index("total") + len("total")


def test_matches_are_tinted_while_the_bar_is_open_and_follow_the_text(panel, qtbot):
    panel.editor.set_text("č x č x")
    QTest.keyClick(panel.editor, KEY.Key_F, CTRL)
    QTest.keyClicks(panel.find_bar.find_field, "x")
    assert tinted(panel.editor) == [3, 8]
    panel.editor.replace_range(0, 0, "x")
    qtbot.waitUntil(lambda: tinted(panel.editor) == [0, 4, 9])
    QTest.keyClick(panel.find_bar.find_field, KEY.Key_Escape)
    assert tinted(panel.editor) == []


def tinted(editor):
    return [at for at in range(editor.length()) if editor.indicatorValueAt(9, at)]


def test_the_switches_narrow_the_search(panel):
    bar = panel.find_bar
    panel.editor.set_text("Tot tot total")
    bar.open_find()
    QTest.keyClicks(bar.find_field, "tot")
    assert bar.count_label.text() == "1 of 3"
    QTest.mouseClick(bar.word_button, Qt.MouseButton.LeftButton)
    assert bar.count_label.text() == "1 of 2"
    QTest.mouseClick(bar.case_button, Qt.MouseButton.LeftButton)
    assert bar.count_label.text() == "1 of 1"
    bar.find_field.selectAll()
    QTest.keyClicks(bar.find_field, "zzz")
    assert bar.count_label.text() == "No results"


def test_a_bad_pattern_is_explained(panel):
    bar = panel.find_bar
    bar.open_find()
    bar.pattern_button.click()
    QTest.keyClicks(bar.find_field, "(a")
    assert bar.count_label.text().startswith("Pattern: missing ), unterminated subpattern")


def test_control_h_replaces_one_match_then_all_of_them_in_one_step(panel):
    editor, bar = panel.editor, panel.find_bar
    editor.set_text("č a\r\nč b\r\nč c")
    QTest.keyClick(editor, KEY.Key_H, CTRL)
    type_text(bar.find_field, "č")
    bar.replace_field.setFocus()
    type_text(bar.replace_field, "😀")
    QTest.keyClick(bar.replace_field, KEY.Key_Return)
    assert editor.text() == "😀 a\r\nč b\r\nč c"
    assert bar.count_label.text() == "1 of 2"
    bar.replace_all()
    assert editor.text() == "😀 a\r\n😀 b\r\n😀 c"
    assert bar.count_label.text() == "Replaced 2"
    editor.undo()
    assert editor.text() == "😀 a\r\nč b\r\nč c"


def test_a_new_line_in_a_replacement_ends_as_the_others_do(panel):
    editor, bar = panel.editor, panel.find_bar
    editor.set_text("a;b\r\n")
    bar.open_replace()
    bar.pattern_button.click()
    QTest.keyClicks(bar.find_field, ";")
    bar.replace_field.setText(r"\n")
    bar.replace_all()
    assert editor.text() == "a\r\nb\r\n"


def test_a_replacement_naming_no_group_changes_nothing_and_says_so(panel):
    bar = panel.find_bar
    bar.open_replace()
    bar.pattern_button.click()
    QTest.keyClicks(bar.find_field, "total")
    bar.replace_field.setText("$3")
    bar.replace_all()
    assert panel.editor.text() == HANDLER
    assert bar.count_label.text().startswith("Replacement: invalid group reference 3")


def test_every_control_of_the_find_bar_has_a_name(panel):
    controls = [*panel.find_bar.findChildren(QLineEdit), *panel.find_bar.findChildren(QToolButton)]
    assert len(controls) == 10
    assert all(control.accessibleName() for control in controls)


def test_an_empty_panel_says_how_to_fill_it(qtbot):
    panel = EditorPanel()
    qtbot.addWidget(panel)
    panel.show()
    assert panel.empty_hint.isVisible()
    assert panel.empty_hint.text() == "Write or open a function: New (Ctrl+N), Open (Ctrl+O)"
    assert not panel.has_document()


def test_a_document_takes_the_place_of_the_hint_until_it_is_closed(panel):
    assert panel.has_document()
    assert panel.editor.isVisible()
    assert panel.editor.text() == HANDLER
    panel.close_document()
    assert panel.empty_hint.isVisible()
    assert panel.editor.text() == ""


def test_focusing_the_panel_focuses_the_editor(panel, qtbot):
    panel.find_bar.open_find()
    panel.setFocus()
    assert panel.editor.hasFocus()


def test_keys_that_mean_nothing_here_are_left_to_the_window(panel):
    QTest.keyClick(panel.editor, KEY.Key_Return, CTRL)
    QTest.keyClick(panel.editor, KEY.Key_F5)
    assert panel.editor.text() == HANDLER


def test_a_replacement_that_matches_again_is_not_replaced_twice(panel):
    editor, bar = panel.editor, panel.find_bar
    editor.set_text("č a a")
    bar.open_replace()
    QTest.keyClicks(bar.find_field, "a")
    bar.replace_field.setText("xa")
    bar.replace_one()
    bar.replace_one()
    assert editor.text() == "č xa xa"


@pytest.mark.parametrize(("code", "tint"), [("f(1)", LIGHT.selection), ("f(1", LIGHT.error.tint)])
def test_the_bracket_at_the_caret_is_tinted_with_its_partner_or_as_bad(editor, code, tint):
    editor.resetElementColour(50)  # the caret line is translucent and would mix with the tint
    editor.set_text(code)
    paint(editor)
    assert not is_drawn(editor, tint)
    editor.go_to(1, 3)
    paint(editor)
    paint(editor)
    assert is_drawn(editor, tint)


def is_drawn(editor, colour):
    image = editor.grab().toImage()
    strip = [(x, y) for x in range(image.width()) for y in range(editor.textHeight(0))]
    return any(image.pixelColor(x, y).name().upper() == colour for x, y in strip)
