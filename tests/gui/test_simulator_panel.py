"""The panel of event, settings, secrets and limits."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QScrollArea,
    QToolButton,
)

from rossum_studio.gui.editor.scintilla import CodeEditor
from rossum_studio.gui.messages.hint import Hint
from rossum_studio.gui.run.json_editor import parse_object
from rossum_studio.gui.run.simulator_panel import SimulatorPanel
from rossum_studio.gui.theme import DARK, LIGHT
from rossum_studio.model.event import EVENTS, event_named
from rossum_studio.runtime.launch import Limits


@pytest.fixture
def panel(qtbot):
    panel = SimulatorPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(400, 700)
    panel.show()
    return panel


def hints(panel: SimulatorPanel) -> str:
    return "\n".join(hint.text() for hint in panel.findChildren(Hint) if hint.isVisible())


def button(panel: SimulatorPanel, text: str) -> QToolButton:
    return next(each for each in panel.findChildren(QToolButton) if each.text().startswith(text))


def write(qtbot, editor: CodeEditor, text: str) -> None:
    """Type over everything, as with Ctrl+A; the editor adds no closing bracket by itself."""
    qtbot.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(editor, text)


def replace_number(qtbot, box: QAbstractSpinBox, text: str) -> None:
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)


def test_every_event_of_the_platform_can_be_chosen(panel):
    combo = panel.findChild(QComboBox, "eventCombo")

    assert {combo.itemData(row) for row in range(combo.count())} == {event.name for event in EVENTS}
    assert combo.findText("annotation_content · updated") == combo.findData("annotation_content.updated")


def test_events_of_the_hook_come_first_and_are_marked(panel):
    combo = panel.findChild(QComboBox, "eventCombo")
    panel.set_event("annotation_content.export")

    panel.set_hook_events([event_named("email.received"), event_named("annotation_content.updated")])

    assert [combo.itemData(row) for row in (0, 1)] == ["email.received", "annotation_content.updated"]
    assert not combo.itemIcon(0).isNull()
    assert combo.itemIcon(combo.findData("annotation_content.export")).isNull()
    assert panel.values().event.name == "annotation_content.export", "the choice stays"
    assert "does not subscribe" in hints(panel)


def test_choosing_an_event_with_the_keyboard_says_when_it_fires(qtbot, panel):
    panel.set_event("annotation_content.started")
    combo = panel.findChild(QComboBox, "eventCombo")
    combo.setFocus()

    with qtbot.waitSignal(panel.event_changed) as changed:
        qtbot.keyClick(combo, Qt.Key.Key_Down)

    assert changed.args == ["annotation_content.updated"]
    assert "Fires after every edit a reviewer makes. Reads messages and operations." in hints(panel)


def test_an_event_whose_answer_is_not_read_says_so(panel):
    panel.set_event("annotation_status.changed")

    assert "The answer is not read." in hints(panel)


def test_edited_fields_are_named_and_can_be_cleared(qtbot, panel):
    panel.set_event("annotation_content.updated")
    panel.set_updated(["amount_total", "date_due"])
    assert "updated: amount_total, date_due" in hints(panel)

    with qtbot.waitSignal(panel.updated_cleared):
        qtbot.mouseClick(button(panel, "Clear"), Qt.MouseButton.LeftButton)


def test_many_edited_fields_are_summed_up(panel):
    panel.set_event("annotation_content.updated")
    panel.set_updated([f"field_{i}" for i in range(20)])

    assert "field_5 and 14 more" in hints(panel)


def test_settings_open_with_a_click_and_take_what_is_typed(qtbot, panel):
    editor = panel.findChild(CodeEditor, "settingsEditor")
    assert not editor.isVisible()
    qtbot.mouseClick(button(panel, "Settings"), Qt.MouseButton.LeftButton)
    assert editor.isVisible()

    with qtbot.waitSignal(panel.settings_changed, check_params_cb=lambda value: value == {"limit": 10}):
        write(qtbot, editor, '{"limit": 10}')

    assert panel.values().settings == {"limit": 10}
    assert button(panel, "Settings").text() == "Settings: 1 key"


def test_invalid_settings_name_the_place_and_keep_the_last_valid_value(qtbot, panel):
    panel.set_settings({"limit": 10})
    panel.settings.editor.setFocus()

    with qtbot.assertNotEmitted(panel.settings_changed):
        write(qtbot, panel.settings.editor, '{"limit": }')
        assert panel.values().settings == {"limit": 10}

    assert panel.settings.trouble.startswith("Line 1, column 11: ")
    assert button(panel, "Settings").text() == "Settings: not valid"

    write(qtbot, panel.settings.editor, '{"limit": 11}')
    assert panel.values().settings == {"limit": 11}
    assert panel.settings.trouble == ""


def test_secrets_are_closed_and_only_counted(panel):
    panel.set_secrets({"password": "hunter2"})

    assert not panel.findChild(CodeEditor, "secretsEditor").isVisible()
    assert button(panel, "Secrets").text() == "Secrets: 1 key"
    assert panel.values().secrets == {"password": "hunter2"}


def test_tab_leaves_the_settings(qtbot, panel):
    qtbot.mouseClick(button(panel, "Settings"), Qt.MouseButton.LeftButton)
    panel.activateWindow()
    panel.settings.editor.setFocus()

    qtbot.keyClick(panel.settings.editor, Qt.Key.Key_Tab)

    assert not panel.settings.editor.hasFocus()
    assert "\t" not in panel.settings.editor.text()


def test_a_timeout_of_61_is_refused_with_a_sentence(qtbot, panel):
    panel.set_event("annotation_content.initialize")
    replace_number(qtbot, panel.timeout, "60")
    assert panel.values().limits.timeout_s == 60

    replace_number(qtbot, panel.timeout, "61")

    assert panel.values().limits.timeout_s == 60
    assert "Rossum waits at most 60 s." in hints(panel)


def test_more_memory_than_the_platform_gives_is_refused_with_a_sentence(qtbot, panel):
    replace_number(qtbot, panel.memory, "512")

    assert panel.values().limits.memory_mb == 256
    assert "at most 256 MB" in hints(panel)


def test_a_valid_limit_takes_the_sentence_away(qtbot, panel):
    replace_number(qtbot, panel.memory, "512")

    with qtbot.waitSignal(panel.limits_changed):
        replace_number(qtbot, panel.memory, "200")

    assert "at most 256 MB" not in hints(panel)
    assert panel.values().limits.memory_mb == 200


def test_limits_of_a_hook_beyond_the_platform_are_cut_and_that_is_said(panel):
    panel.set_limits(90, 1024)

    assert panel.values().limits == Limits(60, 256)
    assert "The hook asks for 90 s." in hints(panel)
    assert "The hook asks for 1024 MB." in hints(panel)


def test_an_interactive_event_with_a_long_timeout_says_how_long_a_person_waits(panel):
    panel.set_limits(45, 256)
    panel.set_event("annotation_content.updated")
    assert "at most 30 s" in hints(panel)

    panel.set_event("annotation_content.export")
    assert "at most 30 s" not in hints(panel)


def test_network_access_is_off_until_it_is_ticked(qtbot, panel):
    check = panel.findChild(QCheckBox, "internetCheck")
    assert panel.values().limits.allow_network is False

    with qtbot.waitSignal(panel.limits_changed) as changed:
        qtbot.keyClick(check, Qt.Key.Key_Space)

    assert changed.args == [Limits(30, 256, allow_network=True)]


def test_the_buttons_do_what_the_actions_do(qtbot, panel):
    run, stop = QAction("&Run", panel), QAction("&Stop", panel)
    stop.setEnabled(False)
    panel.set_actions(run, stop)
    assert not panel.findChild(QToolButton, "stopButton").isEnabled()

    with qtbot.waitSignal(run.triggered):
        qtbot.mouseClick(panel.findChild(QToolButton, "runButton"), Qt.MouseButton.LeftButton)

    stop.setEnabled(True)
    assert panel.findChild(QToolButton, "stopButton").isEnabled()


def test_every_control_has_a_name_for_a_screen_reader(panel):
    panel.set_actions(QAction("&Run", panel), QAction("&Stop", panel))
    kinds = (QAbstractButton, QComboBox, QAbstractSpinBox, CodeEditor)
    controls = [each for kind in kinds for each in panel.findChildren(kind)]

    assert len(controls) >= 10
    for control in controls:
        text = control.text() if isinstance(control, QAbstractButton) else ""
        assert control.accessibleName() or text or control.objectName().startswith("qt_"), control


def test_nothing_is_cut_off_at_twice_the_size_of_letters(qtbot, panel):
    usual_height = panel.timeout.height()
    font = QFont(panel.font())
    font.setPointSizeF(font.pointSizeF() * 2)
    panel.setFont(font)
    panel.set_actions(QAction("&Run", panel), QAction("&Stop", panel))
    panel.set_hook_events([event_named("annotation_content.updated")])
    panel.set_event("email.received")
    qtbot.mouseClick(button(panel, "Settings"), Qt.MouseButton.LeftButton)
    write(qtbot, panel.settings.editor, "[1]")
    qtbot.waitExposed(panel)

    area = panel.findChild(QScrollArea)
    assert area.horizontalScrollBar().maximum() == 0
    assert panel.timeout.height() > 1.5 * usual_height


def test_the_theme_can_be_switched(panel):
    light = panel.grab().toImage()
    panel.apply_theme(DARK)
    assert panel.grab().toImage() != light


@given(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text(), max_size=5))
def test_every_object_is_read_as_it_was_written(value):
    assert parse_object(json.dumps(value)) == value


@given(st.text() | st.sampled_from(["NaN", "[1]", '{"a": Infinity}', "[" * 100_000, "1" * 5000]))
def test_any_other_text_is_refused_with_a_sentence(text):
    try:
        value = parse_object(text)
    except ValueError as error:
        assert str(error)
    else:
        assert isinstance(value, dict)
