"""Scenario 16 of ux.md: debug a function, by keys, in both languages."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QTreeWidget
from studio_user import SAMPLE_EVENTS

EVENT = SAMPLE_EVENTS / "annotation_content.updated.line_items.json"
PYTHON = """\
from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    checked = 0
    for row in t.field.line_items:
        amount = row.item_amount
        checked += 1
    return {"messages": [{"type": "info", "content": str(checked)}]}
    # nothing here
"""

JAVASCRIPT = """\
exports.rossum_hook_request_handler = async ({ annotation }) => {
  const [section] = annotation.content;
  let checked = 0;
  for (const datapoint of section.children) {
    checked += 1;
  }
  return { messages: [{ type: 'info', content: String(checked) }] };
};
"""


class Debugger:
    """What one sees of the debugger."""

    def __init__(self, user) -> None:
        self.user = user
        self.stack = user.part(QListWidget, "callStack")
        self.variables = user.part(QTreeWidget, "variablesView")
        self.sentence = user.part(QLabel, "debugSentence")

    def toggle(self, line: int) -> None:
        self.user.code.go_to(line)
        self.user.keys("F9")

    def wait_for(self, line: int) -> None:
        self.user.wait(lambda: self.user.code.gutter.paused_row == line - 1 and self.names())

    def wait_for_end(self) -> None:
        self.user.wait(lambda: self.user.code.gutter.paused_row is None)
        self.user.wait(lambda: not self.user.window.studio.runs.is_running)

    def items(self) -> list:
        return [self.variables.topLevelItem(row) for row in range(self.variables.topLevelItemCount())]

    def names(self) -> dict[str, str]:
        return {item.text(0): item.text(1) for item in self.items()}


@pytest.fixture
def open_handler(open_window, tmp_path):
    def open_it(code: str, name: str):
        path = tmp_path / name
        path.write_text(code, "utf-8")
        user = open_window(EVENT, path)
        user.wait_for_document("line_items")
        user.wait(lambda: user.code.text() == code)
        user.code.setFocus()
        return Debugger(user)

    return open_it


def test_it_stops_shows_values_steps_and_goes_on(open_handler):
    debugger = open_handler(PYTHON, "hook.py")
    debugger.toggle(6)

    debugger.user.keys("F5")
    debugger.wait_for(6)

    assert debugger.stack.item(0).text() == "6  rossum_hook_request_handler"
    assert debugger.sentence.text() == "Paused at a breakpoint, line 6."
    debugger.user.keys("F10")
    debugger.wait_for(7)
    assert debugger.names()["checked"] == "0"
    debugger.user.keys("F5")
    debugger.wait_for_end()
    assert debugger.user.lines(debugger.user.messages)


def test_variables_are_fields_and_open_level_by_level(open_handler):
    debugger = open_handler(PYTHON, "hook.py")
    debugger.toggle(9)

    debugger.user.keys("F5")
    debugger.wait_for(9)
    row = next(item for item in debugger.items() if item.text(0) == "row")
    row.setExpanded(True)
    debugger.user.wait(lambda: row.childCount())

    children = {row.child(index).text(0): row.child(index).text(1) for index in range(row.childCount())}
    assert "item_amount" in children
    debugger.user.keys("Shift+F5")
    debugger.wait_for_end()


def test_an_expression_is_watched_and_a_value_can_be_set(open_handler):
    debugger = open_handler(PYTHON, "hook.py")
    debugger.toggle(9)
    debugger.user.keys("F5")
    debugger.wait_for(9)

    watch = debugger.user.part(QLineEdit, "watchEdit")
    watch.setFocus()
    debugger.user.type("checked + 40")
    debugger.user.keys("Return")
    debugger.user.wait(lambda: debugger.names().get("checked + 40") == "40")
    checked = next(item for item in debugger.items() if item.text(0) == "checked")
    checked.setText(1, "5")
    debugger.user.wait(lambda: debugger.names().get("checked + 40") == "45")
    debugger.user.code.setFocus()
    debugger.user.keys("F10")
    debugger.wait_for(7)

    debugger.user.wait(lambda: debugger.names().get("checked") == "6")
    assert debugger.names()["checked + 40"] == "46"


def test_a_condition_stops_only_where_it_is_true(open_handler):
    debugger = open_handler(PYTHON, "hook.py")
    debugger.toggle(9)
    debugger.user.code.go_to(9)
    debugger.user.keys("Shift+F9")
    dialog = debugger.user.dialog(QDialog)
    dialog.findChild(QLineEdit, "breakpointCondition").setText("checked == 2")
    dialog.accept()

    debugger.user.code.setFocus()
    debugger.user.keys("F5")
    debugger.wait_for(9)

    assert debugger.names()["checked"] == "2"


def test_a_line_without_code_is_hollow_and_says_why(open_handler):
    debugger = open_handler(PYTHON, "hook.py")
    debugger.toggle(11)
    debugger.toggle(9)

    debugger.user.keys("F5")
    debugger.wait_for(9)

    marks = debugger.user.window.studio.debug.marks
    assert marks.reason_at(11) == "This line has no code."
    assert debugger.user.code.gutter.look(10) == "unbound"
    assert debugger.user.code.gutter.look(8) == "stop"


def test_ctrl_f5_stops_nowhere(open_handler):
    debugger = open_handler(PYTHON, "hook.py")
    debugger.toggle(6)

    debugger.user.keys("Ctrl+F5")
    debugger.user.wait(lambda: debugger.user.lines(debugger.user.messages))

    assert debugger.user.code.gutter.paused_row is None


@pytest.mark.parametrize(("code", "name", "line"), [(PYTHON, "hook.py", 9), (JAVASCRIPT, "hook.js", 5)])
def test_breakpoints_move_with_their_lines_and_survive_a_restart(open_handler, open_window, code, name, line):
    debugger = open_handler(code, name)
    debugger.toggle(line)
    debugger.user.code.go_to(1)
    debugger.user.keys("Return")
    marks = debugger.user.window.studio.debug.marks
    assert [one.line for one in marks.breakpoints] == [line + 1]
    debugger.user.keys("Ctrl+Z")
    debugger.user.keys("Ctrl+S")
    debugger.user.wait(lambda: not debugger.user.window.studio.hook.is_dirty)
    debugger.user.leave()

    again = open_window()
    again.wait(lambda: again.code.text() == code)
    again.wait_for_document("line_items")

    assert [one.line for one in again.window.studio.debug.marks.breakpoints] == [line]
    again.code.setFocus()
    again.keys("F5")
    Debugger(again).wait_for(line)


def test_a_click_beside_a_line_sets_a_breakpoint(open_handler):
    debugger = open_handler(PYTHON, "hook.py")
    code = debugger.user.code
    y = code.pointYFromPosition(code.positionFromLine(5)) + 4

    QTest.mouseClick(code.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(6, y))

    assert [one.line for one in debugger.user.window.studio.debug.marks.breakpoints] == [6]


def test_the_tree_shows_the_field_of_the_paused_line(open_handler):
    debugger = open_handler(PYTHON, "hook.py")
    debugger.toggle(8)

    debugger.user.keys("F5")
    debugger.wait_for(8)

    selected = debugger.user.tree.currentIndex()
    assert selected == debugger.user.index("item_amount")


def test_f11_steps_while_paused_and_is_full_screen_else(open_handler):
    debugger = open_handler(PYTHON, "hook.py")
    full_screen = debugger.user.part(QAction, "window.full_screen")
    assert full_screen.shortcut().toString() == "F11"
    debugger.toggle(6)

    debugger.user.keys("F5")
    debugger.wait_for(6)

    assert full_screen.shortcut().isEmpty()
    debugger.user.keys("F11")
    debugger.wait_for(7)


def test_javascript_stops_steps_and_shows_values_too(open_handler):
    debugger = open_handler(JAVASCRIPT, "hook.js")
    debugger.toggle(5)

    debugger.user.keys("F5")
    debugger.wait_for(5)

    assert debugger.names()["checked"] == "0"
    assert "document_id" in debugger.names()["datapoint"]
    debugger.user.keys("F10")
    debugger.wait_for(4)
    debugger.user.wait(lambda: debugger.names().get("checked") == "1")
    debugger.toggle(5)
    debugger.user.keys("F5")
    debugger.wait_for_end()
    assert debugger.user.lines(debugger.user.messages)


def test_it_stops_where_an_exception_is_raised(open_handler):
    debugger = open_handler(PYTHON.replace("checked += 1", "checked += 1 / 0"), "hook.py")
    debugger.user.part(QAction, "debug.exceptions_all").trigger()

    debugger.user.keys("F5")
    debugger.wait_for(9)

    assert "division by zero" in debugger.sentence.text()


def test_a_message_is_logged_instead_of_stopping(open_handler):
    debugger = open_handler(PYTHON, "hook.py")
    debugger.user.window.studio.debug.marks.edit(9, "", "", "so far {checked}")

    debugger.user.keys("F5")
    debugger.user.wait(lambda: debugger.user.lines(debugger.user.messages))

    assert "[line 9] so far 0" in debugger.user.log.toPlainText()
