"""The header of the section that one scrolls through."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from rossum_studio.gui.roles import Role
from rossum_studio.gui.tree.panel import TreePanel


@pytest.fixture
def panel(qtbot, sample_event):
    """A document with every row open, in a panel of a few rows."""
    document = sample_event("annotation_content.updated.line_items")
    made = TreePanel()
    qtbot.addWidget(made)
    made.resize(420, 320)
    made.set_document(document.content, document.schema)
    made.tree.expandAll()
    made.show()
    qtbot.waitExposed(made)
    return made


def top(panel):
    return panel.tree.indexAt(QPoint(1, 1)).siblingAtColumn(0)


def section_of(index):
    while index.parent().isValid():
        index = index.parent()
    return index


def test_it_names_the_section_of_the_topmost_row_and_hides_where_that_is_in_sight(panel):
    header, bar = panel.tree.section_header, panel.tree.verticalScrollBar()
    shown = set()
    for value in range(bar.maximum() + 1):
        bar.setValue(value)
        row = top(panel)
        is_section = row == section_of(row)
        assert header.isVisible() != is_section
        if not is_section:
            assert header.section == section_of(row)
            assert header.geometry().topLeft() == panel.tree.viewport().geometry().topLeft()
            shown.add(header.accessibleName())

    assert len(shown) > 2


def test_no_row_that_is_selected_is_left_under_it(panel):
    bar = panel.tree.verticalScrollBar()
    bar.setValue(bar.maximum())
    index = panel.tree.indexAt(QPoint(1, panel.tree.viewport().height() - 2)).siblingAtColumn(0)
    panel.tree.setCurrentIndex(index)
    for _ in range(bar.maximum()):
        QTest.keyClick(panel.tree, Qt.Key.Key_Up)
        covered = panel.tree.section_header.height() if panel.tree.section_header.isVisible() else 0
        assert panel.tree.visualRect(panel.tree.currentIndex()).top() >= covered


def test_a_click_on_it_goes_to_the_section(panel, qtbot):
    bar, header = panel.tree.verticalScrollBar(), panel.tree.section_header
    bar.setValue(bar.maximum())
    section = header.section.data(Role.SCHEMA_ID)

    QTest.mouseClick(header, Qt.MouseButton.LeftButton)

    assert panel.tree.currentIndex().data(Role.SCHEMA_ID) == section
    qtbot.waitUntil(lambda: panel.tree.visualRect(panel.tree.currentIndex()).top() >= 0)
    assert not header.isVisible()


def test_it_goes_away_when_its_section_is_closed_or_filtered_out(panel, qtbot):
    bar, header = panel.tree.verticalScrollBar(), panel.tree.section_header
    bar.setValue(bar.maximum() // 2)
    assert header.isVisible()

    panel.tree.collapseAll()
    qtbot.waitUntil(lambda: not header.isVisible())
    panel.tree.expandAll()
    bar.setValue(bar.maximum() // 2)
    qtbot.waitUntil(header.isVisible)

    panel.filter_box.setText("no row has this text")

    qtbot.waitUntil(lambda: not header.isVisible())
