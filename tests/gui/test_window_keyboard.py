"""The window without a mouse, and as a screen reader finds it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QTreeView,
    QWidget,
)

from rossum_studio.gui.roles import Role

REGIONS = 5


@pytest.fixture
def sample(studio):
    """The sample after a run."""
    studio.keys("Ctrl+N")
    studio.pick("Warn about big amounts")
    studio.wait_for_document("amount_total")
    studio.run()
    return studio


def spoken_name(widget):
    """What a screen reader calls a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return "" if interface is None else interface.text(QAccessible.Text.Name)


def controls(root):
    """What can have the focus now; a scroll area's viewport passes it on."""
    areas = root.findChildren(QAbstractScrollArea)
    viewports = {area.viewport() for area in areas}
    found = [each for each in root.findChildren(QWidget) if each.isVisible() and each not in viewports]
    return [each for each in found if each.focusPolicy() != Qt.FocusPolicy.NoFocus and not each.focusProxy()]


def nameless(root):
    return [
        f"{type(each).__name__} {each.objectName()!r}" for each in controls(root) if not spoken_name(each)
    ]


def test_every_control_of_the_welcome_page_has_a_name(studio):
    assert nameless(studio.window) == []


@pytest.mark.parametrize("tab", ["Messages", "Operations", "Response", "Output", "Payload", "History"])
def test_every_control_has_a_name(sample, tab):
    sample.open_tab(tab)
    for heading in ("Settings", "Secrets"):
        button = next(each for each in controls(sample.window) if spoken_name(each).startswith(f"{heading}:"))
        sample.click(button)
    sample.keys("Ctrl+F")

    assert len(controls(sample.window)) > 15
    assert nameless(sample.window) == []


@pytest.mark.parametrize("keys", ["Ctrl+N", "Ctrl+Shift+P", "Ctrl+,", "Ctrl+G"])
def test_every_control_of_a_dialog_has_a_name(sample, keys):
    sample.keys(keys)
    dialog = sample.dialog(QDialog)

    assert controls(dialog)
    assert nameless(dialog) == []

    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    sample.wait(lambda: QApplication.activeModalWidget() is None)


def test_every_row_of_the_tree_is_read_as_a_sentence(sample):
    for index in sample.rows():
        read = index.data(Qt.ItemDataRole.AccessibleTextRole)
        assert read.startswith(index.data())
        assert index.data(Role.SCHEMA_ID) in read
        if index.data(Role.CATEGORY) == "datapoint" and index.siblingAtColumn(1).data():
            assert index.siblingAtColumn(1).data() in read
        for column in range(1, sample.tree.model().columnCount()):
            assert index.siblingAtColumn(column).data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_row_with_the_warning_is_read_with_value_type_severity_and_place(sample):
    amount = sample.index("item_amount_base")

    read = amount.data(Qt.ItemDataRole.AccessibleTextRole)

    for part in ("item_amount_base", "1 250 000.00", "number", "warning: Value is too big", "5 of 10"):
        assert part in read


def test_the_result_of_the_last_action_can_be_read(sample):
    assert spoken_name(sample.part(QLabel, "statusMessage")) == sample.status


def region_of(studio):
    """The pane that has the focus."""
    regions = studio.window.panels.regions
    return next(
        i for i, each in enumerate(regions) if each is studio.focus or each.isAncestorOf(studio.focus)
    )


def test_f6_goes_through_all_regions_and_back(sample):
    sample.tree.setFocus()
    count = len(sample.window.panels.regions)

    forward = [(sample.keys("F6"), region_of(sample))[1] for _ in range(count)]
    back = [(sample.keys("Shift+F6"), region_of(sample))[1] for _ in range(count)]

    assert count == REGIONS - 1  # the console is hidden
    assert forward == [1, 2, 3, 0]
    assert back == [3, 2, 1, 0]


def test_the_code_editor_is_no_trap(sample):
    sample.code.setFocus()
    sample.keys("Tab")
    assert sample.code.hasFocus()
    sample.keys("Ctrl+Z", "Ctrl+M")
    assert sample.part(QLabel, "tabModeLabel").text() == "Tab moves focus"

    sample.keys("Tab")

    assert not sample.code.hasFocus()
    assert sample.window.isAncestorOf(sample.focus)


def test_the_whole_job_is_done_without_a_mouse(studio, tmp_path):
    # A new function, its sample, and a run.
    studio.keys("Ctrl+N")
    studio.pick("Warn about big amounts")
    studio.wait_for_document("amount_total")
    studio.run()
    assert studio.status.startswith("1 warning")

    # To the message, and to the field it is about.
    studio.keys("F8")
    assert studio.tree.currentIndex() == studio.index("item_amount_base")

    # To the tree, edit the value, and run as the user's update.
    studio.keys("F6")
    while not studio.tree.hasFocus():
        studio.keys("F6")
    studio.keys("Return")
    box = studio.tree.viewport().findChild(QLineEdit)
    studio.wait(box.hasFocus)
    studio.keys("Ctrl+A")
    studio.type("900 000")
    studio.keys("Return")
    studio.wait(lambda: studio.value("item_amount_base") == "900 000")
    runs = studio.history.model().rowCount()
    studio.keys("Ctrl+Shift+U")
    studio.wait(lambda: studio.history.model().rowCount() > runs)
    assert studio.index("item_amount_base").data(Role.SEVERITY) is None

    # Take it back, find a field, and save.
    studio.keys("Ctrl+Z")
    assert studio.value("item_amount_base") == "1 250 000.00"
    studio.keys("Ctrl+F")
    studio.type("iban")
    studio.wait(lambda: len(list(studio.rows())) == 2)
    studio.keys("Escape")
    studio.keys("Ctrl+S")
    studio.answer_file_dialog(tmp_path / "done.py")
    studio.wait((tmp_path / "done.py").exists)


def test_messages_are_opened_with_enter(sample):
    sample.messages.setFocus()
    sample.keys("Home", "Return")

    assert sample.tree.currentIndex() == sample.index("item_amount_base")


def test_every_open_tree_branch_can_be_closed_with_the_keys(sample):
    sample.tree.setFocus()
    sample.tree.setCurrentIndex(sample.index("line_items"))
    assert isinstance(sample.tree, QTreeView) and sample.tree.isExpanded(sample.index("line_items"))

    sample.keys("Left")
    assert not sample.tree.isExpanded(sample.index("line_items"))
    sample.keys("Right")
    assert sample.tree.isExpanded(sample.index("line_items"))
    sample.keys("Ctrl+Left")
    assert not any(sample.tree.isExpanded(index) for index in sample.rows())
