"""Scenario 2: success within two minutes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from rossum_studio.gui.editor.highlight import SHOWN_LINE_MARKER
from rossum_studio.gui.roles import Role
from rossum_studio.gui.theme import LIGHT

LINE_THAT_WARNS = 'create_message("warning", "Value is too big"'


@pytest.fixture
def studio(studio):
    studio.click_text("Open Sample")
    studio.wait_for_document("item_amount_base")
    return studio


@pytest.fixture
def result(studio):
    studio.run()
    return studio


def marked_lines(code):
    """Lines that the editor points out, from 1."""
    return [row + 1 for row in range(code.lineCount()) if code.markerGet(row) & 1 << SHOWN_LINE_MARKER]


def test_the_sample_shows_schema_tree_left_handler_in_the_middle_and_the_event(studio):
    assert studio.index("date_issue").data() == "Issue date"
    assert "def rossum_hook_request_handler(payload):" in studio.code.text()
    assert studio.event.currentText() == "annotation_content · updated"
    left, middle, right = (
        part.mapTo(studio.window, part.rect().center()).x()
        for part in (studio.tree, studio.code, studio.event)
    )
    assert left < middle < right


def test_the_run_marks_the_amount_its_row_its_table_and_its_section(result):
    amount = result.index("item_amount_base")
    marked = [amount, amount.parent(), amount.parent().parent(), amount.parent().parent().parent()]

    assert [index.data(Role.CATEGORY) for index in marked] == ["datapoint", "tuple", "multivalue", "section"]
    assert [index.data(Role.SEVERITY) for index in marked] == ["warning"] * 4
    for index in marked:
        assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
        assert index.data(Qt.ItemDataRole.BackgroundRole).color().rgb() == QColor(LIGHT.warning.tint).rgb()
    assert sum(index.data(Role.SEVERITY) is not None for index in result.rows()) == 4


def test_the_text_of_the_warning_is_read_at_the_amount_and_in_the_list(result):
    amount = result.index("item_amount_base")

    assert amount.data(Role.MESSAGES) == ["Value is too big"]
    assert "warning: Value is too big" in amount.data(Qt.ItemDataRole.AccessibleTextRole)
    assert len(result.lines(result.messages)) == 1
    assert "Warning: Value is too big" in result.lines(result.messages)[0]
    assert result.messages.isVisible()


def test_the_status_bar_counts_and_there_is_a_pane_for_stdout(result):
    assert result.status.startswith("1 warning")

    result.open_tab("Output")

    assert result.log.isVisible()
    assert "The function printed nothing." in result.log.toPlainText()


def test_what_the_function_prints_is_in_the_stdout_pane(studio):
    studio.replace_code(
        studio.code.text().replace("    messages = []", '    messages = []\n    print("číslo")')
    )
    studio.run()
    studio.open_tab("Output")

    assert "číslo" in studio.log.toPlainText()


def test_clicking_the_message_selects_the_field_and_points_out_the_line(result):
    result.click_row(result.messages, result.messages.model().index(0, 0))

    assert result.tree.currentIndex() == result.index("item_amount_base")
    assert result.tree.viewport().rect().contains(result.tree.visualRect(result.tree.currentIndex()).center())
    (line,) = marked_lines(result.code)
    assert LINE_THAT_WARNS in result.code.text().splitlines()[line - 1]
