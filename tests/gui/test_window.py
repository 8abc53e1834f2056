"""The window itself: commands, theme, dropping, the state of the function, moving between messages."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QListWidget, QWidget
from studio_user import SAMPLE_EVENTS

from rossum_studio.gui import create_window
from rossum_studio.gui.commands import COMMANDS, WHY_NOT
from rossum_studio.gui.roles import Role
from rossum_studio.gui.run.json_view import JsonView
from rossum_studio.gui.theme import DARK, LIGHT

SEVERAL = """
def rossum_hook_request_handler(payload):
    found = [node for section in payload["annotation"]["content"] for node in section["children"]]
    said = {"amount_due": "error", "document_id": "info", "currency": "warning"}
    return {
        "messages": [
            {"type": said[node["schema_id"]], "content": "Look here", "id": node["id"]}
            for node in found
            if node["schema_id"] in said
        ]
    }
"""


@pytest.fixture
def sample(studio):
    """The sample, open."""
    studio.click_text("Open Sample")
    studio.wait_for_document("amount_total")
    return studio


# Contract


def test_everything_the_contract_names_is_found_by_its_name(studio):
    views = "messagesView operationsView responseView logView payloadView runHistory annotationTree"
    controls = "codeEditor eventCombo settingsEditor secretsEditor internetCheck statusMessage"
    running = "runAction runWithoutBreakpointsAction stopAction"
    filing = "saveAction openAction newHookAction"
    widgets = f"{views} {controls}".split()
    actions = f"{running} {filing}".split()

    assert studio.window.objectName() == "mainWindow"
    for name in widgets:
        studio.part(QWidget, name)
    for name in actions:
        studio.part(QAction, name)


def test_the_console_is_created_when_it_is_first_shown(studio):
    assert studio.window.findChild(QWidget, "console") is None

    studio.keys("Ctrl+J")

    studio.wait(lambda: studio.window.findChild(QWidget, "console"))
    assert studio.part(QWidget, "console").isVisible()


# Commands


def menu_actions(menu):
    for action in menu.actions():
        if action.menu() is not None:
            yield from menu_actions(action.menu())
        elif not action.isSeparator():
            yield action


def test_every_command_is_in_a_menu_and_every_menu_entry_is_a_command(studio):
    in_menus = {action.objectName() for action in menu_actions(studio.window.menuBar())}

    assert {command.object_name or command.id for command in COMMANDS} <= in_menus


def test_no_shortcut_is_used_twice_and_none_is_altgr(studio):
    keys = [key for command in COMMANDS for key in command.keys]

    assert len(keys) == len(set(keys))
    assert not [key for key in keys if "Ctrl+Alt" in key]


def test_a_disabled_command_says_why(studio):
    for command in COMMANDS:
        action = studio.part(QAction, command.object_name or command.id)
        assert action.isEnabled() == (not command.needs)
        if command.needs:
            assert WHY_NOT[command.needs] in action.statusTip()


def test_commands_work_once_what_they_need_is_there(sample):
    assert sample.part(QAction, "runAction").isEnabled()
    assert not sample.part(QAction, "stopAction").isEnabled()
    assert not sample.part(QAction, "problem.next").isEnabled()

    sample.run()

    assert sample.part(QAction, "problem.next").isEnabled()


def test_the_palette_finds_a_command_and_runs_it(sample):
    sample.keys("Ctrl+Shift+P")
    sample.pick("Run")

    sample.wait(lambda: sample.history.model().rowCount() == 1)


ENDS_THE_TEST = ("window.close", "window.full_screen")


@pytest.mark.parametrize("command", [each.id for each in COMMANDS if each.id not in ENDS_THE_TEST])
def test_every_command_can_be_given(sample, command):
    """A bug in one would be logged, which the fixture does not allow."""
    sample.run()
    name = next(each.object_name or each.id for each in COMMANDS if each.id == command)

    sample.part(QAction, name).trigger()

    sample.wait(lambda: not sample.part(QAction, "stopAction").isEnabled())
    while (dialog := QApplication.activeModalWidget()) is not None:
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        sample.wait(lambda shown=dialog: QApplication.activeModalWidget() is not shown)


def test_panes_are_hidden_and_shown_again(sample):
    for keys, name in (("Ctrl+B", "annotationTree"), ("Ctrl+K, E", "eventCombo"), ("Ctrl+J", "consoleState")):
        part = sample.part(QWidget, name)
        was_visible = part.isVisible()
        sample.keys(keys)
        assert part.isVisible() != was_visible
        sample.keys(keys)
        assert part.isVisible() == was_visible


def test_a_snippet_is_inserted_above_the_line_of_the_caret(sample):
    code = sample.code.text()
    sample.code.go_to(7)
    sample.keys("Ctrl+K, I")
    rows = sample.dialog(QDialog).findChild(QListWidget, "choiceList")
    sample.pick(rows.item(0).text().split("\n")[0])

    lines = code.splitlines(keepends=True)
    above, below = "".join(lines[:6]), "".join(lines[6:])
    assert sample.code.text().startswith(above) and sample.code.text().endswith(below)
    assert "def " in sample.code.text().removeprefix(above).removesuffix(below)
    sample.keys("Ctrl+Z")
    assert sample.code.text() == code


def test_the_palette_does_not_run_a_disabled_command(studio):
    studio.keys("Ctrl+Shift+P")
    dialog = studio.dialog(QDialog)
    rows = dialog.findChild(QListWidget, "choiceList")
    (stop,) = rows.findItems("Stop", Qt.MatchFlag.MatchStartsWith)

    assert not stop.flags() & Qt.ItemFlag.ItemIsEnabled
    assert "Nothing is running" in stop.text()


def test_running_without_a_document_says_what_is_missing(studio, tmp_path):
    (tmp_path / "alone.py").write_text("def rossum_hook_request_handler(payload):\n    return {}\n")
    studio.drop(tmp_path / "alone.py")
    studio.wait(lambda: studio.code.text())

    studio.keys("F5")

    assert "needs a document" in studio.status


# Theme


def test_the_theme_switches_while_the_window_is_open(sample):
    sample.run()
    amount = sample.index("item_amount_base")
    backgrounds = {}
    for theme, command in ((DARK, "theme.dark"), (LIGHT, "theme.light")):
        sample.part(QAction, command).trigger()
        assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(theme.window)
        tint = amount.data(Qt.ItemDataRole.BackgroundRole).color()
        assert tint.rgb() == QColor(theme.warning.tint).rgb()
        backgrounds[command] = sample.window.grab().toImage().pixelColor(5, 60)
        assert sample.part(QAction, command).isChecked()

    assert backgrounds["theme.dark"].lightness() < 80 < 180 < backgrounds["theme.light"].lightness()


def test_the_chosen_theme_comes_back(open_window):
    first = open_window()
    first.part(QAction, "theme.dark").trigger()
    first.leave()

    second = open_window()

    assert second.part(QAction, "theme.dark").isChecked()
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)


# Dropping and pasting


def test_a_file_dropped_on_the_code_is_opened_and_its_path_is_not_pasted(sample):
    code = sample.code.text()

    sample.drop(SAMPLE_EVENTS / "annotation_content.initialize.receipt.json", over=sample.code)

    sample.wait_for_document("cost_center")
    assert sample.code.text() == code


def test_files_that_an_editor_takes_itself_are_opened_too(sample):
    wanted = ("receipt", "purchase_order")
    for number, editor in enumerate(sample.window.panels.code_editors):
        before = sample.part(QLabel, "documentLabel").text()

        editor.files_dropped.emit(
            [SAMPLE_EVENTS / f"annotation_content.initialize.{wanted[number % 2]}.json"]
        )

        sample.wait(lambda before=before: sample.part(QLabel, "documentLabel").text() != before)


def test_files_are_taken_wherever_in_the_window_they_are_dropped(sample):
    sample.run()
    takers = [each for each in sample.window.findChildren(QWidget) if each.acceptDrops()]
    names = {each.objectName() for each in takers}
    assert {"codeEditor", "settingsEditor", "logView"} <= names

    for number, widget in enumerate(takers):
        wanted = ("receipt", "purchase_order")[number % 2]
        before = sample.part(QLabel, "documentLabel").text()
        sample.hover(SAMPLE_EVENTS / f"annotation_content.initialize.{wanted}.json", over=widget)
        assert sample.part(QLabel, "dropOverlay").text() == "Load as hook payload"
        assert sample.part(QLabel, "dropOverlay").isVisible()
        sample.drop(SAMPLE_EVENTS / f"annotation_content.initialize.{wanted}.json", over=widget)
        sample.wait(lambda before=before: sample.part(QLabel, "documentLabel").text() != before)
        assert not sample.part(QLabel, "dropOverlay").isVisible()


def test_json_is_pasted_into_the_tree(studio):
    text = (SAMPLE_EVENTS / "annotation_content_only.purchase_order.json").read_text()
    QApplication.clipboard().setText(text)

    studio.keys("Ctrl+Shift+V")

    studio.wait_for_document("date_delivery")


# The state of the function


def test_title_and_status_bar_say_whether_the_code_was_tested(sample):
    def both():
        assert sample.tested in sample.window.windowTitle()
        return sample.tested

    assert both() == "never run"
    sample.run()
    assert both() == "tested 1/1"
    sample.drop(SAMPLE_EVENTS / "annotation_content.initialize.receipt.json")
    sample.wait_for_document("cost_center")
    sample.run()
    assert both() == "tested 2/2"
    sample.code.setFocus()
    sample.type(" ")
    sample.wait(lambda: both() == "changed since tested")
    sample.keys("Ctrl+Z")
    sample.wait(lambda: both() == "tested 2/2")


def test_two_events_on_one_document_count_as_two(sample):
    sample.run()
    sample.choose_event("annotation_content.initialize")
    sample.run()
    assert sample.tested == "tested 2/2"

    sample.run()

    assert sample.tested == "tested 2/2"


def test_a_run_that_fails_counts_as_not_passed(sample):
    sample.replace_code("def rossum_hook_request_handler(payload):\n    return {}['x']\n")
    sample.run()

    assert sample.tested == "tested 0/1"


def test_what_was_tested_is_known_after_a_restart(open_window, tmp_path):
    (tmp_path / "quiet.py").write_text("def rossum_hook_request_handler(payload):\n    return {}\n")
    first = open_window(tmp_path / "quiet.py", SAMPLE_EVENTS / "annotation_content.initialize.invoice.json")
    first.wait_for_document("amount_total")
    first.wait(lambda: first.code.text())
    first.run()
    first.leave()

    second = open_window()

    second.wait(lambda: second.tested == "tested 1/1")


# Messages


def test_f8_walks_from_message_to_message_and_around(sample):
    sample.replace_code(SEVERAL)
    sample.run()
    walked = []
    for _ in range(4):
        sample.keys("F8")
        walked.append(sample.tree.currentIndex().data(Role.SCHEMA_ID))

    assert walked == ["document_id", "currency", "amount_due", "document_id"]
    sample.keys("Shift+F8")
    assert sample.tree.currentIndex().data(Role.SCHEMA_ID) == "amount_due"


def test_the_editor_says_where_the_caret_is(sample):
    sample.code.go_to(3)
    sample.wait(lambda: sample.part(QLabel, "caretLabel").text() == "Ln 3, Col 1")


def test_a_settings_edit_is_sent_and_marks_the_function_unsaved(studio, tmp_path):
    studio.keys("Ctrl+N")
    studio.pick("Amount due equals the sum of the lines")
    studio.wait_for_document("amount_total")
    editor = studio.part(QWidget, "settingsEditor")
    heading = next(
        each for each in studio.window.findChildren(QWidget) if each.accessibleName() == "Settings: 3 keys"
    )
    studio.click(heading)
    editor.setFocus()
    QApplication.clipboard().setText(
        '{"amount_field": "amount_due", "column": "item_amount_total", "tolerance": 9e9}'
    )
    QTest.keySequence(editor, "Ctrl+A")
    QTest.keySequence(editor, "Ctrl+V")
    studio.run()

    assert '"tolerance": 9' in studio.part(JsonView, "payloadView").text()


def test_a_new_window_of_the_package_is_a_main_window(qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("ROSSUM_STUDIO_PROFILE", str(tmp_path))

    window = create_window([SAMPLE_EVENTS / "annotation_content.initialize.receipt.json"])
    qtbot.addWidget(window)

    qtbot.waitUntil(lambda: window.findChild(QWidget, "annotationTree").model().rowCount() > 0)
    window.close()
